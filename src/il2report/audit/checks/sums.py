"""Categories against their whole: parts, exclusive ones, overlapping ones, grades, blank cells."""

from collections.abc import Iterator

from il2report.audit.bounds import exactly
from il2report.audit.evidence import COUNTED, Evidence, agreed, total
from il2report.audit.finding import (
    AuditFinding,
    as_text,
    bounds_text,
    implied,
    proved,
    range_text,
    suspicious,
)
from il2report.audit.paper import Figure, FigureKind, GradedRow, Within
from il2report.audit.vocabulary import RelationKind


def _exclude(kind: RelationKind, whole: range, members: list[range | None]) -> bool:
    """Whether categories that are so related to their whole cannot have these numbers."""
    known = [run for run in members if run is not None]
    is_complete = len(known) == len(members)
    too_few = is_complete and total(known)[-1] < whole[0]
    too_many = sum(run[0] for run in known) > whole[-1]
    one_too_large = any(run[0] > whole[-1] for run in known)
    return {
        RelationKind.PARTS: too_many or too_few,
        RelationKind.EXCLUSIVE: too_many,
        RelationKind.COVER: one_too_large or too_few,
        RelationKind.WITHIN: one_too_large,
    }[kind]


SAID = {
    RelationKind.PARTS: "does not equal the sum of its parts",
    RelationKind.EXCLUSIVE: "has fewer patients than its mutually exclusive categories together",
    RelationKind.COVER: "cannot consist of these categories, even if they overlap",
    RelationKind.WITHIN: "has fewer patients than one of its categories",
}


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
        yield from _failing_in_groups(evidence, relation)


def _failing_in_groups(evidence: Evidence, relation: Within) -> Iterator[AuditFinding]:
    """Test parts of all patients within each group of these: there they are parts of the group."""
    paper, names = evidence.paper, relation.members
    is_of_all = all(
        name in paper.features and paper.features[name].of == relation.whole for name in names
    )
    if relation.kind is not RelationKind.PARTS or len(relation.readings) > 1 or not is_of_all:
        return
    groups = {
        member
        for other in paper.relations
        if other.whole == relation.whole
        for member in other.members
        if member in paper.groups
    }
    for group in sorted(groups):
        size = evidence.size(group)
        members = [evidence.counts(name, group) for name in names]
        if size and None not in members and _exclude(relation.kind, size, members):
            yield proved(
                "sums-that-fail",
                f"{evidence.label(group)} {SAID[relation.kind]}.",
                (
                    *evidence.figures(group),
                    *(f for name in names for f in paper.of(name, group, *COUNTED)),
                ),
                _addition(relation.kind, size, members),
            )


def _places(evidence: Evidence, relation: Within) -> list[str]:
    names = {relation.whole, *(name for reading in relation.readings for name in reading)}
    return list(dict.fromkeys(f.place for name in names for f in evidence.figures(name) if f.place))


def _failing(evidence: Evidence, relation: Within, place: str | None) -> AuditFinding | None:
    """Test a relation on the figures of one place, or with None on all; every reading must fail."""
    whole = _many(evidence, relation.whole, place)
    if whole is None or not len(whole):
        return None
    readings = [[_many(evidence, name, place) for name in names] for names in relation.readings]
    if not all(_exclude(relation.kind, whole, members) for members in readings):
        return None
    names = (relation.whole, *(name for reading in relation.readings for name in reading))
    figures = [f for name in names for f in evidence.figures(name) if place in (None, f.place)]
    return proved(
        "sums-that-fail",
        f"{evidence.label(relation.whole)} {SAID[relation.kind]}.",
        figures,
        " and ".join(_addition(relation.kind, whole, members) for members in readings),
    )


def _many(evidence: Evidence, name: str, place: str | None) -> range | None:
    """List how many patients a name has by the figures of one place; a group's size is valid anywhere."""
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
            here = [
                [f for f in evidence.figures(name) if f.place == place] for name in relation.members
            ]
            percents = [[f for f in of if f.statistic is FigureKind.PERCENT] for of in here]
            figures = [of[0] for of in percents if of]
            together = sum((figure.bounds for figure in figures), start=exactly(0))
            if len(figures) == len(percents) and not exactly(100).meets(together):
                yield proved(
                    "percent-sums-that-fail",
                    "The percentages of all parts do not add up to 100.",
                    figures,
                    f"{' + '.join(str(f.printed) for f in figures)} can be {bounds_text(together)}",
                )


def overlaps_ruled_out(evidence: Evidence) -> Iterator[AuditFinding]:
    """Say where overlapping categories just fill their whole, so that no patient is in two of them.

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
            yield implied(
                "overlaps-ruled-out",
                f"No patient is in two categories of {evidence.label(relation.whole)}.",
                (f for n in (relation.whole, *relation.members) for f in evidence.figures(n)),
                _addition(RelationKind.COVER, whole, members).replace("against", "is just"),
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
        whole = evidence.counts(row.total, row.group)
        grades = [run for name in row.grades if (run := evidence.counts(name, row.group))]
        is_above = whole and any(run[0] > whole[-1] for run in grades)
        if whole and (is_above or sum(run[0] for run in grades) > whole[-1]):
            is_sure = is_above or row.worst_grade
            kind = RelationKind.WITHIN if is_above else RelationKind.EXCLUSIVE
            yield (proved if is_sure else suspicious)(
                "grades-above-their-total",
                f"{row.label} has more patients in single grades than in all of them.",
                _counted(evidence, row),
                _addition(kind, whole, list(grades)),
            )


def blank_cells(evidence: Evidence) -> Iterator[AuditFinding]:
    """Say which values a blank cell of a graded row can have.

    References
    ----------
    Arithmetic alone: what the total leaves beside the other grades, or in a blank total what they
    need.
    """
    rows = {
        (name, row.group): row for row in evidence.paper.rows for name in (*row.grades, row.total)
    }
    for blank in evidence.paper.blanks:
        row = rows.get((blank.quantity, blank.group))
        if row and (possible := _left(evidence, row, blank.quantity)):
            n = max(1, (evidence.size(blank.group) or range(2))[-1])
            percents = [as_text(100 * k / n, 1) for k in (possible[0], possible[-1])]
            yield implied(
                "blank-cells",
                f"{evidence.paper.where(blank.place)}: the blank cell of {blank.label} can be"
                f" {range_text(possible)} of {n} patients.",
                _counted(evidence, row),
                f"in percent {' to '.join(dict.fromkeys(percents))}",
            )


def _counted(evidence: Evidence, row: GradedRow) -> Iterator[Figure]:
    for name in (*row.grades, row.total):
        yield from evidence.paper.of(name, row.group, *COUNTED)


def _left(evidence: Evidence, row: GradedRow, blank: str) -> range | None:
    """List the counts that a blank cell can have beside the rest of its row."""
    others = [
        run for name in row.grades if name != blank and (run := evidence.counts(name, row.group))
    ]
    taken = sum(run[0] for run in others) if row.worst_grade else 0
    if blank == row.total:
        size = evidence.size(row.group)
        least = max([taken, *(run[0] for run in others)], default=0)
        return range(least, size[-1] + 1) if size else None
    whole = evidence.counts(row.total, row.group)
    return range(max(0, whole[-1] - taken) + 1) if whole else None
