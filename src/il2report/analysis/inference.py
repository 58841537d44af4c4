"""Exact intervals and significance tests on SciPy's special functions.

`scipy.stats` has the same tests, but its import takes three times as long as the whole analysis
and each call a millisecond, which every `explain` and every recomputed correction would pay
(docs/adr/0009-inference.md). Each p-value is checked against R and against `scipy.stats`.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy import special

from il2report.analysis.hypergeometric import table_weights
from il2report.analysis.measurements import Measurements
from il2report.values import Interval, NotEstimable, Proportion, estimable

Values = Sequence[float]

EXACT_MANN_WHITNEY_BELOW = 50
"""Group size from which the Mann-Whitney test uses the normal approximation, as R's wilcox.test."""


def clopper_pearson(proportion: Proportion, level: int = 95) -> Interval:
    """Exact binomial confidence interval, in percent of the denominator.

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. Quantiles of the beta distribution.
    """
    if not proportion.of:
        nobody = NotEstimable("no patient in the denominator")
        return Interval(nobody, nobody, level)
    return exact_limits(proportion.n, len(proportion.of), level)


def exact_limits(k: int, n: int, level: int = 95) -> Interval:
    """Exact binomial confidence interval of k out of n, n above 0, in percent of n.

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. Quantiles of the beta distribution.
    """
    tail = (1 - level / 100) / 2
    low = 0.0 if k == 0 else float(special.betaincinv(k, n - k + 1, tail))
    high = 1.0 if k == n else float(special.betaincinv(k + 1, n - k, 1 - tail))
    return Interval(100 * low, 100 * high, level)


def fisher_exact(first: tuple[int, int], second: tuple[int, int]) -> float | NotEstimable:
    """Two-sided p-value of Fisher's exact test on a two-by-two table, a ratio of whole numbers.

    Parameters
    ----------
    first, second : counts (with, without) the feature, in each of two groups

    References
    ----------
    Fisher RA. J R Stat Soc 1935;98:39-82. The sum of all tables no likelier than this one.
    """
    if not sum(first) or not sum(second):
        return NotEstimable("one of the groups is empty")
    having = first[0] + second[0]
    if not having or having == sum(first) + sum(second):
        return NotEstimable("every patient has the same value")
    tables = table_weights(first, second)
    return sum(tables.no_likelier) / tables.total


def student_t(first: Values, second: Values) -> float | NotEstimable:
    """Two-sided p-value of Student's t-test with pooled variance."""
    n, m = len(first), len(second)
    if not n or not m:
        return NotEstimable("one of the groups is empty")
    if n + m < 3:
        return NotEstimable("two values leave no degree of freedom")
    one, other, freedom = Measurements.of(first), Measurements.of(second), n + m - 2
    variance = (one.squares + other.squares) / freedom
    return _t_probability(one, other, variance * Fraction(n + m, n * m), freedom)


def welch_t(first: Values, second: Values) -> float | NotEstimable:
    """Two-sided p-value of Welch's t-test, which allows unequal variances.

    References
    ----------
    Welch BL. Biometrika 1947;34:28-35. Degrees of freedom after Satterthwaite.
    """
    n, m = len(first), len(second)
    if n < 2 or m < 2:
        return NotEstimable("one of the groups has fewer than two values")
    one, other = Measurements.of(first), Measurements.of(second)
    a, b = one.squares / ((n - 1) * n), other.squares / ((m - 1) * m)
    if not a + b:
        return _t_probability(one, other, a + b, 1)
    freedom = (a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1))
    return _t_probability(one, other, a + b, freedom)


def _t_probability(
    first: Measurements, second: Measurements, variance: Fraction, freedom: Fraction | int
) -> float | NotEstimable:
    if not variance:
        return NotEstimable("the values within each group are all the same")
    t = float(first.mean - second.mean) / math.sqrt(variance)
    return estimable(2 * special.stdtr(float(freedom), -abs(t)), "the values do not vary")


def mann_whitney(first: Values, second: Values) -> float | NotEstimable:
    """Two-sided p-value of the Mann-Whitney test.

    Exact without ties in groups below 50, otherwise the normal approximation with correction for
    ties and continuity: the rule of R's wilcox.test.

    References
    ----------
    Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60.
    """
    if not len(first) or not len(second):
        return NotEstimable("one of the groups is empty")
    ties = np.unique([*first, *second], return_counts=True)[1]
    if len(ties) == 1:
        return NotEstimable("every patient has the same value")
    ordered = np.sort(second)
    below, up_to = (np.searchsorted(ordered, first, side=side) for side in ("left", "right"))
    wins = float((below + up_to).sum() / 2)
    if ties.max() == 1 and max(len(first), len(second)) < EXACT_MANN_WHITNEY_BELOW:
        return _exact_rank_probability(round(wins), len(first), len(second))
    return _normal_rank_probability(wins, len(first), len(second), ties)


def _exact_rank_probability(wins: int, n: int, m: int) -> float:
    """Twice the smaller tail of the permutation distribution of the wins."""
    ways = _ways_to_win(n, m)
    fewer = min(wins, n * m - wins)
    return min(1.0, 2 * sum(ways[: fewer + 1]) / sum(ways))


def _ways_to_win(n: int, m: int) -> list[int]:
    """Count the orders of n and m values by wins, 0 to n·m: the Gaussian binomial coefficients."""
    ways = [1] + [0] * (n * m)
    for i in range(1, n + 1):
        for wins in range(n * m, m + i - 1, -1):
            ways[wins] -= ways[wins - m - i]
        for wins in range(i, n * m + 1):
            ways[wins] += ways[wins - i]
    return ways


def _normal_rank_probability(wins: float, n: int, m: int, ties: np.ndarray) -> float:
    total = n + m
    lost_to_ties = float((ties.astype(float) ** 3 - ties).sum()) / (total * (total - 1))
    deviation = math.sqrt(n * m / 12 * (total + 1 - lost_to_ties))
    distance = abs(wins - n * m / 2)
    return min(1.0, 2 * float(special.ndtr(-max(0.0, distance - 0.5) / deviation)))
