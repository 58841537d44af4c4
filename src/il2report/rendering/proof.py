"""Tries every section of the text on a study, and says what a build would stumble over."""

import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from il2report.errors import Finding, Il2ReportError, Place
from il2report.rendering.manuscript import SECTIONS, Typesetter
from il2report.rendering.template_lint import allowed_terms, slips_in_section
from il2report.results import StudyResults
from il2report.study import Study

TEMPLATE_FAILURES = (TemplateError, Il2ReportError, TypeError, ValueError)
"""What rendering a template may raise through a slip of its author."""


def template_findings(study: Study, results: StudyResults, folder: Path) -> tuple[Finding, ...]:
    """Lint and render each section; all findings at once, each with file and line."""
    typesetter = Typesetter(study, results, folder)
    terms = allowed_terms(folder)
    findings: list[Finding] = []
    for name in SECTIONS:
        try:
            findings += slips_in_section(folder, name, terms)
            findings += _failures(name, typesetter.rendered)
        except TemplateNotFound as error:
            findings.append(
                Finding("missing-template", Place(f"templates/{error.name}"), str(error))
            )
    return tuple(findings)


def _failures(name: str, rendered: Callable[[str], str]) -> Iterator[Finding]:
    try:
        rendered(name)
    except TemplateNotFound:
        raise
    except TemplateSyntaxError:
        return  # the lint has told
    except TEMPLATE_FAILURES as error:
        yield failure(f"templates/sections/{name}.md.j2", error)


def failure(template: str, error: Exception) -> Finding:
    """Say what went wrong in a template, and on which of its lines."""
    name = template.removeprefix("templates/")
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f.lineno for f in frames if f.filename.endswith(name) or f.filename == "<template>"]
    line = lines[-1] if lines else None
    return Finding("template-fails", Place(template, line), f"{error}")
