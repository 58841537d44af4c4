"""The verb that makes a folder ready for a journal."""

from pathlib import Path
from typing import Any

import click

from il2report.cli.ending import reporting_errors
from il2report.cli.findings import say_notices
from il2report.cli.options import JSON, STUDY, NamedPath


@click.command(short_help="Make a folder ready to be sent to a journal.")
@STUDY
@click.option(
    "--journal", metavar="NAME", help="The profile of the journal. [default: as study.toml says]"
)
@click.option(
    "--output",
    type=NamedPath(file_okay=False, path_type=Path),
    help="The folder to make. [default: submission/NAME in the study]",
)
@click.option("--public", is_flag=True, help="Leave the patients out, as `build --public` does.")
@JSON
@reporting_errors
def submit(as_json: bool, **options: Any) -> None:  # noqa: FBT001
    """Make a folder ready to be sent to a journal, with a manifest.

    Builds the manuscript in the style of the journal and writes manuscript, blinded manuscript, title page,
    tables, figures (TIFF and vector), legends, supplement, STROBE checklist with page and line of each item, and the
    facts of the cover letter. manifest.md lists the files, the counts against the limits of the journal, and what is
    still missing. An earlier submission in the folder is replaced; a folder with other files is refused.
    """
    from il2report.cli.progress import Progress  # noqa: PLC0415
    from il2report.workflow import SubmitRequest, submit  # noqa: PLC0415

    with Progress() as progress:
        made = submit(SubmitRequest(**options), progress.announce)
    say_notices(made.notices)
    manifest = made.manifest
    if as_json:
        click.echo(manifest.json(), nl=False)
        return
    for warning in manifest.warnings:
        click.echo(f"before you submit: {warning}", err=True)
    for missing in manifest.missing:
        click.echo(f"still missing: {missing}", err=True)
    for path in sorted(manifest.files):
        click.echo(f"  {(made.folder / path).as_posix()}")
    places = manifest.places_by_item
    without = [item for item, found in places.items() if not found]
    if without:
        click.echo(f"STROBE items without a place: {', '.join(without)}")
    click.echo(f"{len(manifest.files)} files for {manifest.journal}; see manifest.md")
