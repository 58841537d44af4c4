"""Finds the template and the line of what no page may hold."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from il2report.errors import Finding, Place, StudyRefused
from il2report.templating.markup import Refusal, RefusedMarkup
from il2report.templating.style_sheets import style_faults
from il2report.templating.template_files import template_source

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
REMEDY = "A page holds only the elements, attributes and addresses that templates/README.md lists"


@contextmanager
def naming(folder: Path, template: str) -> Iterator[None]:
    """Turn refused markup into findings with file and line.

    Parameters
    ----------
    folder : the study
    template : the template that gave the markup

    Raises
    ------
    StudyRefused
        With a finding for each thing that the page may not hold.
    """
    try:
        yield
    except RefusedMarkup as refused:
        source = COMMENT.sub(
            lambda comment: "\n" * comment[0].count("\n"), _source(folder, template)
        )
        raise StudyRefused(
            Finding(
                "refused-markup", Place(f"templates/{template}", line), f"{refusal.said}. {REMEDY}"
            )
            for refusal in refused.refusals
            for line in _lines(refusal, source)
        ) from refused


def _source(folder: Path, template: str) -> str:
    return template_source(folder, template)[1]


def _lines(refusal: Refusal, source: str) -> tuple[int | None, ...]:
    """Give the lines that a refusal may come from; none where data or other templates gave it."""
    if not refusal.pattern:
        return (None,)
    found = re.finditer(refusal.pattern, source, re.IGNORECASE)
    lines = dict.fromkeys(source.count("\n", 0, match.start()) + 1 for match in found)
    return tuple(lines) or (None,)


def style_findings(name: str, sheet: str) -> Iterator[Finding]:
    """Find what a style sheet would load or run.

    Parameters
    ----------
    name : of the template, such as "styles/screen.css"
    sheet : its content
    """
    for fault in style_faults(sheet):
        message = f"the style sheet {fault.said}. A style shows images and fonts of the study, and loads nothing else"  # fmt: skip
        yield Finding("refused-style", Place(f"templates/{name}", fault.line), message)
