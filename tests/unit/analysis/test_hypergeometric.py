"""The weights of two-by-two tables, exact and in units of the likeliest one."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from il2report.analysis import hypergeometric
from il2report.analysis.hypergeometric import table_weights
from il2report.analysis.inference import fisher_exact

cells = st.tuples(st.integers(0, 60), st.integers(0, 60))


def by_definition(first: tuple[int, int], second: tuple[int, int]) -> Fraction:
    """Fisher's p-value by counting."""
    n, m, having = sum(first), sum(second), first[0] + second[0]
    ways = {
        k: math.comb(n, k) * math.comb(m, having - k)
        for k in range(max(0, having - m), min(having, n) + 1)
    }
    extreme = [w for w in ways.values() if w <= ways[first[0]]]
    return Fraction(sum(extreme), math.comb(n + m, having))


@given(cells, cells)
def test_fishers_p_is_the_float_nearest_to_the_ratio_of_ways(first, second):
    assume(sum(first) and sum(second) and first[0] + second[0] and first[1] + second[1])
    assert float(by_definition(first, second)) == fisher_exact(first, second).value


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ((2, 2), (0, 12), Fraction(6, 120)),
        ((1, 0), (0, 19), Fraction(1, 20)),
        ((0, 19), (1, 0), Fraction(1, 20)),
        ((1, 0), (0, 20), Fraction(1, 21)),
        ((1, 0), (0, 18), Fraction(1, 19)),
        ((3, 0), (0, 3), Fraction(2, 20)),
        ((1, 0), (0, 99), Fraction(1, 100)),
        ((1, 0), (0, 9), Fraction(1, 10)),
    ],
)
def test_tables_whose_p_is_a_level_give_the_level_exactly(first, second, ratio):
    assert float(ratio) == fisher_exact(first, second).value


@given(st.tuples(st.integers(0, 400), st.integers(0, 400)), cells)
def test_scaled_weights_give_the_same_p_as_exact_ones(first, second):
    assume(sum(first) and sum(second) and first[0] + second[0] and first[1] + second[1])
    exact = fisher_exact(first, second).value
    table_weights.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hypergeometric, "EXACT_UP_TO", 0)
        scaled = fisher_exact(first, second).value
    table_weights.cache_clear()
    assert exact == scaled


@pytest.mark.parametrize("patients", [9_999, 10_000, 10_001])
def test_p_is_exact_just_within_and_just_beyond_the_size_that_is_counted(patients):
    """10,000 patients are counted, 10,001 weighed in units of the likeliest table."""
    first, second = (40, 4_960), (20, patients - 5_020)
    table_weights.cache_clear()
    assert float(by_definition(first, second)) == fisher_exact(first, second).value


def test_a_table_as_likely_as_the_observed_one_counts_in_a_large_cohort_too():
    tables = table_weights((25_100, 24_900), (24_900, 25_100))
    assert 2 * tables.ways[tables.observed] == tables.as_likely
