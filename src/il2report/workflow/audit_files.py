"""The files that tell of an audit: the report as page and as PDF."""

from pathlib import Path

from il2report.reports.audit.page import FRAME, audit_page
from il2report.reports.audit.report import AuditReport
from il2report.verification.proof import telling_slips
from il2report.workflow.outputs import write_outputs
from il2report.workflow.printing import print_document, printed_pdf
from il2report.workflow.worker import Worker


def write_audit_files(
    folder: Path, stem: str, report: AuditReport, study: Path, printing: Worker
) -> tuple[Path, ...]:
    """Write the report on an audit, both files or none.

    Parameters
    ----------
    folder : where report/ stands
    stem : path of the files within it, without their suffix
    report : in words
    study : whose templates come before the shipped ones
    printing : a process that has WeasyPrint

    Raises
    ------
    StudyRefused
        When the study has a template of its own for the report, and that has a mistake.
    BuildFailed
        When something could not be printed or written.
    """
    with telling_slips(FRAME):
        page = audit_page(report, study)
    content = printed_pdf(printing.submit(print_document, page, study))
    return write_outputs(
        folder, {f"{stem}.html": page.encode(), f"{stem}.pdf": content}, frozenset()
    )
