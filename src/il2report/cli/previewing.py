"""The verb that shows the manuscript in the browser while it is written."""

import os
import sys
from pathlib import Path

import click

from il2report.cli.ending import failure_of, reporting_errors
from il2report.cli.options import STUDY


@click.command(short_help="Show the manuscript in the browser, following every change.")
@STUDY
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="any that is free",
    help="The port on this machine.",
)
@click.option(
    "--open/--no-open",
    "opens",
    default=None,
    help="Open the browser. [default: where a terminal has a desktop around it]",
)
@reporting_errors
def preview(study: Path, port: int, opens: bool | None) -> None:  # noqa: FBT001
    """Show the manuscript in the browser, following every change of data, templates and study.toml.

    The page is at the address that is printed, for this machine alone. What is wrong with an edit is shown over
    the last good page. Nothing is written to the study. Ctrl-C ends the preview, with exit code 130.
    """
    from il2report.preview.running import preview as run  # noqa: PLC0415

    def opened(address: str) -> None:
        click.echo(f"Preview of {study.resolve()}: {address}")
        click.echo("Ctrl-C ends it.", err=True)
        if opens if opens is not None else has_desktop():
            import webbrowser  # noqa: PLC0415

            webbrowser.open(address)

    run(study, port, opened, failure_of)


def has_desktop() -> bool:
    """Whether a browser that is opened would be seen, rather than started in the terminal or far away."""
    is_graphical = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return is_graphical and sys.stdout.isatty() and not os.environ.get("SSH_CONNECTION")
