"""The files that tell of a change: the report as page, PDF and Markdown, and the redline."""

from collections.abc import Callable
from pathlib import Path

from il2report.cli.editions import Edition
from il2report.cli.outputs import write_outputs
from il2report.cli.worker import Worker
from il2report.errors import BuildFailed
from il2report.rendering.changes.markdown import markdown_report
from il2report.rendering.changes.page import change_page
from il2report.rendering.changes.report import ChangeReport

CHANGES = "report/changes"
Printed = tuple[bytes, tuple[str, ...]]


def write_change_files(
    study: Path, report: ChangeReport, new: Edition, printing: Worker
) -> tuple[Path, ...]:
    """Write the report on a change beside the manuscript, all of its files or none.

    Parameters
    ----------
    study : where report/ stands
    report : in words
    new : the state that the study has come to, whose templates the report is set with
    printing : a process that has WeasyPrint

    Raises
    ------
    BuildFailed
        When something could not be printed or written.
    """
    folder = new.folder or study
    page = change_page(report, folder, new.language, new.manuscript_title)
    printed = printing.submit(print_document, page, folder)
    files = {
        f"{CHANGES}.html": page.encode(),
        f"{CHANGES}.md": markdown_report(report).encode(),
        f"{CHANGES}.pdf": _pdf(printed),
    }
    return write_outputs(study, files, frozenset())


def _pdf(printed: Callable[[], Printed]) -> bytes:
    content, complaints = printed()
    if complaints:
        raise BuildFailed("WeasyPrint could not lay out: " + "; ".join(complaints))
    return content


def print_document(html: str, study: Path) -> Printed:
    """Print in the process that has WeasyPrint."""
    from il2report.rendering.pdf import print_document  # noqa: PLC0415 (paid by that process)

    return print_document(html, study)
