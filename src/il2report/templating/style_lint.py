"""Reads style sheets for what would print a number that no call printed, or change one."""

from collections.abc import Iterator
from typing import Any

import tinycss2

from il2report.errors import Finding, Place
from il2report.study.characters import digits_for_numerals
from il2report.templating.style_sheets import line_too_deep

COUNTERS = frozenset({"counter-increment", "counter-reset", "counter-set"})
TURNING = frozenset(
    {"direction", "unicode-bidi", "-webkit-text-security", "writing-mode", "flex-direction"}
    | {"flex-flow", "order", "rotate", "scale", "transform"}
)
"""What changes the order in which digits are read, mirrors them or puts signs in their place."""
PRINTS_NOTHING = frozenset(
    {"src", "font", "font-family", "font-feature-settings", "font-variation-settings"}
    | {"grid", "grid-area", "grid-template", "grid-template-areas", "background", "mask"}
)
"""Properties whose texts in quotation marks are names and addresses."""
PRINTED_ATTRIBUTES = frozenset({"data-running", "data-result"})
"""What `attr()` may print: a heading, and the id of a result."""


def style_slips(source: str, file: str) -> Iterator[Finding]:
    """Find what of a style sheet would print a number, or change how one is read.

    Parameters
    ----------
    source : the sheet
    file : its name, for the place of each finding
    """
    tokens = tinycss2.parse_component_value_list(source, skip_comments=True)
    if line_too_deep(tokens) is not None:
        return  # `style_faults` says so
    for declaration in _declarations(tokens):
        place = Place(file, declaration.source_line)
        if fault := _printed(declaration):
            yield Finding("typed-number", place, fault)
        elif (name := declaration.lower_name) in TURNING:
            message = f"{name} would change the order in which digits are read; delete it"
            yield Finding("bad-style", place, message)


def _declarations(tokens: list[Any]) -> Iterator[Any]:
    """Give the declarations of a sheet, or of a block of it, as a browser reads them."""
    for rule in tinycss2.parse_blocks_contents(tokens, skip_comments=True, skip_whitespace=True):
        if rule.type == "declaration":
            yield rule
        else:
            yield from _declarations(getattr(rule, "content", None) or [])


def _printed(declaration: Any) -> str:
    """Say how a declaration prints a number, if it does."""
    written = f"{declaration.name}:{tinycss2.serialize(declaration.value)}"[:80].strip()
    for token in _tokens(declaration.value):
        is_text = token.type == "string" and declaration.lower_name not in PRINTS_NOTHING
        if is_text and any(sign.isdecimal() for sign in digits_for_numerals(token.value)):
            return f"the style sheet prints a number: {written}"
        if token.type == "number" and token.value != 0 and declaration.lower_name in COUNTERS:
            return f"a counter of a style sheet starts at 0 and counts by 1: {written}"
        if token.type == "function" and token.lower_name == "attr":
            names = {each.value for each in token.arguments if each.type == "ident"}
            if not names <= PRINTED_ATTRIBUTES:
                return f"the style sheet prints what an attribute holds: {written}"
    return ""


def _tokens(tokens: list[Any]) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from _tokens(
            getattr(token, "arguments", None) or getattr(token, "content", None) or []
        )
