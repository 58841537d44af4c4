"""Rounding and the two tests of the paper, in plain and exact arithmetic.

Nothing here depends on a library version, so that the cohort is the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Number = int | float | Fraction

DAYS_PER_MONTH = Fraction(304375, 10000)


def rounded(value: Number, decimals: int) -> Decimal:
    """Round half away from zero on the decimal value.

    Fractions are exact; a float is taken at its shortest decimal representation.
    """
    unit = Decimal(1).scaleb(-decimals)
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        exact = Decimal(repr(value))
    return exact.quantize(unit, rounding=ROUND_HALF_UP)


def prints_as(value: Number, printed: str) -> bool:
    """Say whether a value, rounded to the precision of a printed figure, is that figure."""
    decimals = len(printed.partition(".")[2])
    return rounded(value, decimals) == Decimal(printed)


def mean(values: Sequence[int]) -> Fraction:
    """Return the exact mean of whole numbers."""
    return Fraction(sum(values), len(values))


def squared_deviations(values: Sequence[int]) -> Fraction:
    """Return the exact sum of squared deviations from the mean."""
    centre = mean(values)
    return sum(((value - centre) ** 2 for value in values), Fraction(0))


def standard_deviation(values: Sequence[int]) -> float:
    """Return the sample standard deviation (n - 1)."""
    return math.sqrt(squared_deviations(values) / (len(values) - 1))


def months(days: int) -> Fraction:
    """Convert days to months of 30.4375 days."""
    return days / DAYS_PER_MONTH


def fisher_exact_p(hits: int, drawn: int, marked: int, total: int) -> Fraction:
    """Return the two-sided p of Fisher's exact test, exactly.

    Parameters
    ----------
    hits, drawn : int
        Patients with the trait in the benefit group, and the size of that group.
    marked, total : int
        Patients with the trait in the cohort, and the size of the cohort.

    References
    ----------
    Two-sided as R and SAS define it: all tables with the same margins that are no more probable
    than the one observed.
    """

    def ways(k: int) -> int:
        return math.comb(marked, k) * math.comb(total - marked, drawn - k)

    possible = range(max(0, drawn + marked - total), min(drawn, marked) + 1)
    extreme = sum(ways(k) for k in possible if ways(k) <= ways(hits))
    return Fraction(extreme, math.comb(total, drawn))


def student_p(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the two-sided p of Student's t test with pooled variance.

    Raises
    ------
    ValueError
        If the degrees of freedom are even: only the closed form for odd ones is here.

    References
    ----------
    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3.
    """
    freedom = len(first) + len(second) - 2
    if freedom % 2 == 0 or freedom < 3:
        raise ValueError(f"odd degrees of freedom from 3 needed, got {freedom}")
    pooled = (squared_deviations(first) + squared_deviations(second)) / freedom
    error = math.sqrt(pooled * (Fraction(1, len(first)) + Fraction(1, len(second))))
    theta = math.atan(abs(float(mean(first) - mean(second))) / error / math.sqrt(freedom))
    term = series = math.cos(theta)
    for k in range(2, freedom - 2, 2):
        term *= k / (k + 1) * math.cos(theta) ** 2
        series += term
    return 1 - 2 / math.pi * (theta + math.sin(theta) * series)
