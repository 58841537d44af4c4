"""Exact intervals of numbers: what a printed figure can be, and arithmetic with it."""

import math
from dataclasses import dataclass
from fractions import Fraction

Exact = Fraction | float
"""A fraction, or plus or minus infinity; no other float enters."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """All numbers between two ends; an open end does not belong to them."""

    low: Exact
    high: Exact
    low_open: bool = False
    high_open: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no number lies between the ends."""
        if self.low == self.high:
            return self.low_open or self.high_open
        return self.low > self.high

    def __contains__(self, number: Exact) -> bool:
        above = self.low < number if self.low_open else self.low <= number
        return above and (number < self.high if self.high_open else number <= self.high)

    def __and__(self, other: "Bounds") -> "Bounds":
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Bounds(low, high, low_open, not high_closed)

    def __add__(self, other: "Bounds") -> "Bounds":
        return Bounds(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __neg__(self) -> "Bounds":
        return Bounds(-self.high, -self.low, self.high_open, self.low_open)

    def __sub__(self, other: "Bounds") -> "Bounds":
        return self + -other

    def times(self, factor: Fraction | int) -> "Bounds":
        """Multiply by a number above zero."""
        return Bounds(self.low * factor, self.high * factor, self.low_open, self.high_open)

    @property
    def is_finite(self) -> bool:
        """Whether both ends are numbers."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def meets(self, other: "Bounds") -> bool:
        """Whether a number belongs to both."""
        return not (self & other).is_empty

    def distance(self) -> "Bounds":
        """Give the distances from zero of all numbers between the ends."""
        if self.low >= 0:
            return self
        if self.high <= 0:
            return -self
        return Bounds(Fraction(0), max(-self.low, self.high))

    def squared(self) -> "Bounds":
        """Give the squares of all numbers between the ends."""
        far = self.distance()
        return Bounds(far.low**2, far.high**2, far.low_open, far.high_open)

    def nearest(self, number: Fraction) -> Exact:
        """Give the end nearest to a number, or the number itself where it lies between them."""
        return min(max(number, self.low), self.high)

    def whole_numbers(self) -> range:
        """List the whole numbers between two finite ends."""
        first = math.ceil(self.low)
        last = math.floor(self.high)
        first += self.low_open and first == self.low
        last -= self.high_open and last == self.high
        return range(first, max(first, last + 1))


def exactly(number: Fraction | int) -> Bounds:
    """Give the bounds of a number that is known exactly."""
    return Bounds(Fraction(number), Fraction(number))


def at_least(number: Fraction | int) -> Bounds:
    """Give the bounds of a number that has only a lower end."""
    return Bounds(Fraction(number), math.inf)


EVERYTHING = Bounds(-math.inf, math.inf)
