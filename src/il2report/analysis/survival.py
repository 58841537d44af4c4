"""The product-limit estimate, counted from the patients, and what is read off it.

The counts at each time are made here because the risk table and the curve must be the same
counts; a build compares the curve with lifelines (see `il2report.analysis.second_opinion`), and
the tests compare every quantity with R's survival package.
"""

import math
from collections.abc import Sequence
from itertools import takewhile
from statistics import NormalDist

import numpy as np

from il2report.analysis.derivations import (
    ConfidenceLimits,
    Derived,
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
from il2report.values import (
    NotEstimable,
    Patients,
    RiskTableColumn,
    SurvivalCurve,
    SurvivalStep,
)

FLAT_AT_HALF = 1.5e-8
"""How near one half counts as one half: the square root of the double precision, as in R."""

NOT_REACHED = NotEstimable("not reached within follow-up", not_reached=True)
NO_PATIENT = NotEstimable("no patient in this group")
NO_BAND_AT_ZERO = NotEstimable("the curve falls to 0, where the method gives no interval")


def product_limit(
    patients: Patients, months: Sequence[float], progressed: Sequence[bool], level: int = 95
) -> SurvivalCurve:
    """Kaplan-Meier estimate with a pointwise log(-log) confidence band.

    Parameters
    ----------
    patients : who they are
    months : time to event or censoring of each, zero or more
    progressed : whether that time is an event
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
    happened = np.asarray(progressed, dtype=bool)
    distinct, place = np.unique(times, return_inverse=True)
    events = np.bincount(place, weights=happened, minlength=len(distinct)).astype(int)
    leaving = np.bincount(place, minlength=len(distinct))
    at_risk = len(times) - np.concatenate(([0], np.cumsum(leaving)[:-1])) if len(times) else leaving
    surviving = np.cumprod(1 - events / np.maximum(at_risk, 1))
    # The last step may have nobody left, and its term no denominator: the sum ends before it.
    remaining = np.where(at_risk > events, at_risk - events, 1)
    greenwood = np.cumsum(np.where(at_risk > events, events / (at_risk * remaining), 0.0))
    low, high = _log_log_band(surviving, greenwood, level)
    columns = (distinct, at_risk, events, leaving - events, surviving, low, high, greenwood)
    return SurvivalCurve(
        patients,
        tuple(
            SurvivalStep(*step)
            for step in zip(*(np.asarray(column).tolist() for column in columns), strict=True)
        ),
        level,
    )


def _log_log_band(
    surviving: np.ndarray, greenwood: np.ndarray, level: int
) -> tuple[list[float | None], list[float | None]]:
    """Band on the log(-log) scale; none where the curve stands at 1 or 0."""
    inside = (surviving > 0) & (surviving < 1)
    safe = np.where(inside, surviving, 0.5)
    width = _z(level) * np.sqrt(greenwood) / np.log(safe)
    center = np.log(-np.log(safe))
    bounds = np.exp(-np.exp(center - width)), np.exp(-np.exp(center + width))
    low, high = (
        [float(bound) if known else None for bound, known in zip(side, inside, strict=True)]
        for side in bounds
    )
    return low, high


def _z(level: int) -> float:
    """Quantile of the normal distribution that leaves `level` percent in the middle."""
    return NormalDist().inv_cdf(0.5 + level / 200)


def median(curve: SurvivalCurve, method: Method = KAPLAN_MEIER_MEDIAN) -> Derived:
    """Time in months at which half are free of the event.

    Where the curve lies flat at exactly one half, the midpoint of that stretch, as R and SAS
    report it.
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
    # R's survfit takes the midpoint where the curve lies flat at one half, up to rounding errors.
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
        full = NotEstimable("no event before this time, so the method gives no interval")
        return estimate, _no_interval(full, curve.level)
    return estimate, _limits_in_percent(passed[-1], curve.level)


def _limits_in_percent(step: SurvivalStep, level: int) -> ConfidenceLimits:
    if step.low is None or step.high is None:
        nobody = NotEstimable("nobody is left free of the event, so the method gives no interval")
        return _no_interval(nobody, level)
    low, high = (
        Derived(
            100 * bound,
            LOG_LOG_INTERVAL,
            LogLogLimit(step.survival, step.greenwood, _z(level), is_lower),
        )
        for bound, is_lower in ((step.low, True), (step.high, False))
    )
    return ConfidenceLimits(low, high, level)


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
    months: Sequence[float], progressed: Sequence[bool], ticks: Sequence[int]
) -> tuple[RiskTableColumn, ...]:
    """Count at each tick who is at risk, censored and progressed; the three add up to N.

    A patient is at risk at a tick when the own time is that tick or later.
    """
    times = np.asarray(months, dtype=float)
    happened = np.asarray(progressed, dtype=bool)
    return tuple(
        RiskTableColumn(
            time=tick,
            at_risk=int((times >= tick).sum()),
            censored=int(((times < tick) & ~happened).sum()),
            events=int(((times < tick) & happened).sum()),
        )
        for tick in ticks
    )


TICK_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
MOST_TICKS = 8


def ticks_until(longest: float) -> tuple[int, ...]:
    """Ticks in whole months from 0 to past the longest time, in a step that a reader can count in."""
    step = next((s for s in TICK_STEPS if longest / s <= MOST_TICKS - 1), TICK_STEPS[-1])
    return tuple(range(0, math.ceil(longest / step) * step + step, step)) if longest else (0, step)
