"""check: everything that is wrong with a study, at once."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from il2report.cli.findings import printed_findings, records
from il2report.cli.log_checking import log_findings
from il2report.cli.published_checking import published_findings
from il2report.errors import Finding
from il2report.results import compute_results
from il2report.study import inspect_study
from il2report.study.acceptance import AcceptedNotice
from il2report.templating.claims import Claim, Outcome
from il2report.verification.proof import proof


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


def printed_proof(read: Check, *, as_json: bool, whole: bool = False) -> str:
    """List claims and findings and count them, or give both as JSON.

    Parameters
    ----------
    read : what was found
    whole : list the claims that hold and the accepted notices as well; a broken claim is among
        the findings in any case
    """
    if as_json:
        document = {
            "findings": records(read.findings),
            "claims": [_claim_record(claim) for claim in read.claims],
            "accepted": [each.notice.record | {"reason": each.reason} for each in read.accepted],
        }
        return json.dumps(document, indent=1, ensure_ascii=False)
    claims = [c for c in read.claims if whole or c.outcome is Outcome.ALTERNATIVE]
    lines = [f"claim: {claim}" for claim in claims]
    lines += [claim_counts(read.claims)] if read.claims else []
    lines += map(str, read.accepted if whole else ())
    if number := len(read.accepted):
        lines.append(f"{number} notice{'s' if number != 1 else ''} accepted in study.toml")
    return "\n".join([*lines, printed_findings(read.findings)])


def claim_counts(claims: tuple[Claim, ...]) -> str:
    """Count the claims by what became of them."""
    counts = Counter(claim.outcome for claim in claims)
    return (
        f"{len(claims)} claim{'s' if len(claims) != 1 else ''}: {counts[Outcome.HOLDS]} hold as"
        f" written, {counts[Outcome.ALTERNATIVE]} in another wording, {counts[Outcome.BROKEN]} broken"
    )


def _claim_record(claim: Claim) -> dict[str, object]:
    return {
        "name": claim.name,
        "file": claim.place.file,
        "row": claim.place.row,
        "outcome": claim.outcome.value,
        "sentence": claim.sentence,
        "values": [
            {"id": reading.id, "text": reading.text, "reason": reading.reason or None}
            for reading in claim.readings
        ],
    }
