"""Published figures held against each other and against the statistics that they claim."""

from il2report.audit.checks import CHECKS, source_of
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, Certainty
from il2report.audit.paper import AdoptedReading, Figure, PublishedPaper
from il2report.audit.reading import read_paper

__all__ = [
    "CHECKS",
    "AdoptedReading",
    "AuditFinding",
    "Certainty",
    "Evidence",
    "Figure",
    "PublishedPaper",
    "audit",
    "read_paper",
    "reading_of",
    "source_of",
]

ORDER = tuple(Certainty)


def audit(paper: PublishedPaper) -> tuple[AuditFinding, ...]:
    """Hold the figures of a paper against each other.

    Returns
    -------
    tuple of AuditFinding
        What is proved first, then what is suspicious, then what is implied; in the order of checks.
    """
    evidence = Evidence(paper)
    found = [finding for check in CHECKS.values() for finding in check(evidence)]
    return tuple(sorted(found, key=lambda finding: ORDER.index(finding.certainty)))


def reading_of(paper: PublishedPaper, finding: AuditFinding) -> AdoptedReading | None:
    """Find what the study adopts where figures or statements of a finding lose against others."""
    quoted = {figure.name for figure in finding.figures} | set(finding.statements)
    if not finding.is_contradiction:
        return None
    return next((of for of in paper.readings if quoted & set(of.figures)), None)
