"""Other confidence intervals of a proportion than the study uses, by which a printed one is recognized.

Each takes the count k out of n (n above 0) and the level in percent, and gives the interval in
percent of n. The approximations may reach below 0 and above 100, where some papers cut them off.
"""

import math

from scipy import special

from il2report.values import Interval


def _percent(low: float, high: float, level: int) -> Interval:
    return Interval(100 * low, 100 * high, level)


def normal_quantile(level: int) -> float:
    """Quantile of the normal distribution that leaves `level` percent in the middle, 1.96 for 95."""
    return float(special.ndtri(0.5 + level / 200))


def wald(k: int, n: int, level: int = 95) -> Interval:
    """Normal approximation about the observed proportion.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:857-872, method 1.
    """
    p = k / n
    reach = normal_quantile(level) * math.sqrt(p * (1 - p) / n)
    return _percent(p - reach, p + reach, level)


def wald_corrected(k: int, n: int, level: int = 95) -> Interval:
    """Normal approximation about the observed proportion, with correction for continuity.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:857-872, method 2.
    """
    plain, more = wald(k, n, level), 100 / (2 * n)
    low, high = (end for end in (plain.low, plain.high) if isinstance(end, float))
    return Interval(low - more, high + more, level)


def wilson(k: int, n: int, level: int = 95) -> Interval:
    """Score interval without correction.

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212.
    """
    z = normal_quantile(level)
    center = (k + z**2 / 2) / (n + z**2)
    reach = z / (n + z**2) * math.sqrt(k * (n - k) / n + z**2 / 4)
    return _percent(center - reach, center + reach, level)


def wilson_corrected(k: int, n: int, level: int = 95) -> Interval:
    """Score interval with correction for continuity.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:857-872, method 4.
    """
    z, p = normal_quantile(level), k / n
    below = z * math.sqrt(max(0.0, z**2 - 2 - 1 / n + 4 * p * (n * (1 - p) + 1)))
    above = z * math.sqrt(max(0.0, z**2 + 2 - 1 / n + 4 * p * (n * (1 - p) - 1)))
    low = 0.0 if k == 0 else (2 * k + z**2 - 1 - below) / (2 * (n + z**2))
    high = 1.0 if k == n else (2 * k + z**2 + 1 + above) / (2 * (n + z**2))
    return _percent(low, high, level)


def agresti_coull(k: int, n: int, level: int = 95) -> Interval:
    """Normal approximation about the center of the score interval.

    References
    ----------
    Agresti A, Coull BA. Am Stat 1998;52:119-126.
    """
    z = normal_quantile(level)
    larger = n + z**2
    p = (k + z**2 / 2) / larger
    reach = z * math.sqrt(p * (1 - p) / larger)
    return _percent(p - reach, p + reach, level)


def jeffreys(k: int, n: int, level: int = 95) -> Interval:
    """Equal-tailed interval of the beta posterior after Jeffreys' prior, closed at 0 and n.

    References
    ----------
    Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-133.
    """
    tail = (1 - level / 100) / 2
    low = 0.0 if k == 0 else float(special.betaincinv(k + 0.5, n - k + 0.5, tail))
    high = 1.0 if k == n else float(special.betaincinv(k + 0.5, n - k + 0.5, 1 - tail))
    return _percent(low, high, level)


def logit(k: int, n: int, level: int = 95) -> Interval:
    """Normal approximation on the scale of log odds; where these are infinite, the exact interval.

    References
    ----------
    Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-133. `proportion` of Stata gives it with quantiles
    of Student's t, which differ in small samples.
    """
    if not 0 < k < n:
        tail = ((1 - level / 100) / 2) ** (1 / n)
        return _percent(0.0, 1 - tail, level) if k == 0 else _percent(tail, 1.0, level)
    center = math.log(k / (n - k))
    reach = normal_quantile(level) * math.sqrt(1 / k + 1 / (n - k))
    return _percent(
        float(special.expit(center - reach)), float(special.expit(center + reach)), level
    )


def mid_p(k: int, n: int, level: int = 95) -> Interval:
    """Exact interval that counts half of the probability of the observed number.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:857-872, method 6; the default of OpenEpi.
    """
    from scipy import optimize  # noqa: PLC0415 (for this method alone, which only an audit tries)

    tail = (1 - level / 100) / 2

    def below(p: float) -> float:
        """Give the probability of fewer than k, and half of that of k, above the tail."""
        fewer = float(special.bdtr(k - 1, n, p)) if k else 0.0
        return (fewer + float(special.bdtr(k, n, p))) / 2

    low = 0.0 if k == 0 else float(optimize.brentq(lambda p: 1 - below(p) - tail, 0.0, k / n))
    high = 1.0 if k == n else float(optimize.brentq(lambda p: below(p) - tail, k / n, 1.0))
    return _percent(low, high, level)
