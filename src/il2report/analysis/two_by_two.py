"""Other tests of a two-by-two table than the study uses, by which a printed p-value is recognized.

A table is two pairs of counts (with, without) the feature, one pair per group, as for
`inference.fisher_exact`. Every p-value is from 0 to 1; those of Fisher's test are ratios of whole
numbers.
"""

from collections.abc import Callable
from functools import wraps

from scipy import special

from il2report.analysis.hypergeometric import Pair, table_weights
from il2report.values import NotEstimable

NO_TABLE = NotEstimable("one of the margins is empty")


Test = Callable[[Pair, Pair], float | NotEstimable]


def _of_full_margins(test: Callable[[Pair, Pair], float]) -> Test:
    """Give a reason in place of a p-value where a margin is empty."""

    @wraps(test)
    def checked(first: Pair, second: Pair) -> float | NotEstimable:
        margins = (sum(first), sum(second), first[0] + second[0], first[1] + second[1])
        return test(first, second) if min(margins) else NO_TABLE

    return checked


@_of_full_margins
def fisher_one_sided(first: Pair, second: Pair) -> float:
    """Fisher's exact test, the smaller of its two one-sided p-values.

    References
    ----------
    Fisher RA. J R Stat Soc 1935;98:39-82.
    """
    tables = table_weights(first, second)
    return min(tables.tails) / tables.total


@_of_full_margins
def fisher_doubled(first: Pair, second: Pair) -> float:
    """Fisher's exact test, twice the smaller one-sided p-value.

    References
    ----------
    Fisher RA. J R Stat Soc 1935;98:39-82.
    """
    tables = table_weights(first, second)
    return min(1.0, 2 * min(tables.tails) / tables.total)


@_of_full_margins
def fisher_mid_p(first: Pair, second: Pair) -> float:
    """Fisher's exact test, two-sided, with half the probability of tables as likely as this one.

    References
    ----------
    Lancaster HO. J Am Stat Assoc 1961;56:223-234.
    """
    tables = table_weights(first, second)
    return (2 * sum(tables.no_likelier) - tables.as_likely) / (2 * tables.total)


@_of_full_margins
def fisher_mid_p_doubled(first: Pair, second: Pair) -> float:
    """Fisher's exact test, twice the smaller one-sided mid-p.

    References
    ----------
    Lancaster HO. J Am Stat Assoc 1961;56:223-234.
    """
    tables = table_weights(first, second)
    return min(1.0, (2 * min(tables.tails) - tables.ways[tables.observed]) / tables.total)


@_of_full_margins
def chi_square(first: Pair, second: Pair) -> float:
    """Pearson's chi-square test without correction.

    References
    ----------
    Pearson K. Philos Mag 1900;50:157-175. One degree of freedom: Fisher RA. J R Stat Soc 1922;85:87-94.
    """
    return _chi_square(first, second, correction=0.0)


@_of_full_margins
def chi_square_yates(first: Pair, second: Pair) -> float:
    """Pearson's chi-square test with the correction for continuity.

    References
    ----------
    Yates F. Suppl J R Stat Soc 1934;1:217-235. As in R, the correction is at most the difference.
    """
    return _chi_square(first, second, correction=0.5)


def _chi_square(first: Pair, second: Pair, correction: float) -> float:
    n, m, having = sum(first), sum(second), first[0] + second[0]
    total = n + m
    expected = n * having / total
    distance = abs(first[0] - expected)
    distance -= min(correction, distance)
    without = total - having
    statistic = distance**2 * total**3 / (n * m * having * without)
    return float(special.chdtrc(1, statistic))
