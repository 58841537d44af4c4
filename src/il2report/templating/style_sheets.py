"""Style sheets and style attributes: what they may not load, run, end or print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2

from il2report.errors import Finding, Place
from il2report.study.characters import digits_for_numerals

MOST_SHEETS = 64
"""Style sheets of which the findings are remembered."""

A_PATH = r"(?![a-z][a-z0-9+.-]*:|[/\\#])"
"""A path within the study: no scheme, no server, no place on the disk, none within the page."""
WITHIN_THE_PAGE = re.compile(
    r"#|data:(image/(png|jpeg|svg\+xml)|font/(woff2?|otf|ttf)|application/(x-)?font-[a-z]+);base64,",
    re.IGNORECASE,
)
"""The addresses that a style may have: a place within the page, a picture or font that it holds itself."""
WITHIN_THE_STUDY = re.compile(rf"{WITHIN_THE_PAGE.pattern}|{A_PATH}", re.IGNORECASE)
UNSEEN_IN_ADDRESSES = re.compile(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")
TAKES_ADDRESSES = frozenset(
    {"cross-fade", "element", "image", "image-set", "src", "url"}
    | {"-webkit-cross-fade", "-webkit-image-set"}
)
TURNING = frozenset(
    {"direction", "order", "rotate", "scale", "transform", "unicode-bidi", "writing-mode"}
    | {"flex-direction", "flex-flow"}
)
"""What changes the order in which digits are read, or mirrors them."""
TURNING_IN_ATTRIBUTES = TURNING | {"translate"}
TURNING_IN_SHEETS = TURNING | {"-webkit-text-security"}
COUNTERS = frozenset({"counter-increment", "counter-reset", "counter-set"})
PRINTS_NOTHING = frozenset(
    {"src", "font", "font-family", "font-feature-settings", "font-variation-settings"}
    | {"grid", "grid-area", "grid-template", "grid-template-areas", "background", "mask"}
)
"""Properties whose texts in quotation marks are names and addresses."""
PRINTED_ATTRIBUTES = frozenset({"data-running", "data-supplement", "data-result"})
"""What `attr()` may print: a heading, and the id of a result."""
DEEPEST = 24
"""Brackets within brackets."""
RUNS = frozenset({"expression"})
"""What ran as a script in browsers of long ago."""


@dataclass(frozen=True, slots=True)
class StyleFault:
    """Something that a style may not do: in words, and on which line of the sheet."""

    line: int
    said: str


def as_read(address: str) -> str:
    """Give an address as a browser reads it: blanks around it and line breaks in it are nothing."""
    return UNSEEN_IN_ADDRESSES.sub("", address)


def style_faults(style: str, *, takes_paths: bool = True) -> Iterator[StyleFault]:
    """Find what a style sheet, or a style attribute, would load or run.

    With `takes_paths` it may have paths of the study, in whose place images.py puts the images.
    """
    if "</" in style:
        line = style.count("\n", 0, style.index("</")) + 1
        yield StyleFault(line, "holds </, which could end the style sheet")
    tokens = tinycss2.parse_component_value_list(style, skip_comments=True)
    if (deep := line_too_deep(tokens)) is not None:
        yield StyleFault(deep, f"has brackets more than {DEEPEST} deep")
    else:
        yield from _faults(tokens, WITHIN_THE_STUDY if takes_paths else WITHIN_THE_PAGE)


def line_too_deep(tokens: list[Any]) -> int | None:
    """Give the line where brackets are nested deeper than any style needs."""
    level = tokens
    for _ in range(DEEPEST + 1):
        level = [inner for token in level for inner in inside(token)]
    return level[0].source_line if level else None


def inside(token: Any) -> list[Any]:
    """Give the tokens within the brackets of a token."""
    return getattr(token, "arguments", None) or getattr(token, "content", None) or []


def turns_text(style: str) -> bool:
    """Whether a style attribute would change the order in which digits are read, or mirror them."""
    tokens = tinycss2.parse_component_value_list(style)
    return any(
        token.type == "ident" and token.lower_value in TURNING_IN_ATTRIBUTES for token in tokens
    )


def _faults(
    tokens: list[Any], allowed: re.Pattern[str], *, addresses: bool = False
) -> Iterator[StyleFault]:
    for number, token in enumerate(tokens):
        line = token.source_line
        if token.type == "error":
            yield StyleFault(line, f"cannot be read as a style: {token.message}")
        elif token.type == "function" and token.lower_name in RUNS:
            yield StyleFault(line, f"calls {token.name}()")
        elif token.type == "url" or (addresses and token.type == "string"):
            address = as_read(token.value)
            if not allowed.match(address):
                yield StyleFault(line, f"refers to {address[:60]!r}")
        elif token.type == "at-keyword" and token.lower_value == "import":
            written = tinycss2.serialize(tokens[number : number + 3])
            yield StyleFault(line, f"imports another style sheet ({written})")
        is_of_address = addresses or getattr(token, "lower_name", "") in TAKES_ADDRESSES
        yield from _faults(inside(token), allowed, addresses=is_of_address)


@lru_cache(maxsize=MOST_SHEETS)  # a sheet is read for the lint and for the page
def style_findings(name: str, sheet: str) -> tuple[Finding, ...]:
    """Find what a style sheet of a name such as "styles/screen.css" would load or run."""
    message = "the style sheet {}. A style shows images and fonts of the study, and loads nothing else"  # fmt: skip
    return tuple(
        Finding("refused-style", Place(f"templates/{name}", each.line), message.format(each.said))
        for each in style_faults(sheet)
    )


# --- numbers that no call printed -----------------------------------------------------------------


@lru_cache(maxsize=MOST_SHEETS)
def printing_findings(source: str, file: str) -> tuple[Finding, ...]:
    """Find what of a style sheet would print a number, or change how one is read."""
    return tuple(_printing_findings(source, file))


def _printing_findings(source: str, file: str) -> Iterator[Finding]:
    tokens = tinycss2.parse_component_value_list(source, skip_comments=True)
    if line_too_deep(tokens) is not None:
        return  # which `style_faults` reports
    for declaration in _declarations(tokens):
        place = Place(file, declaration.source_line)
        if fault := _printed(declaration):
            yield Finding("typed-number", place, fault)
        elif (name := declaration.lower_name) in TURNING_IN_SHEETS:
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
        yield from _tokens(inside(token))
