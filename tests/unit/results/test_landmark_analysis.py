"""Groups that form after the start: no test without a landmark, and who is in the analysis with one."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from il2report.results.catalogue import Catalogue
from il2report.results.comparisons import comparison_results
from il2report.results.declared import Declared
from il2report.results.groups import TIMES_FORMED_LATER
from il2report.study.codebook import codebook_from
from il2report.study.declarations import Declarations
from il2report.values import NotEstimable

START = date(2020, 1, 1)
LANDMARK = 2.0  # months: 60.875 days
OS = {
    "name": "os",
    "label": "Overall survival",
    "start": "entry_date",
    "event": ["death_date"],
    "censor": "last_contact_date",
    "landmarks_months": [1, 6],
}
RESPONSE = {
    "name": "response",
    "kind": "category",
    "label": "Response",
    "column": "best_response",
}
CYCLES = {
    "name": "cycles_received",
    "label": "Cycles",
    "cut": {"of": "cycle_count", "at": [2]},
}
COUNT = {"name": "cycle_count", "label": "Number of cycles", "count": {"table": "cycles"}}
ARM = {"name": "arm", "kind": "category", "label": "Arm"}


def study(by: str, variables: list[dict[str, Any]], **comparison: object) -> Declared:
    """Ten patients: days to death or censoring, response and its day, and the days of two cycles."""
    days = [30, 60, 61, 90, 120, 200, 250, 300, 400, 500]
    responded = [None, 59, None, 60, None, 61, 40, None, 45, 50]
    died = [True, False] * 5
    second = [None, None, 60, 60, 61, 61, None, 40, 40, None]
    patients = pd.DataFrame(
        {
            "patient_id": list("ABCDEFGHIJ"),
            "entry_date": [pd.Timestamp(START)] * 10,
            "death_date": [
                _day(day if dead else None) for day, dead in zip(days, died, strict=True)
            ],
            "last_contact_date": [_day(day) for day in days],
            "best_response": ["SD" if day is None else "CR" for day in responded],
            "responded": ["no" if day is None else "yes" for day in responded],
            "response_date": [_day(day) for day in responded],
            "arm": list("abcabcabca"),
        }
    )
    rows = [(p, 1, _day(0)) for p in "ABCDEFGHIJ"]
    rows += [
        (p, 2, _day(day)) for p, day in zip("ABCDEFGHIJ", second, strict=True) if day is not None
    ]
    codes = [
        ("best_response", "CR"),
        ("best_response", "SD"),
        ("arm", "a"),
        ("arm", "b"),
        ("arm", "c"),
    ]
    codebook = [("patients", column, code, code, None, n) for n, (column, code) in enumerate(codes)]
    return Declared(
        {
            "patients": patients,
            "cycles": pd.DataFrame(rows, columns=["patient_id", "cycle", "start_date"]),
        },
        Declarations.model_validate(
            {
                "variable": variables,
                "endpoint": [OS],
                "comparison": [{"name": "groups", "by": by, "of": ["os"], **comparison}],
            }
        ),
        codebook_from(
            pd.DataFrame(codebook, columns=["table", "column", "code", "label", "group", "order"])
        ),
    )


def _day(day: int | None) -> pd.Timestamp:
    return pd.NaT if day is None else pd.Timestamp(START + timedelta(days=day))


def results_of(declared: Declared) -> Catalogue:
    return Catalogue.of(comparison_results(declared, declared.declarations.comparison[0]))


@pytest.mark.parametrize(
    ("by", "variables"),
    [
        ("response", [RESPONSE]),
        ("cycles_received", [COUNT, CYCLES]),
        ("arm", [{**ARM, "formed": "after_start"}]),
        ("arm", [{**ARM, "formed_on": "response_date"}]),
    ],
)
def test_groups_that_form_after_the_start_are_not_tested_without_a_landmark(
    by: str, variables: list[dict[str, Any]]
) -> None:
    results = results_of(study(by, variables))
    assert TIMES_FORMED_LATER == results["os.groups.logrank_p"].value
    assert 0 == results["groups.tests_made"].value


@pytest.mark.parametrize(
    ("by", "variables"),
    [("arm", [ARM]), ("response", [{**RESPONSE, "formed": "baseline"}])],
)
def test_groups_that_are_known_at_the_start_are_tested(
    by: str, variables: list[dict[str, Any]]
) -> None:
    results = results_of(study(by, variables))
    assert results["os.groups.logrank_p"].is_estimable
    assert "os.groups.before_landmark" not in results


def test_a_description_without_a_test_is_declared_as_such() -> None:
    results = results_of(study("response", [RESPONSE], tests={"time": "none"}))
    assert "os.groups.logrank_p" not in results
    assert "os.groups.cr.median" in results


def test_only_patients_at_risk_after_the_landmark_are_analysed() -> None:
    """A left on day 30 and B on day 60; C, on day 61, is 61 / 30.4375 = 2.004 months from the start."""
    results = results_of(study("response", [RESPONSE], from_months=LANDMARK))
    assert ("A", "B") == results["os.groups.before_landmark"].patients
    assert 10 == results["os.groups.before_landmark"].n
    sizes = [results[f"os.groups.{group}.n"].value for group in ("cr", "sd")]
    assert [5, 3] == sizes
    assert results["os.groups.logrank_p"].is_estimable


def test_a_patient_whose_time_is_the_landmark_is_not_at_risk_after_it() -> None:
    at = 61 / 30.4375
    results = results_of(study("response", [RESPONSE], from_months=at))
    assert ("A", "B", "C") == results["os.groups.before_landmark"].patients


def test_a_yes_no_group_that_formed_after_the_landmark_was_no_until_then() -> None:
    """F responded on day 61, D on day 60: by month 2, day 60.875, D had and F had not."""
    variable = {
        "name": "responded",
        "kind": "yes_no",
        "label": "Responded",
        "formed_on": "response_date",
    }
    results = results_of(study("responded", [variable], from_months=LANDMARK))
    assert ("D", "G", "I", "J") == results["os.groups.yes.n"].patients
    assert ("C", "E", "F", "H") == results["os.groups.no.n"].patients


def test_a_category_that_formed_after_the_landmark_is_in_no_group() -> None:
    dated = {**RESPONSE, "formed_on": "response_date"}
    results = results_of(study("response", [dated], from_months=LANDMARK))
    assert ("F",) == results["os.groups.without_group"].patients
    assert ("D", "G", "I", "J") == results["os.groups.cr.n"].patients


def test_rows_dated_after_the_landmark_do_not_count() -> None:
    """C and D had their second cycle on day 60, E and F on day 61."""
    results = results_of(study("cycles_received", [COUNT, CYCLES], from_months=LANDMARK))
    assert ("C", "D", "H", "I") == results["os.groups.from_2.n"].patients


def test_a_landmark_of_the_curve_before_that_of_the_analysis_is_a_reason() -> None:
    results = results_of(study("response", [RESPONSE], from_months=LANDMARK))
    value = results["os.groups.cr.at_1_months"].value
    assert isinstance(value, NotEstimable)
    assert "before the landmark of the analysis" == value.reason
    assert results["os.groups.cr.at_6_months"].is_estimable


def test_between_names_the_groups_that_are_tested_and_all_are_described() -> None:
    results = results_of(study("arm", [ARM], between=["c", "a"]))
    assert ("A", "C", "D", "F", "G", "I", "J") == results["os.groups.logrank_p"].patients
    assert ("B", "E", "H") == results["os.groups.b.n"].patients


def test_one_group_cannot_be_tested() -> None:
    with pytest.raises(ValidationError, match="groups: between needs two groups or more"):
        study("arm", [ARM], between=["a"])


def test_a_number_makes_no_groups() -> None:
    with pytest.raises(ValidationError, match="comparison groups: cycle_count is a number"):
        study("cycle_count", [COUNT])
