"""What the text says without a figure, against the figures."""

from collections.abc import Iterator

from il2report.audit.bounds import Bounds
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, Certainty, as_text, bounds_text, range_text
from il2report.audit.paper import Assertion, Figure, Statistic

SINGLE = (Statistic.VALUE, Statistic.MEAN, Statistic.MEDIAN, Statistic.MIN, Statistic.MAX)
"""What a single patient's value may be printed as."""


def denied_figures(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find statements about how many patients there were that the figures exclude.

    References
    ----------
    Arithmetic alone: no count that the figures allow makes the statement true.
    """
    for said in evidence.paper.assertions:
        if said.about not in (*evidence.paper.features, *evidence.paper.groups):
            continue
        if (excluded := _excluded(evidence, said)) is None:
            continue
        figures = evidence.figures(said.about)
        if said.than:
            figures += evidence.figures(said.than)
        yield AuditFinding(
            check="denied-figures",
            certainty=Certainty.PROVED,
            message=f"{evidence.paper.where(said.place)} says that {said.says}, which the figures exclude.",
            figures=tuple(figures),
            arithmetic=excluded,
            statements=(said.name,),
        )


def _excluded(evidence: Evidence, said: Assertion) -> str | None:
    """Say why a statement cannot be true, or None where it can."""
    counts = evidence.many(said.about)
    if not counts:
        return None
    if said.than is not None:
        return _excluded_comparison(evidence, said, counts)
    facts = evidence.paper.features.get(said.about)
    size = evidence.size(facts.of if facts else "all")
    n = size[-1] if size else None
    least, most = counts[0], counts[-1]
    fails = {
        "none": least > 0,
        "some": most == 0,
        "all": n is not None and most < (size or counts)[0],
        "most": n is not None and 2 * most <= (size or counts)[0],
    }
    if not fails.get(said.claim, False):
        return None
    return f"{evidence.label(said.about)}: {range_text(counts)}" + (f" of {n}" if n else "")


def _excluded_comparison(evidence: Evidence, said: Assertion, counts: range) -> str | None:
    other = evidence.many(said.than or "")
    if not other:
        return None
    fails = counts[-1] <= other[0] if said.claim == "more" else counts[0] >= other[-1]
    if not fails:
        return None
    return (
        f"{evidence.label(said.about)} {range_text(counts)},"
        f" {evidence.label(said.than or '')} {range_text(other)}"
    )


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
            yield AuditFinding(
                check="disordered-numbers",
                certainty=Certainty.PROVED,
                message=f"{clashes[0][0].label} exceeds {clashes[0][1].label}, and {order.because}.",
                figures=tuple(dict.fromkeys(figure for pair in clashes for figure in pair)),
                arithmetic=f"{bounds_text(clashes[0][0].bounds)} against"
                f" {bounds_text(clashes[0][1].bounds)}",
            )


def _single(evidence: Evidence, quantity: str, group: str) -> tuple[Figure, ...]:
    """Find the figures of a single number; of a measure those of a group of one patient."""
    if group and evidence.size(group) != range(1, 2):
        return ()
    return evidence.paper.of(quantity, group, *SINGLE)


def denied_significance(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find claims of significance, or of none, that the printed p excludes at the paper's level.

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
        figures = evidence.paper.of(said.about, "", Statistic.P)
        against = tuple(figure for figure in figures if not figure.bounds.meets(allowed))
        if against:
            yield AuditFinding(
                check="denied-significance",
                certainty=Certainty.PROVED,
                message=f"{evidence.paper.where(said.place)} says that {said.says}, which its p excludes.",
                figures=against,
                arithmetic=f"p stands for {bounds_text(against[0].bounds)}, the level is {as_text(alpha)}",
                statements=(said.name,),
            )
