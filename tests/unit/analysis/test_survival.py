"""The product-limit estimate, on four patients.

The patients leave at 1 (censored), 2 (event), 5 (event) and 16 months (censored): 4, 3, 2 and 1
are at risk, and the curve stands at 1, 2/3, 1/3, 1/3.
"""

import math
from statistics import NormalDist

import pytest

from il2report.analysis.survival import (
    MOST_TICKS,
    NOT_REACHED,
    median,
    median_interval,
    product_limit,
    restricted_mean,
    risk_table,
    survival_at,
    ticks_until,
)
from il2report.values import Interval, NotEstimable, Number, RiskTableColumn, SurvivalCurve

MONTHS = (16.0, 2.0, 5.0, 1.0)
PROGRESSED = (False, True, True, False)
NOBODY = NotEstimable("no patient in this group")
Z = NormalDist().inv_cdf(0.975)


def curve(months: tuple[float, ...], progressed: tuple[bool, ...]) -> SurvivalCurve:
    return product_limit(tuple(f"Q{i}" for i in range(len(months))), months, progressed)


def read_off(curve: SurvivalCurve, months: float) -> tuple[Number, Interval]:
    """Survival at a time and its interval, as values."""
    estimate, limits = survival_at(curve, months)
    return estimate.value, limits.interval


FOUR = curve(MONTHS, PROGRESSED)
NONE = curve((), ())
CENSORED = curve((3.0, 7.0), (False, False))
# Events at 1, 2, 3 and 4 months: the curve lies at exactly one half from 2 to 3.
ALL_PROGRESSED = curve((1.0, 2.0, 3.0, 4.0), (True, True, True, True))


def test_the_curve_has_one_step_for_each_distinct_time() -> None:
    counted = [(step.time, step.at_risk, step.events, step.censored) for step in FOUR.steps]
    assert [(1, 4, 0, 1), (2, 3, 1, 0), (5, 2, 1, 0), (16, 1, 0, 1)] == counted


def test_the_curve_falls_by_the_share_of_those_at_risk() -> None:
    levels = [step.survival for step in FOUR.steps]
    assert pytest.approx([1, 2 / 3, 1 / 3, 1 / 3]) == levels


def test_at_a_tied_time_events_come_before_censoring() -> None:
    tied = curve((2.0, 2.0, 2.0, 9.0), (True, False, True, False))
    (step, _) = tied.steps
    assert (4, 2, 1, 0.5) == (step.at_risk, step.events, step.censored, step.survival)


def test_the_band_is_symmetric_on_the_log_log_scale() -> None:
    # Greenwood at 5 months: 1/(3*2) + 1/(2*1) = 2/3.
    center = math.log(-math.log(1 / 3))
    width = Z * math.sqrt(2 / 3) / math.log(1 / 3)
    expected = [math.exp(-math.exp(center + side * width)) for side in (-1, 1)]
    assert pytest.approx(sorted(expected)) == [FOUR.steps[2].low, FOUR.steps[2].high]


def test_there_is_no_band_where_the_curve_stands_at_one_or_zero() -> None:
    assert (None, None) == (FOUR.steps[0].low, FOUR.steps[0].high)
    assert (None, None) == (ALL_PROGRESSED.steps[-1].low, ALL_PROGRESSED.steps[-1].high)


def test_nobody_makes_a_curve_without_steps() -> None:
    assert () == NONE.steps


def test_the_median_is_the_first_time_at_or_below_one_half() -> None:
    assert 5 == median(FOUR).value


def test_the_median_is_the_midpoint_where_the_curve_lies_flat_at_one_half() -> None:
    assert 2.5 == median(ALL_PROGRESSED).value


def test_the_median_is_the_left_end_where_the_curve_never_leaves_one_half() -> None:
    assert 2 == median(curve((1.0, 2.0, 9.0, 9.0), (True, True, False, False))).value


def test_the_median_is_the_midpoint_although_a_product_is_not_exactly_one_half() -> None:
    # 5/6 * 4/5 * 3/4 is one half on paper, and one bit off in floating point.
    months = (1.0, 2.0, 3.0, 7.0, 8.0, 9.0)
    assert 5 == median(curve(months, (True,) * 6)).value


def test_a_median_beyond_follow_up_is_not_reached() -> None:
    assert NOT_REACHED == median(CENSORED).value
    assert NOT_REACHED.not_reached


