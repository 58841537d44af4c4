"""Checks of published figures for consistency, and against the statistical methods that they name."""

from dataclasses import replace

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
INFERRED = "(This depends on something inferred that the paper does not state.)"


def audit(paper: PublishedPaper) -> tuple[AuditFinding, ...]:
    """Check the figures of a paper for consistency.

    What the paper states is checked first, then everything. A contradiction that only something
    inferred gives is suspicious, whichever check found it: no check has to know what was inferred.
    """
    stated = paper.as_stated()
    found = _findings(stated)
    if stated is not paper:
        about = {(finding.check, finding.figures) for finding in found}
        found += [
            replace(
                finding, certainty=Certainty.SUSPICIOUS, message=f"{finding.message} {INFERRED}"
            )
            if finding.is_contradiction
            else finding
            for finding in _findings(paper)
            if (finding.check, finding.figures) not in about
        ]
    return tuple(sorted(found, key=lambda finding: ORDER.index(finding.certainty)))


def _findings(paper: PublishedPaper) -> list[AuditFinding]:
    evidence = Evidence(paper)
    return [finding for check in CHECKS.values() for finding in check(evidence)]


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
