"""Categories against their whole: parts, exclusive ones, overlapping ones, grades, blank cells."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from il2report.audit.bounds import exactly
from il2report.audit.evidence import Evidence, agreed, total
from il2report.audit.finding import (
    AuditFinding,
    Certainty,
    as_text,
    bounds_text,
    range_text,
)
from il2report.audit.layout import RelationKind
from il2report.audit.paper import Figure, GradedRow, Statistic, Within


def _exclude_parts(whole: range, members: list[range | None]) -> bool:
    """Whether exclusive parts that make up the whole cannot have these numbers."""
    known = [run for run in members if run is not None]
    least = sum(run[0] for run in known)
    if len(known) < len(members):
        return least > whole[-1]
    return least > whole[-1] or total(known)[-1] < whole[0]


def _exclude_exclusive(whole: range, members: list[range | None]) -> bool:
    """Whether exclusive parts of the whole cannot have these numbers."""
    return sum(run[0] for run in members if run is not None) > whole[-1]


def _exclude_cover(whole: range, members: list[range | None]) -> bool:
    """Whether overlapping parts that make up the whole cannot have these numbers."""
    known = [run for run in members if run is not None]
    if len(known) == len(members) and total(known)[-1] < whole[0]:
        return True
    return _exclude_within(whole, members)


def _exclude_within(whole: range, members: list[range | None]) -> bool:
    """Whether one of several parts is larger than the whole."""
    return any(run[0] > whole[-1] for run in members if run is not None)


EXCLUDES: Mapping[RelationKind, Callable[[range, list[range | None]], bool]] = MappingProxyType(
    {
        RelationKind.PARTS: _exclude_parts,
        RelationKind.EXCLUSIVE: _exclude_exclusive,
        RelationKind.COVER: _exclude_cover,
        RelationKind.WITHIN: _exclude_within,
    }
)
SAID = MappingProxyType(
    {
        RelationKind.PARTS: "does not have as many patients as its parts together",
        RelationKind.EXCLUSIVE: "has fewer patients than categories that exclude each other within it",
        RelationKind.COVER: "cannot be made up of these, even where they overlap",
        RelationKind.WITHIN: "has fewer patients than something within it",
    }
)


def sums_that_fail(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find wholes whose categories cannot add up to them, in one place or over all of them.

    References
    ----------
    Arithmetic alone; for overlapping categories Boole's inequality, that a union has at most the
    sum of its members and at least the largest.
    """
    for relation in evidence.paper.relations:
        for place in (*_places(evidence, relation), None):
            finding = _failing(evidence, relation, place)
            if finding:
                yield finding
                break


def _places(evidence: Evidence, relation: Within) -> list[str]:
    names = {relation.whole, *(name for reading in relation.readings for name in reading)}
    return list(dict.fromkeys(f.place for name in names for f in evidence.figures(name) if f.place))


def _failing(evidence: Evidence, relation: Within, place: str | None) -> AuditFinding | None:
    """Test a relation on the figures of one place, or with None on all; every reading must fail."""
    whole = _many(evidence, relation.whole, place)
    if whole is None or not len(whole):
        return None
    readings = [[_many(evidence, name, place) for name in names] for names in relation.readings]
    if not all(EXCLUDES[relation.kind](whole, members) for members in readings):
        return None
    names = (relation.whole, *(name for reading in relation.readings for name in reading))
    figures = [f for name in names for f in evidence.figures(name) if place in (None, f.place)]
    return AuditFinding(
        check="sums-that-fail",
        certainty=Certainty.PROVED,
        message=f"{evidence.label(relation.whole)} {SAID[relation.kind]}.",
        figures=tuple(dict.fromkeys(figures)),
        arithmetic=" and ".join(_addition(relation.kind, whole, members) for members in readings),
    )


def _many(evidence: Evidence, name: str, place: str | None) -> range | None:
    """List how many patients a name has by the figures of one place; a group's size holds anywhere."""
    runs = [evidence.counts_of(f) for f in evidence.figures(name) if place in (None, f.place)]
    known = [run for run in runs if run]
    if place is not None and known:
        return agreed(known)
    return evidence.many(name) if place is None or name in evidence.paper.groups else None


def _addition(kind: RelationKind, whole: range, members: list[range | None]) -> str:
    known = [run for run in members if run is not None]
    if kind is RelationKind.WITHIN:
        return f"{range_text(max(known, key=lambda run: run[0]))} is more than {range_text(whole)}"
    shown = " + ".join(range_text(run) for run in known)
    added = f"{shown} = {range_text(total(known))}" if len(known) > 1 else shown
    relation = "is not" if kind is RelationKind.PARTS else "against"
    return f"{added} {relation} {range_text(whole)}"


