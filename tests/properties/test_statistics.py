"""What holds of every statistic, whatever the numbers."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from il2report.analysis.description import (
    Measured,
    maximum,
    mean,
    minimum,
    quantile,
    standard_deviation,
)
from il2report.analysis.description import median as middle_of
from il2report.analysis.inference import (
    clopper_pearson,
    fisher_exact,
    mann_whitney,
    student_t,
    welch_t,
)
from il2report.analysis.methods import MEDIAN
from il2report.analysis.survival import (
    MOST_TICKS,
    TICK_STEPS,
    median,
    median_interval,
    product_limit,
    restricted_mean,
    risk_table,
    survival_at,
    ticks_until,
)
from il2report.analysis.toxicity import ANY_TERM, GRADES, worst_grades
from il2report.values import Interval, NotEstimable, Number, Proportion, SurvivalCurve

Observations = list[tuple[int, bool]]

days = st.sampled_from([0, 1, 28, 56, 84, 365]) | st.integers(0, 1500)
observations = st.lists(st.tuples(days, st.booleans()), max_size=40)
horizons = st.floats(0, 60)
counts = st.tuples(st.integers(0, 40), st.integers(0, 40))
# Measurements as charts have them: one digit behind the point.
groups = st.lists(st.integers(1, 20_000).map(lambda tenths: tenths / 10), max_size=60)
levels = st.integers(50, 99)
SPANS = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 5))
EVENT_COLUMNS = ["patient_id", "term", "grade"]
events = st.lists(
    st.tuples(
        st.sampled_from(["Q1", "Q2", "Q3", "Q4"]),
        st.sampled_from(["fever", "anemia", "nausea"]),
        st.sampled_from(GRADES),
    ),
    max_size=30,
)


def curve_of(observed: Observations, level: int = 95) -> SurvivalCurve:
    patients = tuple(f"Q{number}" for number in range(len(observed)))
    months = [day / 30.4375 for day, _ in observed]
    return product_limit(patients, months, [event for _, event in observed], level)


def contains(interval: Interval, estimate: Number) -> bool:
    """Whether the limits that there are lie on their sides of the estimate, if there is one."""
    if isinstance(estimate, NotEstimable):
        return True
    above_low = isinstance(interval.low, NotEstimable) or interval.low <= estimate
    return above_low and (isinstance(interval.high, NotEstimable) or estimate <= interval.high)


# Survival


@given(observations)
def test_a_curve_starts_at_one_never_rises_and_ends_at_zero_or_above(
    observed: Observations,
) -> None:
    survival = [1.0, *(step.survival for step in curve_of(observed).steps)]
    assert sorted(survival, reverse=True) == survival
    assert 0 <= survival[-1]


@given(observations)
def test_who_leaves_the_curve_is_no_longer_at_risk(observed: Observations) -> None:
    at_risk = len(observed)
    for step in curve_of(observed).steps:
        assert at_risk == step.at_risk
        at_risk -= step.events + step.censored
    assert 0 == at_risk


@given(observations)
def test_a_curve_falls_at_events_and_only_there(observed: Observations) -> None:
    before = 1.0
    for step in curve_of(observed).steps:
        assert (step.events > 0) == (step.survival < before)
        before = step.survival


@given(observations, levels)
def test_the_band_holds_the_curve(observed: Observations, level: int) -> None:
    for step in curve_of(observed, level).steps:
        assert (step.low is None) == (step.high is None) == (step.survival in {0, 1})
        if step.low is not None and step.high is not None:
            assert 0 <= step.low <= step.survival <= step.high <= 1


@given(observations, levels)
def test_the_interval_of_the_median_holds_the_median(observed: Observations, level: int) -> None:
    curve = curve_of(observed, level)
    assert contains(median_interval(curve).interval, median(curve).value)


@given(observations, horizons, levels)
def test_the_interval_of_survival_holds_the_survival(
    observed: Observations, time: float, level: int
) -> None:
    outcome, limits = survival_at(curve_of(observed, level), time)
    estimate = outcome.value
    assert contains(limits.interval, estimate)
    assert isinstance(estimate, NotEstimable) or 0 <= estimate <= 100


@given(observations)
def test_the_median_is_not_reached_exactly_where_the_curve_stays_above_one_half(
    observed: Observations,
) -> None:
    assume(observed)
    curve = curve_of(observed)
    middle = median(curve).value
    stays_above = curve.steps[-1].survival > 0.5 + 1e-7
    assert stays_above == (isinstance(middle, NotEstimable) and middle.not_reached)


@given(observations, horizons)
def test_a_restricted_mean_lies_between_zero_and_its_horizon(
    observed: Observations, horizon: float
) -> None:
    area = restricted_mean(curve_of(observed), horizon).value
    assert isinstance(area, NotEstimable) or 0 <= area <= horizon * (1 + 1e-12)


@given(observations)
def test_without_censoring_the_restricted_mean_to_the_end_is_the_mean(
    observed: Observations,
) -> None:
    assume(observed)
    complete = [(day, True) for day, _ in observed]
    average = sum(day for day, _ in observed) / len(observed) / 30.4375
    assert pytest.approx(average) == restricted_mean(curve_of(complete), 60).value


@given(observations)
def test_at_every_tick_the_risk_table_adds_up_to_everybody(observed: Observations) -> None:
    months = [day / 30.4375 for day, _ in observed]
    columns = risk_table(months, [event for _, event in observed], range(60))
    assert {len(observed)} == {c.at_risk + c.censored + c.events for c in columns}
    for earlier, later in pairwise(columns):
        assert earlier.at_risk >= later.at_risk
        assert (earlier.censored, earlier.events) <= (later.censored, later.events)
        assert earlier.events <= later.events


@given(st.floats(0, TICK_STEPS[-1] * (MOST_TICKS - 1)))
def test_ticks_are_few_evenly_spaced_and_reach_the_longest_time(longest: float) -> None:
    ticks = ticks_until(longest)
    assert ticks[0] == 0
    assert ticks[-1] >= longest
    assert 2 <= len(ticks) <= MOST_TICKS
    assert 1 == len({later - earlier for earlier, later in pairwise(ticks)})


# Proportions and tests


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), levels)
def test_an_exact_interval_holds_its_proportion_and_stays_within_the_scale(
    counted: tuple[int, int], level: int
) -> None:
    k, n = counted
    patients = tuple(f"Q{number}" for number in range(n))
    proportion = Proportion(patients[:k], patients)
    interval = clopper_pearson(proportion, level).interval
    assert contains(interval, proportion.percent)
    assert 0 <= interval.low < interval.high <= 100  # type: ignore[operator]


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_higher_level_gives_a_wider_interval(counted: tuple[int, int]) -> None:
    k, n = counted
    patients = tuple(f"Q{number}" for number in range(n))
    narrow, wide = (
        clopper_pearson(Proportion(patients[:k], patients), lv).interval for lv in (90, 95)
    )
    assert wide.low <= narrow.low  # type: ignore[operator]
    assert narrow.high <= wide.high  # type: ignore[operator]


@given(counts, counts)
def test_fisher_does_not_ask_which_group_stands_first(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    p, swapped = fisher_exact(first, second).value, fisher_exact(second, first).value
    if isinstance(p, NotEstimable):
        assert p == swapped
    else:
        assert pytest.approx(p) == swapped
        assert 0 <= p <= 1


@given(groups, groups, st.sampled_from([student_t, welch_t, mann_whitney]))
def test_a_test_of_means_or_ranks_gives_a_probability_or_a_reason(
    first: list[float], second: list[float], test: object
) -> None:
    p, swapped = (test(*both).value for both in ((first, second), (second, first)))  # type: ignore[operator]
    if isinstance(p, NotEstimable):
        assert p.reason
        assert p == swapped
    else:
        assert 0 <= p <= 1
        assert pytest.approx(p, abs=1e-12) == swapped


@given(groups)
def test_a_summary_stands_in_order_or_says_why_not(values: list[float]) -> None:
    of = Measured(tuple(f"Q{number}" for number in range(len(values))), tuple(values))
    average, middle, least, most = (s(of).value for s in (mean, middle_of, minimum, maximum))
    assert all(isinstance(s, NotEstimable) for s in (average, middle, least, most)) == (not values)
    assert isinstance(standard_deviation(of).value, NotEstimable) == (len(values) < 2)
    if values:
        assert (min(values), max(values)) == (least, most)
        assert min(values) <= middle <= max(values)  # type: ignore[operator]
        assert pytest.approx(math.fsum(values) / len(values)) == average


@given(groups.filter(bool), st.integers(0, 20))
def test_a_quantile_is_that_of_numpy_by_the_averaged_inverted_distribution(
    values: list[float], twentieths: int
) -> None:
    of = Measured(tuple(f"Q{number}" for number in range(len(values))), tuple(values))
    ours = quantile(of, Fraction(twentieths, 20), MEDIAN).value
    # Halves and quarters are floats; of other probabilities numpy may round the rank.
    assume(len(values) * twentieths % 20 or twentieths % 5 == 0)
    theirs = np.quantile(values, twentieths / 20, method="averaged_inverted_cdf")
    assert pytest.approx(theirs) == ours


# Adverse events


@given(events)
def test_each_patient_counts_once_for_each_term_at_the_highest_grade(
    reported: list[tuple[str, str, int]],
) -> None:
    of = tuple(sorted({patient for patient, _, _ in reported}))
    grades = worst_grades(pd.DataFrame(reported, columns=EVENT_COLUMNS), of)
    for term in grades.by_term:
        of_term = [(p, int(g)) for p, t, g in reported if term in {t, ANY_TERM}]
        worst = {patient: max(g for p, g in of_term if p == patient) for patient, _ in of_term}
        at = {grade: grades.within((term,), grade, grade).having for grade in range(1, 6)}
        assert worst == {patient: grade for grade, having in at.items() for patient in having}
        assert len(worst) == grades.within((term,), 1, 5).n
    assert {t for _, t, _ in reported} | {ANY_TERM} == set(grades.by_term)


@given(events, st.randoms(use_true_random=False))
def test_the_order_of_the_reports_does_not_matter(
    reported: list[tuple[str, str, int]], random: object
) -> None:
    of = tuple(sorted({patient for patient, _, _ in reported}))
    as_reported = worst_grades(pd.DataFrame(reported, columns=EVENT_COLUMNS), of)
    random.shuffle(reported)  # type: ignore[attr-defined]
    shuffled = worst_grades(pd.DataFrame(reported, columns=EVENT_COLUMNS), of)
    for term in {term for _, term, _ in reported} | {ANY_TERM}:
        assert as_reported.counts(term, SPANS) == shuffled.counts(term, SPANS)
        assert as_reported.within((term,), 1, 5) == shuffled.within((term,), 1, 5)
