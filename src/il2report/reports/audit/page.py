"""The report on an audit as a page of its own, for the screen and for print."""

from pathlib import Path

from il2report.pages.page import GENERATOR, Head, framed, style_sheets
from il2report.reports.audit.report import AuditReport
from il2report.reports.audit.wording import inert
from il2report.templating.completeness import Parts, with_sealed_sentences
from il2report.templating.environment import template_environment
from il2report.templating.views import plain

FRAME = "audit.html.j2"
LANGUAGE = "en-US"


def audit_page(report: AuditReport, study: Path) -> str:
    """Set the report as one HTML document.

    Parameters
    ----------
    report : in words
    study : folder whose templates come before the shipped ones
    """
    title = f"Audit: {report.title}" if report.title else "Audit"
    head = Head(LANGUAGE, title, style_sheets(study, "audit"), (GENERATOR,))
    environment = template_environment(study, {})
    view, sentences = with_sealed_sentences(plain(report), environment.seals)
    parts = Parts(others=sentences)
    page = framed(environment, study, FRAME, head, {"report": view}, parts=parts)
    return "\n".join(map(inert, page.split("\n")))
