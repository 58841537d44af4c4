"""What reading a manuscript back gave, for the terminal and for other programs."""

from collections.abc import Mapping
from typing import Any

from il2report.errors import Finding
from il2report.rendering.readback.audit import ManuscriptAudit


def printed_manuscript_audit(audit: ManuscriptAudit) -> str:
    """Say how many numbers were found, of which kinds, and list what is wrong."""
    errors = sum(finding.is_error for finding in audit.findings)
    total = sum(audit.counts.values())
    kinds = ", ".join(f"{count} {kind}" for kind, count in audit.counts.items())
    found = {0: "nothing is wrong", 1: "1 finding"}.get(errors, f"{errors} findings")
    lines = [f"The manuscript read back: {total} numbers, {found}", f"  {kinds}"]
    return "\n".join([*lines, *map(str, audit.findings)])


def manuscript_document(audit: ManuscriptAudit) -> dict[str, Any]:
    """Give the same for JSON."""
    return {
        "numbers": dict(audit.counts),
        "findings": [_entry(finding) for finding in audit.findings],
    }


def _entry(finding: Finding) -> Mapping[str, object]:
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": place.file,
        "section": place.section,
        "page": place.page,
        "message": finding.message,
    }
