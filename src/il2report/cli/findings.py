"""Findings as every verb prints them: a line each and a count, or a record each in JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields

import click

from il2report.errors import (
    Finding,
    Il2ReportError,
    Place,
    Severity,
    StudyRefused,
    finding_summary,
)

EMPTY_RECORD: dict[str, object] = dict.fromkeys(
    ("severity", "code", *(field.name for field in fields(Place)), "message")
)
"""What a failure has in JSON that has no code and no place: the keys of a finding."""


def printed_findings(findings: Sequence[Finding]) -> str:
    """List findings on a line each, then count them."""
    return "\n".join([*(finding.line for finding in findings), finding_summary(findings)])


def records(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Give findings to another program."""
    return [finding.record for finding in findings]


def say_notices(notices: Sequence[Finding]) -> None:
    """Print the notices of a verb that succeeded, on standard error."""
    if notices:
        click.echo(printed_findings(notices), err=True)


def say_failure(error: Il2ReportError, *, as_json: bool) -> None:
    """Print why a verb failed, on standard error; with --json also a document on standard output."""
    if isinstance(error, StudyRefused):
        said, found = printed_findings(error.findings), records(error.findings)
    else:
        said = f"error: {error}"
        found = [EMPTY_RECORD | {"severity": Severity.ERROR.value, "message": str(error)}]
    if as_json:
        click.echo(json.dumps({"findings": found}, indent=1, ensure_ascii=False))
    click.echo(said, err=True)
