"""check lists findings for a reader, and for a program."""

import json

from il2report.cli.checking import check_study, printed_findings
from il2report.errors import Finding, Place, Severity

ERROR = Finding("unknown-code", Place("data/patients.csv", 3, "sex", "A2"), "'man' is no code")
NOTICE = Finding("extra-column", Place("data/cycles.csv"), "ward is ignored", Severity.NOTICE)


def test_nothing_found_is_said():
    assert "0 errors, 0 notices" == printed_findings((), as_json=False)


def test_findings_stand_on_a_line_each_and_are_counted():
    assert [
        "error: data/patients.csv, row 3, column sex, patient A2: 'man' is no code [unknown-code]",
        "notice: data/cycles.csv: ward is ignored [extra-column]",
        "1 error, 1 notice",
    ] == printed_findings((ERROR, NOTICE), as_json=False).splitlines()


def test_several_are_plural():
    text = printed_findings((ERROR, ERROR, NOTICE, NOTICE), as_json=False)
    assert "2 errors, 2 notices" == text.splitlines()[-1]


def test_a_program_gets_every_part_of_a_finding():
    assert [
        {
            "severity": "error",
            "code": "unknown-code",
            "file": "data/patients.csv",
            "row": 3,
            "column": "sex",
            "patient_id": "A2",
            "message": "'man' is no code",
        },
        {
            "severity": "notice",
            "code": "extra-column",
            "file": "data/cycles.csv",
            "row": None,
            "column": None,
            "patient_id": None,
            "message": "ward is ignored",
        },
    ] == json.loads(printed_findings((ERROR, NOTICE), as_json=True))


def test_the_reference_study_is_sound(project):
    assert () == check_study(project)


def test_templates_are_tried_only_on_sound_data(tmp_path):
    own = tmp_path / "templates/sections/results.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text("of 15 patients", encoding="utf-8")
    assert "typed-number" not in {finding.code for finding in check_study(tmp_path)}
