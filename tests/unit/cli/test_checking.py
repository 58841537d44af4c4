"""check lists findings for a reader, and for a program."""

import json
from dataclasses import replace

import pytest

from il2report.cli.checking import printed_proof
from il2report.cli.findings import printed_findings
from il2report.errors import Finding, Place, Severity
from il2report.study.findings import AcceptedNotice
from il2report.templating.claims import Claim, ClaimReading, Outcome
from il2report.workflow.checking import Check, check_study

ERROR = Finding("unknown-code", Place("data/patients.csv", 3, "sex", "A2"), "'man' is no code")
NOTICE = Finding("extra-column", Place("data/cycles.csv"), "ward is ignored", Severity.NOTICE)


def test_nothing_found_is_said():
    assert "0 errors, 0 notices" == printed_findings(())


def test_findings_stand_on_a_line_each_and_are_counted():
    assert [
        "error: data/patients.csv, row 3, column sex, patient A2: 'man' is no code [unknown-code]",
        "notice: data/cycles.csv: ward is ignored [extra-column]",
        "1 error, 1 notice. docs/messages.md explains each by the code in brackets.",
    ] == printed_findings((ERROR, NOTICE)).splitlines()


def test_several_are_plural():
    text = printed_findings((ERROR, ERROR, NOTICE, NOTICE))
    assert (
        "2 errors, 2 notices. docs/messages.md explains each by the code in brackets."
        == text.splitlines()[-1]
    )


def test_a_program_gets_every_part_of_a_finding():
    told = json.loads(printed_proof(Check((ERROR, NOTICE), ()), as_json=True))
    absent = dict.fromkeys(("sheet", "letter", "section", "page", "sequence"))
    assert [
        absent
        | {
            "severity": "error",
            "code": "unknown-code",
            "file": "data/patients.csv",
            "row": 3,
            "column": "sex",
            "patient_id": "A2",
            "message": "'man' is no code",
        },
        absent
        | {
            "severity": "notice",
            "code": "extra-column",
            "file": "data/cycles.csv",
            "row": None,
            "column": None,
            "patient_id": None,
            "message": "ward is ignored",
        },
    ] == told["findings"]


CLAIM = Claim(
    "rate-low",
    Place("templates/sections/abstract.md.j2", 7),
    Outcome.BROKEN,
    "The rate is low.",
    (
        ClaimReading("response.orr.percent", "90.0%"),
        ClaimReading("correlates.sex.p", "not estimable", "one sex"),
    ),
)


def printed(outcome: Outcome, *, whole: bool) -> list[str]:
    claim = replace(CLAIM, outcome=outcome)
    return printed_proof(Check((), (claim,)), whole=whole, as_json=False).splitlines()


@pytest.mark.parametrize(
    ("outcome", "listed", "said"),
    [
        (Outcome.HOLDS, False, "holds as written"),
        (Outcome.ALTERNATIVE, True, "is printed in another wording"),
        (Outcome.BROKEN, False, "no longer holds"),  # its finding says so
    ],
)
def test_only_a_claim_in_another_wording_is_listed_unless_all_are_asked_for(outcome, listed, said):
    values = "response.orr.percent = 90.0%; correlates.sex.p is not estimable: one sex"
    line = f"claim: templates/sections/abstract.md.j2, line 7: rate-low {said} ({values})"
    assert [line] == printed(outcome, whole=True)[:-2]
    assert [line] * listed == printed(outcome, whole=False)[:-2]


def test_claims_are_counted_in_any_case():
    assert [
        "1 claim: 0 hold as written, 0 in another wording, 1 broken",
        "0 errors, 0 notices",
    ] == printed(Outcome.BROKEN, whole=False)


@pytest.mark.parametrize(("number", "said"), [(0, []), (1, ["1 notice accepted in study.toml"])])
def test_accepted_notices_are_counted_and_listed_on_demand(number, said):
    accepted = (AcceptedNotice(NOTICE, "The ward is always 7."),) * number
    check = Check((), (), accepted)
    last = ["0 errors, 0 notices"]
    assert said + last == printed_proof(check, as_json=False).splitlines()
    line = "accepted: data/cycles.csv: ward is ignored [extra-column] Reason: The ward is always 7."
    listed = printed_proof(check, as_json=False, whole=True).splitlines()
    assert [line] * number + said + last == listed
    told = json.loads(printed_proof(check, as_json=True))["accepted"]
    assert [NOTICE.record | {"reason": "The ward is always 7."}] * number == told


def test_a_program_gets_every_claim_with_its_values():
    told = json.loads(printed_proof(Check((), (CLAIM,)), as_json=True))
    assert [
        {
            "name": "rate-low",
            "file": "templates/sections/abstract.md.j2",
            "row": 7,
            "outcome": "broken",
            "sentence": "The rate is low.",
            "values": [
                {"id": "response.orr.percent", "text": "90.0%", "reason": None},
                {"id": "correlates.sex.p", "text": "not estimable", "reason": "one sex"},
            ],
        }
    ] == told["claims"]


def test_no_claim_of_the_reference_study_is_broken(project):
    outcomes = {claim.outcome for claim in check_study(project).claims}
    assert {Outcome.HOLDS, Outcome.ALTERNATIVE} >= outcomes
    assert Outcome.HOLDS in outcomes


def test_the_reference_study_is_sound(project):
    assert () == check_study(project).findings


def test_templates_are_tried_only_on_sound_data(tmp_path):
    own = tmp_path / "templates/sections/results.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text("of 15 patients", encoding="utf-8")
    assert "typed-number" not in {finding.code for finding in check_study(tmp_path).findings}
