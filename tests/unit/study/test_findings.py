"""What is wrong with a study is said at once, at its place, with what is allowed."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from il2report.errors import Finding, Place, Severity, StudyRefused
from il2report.study import inspect_study, read_study

HERE = Path(__file__).parent
SLIPS = tomllib.loads((HERE / "slips.toml").read_text(encoding="utf-8"))["slip"]
MESSAGES = (HERE.parents[2] / "docs" / "messages.md").read_text(encoding="utf-8")


def as_listed(finding: Finding) -> str:
    return f"{finding.severity.value}: {finding}"


def change(slip: dict[str, Any]) -> Any:
    if "delete" in slip:
        return None
    return slip["text"].encode() if "text" in slip else (slip["old"], slip["new"])


@pytest.mark.parametrize(
    "slip", SLIPS, ids=lambda slip: f"{slip['file']}-{(slip['findings'] or ['nothing'])[0][-40:]}"
)
def test_each_slip_gives_exactly_its_findings(small_study, slip):
    folder = small_study(**{slip["file"]: change(slip)})
    assert slip["findings"] == [as_listed(finding) for finding in inspect_study(folder).findings]


def test_every_documented_finding_is_among_the_slips_or_tested_by_name():
    by_name = {
        "bad-workbook",
        *("bad-statistical-file", "kinds-of-missing", "labelled-number"),
        *("unknown-parameter", "wrong-unit", "not-emergent"),
        *("immortal-time", "undated-groups", "few-events", "collinear-variables"),
        *(
            "event-without-relatedness",
            "unknown-grade",
            "deaths-not-recorded",
            "cause-without-death",
        ),
        "missing-sheet",
        "extra-sheet",
        "table-twice",
        "formula-without-value",
        "formulas-by-hand",
        "merged-cells",
        "hidden-cells",
        "wrong-cell-type",
        "mixed-dates",
        "dates-in-two-forms",
        *("header-below", "repeated-header", "text-as-date"),
        *("word-for-missing", "word-for-unknown", "look-alike-code"),
        *("look-alike-id", "similar-id", "ids-lost-zeros"),
        "not-utf8",
        "unread-data",
        *("date-to-come", "code-for-missing", "value-far-out", "not-done"),
        *("codes-without-labels", "no-event", "dates-out-of-order", "repeated-row"),
        *("patient-without-row", "row-without-value", "codes-without-table"),
        "unreadable-file",
        "outside-study",
        "not-a-file",
        "too-large",
        "too-many-files",
        "bad-doi",
        "beyond-bounds",
        "duplicate-doi",
        "table-too-large",
        "too-many-errors",
        "empty-table",
        "tables-only",
    }
    by_name |= {"identifying-patient-id", "doubtful-patient-id"}
    by_name |= {"inherited-choice", "idle-acceptance"}
    by_name |= {"bad-journal", "over-limit"}
    by_name |= {"missing-statement", "incomplete-authors", "incomplete-design"}
    told = {
        re.findall(r"\[([a-z0-9-]+)\]$", line)[0] for slip in SLIPS for line in slip["findings"]
    }
    # Entries for other layers stand under other headings of the page, below these.
    documented = re.findall(r"^### (\S+)$", MESSAGES, flags=re.MULTILINE)
    study = documented[: documented.index("unknown-reference") + 1]
    assert set() == set(study) - told - by_name


def test_the_small_study_has_no_findings(small_study):
    assert () == inspect_study(small_study()).findings


def test_findings_of_several_files_come_together_in_reading_order(small_study):
    folder = small_study(
        study=("age = { min = 18 }", "age = { min = -1 }"),
        patients=("480,2004-01-12", "480,soon"),
        cycles=("A1,2,2003-03-20", "A1,2,20 March"),
        codebook=("Fever,General", "Fever,"),
        references=('"id": "doe2009"', '"id": "roe2009"'),
    )
    places = [finding.place for finding in inspect_study(folder).findings]
    assert [
        Place("study.toml"),
        Place("data/patients.csv", 4, "entry_date", "A3"),
        Place("data/cycles.csv", 3, "start_date", "A1"),
        Place("data/codebook.csv", 21, "group"),
        Place("data/literature.toml"),
    ] == places


def test_several_slips_in_one_row_are_all_told(small_study):
    folder = small_study(patients=("A1,female,41,0,210.5", "A1,femal,-1,x,"))
    columns = [finding.place.column for finding in inspect_study(folder).findings]
    assert ["age", "ecog", "sex"] == columns


def test_a_study_with_errors_is_refused_with_all_of_them(small_study):
    folder = small_study(patients=("A1,female,41", "A1,femal,141"))
    with pytest.raises(StudyRefused) as refusal:
        read_study(folder)
    assert inspect_study(folder).findings == refusal.value.findings
    assert 1 == refusal.value.exit_code


def test_a_notice_does_not_keep_a_study_from_being_read(small_study):
    folder = small_study(cycles=("A1,2,2003-03-20", "A1,2,2003-03-16"))
    study = read_study(folder)
    assert ["rest-outside-protocol"] == [notice.code for notice in study.notices]
    assert {Severity.NOTICE} == {notice.severity for notice in study.notices}


def test_a_folder_that_is_no_study_lacks_its_choices_and_its_data(tmp_path):
    findings = inspect_study(tmp_path / "nowhere").findings
    assert [("missing-file", "data"), ("missing-file", "study.toml")] == sorted(
        (finding.code, finding.place.file) for finding in findings
    )


def test_a_table_without_patients_is_one_finding_not_one_per_row_elsewhere(small_study):
    header = b"patient_id,sex,age,ecog,ldh,entry_date,best_response,progression_date,"
    folder = small_study(patients=header + b"last_contact_date,status\n")
    assert ["empty-table"] == [finding.code for finding in inspect_study(folder).findings]


def test_text_that_is_not_utf8_is_placed_at_its_row(small_study):
    folder = small_study()
    for name in ("study.toml", "data/literature.toml", "data/references.json"):
        (folder / name).write_bytes(b"title = \xff")
    table = folder / "data" / "adverse_events.csv"
    table.write_bytes(table.read_bytes().replace(b"A1,2,fever", b"A1,2,fev\x81r"))
    assert [
        ("study.toml", None),
        ("data/adverse_events.csv", 4),
        ("data/literature.toml", None),
        ("data/references.json", None),
    ] == [(f.place.file, f.place.row) for f in inspect_study(folder).findings]
    assert {"not-utf8"} == {finding.code for finding in inspect_study(folder).findings}


def test_a_byte_order_mark_is_ignored_with_a_notice(small_study):
    folder = small_study()
    for table in ("patients", "metastases"):
        path = folder / "data" / f"{table}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    study = read_study(folder)
    assert ["read-as: a byte order mark"] * 2 == [
        f"{notice.code}: {notice.message.removeprefix('read as: ')}" for notice in study.notices
    ]
    assert "patient_id" == study.tables.patients.columns[0]


def test_a_file_that_the_system_refuses_is_a_finding(small_study):
    folder = small_study()
    (folder / "data" / "cycles.csv").unlink()
    (folder / "data" / "cycles.csv").mkdir()
    (finding,) = inspect_study(folder).findings
    assert ("not-a-file", Place("data/cycles.csv")) == (finding.code, finding.place)


def test_findings_do_not_tell_other_values_of_the_patient(small_study):
    folder = small_study(patients=("PD,2003-08-01,2004-02-02", "PD,2004-03-01,2004-02-02"))
    (finding,) = inspect_study(folder).findings
    for value in ("male", "55", "2003-05-05", "2004-02-02", "DOD"):
        assert value not in str(finding)


def test_a_long_cell_is_told_shortened(small_study):
    folder = small_study(patients=("A1,female", f"A1,{'x' * 500}"))
    (finding,) = inspect_study(folder).findings
    assert f"'{'x' * 40}...' is not allowed" in finding.message


def test_a_refused_cell_gives_no_second_finding_for_what_it_seems_to_lack(small_study):
    folder = small_study(patients=("PD,2003-08-01", "PD,August"))
    assert ["bad-date"] == [finding.code for finding in inspect_study(folder).findings]


def test_checks_conclude_nothing_from_a_table_that_was_not_read_whole(small_study):
    folder = small_study(cycles=("A4,1,2005-10-10,2005-10-10,2\n", "A4,1,2005-10-10\n"))
    assert ["ragged-row"] == [finding.code for finding in inspect_study(folder).findings]


def test_the_checks_of_response_and_death_take_the_declared_codes(small_study):
    folder = small_study()
    for path, codes in {
        "data/patients.csv": (("PD,2003-08-01", "WORSE,"), ("AWD", "ill"), ("DOD", "dead")),
        "data/codebook.csv": (
            ("best_response,PD", "best_response,WORSE"),
            ("AWD", "ill"),
            ("DOD", "dead"),
        ),
        "study.toml": (
            (
                'with_disease = ["AWD", "DOD"]',
                'with_disease = ["ill", "dead"]\n[response]\nprogressive = ["WORSE"]',
            ),
            ('dead_codes = ["DOD", "DOC"]', 'dead_codes = ["dead"]'),
        ),
    }.items():
        text = (folder / path).read_text()
        for old, new in codes:
            text = text.replace(old, new)
        (folder / path).write_text(text)
    assert ["pd-without-progression"] == [each.code for each in inspect_study(folder).findings]
