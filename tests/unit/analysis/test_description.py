"""Counts, shares and summaries, on four patients."""

import math
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from il2report.analysis.derivations.descriptive import Quantile
from il2report.analysis.description import (
    Measured,
    cells,
    everyone,
    maximum,
    mean,
    measured,
    median,
    minimum,
    patients_with,
    quantile,
    share,
    standard_deviation,
)
from il2report.analysis.methods import MEDIAN
from il2report.analysis.months import DAYS_PER_MONTH, months_between
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


STATISTICS = (mean, standard_deviation, median, minimum, maximum)


def described(values: list[float], excluded: tuple[Exclusion, ...] = ()) -> Measured:
    return Measured(FOUR[: len(values)], tuple(values), excluded)


def test_the_statistics_of_four_values() -> None:
    of = described([40, 50, 60, 70])
    assert 4 == of.n
    assert [55, pytest.approx(math.sqrt(500 / 3)), 55, 40, 70] == [s(of).value for s in STATISTICS]


def test_one_value_has_no_spread() -> None:
    of, no_spread = described([400.0]), NotEstimable("SD undefined for n = 1")
    assert [400, no_spread, 400, 400, 400] == [s(of).value for s in STATISTICS]


def test_no_value_has_no_statistics() -> None:
    of = described([], (Exclusion("Q2", "LDH not measured"),))
    assert [NotEstimable("no patient has a value")] * 5 == [s(of).value for s in STATISTICS]
    assert 0 == of.n


def test_equal_values_have_a_spread_of_zero() -> None:
    assert 0 == standard_deviation(described([50, 50, 50])).value


@pytest.mark.parametrize(
    ("values", "probability", "expected"),
    [
        ([480.5, 300, 620.1, 1100], Fraction(0), 300.0),
        ([480.5, 300, 620.1, 1100], Fraction(1, 10), 300.0),
        ([480.5, 300, 620.1, 1100], Fraction(1, 4), 390.25),
        ([480.5, 300, 620.1, 1100], Fraction(1, 2), 550.3),
        ([480.5, 300, 620.1, 1100], Fraction(3, 4), 860.05),
        ([480.5, 300, 620.1, 1100], Fraction(9, 10), 1100.0),
        ([480.5, 300, 620.1, 1100], Fraction(1), 1100.0),
        ([51, 48, 23], Fraction(1, 4), 23.0),
        ([51, 48, 23], Fraction(1, 2), 48.0),
        ([51, 48, 23], Fraction(3, 4), 51.0),
        ([7], Fraction(1, 4), 7.0),
    ],
)
def test_a_quantile_is_that_of_type_two(
    values: list[float], probability: Fraction, expected: float
) -> None:
    """R 4.2.2: `quantile(x, p, type = 2)`."""
    outcome = quantile(described(values), probability, MEDIAN)
    assert expected == outcome.value
    assert Quantile(tuple(sorted(values)), probability) == outcome.derivation


def test_who_has_no_value_is_left_out_with_the_reason() -> None:
    of = measured(FOUR, PATIENTS["ldh"].tolist(), "LDH not measured")
    assert ("Q1", "Q3", "Q4") == of.patients
    assert (Exclusion("Q2", "LDH not measured"),) == of.excluded
    assert (500, 400) == (mean(of).value, median(of).value)
    assert pytest.approx(math.sqrt(130_000)) == standard_deviation(of).value


def test_months_have_the_mean_length_of_a_gregorian_month() -> None:
    start = pd.Series(pd.to_datetime(["2003-01-01", "2003-01-01"]))
    end = pd.Series(pd.to_datetime(["2004-05-02", "2003-01-01"]))
    assert 365.25 / 12 == DAYS_PER_MONTH
    assert [16, 0] == months_between(start, end)


def test_cells_are_plain_values_and_dates_have_no_time() -> None:
    dates = pd.Series(pd.to_datetime(["2003-01-01", None]))
    assert [date(2003, 1, 1), None] == cells(dates)
    assert ["female", "male", "male", "female"] == cells(PATIENTS["sex"])
