"""Accepts or rejects every tracked change of a Word file, on its XML, as Word does.

What was inserted is kept by accepting and goes by rejecting, what was deleted the other way round; a move is a deletion in
one place and an insertion in another. A paragraph whose end goes is joined to the paragraph behind it, which
keeps its own properties. A row, a cell or a table goes with all that is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from enum import Enum
from typing import cast

from il2report.word.opening import XmlElement
from il2report.word.writing import NAMESPACES


def w(name: str) -> str:
    """Name an element or attribute of the main namespace."""
    return f"{{{NAMESPACES['w']}}}{name}"


class Decision(Enum):
    """What is done with all tracked changes."""

    ACCEPT = "accept"
    REJECT = "reject"

    @property
    def kept(self) -> frozenset[str]:
        """The marks of text that stays."""
        return INSERTIONS if self is Decision.ACCEPT else DELETIONS

    @property
    def gone(self) -> frozenset[str]:
        """The marks of text that goes."""
        return DELETIONS if self is Decision.ACCEPT else INSERTIONS


INSERTIONS = frozenset({w("ins"), w("moveTo")})
DELETIONS = frozenset({w("del"), w("moveFrom")})
CELLS = {w("cellIns"): INSERTIONS, w("cellDel"): DELETIONS}
"""The marks of cells, as those of text."""
FORMER = {
    w(f"{name}Change"): w(name)
    for name in ("rPr", "pPr", "tblPr", "trPr", "tcPr", "sectPr", "tblPrEx", "tblGrid", "numbering")
}
"""What keeps properties as they were before a change, and what those are called."""
RANGES = frozenset(
    w(f"{kind}Range{end}")
    for kind in (
        *(
            "moveFrom",
            "moveTo",
            "customXmlIns",
            "customXmlDel",
            "customXmlMoveFrom",
            "customXmlMoveTo",
        ),
    )
    for end in ("Start", "End")
)
PARAGRAPH, TABLE, ROW, CELL = w("p"), w("tbl"), w("tr"), w("tc")
DELETED_TEXT = {w("delText"): w("t"), w("delInstrText"): w("instrText")}
MARKS = frozenset(
    {
        w("bookmarkStart"),
        w("bookmarkEnd"),
        w("commentRangeStart"),
        w("commentRangeEnd"),
        w("proofErr"),
    }
)
"""What marks a place between runs, and is no content."""
WRAPPERS = frozenset(
    {w("sdt"), w("sdtContent"), w("smartTag"), w("customXml"), w("hyperlink"), w("fldSimple")}
)


def resolved(root: XmlElement, decision: Decision) -> XmlElement:
    """Give a copy of a part in which every tracked change is accepted, or rejected."""
    copy = deepcopy(root)
    resolve(copy, decision)
    return copy


def resolve(root: XmlElement, decision: Decision) -> None:
    """Accept or reject every tracked change of a part, in place."""
    _drop_controls(root, GONE_CONTROLS[decision])
    _drop_rows_and_cells(root, decision)
    _settle_text(root, decision)
    _settle_properties(root, decision)
    for each in list(root.iter(*RANGES)):
        _remove(each)
    if decision is Decision.REJECT:
        for each in list(root.iter(*DELETED_TEXT)):
            each.tag = DELETED_TEXT[each.tag]
    _join_paragraphs(root, decision)
    _drop_empty(root)


# --- rows and cells -------------------------------------------------------------------------------


def _drop_rows_and_cells(root: XmlElement, decision: Decision) -> None:
    for row in list(root.iter(ROW)):
        if any(mark.tag in decision.gone for mark in row.iterfind(f"{w('trPr')}/*")):
            _remove(row)
    for mark in list(root.iter(*CELLS)):
        cell = _around(mark, CELL)
        if cell is not None and CELLS[mark.tag] == decision.gone:
            _remove(cell)
    for mark in list(root.iter(w("cellMerge"))):
        _unmerge(mark, decision)
    for tag in (*decision.kept, *CELLS):
        for mark in list(root.iter(tag)):
            if mark.getparent().tag in (w("trPr"), w("tcPr")):
                _remove(mark)


def _unmerge(mark: XmlElement, decision: Decision) -> None:
    """Take the vertical merge of a cell as it is after, or was before, the change."""
    properties = mark.getparent()
    merge = mark.get(w("vMerge" if decision is Decision.ACCEPT else "vMergeOrig"))
    if merge in ("cont", "rest"):
        for old in properties.findall(w("vMerge")):
            properties.remove(old)
        made = properties.makeelement(w("vMerge"), {})
        if merge == "rest":
            made.set(w("val"), "restart")
        properties.insert(properties.index(mark), made)
    properties.remove(mark)


# --- text -----------------------------------------------------------------------------------------


def _settle_text(root: XmlElement, decision: Decision) -> None:
    """Drop the text that goes, and take the marks off the text that stays; the ends of paragraphs come later."""
    for each in list(root.iter(*decision.gone)):
        if each.getparent() is not None and not _is_of_properties(each):
            _remove_text(each)
    for each in list(root.iter(*decision.kept)):
        if not _is_of_properties(each):
            _unwrap(each)


def _is_of_properties(mark: XmlElement) -> bool:
    return mark.getparent().tag in (w("rPr"), w("trPr"), w("tcPr"), w("numPr"))


def _remove_text(mark: XmlElement) -> None:
    """Remove text, but not the ends of bookmarks and comments that are within it."""
    parent, at = mark.getparent(), mark.getparent().index(mark)
    saved = [each for each in mark.iter(*MARKS) if each.tag != w("proofErr")]
    parent.remove(mark)
    for offset, each in enumerate(saved):
        parent.insert(at + offset, each)


GONE_CONTROLS = {
    Decision.ACCEPT: ("customXmlDel", "customXmlMoveFrom"),
    Decision.REJECT: ("customXmlIns", "customXmlMoveTo"),
}


def _drop_controls(root: XmlElement, kinds: Iterable[str]) -> None:
    """Drop the content controls that were inserted, deleted or moved as such: what is in them has marks of its own."""
    starts, ends = ([w(f"{kind}Range{end}") for kind in kinds] for end in ("Start", "End"))
    open_ranges: set[str] = set()
    controls = []
    for each in root.iter(*starts, *ends, w("sdt")):
        if each.tag == w("sdt"):
            controls += [each] if open_ranges else []
        elif each.tag in starts:
            open_ranges.add(each.get(w("id"), ""))
        else:
            open_ranges.discard(each.get(w("id"), ""))
    for control in controls:
        content = control.find(w("sdtContent"))
        if content is None:
            _remove(control)
        else:
            control.getparent().replace(control, content)
            _unwrap(content)


# --- properties -----------------------------------------------------------------------------------


def _settle_properties(root: XmlElement, decision: Decision) -> None:
    """Keep properties as they are, or put those back that they had before."""
    for change in list(root.iter(*FORMER)):
        properties = change.getparent()
        if properties is None:
            continue
        if decision is Decision.REJECT:
            former = change.find(FORMER[change.tag])
            _put_back(properties, former)
        else:
            properties.remove(change)


STAYING = {
    w("pPr"): (w("rPr"), w("sectPr")),
    w("rPr"): (w("ins"), w("del"), w("moveFrom"), w("moveTo")),
    w("trPr"): (w("ins"), w("del")),
}
"""What of the properties a record of former ones does not hold."""


def _put_back(properties: XmlElement, former: XmlElement | None) -> None:
    staying = [each for each in properties if each.tag in STAYING.get(properties.tag, ())]
    for each in list(properties):
        properties.remove(each)
    own = list(former) if former is not None else []
    marks = [each for each in staying if each.tag in INSERTIONS | DELETIONS]
    for each in (*marks, *own, *(each for each in staying if each not in marks)):
        properties.append(each)


# --- paragraphs -----------------------------------------------------------------------------------


def _join_paragraphs(root: XmlElement, decision: Decision) -> None:
    """Join paragraphs whose end goes to those behind them; an empty one with nothing behind it goes."""
    for paragraph in list(root.iter(PARAGRAPH)):
        marks = paragraph.findall(f"{w('pPr')}/{w('rPr')}/*")
        gone = [mark for mark in marks if mark.tag in decision.gone]
        for mark in [each for each in marks if each.tag in decision.gone | decision.kept]:
            mark.getparent().remove(mark)
        if gone:
            _join(paragraph)


def _join(paragraph: XmlElement) -> None:
    following = _next_block(paragraph)
    content = [each for each in paragraph if each.tag != w("pPr")]
    is_empty = not _has_content(paragraph)
    if following is not None and following.tag == PARAGRAPH:
        at = 1 if len(following) and following[0].tag == w("pPr") else 0
        for offset, each in enumerate(content):
            following.insert(at + offset, each)
        _pass_on(paragraph, following)
        _remove(paragraph)
    elif is_empty and _may_go(paragraph):
        _keep_marks(paragraph, content)
        _remove(paragraph)


PLACE = "place"
"""An attribute that readers give paragraphs to find them again; joined ones have several."""


def _pass_on(paragraph: XmlElement, following: XmlElement) -> None:
    places = [each.get(PLACE) for each in (paragraph, following)]
    if any(places):
        following.set(PLACE, " ".join(place for place in places if place))


def _keep_marks(paragraph: XmlElement, content: Iterable[XmlElement]) -> None:
    """Leave the ends of bookmarks and comments where the paragraph was."""
    for each in content:
        if each.tag in MARKS:
            paragraph.addprevious(each)


def _may_go(paragraph: XmlElement) -> bool:
    """Whether a cell, or another place that needs a paragraph at its end, has one left without this one."""
    before = paragraph.getprevious()
    while before is not None and before.tag in MARKS:
        before = before.getprevious()
    is_at_end = _next_block(paragraph) is None
    needs_one = paragraph.getparent().tag in (CELL, w("txbxContent"), w("footnote"), w("comment"))
    return not (is_at_end and needs_one) or (before is not None and before.tag == PARAGRAPH)


def _next_block(paragraph: XmlElement) -> XmlElement | None:
    """Give the paragraph or table behind a paragraph, also into and out of content controls around blocks."""
    here = paragraph
    while True:
        for each in here.itersiblings():
            if found := _first_block(each):
                return found[0]
        here = here.getparent()
        if here is None or here.tag not in WRAPPERS:
            return None


def _first_block(element: XmlElement) -> list[XmlElement]:
    if element.tag in (PARAGRAPH, TABLE):
        return [element]
    if element.tag in WRAPPERS:
        return next((found for each in element if (found := _first_block(each))), [])
    return []


CONTENT = frozenset(
    w(name)
    for name in (
        "t",
        "tab",
        "br",
        "cr",
        "sym",
        "drawing",
        "pict",
        "object",
        "footnoteReference",
        "endnoteReference",
        "noBreakHyphen",
        "softHyphen",
        "fldChar",
        "ptab",
    )
)


def _has_content(element: XmlElement) -> bool:
    return next(cast("Iterator[XmlElement]", element.iter(*CONTENT)), None) is not None


def _drop_empty(root: XmlElement) -> None:
    """Drop tables without rows and controls and links without content; a cell keeps a paragraph."""
    for table in list(root.iter(TABLE)):
        if next(table.iter(ROW), None) is None:
            _remove(table)
    for row in list(root.iter(ROW)):
        if next(row.iter(CELL), None) is None:
            _remove(row)
    for cell in list(root.iter(CELL)):
        if not any(each.tag == PARAGRAPH for each in cell.iter(PARAGRAPH)):
            cell.append(cell.makeelement(PARAGRAPH, {}))


# --- elements -------------------------------------------------------------------------------------


def _remove(element: XmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: XmlElement) -> None:
    """Put what is inside an element in its place."""
    parent = element.getparent()
    at = parent.index(element)
    children = list(element)
    parent.remove(element)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)


def _around(element: XmlElement, tag: str) -> XmlElement | None:
    return next(cast("Iterator[XmlElement]", element.iterancestors(tag)), None)
