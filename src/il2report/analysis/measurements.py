"""Exact arithmetic on recorded decimals.

A chart says 950.9, and the float nearest to it is another number. Sums of floats therefore miss
exact halves: the mean of 950.9 and 930.8 is 940.85, and floats give 940.8499999999999, which
prints as 940.8. Here each value counts as the decimal that was recorded, in whole numbers of its
last digit, and only the finished statistic becomes a float, the one nearest to it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np

MOST_DECIMALS = 15
# Below it, every whole number is a float, and dividing it by a power of ten gives the float
# nearest to the decimal: IEEE 754 rounds a quotient correctly.
_WHOLE_FLOATS = 2**53


@dataclass(frozen=True, slots=True)
class Measurements:
    """Recorded values as whole numbers of `1 / scale`, in the order in which they were given."""

    units: tuple[int, ...]
    scale: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Take each value as the shortest decimal that reads back as its float.

        Parameters
        ----------
        values : at least one finite number

        Returns
        -------
        Measurements
            With the fewest decimals that fit all values. Floats that are no decimal of up to 15
            digits are taken at their binary value.
        """
        floats = np.asarray(values, dtype=float)
        for decimals in range(MOST_DECIMALS + 1):
            scale = 10**decimals
            units = np.rint(floats * scale)
            if np.abs(units).max() >= _WHOLE_FLOATS:
                break
            if (units / scale == floats).all():
                return cls(tuple(units.astype("int64").tolist()), scale)
        ratios = [value.as_integer_ratio() for value in floats.tolist()]
        scale = max(denominator for _, denominator in ratios)
        return cls(tuple(over * (scale // under) for over, under in ratios), scale)

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.units)

    @property
    def total(self) -> Fraction:
        """Their sum."""
        return Fraction(sum(self.units), self.scale)

    @property
    def mean(self) -> Fraction:
        """Their arithmetic mean."""
        return Fraction(sum(self.units), self.n * self.scale)

    @property
    def median(self) -> Fraction:
        """The middle value, or the mean of the two middle ones."""
        ordered, middle = sorted(self.units), self.n // 2
        low = ordered[middle] if self.n % 2 else ordered[middle - 1]
        return Fraction(low + ordered[middle], 2 * self.scale)

    @property
    def squares(self) -> Fraction:
        """Sum of the squared distances from the mean."""
        total = sum(self.units)
        of_units = sum(unit * unit for unit in self.units)
        return Fraction(self.n * of_units - total * total, self.n * self.scale**2)

    @property
    def sd(self) -> float:
        """Standard deviation, with n - 1 in the denominator; n is 2 or more."""
        return square_root(self.squares / (self.n - 1))


def square_root(value: Fraction) -> float:
    """Take the root of a fraction, exact before the last rounding where the root is a fraction."""
    over, under = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if (over**2, under**2) == (value.numerator, value.denominator):
        return over / under
    return math.sqrt(value)
