"""The environment that templates run in, and how loudly they fail."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    StrictUndefined,
    nodes,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup

from il2report.errors import Il2ReportError
from il2report.rendering.claims import ClaimBlock, Claims
from il2report.rendering.markdown import literal
from il2report.rendering.sandbox import BoundedSandbox
from il2report.rendering.template_files import StudyTemplates


class RawNumber(Il2ReportError, TypeError):
    """A template printed a number that did not go through the number styles."""


def template_environment(
    study: Path, vocabulary: Mapping[str, Any], claims: Claims | None = None
) -> BoundedSandbox:
    """Make a Jinja environment: sandboxed, escaping, strict about names, refusing raw numbers.

    Parameters
    ----------
    study : folder whose templates/ comes before the shipped templates
    vocabulary : what templates can call, by name
    claims : where the claims of the templates are collected
    """
    environment = BoundedSandbox(
        loader=StudyTemplates(study),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fit_to_print,
        extensions=[ClaimBlock],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(vocabulary)
    environment.extend(claims=claims or Claims())
    return environment


def syntax_tree(source: str) -> nodes.Template:
    """Read a template without rendering it, with every tag that a template may have.

    Raises
    ------
    jinja2.TemplateSyntaxError
        With the line that cannot be read.
    """
    return Environment(autoescape=True, extensions=[ClaimBlock]).parse(source)


@pass_context
def _fit_to_print(context: Context, value: object) -> object:
    """Refuse raw numbers; in a text, keep plain words from being read as Markdown."""
    if isinstance(value, (int, float)):
        raise RawNumber(
            f"the number {value!r} would be printed as it is; print it with num(), words(),"
            " percent() or another call of templates/README.md"
        )
    is_plain = isinstance(value, str) and not isinstance(value, Markup)
    return literal(str(value)) if is_plain and str(context.name).endswith(".md.j2") else value
