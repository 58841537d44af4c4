"""Tests of two values of the same patients, such as before and after a treatment."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import special

from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.tests import DiscordantPairs, PairedDifference, SignedRanks
from il2report.analysis.measurements import Measurements
from il2report.analysis.methods import MCNEMAR, MCNEMAR_EXACT, PAIRED_T, WILCOXON_SIGNED_RANK
from il2report.values import NotEstimable

Values = Sequence[float]

EXACT_SIGNED_RANK_BELOW = 50
"""Pairs from which the signed-rank test uses the normal approximation, as R's wilcox.test."""

NO_PAIR = NotEstimable("no patient has both values")
ONE_PAIR = NotEstimable("a single patient has both values")
SAME_DIFFERENCE = NotEstimable("every patient has the same difference")
NO_DIFFERENCE = NotEstimable("no value differs between the two times")


def differences(first: Values, second: Values) -> tuple[float, ...]:
    """Second value minus first of each patient, exact on the decimals recorded.

    Parameters
    ----------
    first, second : one value per patient, in one order

    Notes
    -----
    0.3 - 0.1 and 0.4 - 0.2 are equal as decimals, and not as floats; a rank test needs the tie.
    """
    if not first:
        return ()
    both = Measurements.of((*first, *second))
    n = len(first)
    return tuple(
        (after - before) / both.scale
        for before, after in zip(both.units[:n], both.units[n:], strict=True)
    )


def paired_t(first: Values, second: Values) -> Derived:
    """Two-sided p-value of Student's t-test of the differences of pairs.

    Parameters
    ----------
    first, second : one value per patient, in one order

    References
    ----------
    Student. Biometrika 1908;6:1-25. As R's t.test(paired = TRUE).
    """
    if len(first) < 2:
        return Derived(ONE_PAIR if first else NO_PAIR, PAIRED_T)
    change = Measurements.of(differences(first, second))
    if not change.squares:
        return Derived(SAME_DIFFERENCE, PAIRED_T)
    n, mean, sd = change.n, float(change.mean), change.sd
    t = mean / (sd / math.sqrt(n))
    p = float(2 * special.stdtr(n - 1, -abs(t)))
    return Derived(p, PAIRED_T, PairedDifference(n, mean, sd, t))


def wilcoxon_signed_rank(first: Values, second: Values) -> Derived:
    """Two-sided p-value of Wilcoxon's signed-rank test; pairs without a difference are left out.

    Exact without ties and zeros below 50 pairs, otherwise the normal approximation with correction
    for ties and continuity: the rule of R's wilcox.test.

    Parameters
    ----------
    first, second : one value per patient, in one order

    References
    ----------
    Wilcoxon F. Biometrics Bull 1945;1:80-83. As R's wilcox.test(paired = TRUE).
    """
    method = WILCOXON_SIGNED_RANK
    if not first:
        return Derived(NO_PAIR, method)
    every = np.asarray(differences(first, second), dtype=float)
    change = every[every != 0]
    n, dropped = len(change), len(every) - len(change)
    if not n:
        return Derived(NO_DIFFERENCE, method)
    _, place, ties = np.unique(np.abs(change), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[place]
    positive = float(ranks[change > 0].sum())
    sd: float | None = None
    if n < EXACT_SIGNED_RANK_BELOW and ties.max() == 1 and not dropped:
        p = _exact_probability(round(positive), n)
    else:
        lost_to_ties = float((ties.astype(float) ** 3 - ties).sum()) / 48
        sd = math.sqrt(n * (n + 1) * (2 * n + 1) / 24 - lost_to_ties)
        # As in R, the 0.5 always moves towards the mean, and past it where the sum is the mean.
        distance = positive - n * (n + 1) / 4
        z = (abs(distance) - 0.5 if distance else 0.0) / sd
        p = min(1.0, 2 * float(min(special.ndtr(z), special.ndtr(-z))))
    return Derived(p, method, SignedRanks(n, dropped, positive, sd))


def _exact_probability(rank_sum: int, n: int) -> float:
    """Twice the smaller tail of the sum of the ranks 1 to n, each with either sign."""
    ways = [1] + [0] * (n * (n + 1) // 2)
    for rank in range(1, n + 1):
        for total in range(len(ways) - 1, rank - 1, -1):
            ways[total] += ways[total - rank]
    lower = min(rank_sum, n * (n + 1) // 2 - rank_sum)
    return min(1.0, float(2 * sum(ways[: lower + 1]) / 2**n))


def mcnemar(first: Sequence[bool], second: Sequence[bool], *, exact: bool = False) -> Derived:
    """Two-sided p-value of McNemar's test, from the patients whose answer changed.

    Parameters
    ----------
    first, second : one answer per patient, in one order
    exact : by the binomial distribution, else by chi-square with correction for continuity

    References
    ----------
    McNemar Q. Psychometrika 1947;12:153-157. Edwards AL. Psychometrika 1948;13:185-187: the
    correction, as R's mcnemar.test has it. Exact as binom.test of the changes in one direction.
    """
    method = MCNEMAR_EXACT if exact else MCNEMAR
    if not first:
        return Derived(NO_PAIR, method)
    gained = sum(after and not before for before, after in zip(first, second, strict=True))
    lost = sum(before and not after for before, after in zip(first, second, strict=True))
    if not gained + lost:
        return Derived(NO_DIFFERENCE, method)
    pairs = DiscordantPairs(len(first), gained, lost, is_exact=exact)
    if exact:
        tail = float(special.bdtr(min(gained, lost), gained + lost, 0.5))
        return Derived(min(1.0, 2 * tail), method, pairs)
    return Derived(float(special.chdtrc(1, pairs.statistic)), method, pairs)
