"""The files that tell of a change: the report as page, PDF and Markdown, and the redline."""

from pathlib import Path

from il2report.redline import redline
from il2report.reports.changes.markdown import markdown_report
from il2report.reports.changes.page import FRAME, change_page
from il2report.reports.changes.report import ChangeReport
from il2report.revisions.comparison import values_of
from il2report.verification.proof import telling_slips
from il2report.workflow.building import BuildRequest, Clock, produce
from il2report.workflow.editions import Edition
from il2report.workflow.outputs import write_outputs
from il2report.workflow.printing import print_document, print_redline, printed_pdf
from il2report.workflow.worker import Worker

CHANGES, REDLINE = "report/changes", "report/redline"


def write_change_files(
    study: Path, report: ChangeReport, old: Edition, new: Edition, printing: Worker
) -> tuple[Path, ...]:
    """Write the report on a change and the redline beside the manuscript, all files or none.

    Parameters
    ----------
    study : where report/ stands
    report : in words
    old, new : the states compared; the report is set with the templates of the new one
    printing : a process that has WeasyPrint

    Raises
    ------
    BuildFailed
        When something could not be drawn, printed or written.
    StudyRefused
        When the study's own template of the report fails.
    """
    folder = new.folder or study
    with telling_slips(FRAME):
        page = change_page(report, folder, new.language, new.manuscript_title)
    changes = printing.submit(print_document, page, folder)
    marked = redline(
        complete_page(old),
        complete_page(new),
        since=old.title,
        folder=folder,
        labels=_result_labels(old, new),
    )
    pages = printing.submit(print_redline, marked.html, folder)
    files = {
        f"{CHANGES}.html": page.encode(),
        f"{CHANGES}.md": markdown_report(report).encode(),
        f"{REDLINE}.html": marked.html.encode(),
        f"{CHANGES}.pdf": printed_pdf(changes),
        f"{REDLINE}.pdf": printed_pdf(pages),
    }
    return write_outputs(study, files, frozenset())


def complete_page(edition: Edition) -> str:
    """Give the manuscript of a state with its pictures: as it was issued, or built anew."""
    if edition.is_frozen or edition.folder is None:
        return edition.page
    request = BuildRequest(
        edition.folder,
        edition.folder,
        formats=("html",),
        style=edition.style,
        public=edition.is_public,
    )
    files = produce(request, Clock(lambda _: None)).files
    return files["report/manuscript.html"].decode()


def _result_labels(*sides: Edition) -> dict[str, str]:
    """Give what the results are called, by id; as the last of the sides calls them."""
    sides_results = (values_of(side.document, {}) for side in sides)
    return {key: value.label for values in sides_results for key, value in values.items()}
