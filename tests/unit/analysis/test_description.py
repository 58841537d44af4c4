"""Counts, shares and summaries, on four patients."""

import math
from datetime import date

import pandas as pd
import pytest

from il2report.analysis.description import (
    DAYS_PER_MONTH,
    cells,
    everyone,
    measured,
    months_between,
    patients_with,
    share,
    share_with,
    summarize,
)
from il2report.values import Exclusion, NotEstimable

FOUR = ("Q1", "Q2", "Q3", "Q4")
PATIENTS = pd.DataFrame(
    {
        "patient_id": FOUR,
        "sex": ["female", "male", "male", "female"],
        "ldh": [200.0, math.nan, 400.0, 900.0],
    }
)


def test_everyone_is_listed_in_the_order_of_the_table() -> None:
    assert ("Q4", "Q3", "Q2", "Q1") == everyone(PATIENTS.iloc[::-1])


def test_a_share_keeps_the_order_of_the_denominator_and_counts_nobody_twice() -> None:
    assert ("Q1", "Q3") == share(FOUR, ["Q3", "Q1", "Q3"]).having


def test_a_share_leaves_out_who_is_not_in_the_denominator() -> None:
    assert ("Q1",) == share(("Q1", "Q2"), ["Q1", "Q4"]).having


def test_a_share_by_their_own_row_is_of_all_patients() -> None:
    women = share_with(PATIENTS, "sex", ["female"])
    assert (("Q1", "Q4"), FOUR) == (women.having, women.of)


def test_patients_with_a_code_are_those_of_the_rows_that_hold_it() -> None:
    sites = pd.DataFrame(
        {"patient_id": ["Q1", "Q1", "Q2", "Q3"], "site": ["lung", "brain", "liver", "lung"]}
    )
    assert ("Q1", "Q2", "Q3") == patients_with(sites, "site", ["lung", "liver"])
    assert () == patients_with(sites, "site", ["heart"])


def test_patients_with_a_code_are_listed_once_for_each_row() -> None:
    agents = pd.DataFrame({"patient_id": ["Q1", "Q1"], "modality": ["vaccine", "vaccine"]})
    assert ("Q1", "Q1") == patients_with(agents, "modality", ["vaccine"])


def test_nobody_has_a_code_in_a_table_without_rows() -> None:
    nothing = pd.DataFrame({"patient_id": [], "site": []}, dtype=object)
    assert () == patients_with(nothing, "site", ["lung"])


def test_a_summary_of_four_values() -> None:
    summary = summarize([40, 50, 60, 70], FOUR)
    assert 4 == summary.n
    assert (55, 55, 40, 70) == (summary.mean, summary.median, summary.minimum, summary.maximum)
    assert pytest.approx(math.sqrt(500 / 3)) == summary.sd


def test_one_value_has_no_spread() -> None:
    summary = summarize([400.0], ("Q3",))
    assert NotEstimable("one value has no spread") == summary.sd
    assert (400, 400, 400, 400) == (
        summary.mean,
        summary.median,
        summary.minimum,
        summary.maximum,
    )


def test_no_value_has_no_statistics() -> None:
    summary = summarize([], (), (Exclusion("Q2", "LDH not measured"),))
    nothing = NotEstimable("no patient has a value")
    assert [nothing] * 5 == [
        summary.mean,
        summary.sd,
        summary.median,
        summary.minimum,
        summary.maximum,
    ]
    assert 0 == summary.n


def test_equal_values_have_a_spread_of_zero() -> None:
    assert 0 == summarize([50, 50, 50], ("Q1", "Q2", "Q3")).sd


def test_who_has_no_value_is_left_out_with_the_reason() -> None:
    summary = measured(FOUR, PATIENTS["ldh"].tolist(), "LDH not measured")
    assert ("Q1", "Q3", "Q4") == summary.patients
    assert (Exclusion("Q2", "LDH not measured"),) == summary.excluded
    assert (500, 400) == (summary.mean, summary.median)
    assert pytest.approx(math.sqrt(130_000)) == summary.sd


def test_months_have_the_mean_length_of_a_gregorian_month() -> None:
    start = pd.Series(pd.to_datetime(["2003-01-01", "2003-01-01"]))
    end = pd.Series(pd.to_datetime(["2004-05-02", "2003-01-01"]))
    assert 365.25 / 12 == DAYS_PER_MONTH
    assert [16, 0] == months_between(start, end)


def test_cells_are_plain_values_and_dates_have_no_time() -> None:
    dates = pd.Series(pd.to_datetime(["2003-01-01", None]))
    assert [date(2003, 1, 1), None] == cells(dates)
    assert ["female", "male", "male", "female"] == cells(PATIENTS["sex"])
