"""Tests of a measurement, or of a time to an event, in two or more groups."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy import special

from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.tests import (
    KruskalWallis,
    LogRank,
    SampleSummary,
    VarianceRatio,
)
from il2report.analysis.inference import EMPTY_GROUP, ONE_VALUE
from il2report.analysis.measurements import Measurements
from il2report.analysis.methods import ANOVA, KRUSKAL_WALLIS, LOG_RANK, LOG_RANK_TREND
from il2report.values import NotEstimable

Groups = Sequence[Sequence[float]]


def analysis_of_variance(groups: Groups) -> Derived:
    """P-value of the one-way analysis of variance, equal variances assumed.

    Parameters
    ----------
    groups : the values of each group; empty groups carry no information and are left out

    References
    ----------
    Fisher RA. Statistical methods for research workers. Edinburgh: Oliver and Boyd; 1925. As R's
    oneway.test(var.equal = TRUE).
    """
    filled = [Measurements.of(group) for group in groups if len(group)]
    if len(filled) < 2:
        return Derived(EMPTY_GROUP, ANOVA)
    n = sum(group.n for group in filled)
    freedom = len(filled) - 1, n - len(filled)
    if not freedom[1]:
        return Derived(NotEstimable("every group has a single value"), ANOVA)
    within = sum((group.squares for group in filled), Fraction(0))
    if not within:
        return Derived(NotEstimable("the values within each group are all the same"), ANOVA)
    center = sum((group.total for group in filled), Fraction(0)) / n
    between = sum((group.n * (group.mean - center) ** 2 for group in filled), Fraction(0))
    ratio = float(between / freedom[0] / (within / freedom[1]))
    summaries = tuple(
        SampleSummary(group.n, float(group.mean), group.sd if group.n > 1 else 0.0)
        for group in filled
    )
    derivation = VarianceRatio(summaries, float(between), float(within), ratio, freedom)
    return Derived(float(special.fdtrc(*freedom, ratio)), ANOVA, derivation)


def kruskal_wallis(groups: Groups) -> Derived:
    """P-value of the Kruskal-Wallis test by its chi-square approximation.

    Parameters
    ----------
    groups : the values of each group; empty groups carry no information and are left out

    References
    ----------
    Kruskal WH, Wallis WA. J Am Stat Assoc 1952;47:583-621. As R's kruskal.test.
    """
    filled = [np.asarray(group, dtype=float) for group in groups if len(group)]
    if len(filled) < 2:
        return Derived(EMPTY_GROUP, KRUSKAL_WALLIS)
    distinct, place, ties = np.unique(
        np.concatenate(filled), return_inverse=True, return_counts=True
    )
    if len(distinct) == 1:
        return Derived(ONE_VALUE, KRUSKAL_WALLIS)
    # The values that are tied share the mean of the ranks that they take.
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[place]
    n = len(ranks)
    sizes = [len(group) for group in filled]
    sums = [float(part.sum()) for part in np.split(ranks, np.cumsum(sizes)[:-1])]
    correction = 1 - float((ties.astype(float) ** 3 - ties).sum()) / (n**3 - n)
    spread = sum(total**2 / size for total, size in zip(sums, sizes, strict=True))
    statistic = (12 * spread / (n * (n + 1)) - 3 * (n + 1)) / correction
    derivation = KruskalWallis(tuple(sizes), tuple(sums), correction, statistic)
    return Derived(float(special.chdtrc(len(sizes) - 1, statistic)), KRUSKAL_WALLIS, derivation)


def log_rank(
    groups: Sequence[int], months: Sequence[float], happened: Sequence[bool], *, trend: bool = False
) -> Derived:
    """P-value of the log-rank test of two or more groups.

    Parameters
    ----------
    groups : the group of each patient, 0, 1, 2, … in the order of the groups
    months : time to event or censoring of each
    happened : whether that time is an event
    trend : whether the groups are scored 1, 2, 3, … and a trend over them is tested

    Returns
    -------
    Derived
        A reason where fewer than two groups have patients at risk at an event, as such a group has
        no expected events and adds no degree of freedom (R's survdiff leaves it out too).

    References
    ----------
    Mantel N. Cancer Chemother Rep 1966;50:163-170. Trend: Tarone RE. Biometrika 1975;62:679-682.
    """
    method = LOG_RANK_TREND if trend else LOG_RANK
    places, times, events = np.asarray(groups), np.asarray(months), np.asarray(happened, dtype=bool)
    if not events.any():
        return Derived(NotEstimable("no event in any group"), method)
    size = int(places.max()) + 1
    at = np.unique(times[events])
    at_risk, died = np.zeros((len(at), size)), np.zeros((len(at), size))
    for group in range(size):
        own = np.sort(times[places == group])
        at_risk[:, group] = len(own) - np.searchsorted(own, at)
        died[:, group] = np.bincount(
            np.searchsorted(at, times[(places == group) & events]), minlength=len(at)
        )
    n, d = at_risk.sum(axis=1), died.sum(axis=1)
    share = at_risk / n[:, None]
    expected = (share * d[:, None]).sum(axis=0)
    weight = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    covariance = np.diag((share * weight[:, None]).sum(axis=0)) - share.T @ (
        share * weight[:, None]
    )
    compared = np.flatnonzero(expected > 0)
    if len(compared) < 2:
        return Derived(EMPTY_GROUP, method)
    distance = (died.sum(axis=0) - expected)[compared]
    covariance = covariance[np.ix_(compared, compared)]
    if trend:
        scores = compared + 1.0
        variance, freedom = float(scores @ covariance @ scores), 1
        if variance <= 0:
            return Derived(NotEstimable("the groups are never at risk together"), method)
        statistic = float(scores @ distance) ** 2 / variance
    else:
        freedom = len(compared) - 1
        kept, inner = distance[1:], covariance[1:, 1:]
        if np.linalg.matrix_rank(inner, tol=1e-12 * max(1.0, float(np.abs(inner).max()))) < freedom:
            return Derived(NotEstimable("the groups are never at risk together"), method)
        statistic = float(kept @ np.linalg.solve(inner, kept))
    derivation = LogRank(
        tuple(int((places == group).sum()) for group in range(size)),
        tuple(int(count) for count in died.sum(axis=0)),
        tuple(float(count) for count in expected),
        statistic,
        freedom,
    )
    return Derived(float(special.chdtrc(freedom, statistic)), method, derivation)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust p-values for their number by Holm's method, in the order in which they were given.

    References
    ----------
    Holm S. Scand J Stat 1979;6:65-70.
    """
    ordered = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, position in enumerate(ordered):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[position]))
        adjusted[position] = highest
    return tuple(adjusted)
