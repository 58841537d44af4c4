"""Accepting all tracked changes gives the newer text, rejecting them the older one."""

from __future__ import annotations

import pytest
from word_files import BY, bookmarked, gone, ins, p, r, slot, tbl, tc, tr, word_bytes

from il2report.word.flow import Grid, GridCell, Paragraph
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of
from il2report.word.resolution import Decision


def said(body: str, decision: Decision) -> list[str]:
    """Give the paragraphs of a file, and the rows of its tables."""
    lines = []
    for block in flow_of(word_file_of(word_bytes(body), "back.docx"), decision):
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines += [" | ".join(_cell(cell) for cell in row.cells) for row in block.rows]
    return lines


def _cell(cell: GridCell) -> str:
    return "/".join(each.text for each in cell.paragraphs)


CELL_MARK = "<w:{} " + BY + "/>"
CHANGED = {
    "nothing": (p(r("a")), ["a"], ["a"]),
    "a word": (p(r("a "), gone("b"), ins(r("c"))), ["a c"], ["a b"]),
    "a number in a slot": (p(slot(1, gone("20.0"), ins(r("26.7"))), r("%")), ["26.7%"], ["20.0%"]),
    "a word that was added and struck again": (
        p(r("a"), ins(gone("b"))),
        ["a"],
        ["a"],
    ),
    "a move": (
        p(gone("a b. ", tag="moveFrom"), r("c. ")) + p(r("d. "), ins(r("a b."), tag="moveTo")),
        ["c. ", "d. a b."],
        ["a b. c. ", "d. "],
    ),
    "a paragraph added": (
        p(r("a")) + p(ins(r("b")), mark="ins") + p(r("c")),
        ["a", "b", "c"],
        ["a", "c"],
    ),
    "a paragraph struck": (
        p(r("a")) + p(gone("b"), mark="del") + p(r("c")),
        ["a", "c"],
        ["a", "b", "c"],
    ),
    "a paragraph struck before a table": (
        p(r("a")) + p(gone("b"), mark="del") + tbl(tr("x")),
        ["a", "x"],
        ["a", "b", "x"],
    ),
    "the last paragraph struck": (p(r("a")) + p(gone("b"), mark="del"), ["a"], ["a", "b"]),
    "two paragraphs joined": (
        p(r("a "), mark="del") + p(r("b")),
        ["a b"],
        ["a ", "b"],
    ),
    "three paragraphs joined": (
        p(r("a"), mark="del") + p(r("b"), mark="del") + p(r("c")),
        ["abc"],
        ["a", "b", "c"],
    ),
    "a paragraph split": (p(r("a"), mark="ins") + p(r("b")), ["a", "b"], ["ab"]),
    "a paragraph in place of another": (
        p(gone("a"), mark="del") + p(ins(r("b")), mark="ins") + p(r("c")),
        ["b", "c"],
        ["a", "c"],
    ),
    "rows": (
        tbl(tr("a"), tr("b", mark="ins"), tr("c", mark="del")),
        ["a", "b"],
        ["a", "c"],
    ),
    "a table struck": (
        p(r("a")) + tbl(tr("x", mark="del"), tr("y", mark="del")) + p(r("b")),
        ["a", "b"],
        ["a", "x", "y", "b"],
    ),
    "cells": (
        tbl(tr("a", tc("b", CELL_MARK.format("cellIns")), tc("c", CELL_MARK.format("cellDel")))),
        ["a | b"],
        ["a | c"],
    ),
    "the only paragraph of a cell": (
        tbl(tr(tc(p(gone("a"), mark="del")), "b")),
        [" | b"],
        ["a | b"],
    ),
    "a paragraph of a cell": (
        tbl(tr(tc(p(ins(r("a")), mark="ins") + p(r("b"))))),
        ["a/b"],
        ["b"],
    ),
    "a control around paragraphs": (
        "<w:sdt><w:sdtContent>" + p(r("a"), mark="del") + "</w:sdtContent></w:sdt>" + p(r("b")),
        ["ab"],
        ["a", "b"],
    ),
    "a control that was added": (
        p(
            r("a"),
            f"<w:customXmlInsRangeStart {BY}/><w:sdt><w:sdtContent><w:customXmlInsRangeEnd w:id='1'/>",
            ins(r("b")),
            f"<w:customXmlInsRangeStart {BY}/></w:sdtContent></w:sdt><w:customXmlInsRangeEnd w:id='1'/>",
        ),
        ["ab"],
        ["a"],
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_both_texts_are_found(name: str) -> None:
    body, accepted, rejected = CHANGED[name]

    assert (said(body, Decision.ACCEPT), said(body, Decision.REJECT)) == (accepted, rejected)


def test_former_properties_come_back() -> None:
    look = f"<w:b/><w:rPrChange {BY}><w:rPr><w:i/></w:rPr></w:rPrChange>"
    former = f'<w:pPrChange {BY}><w:pPr><w:pStyle w:val="Quote"/></w:pPr></w:pPrChange>'
    body = f'<w:p><w:pPr><w:pStyle w:val="Title"/><w:rPr><w:i/></w:rPr>{former}</w:pPr>{r("a", look)}</w:p>'
    file = word_file_of(word_bytes(body), "back.docx")

    shown = []
    for decision in Decision:
        [paragraph] = flow_of(file, decision)
        assert isinstance(paragraph, Paragraph)
        shown.append((paragraph.style, [sorted(each.look) for each in paragraph.runs]))
    assert shown == [("Title", [["bold"]]), ("Quote", [["italic"]])]


def test_a_joined_paragraph_has_the_properties_and_bookmarks_of_both() -> None:
    body = p(bookmarked("_p1", r("a"), number=1), mark="del", style="Title") + p(
        bookmarked("_p2", r("b"), number=2), style="Quote"
    )

    [paragraph] = flow_of(word_file_of(word_bytes(body), "back.docx"))
    assert isinstance(paragraph, Paragraph)
    assert (paragraph.text, paragraph.style, paragraph.name) == ("ab", "Quote", "_p1")


def test_a_merge_of_cells_that_was_tracked_is_undone() -> None:
    merge = f'<w:cellMerge {BY} w:vMerge="cont"/>'
    body = tbl(tr(tc("a", '<w:vMerge w:val="restart"/>'), "b"), tr(tc("c", merge), "d"))
    file = word_file_of(word_bytes(body), "back.docx")

    shapes = []
    for decision in Decision:
        [grid] = flow_of(file, decision)
        assert isinstance(grid, Grid)
        shapes.append([[cell.rows for cell in row.cells] for row in grid.rows])
    assert shapes == [[[2, 1], [1]], [[1, 1], [1, 1]]]
