"""The two t-tests from means, standard deviations and sizes alone, as a paper prints them."""

import math
from dataclasses import dataclass

from scipy import special


@dataclass(frozen=True, slots=True)
class Spread:
    """The range in which a printed mean, or standard deviation, may lie."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """Mean and standard deviation (n - 1) of a group of at least two, within the rounding of print."""

    n: int
    mean: Spread
    sd: Spread


def student_quantile(level: int, n: int) -> float:
    """Quantile of Student's t with n - 1 degrees of freedom that leaves `level` percent in the middle."""
    return float(special.stdtrit(n - 1, 0.5 + level / 200))


def student_p(first: GroupSummary, second: GroupSummary) -> Spread:
    """Give the two-sided p-values that Student's t-test, with pooled variance, can have.

    The p-value falls with the distance of the means and rises with each standard deviation, so
    that its ends lie at the ends of what is printed.

    References
    ----------
    Student. Biometrika 1908;6:1-25.
    """
    freedom = first.n + second.n - 2
    errors = [
        math.sqrt(
            ((first.n - 1) * one**2 + (second.n - 1) * other**2)
            / freedom
            * (1 / first.n + 1 / second.n)
        )
        for one, other in _deviations(first, second)
    ]
    near, far = _distances(first.mean, second.mean)
    return Spread(_p(far, errors[0], freedom), _p(near, errors[1], freedom))


def welch_p(first: GroupSummary, second: GroupSummary) -> Spread:
    """Give the two-sided p-values that Welch's t-test can have, or a little more than those.

    The degrees of freedom move with the standard deviations too. They are taken at the ends that
    make the range of p wider, so that no possible value is left out.

    References
    ----------
    Welch BL. Biometrika 1947;34:28-35. Degrees of freedom after Satterthwaite.
    """
    parts = [(one**2 / first.n, other**2 / second.n) for one, other in _deviations(first, second)]
    near, far = _distances(first.mean, second.mean)
    least, most = _freedoms(first, second)
    return Spread(
        _p(far, math.sqrt(sum(parts[0])), most), _p(near, math.sqrt(sum(parts[1])), least)
    )


def _freedoms(first: GroupSummary, second: GroupSummary) -> tuple[float, float]:
    """Bound Satterthwaite's degrees of freedom over all standard deviations within print.

    They depend on the ratio of the two squared errors alone, rise to n + m - 2 where the ratio is
    (n - 1) / (m - 1), and fall on both sides of it.
    """
    n, m = first.n - 1, second.n - 1
    ends = []
    for one, other in ((first.sd.low, second.sd.high), (first.sd.high, second.sd.low)):
        a, b = one**2 / first.n, other**2 / second.n
        ends.append((a + b) ** 2 / (a**2 / n + b**2 / m) if a + b else float(min(n, m)))
    ratios = [
        (one**2 / first.n) * m - (other**2 / second.n) * n
        for one, other in ((first.sd.low, second.sd.high), (first.sd.high, second.sd.low))
    ]
    peak_within = ratios[0] <= 0 <= ratios[1]
    return min(ends), float(n + m) if peak_within else max(ends)


def _deviations(first: GroupSummary, second: GroupSummary) -> tuple[tuple[float, float], ...]:
    return (first.sd.low, second.sd.low), (first.sd.high, second.sd.high)


def _distances(first: Spread, second: Spread) -> tuple[float, float]:
    """Give the least and the greatest distance of two means."""
    near = max(0.0, first.low - second.high, second.low - first.high)
    return near, max(first.high - second.low, second.high - first.low)


def _p(distance: float, error: float, freedom: float) -> float:
    if error == 0:
        return 0.0 if distance else 1.0
    return float(2 * special.stdtr(freedom, -distance / error))
