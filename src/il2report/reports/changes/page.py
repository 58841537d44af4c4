"""The report on a change as a page of its own, for the screen and for print."""

from pathlib import Path

from il2report.pages.page import GENERATOR, Head, framed, style_sheets
from il2report.reports.changes.report import ChangeReport
from il2report.templating.completeness import Parts, sentences
from il2report.templating.environment import template_environment
from il2report.templating.views import plain

FRAME = "changes.html.j2"


def change_page(report: ChangeReport, study: Path, language: str, title: str) -> str:
    """Set the report as one HTML document.

    Parameters
    ----------
    report : in words
    study : folder whose templates come before the shipped ones
    language, title : of the manuscript
    """
    head = Head(language, f"What changed: {title}", style_sheets(study, "changes"), (GENERATOR,))
    view = plain(report)
    context = {"report": view, "title": title}
    parts = Parts(others=(title, *sentences(view)))
    return framed(template_environment(study, {}), study, FRAME, head, context, parts=parts)
