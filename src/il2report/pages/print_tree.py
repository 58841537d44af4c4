"""What a page needs for paper before it is laid out: words that may break, titles that repeat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from il2report.pages.page_boxes import all_boxes, boxes_of

LONG_WORD = re.compile(r"\S{31,}")
"""A word that no line of a column might take, such as an address or a code without blanks."""

NOT_TEXT = frozenset({"style", "script", "svg", "math", "head", "pre", "textarea"})
LONG_WORD_CLASS = "long-word"
CONTINUED = "continued"
CONTINUED_TEXT = " (continued)"


def let_long_words_break(root: Element) -> None:
    """Let the lines break within words that are longer than a line might be.

    Only these words may break anywhere: in a table, letting all words do so would alter the widths of its
    columns.
    """
    for element in [each for each in root.iter() if not callable(each.tag)]:
        if element.tag not in NOT_TEXT and LONG_WORD.search(element.text or ""):
            _split(element, 0, element.text or "", into_text=True)
        for child in list(element):
            if element.tag not in NOT_TEXT and LONG_WORD.search(child.tail or ""):
                place = list(element).index(child) + 1
                _split(element, place, child.tail or "", into_text=False)


def _split(parent: Element, place: int, text: str, *, into_text: bool) -> None:
    """Put the long words of a text into elements of their own, from a place among the children."""
    before, position = None if into_text else parent[place - 1], 0
    for match in LONG_WORD.finditer(text):
        _put(parent, before, text[position : match.start()])
        word = Element("span", {"class": LONG_WORD_CLASS})
        word.text = match[0]
        parent.insert(place, word)
        before, place, position = word, place + 1, match.end()
    _put(parent, before, text[position:])


def _put(parent: Element, before: Element | None, text: str) -> None:
    if before is None:
        parent.text = text
    else:
        before.tail = text


def repeat_title(table: Element) -> None:
    """Move the title of a table into its head, which is repeated on each page that it runs on to.

    The word "(continued)" is added to it; `without_first_continued` takes it off the first page.
    """
    caption, head = table.find("caption"), table.find("thead")
    if caption is None or head is None or head.find(f"tr[@class='{CONTINUED}']") is not None:
        return
    columns = max((_columns(row) for row in head.iter("tr")), default=1)
    row = Element("tr", {"class": CONTINUED})
    title = SubElement(row, "th", dict(caption.attrib) | {"colspan": str(columns)})
    title.text = caption.text
    title.extend(deepcopy(list(caption)))
    word = SubElement(title, "span", {"class": f"{CONTINUED}-word"})
    word.text = CONTINUED_TEXT
    head.insert(0, row)
    table.remove(caption)
    table.set("class", f"{table.get('class', '')} titled".strip())


def _columns(row: Element) -> int:
    return sum(int(cell.get("colspan", "1")) for cell in row)


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
    """Take the word "(continued)" off the page on which a table begins."""
    seen: set[Element] = set()
    for sheet in document.pages:
        here: set[Element] = set()
        for box in list(all_boxes(sheet)):
            kept = [child for child in box.children if not _is_first(child, seen, here)]
            if len(kept) < len(box.children):
                box.children = type(box.children)(kept)
        seen |= here


def _is_first(box: Any, seen: Iterable[Element], here: set[Element]) -> bool:
    element = getattr(box, "element", None)
    if element is None or box.element_tag != "span":
        return False
    if element.get("class") != f"{CONTINUED}-word":
        return False
    here.add(element)
    return element not in seen
