"""check: everything that is wrong with a study, at once."""

import json
from pathlib import Path

from il2report.errors import Finding
from il2report.rendering.proof import template_findings
from il2report.results import compute_results
from il2report.study import inspect_study


def check_study(folder: Path) -> tuple[Finding, ...]:
    """Check data and choices and, when those hold together, the templates on them."""
    inspection = inspect_study(folder)
    if inspection.study is None:
        return inspection.findings
    results = compute_results(inspection.study)
    return inspection.findings + template_findings(inspection.study, results, folder)


def printed_findings(findings: tuple[Finding, ...], *, as_json: bool) -> str:
    """List the findings and count them, or give them as JSON."""
    if as_json:
        return json.dumps([_entry(finding) for finding in findings], indent=1)
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
