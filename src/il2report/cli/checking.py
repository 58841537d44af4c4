"""What `check` prints: findings and claims, in lines or as JSON."""

import json
from collections import Counter

from il2report.cli.findings import printed_findings, records
from il2report.templating.claims import Claim, Outcome
from il2report.workflow.checking import Check


def printed_proof(read: Check, *, as_json: bool, whole: bool = False) -> str:
    """List claims and findings and count them, or give both as JSON."""
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
