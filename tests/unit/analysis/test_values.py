"""Value objects are checked at birth, and cannot be changed afterwards."""

import math
from dataclasses import FrozenInstanceError

import pytest

from il2report.values import (
    GradeCounts,
    Interval,
    NotEstimable,
    Proportion,
    SurvivalCurve,
    SurvivalStep,
    estimable,
    is_below_level,
)

UNKNOWN = NotEstimable("no patient in the denominator")


def step_at(months: float) -> SurvivalStep:
    return SurvivalStep(months, 1, 1, 0, 0.0, None, None)


def test_an_interval_that_runs_downwards_is_refused() -> None:
    with pytest.raises(ValueError, match=r"from 2\.0 down to 1\.0"):
        Interval(2.0, 1.0)


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (UNKNOWN, 1.0), (1.0, UNKNOWN)])
def test_an_interval_may_be_a_point_or_open(
    low: float | NotEstimable, high: float | NotEstimable
) -> None:
    interval = Interval(low, high)
    assert (low, high, 95) == (interval.low, interval.high, interval.level)


def test_a_proportion_counts_only_patients_of_its_denominator() -> None:
    with pytest.raises(ValueError, match="beyond its denominator"):
        Proportion(("Q1", "Q9"), ("Q1", "Q2"))


def test_a_proportion_counts_in_the_order_of_its_denominator_and_nobody_twice() -> None:
    assert 2 == Proportion(("Q1", "Q3"), ("Q1", "Q2", "Q3")).n
    for having in (("Q3", "Q1"), ("Q1", "Q1")):
        with pytest.raises(ValueError, match="or its order"):
            Proportion(having, ("Q1", "Q2", "Q3"))


def test_a_proportion_gives_its_count_and_percentage() -> None:
    proportion = Proportion(("Q1",), ("Q1", "Q2", "Q3", "Q4"))
    assert (1, 25.0) == (proportion.n, proportion.percent)


def test_a_proportion_of_nobody_has_no_percentage() -> None:
    nobody = Proportion((), ())
    assert (0, UNKNOWN) == (nobody.n, nobody.percent)


@pytest.mark.parametrize("months", [(2.0, 1.0), (1.0, 1.0)])
def test_the_steps_of_a_curve_must_rise_in_time(months: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="rise in time"):
        SurvivalCurve(("Q1", "Q2"), tuple(step_at(time) for time in months))


def test_grades_add_up() -> None:
    assert 6 == GradeCounts("fever", (3, 0, 2, 1, 0)).all_grades


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_becomes_a_reason(value: float) -> None:
    assert NotEstimable("constant") == estimable(value, "constant")


def test_what_is_finite_stays() -> None:
    assert 0.25 == estimable(0.25, "constant")


def test_a_value_object_cannot_be_changed() -> None:
    interval = Interval(1.0, 2.0)
    with pytest.raises(FrozenInstanceError):
        interval.low = 0.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.0499999999999, True),
        (0.04999999999999999, False),
        (0.05, False),
        (0.05000000000000001, False),
        (0.0500000000001, False),
    ],
)
def test_a_p_value_is_below_a_level_only_by_digits_that_are_true(p, expected):
    assert expected is is_below_level(p, 0.05)
