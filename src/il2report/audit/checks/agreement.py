"""The same quantity in two places: other numbers, swapped labels, other names."""

import math
from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from itertools import combinations, product

from il2report.audit.bounds import Bounds, at_least
from il2report.audit.evidence import COUNTED, Evidence, common
from il2report.audit.finding import (
    AuditFinding,
    as_text,
    bounds_text,
    proved,
    range_text,
    suspicious,
)
from il2report.audit.paper import Figure, FigureKind
from il2report.audit.vocabulary import RelationKind

FEWEST = 2
"""Counts with percentages that another size must explain."""
SHARED = frozenset({RelationKind.PARTS, RelationKind.EXCLUSIVE})


def differing_figures(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find figures of one quantity that no single value prints as.

    Counts and percentages of a feature are compared as counts, others at the precision of the
    coarser. Features whose labels were swapped are left to `swapped_labels`.

    References
    ----------
    Arithmetic alone: intervals of rounding have no number in common. Three intervals have one when
    each two of them do (Helly E. Jahresber Dtsch Math-Ver 1923;32:175-176).
    """
    disagreeing = [
        clashes
        for figures in _same_quantity(evidence)
        if (clashes := [pair for pair in combinations(figures, 2) if _clash(evidence, *pair)])
    ]
    if not disagreeing:
        return
    explained = {figure for finding in swapped_labels(evidence) for figure in finding.figures}
    for clashes in disagreeing:
        left = [pair for pair in clashes if not set(pair) <= explained]
        if left:
            different = tuple(dict.fromkeys(figure for pair in left for figure in pair))
            yield proved(
                "differing-figures",
                f"{different[0].label} is printed with values that exclude each other.",
                different,
                "; ".join(_meaning(evidence, figure) for figure in different),
            )


def denominators_of_another_size(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find places whose counts and percentages of a group agree with each other, but not with its size.

    Missing values or another set of patients explain it; which number all of them fit is said.

    References
    ----------
    Arithmetic alone: of all sizes, those that give every percentage of the place from its count.
    """
    pairs = defaultdict[tuple[str, str], list[tuple[Figure, Figure]]](list)
    percents = {
        (f.quantity, f.group, f.place): f
        for f in evidence.paper.figures
        if f.statistic is FigureKind.PERCENT and not math.isinf(f.bounds.low)
    }
    for figure in evidence.paper.figures:
        percent = percents.get((figure.quantity, figure.group, figure.place))
        if figure.statistic is FigureKind.COUNT and percent and figure.printed.value:
            pairs[figure.place, figure.group].append((figure, percent))
    for (place, group), both in pairs.items():
        size = evidence.size(group)
        fitting = [_sizes_giving(count, percent) for count, percent in both]
        shared = reduce(common, fitting)
        if len(both) < FEWEST or not size or not len(shared) or any(n in shared for n in size):
            continue
        wrong = [pair for pair, fits in zip(both, fitting, strict=True) if not common(fits, size)]
        if len(wrong) >= FEWEST:
            yield suspicious(
                "denominators-of-another-size",
                f"In {evidence.paper.where(place) or 'one place'} percentages of"
                f" {evidence.label(group)} are of {range_text(shared)}, not of {range_text(size)}.",
                (*(f for pair in wrong for f in pair), *evidence.figures(group)),
                "; ".join(
                    f"{count.printed} is {percent.printed}% of {range_text(_sizes_giving(count, percent))}"
                    for count, percent in wrong
                ),
            )


def _sizes_giving(count: Figure, percent: Figure) -> range:
    """List the sizes of which a count is a percentage."""
    k, (low, high) = count.printed.value, (percent.bounds.low, percent.bounds.high)
    if low <= 0 or math.isinf(high):
        return range(0)
    sizes = Bounds(100 * k / high, 100 * k / low, percent.bounds.high_open, percent.bounds.low_open)
    return (sizes & at_least(k)).whole_numbers()


def swapped_labels(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find two categories of one whole that exchange their numbers between two places.

    References
    ----------
    Arithmetic alone: each figure contradicts its own name elsewhere and fits the other's.
    """
    for relation in evidence.paper.relations:
        if relation.kind in SHARED:
            for one, other in combinations(relation.members, 2):
                yield from _swap(evidence, one, other)


def _swap(evidence: Evidence, one: str, other: str) -> Iterator[AuditFinding]:
    pairs = [
        [pair for pair in combinations(evidence.figures(name), 2) if _clash(evidence, *pair)]
        for name in (one, other)
    ]
    for here, there in pairs[0]:
        crossed = [
            (near, far)
            for pair in pairs[1]
            for near, far in (pair, pair[::-1])
            if (near.place, far.place) == (here.place, there.place)
            and not _clash(evidence, here, far)
            and not _clash(evidence, near, there)
        ]
        if crossed:
            near, far = crossed[0]
            labels = f"{evidence.label(one)} and {evidence.label(other)}"
            yield proved(
                "swapped-labels",
                f"{labels} have exchanged their numbers between {here.where} and {there.where}.",
                (here, near, there, far),
                "; ".join(f"{f.label} {_meaning(evidence, f)}" for f in (here, near, there, far)),
            )
            return


def renamed_statistics(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find a mean and a median of one quantity that print the same digits in different places.

    A place that prints both knows that they are two. Where it is one number under two names, one
    of the names is wrong.

    References
    ----------
    Nuijten MB et al. Behav Res Methods 2016;48:1205-1226: errors of reporting, not of calculation.
    """
    paper = evidence.paper
    for quantity, facts in paper.measures.items():
        for group in {figure.group: facts for figure in paper.of(quantity)}:
            means = paper.of(quantity, group, FigureKind.MEAN)
            medians = paper.of(quantity, group, FigureKind.MEDIAN)
            both = {f.place for f in means} & {f.place for f in medians}
            for mean, median in product(means, medians):
                is_same = mean.printed.value == median.printed.value
                if is_same and not both and mean.printed.decimals:
                    yield suspicious(
                        "renamed-statistics",
                        f"{mean.label} is a mean in {mean.where} and a median in {median.where}.",
                        (mean, median),
                        f"both are {as_text(mean.printed.value)}; no place prints both",
                    )


def _same_quantity(evidence: Evidence) -> Iterator[tuple[Figure, ...]]:
    """Gather the figures that should agree: of a feature in one group all, else by statistic."""
    gathered: dict[tuple[str, ...], list[Figure]] = {}
    for figure in evidence.paper.figures:
        counted = figure.statistic in COUNTED and evidence.counts_of(figure) is not None
        statistic = "count" if counted else figure.statistic.value
        gathered.setdefault((figure.quantity, figure.group, statistic), []).append(figure)
    yield from (tuple(figures) for figures in gathered.values() if len(figures) > 1)


def _clash(evidence: Evidence, one: Figure, other: Figure) -> bool:
    """Whether no value prints as both; a figure that nothing prints as clashes with none."""
    if one.statistic is not other.statistic or one.statistic is FigureKind.PERCENT:
        first, second = evidence.counts_of(one), evidence.counts_of(other)
        if first is not None and second is not None:
            return bool(first and second and not common(first, second))
    return one.statistic is other.statistic and not one.bounds.meets(other.bounds)


def _meaning(evidence: Evidence, figure: Figure) -> str:
    if (
        figure.statistic is FigureKind.PERCENT
        and (counts := evidence.counts_of(figure)) is not None
    ):
        n = evidence.size(figure.group) or range(1)
        return f"{figure.printed}% in {figure.where} is {range_text(counts)} of {n[-1]}"
    if figure.statistic in (FigureKind.COUNT, FigureKind.N):
        return f"{figure.printed} in {figure.where}"
    return f"{figure.printed} in {figure.where} can be {bounds_text(figure.bounds)}"
