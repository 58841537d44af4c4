"""Reads the templates of the text for typed numbers and arithmetic, before anything is rendered.

A section may print a number only through the calls of the vocabulary. This walk over the syntax
tree finds digits typed in prose, numbers printed as constants, and arithmetic. Names that contain
a digit, such as a drug's, are listed with a reason in templates/terms.toml.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from jinja2 import TemplateSyntaxError, nodes

from il2report.errors import Finding, Place
from il2report.study.characters import HIDDEN, digits_for_numerals, hidden_character
from il2report.templating.environment import syntax_tree
from il2report.templating.open_points import OpenPointTag
from il2report.templating.template_files import template_source

DIGITS = re.compile(r"\d[\d.,]*")
AN_ID = re.compile(r"\.?[a-z][a-z0-9_.]*|[a-z_./]+\.j2")
"""An id, the end of one, or the name of a template: what a call may take that holds a digit."""
A_MARK = re.compile(r"<\s*/?\s*data\b|data-(?:result|part)\b", re.IGNORECASE)
Kind = TypeVar("Kind", bound=nodes.Node)
ARITHMETIC = (nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)


def template_findings(source: str, file: str, terms: tuple[str, ...]) -> Iterator[Finding]:
    """Find what a section template may not have; `terms` may be typed although they contain a digit."""
    try:
        tree = syntax_tree(source)
    except TemplateSyntaxError as error:
        message = f"the template cannot be read: {error.message}"
        yield Finding("bad-template", Place(file, error.lineno), message)
        return
    except (ValueError, RecursionError) as error:
        yield Finding("bad-template", Place(file), f"the template cannot be read: {error}")
        return
    found = [*tree.find_all(nodes.Node)]
    for line, text in _prose(found):
        yield from _typed(text, Place(file, line), terms)
        yield from typed_marks(text, Place(file, line))
    for constant in _of_kind(found, nodes.Const):
        if isinstance(constant.value, str) and HIDDEN.search(constant.value):
            place = Place(file, constant.lineno)
            yield hidden_character(place, "a text in quotation marks", constant.value)
    for operation in found:
        if isinstance(operation, ARITHMETIC):
            message = "templates cannot compute; print a result by its id instead"
            yield Finding("template-arithmetic", Place(file, operation.lineno), message)


def _of_kind(found: Iterable[nodes.Node], kind: type[Kind]) -> Iterator[Kind]:
    return (node for node in found if isinstance(node, kind))


def _prose(found: Sequence[nodes.Node]) -> Iterator[tuple[int, str]]:
    """Give all text that a template prints or may print, with its line; not the ids of results."""
    for data in _of_kind(found, nodes.TemplateData):
        yield data.lineno, data.data
    for output in _of_kind(found, nodes.Output):
        for node in output.nodes:
            if isinstance(node, nodes.Const) and not isinstance(node.value, str):
                yield node.lineno, str(node.value)
    unprinted = {
        id(text)
        for call in _of_kind(found, nodes.Call)
        if _prints_no_text(call)
        for text in call.args
    }
    for constant in _of_kind(found, nodes.Const):
        if id(constant) in unprinted:
            continue
        if isinstance(constant.value, str) and not AN_ID.fullmatch(constant.value):
            yield constant.lineno, constant.value


def _prints_no_text(call: nodes.Call) -> bool:
    """Whether a call takes what is no text: what is still to be written, and the items of a checklist."""
    if isinstance(call.node, nodes.ExtensionAttribute):
        return call.node.identifier == OpenPointTag.identifier
    return isinstance(call.node, nodes.Name) and call.node.name == "strobe"


def typed_marks(text: str, place: Place) -> Iterator[Finding]:
    """Find marks of numbers that were typed: only a call can vouch for where a number comes from."""
    for match in A_MARK.finditer(text):
        line = (place.row or 1) + text[: match.start()].count("\n")
        message = f"{match[0]!r} is typed; a number gets its mark from the call that prints it"
        yield Finding("typed-mark", Place(place.file, line), message)


def _typed(text: str, place: Place, terms: tuple[str, ...]) -> Iterator[Finding]:
    """Find digits outside the allowed names; blanked names keep the line count."""
    for term in terms:
        text = re.sub(rf"(?<!\w){re.escape(term)}(?!\w)", " " * len(term), text)
    for match in DIGITS.finditer(digits_for_numerals(text)):
        line = (place.row or 1) + text[: match.start()].count("\n")
        yield Finding(
            "typed-number",
            Place(place.file, line),
            f"the number {text[slice(*match.span())].rstrip('.,')} is typed; print it by the id of its result, or"
            " list the name that it belongs to in templates/terms.toml",
        )


def findings_in_template(folder: Path, name: str, terms: tuple[str, ...]) -> tuple[Finding, ...]:
    """Give the findings of one template, such as "sections/results.md.j2", in order of lines."""
    _, source = template_source(folder, name)
    return _findings_in(source, f"templates/{name}", terms)


@lru_cache(maxsize=256)  # a preview lints all templates after each edit of one
def _findings_in(source: str, file: str, terms: tuple[str, ...]) -> tuple[Finding, ...]:
    findings = set(template_findings(source, file, terms))
    return tuple(sorted(findings, key=lambda finding: (finding.place.row or 0, finding.message)))
