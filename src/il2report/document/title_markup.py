"""Titles of works as their sources give them: which markup is printed, and which is left out."""

import re
from html import unescape

from markupsafe import Markup, escape

TAG = re.compile(
    r"""<(/?)((?:jats:|mml:)?[a-z][a-z0-9]*)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""",
    re.IGNORECASE,
)
SHOWN = {"i": "em", "em": "em", "italic": "em", "sub": "sub", "inf": "sub", "sup": "sup"}
"""Markup of titles that is printed, whatever its source calls it."""
HIDDEN = frozenset(
    [
        "b",
        "strong",
        "bold",
        "u",
        "underline",
        "span",
        "sc",
        "scp",
        "small",
        "br",
        "p",
        "div",
        "title",
        "math",
        "mi",
        "mo",
        "mn",
        "mrow",
        "mtext",
        "msub",
        "msup",
        "msubsup",
        "mstyle",
        "mspace",
        "semantics",
        "annotation",
        "ref",
        "xref",
        "font",
        "big",
        "tt",
        "code",
        "a",
        "nobr",
    ]
)
"""Markup of titles whose words alone are printed."""


def with_markup(title: str) -> Markup:
    """Print a title: italics, subscripts and superscripts are kept, other markup is left out."""
    text = unescape(unescape(title))
    printed, opened, position = Markup(""), list[str](), 0
    for match in TAG.finditer(text):
        name = match[2].lower().removeprefix("jats:").removeprefix("mml:")
        if name not in SHOWN and name not in HIDDEN:
            continue
        printed += escape(text[position : match.start()])
        position = match.end()
        element = SHOWN.get(name)
        if element and not match[1] and not match[0].endswith("/>"):
            opened.append(element)
            printed += Markup(f"<{element}>")
        elif element and opened and opened[-1] == element:
            printed += Markup(f"</{opened.pop()}>")
    printed += escape(text[position:])
    return printed + Markup("".join(f"</{element}>" for element in reversed(opened)))


def without_markup(text: str) -> str:
    """Give a text of a record without markup and without white space around it."""
    return " ".join(unescape(str(with_markup(text).striptags())).split())
