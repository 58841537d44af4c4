"""Other tests of a two-by-two table than the study uses, to recognize a printed p-value by.

A table is two pairs of counts (with, without) the feature, one pair per group, as for
`inference.fisher_exact`. Every p-value is from 0 to 1.
"""

import numpy as np
from scipy import special

from il2report.analysis.inference import AS_LIKELY
from il2report.values import NotEstimable

Pair = tuple[int, int]

NO_TABLE = NotEstimable("one of the margins is empty")


def _probabilities(first: Pair, second: Pair) -> tuple[np.ndarray, int]:
    """Give the probability of every table with these margins, and where the observed one stands."""
    n, m, having = sum(first), sum(second), first[0] + second[0]
    possible = np.arange(max(0, having - m), min(having, n) + 1)
    logs = -(
        special.gammaln(possible + 1)
        + special.gammaln(n - possible + 1)
        + special.gammaln(having - possible + 1)
        + special.gammaln(m - having + possible + 1)
    )
    ways = np.exp(logs - logs.max())
    return ways / ways.sum(), first[0] - int(possible[0])


def _has_empty_margin(first: Pair, second: Pair) -> bool:
    margins = (sum(first), sum(second), first[0] + second[0], first[1] + second[1])
    return min(margins) == 0


def fisher_one_sided(first: Pair, second: Pair) -> float | NotEstimable:
    """Fisher's exact test, the smaller of its two one-sided p-values.

    References
    ----------
    Fisher RA. J R Stat Soc 1935;98:39-82.
    """
    if _has_empty_margin(first, second):
        return NO_TABLE
    probability, at = _probabilities(first, second)
    return min(1.0, float(min(probability[: at + 1].sum(), probability[at:].sum())))


def fisher_doubled(first: Pair, second: Pair) -> float | NotEstimable:
    """Fisher's exact test, twice the smaller one-sided p-value.

    References
    ----------
    Fisher RA. J R Stat Soc 1935;98:39-82.
    """
    tail = fisher_one_sided(first, second)
    return tail if isinstance(tail, NotEstimable) else min(1.0, 2 * tail)


def fisher_mid_p(first: Pair, second: Pair) -> float | NotEstimable:
    """Fisher's exact test, two-sided, with half the probability of tables as likely as this one.

    References
    ----------
    Lancaster HO. J Am Stat Assoc 1961;56:223-234.
    """
    if _has_empty_margin(first, second):
        return NO_TABLE
    probability, at = _probabilities(first, second)
    likelier = probability[at] * AS_LIKELY
    as_likely = (probability <= likelier) & (probability >= probability[at] / AS_LIKELY)
    extreme = probability[probability <= likelier].sum() - probability[as_likely].sum() / 2
    return min(1.0, float(extreme))


def fisher_mid_p_doubled(first: Pair, second: Pair) -> float | NotEstimable:
    """Fisher's exact test, twice the smaller one-sided mid-p.

    References
    ----------
    Lancaster HO. J Am Stat Assoc 1961;56:223-234.
    """
    if _has_empty_margin(first, second):
        return NO_TABLE
    probability, at = _probabilities(first, second)
    tails = probability[: at + 1].sum(), probability[at:].sum()
    return min(1.0, 2 * float(min(tails) - probability[at] / 2))


def chi_square(first: Pair, second: Pair) -> float | NotEstimable:
    """Pearson's chi-square test without correction.

    References
    ----------
    Pearson K. Philos Mag 1900;50:157-175. One degree of freedom: Fisher RA. J R Stat Soc 1922;85:87-94.
    """
    return _chi_square(first, second, correction=0.0)


def chi_square_yates(first: Pair, second: Pair) -> float | NotEstimable:
    """Pearson's chi-square test with the correction for continuity.

    References
    ----------
    Yates F. Suppl J R Stat Soc 1934;1:217-235. As in R, the correction is at most the difference.
    """
    return _chi_square(first, second, correction=0.5)


def _chi_square(first: Pair, second: Pair, correction: float) -> float | NotEstimable:
    if _has_empty_margin(first, second):
        return NO_TABLE
    n, m, having = sum(first), sum(second), first[0] + second[0]
    total = n + m
    expected = n * having / total
    distance = abs(first[0] - expected)
    distance -= min(correction, distance)
    without = total - having
    statistic = distance**2 * total**3 / (n * m * having * without)
    return float(special.chdtrc(1, statistic))
