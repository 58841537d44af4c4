"""Checks of published figures for consistency, and against the statistical methods that they name."""

from il2report.audit.checks import CHECKS, purpose_of, source_of
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
    "purpose_of",
    "read_paper",
    "reading_of",
    "source_of",
]

ORDER = tuple(Certainty)


def audit(paper: PublishedPaper) -> tuple[AuditFinding, ...]:
    """Check the figures of a paper for consistency."""
    evidence = Evidence(paper)
    found = [finding for check in CHECKS.values() for finding in check(evidence)]
    return tuple(sorted(found, key=lambda finding: ORDER.index(finding.certainty)))


def reading_of(paper: PublishedPaper, finding: AuditFinding) -> AdoptedReading | None:
    """Find what the study adopts for the first figure or statement of a finding that has a reading."""
    if finding.certainty is Certainty.IMPLIED:
        return None
    quoted = (*finding.statements, *(figure.name for figure in finding.figures))
    adopted = (reading_of_figure(paper, name) for name in quoted)
    return next((reading for reading in adopted if reading), None)


def reading_of_figure(paper: PublishedPaper, name: str) -> AdoptedReading | None:
    """Find what the study adopts for one figure or statement, by its name."""
    return next((reading for reading in paper.readings if name in reading.figures), None)
