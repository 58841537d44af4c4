"""The command line: verbs, options, exit codes. Each verb imports its work when it runs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from il2report import __version__
from il2report.cli.auditing import audit
from il2report.cli.ending import DEBUG, exit_code, reporting_errors
from il2report.cli.findings import say_notices
from il2report.cli.options import JSON, STUDY, STYLE, NamedPath
from il2report.cli.previewing import preview
from il2report.cli.submitting import submit
from il2report.cli.word_verbs import refresh, review

if TYPE_CHECKING:
    pass


class Verbs(click.Group):
    """The verbs in the order in which a study meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the verbs in that order, not by the alphabet."""
        return list(self.commands)

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the program and leave it with its exit code."""
        run = super().main
        raise SystemExit(exit_code(lambda: run(*args, **extra | {"standalone_mode": False})))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="il2report")
@DEBUG
def main() -> None:
    """Turn a clinical data folder into a manuscript whose every number was computed.

    A study is a folder with study.toml (your choices), data/ (the patients) and, if you like, your
    own templates/ (the text). Correct the data, run `build` again, and every sentence, table and
    figure follows.

    Exit codes: 0 clean, 1 findings, 2 wrong use, 3 a fault of the program, 130 interrupted.
    """


@main.command()
@click.argument("folder", type=NamedPath(path_type=Path))
@click.option("--example", metavar="NAME", help="Copy a worked study instead: il2 or lung.")
@reporting_errors
def init(folder: Path, example: str | None) -> None:
    """Make a new study in FOLDER.

    FOLDER then holds declarations to fill in, empty tables, and the sections that are yours to write,
    as open points; methods and results are written from the declarations. An existing file is never
    overwritten.
    """
    from il2report.workflow.starting import start_study  # noqa: PLC0415

    files = start_study(folder, example)
    click.echo(f"{len(files)} files in {folder}")
    choices, patients = folder / "study.toml", folder / "data" / "patients.csv"
    if example:
        click.echo(f"Next: read {choices}, then run")
    else:
        click.echo(f"Next: declare your variables and end points in {choices}, put your patients")
        click.echo(f"into {patients}, then run")
    click.echo(f"  il2report check --study {folder}")


@main.command(short_help="Write an empty, guarded Excel workbook for the tables.")
@click.argument(
    "file", required=False, type=NamedPath(dir_okay=False, path_type=Path), metavar="[FILE]"
)
@STUDY
@reporting_errors
def template(file: Path | None, study: Path) -> None:
    """Write an empty Excel workbook with a sheet for each table of the study.

    FILE is study.xlsx in the study folder unless you name another, and is never overwritten.
    Drop-downs, notes on the columns and limits come from study.toml and the codebook. Filled in
    and moved to data/study.xlsx, the workbook takes the place of the CSV files.
    """
    from il2report.cli.summaries import printed_template  # noqa: PLC0415
    from il2report.workflow.workbook_template import write_template  # noqa: PLC0415

    written = write_template(study, file)
    say_notices(written.notices)
    click.echo(printed_template(written))


@main.command(short_help="List all that is wrong with data, choices and templates.")
@STUDY
@click.option("--all", "whole", is_flag=True, help="List the claims that hold as well.")
@JSON
@reporting_errors
def check(study: Path, whole: bool, as_json: bool) -> None:  # noqa: FBT001
    """Check data, choices and templates, and list everything that is wrong at once.

    Each finding names file, row, column and patient, and what is allowed there. Notices do not
    stop a build. A claim of the text is listed, with the values that decided, when it is printed in
    another wording than its first or no longer holds. Exit code 0: no errors; 1: errors.
    """
    from il2report.cli.checking import printed_proof  # noqa: PLC0415
    from il2report.workflow.checking import check_study  # noqa: PLC0415

    read = check_study(study)
    click.echo(printed_proof(read, whole=whole, as_json=as_json))
    raise SystemExit(1 if any(finding.is_error for finding in read.findings) else 0)


