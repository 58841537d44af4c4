"""Titles of works as their sources give them: which markup is printed, and which is left out."""

import re
from html import unescape

from il2report.document.tree import Element, Fragment, Part, words

TAG = re.compile(
    r"""<(/?)((?:jats:|mml:)?[a-z][a-z0-9]*)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""",
    re.IGNORECASE,
)
SHOWN = {"i": "em", "em": "em", "italic": "em", "sub": "sub", "inf": "sub", "sup": "sup"}
"""Markup of titles that is printed, whatever its source calls it."""
HIDDEN = frozenset(
    {
        *("b", "strong", "bold", "u", "underline", "span", "sc", "scp", "small", "br", "p", "div"),
        *("title", "math", "mi", "mo", "mn", "mrow", "mtext", "msub", "msup", "msubsup", "mstyle"),
        *(
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
        ),
    }
)
"""Markup of titles whose words alone are printed."""


def with_markup(title: str) -> Fragment:
    """Print a title: italics, subscripts and superscripts are kept, other markup is left out."""
    text = unescape(unescape(title))
    opened: list[tuple[str, Fragment]] = [("", Fragment())]
    position = 0

    def add(*parts: Part) -> None:
        name, before = opened.pop()
        opened.append((name, Fragment.of(before, *parts)))

    def close() -> None:
        name, inside = opened.pop()
        add(Element(name, inside))

    for match in TAG.finditer(text):
        name = match[2].lower().removeprefix("jats:").removeprefix("mml:")
        if name not in SHOWN and name not in HIDDEN:
            continue
        add(text[position : match.start()])
        position = match.end()
        element = SHOWN.get(name)
        if element and not match[1] and not match[0].endswith("/>"):
            opened.append((element, Fragment()))
        elif element and opened[-1][0] == element:
            close()
    add(text[position:])
    while len(opened) > 1:
        close()
    return opened[0][1]


def without_markup(text: str) -> str:
    """Give a text of a record without markup and without white space around it."""
    return words(with_markup(text))
