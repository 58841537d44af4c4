"""Which totals and sums of squares whole numbers can have: the arithmetic behind GRIM and GRIMMER."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from il2report.audit.bounds import Bounds, Exact

LARGEST_SEARCH = 25_000
"""Steps that an exact search may take; beyond, only the limits of the sum of squares are used."""
FURTHEST = 1_000
"""How far from the mean values of an example are looked for."""
NO_LIMIT = 10**30
"""Taken for a sum of squares without a limit."""


@dataclass(frozen=True, slots=True)
class WholeValues:
    """What is known of n whole numbers: their ends, their total, and the sums of squares allowed.

    `low` and `high` may be infinite. Values that must be among them are passed where it is asked.
    """

    n: int
    total: int
    squares: range
    low: Exact = -math.inf
    high: Exact = math.inf

    def without(self, *values: int) -> "WholeValues":
        """Take values away that are among them."""
        gone = sum(value**2 for value in values)
        squares = range(self.squares.start - gone, self.squares.stop - gone)
        return WholeValues(
            self.n - len(values), self.total - sum(values), squares, self.low, self.high
        )


def totals_giving(mean: Bounds, n: int) -> range:
    """List the totals of n whole numbers whose mean is within bounds.

    References
    ----------
    Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369 (GRIM).
    """
    return mean.times(n).whole_numbers()


def squares_giving(sd: Bounds, total: int, n: int) -> range:
    """List the sums of squares of n whole numbers that total and standard deviation allow.

    References
    ----------
    Anaya J. PeerJ Preprints 2016;4:e2400v1 (GRIMMER).
    """
    variance = (sd & Bounds(0, math.inf)).squared().times(n - 1)
    about_zero = Fraction(total**2, n)
    shifted = Bounds(
        variance.low + about_zero,
        variance.high + about_zero,
        variance.low_open,
        variance.high_open,
    )
    return (shifted & Bounds(0, NO_LIMIT)).whole_numbers()


def exclude(values: WholeValues, *among: int) -> bool:
    """Whether no whole numbers can be as described, with some that are among them.

    False where they can, and where that would take too long to find out.

    References
    ----------
    Anaya J. PeerJ Preprints 2016;4:e2400v1; Allard A. 2018 (A-GRIMMER): a square is even exactly
    when its root is, so total and sum of squares are both even or both odd. Heathers JA et al.
    PeerJ Preprints 2018;6:e26968v1 (SPRITE): search where n is small.
    """
    rest = values.without(*among)
    if rest.n <= 0:
        return rest.n < 0 or rest.total != 0 or 0 not in rest.squares
    limits = square_limits(rest)
    if limits is None:
        return True
    first = max(rest.squares.start, limits.low)
    last = min(rest.squares.stop - 1, limits.high)
    if first > last:
        return True
    allowed = range(int(first), int(last) + 1)
    if all((squares - rest.total) % 2 for squares in allowed[:2]):
        return True
    return _exclude_by_search(WholeValues(rest.n, rest.total, allowed, rest.low, rest.high))


def example(values: WholeValues, *among: int) -> tuple[int, ...] | None:
    """Give one sample of whole numbers as described, in order; None where there is none, or none is found.

    One value after the other is chosen so that the rest can still exist.

    References
    ----------
    Heathers JA et al. PeerJ Preprints 2018;6:e26968v1 (SPRITE).
    """
    chosen = list(among)
    rest = values.without(*among)
    while rest.n > 0:
        if exclude(rest):
            return None
        center = round(Fraction(rest.total, rest.n))
        spread = rest.n * center**2 - 2 * center * rest.total + rest.squares.stop - 1
        reach = min(math.isqrt(max(0, spread)), FURTHEST)
        first, last = max(rest.low, center - reach), min(rest.high, center + reach)
        candidates = range(math.ceil(first), math.floor(last) + 1)
        found = next((value for value in candidates if not exclude(rest, value)), None)
        if found is None:
            return None
        chosen.append(found)
        rest = rest.without(found)
    return tuple(sorted(chosen)) if not rest.total and 0 in rest.squares else None


def square_limits(values: WholeValues) -> Bounds | None:
    """Give the least and the greatest sum of squares with this total; None where there is none.

    The least has all values as equal as can be, the greatest as many as can be at the two ends.
    """
    n, total, low, high = values.n, values.total, values.low, values.high
    if not n * low <= total <= n * high:
        return None
    each, more = divmod(total, n)
    least = (n - more) * each**2 + more * (each + 1) ** 2
    if math.isinf(low) or math.isinf(high):
        return Bounds(least, math.inf)
    bottom, top = int(low), int(high)
    if bottom == top:
        return Bounds(least, least)
    at_top, beyond = divmod(total - n * bottom, top - bottom)
    greatest = at_top * top**2
    if at_top < n:
        greatest += (bottom + beyond) ** 2 + (n - at_top - 1) * bottom**2
    return Bounds(least, greatest)


def _exclude_by_search(values: WholeValues) -> bool:
    """Try all whole numbers, as distances from their mean, while that is quick."""
    center = round(Fraction(values.total, values.n))
    shift = values.n * center**2 - 2 * center * values.total
    squares = [s + shift for s in (values.squares.start, values.squares.stop - 1)]
    if squares[1] < 0:
        return True
    reach = math.isqrt(squares[1])
    distances = range(
        int(max(-reach, values.low - center)), int(min(reach, values.high - center)) + 1
    )
    target = values.total - values.n * center
    sums = 2 * math.isqrt(values.n * squares[1]) + 1
    if values.n * sums * len(distances) * (1 + squares[1] // 4096) > LARGEST_SEARCH:
        return False
    found = _sums_of_squares(values.n, target, distances, squares[1])
    return not found >> max(squares[0], 0)


def _sums_of_squares(n: int, target: int, distances: range, largest: int) -> int:
    """Collect the sums of squares of n distances with a given sum, as the bits of one number."""
    everything = (1 << largest + 1) - 1
    reached = {0: 1}
    for left in range(n - 1, -1, -1):
        following: dict[int, int] = {}
        room = math.isqrt(left * largest)
        for so_far, bits in reached.items():
            for distance in distances:
                after = so_far + distance
                if abs(target - after) <= room:
                    grown = bits << distance**2 & everything
                    if grown:
                        following[after] = following.get(after, 0) | grown
        reached = following
    return reached.get(target, 0)


def descriptions(
    n: int, totals: range, sd: Bounds | None, possible: Bounds
) -> Iterator[WholeValues]:
    """List totals, each with the sums of squares that the standard deviation allows."""
    for total in totals:
        squares = squares_giving(sd, total, n) if sd is not None and n > 1 else range(NO_LIMIT)
        yield WholeValues(n, total, squares, possible.low, possible.high)
