"""What figures of groups and of all patients say together of single patients and of the rest."""

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction

from il2report.audit.bounds import Bounds, exactly
from il2report.audit.checks.combination import ENDS, Split, shared_out, splits, variants
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, Certainty, as_text, bounds_text, implied, proved
from il2report.audit.paper import FigureKind
from il2report.audit.samples import SEVERAL, Sample, sample
from il2report.audit.whole_values import exclude

BESIDE = 6
"""How many values on either side of a limit are tried one by one."""


def means_left_over(evidence: Evidence) -> Iterator[AuditFinding]:
    """Say which mean the other patients have where that of some groups is printed, and of all.

    A group of one patient has its value for a mean, one of two its median.

    References
    ----------
    Arithmetic alone: totals of groups add up to that of all.
    """
    for relation in shared_out(evidence):
        for quantity, facts in evidence.paper.measures.items():
            whole = sample(evidence, quantity, relation.whole)
            parts = [sample(evidence, quantity, member) for member in relation.members]
            fixed = variants(whole, parts)
            rest = _rest(fixed[0]) if len(fixed) == 1 else None
            if rest is None:
                continue
            others, mean = rest
            possible = mean.meets(facts.possible)
            names = ", ".join(evidence.label(of.group) for of in others)
            yield AuditFinding(
                "means-left-over",
                Certainty.IMPLIED if possible else Certainty.PROVED,
                f"The mean of {facts.label} in the other patients ({names}) is {bounds_text(mean)}"
                + ("." if possible else ", which is outside the permitted range."),
                fixed[0].figures(FigureKind.MEAN, FigureKind.MEDIAN, *ENDS),
                _subtraction(fixed[0], others),
            )


def _rest(split: Split) -> tuple[list[Sample], Bounds] | None:
    """Give the groups without a mean, and the mean that is left for them together."""
    total = split.whole.bounds(FigureKind.MEAN)
    means = [_center(of) for of in split.parts]
    others = [of for of, mean in zip(split.parts, means, strict=True) if mean is None]
    known = [
        mean.times(of.n[0]) for of, mean in zip(split.parts, means, strict=True) if mean is not None
    ]
    patients = sum(of.n[0] for of in others)
    if total is None or not total.is_finite or not known or not patients:
        return None
    left = total.times(split.whole.n[0]) - sum(known, start=exactly(0))
    return others, left.times(Fraction(1, patients))


def _center(of: Sample) -> Bounds | None:
    """Give the mean of a group as it is printed or, of one or two patients, what must be the mean."""
    if (mean := of.bounds(FigureKind.MEAN)) is not None:
        return mean if mean.is_finite else None
    alone = (FigureKind.MEDIAN, *ENDS) if of.n[0] == 1 else (FigureKind.MEDIAN,)
    if of.n[0] > 2:
        return None
    found = [bounds for statistic in alone if (bounds := of.bounds(statistic)) is not None]
    return found[0] if found and found[0].is_finite else None


def _subtraction(split: Split, others: list[Sample]) -> str:
    taken = "".join(
        f" - {of.n[0]} x {of.printed(FigureKind.MEAN, FigureKind.MEDIAN, *ENDS)[0].printed}"
        for of in split.parts
        if of not in others
    )
    whole = split.whole.printed(FigureKind.MEAN)[0].printed
    return f"({split.whole.n[0]} x {whole}{taken}) / {sum(of.n[0] for of in others)}"


def holders_of_the_ends(evidence: Evidence) -> Iterator[AuditFinding]:
    """Say which group must hold the least and the greatest value of all, and where none can.

    A group holds a value when whole values with its mean and SD, within the range of all, can have
    it among them; both ends are tried together.

    References
    ----------
    Samuelson PA. J Am Stat Assoc 1968;63:1522-1525: how deviant one value of n can be; with whole
    values as in GRIMMER (Anaya J. PeerJ Preprints 2016;4:e2400v1).
    """
    for split, *others in splits(evidence):
        if others:
            continue
        ends = tuple(split.whole.extreme(statistic) for statistic in ENDS)
        if None in ends or split.figures(FigureKind.SD) == () or len(split.parts) > SEVERAL:
            continue
        low, high = (end for end in ends if end is not None)
        yield from _holders(evidence, split, Bounds(low, high))


def _holders(evidence: Evidence, split: Split, ends: Bounds) -> Iterator[AuditFinding]:
    able = [
        (one, other)
        for one in split.parts
        for other in split.parts
        if _can_hold(one, other, ends, int(ends.low), int(ends.high))
    ]
    if not able:
        yield proved(
            "holders-of-the-ends",
            f"No group can include both ends of the range of {split.whole.label}.",
            split.figures(FigureKind.MEAN, FigureKind.SD, *ENDS),
            "no whole values with the mean and SD of a group have them among them",
        )
    for at, statistic in enumerate(ENDS):
        groups = {pair[at].group for pair in able}
        if len(groups) == 1 and len(split.parts) > 1:
            yield _only_holder(evidence, split, ends, statistic, groups.pop())


def _only_holder(
    evidence: Evidence, split: Split, ends: Bounds, statistic: FigureKind, holder: str
) -> AuditFinding:
    end = split.whole.printed(statistic)[0]

    def reached() -> str:
        others = (
            f"{evidence.label(of.group)} reach"
            f" {as_text(_furthest(of, split, ends, statistic))} at most"
            for of in split.parts
            if of.group != holder
        )
        return (
            "with mean and SD as printed, and the other end included in one of the groups, "
            + "; ".join(others)
        )

    return implied(
        "holders-of-the-ends",
        f"The {statistic} of {split.whole.label}, {end.printed}, is that of a patient in"
        f" {evidence.label(holder)}.",
        split.figures(FigureKind.MEAN, FigureKind.SD, *ENDS),
        reached,
    )


def _can_hold(one: Sample, other: Sample, ends: Bounds, low: int, high: int) -> bool:
    """Whether one group can have a low value and the other a high one, all values within the ends."""
    if one is other:
        return _holds(one, ends, low, high)
    return _holds(one, ends, low) and _holds(other, ends, high)


def _holds(of: Sample, within: Bounds, *among: int) -> bool:
    found = of.described(of.n[0], within)
    return not found or not all(exclude(values, *set(among)) for values in found)


def _furthest(of: Sample, split: Split, ends: Bounds, statistic: FigureKind) -> int:
    """Find how far a group can reach toward an end, in steps, where the other end is held too.

    The nearer to the mean the easier, except for the few values that parity forbids: the limit is
    found by halving, and those beside it are tried one by one.
    """
    low, high = int(ends.low), int(ends.high)
    described = of.described(of.n[0], ends)
    middle = round(described[0].total / of.n[0]) if described else low
    toward = -1 if statistic is FigureKind.MIN else 1

    def is_beyond(distance: int) -> bool:
        value = middle + toward * distance
        if statistic is FigureKind.MIN:
            return not any(_can_hold(of, each, ends, value, high) for each in split.parts)
        return not any(_can_hold(each, of, ends, low, value) for each in split.parts)

    room = high - middle if toward > 0 else middle - low
    limit = bisect_left(range(room), x=True, key=is_beyond)
    beside = range(max(0, limit - BESIDE), min(room, limit + BESIDE))
    furthest = max((d for d in beside if not is_beyond(d)), default=limit)
    return middle + toward * furthest
