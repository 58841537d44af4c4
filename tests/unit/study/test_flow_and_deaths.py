"""The flow of patients must add up, and deaths must be recorded somewhere and agree with their causes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from il2report.study import inspect_study
from il2report.study.declarations.flow import FlowStep, flow_of

SmallStudy = Callable[..., Path]
CAUSE = """
[deaths]
status_codes = ["DOD", "DOC"]
cause = "cause"

[[variable]]
name = "cause"
kind = "category"
label = "Cause of death"

[toxicity]"""


def steps(*of: tuple[str, int | None, str | None]) -> tuple[FlowStep, ...]:
    return tuple(FlowStep(label=label, n=n, reason=reason) for label, n, reason in of)


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ([("Screened", 9, None), ("Excluded", 5, "no consent"), ("Analyzed", 4, None)], []),
        ([("Screened", 9, None), ("Excluded", 5, "no consent"), ("Analyzed", None, None)], []),
        ([("Screened", 4, None), ("Eligible", 4, None), ("Analyzed", 4, None)], []),
        ([("Analyzed", 4, None)], []),
        ([("Screened", 4, None), ("Excluded", 0, "no consent"), ("Analyzed", 4, None)], []),
        (
            [("Screened", 9, None), ("Excluded", 4, "no consent"), ("Analyzed", 4, None)],
            ["3: n is 4, but 9 less 4 excluded are 5"],
        ),
        (
            [("Screened", 9, None), ("Excluded", 4, "no consent"), ("Analyzed", None, None)],
            ["3: n is 4, but 9 less 4 excluded are 5"],
        ),
        ([("Screened", 5, None)], ["1: n is 5, but patients.csv has 4; the flow ends at the cohort"]),
        (
            [("Screened", 9, None), ("Excluded", 5, "no consent")],
            ["2: the flow ends with an exclusion; the last step is the stage of those analyzed"],
        ),
        (
            [("Excluded", 5, "no consent"), ("Analyzed", 4, None)],
            ["1: the flow begins with an exclusion; the first step is a stage without reason"],
        ),
        (
            [("Screened", 9, None), ("Excluded", 10, "no consent"), ("Analyzed", 4, None)],
            ["2: 10 are excluded of 9"],
        ),
        (
            [("Screened", None, None), ("Analyzed", 4, None)],
            ["1: n is missing; only the last stage, which is the cohort, needs none"],
        ),
        ([], []),
    ],
)  # fmt: skip
def test_each_stage_is_the_one_before_less_those_who_left(
    flow: list[tuple[str, int | None, str | None]], expected: list[str]
) -> None:
    assert expected == [f"{place}: {fault}" for place, fault in flow_of(steps(*flow)).faults(4)]


def test_steps_of_one_label_have_results_of_their_own() -> None:
    flow = flow_of(
        steps(("Excluded", 1, "a"), ("Excluded", 2, "b"), ("除外", 3, "c"), ("!", 4, "d"))
    )
    assert ["excluded", "excluded_2", "除外", "step"] == [key for key, _ in flow.steps]


def found(folder: Path) -> list[str]:
    return [str(finding) for finding in inspect_study(folder).findings]


def test_deaths_that_nothing_records_are_refused(small_study: SmallStudy) -> None:
    folder = small_study(study=("[toxicity]", "[deaths]\nwithin_days = 30\n\n[toxicity]"))
    assert [
        (
            "study.toml: deaths: nothing says who died; give status_codes, or a cause, or the column"
            " death_date of patients.csv [deaths-not-recorded]"
        )
    ] == found(folder)


def test_a_status_that_the_codebook_lacks_is_refused_with_those_that_it_has(
    small_study: SmallStudy,
) -> None:
    folder = small_study(
        study=("[toxicity]", '[deaths]\nstatus_codes = ["DOD", "DOX"]\n\n[toxicity]')
    )
    assert [
        (
            "study.toml: deaths.status_codes has 'DOX', which is no code of"
            " patients.status. It has NED, AWD, DOD, DOC. [unknown-code]"
        )
    ] == found(folder)


def test_who_has_a_cause_of_death_has_died(small_study: SmallStudy) -> None:
    folder = small_study(
        study=("[toxicity]", CAUSE),
        codebook=("patients,status,NED", "patients,cause,sepsis,Sepsis,,1\npatients,status,NED"),
    )
    path = folder / "data" / "patients.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    causes = ["sepsis" if row.endswith("NED") else "" for row in rows]
    assert causes.count("sepsis") == 1
    cells = (f"{row},{cause}" for row, cause in zip(rows, causes, strict=True))
    path.write_text("\n".join([f"{header},cause", *cells, ""]), encoding="utf-8")
    row, patient = next((n, r[:2]) for n, r in enumerate(rows, start=2) if r.endswith("NED"))
    assert [
        (
            f"data/patients.csv, row {row}, column cause, patient {patient}: the cause of death is"
            " 'sepsis', but status is none of DOD, DOC: the patient did not die [cause-without-death]"
        )
    ] == found(folder)
