"""The probability of each two-by-two table with the same margins, in whole numbers.

Fisher's test asks which tables are no likelier than the observed one and what share of all ways
they have. In floating point two tables that are equally likely may differ in the last digit, and
6/120 comes out as 0.0500000000000001. In whole numbers neither happens.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

Pair = tuple[int, int]

EXACT_UP_TO = 10_000
"""Patients up to whom the ways are counted exactly; of 100,000 it would take seconds."""

SCALE_BITS = 1200
"""Beyond, ways are in units of 2^-1200 of the likeliest table.

Each step away from the likeliest table cuts off less than one unit, so 100,000 steps leave a sum
wrong by less than 2^-1160 of it: a p-value of 1e-300 still has more true digits than a float.
"""


@dataclass(frozen=True, slots=True)
class TableWeights:
    """The ways to arrive at each table with given margins, and which of the tables was observed."""

    ways: tuple[int, ...]
    observed: int

    @property
    def total(self) -> int:
        """The ways to arrive at any table."""
        return sum(self.ways)

    @property
    def no_likelier(self) -> tuple[int, ...]:
        """The ways of all tables no likelier than the observed one, itself included."""
        most = self.ways[self.observed]
        return tuple(ways for ways in self.ways if ways <= most)

    @property
    def as_likely(self) -> int:
        """The ways of all tables exactly as likely as the observed one, itself included."""
        same = self.ways[self.observed]
        return same * self.ways.count(same)

    @property
    def tails(self) -> tuple[int, int]:
        """The ways with as many or fewer in the first cell, and with as many or more."""
        return sum(self.ways[: self.observed + 1]), sum(self.ways[self.observed :])


@dataclass(frozen=True, slots=True)
class _Margins:
    """Sizes of the two groups, and patients with the feature in both."""

    n: int
    m: int
    having: int

    def rise(self, k: int) -> tuple[int, int]:
        """Ways with k + 1 patients in the first cell over those with k, as a fraction."""
        return (self.n - k) * (self.having - k), (k + 1) * (self.m - self.having + k + 1)


@lru_cache(maxsize=8)
def table_weights(first: Pair, second: Pair) -> TableWeights:
    """Weigh every table with the margins of this one.

    Parameters
    ----------
    first, second : counts (with, without) the feature, in each of two groups

    Returns
    -------
    TableWeights
        By rising number with the feature in the first group. The last few are kept, for the
        variants of the test on one table.
    """
    margins = _Margins(sum(first), sum(second), first[0] + second[0])
    low = max(0, margins.having - margins.m)
    high = min(margins.having, margins.n)
    observed = first[0] - low
    if margins.n + margins.m <= EXACT_UP_TO:
        ways = [math.comb(margins.n, low) * math.comb(margins.m, margins.having - low)]
        for k in range(low, high):
            over, under = margins.rise(k)
            ways.append(ways[-1] * over // under)  # leaves no remainder
    else:
        ways = _scaled(margins, low, high)
        _settle_near_ties(margins, low, ways, observed)
    return TableWeights(tuple(ways), observed)


def _scaled(margins: _Margins, low: int, high: int) -> list[int]:
    """Go from the likeliest table to both sides, until less than one unit is left."""
    likeliest = (margins.n + 1) * (margins.having + 1) // (margins.n + margins.m + 2)
    ways = [0] * (high - low + 1)
    ways[likeliest - low] = weight = 1 << SCALE_BITS
    for k in range(likeliest, high):
        over, under = margins.rise(k)
        ways[k + 1 - low] = weight = weight * over // under
        if not weight:
            break
    weight = 1 << SCALE_BITS
    for k in range(likeliest - 1, low - 1, -1):
        over, under = margins.rise(k)
        ways[k - low] = weight = weight * under // over
        if not weight:
            break
    return ways


def _settle_near_ties(margins: _Margins, low: int, ways: list[int], observed: int) -> None:
    """Decide by exact products whether a table is as likely as the observed one, where units cannot."""
    most, cut_off = ways[observed], len(ways)
    if most <= cut_off:
        return  # some 1e-350 of the likeliest table: what is beside it has no bearing on p
    for at, weight in enumerate(ways):
        if at != observed and abs(weight - most) <= cut_off:
            steps = [margins.rise(k + low) for k in range(*sorted((at, observed)))]
            over, under = (math.prod(side) for side in zip(*steps, strict=True))
            rise = (over > under) - (over < under)
            ways[at] = most + (rise if at > observed else -rise)
