"""Exact intervals and significance tests, from SciPy; the only module that imports it."""

from collections.abc import Sequence
from statistics import fmean, stdev

from scipy import special, stats

from il2report.values import Interval, NotEstimable, Proportion, estimable

EXACT_MANN_WHITNEY_BELOW = 50
"""Group size from which the Mann-Whitney test uses the normal approximation, as R's wilcox.test."""


def clopper_pearson(proportion: Proportion, level: int = 95) -> Interval:
    """Exact binomial confidence interval, in percent of the denominator.

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. Quantiles of the beta distribution.
    """
    k, n = proportion.n, len(proportion.of)
    if n == 0:
        nobody = NotEstimable("no patient in the denominator")
        return Interval(nobody, nobody, level)
    tail = (1 - level / 100) / 2
    low = 0.0 if k == 0 else float(special.betaincinv(k, n - k + 1, tail))
    high = 1.0 if k == n else float(special.betaincinv(k + 1, n - k, 1 - tail))
    return Interval(100 * low, 100 * high, level)


def fisher_exact(first: tuple[int, int], second: tuple[int, int]) -> float | NotEstimable:
    """Two-sided p-value of Fisher's exact test on a two-by-two table.

    Parameters
    ----------
    first, second : counts (with, without) the feature, in each of two groups

    References
    ----------
    Fisher RA. J R Stat Soc 1935;98:39-82. The sum of all tables no likelier than this one.
    """
    if not sum(first) or not sum(second):
        return NotEstimable("one of the groups is empty")
    if not first[0] + second[0] or not first[1] + second[1]:
        return NotEstimable("every patient has the same value")
    return min(1.0, float(stats.fisher_exact([first, second]).pvalue))


def student_t(first: Sequence[float], second: Sequence[float]) -> float | NotEstimable:
    """Two-sided p-value of Student's t-test with pooled variance."""
    if not len(first) or not len(second):
        return NotEstimable("one of the groups is empty")
    if len(first) + len(second) < 3:
        return NotEstimable("two values leave no degree of freedom")
    return _t_test(first, second, pooled=True)


def welch_t(first: Sequence[float], second: Sequence[float]) -> float | NotEstimable:
    """Two-sided p-value of Welch's t-test, which allows unequal variances."""
    if len(first) < 2 or len(second) < 2:
        return NotEstimable("one of the groups has fewer than two values")
    return _t_test(first, second, pooled=False)


def _t_test(
    first: Sequence[float], second: Sequence[float], *, pooled: bool
) -> float | NotEstimable:
    """Test the means by size, mean and SD of each group, since SciPy warns of equal raw values."""
    if len(set(first)) == 1 and len(set(second)) == 1:
        return NotEstimable("the values within each group are all the same")
    one, other = ((fmean(group), _spread(group), len(group)) for group in (first, second))
    p = float(stats.ttest_ind_from_stats(*one, *other, equal_var=pooled).pvalue)
    return estimable(p, "the values do not vary")


def _spread(group: Sequence[float]) -> float:
    """Standard deviation of a group; one value, which adds no variance, has none."""
    return stdev(group) if len(group) > 1 else 0.0


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float | NotEstimable:
    """Two-sided p-value of the Mann-Whitney test.

    Exact without ties in groups below 50, otherwise the normal approximation with correction for
    ties and continuity: the rule of R's wilcox.test.
    """
    if not len(first) or not len(second):
        return NotEstimable("one of the groups is empty")
    pooled = [*first, *second]
    if len(set(pooled)) == 1:
        return NotEstimable("every patient has the same value")
    tied = len(set(pooled)) < len(pooled)
    large = max(len(first), len(second)) >= EXACT_MANN_WHITNEY_BELOW
    method = "asymptotic" if tied or large else "exact"
    return min(1.0, float(stats.mannwhitneyu(first, second, method=method).pvalue))
