"""The report on a change as a page of its own, for the screen and for print."""

from pathlib import Path

from il2report.document.tree import Fragment
from il2report.pages.page import GENERATOR, Head, framed, style_sheets
from il2report.reports.changes.report import ChangeReport
from il2report.templating.completeness import Parts, with_sealed_sentences
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
    environment = template_environment(study, {})
    view, sentences = with_sealed_sentences(plain(report), environment.seals)
    sealed_title = environment.seals.seal(Fragment.of(title))
    context = {"report": view, "title": sealed_title}
    parts = Parts(others=(sealed_title, *sentences))
    return framed(environment, study, FRAME, head, context, parts=parts)
