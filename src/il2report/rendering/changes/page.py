"""The report on a change as a page of its own, for the screen and for print."""

from pathlib import Path

from markupsafe import Markup

from il2report.rendering.changes.report import ChangeReport
from il2report.rendering.environment import template_environment
from il2report.rendering.template_files import template_source
from il2report.rendering.views import plain

FRAME = "changes.html.j2"
STYLE = "styles/changes.css"


def change_page(report: ChangeReport, study: Path, language: str, title: str) -> str:
    """Set the report as one HTML document.

    Parameters
    ----------
    report : in words
    study : folder whose templates come before the shipped ones
    language, title : of the manuscript
    """
    template = template_environment(study, {}).get_template(FRAME)
    style = Markup(template_source(study, STYLE)[1])
    return template.render(report=plain(report), language=language, title=title, style=style)
