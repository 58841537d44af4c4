"""Groups of patients against all of them: their means, standard deviations and ends, together."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations, product

from il2report.audit.bounds import Bounds, exactly
from il2report.audit.evidence import Evidence
from il2report.audit.finding import (
    AuditFinding,
    as_text,
    bounds_text,
    proved,
    suspicious,
)
from il2report.audit.paper import Figure, FigureKind, Within
from il2report.audit.samples import SEVERAL, Sample, sample
from il2report.audit.vocabulary import RelationKind
from il2report.audit.whole_values import totals_giving

ENDS = (FigureKind.MIN, FigureKind.MAX)
NARROW = 0.002
"""How wide a combined mean may be, relative to itself, for agreement to be reported."""


@dataclass(frozen=True, slots=True)
class Split:
    """A measure in all patients and in each of the groups that share them out; sizes are known."""

    whole: Sample
    parts: tuple[Sample, ...]

    def figures(self, *statistics: FigureKind) -> tuple[Figure, ...]:
        """Find the figures of some statistics, of the parts first."""
        return tuple(f for of in (*self.parts, self.whole) for f in of.printed(*statistics))


Variants = tuple[Split, ...]
"""One split for each combination of sizes that its groups can have; proof needs that all fail."""


def splits(evidence: Evidence) -> Iterator[Variants]:
    """List the measures whose groups share out the patients, by the relations of the file."""
    for relation in shared_out(evidence):
        for quantity in evidence.paper.measures:
            whole = sample(evidence, quantity, relation.whole)
            parts = [sample(evidence, quantity, member) for member in relation.members]
            if all(of.figures for of in (whole, *parts)) and (found := variants(whole, parts)):
                yield found


def variants(whole: Sample, parts: Sequence[Sample]) -> Variants:
    """Fix the sizes in each way that they can have; none where they can have too many."""
    if math.prod(len(of.n) for of in (whole, *parts)) > SEVERAL:
        return ()
    fixed = product(*([replace(of, n=(n,)) for n in of.n] for of in (whole, *parts)))
    return tuple(Split(first, tuple(rest)) for first, *rest in fixed)


def shared_out(evidence: Evidence) -> Iterator[Within]:
    """List the relations in which groups share out a whole, in one reading only."""
    for relation in evidence.paper.relations:
        if relation.kind is RelationKind.PARTS and len(relation.readings) == 1:
            yield relation


def means_that_do_not_combine(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find group means whose weighted mean is not the mean of all.

    References
    ----------
    Cochrane Handbook for Systematic Reviews of Interventions, 6.5.2.10: combining groups.
    """
    for ways in splits(evidence):
        reasons = [_means_apart(split) for split in ways]
        if all(reasons):
            split = ways[0]
            yield proved(
                "means-that-do-not-combine",
                f"The group means of {split.whole.label} do not combine to the mean of all.",
                split.figures(FigureKind.MEAN),
                reasons[0] or "",
            )


def _means_apart(split: Split) -> str | None:
    """Say why group means and the mean of all exclude each other, or None where they do not."""
    sums = [_sum(of) for of in (*split.parts, split.whole)]
    known = [each for each in sums if each is not None]
    if len(known) < len(sums):
        return None
    together, n = sum(known[:-1], start=exactly(0)), split.whole.n[0]
    if together.meets(known[-1]):
        return None
    combined = together.times(Fraction(1, n))
    return f"({_added(split)}) / {n} is {bounds_text(combined)}, not {_as_printed(split.whole)}"


def _sum(of: Sample) -> Bounds | None:
    """Give what the values of a group can add up to."""
    mean = of.bounds(FigureKind.MEAN)
    if mean is None or not mean.is_finite:
        return None
    totals = totals_giving(mean.times(1 / of.step), of.n[0]) if of.step else range(0)
    if of.step is None or not totals:
        return mean.times(of.n[0])
    return Bounds(totals[0] * of.step, totals[-1] * of.step)


def _added(split: Split) -> str:
    return " + ".join(f"{of.n[0]} x {_as_printed(of)}" for of in split.parts)


def _as_printed(of: Sample) -> str:
    return str(of.printed(FigureKind.MEAN)[0].printed)


