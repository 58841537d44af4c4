"""A report as a page of its own, for the screen and for print."""

from dataclasses import replace
from pathlib import Path

from il2report.pages.page import GENERATOR, Head, framed, style_sheets
from il2report.reports.blocks import ReportTree, visible
from il2report.templating.completeness import Parts, with_sealed_sentences
from il2report.templating.environment import template_environment
from il2report.templating.views import plain

LANGUAGE = "en-US"


def frame_of(kind: str) -> str:
    """Name the frame of a kind of report, which a study may have in its own templates."""
    return f"{kind}.html.j2"


def report_page(report: ReportTree, kind: str, study: Path, language: str = LANGUAGE) -> str:
    """Write a report as one HTML document."""
    head = Head(language, report.name, style_sheets(study, kind), (GENERATOR,))
    environment = template_environment(study, {})
    body = replace(report, name="")  # the head has the name
    view, printed = with_sealed_sentences(plain(body), environment.seals)
    parts = Parts(others=printed)
    page = framed(environment, study, frame_of(kind), head, {"report": view}, parts=parts)
    return visible(page) if report.is_foreign else page
