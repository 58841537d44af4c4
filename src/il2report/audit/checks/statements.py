"""What the text says without a figure, against the figures."""

from collections.abc import Iterator

from il2report.audit.bounds import Bounds
from il2report.audit.evidence import Evidence
from il2report.audit.finding import (
    AuditFinding,
    as_text,
    bounds_text,
    proved,
    range_text,
    suspicious,
)
from il2report.audit.paper import Assertion, Figure, FigureKind

SINGLE = (FigureKind.VALUE, FigureKind.MEAN, FigureKind.MEDIAN, FigureKind.MIN, FigureKind.MAX)
"""What a single patient's value may be printed as."""


def denied_figures(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find statements about how many patients there were that the figures exclude.

    References
    ----------
    Arithmetic alone: no count that the figures allow makes the statement true.
    """
    for said in evidence.paper.assertions:
        is_counted = said.about in (*evidence.paper.features, *evidence.paper.groups)
        if is_counted and (excluded := _excluded(evidence, said)) is not None:
            names = [said.about, said.than] if said.than else [said.about]
            yield proved(
                "denied-figures",
                f"{evidence.paper.where(said.place)} says that {said.says}, which the figures exclude.",
                (figure for name in names for figure in evidence.figures(name)),
                excluded,
                statements=(said.name,),
            )


def _excluded(evidence: Evidence, said: Assertion) -> str | None:
    """Say why a statement cannot be true, or None where it can."""
    counts, about = evidence.many(said.about), evidence.label(said.about)
    if not counts:
        return None
    if said.than is not None:
        other = evidence.many(said.than)
        if not other:
            return None
        is_excluded = counts[-1] <= other[0] if said.claim == "more" else counts[0] >= other[-1]
        numbers = f"{about} {range_text(counts)}, {evidence.label(said.than)} {range_text(other)}"
        return numbers if is_excluded else None
    facts = evidence.paper.features.get(said.about)
    size = evidence.size(facts.of if facts else "all")
    is_excluded = {
        "none": counts[0] > 0,
        "some": counts[-1] == 0,
        "all": bool(size) and counts[-1] < (size or counts)[0],
        "most": bool(size) and 2 * counts[-1] <= (size or counts)[0],
    }.get(said.claim, False)
    of_all = f" of {size[-1]}" if size and size[-1] else ""
    return f"{about}: {range_text(counts)}{of_all}" if is_excluded else None


def disordered_numbers(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find two single numbers of which the first exceeds the second and cannot.

    References
    ----------
    The order that the file gives, with its reason.
    """
    for order in evidence.paper.orders:
        smaller, greater = (_single(evidence, *name) for name in (order.smaller, order.greater))
        clashes = [(s, g) for s in smaller for g in greater if s.bounds.low > g.bounds.high]
        if clashes:
            yield proved(
                "disordered-numbers",
                f"{clashes[0][0].label} exceeds {clashes[0][1].label}, and {order.because}.",
                (figure for pair in clashes for figure in pair),
                f"{bounds_text(clashes[0][0].bounds)} against {bounds_text(clashes[0][1].bounds)}",
            )


def _single(evidence: Evidence, quantity: str, group: str) -> tuple[Figure, ...]:
    """Find the figures of a single number; of a measure those of a group of one patient."""
    if group and evidence.size(group) != range(1, 2):
        return ()
    return evidence.paper.of(quantity, group, *SINGLE)


def denied_significance(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find claims of significance, or of none, that the printed p excludes at the paper's level.

    It is proof where the file states the level; else another one may be meant, or one that was
    adjusted for several tests.

    References
    ----------
    Nuijten MB et al. Behav Res Methods 2016;48:1205-1226 (statcheck): decision errors.
    """
    alpha = evidence.paper.alpha
    below, above = Bounds(0, alpha, high_open=True), Bounds(alpha, 1)
    for said in evidence.paper.assertions:
        if said.claim not in {"significant", "not_significant"}:
            continue
        allowed = below if said.claim == "significant" else above
        figures = evidence.paper.of(said.about, "", FigureKind.P)
        against = tuple(figure for figure in figures if not figure.bounds.meets(allowed))
        if against:
            yield (proved if evidence.paper.states_alpha else suspicious)(
                "denied-significance",
                f"{evidence.paper.where(said.place)} says that {said.says}, which its p excludes.",
                against,
                f"p can be {bounds_text(against[0].bounds)}, the level is {as_text(alpha)}",
                statements=(said.name,),
            )