def _formats(
    _context: click.Context, _option: click.Parameter, given: str | None
) -> tuple[str, ...] | None:
    if given is None:
        return None
    formats = tuple(dict.fromkeys(part.strip() for part in given.split(",")))
    if unknown := set(formats) - {"html", "pdf", "docx"}:
        raise click.BadParameter(f"{', '.join(sorted(unknown))}: choose from html, pdf and docx")
    return formats


@main.command(short_help="Write PDF, HTML, tables, figures and results.json.")
@STUDY
@click.option(
    "--output",
    type=NamedPath(file_okay=False, path_type=Path),
    help="Where report/ and figures/ are written. [default: the study folder]",
)
@click.option(
    "--format",
    "formats",
    show_default="html,pdf, and docx if study.toml has [word]",
    callback=_formats,
    help="Which documents to write, joined by commas: html, pdf, docx.",
)
@STYLE
@click.option(
    "--strict", is_flag=True, help="Refuse to build while there are notices or broken claims."
)
@click.option(
    "--public",
    is_flag=True,
    help="Leave the patients out: no ids, no listing, no single patient shown except in Table III.",
)
@JSON
@reporting_errors
def build(study: Path, as_json: bool, **options: Any) -> None:  # noqa: FBT001
    """Build the manuscript: PDF, HTML, tables, figures and results.json.

    Writes report/ and figures/. If anything is wrong, the previous output is kept.
    """
    from il2report.cli.progress import Progress  # noqa: PLC0415
    from il2report.workflow import BuildRequest, build  # noqa: PLC0415

    request = BuildRequest(study, options.pop("output") or study, **options)
    with Progress() as progress:
        report = build(request, progress.announce)
    from il2report.cli.summaries import printed_build  # noqa: PLC0415 (imported by now)

    say_notices(report.notices)
    click.echo(printed_build(report, as_json=as_json))


main.add_command(preview)


@main.command(short_help="Trace a number back to its patients and cells.")
@click.argument("result_id", metavar="ID")
@STUDY
@JSON
@reporting_errors
def explain(result_id: str, study: Path, as_json: bool) -> None:  # noqa: FBT001
    """Explain how the number ID came about, down to patients and cells.

    ID is the name of a result, such as response.orr.percent or toxicity.fever.grade_3.n, of a
    published figure (literature.atkins1999.orr), a choice (constant.protocol.rest_days_min), or of a
    table or figure (figure.ttdp), which is explained by the results that it shows. In the web page
    each number opens the same, and report/results.json lists all results.
    """
    from il2report.cli.explaining import printed_explanation, printed_float  # noqa: PLC0415
    from il2report.workflow.explaining import explain_float, explain_result  # noqa: PLC0415

    asked = result_id
    if asked.startswith(("table.", "figure.")):
        click.echo(printed_float(explain_float(study, asked), as_json=as_json))
        return
    click.echo(printed_explanation(explain_result(study, result_id), as_json=as_json))


@main.command(short_help="List all results, a row for each statistic.")
@STUDY
@click.option(
    "--format",
    "as_json",
    type=click.Choice(["csv", "json"]),
    default="csv",
    show_default=True,
    callback=lambda _context, _option, given: given == "json",
    help="A table, or an object for each row with the same keys.",
)
@STYLE
@reporting_errors
def results(study: Path, as_json: bool, style: str | None) -> None:  # noqa: FBT001
    """List all results of the study: a row for each statistic, in UTF-8.

    The columns are id, variable, level, group, statistic, value (full precision, empty where there
    is none), text (as the journal's style prints it), method, n; then family, by, patient, months,
    unit, label, reason. A row with a patient is about that patient alone.
    """
    from il2report.workflow.computing import results_table  # noqa: PLC0415

    table = results_table(study, style)
    click.echo((table.as_json() if as_json else table.as_csv()).encode(), nl=False)


