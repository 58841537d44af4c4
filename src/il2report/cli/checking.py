"""check: everything that is wrong with a study, at once."""

import json
from collections import Counter
from pathlib import Path

from il2report.cli.log_checking import log_findings
from il2report.cli.published_checking import published_findings
from il2report.errors import Finding
from il2report.rendering.claims import Claim, Outcome
from il2report.rendering.proof import Proof, proof
from il2report.results import compute_results
from il2report.study import inspect_study


def check_study(folder: Path) -> tuple[Finding, ...]:
    """Check data and choices and, when those hold together, the templates on them."""
    return study_proof(folder).findings


def study_proof(folder: Path) -> Proof:
    """Check a study, with what became of the claims of its text."""
    inspection = inspect_study(folder)
    if inspection.study is None:
        return Proof(inspection.findings, ())
    results = compute_results(inspection.study)
    read = proof(inspection.study, results, folder)
    beside = log_findings(inspection.study, folder)
    beside += published_findings(inspection.study, results.catalogue, folder)
    return Proof(inspection.findings + beside + read.findings, read.claims)


def printed_proof(read: Proof, *, as_json: bool) -> str:
    """List claims and findings and count them, or give both as one JSON list."""
    if as_json:
        entries = [_entry(finding) for finding in read.findings]
        entries += [_claim_entry(claim) for claim in read.claims]
        return json.dumps(entries, indent=1)
    if not read.claims:
        return printed_findings(read.findings)
    lines = [f"{claim}" for claim in read.claims]
    return "\n".join([*lines, claim_counts(read.claims), printed_findings(read.findings)])


def claim_counts(claims: tuple[Claim, ...]) -> str:
    """Count the claims by what became of them."""
    counts = Counter(claim.outcome for claim in claims)
    return (
        f"{len(claims)} claim{'s' if len(claims) != 1 else ''}: {counts[Outcome.HOLDS]} hold as"
        f" written, {counts[Outcome.ALTERNATIVE]} in another wording, {counts[Outcome.BROKEN]} broken"
    )


def printed_findings(findings: tuple[Finding, ...]) -> str:
    """List the findings and count them."""
    errors = sum(finding.is_error for finding in findings)
    notices = len(findings) - errors
    lines = [f"{'error' if finding.is_error else 'notice'}: {finding}" for finding in findings]
    counts = (
        f"{errors} error{'s' if errors != 1 else ''}, {notices} notice{'s' if notices != 1 else ''}"
    )
    return "\n".join([*lines, counts])


def _entry(finding: Finding) -> dict[str, object]:
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "file": finding.place.file,
        "row": finding.place.row,
        "column": finding.place.column,
        "patient_id": finding.place.patient_id,
        "message": finding.message,
    }


def _claim_entry(claim: Claim) -> dict[str, object]:
    """Give a claim the parts of a finding and its own, so that a program reads one kind of list."""
    return {
        "severity": "claim",
        "code": "claim",
        "file": claim.place.file,
        "row": claim.place.row,
        "column": None,
        "patient_id": None,
        "message": str(claim),
        "name": claim.name,
        "outcome": claim.outcome.value,
        "sentence": claim.sentence,
        "values": [
            {"id": reading.id, "text": reading.text, "reason": reading.reason or None}
            for reading in claim.readings
        ],
    }
