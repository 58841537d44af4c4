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

from il2report.analysis.derivations import BetaQuantile, ConfidenceLimits, Derived
from il2report.analysis.derivations.tests import (
    ContingencyTable,
    FisherTest,
    MannWhitney,
    SampleSummary,
    TTest,
)
from il2report.analysis.hypergeometric import Pair
from il2report.analysis.measurements import Measurements
from il2report.analysis.methods import CLOPPER_PEARSON, FISHER, MANN_WHITNEY, STUDENT, WELCH, Method
from il2report.values import NotEstimable, Proportion, estimable

Values = Sequence[float]

EXACT_MANN_WHITNEY_BELOW = 50
"""Group size from which the Mann-Whitney test uses the normal approximation, as R's wilcox.test."""

EMPTY_GROUP = NotEstimable("one of the groups is empty")
ONE_VALUE = NotEstimable("every patient has the same value")


def clopper_pearson(proportion: Proportion, level: int = 95) -> ConfidenceLimits:
    """Exact binomial confidence interval, in percent of the denominator.

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. Quantiles of the beta distribution.
    """
    if not proportion.of:
        undefined = Derived(NotEstimable("no patient in the denominator"), CLOPPER_PEARSON)
        return ConfidenceLimits(undefined, undefined, level)
    return exact_limits(proportion.n, len(proportion.of), level)


def exact_limits(k: int, n: int, level: int = 95) -> ConfidenceLimits:
    """Exact binomial confidence interval of k out of n, n above 0, in percent of n.

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. Quantiles of the beta distribution.
    """
    # The binomial tail P(X >= k) as a function of p is the beta distribution with shapes k and n - k + 1,
    # so each limit is a beta quantile. At k = 0 and k = n one tail is empty, and the limit is 0 or 100.
    tail = (1 - level / 100) / 2
    low = BetaQuantile(k, n, tail, k, n - k + 1)
    high = BetaQuantile(k, n, 1 - tail, k + 1, n - k)
    lower = 0.0 if k == 0 else float(special.betaincinv(k, n - k + 1, tail))
    upper = 1.0 if k == n else float(special.betaincinv(k + 1, n - k, 1 - tail))
    return ConfidenceLimits(
        Derived(100 * lower, CLOPPER_PEARSON, low),
        Derived(100 * upper, CLOPPER_PEARSON, high),
        level,
    )


def fisher_exact(first: Pair, second: Pair) -> Derived:
    """Two-sided p-value of Fisher's exact test on a two-by-two table, a ratio of whole numbers.

    Parameters
    ----------
    first, second : counts (with, without) the feature, in each of two groups

    References
    ----------
    Fisher RA. J R Stat Soc 1935;98:39-82. The sum of all tables no likelier than this one.
    """
    if not sum(first) or not sum(second):
        return Derived(EMPTY_GROUP, FISHER)
    having = first[0] + second[0]
    if not having or having == sum(first) + sum(second):
        return Derived(ONE_VALUE, FISHER)
    test = FisherTest(ContingencyTable(first, second))
    return Derived(test.p, FISHER, test)


def student_t(first: Values, second: Values) -> Derived:
    """Two-sided p-value of Student's t-test with pooled variance."""
    n, m = len(first), len(second)
    if not n or not m:
        return Derived(EMPTY_GROUP, STUDENT)
    if n + m < 3:
        return Derived(NotEstimable("t-test undefined: 0 degrees of freedom (n = 2)"), STUDENT)
    one, other, freedom = Measurements.of(first), Measurements.of(second), n + m - 2
    pooled = (one.squares + other.squares) / freedom
    variance = pooled * Fraction(n + m, n * m)
    return _t_test(STUDENT, one, other, variance, freedom, math.sqrt(pooled))


def welch_t(first: Values, second: Values) -> Derived:
    """Two-sided p-value of Welch's t-test, which allows unequal variances.

    References
    ----------
    Welch BL. Biometrika 1947;34:28-35. Degrees of freedom after Satterthwaite.
    """
    n, m = len(first), len(second)
    if n < 2 or m < 2:
        return Derived(NotEstimable("one of the groups has fewer than two values"), WELCH)
    one, other = Measurements.of(first), Measurements.of(second)
    a, b = one.squares / ((n - 1) * n), other.squares / ((m - 1) * m)
    if not a + b:
        return _t_test(WELCH, one, other, a + b, 1)
    freedom = (a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1))
    return _t_test(WELCH, one, other, a + b, freedom)


def _t_test(
    method: Method,
    first: Measurements,
    second: Measurements,
    variance: Fraction,
    freedom: Fraction | int,
    pooled_sd: float | None = None,
) -> Derived:
    """Compare two means whose difference has this variance."""
    if not variance:
        return Derived(NotEstimable("the values within each group are all the same"), method)
    error = math.sqrt(variance)
    t = float(first.mean - second.mean) / error
    p = estimable(2 * special.stdtr(float(freedom), -abs(t)), "the values do not vary")
    if isinstance(p, NotEstimable):
        return Derived(p, method)
    one, other = (
        SampleSummary(group.n, float(group.mean), group.sd if group.n > 1 else 0.0)
        for group in (first, second)
    )
    return Derived(p, method, TTest(one, other, pooled_sd, error, float(freedom), t))


def mann_whitney(first: Values, second: Values) -> Derived:
    """Two-sided p-value of the Mann-Whitney test.

    Exact without ties in groups below 50, otherwise the normal approximation with correction for
    ties and continuity: the rule of R's wilcox.test.

    References
    ----------
    Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60.
    """
    n, m = len(first), len(second)
    if not n or not m:
        return Derived(EMPTY_GROUP, MANN_WHITNEY)
    ties = np.unique([*first, *second], return_counts=True)[1]
    if len(ties) == 1:
        return Derived(ONE_VALUE, MANN_WHITNEY)
    ordered = np.sort(second)
    below, up_to = (np.searchsorted(ordered, first, side=side) for side in ("left", "right"))
    u = float((below + up_to).sum() / 2)
    if ties.max() == 1 and max(n, m) < EXACT_MANN_WHITNEY_BELOW:
        p, sd = _exact_rank_probability(round(u), n, m), None
    else:
        # With ties the ranks, and with them U, vary less: Lehmann 1975, Nonparametrics, section 1.4.
        # The 0.5 corrects for continuity, since U moves in steps of one (or a half, with ties).
        total = n + m
        lost_to_ties = float((ties.astype(float) ** 3 - ties).sum()) / (total * (total - 1))
        sd = math.sqrt(n * m / 12 * (total + 1 - lost_to_ties))
        distance = max(0.0, abs(u - n * m / 2) - 0.5)
        p = min(1.0, 2 * float(special.ndtr(-distance / sd)))
    return Derived(p, MANN_WHITNEY, MannWhitney(u, n, m, sd))


def _exact_rank_probability(u_statistic: int, n: int, m: int) -> float:
    """Twice the smaller tail of the permutation distribution of U.

    The orders of n and m values, counted by U from 0 to n·m, are the coefficients of the Gaussian
    binomial: the product over i up to n of (1 - q^(m + i)) / (1 - q^i). One factor is applied at a time.
    """
    ways = [1] + [0] * (n * m)
    for i in range(1, n + 1):
        for u in range(n * m, m + i - 1, -1):
            ways[u] -= ways[u - m - i]
        for u in range(i, n * m + 1):
            ways[u] += ways[u - i]
    lower = min(u_statistic, n * m - u_statistic)
    return min(1.0, 2 * sum(ways[: lower + 1]) / sum(ways))
