"""What the patients received, for how long, and why it ended; checked by hand and against R.

Q1 received 10 and 6 doses from 1 to 20 January, Q2 14 in five days, Q3 8 and 8 in 19 days, Q4 two on one day. Their
status serves as the reason: NED goes on, DOD and AWD stopped, and that of Q4 is blank.
"""

import pytest

from il2report.results import compute_results

REASON = """
[[variable]]
name = "status"
kind = "category"
label = "Reason"
"""
DAYS = {'name = "interleukin-2"': 'name = "interleukin-2"\nduration = "days"'}


def ending(more=""):
    asked = f'discontinuation = {{ variable = "status", ongoing = ["NED"]{more} }}'
    return {'name = "interleukin-2"': f'name = "interleukin-2"\n{asked}\n{REASON}'}


def values(catalogue, prefix):
    return {
        key.removeprefix(f"{prefix}."): result.value
        for key, result in catalogue.items()
        if key.startswith(f"{prefix}.")
    }


# mean, sd and quantile(x, type = 7) of R 4.2.2.
@pytest.mark.parametrize(
    ("name", "mean", "sd", "five"),
    [
        ("cycles", 1.5, 0.577350269189626, (1, 1, 1.5, 2, 2)),
        ("doses", 12, 6.73300329224139, (2, 11, 15, 16, 16)),
        ("duration", 10.25, 9.67384790728763, (0, 3, 11, 18.25, 19)),
    ],
)
def test_exposure_is_what_r_computes(study_from, tables, name, mean, sd, five):
    found = values(compute_results(study_from(tables, changes=DAYS)).catalogue, f"exposure.{name}")
    names = ("min", "q1", "median", "q3", "max")
    expected = {"n": 4, "missing": 0, "mean": mean, "sd": sd, **dict(zip(names, five, strict=True))}
    assert pytest.approx(expected, abs=1e-9) == found


def test_a_patient_without_a_cycle_is_not_treated_and_in_no_median(study_from, tables):
    tables["cycles"] = [row for row in tables["cycles"] if row["patient_id"] != "Q4"]
    catalogue = compute_results(study_from(tables, changes=DAYS)).catalogue
    assert (3, 75.0) == (
        catalogue["exposure.treated.n"].value,
        catalogue["exposure.treated.percent"].value,
    )
    assert (3, 18) == (
        catalogue["exposure.cycles.n"].value,
        catalogue["exposure.duration.median"].value,
    )


def test_without_cycles_there_is_no_result_of_them(study_from, tables):
    del tables["cycles"]
    catalogue = compute_results(study_from(tables)).catalogue
    assert [] == [key for key in catalogue if key.startswith(("exposure.", "dosing."))]


def test_who_stopped_who_goes_on_and_who_is_unknown_are_all_patients_treated(study_from, tables):
    catalogue = compute_results(study_from(tables, changes=ending())).catalogue
    parts = {name: catalogue[f"exposure.{name}.n"] for name in ("stopped", "ongoing", "missing")}
    assert {"stopped": 2, "ongoing": 1, "missing": 1} == {k: v.value for k, v in parts.items()}
    assert {4} == {result.n for result in parts.values()}


@pytest.mark.parametrize(("more", "of"), [("", 2), (', of = "patients"', 4)])
def test_reasons_are_of_those_who_stopped_or_of_all(study_from, tables, more, of):
    catalogue = compute_results(study_from(tables, changes=ending(more))).catalogue
    reasons = {
        k: v for k, v in catalogue.items() if k.startswith("exposure.reason.") and k.endswith(".n")
    }
    assert {"exposure.reason.awd.n": 1, "exposure.reason.doc.n": 0, "exposure.reason.dod.n": 1} == {
        key: result.value for key, result in reasons.items()
    }
    assert {of} == {result.n for result in reasons.values()}
    assert catalogue["exposure.stopped.n"].value == sum(r.value for r in reasons.values())


def test_reasons_are_there_without_cycles(study_from, tables):
    del tables["cycles"]
    catalogue = compute_results(study_from(tables, changes=ending())).catalogue
    assert (2, 4) == (catalogue["exposure.stopped.n"].value, catalogue["exposure.stopped.n"].n)
    assert "exposure.treated.n" not in catalogue