def percent_sums_that_fail(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find parts whose percentages do not add up to 100 where the denominator is not known.

    References
    ----------
    Arithmetic alone: the sum of the intervals of rounding.
    """
    for relation in evidence.paper.relations:
        if relation.kind is not RelationKind.PARTS or evidence.many(relation.whole) is not None:
            continue
        for place in _places(evidence, relation):
            figures = [_percent(evidence, name, place) for name in relation.members]
            known = [figure for figure in figures if figure is not None]
            together = sum((figure.bounds for figure in known), start=exactly(0))
            if len(known) == len(figures) and exactly(100).meets(together) is False:
                yield AuditFinding(
                    check="percent-sums-that-fail",
                    certainty=Certainty.PROVED,
                    message="The percentages of all parts do not add up to 100.",
                    figures=tuple(known),
                    arithmetic=f"{' + '.join(map(str, (f.printed for f in known)))}"
                    f" stands for {bounds_text(together)}",
                )


def _percent(evidence: Evidence, name: str, place: str) -> Figure | None:
    found = (f for f in evidence.figures(name) if f.place == place)
    return next((f for f in found if f.statistic is Statistic.PERCENT), None)


def overlaps_ruled_out(evidence: Evidence) -> Iterator[AuditFinding]:
    """Say where overlapping categories just fill their whole, so that nobody is in two of them.

    References
    ----------
    Arithmetic alone: Boole's inequality, met with equality.
    """
    for relation in evidence.paper.relations:
        whole = evidence.many(relation.whole)
        members = [evidence.many(name) for name in relation.members]
        known = [run for run in members if run]
        if relation.kind is not RelationKind.COVER or not whole or len(known) < len(members):
            continue
        if len(known) > 1 and total(known)[-1] == whole[0]:
            yield AuditFinding(
                check="overlaps-ruled-out",
                certainty=Certainty.IMPLIED,
                message=f"Nobody is in two categories of {evidence.label(relation.whole)}.",
                figures=tuple(
                    f for n in (relation.whole, *relation.members) for f in evidence.figures(n)
                ),
                arithmetic=_addition(RelationKind.COVER, whole, members).replace(
                    "against", "is just"
                ),
            )


def grades_above_their_total(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find rows with more patients in one grade, or in all grades together, than at any grade.

    That the grades together may not exceed the total is proof only where every patient counts at
    the worst grade, else it is suspicious.

    References
    ----------
    NCI CTCAE v3.0: a patient counts once per term, at the highest grade.
    """
    for row in evidence.paper.rows:
        whole, grades = evidence.many(row.total), _grades(evidence, row)
        if not whole:
            continue
        if any(run[0] > whole[-1] for run in grades):
            yield _grade_finding(evidence, row, whole, RelationKind.WITHIN, Certainty.PROVED)
        elif sum(run[0] for run in grades) > whole[-1]:
            sure = Certainty.PROVED if row.worst_grade else Certainty.SUSPICIOUS
            yield _grade_finding(evidence, row, whole, RelationKind.EXCLUSIVE, sure)


def _grades(evidence: Evidence, row: GradedRow) -> list[range]:
    return [run for name in row.grades if (run := evidence.many(name))]


def _grade_finding(
    evidence: Evidence, row: GradedRow, whole: range, kind: RelationKind, certainty: Certainty
) -> AuditFinding:
    names = (*row.grades, row.total)
    return AuditFinding(
        check="grades-above-their-total",
        certainty=certainty,
        message=f"{row.label} has more patients in single grades than in all of them.",
        figures=tuple(figure for name in names for figure in evidence.figures(name)),
        arithmetic=_addition(kind, whole, list(_grades(evidence, row))),
    )


def blank_cells(evidence: Evidence) -> Iterator[AuditFinding]:
    """Say which values a blank cell of a graded row can hold.

    References
    ----------
    Arithmetic alone: what the total leaves beside the other grades, or in a blank total what they
    need.
    """
    rows = {name: row for row in evidence.paper.rows for name in (*row.grades, row.total)}
    for blank in evidence.paper.blanks:
        if blank.quantity in rows and (
            possible := _left(evidence, rows[blank.quantity], blank.quantity)
        ):
            n = max(1, (evidence.size(blank.group) or range(2))[-1])
            percents = [as_text(100 * k / n, 1) for k in (possible[0], possible[-1])]
            row = rows[blank.quantity]
            yield AuditFinding(
                check="blank-cells",
                certainty=Certainty.IMPLIED,
                message=f"{evidence.paper.where(blank.place)}: the blank cell of {blank.label} can hold"
                f" {range_text(possible)} of {n} patients.",
                figures=tuple(f for m in (*row.grades, row.total) for f in evidence.figures(m)),
                arithmetic=f"in percent {' to '.join(dict.fromkeys(percents))}",
            )


def _left(evidence: Evidence, row: GradedRow, blank: str) -> range | None:
    """List the counts that a blank cell can hold beside the rest of its row."""
    others = [run for name in row.grades if name != blank and (run := evidence.many(name))]
    taken = sum(run[0] for run in others) if row.worst_grade else 0
    if blank == row.total:
        size = evidence.size(evidence.paper.features[blank].of)
        least = max([taken, *(run[0] for run in others)], default=0)
        return range(least, size[-1] + 1) if size else None
    whole = evidence.many(row.total)
    return range(max(0, whole[-1] - taken) + 1) if whole else None
