"""The product-limit estimate, counted from the patients, and what is read off it.

The counts at each time are made here because the risk table and the curve must be the same
counts; a build compares the curve with lifelines (see `il2report.analysis.second_opinion`), and
the tests compare every quantity with R's survival package.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from il2report.values import (
    Interval,
    NotEstimable,
    Number,
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
    low, high = _log_log_band(surviving, at_risk, events, level)
    steps = zip(distinct, at_risk, events, leaving - events, surviving, low, high, strict=True)
    return SurvivalCurve(
        patients,
        tuple(
            SurvivalStep(float(time), int(risk), int(died), int(gone), float(s), lower, upper)
            for time, risk, died, gone, s, lower, upper in steps
        ),
        level,
    )


def _log_log_band(
    surviving: np.ndarray, at_risk: np.ndarray, events: np.ndarray, level: int
) -> tuple[list[float | None], list[float | None]]:
    """Band on the log(-log) scale; none where the curve stands at 1 or 0."""
    z = NormalDist().inv_cdf(0.5 + level / 200)
    inside = (surviving > 0) & (surviving < 1)
    remaining = np.where(inside, at_risk - events, 1)
    greenwood = np.cumsum(np.where(at_risk > events, events / (at_risk * remaining), 0.0))
    safe = np.where(inside, surviving, 0.5)
    width = z * np.sqrt(greenwood) / np.log(safe)
    center = np.log(-np.log(safe))
    bounds = np.exp(-np.exp(center - width)), np.exp(-np.exp(center + width))
    low, high = (
        [float(bound) if known else None for bound, known in zip(side, inside, strict=True)]
        for side in bounds
    )
    return low, high


def median(curve: SurvivalCurve) -> Number:
    """Time in months at which half are free of the event.

    Where the curve lies flat at exactly one half, the midpoint of that stretch, as R and SAS
    report it.
    """
    if not curve.steps:
        return NO_PATIENT
    return _time_at_half([(step.time, step.survival) for step in curve.steps], NOT_REACHED)


def median_interval(curve: SurvivalCurve) -> Interval:
    """Confidence interval of the median: where the band crosses one half.

    References
    ----------
    Brookmeyer R, Crowley J. Biometrics 1982;38:29-41, on the log(-log) scale.
    """
    if not curve.steps:
        return Interval(NO_PATIENT, NO_PATIENT, curve.level)
    missing = NOT_REACHED if curve.steps[-1].survival > 0 else NO_BAND_AT_ZERO
    low, high = (
        _time_at_half(
            [(s.time, b) for s, b in zip(curve.steps, side, strict=True) if b is not None], missing
        )
        for side in ([s.low for s in curve.steps], [s.high for s in curve.steps])
    )
    return Interval(low, high, curve.level)


@dataclass(frozen=True, slots=True)
class HalfCrossing:
    """How a curve comes down to one half, levels from 0 to 1.

    `position` is that of the first point at or below one half, `before` the level that it came
    from. `until` is the end of the stretch where the curve lies flat at one half, None elsewhere.
    """

    position: int
    time: float
    before: float
    level: float
    until: float | None

    @property
    def median(self) -> float:
        """The time read off: the midpoint of a flat stretch, as R and SAS report it."""
        return self.time if self.until is None else (self.time + self.until) / 2


def half_crossing(points: Sequence[tuple[float, float]]) -> HalfCrossing | None:
    """Find where a falling curve is first at or below one half; None when it stays above.

    Parameters
    ----------
    points : (time, level) in order of time
    """
    position = next((i for i, (_, s) in enumerate(points) if s < 0.5 + FLAT_AT_HALF), None)
    if position is None:
        return None
    time, level = points[position]
    lower = [later for later, below in points[position:] if below < level - FLAT_AT_HALF]
    is_flat = abs(level - 0.5) < FLAT_AT_HALF and bool(lower)
    before = points[position - 1][1] if position else 1.0
    return HalfCrossing(position, time, before, level, lower[0] if is_flat else None)


def _time_at_half(
    points: Sequence[tuple[float, float]], missing: NotEstimable
) -> float | NotEstimable:
    """First time at or below one half; R's rule where the curve is flat there."""
    crossing = half_crossing(points)
    return missing if crossing is None else crossing.median


def survival_at(curve: SurvivalCurve, time: float) -> tuple[Number, Interval]:
    """Percent free of the event at `time` months, with its confidence interval."""
    if not curve.steps:
        return NO_PATIENT, Interval(NO_PATIENT, NO_PATIENT, curve.level)
    last = curve.steps[-1]
    if last.time < time and last.survival > 0:
        beyond = NotEstimable("follow-up ends before this time")
        return beyond, Interval(beyond, beyond, curve.level)
    passed = [step for step in curve.steps if step.time <= time]
    if not passed or passed[-1].survival == 1:
        full = NotEstimable("no event before this time, so the method gives no interval")
        return 100.0, Interval(full, full, curve.level)
    return 100 * passed[-1].survival, _band_in_percent(passed[-1], curve.level)


def _band_in_percent(step: SurvivalStep, level: int) -> Interval:
    if step.low is None or step.high is None:
        nobody = NotEstimable("nobody is left free of the event, so the method gives no interval")
        return Interval(nobody, nobody, level)
    return Interval(100 * step.low, 100 * step.high, level)


def restricted_mean(curve: SurvivalCurve, horizon: float) -> Number:
    """Area under the curve up to `horizon` months: the restricted mean survival time.

    References
    ----------
    Royston P, Parmar MKB. BMC Med Res Methodol 2013;13:152.
    """
    if not curve.steps:
        return NO_PATIENT
    if curve.steps[-1].time < horizon and curve.steps[-1].survival > 0:
        return NotEstimable("follow-up ends before the horizon")
    area, before, height = 0.0, 0.0, 1.0
    for step in curve.steps:
        until = min(step.time, horizon)
        area += (until - before) * height
        before, height = until, step.survival
    return area + (horizon - before) * height


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
