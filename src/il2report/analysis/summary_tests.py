"""Tests of means from means, standard deviations and sizes alone, as a paper prints them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from operator import mul

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


def variance_p(groups: Sequence[GroupSummary]) -> Spread:
    """Give the p-values that the one-way analysis of variance, with equal variances, can have.

    References
    ----------
    Fisher RA. Statistical methods for research workers. Edinburgh: Oliver and Boyd; 1925. As R's
    oneway.test(var.equal = TRUE).
    """
    between = _squares_between(groups, [group.n for group in groups], [group.n for group in groups])
    within = [
        math.fsum((group.n - 1) * sd**2 for group, sd in zip(groups, sds, strict=True))
        for sds in _all_deviations(groups)
    ]
    freedom = len(groups) - 1, sum(group.n for group in groups) - len(groups)
    ratios = Spread(_ratio(between.low, within[1]), _ratio(between.high, within[0]))
    scale = freedom[1] / freedom[0]
    return Spread(_f(freedom, ratios.high * scale), _f(freedom, ratios.low * scale))


def welch_variance_p(groups: Sequence[GroupSummary]) -> Spread:
    """Give the p-values that Welch's analysis of variance can have, or a little more than those.

    References
    ----------
    Welch BL. Biometrika 1951;38:330-336. As R's oneway.test.
    """
    k, deviations = len(groups), _all_deviations(groups)
    if not all(deviations[0]):
        return Spread(0.0, 1.0)
    most, least = (
        [group.n / sd**2 for group, sd in zip(groups, sds, strict=True)] for sds in deviations
    )
    between = _squares_between(groups, least, most)
    shares = [
        (low / (low + sum(most) - high), high / (high + sum(least) - low))
        for low, high in zip(least, most, strict=True)
    ]
    lack = [
        math.fsum(
            (1 - share[at]) ** 2 / (group.n - 1)
            for group, share in zip(groups, shares, strict=True)
        )
        for at in (1, 0)
    ]
    factor = 2 * (k - 2) / (k**2 - 1)
    ratios = (
        between.low / (k - 1) / (1 + factor * lack[1]),
        between.high / (k - 1) / (1 + factor * lack[0]),
    )
    p_values = [
        _f((k - 1, (k**2 - 1) / (3 * each)), ratio) for each, ratio in product(lack, ratios)
    ]
    return Spread(min(p_values), max(p_values))


def _all_deviations(groups: Sequence[GroupSummary]) -> tuple[list[float], list[float]]:
    return [group.sd.low for group in groups], [group.sd.high for group in groups]


def _squares_between(
    groups: Sequence[GroupSummary], least: Sequence[float], most: Sequence[float]
) -> Spread:
    """Bound the weighted squares of the means about their weighted mean, over means and weights.

    They are the least over all centers, rise with each weight and are convex in the means: the most
    is at the ends of the means, the least where each mean is as near to a center as it can be.
    """
    ends = [(group.mean.low, group.mean.high) for group in groups]
    highest = max(_about_center(means, most) for means in product(*ends))
    if max(low for low, _ in ends) <= min(high for _, high in ends):
        return Spread(0.0, highest)
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    center = low
    for _ in range(HALVINGS):
        center = (low + high) / 2
        slope = sum(
            weight * (center - min(max(center, first), last))
            for weight, (first, last) in zip(least, ends, strict=True)
        )
        low, high = (low, center) if slope > 0 else (center, high)
    nearest = [min(max(center, first), last) for first, last in ends]
    return Spread(_about_center(nearest, least), highest)


HALVINGS = 100
"""Until an interval of any numbers is one number."""


def _about_center(means: Sequence[float], weights: Sequence[float]) -> float:
    center = math.fsum(map(mul, means, weights)) / math.fsum(weights)
    return math.fsum(
        weight * (mean - center) ** 2 for mean, weight in zip(means, weights, strict=True)
    )


def _ratio(between: float, within: float) -> float:
    if within:
        return between / within
    return math.inf if between else 0.0


def _f(freedom: tuple[float, float], ratio: float) -> float:
    return 0.0 if math.isinf(ratio) else float(special.fdtrc(*freedom, ratio))


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
