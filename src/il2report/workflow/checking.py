"""check: everything that is wrong with a study, at once."""

from dataclasses import dataclass
from pathlib import Path

from il2report.errors import Finding
from il2report.results import compute_results
from il2report.study import inspect_study
from il2report.study.acceptance import AcceptedNotice
from il2report.templating.claims import Claim
from il2report.verification.proof import proof
from il2report.workflow.log_checking import log_findings
from il2report.workflow.published_checking import published_findings


@dataclass(frozen=True, slots=True)
class Check:
    """What `check` reports of a study: findings, claims, and the notices that study.toml accepts."""

    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...] = ()
    accepted: tuple[AcceptedNotice, ...] = ()


def check_study(folder: Path) -> tuple[Finding, ...]:
    """Check data and choices and, when those hold together, the templates on them."""
    return study_proof(folder).findings


def study_proof(folder: Path) -> Check:
    """Check a study, with what became of the claims of its text."""
    inspection = inspect_study(folder)
    if inspection.study is None:
        return Check(inspection.findings)
    results = compute_results(inspection.study)
    read = proof(inspection.study, results, folder)
    beside = log_findings(inspection.study, folder)
    beside += published_findings(inspection.study, results.catalogue, folder)
    findings = inspection.findings + beside + read.findings
    return Check(findings, read.claims, inspection.study.accepted)
