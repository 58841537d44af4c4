"""Intervals and tests, on numbers for which the formula gives a closed value."""

import math

import pytest

from il2report.analysis.inference import (
    clopper_pearson,
    fisher_exact,
    mann_whitney,
    student_t,
    welch_t,
)
from il2report.values import NotEstimable, Proportion

EMPTY = NotEstimable("one of the groups is empty")


def proportion(k: int, n: int) -> Proportion:
    patients = tuple(f"Q{number}" for number in range(n))
    return Proportion(patients[:k], patients)


# Clopper-Pearson: with k of n, the upper limit p solves P(at most k) = 2.5%.


def test_the_interval_of_nobody_starts_at_zero() -> None:
    interval = clopper_pearson(proportion(0, 4)).interval
    assert 0 == interval.low
    assert pytest.approx(100 * (1 - 0.025 ** (1 / 4))) == interval.high


def test_the_interval_of_everybody_ends_at_one_hundred() -> None:
    interval = clopper_pearson(proportion(4, 4)).interval
    assert pytest.approx(100 * 0.025 ** (1 / 4)) == interval.low
    assert 100 == interval.high


def test_the_limits_of_one_in_four_leave_two_and_a_half_percent_on_either_side() -> None:
    interval = clopper_pearson(proportion(1, 4)).interval
    low, high = float(interval.low) / 100, float(interval.high) / 100  # type: ignore[arg-type]
    assert pytest.approx(0.025) == 1 - (1 - low) ** 4
    assert pytest.approx(0.025) == (1 - high) ** 4 + 4 * high * (1 - high) ** 3


def test_another_level_gives_another_interval() -> None:
    interval = clopper_pearson(proportion(0, 4), level=90).interval
    assert 90 == interval.level
    assert pytest.approx(100 * (1 - 0.05 ** (1 / 4))) == interval.high


def test_a_share_of_nobody_has_no_interval() -> None:
    nobody = NotEstimable("no patient in the denominator")
    interval = clopper_pearson(proportion(0, 0)).interval
    assert (nobody, nobody) == (interval.low, interval.high)


# Fisher: of the 70 ways to place 4 among 8, one has all and one has none; with 3 and 1, 16 each.


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [((4, 0), (0, 4), 2 / 70), ((3, 1), (1, 3), 34 / 70), ((2, 2), (2, 2), 1.0)],
)
def test_fisher_adds_up_the_tables_no_likelier_than_the_observed_one(
    first: tuple[int, int], second: tuple[int, int], expected: float
) -> None:
    assert pytest.approx(expected) == fisher_exact(first, second).value


@pytest.mark.parametrize(("first", "second"), [((0, 0), (1, 3)), ((1, 3), (0, 0))])
def test_fisher_needs_two_groups(first: tuple[int, int], second: tuple[int, int]) -> None:
    assert EMPTY == fisher_exact(first, second).value


@pytest.mark.parametrize(("first", "second"), [((2, 0), (2, 0)), ((0, 2), (0, 2))])
def test_fisher_needs_a_feature_that_differs(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    assert NotEstimable("every patient has the same value") == fisher_exact(first, second).value


# Student: with two degrees of freedom p = 1 - |t| / sqrt(2 + t^2); with one, 1 - 2/pi arctan |t|.


def test_student_pools_the_variance() -> None:
    t = 10 / math.sqrt(200)
    assert pytest.approx(1 - t / math.sqrt(2 + t * t)) == student_t([40, 60], [50, 70]).value


def test_student_needs_one_degree_of_freedom() -> None:
    t = 600 / math.sqrt(20_000 * (1 / 2 + 1))
    assert pytest.approx(1 - 2 / math.pi * math.atan(t)) == student_t([200, 400], [900]).value
    missing = NotEstimable("t-test undefined: 0 degrees of freedom (n = 2)")
    assert missing == student_t([200], [900]).value


def test_welch_is_student_where_sizes_and_variances_are_equal() -> None:
    assert pytest.approx(student_t([40, 60], [50, 70]).value) == welch_t([40, 60], [50, 70]).value


def test_welch_with_one_constant_group_has_the_degrees_of_freedom_of_the_other() -> None:
    # The varying group alone gives the standard error: t = 3 / (1 / sqrt(3)), df = 2.
    t = 3 * math.sqrt(3)
    assert pytest.approx(1 - t / math.sqrt(2 + t * t)) == welch_t([5, 5], [1, 2, 3]).value


def test_student_takes_a_group_of_equal_values_without_a_warning() -> None:
    # Pooled over three degrees of freedom: t = 3 / sqrt(2/3 (1/2 + 1/3)).
    t = 3 / math.sqrt(2 / 3 * 5 / 6)
    angle = math.atan(t / math.sqrt(3))
    expected = 1 - 2 / math.pi * (angle + math.sin(angle) * math.cos(angle))
    assert pytest.approx(expected) == student_t([5, 5], [1, 2, 3]).value


@pytest.mark.parametrize("test", [student_t, mann_whitney])
@pytest.mark.parametrize(("first", "second"), [([], [1.0, 2.0]), ([1.0, 2.0], []), ([], [])])
def test_a_test_needs_two_groups(test: object, first: list[float], second: list[float]) -> None:
    assert EMPTY == test(first, second).value  # type: ignore[operator]


@pytest.mark.parametrize(("first", "second"), [([], [1.0, 2.0]), ([1.0, 2.0], [3.0])])
def test_welch_needs_two_values_in_each_group(first: list[float], second: list[float]) -> None:
    fewer = NotEstimable("one of the groups has fewer than two values")
    assert fewer == welch_t(first, second).value


@pytest.mark.parametrize("test", [student_t, welch_t])
def test_values_that_do_not_vary_within_the_groups_have_no_t_test(test: object) -> None:
    constant = NotEstimable("the values within each group are all the same")
    assert constant == test([5, 5], [7, 7]).value  # type: ignore[operator]


# Mann-Whitney: of the 6 ways to place two among four, the ranks 1 and 3 are second lowest.


def test_mann_whitney_counts_orders_where_no_values_are_tied() -> None:
    assert pytest.approx(2 * 2 / 6) == mann_whitney([40, 60], [50, 70]).value
    assert pytest.approx(2 * 1 / 3) == mann_whitney([200, 400], [900]).value


def test_mann_whitney_never_exceeds_one() -> None:
    assert 1 == mann_whitney([1, 4], [2, 3]).value


def test_mann_whitney_of_tied_values_is_normal_with_both_corrections() -> None:
    # U = 0.5, mean 2, one tie of two: variance 4/12 (5 - 6/12).
    z = (2 - 0.5 - 0.5) / math.sqrt(4 / 12 * (5 - 6 / 12))
    assert pytest.approx(math.erfc(z / math.sqrt(2))) == mann_whitney([1, 2], [2, 3]).value


def test_mann_whitney_of_a_large_group_is_normal() -> None:
    # Group of 50 below one value: U = 0, mean 25, variance 50 (51 + 1) / 12.
    z = (25 - 0.5) / math.sqrt(50 * 52 / 12)
    assert pytest.approx(math.erfc(z / math.sqrt(2))) == mann_whitney(list(range(50)), [50]).value


def test_mann_whitney_of_one_less_is_exact() -> None:
    assert pytest.approx(2 / 50) == mann_whitney(list(range(49)), [50]).value


def test_mann_whitney_needs_values_that_differ() -> None:
    assert NotEstimable("every patient has the same value") == mann_whitney([3, 3], [3]).value
