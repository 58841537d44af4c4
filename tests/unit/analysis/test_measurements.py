"""Exact statistics of recorded decimals, against fractions of the decimals as they were typed."""

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from il2report.analysis.measurements import Measurements, square_root
from il2report.document.rounding import round_half_away

# Cells as people type them: a whole number of tenths, hundredths or thousandths.
recorded = st.integers(0, 4).flatmap(
    lambda decimals: st.lists(
        st.integers(-10_000_000, 10_000_000).map(
            lambda units: f"{units / 10**decimals:.{decimals}f}"
        ),
        min_size=1,
        max_size=40,
    )
)


def half_away(exact: Fraction, decimals: int) -> Fraction:
    """Round by hand: halves away from zero."""
    units = math.floor(abs(exact) * 10**decimals + Fraction(1, 2))
    return Fraction(units if exact > 0 else -units, 10**decimals)


@given(recorded)
@example(["950.9", "930.8"])
@example(["0.1", "0.2"])
@example(["1.005", "1.005", "1.005"])
def test_mean_and_median_are_those_of_the_decimals_recorded(cells: list[str]) -> None:
    exact, known = sorted(map(Fraction, cells)), Measurements.of([float(cell) for cell in cells])
    n = len(exact)
    assert sum(exact) == known.total
    assert sum(exact) / n == known.mean
    assert (exact[(n - 1) // 2] + exact[n // 2]) / 2 == known.median
    assert sum((x - sum(exact) / n) ** 2 for x in exact) == known.squares


@given(recorded, st.integers(0, 3))
@example(["950.9", "930.8"], 1)
@example(["62.5", "62.6", "62.6", "62.5"], 1)
@example(["-0.1", "-0.2"], 1)
def test_what_is_printed_is_the_exact_value_rounded_once(cells: list[str], decimals: int) -> None:
    known = Measurements.of([float(cell) for cell in cells])
    for statistic in (known.mean, known.median):
        printed = Fraction(round_half_away(float(statistic), decimals))
        assert half_away(statistic, decimals) == printed


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([60.25, 60.5, 60.75], 0.25),  # prints as 0.3, where floats give 0.24999999999999997 or so
        ([0.1, 0.25, 0.4], 0.15),
        ([1.0, 1.0], 0.0),
        ([3.0, 4.0, 5.0], 1.0),
    ],
)
def test_a_standard_deviation_that_is_a_decimal_is_that_decimal(values, expected):
    assert expected == Measurements.of(values).sd


def test_a_standard_deviation_that_is_no_fraction_is_the_nearest_float():
    assert math.sqrt(2) / 2 == pytest.approx(Measurements.of([1.0, 2.0]).sd, rel=1e-15)


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_the_root_of_a_square_is_exact(over: int, under: int) -> None:
    root = Fraction(over, under)
    assert float(root) == square_root(root**2)


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e-17, 1e300, 5e-324, 2.0**60])
def test_a_float_that_is_no_short_decimal_counts_at_its_binary_value(value):
    assert Fraction(value) == Measurements.of([value]).mean
