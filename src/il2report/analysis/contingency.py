"""Tests of a table of counts with any number of groups and levels.

`scipy.stats.fisher_exact` draws a random sample for a table beyond two by two. Here every table
with the same margins is weighed in whole numbers, so that a p-value is the same in every build.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from scipy import special

from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.tests import ChiSquare, ExactTable, LargeTable
from il2report.analysis.inference import EMPTY_GROUP, ONE_VALUE, fisher_exact
from il2report.analysis.methods import CHI_SQUARE, CHI_SQUARE_YATES, FISHER, FISHER_FREEMAN_HALTON
from il2report.values import NotEstimable

Margins = tuple[int, ...]
Filling = tuple[Margins, int, int]

MOST_PARTIAL_TABLES = 200_000
MOST_FILLINGS = 400_000
"""Partial tables, and ways to fill a column, up to which the exact test goes: some seconds."""
LARGEST_COLUMN = 1_000_000
"""Patients of the largest column times the ways to fill it; beyond, the test is not begun."""

TOO_LARGE = NotEstimable("the table is too large for an exact test")


def counts_of(groups: Sequence[Sequence[int]]) -> LargeTable | NotEstimable:
    """Leave out groups without patients and levels that no patient has: they carry no information.

    Parameters
    ----------
    groups : one sequence per group, with the count of each level in one order

    Returns
    -------
    tuple of tuples, or the reason why there is nothing to compare
    """
    filled = [group for group in groups if sum(group)]
    levels = [level for level in zip(*filled, strict=True) if sum(level)]
    if len(filled) < 2:
        return EMPTY_GROUP
    if len(levels) < 2:
        return ONE_VALUE
    return tuple(zip(*levels, strict=True))


def chi_square_test(groups: Sequence[Sequence[int]], *, yates: bool = False) -> Derived:
    """Two-sided p-value of Pearson's chi-square test.

    Parameters
    ----------
    groups : one sequence per group, with the count of each level in one order
    yates : whether a two-by-two table is corrected for continuity; larger ones never are

    References
    ----------
    Pearson K. Philos Mag 1900;50:157-175. Yates F. Suppl J R Stat Soc 1934;1:217-235: as in R's
    chisq.test, the correction is at most the distance between observed and expected count.
    """
    table = counts_of(groups)
    if isinstance(table, NotEstimable):
        return Derived(table, CHI_SQUARE_YATES if yates else CHI_SQUARE)
    is_corrected = yates and len(table) == len(table[0]) == 2
    method = CHI_SQUARE_YATES if is_corrected else CHI_SQUARE
    total = sum(map(sum, table))
    columns = [sum(level) for level in zip(*table, strict=True)]
    expected = [[sum(row) * column / total for column in columns] for row in table]
    distances = [
        (abs(count - mean), mean)
        for row, means in zip(table, expected, strict=True)
        for count, mean in zip(row, means, strict=True)
    ]
    correction = min(0.5, *(distance for distance, _ in distances)) if is_corrected else 0.0
    statistic = math.fsum((distance - correction) ** 2 / mean for distance, mean in distances)
    freedom = (len(table) - 1) * (len(columns) - 1)
    least = min(mean for _, mean in distances)
    derivation = ChiSquare(table, statistic, freedom, least)
    return Derived(float(special.chdtrc(freedom, statistic)), method, derivation)


def fisher_exact_test(groups: Sequence[Sequence[int]]) -> Derived:
    """Two-sided p-value of Fisher's exact test on a table of any size, a ratio of whole numbers.

    Parameters
    ----------
    groups : one sequence per group, with the count of each level in one order

    Returns
    -------
    Derived
        A reason where the table is too large for it: see MOST_FILLINGS.

    References
    ----------
    Freeman GH, Halton JH. Biometrika 1951;38:141-149: the sum over all tables no likelier than
    the observed one. Mehta CR, Patel NR. J Am Stat Assoc 1983;78:427-434: column by column,
    partial tables with the same rows left and the same weight are one.
    """
    table = counts_of(groups)
    if isinstance(table, NotEstimable):
        return Derived(table, FISHER)
    if len(table) == len(table[0]) == 2:
        return fisher_exact((table[0][0], table[0][1]), (table[1][0], table[1][1]))
    if len(table) > len(table[0]):  # fewer rows make fewer partial tables
        table = tuple(zip(*table, strict=True))
    no_likelier = _ways_no_likelier(table)
    if no_likelier is None:
        return Derived(TOO_LARGE, FISHER_FREEMAN_HALTON)
    ways = _multinomial([sum(row) for row in table])
    return Derived(no_likelier / ways, FISHER_FREEMAN_HALTON, ExactTable(table, no_likelier, ways))


def _multinomial(parts: Sequence[int]) -> int:
    """Ways to part a set into parts of these sizes."""
    ways, total = 1, 0
    for part in parts:
        total += part
        ways *= math.comb(total, part)
    return ways


def _ways_no_likelier(table: LargeTable) -> int | None:
    """Count the ways to all tables with these margins that have no more ways than this one.

    A table has as many ways as the product of the multinomials of its columns. A partial table is
    settled as soon as its likeliest completion is no likelier than the observed table, or its
    least likely completion is likelier.
    """
    columns = sorted(zip(*table, strict=True), key=sum, reverse=True)
    largest = sum(columns[0])
    sizes = sorted(map(sum, table))
    if largest * math.prod(min(size, largest) + 1 for size in sizes[:-1]) > LARGEST_COLUMN:
        return None
    network = _Network([sum(column) for column in columns])
    observed = math.prod(map(_multinomial, columns))
    partial: dict[Margins, dict[int, int]] = {tuple(sizes): {1: 1}}
    settled = 0
    for filled in range(len(columns)):
        following: defaultdict[Margins, defaultdict[int, int]]
        following = defaultdict(lambda: defaultdict(int))
        for rows, reached in partial.items():
            for rest, ways, times in network.fillings(rows, filled):
                least, most = network.extremes(rest, filled + 1)
                if network.is_exhausted:
                    return None
                completions = _multinomial(rest)
                for before, tables in reached.items():
                    weight = before * ways
                    if weight * most <= observed:
                        settled += tables * times * weight * completions
                    elif weight * least <= observed:
                        following[rest][weight] += tables * times
        partial = {rows: dict(reached) for rows, reached in following.items()}
        if sum(map(len, partial.values())) > MOST_PARTIAL_TABLES:
            return None
    return settled


class _Network:
    """The partial tables with the same margins: nodes are the rows left before a column."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self._visited = 0
        self._fillings: dict[tuple[Margins, int], tuple[Filling, ...]] = {}
        self._extremes: dict[tuple[Margins, int], tuple[int, int]] = {}

    @property
    def is_exhausted(self) -> bool:
        """Whether more fillings were listed than an exact test may take time for."""
        return self._visited > MOST_FILLINGS

    def fillings(self, rows: Margins, column: int) -> tuple[Filling, ...]:
        """List what is left of the rows, its multinomial and how often, of each way to fill a column.

        The order of the rows does not matter to any weight, so what differs in it alone is one.
        """
        node = rows, column
        if node not in self._fillings:
            found: defaultdict[tuple[Margins, int], int] = defaultdict(int)
            for rest, ways in _filled(rows, self.sizes[column]):
                found[tuple(sorted(rest)), ways] += 1
            self._fillings[node] = tuple(
                (rest, ways, times) for (rest, ways), times in found.items()
            )
            self._visited += len(found)
        return self._fillings[node]

    def extremes(self, rows: Margins, column: int) -> tuple[int, int]:
        """Weigh the least likely and the likeliest way to fill the columns from this one on."""
        if column == len(self.sizes):
            return 1, 1
        node = rows, column
        if node not in self._extremes and not self.is_exhausted:
            least, most = 0, 0
            for rest, ways, _ in self.fillings(rows, column):
                low, high = self.extremes(rest, column + 1)
                least = min(least or ways * low, ways * low)
                most = max(most, ways * high)
            self._extremes[node] = least, most
        return self._extremes.get(node, (1, 1))


def _filled(rows: Margins, size: int) -> Iterator[tuple[Margins, int]]:
    """Fill a column of this size from the rows; give what is left of each row, and the multinomial."""
    if len(rows) == 1:
        if size <= rows[0]:
            yield (rows[0] - size,), 1
        return
    beyond = sum(rows[1:])
    for taken in range(max(0, size - beyond), min(rows[0], size) + 1):
        here = math.comb(size, taken)
        for rest, ways in _filled(rows[1:], size - taken):
            yield (rows[0] - taken, *rest), here * ways
