"""What a page needs for paper before it is laid out: words that may break, titles that repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from il2report.document.html import BETWEEN_LIMITS
from il2report.pages.page_boxes import all_boxes, boxes_of

LONG_WORD = re.compile(r"\S{31,}")
"""A word that may be too long for a line of a column, such as an address or a code without blanks."""
A_DOI = re.compile(r"(?:doi:|https?://[^\s/]+/)?10\.\d{4,9}/\S{1,36}(?!\S)")
"""A DOI that a line of the references can hold whole."""
A_NAME = re.compile(
    r"\b[A-Z][\w\N{RIGHT SINGLE QUOTATION MARK}]*(?:-[A-Z][\w\N{RIGHT SINGLE QUOTATION MARK}]*)+"
)
"""A name such as Kaplan-Meier."""
A_WORD = re.compile(
    r"(?<![.?!:]\s)(?<!\A)(?<!\w)[A-Z]\w{6,}|(?<!\S)(?=[^\s\d]{0,30}\d)\S{7,30}(?!\S)"
)
"""A word that is not divided: one with a capital that does not begin a sentence, or with a digit."""
IN_A_REFERENCE = re.compile(
    r"\bPMID: \d+|\b[A-Z][\w\N{RIGHT SINGLE QUOTATION MARK}-]+ [A-Z]{1,3}(?=[,.:;]|\sand\b)"
    r"|\bJ [A-Z]\w+|\b\d+[-\N{EN DASH}]\d+\b"
)
"""What no line of a reference divides: an identifier, a family name with its initials, "J Immunother", pages."""
UNBREAKABLE = re.compile(r"[\d.,%<>=+]+|\w{1,6}")
"""A number or word that no line divides, even without its element: it has no blank, no dash and no syllables."""
LAST_SPACE = re.compile(r"(?<=\S)\s+\Z")
INLINE = frozenset(
    {
        "a",
        "b",
        "code",
        "data",
        "em",
        "i",
        "mark",
        "q",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
    }
)
DOI, LONGEST_DOI = re.compile(r"\bdoi:\s?\Z", re.IGNORECASE), 46
NOT_TEXT = frozenset({"style", "script", "svg", "math", "head", "pre", "textarea"})
HEADINGS = ("h2", "h3")
INTRODUCED = ("ul", "ol", "dl", "table", "pre", "blockquote")
CONTINUED = "continued"
CONTINUED_TEXT = " (continued)"


def let_long_words_break(root: Element) -> None:
    """Let lines break within words that may be longer than a line.

    Only these words get an element that may break anywhere: in a table, letting all words do so would alter the
    widths of its columns.
    """
    for element in _elements(root):
        _set_apart(element, A_DOI, "whole")
        _set_apart(element, LONG_WORD, "long-word")


def keep_words_whole(root: Element) -> None:
    """Let no line end within a name, and divide no word that is a name or has a number."""
    # No word of a table or reference is hyphenated.
    apart = [each for each in root.iter() if each.tag == "table" or _has_class(each, "references")]
    apart_parts = {part: each for each in apart for part in each.iter()}
    for element in _elements(root):
        if element.get("class") in ("whole", "long-word"):
            continue
        if element not in apart_parts:
            _set_apart(element, A_NAME, "whole")
            _set_apart(element, A_WORD, "undivided")
        elif apart_parts[element].tag != "table":
            _set_apart(element, IN_A_REFERENCE, "whole")


def keep_pairs_whole(root: Element) -> None:
    """Let no line end between two numbers with a dash or "to" between them, nor between "doi:" and its link."""
    for parent in [each for each in root.iter() if not callable(each.tag)]:
        for low, high in pairwise([] if _has_class(parent, "whole") else list(parent)):
            if low.tag == high.tag == "data" and BETWEEN_LIMITS.fullmatch(low.tail or ""):
                _joined(parent, low, high)
        before: Element | None = None
        for child in list(parent):
            text = (parent.text if before is None else before.tail) or ""
            prefix = DOI.search(text)
            if child.tag == "a" and prefix and len(child.text or "") <= LONGEST_DOI:
                if before is None:
                    parent.text = text[: prefix.start()]
                else:
                    before.tail = text[: prefix.start()]
                before = _joined(parent, child)
                before.text = prefix[0]
            else:
                before = child


def _joined(parent: Element, *parts: Element) -> Element:
    """Put some neighbors into one element that no line divides."""
    whole = Element("span", {"class": "whole"})
    parent.insert(list(parent).index(parts[0]), whole)
    for part in parts:
        parent.remove(part)
        whole.append(part)
    whole.tail, parts[-1].tail = parts[-1].tail, None
    return whole


def unwrap_numbers(root: Element) -> None:
    """Take numbers out of their elements, which a page needs and paper does not.

    Each element costs a box, from the cascade of styles to the tags of the PDF. Elements stay where their style makes
    a difference, or where something points to them.
    """
    for parent in root.iter():
        before: Element | None = None
        for child in list(parent):
            text = child.text or ""
            if (
                child.tag == "data"
                and not len(child)
                and not {"id", "class", "lang"} & child.attrib.keys()
                and UNBREAKABLE.fullmatch(text)
            ):
                text += child.tail or ""
                if before is None:
                    parent.text = (parent.text or "") + text
                else:
                    before.tail = (before.tail or "") + text
                parent.remove(child)
            else:
                before = child


def part_last_spaces(root: Element) -> None:
    """Give the space between a text and an inline element behind it an element of its own.

    WeasyPrint ends a line behind the first word of a text that fits into it but for the space at its end.
    """
    in_tables = {part for table in root.iter("table") for part in table.iter()}
    for element in _elements(root):
        if element in in_tables:  # the widths of whose columns would change
            continue
        before: Element | None = None
        for child in list(element):
            text = (element.text if before is None else before.tail) or ""
            if child.tag in INLINE and (last := LAST_SPACE.search(text)):
                space = Element("span")
                space.text = " "
                if before is None:
                    element.text = text[: last.start()]
                else:
                    before.tail = text[: last.start()]
                element.insert(list(element).index(child), space)
            before = child


def keep_whole(element: Element, word: str) -> None:
    """Do not divide a word that is right inside an element."""
    _set_apart(element, re.compile(rf"(?<!\w){re.escape(word)}(?!\w)"), "undivided")


def _elements(root: Element) -> list[Element]:
    hidden = {part for each in root.iter() if each.tag in NOT_TEXT for part in each.iter()}
    return [each for each in root.iter() if not callable(each.tag) and each not in hidden]


def _set_apart(element: Element, words: re.Pattern[str], name: str) -> None:
    """Give each word right inside an element an element of its own with a class."""
    element.text, found = _divided(element.text or "", words, name)
    children = [*found]
    for child in list(element):
        child.tail, found = _divided(child.tail or "", words, name)
        children += [child, *found]
    element[:] = children


def _divided(text: str, words: re.Pattern[str], name: str) -> tuple[str, list[Element]]:
    """Give the text before the first of the words, and each of these words with the text behind it."""
    matches = list(words.finditer(text))
    ends = [match.start() for match in matches[1:]]
    found = []
    for match, end in zip(matches, (*ends, len(text)), strict=False):
        word = Element("span", {"class": name})
        word.text, word.tail = match[0], text[match.end() : end]
        found.append(word)
    return text[: matches[0].start()] if matches else text, found


def space_headings(root: Element) -> None:
    """Let the space above a heading belong to what precedes it, and let a list follow what introduces it.

    WeasyPrint keeps the margin above a heading at the head of a column, but discards that below a block at the foot.
    """
    for parent in root.iter():
        flow = (each for each in parent if each.tag != "figure")  # which leave the text
        for above, below in pairwise(flow):
            if below.tag in HEADINGS and above.tag not in HEADINGS:
                _add_class(above, "before-heading")
                _add_class(below, "spaced")
            if above.tag == "p" and below.tag in INTRODUCED:
                _add_class(above, "lead-in")


def _has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


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
