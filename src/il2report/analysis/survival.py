"""The product-limit estimate, counted from the patients, and what is read off it.

The counts at each time are made here because the risk table and the curve must be the same
counts; a build compares the curve with lifelines (see `il2report.analysis.second_opinion`), and
the tests compare every quantity with R's survival package.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from statistics import NormalDist

import numpy as np

from il2report.analysis.derivations import ConfidenceLimits, Derived
from il2report.analysis.derivations.survival import (
    HalfCrossing,
    LogLogLimit,
    ProductLimit,
    RestrictedMean,
)
from il2report.analysis.methods import (
    KAPLAN_MEIER,
    KAPLAN_MEIER_MEDIAN,
    LOG_LOG_INTERVAL,
    RESTRICTED_MEAN,
    Method,
)
from il2report.values import NotEstimable, Patients, RiskTableColumn, SurvivalCurve, SurvivalStep

FLAT_AT_HALF = 1.5e-8
"""How near one half counts as one half: the square root of the double precision, as in R."""

NOT_REACHED = NotEstimable("not reached within follow-up", not_reached=True)
NO_PATIENT = NotEstimable("no patient in this group")
NO_BAND_AT_ZERO = NotEstimable("survival curve falls to 0; log-log interval undefined")
NO_SURVIVOR = NotEstimable("survival estimate is 0; log-log interval undefined")


def product_limit(
    patients: Patients, months: Sequence[float], happened: Sequence[bool], level: int = 95
) -> SurvivalCurve:
    """Kaplan-Meier estimate with a pointwise log(-log) confidence band.

    Parameters
    ----------
    patients : who they are
    months : time to event or censoring of each, zero or more
    happened : whether that time is an event
    level : confidence level in percent

    Returns
    -------
    SurvivalCurve
        One step per distinct time, censoring times included.

    References
    ----------
    Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481. Variance: Greenwood's formula.
    """
    times = np.asarray(months, dtype=float)
    is_event = np.asarray(happened, dtype=bool)
    distinct, place = np.unique(times, return_inverse=True)
    events = np.bincount(place, weights=is_event, minlength=len(distinct)).astype(int)
    leaving = np.bincount(place, minlength=len(distinct))
    at_risk = len(times) - np.concatenate(([0], np.cumsum(leaving)[:-1])) if len(times) else leaving
    surviving = np.cumprod(1 - events / np.maximum(at_risk, 1))
    # After the last step no patient may be left. Its term of Greenwood's sum, d / (n (n - d)), then has no
    # denominator, and the sum ends before it: without survivors there is no interval either.
    remaining = np.where(at_risk > events, at_risk - events, 1)
    greenwood = np.cumsum(np.where(at_risk > events, events / (at_risk * remaining), 0.0))
    # The limits of log(-log S) at S, its standard error by the delta method (Kalbfleisch and Prentice 2002,
    # section 1.4). The scale has no place for S = 1 and S = 0, so there is no band before
    # the first event, nor after an event in every patient.
    inside = (surviving > 0) & (surviving < 1)
    safe = np.where(inside, surviving, 0.5)
    center, width = np.log(-np.log(safe)), _z(level) * np.sqrt(greenwood) / np.log(safe)
    low, high = (np.where(inside, np.exp(-np.exp(center + side)), None) for side in (-width, width))
    columns = (distinct, at_risk, events, leaving - events, surviving, low, high, greenwood)
    return SurvivalCurve(
        patients,
        tuple(
            SurvivalStep(*step)
            for step in zip(*(np.asarray(column).tolist() for column in columns), strict=True)
        ),
        level,
    )


def _z(level: int) -> float:
    """Quantile of the normal distribution that leaves `level` percent in the middle."""
    return NormalDist().inv_cdf(0.5 + level / 200)


def median(curve: SurvivalCurve, method: Method = KAPLAN_MEIER_MEDIAN) -> Derived:
    """Time in months at which half are free of the event.

    Where the curve is flat at exactly one half, the midpoint of that stretch, as R and SAS report it.
    """
    if not curve.steps:
        return Derived(NO_PATIENT, method)
    points = [(step, step.survival) for step in curve.steps]
    return _time_at_half(points, NOT_REACHED, method)


def median_interval(curve: SurvivalCurve) -> ConfidenceLimits:
    """Confidence interval of the median: where the band crosses one half.

    References
    ----------
    Brookmeyer R, Crowley J. Biometrics 1982;38:29-41, on the log(-log) scale.
    """
    if not curve.steps:
        return _no_interval(NO_PATIENT, curve.level)
    missing = NOT_REACHED if curve.steps[-1].survival > 0 else NO_BAND_AT_ZERO
    low, high = (
        _time_at_half(
            [(step, bound) for step, bound in side if bound is not None], missing, LOG_LOG_INTERVAL
        )
        for side in ([(s, s.low) for s in curve.steps], [(s, s.high) for s in curve.steps])
    )
    return ConfidenceLimits(low, high, curve.level)


def _no_interval(reason: NotEstimable, level: int) -> ConfidenceLimits:
    nothing = Derived(reason, LOG_LOG_INTERVAL)
    return ConfidenceLimits(nothing, nothing, level)


def _time_at_half(
    points: Sequence[tuple[SurvivalStep, float]], missing: NotEstimable, method: Method
) -> Derived:
    """First time at which a curve or a limit of its band is at or below one half.

    Parameters
    ----------
    points : (step, level of the curve or the limit there) in order of time
    missing : the reason where it stays above
    """
    at = next((i for i, (_, level) in enumerate(points) if level < 0.5 + FLAT_AT_HALF), None)
    if at is None:
        return Derived(missing, method)
    step, level = points[at]
    # Where the curve is flat at one half, every time of that stretch is a median; R's survfit takes the
    # midpoint. The product of fractions rarely is exactly 0.5, so R and we allow the rounding error.
    lower = (later.time for later, below in points[at:] if below < level - FLAT_AT_HALF)
    until = next(lower, None) if abs(level - 0.5) < FLAT_AT_HALF else None
    before = points[at - 1][1] if at else 1.0
    crossing = HalfCrossing(step.time, before, level, step.events, step.at_risk, until)
    return Derived(crossing.median, method, crossing)


def survival_at(curve: SurvivalCurve, months: float) -> tuple[Derived, ConfidenceLimits]:
    """Percent free of the event at a time, with its confidence interval."""
    if not curve.steps:
        return Derived(NO_PATIENT, KAPLAN_MEIER), _no_interval(NO_PATIENT, curve.level)
    last = curve.steps[-1]
    if last.time < months and last.survival > 0:
        beyond = NotEstimable("follow-up ends before this time")
        return Derived(beyond, KAPLAN_MEIER), _no_interval(beyond, curve.level)
    passed = [step for step in curve.steps if step.time <= months]
    factors = tuple((step.events, step.at_risk) for step in passed if step.events)
    survival = passed[-1].survival if passed else 1.0
    estimate = Derived(100 * survival, KAPLAN_MEIER, ProductLimit(months, factors))
    if survival == 1:
        full = NotEstimable("no event before this time; log-log interval undefined")
        return estimate, _no_interval(full, curve.level)
    step = passed[-1]
    if step.low is None or step.high is None:
        return estimate, _no_interval(NO_SURVIVOR, curve.level)
    variance, z = step.greenwood, _z(curve.level)
    low, high = (
        Derived(100 * bound, LOG_LOG_INTERVAL, LogLogLimit(survival, variance, z, is_lower))
        for bound, is_lower in ((step.low, True), (step.high, False))
    )
    return estimate, ConfidenceLimits(low, high, curve.level)


def restricted_mean(curve: SurvivalCurve, horizon: float) -> Derived:
    """Area under the curve up to `horizon` months: the restricted mean survival time.

    References
    ----------
    Royston P, Parmar MKB. BMC Med Res Methodol 2013;13:152.
    """
    if not curve.steps:
        return Derived(NO_PATIENT, RESTRICTED_MEAN)
    if curve.steps[-1].time < horizon and curve.steps[-1].survival > 0:
        beyond = NotEstimable("follow-up ends before the horizon")
        return Derived(beyond, RESTRICTED_MEAN)
    area, before, height = 0.0, 0.0, 1.0
    rectangles, corner = [], 0.0
    for step in takewhile(lambda step: step.time < horizon, curve.steps):
        area += (step.time - before) * height
        if step.events:
            rectangles.append((step.time - corner, height))
            corner = step.time
        before, height = step.time, step.survival
    area += (horizon - before) * height
    rectangles.append((horizon - corner, height))
    return Derived(area, RESTRICTED_MEAN, RestrictedMean(tuple(rectangles)))


def risk_table(
    months: Sequence[float], happened: Sequence[bool], ticks: Sequence[int]
) -> tuple[RiskTableColumn, ...]:
    """Count at each tick who is at risk, who was censored and who had the event; the three add up to N.

    A patient is at risk at a tick when the time of the patient is that tick or later.

    Parameters
    ----------
    months : time to event or censoring of each patient
    happened : whether that time is an event
    ticks : in months, rising
    """
    times = np.asarray(months, dtype=float)
    is_event = np.asarray(happened, dtype=bool)
    return tuple(
        RiskTableColumn(
            time=tick,
            at_risk=int((times >= tick).sum()),
            censored=int(((times < tick) & ~is_event).sum()),
            events=int(((times < tick) & is_event).sum()),
        )
        for tick in ticks
    )


TICK_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
MOST_TICKS = 8


def ticks_until(longest: float) -> tuple[int, ...]:
    """Ticks in whole months from 0 to past the longest time, in a step that a reader can count in."""
    step = next((s for s in TICK_STEPS if longest / s <= MOST_TICKS - 1), TICK_STEPS[-1])
    return tuple(range(0, math.ceil(longest / step) * step + step, step)) if longest else (0, step)


STEPS_KEPT_WHOLE = 500
"""A curve with so many steps or fewer is drawn as it is."""
LARGEST_GAP = 0.001
"""Of survival: half a dot at 300 dpi, on an axis 46 mm high."""
LARGEST_BAND_GAP = 0.002
MARKS_ACROSS = 300
"""Censoring marks that can be distinguished along the time axis."""


def thinned(curve: SurvivalCurve) -> SurvivalCurve:
    """Merge the steps of a long curve that cannot be distinguished in print.

    Returns
    -------
    SurvivalCurve
        At no time further than `LARGEST_GAP` from the whole curve. A step carries the events and
        censorings of those merged into it, so that their sums are those of the whole curve.
    """
    if len(curve.steps) <= STEPS_KEPT_WHOLE:
        return curve
    return replace(curve, steps=tuple(_kept(curve.steps)))


def _kept(steps: tuple[SurvivalStep, ...]) -> Iterator[SurvivalStep]:
    mark_room = steps[-1].time / MARKS_ACROSS
    kept, marked, events, censored = None, -mark_room, 0, 0
    for step in steps:
        events, censored = events + step.events, censored + step.censored
        is_last = step is steps[-1]
        marks = censored > 0 and (is_last or step.time - marked >= mark_room)
        if is_last or marks or kept is None or _differs(kept, step):
            kept = replace(step, events=events, censored=censored if marks else 0)
            marked, censored = (step.time, 0) if marks else (marked, censored)
            events = 0
            yield kept


def _differs(kept: SurvivalStep, step: SurvivalStep) -> bool:
    """Whether a step leads visibly away from the last one that was kept."""
    if (kept.low is None) != (step.low is None):
        return True
    low = abs((kept.low or 0) - (step.low or 0))
    high = abs((kept.high or 0) - (step.high or 0))
    gap = abs(kept.survival - step.survival)
    return gap >= LARGEST_GAP or max(low, high) >= LARGEST_BAND_GAP
