"""Markup within texts of records and of printed references: which is kept, and how it travels.

A reference is put together as plain text by a library that knows nothing of our nodes. What is to be
set in italics, raised or lowered is between two signs of a range that no text uses, so that no text of a
record is ever taken for markup.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import chain, groupby
from typing import TypeAlias

from il2report.document.tree import Element, Fragment, Part

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
        *("mspace", "semantics", "annotation", "ref", "xref", "font", "big", "tt", "code", "a"),
        "nobr",
    }
)
"""Markup of titles whose words alone are printed."""

OPENED = {"em": "\ue000", "strong": "\ue002", "sup": "\ue004", "sub": "\ue006"}
CLOSED = {"em": "\ue001", "strong": "\ue003", "sup": "\ue005", "sub": "\ue007"}
DOTS, OTHERS, RANGE = "\ue010", "\ue011", "\ue012"
"""In place of three full stops, of "there are more authors", and of a dash between pages."""
SIGNS = "\ue000-\ue01f"
MARKS = f"[{''.join(chain(OPENED.values(), CLOSED.values()))}]*"
Run: TypeAlias = tuple[tuple[str, ...], str]
"""A text and the elements around it, the outermost first."""
OWN_SIGNS = re.compile(f"[{SIGNS}]")


def enclosed(element: str, text: str) -> str:
    """Put the signs of an element around a text."""
    return f"{OPENED[element]}{text}{CLOSED[element]}"


def marked(text: str) -> str:
    """Write a text of a record with signs: italics, subscripts and superscripts stay, other markup goes."""
    text = OWN_SIGNS.sub("", unescape(unescape(text)) if "&" in text else text)
    if "<" not in text:
        return " ".join(text.split()).replace("...", DOTS)
    pieces, opened, position = list[str](), list[str](), 0
    for match in TAG.finditer(text):
        name = match[2].lower().removeprefix("jats:").removeprefix("mml:")
        if name not in SHOWN and name not in HIDDEN:
            continue
        pieces.append(text[position : match.start()])
        position = match.end()
        element = SHOWN.get(name)
        if element and not match[1] and not match[0].endswith("/>"):
            opened.append(element)
            pieces.append(OPENED[element])
        elif element and opened and opened[-1] == element:
            pieces.append(CLOSED[opened.pop()])
    pieces.append(text[position:])
    pieces += (CLOSED[element] for element in reversed(opened))
    return " ".join("".join(pieces).split()).replace("...", DOTS)


def unmarked(text: str) -> str:
    """Give a text of a record without any markup."""
    return OWN_SIGNS.sub("", marked(text).replace(DOTS, "..."))


def nodes_of(text: str) -> Fragment:
    """Turn a text with signs into nodes; italics within italics are upright, as in print."""
    names = {sign: name for signs in (OPENED, CLOSED) for name, sign in signs.items()}
    opened, runs = list[str](), list[Run]()
    for piece in re.split(f"([{SIGNS}])", text):
        if piece in OPENED.values():
            opened.append(names[piece])
        elif piece in CLOSED.values():
            if names[piece] in opened:
                opened.reverse()
                opened.remove(names[piece])
                opened.reverse()
        elif piece and not OWN_SIGNS.match(piece):
            is_upright = opened.count("em") % 2 == 0
            seen = dict.fromkeys(name for name in opened if name != "em" or not is_upright)
            runs.append((tuple(seen), piece))
    return Fragment.of(*_nested(runs))


def _nested(runs: Sequence[Run], depth: int = 0) -> Iterator[Part]:
    for name, group in groupby(runs, lambda run: "".join(run[0][depth : depth + 1])):
        if name:
            yield Element(name, Fragment.of(*_nested(tuple(group), depth + 1)))
        else:
            yield from (text for _, text in group)
