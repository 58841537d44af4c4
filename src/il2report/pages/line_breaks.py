"""Limits what WeasyPrint does not: how wide the spaces of a justified line are, and how many hyphens are in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from il2report.pages.page_boxes import all_boxes, boxes_within

MOST_ADDED = 0.5
"""Part of the size of its letters by which a space of a justified line may be widened; STIX has spaces of 0.25.

A line that would need more is short of the edge, as a number or name that must not be divided follows.
"""
MOST_HYPHENS = 2
"""Lines in a row that may end with a hyphen of a divided word."""
HYPHEN = "\N{HYPHEN}"
LAST_LETTERS, FIRST_LETTERS = re.compile(r"\w+\Z"), re.compile(r"\s*(\w+)")


def lines_of(document: Any) -> Iterator[Any]:
    """Give the lines of a document, page by page."""
    for sheet in document.pages:
        yield from (box for box in all_boxes(sheet) if hasattr(box, "text_overflow"))


def texts_of(box: Any) -> Iterator[Any]:
    """Give the boxes of text within a box, in order."""
    if isinstance(getattr(box, "text", None), str):
        yield box
    for child in boxes_within(box):
        yield from texts_of(child)


def limit_spaces(document: Any) -> None:
    """Narrow the spaces of lines that are justified beyond the limit."""
    for line in lines_of(document):
        most = MOST_ADDED * line.style["font_size"]
        if any(text.justification_spacing > most for text in texts_of(line)):
            _narrow(line, most, 0.0)


def _narrow(box: Any, most: float, moved: float) -> float:
    """Narrow the spaces in a box that earlier ones have moved; gives how far what follows is moved."""
    if not hasattr(box, "justification_spacing") and not hasattr(box, "children"):
        box.translate(moved, 0)
        return moved
    box.position_x += moved
    before = moved
    if hasattr(box, "justification_spacing"):
        spaces = box.text.count(" ") + box.text.count("\N{NO-BREAK SPACE}")
        if spaces:
            moved += spaces * (most - box.justification_spacing)
            box.justification_spacing = box.pango_layout.justification_spacing = most
    else:
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _narrow(child, most, moved)
    box.width += moved - before
    return moved


def hyphens_in_a_row(document: Any) -> Iterator[tuple[Element, str]]:
    """Give each word that is divided at the end of one line too many, and the element whose text it is in."""
    count, divided, inside = 0, "", None
    for line in lines_of(document):
        texts = list(texts_of(line))
        if divided and inside is not None and (rest := FIRST_LETTERS.match(_text(texts))):
            yield inside, divided + rest[1]
        count, divided, inside = count + 1 if _text(texts).endswith(HYPHEN) else 0, "", None
        if count > MOST_HYPHENS:
            start = LAST_LETTERS.search(_text(texts).removesuffix(HYPHEN))
            divided, inside, count = start[0] if start else "", texts[-1].element, 0


def _text(texts: list[Any]) -> str:
    return "".join(text.text for text in texts)
