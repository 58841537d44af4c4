"""Everything that the checks say of a paper: findings in order of weight, misprints, verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass

from il2report.audit import AuditFinding, Certainty, PublishedPaper, audit
from il2report.audit.misprints import Misprint, gravity, misprints
from il2report.audit.verdicts import FigureVerdict, verdicts

ORDER = tuple(Certainty)


@dataclass(frozen=True, slots=True)
class Examination:
    """A paper and what the checks say of it.

    Parameters
    ----------
    paper : as it was read
    findings : by certainty, and within that by how much they change what the paper says
    misprints : single wrong digits that would explain a finding, the likeliest first
    verdicts : one per figure, in the order of the paper
    """

    paper: PublishedPaper
    findings: tuple[AuditFinding, ...]
    misprints: Mapping[AuditFinding, tuple[Misprint, ...]]
    verdicts: tuple[FigureVerdict, ...]

    @property
    def has_proof(self) -> bool:
        """Whether something is proved wrong."""
        return any(finding.is_contradiction for finding in self.findings)


def examine(paper: PublishedPaper) -> Examination:
    """Check a paper for consistency, and each of its figures for what could be found wrong with it."""
    found = audit(paper)
    explained = misprints(paper, found)

    def weight(finding: AuditFinding) -> tuple[int, float]:
        return ORDER.index(finding.certainty), -gravity(finding, explained.get(finding, ()))

    return Examination(paper, tuple(sorted(found, key=weight)), explained, verdicts(paper, found))