def test_nobody_has_no_median() -> None:
    assert NOBODY == median(NONE).value
    assert Interval(NOBODY, NOBODY) == median_interval(NONE).interval


def test_the_interval_of_the_median_is_where_the_band_crosses_one_half() -> None:
    assert Interval(2.0, NOT_REACHED) == median_interval(FOUR).interval


def test_where_everybody_progresses_a_limit_without_a_band_is_not_said_to_be_unreached() -> None:
    at_once = curve((3.0, 3.0), (True, True))
    no_band = NotEstimable("survival curve falls to 0; log-log interval undefined")
    assert Interval(no_band, no_band) == median_interval(at_once).interval
    assert Interval(1.0, no_band) == median_interval(ALL_PROGRESSED).interval


def test_survival_is_read_off_the_last_step_before() -> None:
    estimate, limits = survival_at(FOUR, 6)
    step = FOUR.steps[2]
    assert pytest.approx(100 / 3) == estimate.value
    assert Interval(100 * step.low, 100 * step.high) == limits.interval  # type: ignore[operator]


def test_survival_at_the_time_of_an_event_counts_the_event() -> None:
    assert pytest.approx(100 / 3) == survival_at(FOUR, 5)[0].value


def test_before_the_first_event_everybody_is_free_and_there_is_no_interval() -> None:
    no_event = NotEstimable("no event before this time; log-log interval undefined")
    assert (100, Interval(no_event, no_event)) == read_off(FOUR, 0.5)
    assert (100, Interval(no_event, no_event)) == read_off(FOUR, 1.5)


def test_beyond_follow_up_survival_is_not_estimable() -> None:
    beyond = NotEstimable("follow-up ends before this time")
    assert (beyond, Interval(beyond, beyond)) == read_off(FOUR, 17)
    assert pytest.approx(100 / 3) == survival_at(FOUR, 16)[0].value


def test_where_nobody_is_left_free_survival_is_zero_without_an_interval() -> None:
    nobody = NotEstimable("survival estimate is 0; log-log interval undefined")
    assert (0, Interval(nobody, nobody)) == read_off(ALL_PROGRESSED, 12)


def test_nobody_has_no_survival() -> None:
    assert (NOBODY, Interval(NOBODY, NOBODY)) == read_off(NONE, 6)


def test_the_restricted_mean_is_the_area_under_the_curve() -> None:
    assert pytest.approx(2 + 3 * 2 / 3 + 7 / 3) == restricted_mean(FOUR, 12).value
    assert pytest.approx(2 + 1 * 2 / 3) == restricted_mean(FOUR, 3).value
    assert 2.5 == restricted_mean(ALL_PROGRESSED, 12).value


def test_the_restricted_mean_of_who_never_progressed_is_the_horizon() -> None:
    assert 7 == restricted_mean(CENSORED, 7).value


def test_the_restricted_mean_needs_follow_up_to_its_horizon() -> None:
    short = NotEstimable("follow-up ends before the horizon")
    assert short == restricted_mean(CENSORED, 12).value
    assert NOBODY == restricted_mean(NONE, 12).value


def test_the_risk_table_counts_a_patient_at_risk_up_to_and_at_the_own_time() -> None:
    expected = (
        RiskTableColumn(time=0, at_risk=4, censored=0, events=0),
        RiskTableColumn(time=2, at_risk=3, censored=1, events=0),
        RiskTableColumn(time=3, at_risk=2, censored=1, events=1),
        RiskTableColumn(time=16, at_risk=1, censored=1, events=2),
        RiskTableColumn(time=17, at_risk=0, censored=2, events=2),
    )
    assert expected == risk_table(MONTHS, PROGRESSED, (0, 2, 3, 16, 17))


def test_the_risk_table_of_nobody_counts_nobody() -> None:
    assert (RiskTableColumn(0, 0, 0, 0),) == risk_table((), (), (0,))


@pytest.mark.parametrize(
    ("longest", "expected"),
    [
        (0.0, (0, 1)),
        (0.4, (0, 1)),
        (6.0, (0, 1, 2, 3, 4, 5, 6)),
        (7.1, (0, 2, 4, 6, 8)),
        (16.0, (0, 3, 6, 9, 12, 15, 18)),
        (35.5, (0, 6, 12, 18, 24, 30, 36)),
    ],
)
def test_ticks_run_in_a_step_that_a_reader_can_count_in(
    longest: float, expected: tuple[int, ...]
) -> None:
    assert expected == ticks_until(longest)
    assert len(expected) <= MOST_TICKS
