"""The report on an audit as a page of its own, for the screen and for print."""

from pathlib import Path

from markupsafe import Markup

from il2report.rendering.audit.report import AuditReport
from il2report.rendering.audit.wording import inert
from il2report.rendering.environment import template_environment
from il2report.rendering.template_files import template_source
from il2report.rendering.views import plain

FRAME = "audit.html.j2"
STYLE = "styles/audit.css"


def audit_page(report: AuditReport, study: Path) -> str:
    """Set the report as one HTML document.

    Parameters
    ----------
    report : in words
    study : folder whose templates come before the shipped ones
    """
    template = template_environment(study, {}).get_template(FRAME)
    style = Markup(template_source(study, STYLE)[1])
    page = template.render(report=plain(report), style=style)
    return "\n".join(map(inert, page.split("\n")))
