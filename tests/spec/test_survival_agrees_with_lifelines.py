"""The program's survival estimates are those of lifelines, on random times with many ties.

lifelines 0.30 is an implementation of its own; it differs from R, and from us, in one rule only:
where the curve lies flat at exactly one half it gives the left end as the median.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time

from il2report.analysis.second_opinion import largest_disagreement
from il2report.analysis.survival import median, product_limit, restricted_mean, survival_at
from il2report.values import NotEstimable, SurvivalCurve

DAYS_PER_MONTH = 30.4375
TOLERANCE = 1e-9
HORIZON_MONTHS = 12

Observations = list[tuple[int, bool]]

# A few days drawn again and again make ties; the wide range makes lonely times between them.
days = st.one_of(st.sampled_from([1, 28, 56, 84, 365]), st.integers(min_value=1, max_value=1500))
observations = st.lists(st.tuples(days, st.booleans()), min_size=1, max_size=40)

pytestmark = pytest.mark.filterwarnings(
    # lifelines takes the logarithm of a survival of 0 or 1 for its band, which we do not read.
    "ignore:(divide by zero|invalid value) encountered:RuntimeWarning"
)


def months_of(observed: Observations) -> list[float]:
    """Turn days into months."""
    return [day / DAYS_PER_MONTH for day, _ in observed]


def our_curve(observed: Observations) -> SurvivalCurve:
    """Estimate the curve with the program."""
    patients = tuple(f"P{number}" for number in range(len(observed)))
    return product_limit(patients, months_of(observed), [event for _, event in observed])


def their_fit(observed: Observations) -> KaplanMeierFitter:
    """Estimate the curve with lifelines."""
    return KaplanMeierFitter().fit(months_of(observed), [event for _, event in observed])


@settings(max_examples=60, deadline=None)
@given(observations)
def test_survival_and_its_band_are_those_of_lifelines(observed: Observations) -> None:
    """`KaplanMeierFitter().fit(months, events)`, whose band is on the log(-log) scale too."""
    fit = their_fit(observed)
    band = fit.confidence_interval_survival_function_
    for step in our_curve(observed).steps:
        assert fit.predict(step.time) == pytest.approx(step.survival, abs=TOLERANCE)
        if step.low is not None:
            theirs = band.loc[step.time].tolist()
            assert theirs == pytest.approx([step.low, step.high], abs=TOLERANCE)


@settings(max_examples=60, deadline=None)
@given(observations)
def test_the_counts_behind_every_step_are_those_of_lifelines(observed: Observations) -> None:
    """`KaplanMeierFitter.event_table` without the row that lifelines adds for time zero."""
    table = their_fit(observed).event_table.iloc[1:]
    theirs = [tuple(row) for row in table[["at_risk", "observed", "censored"]].to_numpy()]
    ours = [(step.at_risk, step.events, step.censored) for step in our_curve(observed).steps]
    assert theirs == ours


@settings(max_examples=60, deadline=None)
@given(observations)
def test_the_median_is_that_of_lifelines_where_the_curve_does_not_stand_at_one_half(
    observed: Observations,
) -> None:
    """`KaplanMeierFitter.median_survival_time_`, infinite where the median is not reached."""
    curve = our_curve(observed)
    assume(all(abs(step.survival - 0.5) > TOLERANCE for step in curve.steps))
    ours = median(curve).value
    not_reached = isinstance(ours, NotEstimable)
    assert their_fit(observed).median_survival_time_ == pytest.approx(
        math.inf if not_reached else ours, abs=TOLERANCE
    )


@given(st.lists(st.integers(min_value=1, max_value=1500), min_size=1, max_size=10, unique=True))
def test_the_median_of_an_even_number_of_progressions_is_the_mean_of_the_middle_two(
    progression_days: list[int],
) -> None:
    """R: `survfit(Surv(months) ~ 1)`; lifelines would give the earlier of the two."""
    even = sorted([*progression_days, *(day + 2000 for day in progression_days)])
    middle = (even[len(even) // 2 - 1] + even[len(even) // 2]) / 2
    ours = median(our_curve([(day, True) for day in even])).value
    assert ours == pytest.approx(middle / DAYS_PER_MONTH, abs=TOLERANCE)


@settings(max_examples=60, deadline=None)
@given(observations)
def test_the_restricted_mean_is_that_of_lifelines_where_follow_up_reaches_the_horizon(
    observed: Observations,
) -> None:
    """`restricted_mean_survival_time(fit, t=12)`, which extends a curve that stops short."""
    ours = restricted_mean(our_curve(observed), HORIZON_MONTHS).value
    if isinstance(ours, NotEstimable):
        assert max(months_of(observed)) < HORIZON_MONTHS
        return
    theirs = restricted_mean_survival_time(their_fit(observed), t=HORIZON_MONTHS)
    assert theirs == pytest.approx(ours, abs=TOLERANCE)


@settings(max_examples=60, deadline=None)
@given(observations, st.sampled_from([6, 12]))
def test_the_share_still_free_is_that_of_lifelines_up_to_the_last_follow_up(
    observed: Observations, time: int
) -> None:
    """`KaplanMeierFitter.predict(time)`, which says nothing of where follow-up ends."""
    ours = survival_at(our_curve(observed), time)[0].value
    if isinstance(ours, NotEstimable):
        assert max(months_of(observed)) < time
        return
    assert 100 * their_fit(observed).predict(time) == pytest.approx(ours, abs=TOLERANCE)


@settings(max_examples=20, deadline=None)
@given(observations)
def test_the_second_opinion_agrees_with_the_curve_and_notices_a_wrong_one(
    observed: Observations,
) -> None:
    """The build's own comparison with lifelines finds nothing, and a step moved by a tenth."""
    curve = our_curve(observed)
    events = [event for _, event in observed]
    assert largest_disagreement(curve, months_of(observed), events) < TOLERANCE
    moved = tuple(replace(step, survival=step.survival + 0.1) for step in curve.steps)
    wrong = replace(curve, steps=moved)
    assert largest_disagreement(wrong, months_of(observed), events) > 0.09
