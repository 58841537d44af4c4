"""P-values of a test statistic and its degrees of freedom, as a paper prints both."""

import math

from scipy import special

from il2report.analysis.summary_tests import Spread


def p_of_z(size: float) -> float:
    """Give the two-sided p of a standard normal statistic of this size, as R's 2 * pnorm(-z)."""
    return float(2 * special.ndtr(-size))


def p_of_t(size: float, freedom: float) -> float:
    """Give the two-sided p of Student's t of this size, as R's 2 * pt(-t, df)."""
    return p_of_z(size) if math.isinf(freedom) else float(2 * special.stdtr(freedom, -size))


def p_of_r(size: float, freedom: float) -> float:
    """Give the two-sided p of a correlation of this size with n - 2 degrees of freedom.

    References
    ----------
    Fisher RA. Biometrika 1915;10:507-521: r = 0 as a t-test, as R's cor.test.
    """
    if size >= 1:
        return 0.0
    return p_of_t(size * math.sqrt(freedom / (1 - size**2)), freedom)


def p_of_chi_square(statistic: float, freedom: float) -> float:
    """Give the p of a chi-square statistic, as R's pchisq(x, df, lower.tail = FALSE)."""
    return 1.0 if statistic <= 0 else float(special.chdtrc(freedom, statistic))


def p_of_f(statistic: float, between: float, within: float) -> float:
    """Give the p of a variance ratio, as R's pf(f, df1, df2, lower.tail = FALSE)."""
    return 1.0 if statistic <= 0 else float(special.fdtrc(between, within, statistic))


def p_of_statistic(test: str, size: Spread, freedom: tuple[float, ...]) -> Spread:
    """Give the p-values that a statistic of some sizes can have; they fall as it rises.

    Parameters
    ----------
    test : "z", "t", "r", "chi_square" or "f"
    size : of the statistic, without its sign
    freedom : degrees of freedom, none for z, two for f
    """
    function = {"z": p_of_z, "t": p_of_t, "r": p_of_r, "chi_square": p_of_chi_square, "f": p_of_f}
    low, high = (
        function[test](end, *freedom)  # type: ignore[operator]
        if math.isfinite(end)
        else 0.0
        for end in (size.high, size.low)
    )
    return Spread(low, high)
