"""The verb that checks published figures and verifies the manuscript."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from il2report.cli.ending import reporting_errors
from il2report.cli.options import JSON, STUDY, NamedPath

if TYPE_CHECKING:
    from il2report.reports.audit.report import Audit
    from il2report.reports.blocks import ReportTree


@click.command(
    short_help="Check published figures for consistency and verify the built manuscript."
)
@click.argument("file", type=NamedPath(dir_okay=False, path_type=Path), required=False)
@STUDY
@click.option(
    "--output",
    type=NamedPath(file_okay=False, path_type=Path),
    help="Where the report is written. [default: the study folder; of a FILE it is only printed]",
)
@click.option("--no-report", is_flag=True, help="Print only, write no report.")
@click.option(
    "--show", is_flag=True, help="Show what is read of FILE, cell by cell; audit nothing."
)
@click.option(
    "--typed",
    type=NamedPath(dir_okay=False, path_type=Path),
    help="Write what is read of FILE as typed figures (TOML), to correct it; audit nothing.",
)
@click.option("--all", "whole", is_flag=True, help="List every figure with its verdict.")
@JSON
@reporting_errors
def audit(whole: bool, as_json: bool, show: bool, typed: Path | None, **options: Any) -> None:  # noqa: FBT001
    """Check the figures of a paper for consistency and against the data, and verify the manuscript.

    FILE is a paper or its tables, as printed: pasted text, CSV, XLSX, HTML, JATS (PubMed Central), Word or
    PDF; or figures typed as docs/audit-format.md explains (TOML). Without FILE those of the study,
    data/published.toml, are read and also compared with its results, and the report is written to
    report/audit.html and .pdf. Every figure has a verdict. "Proved" means that the figures cannot all be
    true as they were read, be they rounded or truncated; "proved unless truncated" that they cannot if they
    are rounded; "suspicious" that they can, but another explanation is more likely. Exit code 1: FILE has a
    proved contradiction, or the built manuscript of the study has an error; the published figures of a study
    do not change the exit code.
    """
    file = options["file"]
    if show or typed:
        _show(file, typed, whole=whole, show=show)
        return
    from il2report.reports.audit.document import audit_document  # noqa: PLC0415
    from il2report.reports.terminal import terminal_text  # noqa: PLC0415
    from il2report.workflow import AuditRequest, audit  # noqa: PLC0415

    def say(found: "Audit", report: "ReportTree") -> None:
        if as_json:
            click.echo(json.dumps(audit_document(found), indent=1, ensure_ascii=False))
        else:
            click.echo(terminal_text(report, whole=whole))

    audited = audit(AuditRequest(**options), say)
    for path in audited.files:
        click.echo(f"written: {path.as_posix()}", err=True)
    raise SystemExit(1 if audited.has_findings else 0)


def _show(file: Path | None, typed: Path | None, *, show: bool, whole: bool) -> None:
    """Say what is read of a paper, and write it to be corrected."""
    if file is None:
        raise click.UsageError("--show and --typed need a FILE, a paper as it is printed")
    from il2report.reports.terminal import terminal_text  # noqa: PLC0415
    from il2report.workflow.auditing import reading_of_file, write_typed  # noqa: PLC0415

    if show:
        click.echo(terminal_text(reading_of_file(file), whole=whole))
    if typed:
        write_typed(file, typed)
        click.echo(f"written: {typed.as_posix()}", err=True)
