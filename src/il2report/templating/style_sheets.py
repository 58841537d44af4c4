"""Style sheets and style attributes: what in them would load something, run, or end the sheet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2

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
    {
        "direction",
        "order",
        "rotate",
        "scale",
        "transform",
        "translate",
        "unicode-bidi",
        "writing-mode",
    }
    | {"flex-direction", "flex-flow"}
)
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

    Parameters
    ----------
    style : as it is written
    takes_paths : whether paths of the study may be in it, in whose place images.py puts the images
    """
    if "</" in style:
        line = style.count("\n", 0, style.index("</")) + 1
        yield StyleFault(line, "holds </, which could end the style sheet")
    allowed = WITHIN_THE_STUDY if takes_paths else WITHIN_THE_PAGE
    tokens = tinycss2.parse_component_value_list(style, skip_comments=True)
    if (deep := line_too_deep(tokens)) is not None:
        yield StyleFault(deep, f"has brackets more than {DEEPEST} deep")
        return
    yield from _faults(tokens, allowed)


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
    return any(token.type == "ident" and token.lower_value in TURNING for token in tokens)


def _faults(
    tokens: list[Any], allowed: re.Pattern[str], *, addresses: bool = False
) -> Iterator[StyleFault]:
    for number, token in enumerate(tokens):
        yield from _own_faults(token, allowed, addresses=addresses)
        if token.type == "at-keyword" and token.lower_value == "import":
            written = tinycss2.serialize(tokens[number : number + 3])
            yield StyleFault(token.source_line, f"imports another style sheet ({written})")
        for inside in (getattr(token, "arguments", None), getattr(token, "content", None)):
            if inside:
                is_of_address = addresses or getattr(token, "lower_name", "") in TAKES_ADDRESSES
                yield from _faults(inside, allowed, addresses=is_of_address)


def _own_faults(token: Any, allowed: re.Pattern[str], *, addresses: bool) -> Iterator[StyleFault]:
    line = token.source_line
    if token.type == "error":
        yield StyleFault(line, f"cannot be read as a style: {token.message}")
    elif token.type == "function" and token.lower_name in RUNS:
        yield StyleFault(line, f"calls {token.name}()")
    elif token.type == "url" or (addresses and token.type == "string"):
        address = as_read(token.value)
        if not allowed.match(address):
            yield StyleFault(line, f"refers to {address[:60]!r}")
