"""A survival curve with fewer steps that looks the same in print."""

from collections.abc import Iterator
from dataclasses import replace

from il2report.values import SurvivalCurve, SurvivalStep

STEPS_KEPT_WHOLE = 500
"""A curve with so many steps or fewer is drawn as it is."""
LARGEST_GAP = 0.001
"""Of survival: half a dot at 300 dpi, on an axis 46 mm high."""
LARGEST_BAND_GAP = 0.002
MARKS_ACROSS = 300
"""Censoring marks that stand clear of one another along the time axis."""


def thinned(curve: SurvivalCurve) -> SurvivalCurve:
    """Merge the steps of a long curve that cannot be told apart in print.

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
