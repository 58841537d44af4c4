"""The environment that templates run in, and how loudly they fail."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    StrictUndefined,
    TemplateSyntaxError,
    Undefined,
    nodes,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup

from il2report.document.seals import Seals
from il2report.errors import Il2ReportError
from il2report.templating.claims import ClaimBlock, Claims
from il2report.templating.markdown import literal
from il2report.templating.open_points import OpenPointTag
from il2report.templating.sandbox import BoundedSandbox, refuse_nesting
from il2report.templating.template_files import StudyTemplates


class RawValue(Il2ReportError, TypeError):
    """A template printed a value that is no text, such as a number that no call printed."""


def template_environment(
    study: Path,
    vocabulary: Mapping[str, Any],
    seals: Seals | None = None,
    claims: Claims | None = None,
) -> BoundedSandbox:
    """Make a Jinja environment: sandboxed, escaping, strict about names, refusing raw numbers.

    The templates/ of `study` come before the shipped ones; `vocabulary` is what they can call, by name.
    """
    environment = BoundedSandbox(
        loader=StudyTemplates(study),
        autoescape=True,
        undefined=_undefined(vocabulary),
        finalize=_fit_to_print,
        extensions=[ClaimBlock, OpenPointTag],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.offer(vocabulary)
    environment.seals = seals or Seals()
    environment.claims = claims or Claims(environment.seals)
    environment.open_points = {}
    return environment


def _undefined(vocabulary: Mapping[str, Any]) -> type[StrictUndefined]:
    """Make the kind of value that an unknown name has: any use of it says what may be meant."""

    class UnknownName(StrictUndefined):
        @property
        def _undefined_message(self) -> str:
            name = self._undefined_name
            if self._undefined_hint or self._undefined_obj is not missing or name is None:
                return super()._undefined_message
            begun = [call for call in vocabulary if len(call) > 2 and name.startswith(call)]
            near = begun or get_close_matches(name, vocabulary, n=1, cutoff=0.75)
            hint = f"Did you mean {near[0]}? " if near else ""
            return (
                f"there is no {name!r} here. {hint}templates/README.md lists the calls; an id is"
                ' written in quotation marks, such as num("cohort.n")'
            )

    return UnknownName


@lru_cache(maxsize=128)  # `check` asks for each template several times, to look at the tree
def syntax_tree(source: str) -> nodes.Template:
    """Read a template without rendering it, with every tag that a template may have.

    A TemplateSyntaxError names the line that cannot be read.
    """
    try:
        tree = Environment(autoescape=True, extensions=[ClaimBlock, OpenPointTag]).parse(source)
    except RecursionError:  # the parser calls itself for each bracket and each block
        raise TemplateSyntaxError("brackets or blocks are nested too deep", 1) from None
    refuse_nesting(tree, None, None)
    return tree


@pass_context
def _fit_to_print(context: Context, value: object) -> str:
    """Print text only; in a section, keep plain words from being read as Markdown."""
    if isinstance(value, Undefined):
        return str(value)  # which says what is undefined
    is_section = str(context.name).endswith(".md.j2")
    if isinstance(value, int) and not isinstance(value, bool) and not is_section:
        value = str(value)  # in a frame: a rank, the span of a cell
    if isinstance(value, (int, float)):
        raise RawValue(
            f"the number {value!r} would be printed as it is; print it with num(), words(),"
            " percent() or another call of templates/README.md"
        )
    if not isinstance(value, str):
        raise RawValue("only text can be printed, and this is a list, a view or a call")
    text = literal(value) if is_section and not isinstance(value, Markup) else value
    if not is_section:
        context.environment.seals.note_line(text)  # type: ignore[attr-defined]
    context.environment.spend(len(text))  # type: ignore[attr-defined]
    return text
