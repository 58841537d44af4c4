"""Ratios (hazard, odds, risk) and differences beside their intervals and p-values: arithmetic alone.

The intervals of most ratios are symmetric on the scale of the logarithm: the estimate is the
geometric mean of its limits, and limits and estimate give the p of Wald's test. Exact, profile
likelihood and bootstrap intervals are not symmetric, and a p may be that of another test, so that
a deviation is never proof.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy import special

from il2report.analysis.summary_tests import Spread
from il2report.audit.bounds import Bounds, at_least

APPROXIMATE = 2e-3
"""How far a quantile of 1.96 or 2, relative to itself, may be from the exact one of the level."""
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class PrintedInterval:
    """What estimate and limits can be, and the level of the interval in percent."""

    estimate: Bounds
    low: Bounds
    high: Bounds
    level: int = 95

    @property
    def contains_its_estimate(self) -> bool:
        """Whether some estimate within its bounds lies between some limits within theirs."""
        ends_in_order = self.low.low <= self.high.high
        return ends_in_order and self.estimate.meets(Bounds(self.low.low, self.high.high))


def centers_of_ratio(interval: PrintedInterval) -> Spread | None:
    """Give the geometric means that the limits can have; None where a limit may be zero or missing.

    References
    ----------
    Altman DG, Bland JM. BMJ 2011;343:d2090: limits of a ratio are symmetric about its logarithm.
    """
    ends = _finite(interval, log=True)
    return Spread(*(math.exp((low + high) / 2) for low, high in ends)) if ends else None


def centers_of_difference(interval: PrintedInterval) -> Spread | None:
    """Give the means that the limits of a difference can have.

    References
    ----------
    Altman DG, Bland JM. BMJ 2011;343:d2090.
    """
    ends = _finite(interval, log=False)
    return Spread(*((low + high) / 2 for low, high in ends)) if ends else None


def is_centered(interval: PrintedInterval, centers: Spread | None) -> bool | None:
    """Whether an estimate can be the center of its limits; None where there is none."""
    if centers is None:
        return None
    width = SLACK * max(1.0, abs(centers.high))
    return (
        float(interval.estimate.low) <= centers.high + width
        and float(interval.estimate.high) >= centers.low - width
    )


def p_of_ratio(interval: PrintedInterval) -> Spread | None:
    """Give the two-sided p-values of Wald's test that a ratio and its limits can have.

    References
    ----------
    Altman DG, Bland JM. BMJ 2011;343:d2304: a p-value from a confidence interval.
    """
    return _p(interval, math.log, _finite(interval, log=True))


def p_of_difference(interval: PrintedInterval) -> Spread | None:
    """Give the two-sided p-values of the z-test that a difference and its limits can have.

    References
    ----------
    Altman DG, Bland JM. BMJ 2011;343:d2304.
    """
    return _p(interval, float, _finite(interval, log=False))


def p_is_reproduced(p: Bounds, given: Spread | None) -> bool | None:
    """Whether a printed p can be one that the interval gives; None where it gives none."""
    if given is None:
        return None
    return p.low <= given.high * (1 + SLACK) and p.high >= given.low * (1 - SLACK)


def disagrees_with_p(interval: PrintedInterval, p: Bounds, null: int) -> bool:
    """Whether an interval excludes no difference while p does not, or p does while it does not.

    `null` is 1 for a ratio, 0 for a difference; the level of p is what the interval leaves out.
    """
    level = 1 - interval.level / 100
    excludes = interval.low.low > null or interval.high.high < null
    includes = interval.low.high < null < interval.high.low
    return (excludes and p.low > level) or (includes and p.high < level)


def _finite(
    interval: PrintedInterval, *, log: bool
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Give the least of both limits, and the most of both, on the scale on which they are symmetric."""
    low, high = interval.low, interval.high
    if log:
        low, high = low & at_least(0), high & at_least(0)
    ends = low.low, low.high, high.low, high.high
    if not all(map(math.isfinite, ends)) or (log and min(ends) <= 0) or low.is_empty:
        return None
    first, second, third, fourth = (math.log(end) if log else float(end) for end in ends)
    return (first, third), (second, fourth)


def _p(
    interval: PrintedInterval,
    scale: Callable[[float], float],
    ends: tuple[tuple[float, float], tuple[float, float]] | None,
) -> Spread | None:
    estimate = interval.estimate
    if ends is None or not estimate.is_finite or (scale is math.log and estimate.low <= 0):
        return None
    (low, high), (low_most, high_most) = ends
    quantile = float(special.ndtri(0.5 + interval.level / 200))
    least, most = (max(0.0, high - low_most), high_most - low)
    near, far = sorted(abs(scale(float(end))) for end in (estimate.low, estimate.high))
    if scale(float(estimate.low)) <= 0 <= scale(float(estimate.high)):
        near = 0.0
    errors = (
        least / 2 / quantile * (1 - APPROXIMATE),
        most / 2 / quantile * (1 + APPROXIMATE),
    )
    return Spread(_two_sided(far, errors[0]), _two_sided(near, errors[1]))


def _two_sided(distance: float, error: float) -> float:
    if error <= 0:
        return 0.0 if distance else 1.0
    return float(2 * special.ndtr(-distance / error))
