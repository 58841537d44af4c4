"""P-values recomputed from what is printed, by every test that they could be of."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product

from il2report.analysis import contingency, inference, two_by_two
from il2report.analysis.summary_tests import (
    GroupSummary,
    Spread,
    student_p,
    variance_p,
    welch_p,
    welch_variance_p,
)
from il2report.audit.bounds import Bounds
from il2report.audit.evidence import Evidence
from il2report.audit.paper import Figure, FigureKind, GroupComparison
from il2report.audit.samples import SEVERAL, Sample, sample
from il2report.values import without_noise

Pair = tuple[int, int]
Table = tuple[tuple[int, ...], ...]
"""Counts of each level, one row per group."""

SLACK = Fraction(1, 10**9)
"""How far a p-value computed in floating point may lie beyond its bounds, relative to itself."""
MOST_TABLES = 400
"""How many tables of counts are tried; beyond, a comparison says too little."""

MOST_PATIENTS = 100_000
"""How large a table may be; beyond, an exact test takes long and a chi-square test would be named."""
MOST_EXACT = {1: MOST_PATIENTS, 2: 2_000, 3: 500, 4: 120, 5: 80, 6: 60}
"""Patients up to whom an exact test is computed, by degrees of freedom: at most some tenths of a second."""
MOST_EXACT_TABLES = 20
"""How many larger tables are tested exactly; beyond, the exact test is left out."""

COUNT_TESTS: Mapping[str, Callable[[Pair, Pair], object]] = {
    "fisher": lambda first, second: inference.fisher_exact(first, second).value,
    "fisher_mid_p": two_by_two.fisher_mid_p,
    "chi_square": two_by_two.chi_square,
    "chi_square_yates": two_by_two.chi_square_yates,
    "fisher_one_sided": two_by_two.fisher_one_sided,
    "fisher_doubled": two_by_two.fisher_doubled,
    "fisher_mid_p_doubled": two_by_two.fisher_mid_p_doubled,
}
TABLE_TESTS: Mapping[str, Callable[[Table], object]] = {
    "fisher": lambda table: contingency.fisher_exact_test(table).value,
    "chi_square": lambda table: contingency.chi_square_test(table).value,
}
MEAN_TESTS: Mapping[str, Callable[[GroupSummary, GroupSummary], Spread]] = {
    "student": student_p,
    "welch": welch_p,
    "student_one_sided": lambda first, second: halved(student_p(first, second)),
    "welch_one_sided": lambda first, second: halved(welch_p(first, second)),
    "student_of_errors": lambda first, second: student_p(_of_error(first), _of_error(second)),
    "welch_of_errors": lambda first, second: welch_p(_of_error(first), _of_error(second)),
}
VARIANCE_TESTS: Mapping[str, Callable[[Sequence[GroupSummary]], Spread]] = {
    "anova": variance_p,
    "welch_anova": welch_variance_p,
}
MOST_GROUPS = 10
"""Groups of an analysis of variance; beyond, its ends would take long."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What the figures give by one test: the least and greatest p, and what it was computed from.

    `count` is the number with the feature in the first group, where a table was tried.
    """

    test: str
    low: float
    high: float
    count: int | None = None

    def prints_as(self, figure: Figure) -> bool:
        """Whether a printed p can be this one."""
        low, high = (Fraction(repr(without_noise(end))) for end in (self.low, self.high))
        slack = Fraction(0) if low == high else SLACK
        return figure.bounds.meets(Bounds(low * (1 - slack), high * (1 + slack)))


def halved(p: Spread) -> Spread:
    """Give the one-sided p-values, in the direction of the difference, of two-sided ones."""
    return Spread(p.low / 2, p.high / 2)


def _of_error(group: GroupSummary) -> GroupSummary:
    """Take what is printed as an SD for a standard error."""
    root = math.sqrt(group.n)
    return GroupSummary(group.n, group.mean, Spread(group.sd.low * root, group.sd.high * root))


def recomputed(evidence: Evidence, comparison: GroupComparison) -> list[Recomputed]:
    """Compute every test that a comparison could be, from the printed figures."""
    if len(comparison.groups) < 2:
        return []
    if comparison.is_measure:
        return _of_means(evidence, comparison)
    tables = list(tables_of(evidence, comparison))
    is_small = len(tables) <= MOST_EXACT_TABLES
    return [each for table in tables for each in _of_counts(table, is_small=is_small)]


def _of_means(evidence: Evidence, comparison: GroupComparison) -> list[Recomputed]:
    groups = [
        list(_summaries(sample(evidence, comparison.quantities[0], group)))
        for group in comparison.groups
    ]
    found = []
    if len(groups) > MOST_GROUPS or math.prod(map(len, groups)) > MOST_TABLES:
        return []
    for sized in product(*groups):
        if len(sized) == 2:
            found += [(name, test(*sized)) for name, test in MEAN_TESTS.items()]
        if len(sized) > 2 or comparison.method == "anova":
            found += [(name, test(sized)) for name, test in VARIANCE_TESTS.items()]
    return [Recomputed(name, p.low, p.high) for name, p in found]


def _summaries(of: Sample) -> Iterator[GroupSummary]:
    """Sum up a group in each size that it can have, as far as mean and SD are printed."""
    mean, sd = of.bounds(FigureKind.MEAN), of.bounds(FigureKind.SD)
    if mean is None or sd is None:
        return
    ends = mean.low, mean.high, max(0, sd.low), sd.high
    if all(map(math.isfinite, ends)) and all(n > 1 for n in of.n):
        low, high, least, most = (float(end) for end in ends)
        for n in of.n:
            yield GroupSummary(n, Spread(low, high), Spread(least, most))


@lru_cache(maxsize=10_000)
def _of_counts(table: Table, *, is_small: bool) -> tuple[Recomputed, ...]:
    """Test one table; a paper is checked again for each digit that is tried, with the same tables."""
    if len(table) == len(table[0]) == 2:
        first, second = ((row[0], row[1]) for row in table)
        p_values = ((name, test(first, second)) for name, test in COUNT_TESTS.items())
    else:
        patients, freedom = sum(map(sum, table)), (len(table) - 1) * (len(table[0]) - 1)
        is_exact = is_small and patients <= MOST_EXACT.get(freedom, 0)
        p_values = (
            (name, test(table))
            for name, test in TABLE_TESTS.items()
            if is_exact or name != "fisher"
        )
    return tuple(
        Recomputed(name, p, p, table[0][0]) for name, p in p_values if isinstance(p, float)
    )


def tables_of(evidence: Evidence, comparison: GroupComparison) -> Iterator[Table]:
    """List the tables that the printed counts allow, in each size that the groups can have.

    Several features that exclude each other are the levels of a larger table. Patients of whom
    none is printed may have been left out of the test or not: both tables are listed.
    """
    sizes = [evidence.size(group) or range(0) for group in comparison.groups]
    if math.prod(map(len, sizes)) > SEVERAL**2 or any(len(size) > SEVERAL for size in sizes):
        return
    for sized in product(*sizes):
        if sum(sized) > MOST_PATIENTS:
            continue
        if len(comparison.quantities) == 1:
            yield from _with_and_without(evidence, comparison, sized)
        else:
            yield from _of_levels(evidence, comparison, sized)


def _with_and_without(
    evidence: Evidence, comparison: GroupComparison, sizes: Sequence[int]
) -> Iterator[Table]:
    """List the tables of one feature by counts in the groups, or where none are printed by their sum."""
    feature = comparison.quantities[0]
    counts = [evidence.counts(feature, group) for group in comparison.groups]
    whole = evidence.counts(feature)
    runs = [
        run if run is not None else range(of + 1) for run, of in zip(counts, sizes, strict=True)
    ]
    # Without counts by group, these must be all the patients in whom the feature was counted.
    home = evidence.size(evidence.paper.features[feature].of)
    if None in counts and (whole is None or home != range(sum(sizes), sum(sizes) + 1)):
        return
    if math.prod(map(len, runs)) > MOST_TABLES:
        return
    for having in product(*runs):
        pairs = list(zip(having, sizes, strict=True))
        if all(k <= n for k, n in pairs) and (None not in counts or sum(having) in (whole or ())):
            yield tuple((k, n - k) for k, n in pairs)


def _of_levels(
    evidence: Evidence, comparison: GroupComparison, sizes: Sequence[int]
) -> Iterator[Table]:
    rows = [
        [evidence.counts(level, group) for level in comparison.quantities]
        for group in comparison.groups
    ]
    runs = [run or range(0) for row in rows for run in row]
    if math.prod(map(len, runs)) > MOST_TABLES:
        return
    width = len(comparison.quantities)
    for cells in product(*runs):
        table = [cells[at : at + width] for at in range(0, len(cells), width)]
        rest = [n - sum(row) for n, row in zip(sizes, table, strict=True)]
        if min(rest) >= 0:
            yield tuple(table)
            if any(rest):
                yield tuple((*row, left) for row, left in zip(table, rest, strict=True))