@main.command()
@click.argument("name")
@STUDY
@click.option(
    "--public",
    is_flag=True,
    help="For readers outside the group: keep no inputs and nothing at patient level.",
)
@click.option("--strict", is_flag=True, help="Refuse to issue while there are notices.")
@click.option(
    "--with-broken-claims",
    is_flag=True,
    help="Issue although a claim no longer holds; the page marks its sentence.",
)
@click.option(
    "--with-open-points",
    is_flag=True,
    help="Issue although a text is still to be written; the page marks its place.",
)
@JSON
@reporting_errors
def issue(as_json: bool, **options: Any) -> None:  # noqa: FBT001
    """Freeze the study as the next numbered draft, called NAME.

    Builds the manuscript and keeps PDF, HTML, results.json and the inputs in report/drafts/NNN-name/, which
    is never altered again. Number, date and fingerprint are in the footer of every page.
    """
    from il2report.cli.progress import Progress  # noqa: PLC0415
    from il2report.cli.summaries import printed_issue  # noqa: PLC0415
    from il2report.workflow import IssueRequest, issue  # noqa: PLC0415

    with Progress() as progress:
        issued = issue(IssueRequest(**options), progress.announce)
    say_notices(issued.notices)
    click.echo(printed_issue(issued, as_json=as_json))


@main.command(short_help="Say what changed since a draft, why, and what became false.")
@click.argument("old", required=False)
@click.argument("new", required=False)
@STUDY
@click.option("--all", "whole", is_flag=True, help="List every number, in print or beyond it.")
@click.option(
    "--report/--no-report",
    "writes",
    default=True,
    help="Write report/changes.* and report/redline.* beside the manuscript. [default: write]",
)
@click.option(
    "--format",
    "formats",
    show_default="html,pdf, and docx if study.toml has [word]",
    callback=_formats,
    help="Which documents to write, joined by commas: html, pdf, docx (tracked changes).",
)
@JSON
@reporting_errors
def diff(
    study: Path,
    old: str | None,
    new: str | None,
    whole: bool,  # noqa: FBT001
    writes: bool,  # noqa: FBT001
    formats: tuple[str, ...] | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say what has changed from OLD to NEW, why, and whether every sentence is still true.

    OLD and NEW are issued drafts by number or name, study folders, or git revisions. Without NEW
    the study as it is now is compared, without OLD the draft issued last. Exit code 1: a claim has
    become false, or the correction log and the data disagree; 2: there is nothing to compare.
    """
    from il2report.reports.changes.document import difference_document  # noqa: PLC0415
    from il2report.reports.terminal import terminal_text  # noqa: PLC0415
    from il2report.workflow import CompareRequest, compare  # noqa: PLC0415

    found = compare(CompareRequest(study, old, new, writes, formats))
    if as_json:
        document = difference_document(found.compared.difference, found.compared.notes)
        click.echo(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        click.echo(terminal_text(found.report, whole=whole))
    for path in found.files:
        click.echo(f"written: {path.as_posix()}", err=True)
    raise SystemExit(1 if found.has_findings else 0)


@main.command(
    short_help="Show the issued drafts, or which draft a file is, and what has changed since."
)
@click.argument("file", required=False, type=NamedPath(dir_okay=False, path_type=Path))
@STUDY
@JSON
@click.pass_context
@reporting_errors
def status(context: click.Context, file: Path | None, study: Path, as_json: bool) -> None:  # noqa: FBT001
    """List the issued drafts and what has changed since the last; or say which draft FILE is.

    FILE is a PDF, HTML or Word file from anywhere. It is compared with the study when --study names one,
    or when the command runs in one. Exit code 0: nothing changed; 1: data, configuration,
    templates or printed numbers changed, a newer draft was issued, or an issued file was altered;
    2: FILE was not made by il2report.
    """
    from il2report import workflow  # noqa: PLC0415
    from il2report.cli.status import printed_status  # noqa: PLC0415

    is_named = context.get_parameter_source("study") is not click.core.ParameterSource.DEFAULT
    is_there = is_named or file is None or (study / "study.toml").is_file()
    found = workflow.status(workflow.StatusRequest(study if is_there else None, file))
    click.echo(printed_status(found, as_json=as_json))
    raise SystemExit(0 if found.is_settled else 1)


main.add_command(review)
main.add_command(refresh)
main.add_command(submit)
main.add_command(audit)
