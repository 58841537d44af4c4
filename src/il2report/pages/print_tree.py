"""What a page needs for paper before it is laid out: words that may break, titles that repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from il2report.pages.page_boxes import all_boxes, boxes_of

LONG_WORD = re.compile(r"\S{31,}")
"""A word that may be too long for a line of a column, such as an address or a code without blanks."""
NOT_TEXT = frozenset({"style", "script", "svg", "math", "head", "pre", "textarea"})
HEADINGS = ("h2", "h3")
CONTINUED = "continued"
CONTINUED_TEXT = " (continued)"


def let_long_words_break(root: Element) -> None:
    """Let lines break within words that may be longer than a line.

    Only these words get an element that may break anywhere: in a table, letting all words do so would alter the
    widths of its columns.
    """
    for element in [each for each in root.iter() if not callable(each.tag)]:
        if element.tag in NOT_TEXT:
            continue
        element.text, words = _divided(element.text or "")
        children = [*words]
        for child in list(element):
            child.tail, words = _divided(child.tail or "")
            children += [child, *words]
        element[:] = children


def _divided(text: str) -> tuple[str, list[Element]]:
    """Give the text before the first long word, and each of these words with the text behind it."""
    before, *behind = LONG_WORD.split(text)
    words = []
    for match, tail in zip(LONG_WORD.findall(text), behind, strict=True):
        word = Element("span", {"class": "long-word"})
        word.text, word.tail = match, tail
        words.append(word)
    return before, words


def space_headings(root: Element) -> None:
    """Let the space above a heading belong to what precedes it.

    WeasyPrint keeps the margin above a heading at the head of a column, but discards that below a block at the foot.
    """
    for parent in root.iter():
        flow = (each for each in parent if each.tag != "figure")  # which leave the text
        for above, below in pairwise(flow):
            if below.tag in HEADINGS and above.tag not in HEADINGS:
                _add_class(above, "before-heading")
                _add_class(below, "spaced")


def _add_class(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


def repeat_title(table: Element) -> None:
    """Move the title of a table into its head, which is repeated on each further page of the table.

    The word "(continued)" is added to it; `without_first_continued` removes it from the first page.
    """
    caption, head = table.find("caption"), table.find("thead")
    if caption is None or head is None or head.find(f"tr[@class='{CONTINUED}']") is not None:
        return
    columns = (sum(int(cell.get("colspan", "1")) for cell in row) for row in head.iter("tr"))
    row = Element("tr", {"class": CONTINUED})
    title = SubElement(row, "th", caption.attrib | {"colspan": str(max(columns, default=1))})
    title.text = caption.text
    title.extend(deepcopy(list(caption)))
    word = SubElement(title, "span", {"class": f"{CONTINUED}-word"})
    word.text = CONTINUED_TEXT
    head.insert(0, row)
    table.remove(caption)
    table.set("class", f"{table.get('class', '')} titled".strip())


def long_tables(root: Element) -> Iterator[Element]:
    """Give the tables that are marked as longer than a page."""
    for figure in root.iter("figure"):
        if "long" in figure.get("class", "").split():
            yield from figure.iter("table")


def split_tables(document: Any) -> list[Element]:
    """Give the tables with a title that a layout has put on several pages without repeating it."""
    pages: dict[Element, set[int]] = {}
    for number, box in boxes_of(document, "table"):
        pages.setdefault(box.element, set()).add(number)
    return [
        table
        for table, found in pages.items()
        if len(found) > 1 and table.find("caption") is not None and table.find("thead") is not None
    ]


def without_first_continued(document: Any) -> None:
    """Remove the word "(continued)" from the page on which a table begins."""
    seen: set[Element] = set()
    for sheet in document.pages:
        here: set[Element] = set()
        for box in list(all_boxes(sheet)):
            kept = []
            for child in box.children:
                element = getattr(child, "element", None)
                if (
                    element is not None
                    and child.element_tag == "span"
                    and element.get("class") == f"{CONTINUED}-word"
                ):
                    here.add(element)
                    if element not in seen:
                        continue
                kept.append(child)
            if len(kept) < len(box.children):
                box.children = type(box.children)(kept)
        seen |= here
