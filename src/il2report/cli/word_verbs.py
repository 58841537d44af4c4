"""The verbs for the drafts that co-authors edit in Word."""

from pathlib import Path
from typing import Any

import click

from il2report.cli.ending import reporting_errors
from il2report.cli.options import JSON, STUDY, NamedPath


@click.command(short_help="Report what co-authors did to a draft in Word.")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=NamedPath(dir_okay=False, path_type=Path),
    metavar="FILE...",
)
@STUDY
@click.option("--draft", help="The draft that was sent. [default: the one that FILE says it is]")
@click.option(
    "--format",
    "as_page",
    type=click.Choice(["text", "html"]),
    default="text",
    show_default=True,
    callback=lambda _context, _option, given: given == "html",
    help="Print a text, or write report/review.html.",
)
@click.option(
    "--apply",
    "applies",
    is_flag=True,
    help="Show each change of a template, and make those that you accept.",
)
@click.option("--yes", is_flag=True, help="With --apply: accept every change.")
@JSON
@reporting_errors
def review(as_json: bool, as_page: bool, applies: bool, yes: bool, **options: Any) -> None:  # noqa: FBT001
    """Report what co-authors did to a draft: each FILE is the Word file that one of them returned.

    Finds every edit, with or without tracked changes: numbers typed over, with the cells that they
    were computed from; changed words, as a change of the template that printed them; paragraphs and
    rows added, deleted and moved; comments. --apply never takes over a number: correct the data.
    Exit code 0: no edits and no comments; 1: there are some; 2: FILE is of no draft of the study.
    """
    from il2report.cli.reviewing import apply_patches, printed_review  # noqa: PLC0415
    from il2report.workflow import ReviewRequest, review  # noqa: PLC0415
    from il2report.workflow.reviewing import write_review  # noqa: PLC0415

    if yes and not applies:
        raise click.UsageError("--yes goes with --apply")
    asked = {"--apply": applies, "--format html": as_page, "--json": as_json}
    given = [option for option, is_given in asked.items() if is_given]
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(given)} cannot be combined")
    request = ReviewRequest(**options)
    found = review(request)
    if applies:
        raise SystemExit(apply_patches(found, request.study, accepts_all=yes))
    if as_page:
        click.echo(f"written: {write_review(found, request.study).as_posix()}", err=True)
    else:
        click.echo(printed_review(found, as_json=as_json))
    raise SystemExit(1 if found.has_edits else 0)


@click.command(short_help="Bring a co-author's Word file up to date with a newer draft.")
@click.argument("file", type=NamedPath(dir_okay=False, path_type=Path), metavar="FILE")
@STUDY
@click.option("--draft", help="The draft that was sent. [default: the one that FILE says it is]")
@click.option("--to", help="The draft that FILE becomes. [default: the one issued last]")
@click.option(
    "--output",
    type=NamedPath(dir_okay=False, path_type=Path),
    help="Write this file, and leave FILE as it is.",
)
@JSON
@reporting_errors
def refresh(as_json: bool, **options: Any) -> None:  # noqa: FBT001
    """Bring FILE, a draft that a co-author edits in Word, up to date with a draft issued later.

    What changed between the two drafts is carried over as tracked changes, each cause in a comment;
    edits and comments stay. Where the co-author changed the same words, FILE keeps them, and both
    are listed. FILE as it was is kept beside it.
    Exit code 0: all was carried over; 1: something was not; 2: FILE is of no draft of the study.
    """
    from il2report.cli.reviewing import printed_refresh  # noqa: PLC0415
    from il2report.workflow import RefreshRequest, refresh  # noqa: PLC0415

    found, written = refresh(RefreshRequest(**options))
    click.echo(printed_refresh(found, written, as_json=as_json))
    for path in () if as_json else written:
        click.echo(f"written: {path.as_posix()}", err=True)
    raise SystemExit(1 if found.conflicts else 0)
