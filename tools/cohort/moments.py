"""Whole numbers with a given mean and standard deviation."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from statistics import NormalDist

from cohort.arithmetic import prints_as, rounded

Values = list[int]


def totals_behind(printed_mean: str, n: int) -> list[int]:
    """List the whole totals of n whole numbers whose mean prints like this."""
    near = int(rounded(Fraction(printed_mean) * n, 0))
    return [t for t in range(near - n, near + n + 1) if prints_as(Fraction(t, n), printed_mean)]


def square_sums_behind(printed_sd: str, n: int, steps: int) -> Iterator[Fraction]:
    """Give sums of squared deviations within the rounding of a printed SD, the middle first."""
    decimals = len(printed_sd.partition(".")[2])
    half_unit = Fraction(1, 2 * 10**decimals)
    for step in sorted(range(-steps + 1, steps), key=abs):
        yield (n - 1) * (Fraction(printed_sd) + half_unit * step / steps) ** 2


def normal_like(n: int, total: int, squares: Fraction) -> Values:
    """Place n whole numbers like a normal sample; total and squares are met only roughly."""
    scores = [NormalDist().inv_cdf((rank + 0.5) / n) for rank in range(n)]
    scale = (float(squares) / sum(score**2 for score in scores)) ** 0.5
    values = [int(rounded(total / n + scale * score, 0)) for score in scores]
    from_the_middle = sorted(range(n), key=lambda index: abs(2 * index - n + 1))
    missing = total - sum(values)
    for turn in range(abs(missing)):
        values[from_the_middle[turn % n]] += 1 if missing > 0 else -1
    return values


def moved_by_one(values: Values, low: int, high: int) -> Iterator[Values]:
    """Give every way to take one from a value and add it to another."""
    for giver, taker in product(range(len(values)), repeat=2):
        if giver != taker and values[giver] > low and values[taker] < high:
            moved = list(values)
            moved[giver] -= 1
            moved[taker] += 1
            yield moved


def whole_numbers(
    n: int, total: int, squares: Fraction, fixed: Values, bounds: tuple[int, int]
) -> Values | None:
    """Find n whole numbers, some of them fixed, near a total and a sum of squares.

    Parameters
    ----------
    n, total : int
        How many, and their exact sum.
    squares : Fraction
        Sum of squared deviations from the mean to come as near to as single moves can.
    fixed : list of int
        Values that have to be among them.
    bounds : tuple of int
        Lowest and highest value allowed.

    Returns
    -------
    list of int, ascending, or None
        None where the fixed values alone lie too far out.
    """
    rest = n - len(fixed)
    rest_total = total - sum(fixed)
    raw = squares + Fraction(total**2, n) - sum(value**2 for value in fixed)
    rest_squares = raw - Fraction(rest_total**2, rest)
    if rest_squares < 0:
        return None
    values = normal_like(rest, rest_total, rest_squares)

    def distance(candidate: Values) -> Fraction:
        return abs(sum(value**2 for value in candidate) - raw)

    while (best := min(moved_by_one(values, *bounds), key=distance)) and (
        distance(best) < distance(values)
    ):
        values = best
    return sorted(fixed + values)