def measures_under_two_names(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find group means of one measure that combine to the mean of all of another.

    References
    ----------
    Cochrane Handbook for Systematic Reviews of Interventions, 6.5.2.10: combining groups. It may be
    chance; the closer the figures are printed, the less it is.
    """
    measures = evidence.paper.measures
    for relation in shared_out(evidence):
        for grouped, total in permutations(measures, 2):
            split = _across(evidence, grouped, total, relation)
            sums = [_sum(of) for of in (*split.parts, split.whole)] if split else []
            known = [each for each in sums if each is not None]
            if split and len(known) == len(sums) and _is_close(known):
                names = f"{measures[grouped].label} and {measures[total].label}"
                yield suspicious(
                    "measures-under-two-names",
                    f"{names} seem to be the same measure.",
                    split.figures(FigureKind.MEAN),
                    f"({_added(split)}) / {split.whole.n[0]} is {_as_printed(split.whole)}",
                )


def _across(evidence: Evidence, grouped: str, total: str, relation: Within) -> Split | None:
    """Put groups of one measure beside all patients of another, where neither has what the other has."""
    paper, mean = evidence.paper, FigureKind.MEAN
    if not paper.of(total, relation.whole, mean) or paper.of(grouped, relation.whole, mean):
        return None
    if not all(paper.of(grouped, member, mean) for member in relation.members):
        return None
    if any(paper.of(total, member) for member in relation.members):
        return None
    whole = sample(evidence, total, relation.whole)
    ways = variants(whole, [sample(evidence, grouped, member) for member in relation.members])
    return ways[0] if len(ways) == 1 else None


def _is_close(sums: list[Bounds]) -> bool:
    together = sum(sums[:-1], start=exactly(0))
    ends = [float(end) for of in (together, sums[-1]) for end in (of.low, of.high)]
    return together.meets(sums[-1]) and max(ends) - min(ends) <= NARROW * abs(ends[0])


def deviations_that_do_not_combine(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find standard deviations of groups that do not combine to that of all.

    References
    ----------
    Cochrane Handbook for Systematic Reviews of Interventions, 6.5.2.10: squares within the groups
    and between their means add up to those of all.
    """
    for ways in splits(evidence):
        reasons = [_deviations_apart(split) for split in ways]
        if all(reasons):
            split = ways[0]
            yield proved(
                "deviations-that-do-not-combine",
                f"The standard deviations of the groups do not combine to that of all for"
                f" {split.whole.label}.",
                split.figures(FigureKind.MEAN, FigureKind.SD),
                reasons[0] or "",
            )


def _deviations_apart(split: Split) -> str | None:
    """Say why the deviations of groups and of all exclude each other, or None where they do not."""
    of_all, mean = _squares_within(split.whole), split.whole.bounds(FigureKind.MEAN)
    within = [_squares_within(of) for of in split.parts]
    between = [
        (own - mean).squared().times(of.n[0])
        for of in split.parts
        if mean and (own := of.bounds(FigureKind.MEAN))
    ]
    known = [each for each in (*within, *between) if each is not None]
    if of_all is None or len(known) < 2 * len(split.parts):
        return None
    together = sum(known, start=exactly(0))
    if together.meets(of_all):
        return None
    freedom = max(1, split.whole.n[0] - 1)
    ends = [max(0.0, float(end) / freedom) ** 0.5 for end in (together.low, together.high)]
    return f"together they make {as_text(ends[0])} to {as_text(ends[1])}"


def _squares_within(of: Sample) -> Bounds | None:
    sd = of.bounds(FigureKind.SD)
    if of.n[0] == 1:
        return exactly(0)
    return (sd & Bounds(0, float("inf"))).squared().times(of.n[0] - 1) if sd else None


def ends_that_do_not_combine(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find groups with a value beyond the range of all, or a range of all that no group reaches.

    References
    ----------
    The definition: the least value of all is the least of one of the groups, and the greatest too.
    """
    for split, *_ in splits(evidence):
        for statistic in ENDS:
            if (reason := _ends(split, statistic)) is not None:
                yield proved(
                    "ends-that-do-not-combine",
                    f"The {statistic} of {split.whole.label} is not that of its groups.",
                    split.figures(statistic),
                    reason,
                )


def _ends(split: Split, statistic: FigureKind) -> str | None:
    of_all = split.whole.bounds(statistic)
    groups = [each for of in split.parts if (each := of.bounds(statistic)) is not None]
    if of_all is None or not groups:
        return None
    if statistic is FigureKind.MAX:
        of_all, groups = -of_all, [-each for each in groups]
    first = Bounds(min(each.low for each in groups), min(each.high for each in groups))
    beyond = first.high < of_all.low
    unreached = len(groups) == len(split.parts) and first.low > of_all.high
    if not (beyond or unreached):
        return None
    shown = [first, of_all] if statistic is FigureKind.MIN else [-first, -of_all]
    return f"{bounds_text(shown[0])} in the groups, {bounds_text(shown[1])} in all"
