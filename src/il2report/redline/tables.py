"""Merges two versions of a table: rows by their headers, cells by their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from il2report.redline.alignment import matched_keys
from il2report.redline.edits import edits_in, tell_together
from il2report.redline.flags import filler
from il2report.templating.page_tree import Element, Node

CELLS = ("th", "td")
Row = list[tuple[int, Element]]
"""The cells of a row, each with the number of the column of the grid that it starts in."""


class Merger(Protocol):
    """What merges the content of a cell."""

    def leaf(self, old: Element, new: Element) -> Element:
        """Merge two versions of a block of text."""

    def one_sided(self, element: Element, side: str) -> Element:
        """Strike or add a block with all in it."""

    def pairs(self, old: Sequence[Element], new: Sequence[Element]) -> list[Node]:
        """Merge the blocks right inside two elements."""


class Unlike(Exception):
    """Two tables whose grids cannot be laid over each other."""


def merged_table(merger: Merger, old: Element, new: Element) -> list[Node]:
    """Merge two versions of a table; where their grids do not fit, strike one and add the other."""
    try:
        columns = Columns.of(old, new)
        captions = merger.pairs(old.parts("caption"), new.parts("caption"))
        table = new.copy().holding(*captions, columns.merged_head(merger))
        return [table.holding(*_bodies(merger, columns, old, new))]
    except Unlike:
        return [merger.one_sided(old, "deleted"), merger.one_sided(new, "inserted")]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the merged table: its header cells, and the grid columns they stand over."""

    old: Element | None
    new: Element | None
    old_start: int
    new_start: int
    span: int


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of two versions of a table, paired by their headers."""

    old_head: Element
    new_head: Element
    paired: tuple[Column, ...]

    @classmethod
    def of(cls, old: Element, new: Element) -> Columns:
        """Pair the columns of two tables.

        Raises
        ------
        Unlike
            When a table has no single row of headers.
        """
        (old_head, ours), (new_head, theirs) = _headers(old), _headers(new)
        keys, others = ([cell.text() for _, cell in row] for row in (ours, theirs))
        paired = []
        for i, j in matched_keys(keys, others, lambda a, b: len(keys) == len(others) and a == b):
            old_start, old_cell = ours[i] if i is not None else (-1, None)
            new_start, new_cell = theirs[j] if j is not None else (-1, None)
            spans = [_span(cell) for cell in (old_cell, new_cell) if cell]
            paired.append(Column(old_cell, new_cell, old_start, new_start, max(spans)))
        return cls(old_head, new_head, tuple(paired))

    def merged_head(self, merger: Merger) -> Element:
        """Merge the row of headers."""
        row = self.new_head.parts("tr")[0].copy()
        for column in self.paired:
            row.holding(_cell(merger, column.old, column.new, column.span))
        return self.new_head.copy().holding(row)

    def merged_row(self, merger: Merger, old: Row | None, new: Row | None) -> list[Node]:
        """Merge the cells of a row, column by column.

        A cell may reach over the next columns; those before the first cell are taken by the
        header of the group of rows; any other that is empty is one that this side does not have.
        """
        cells: list[Node] = []
        reach = 0
        for column in self.paired:
            ours = _within(old, column.old_start, column.old)
            theirs = _within(new, column.new_start, column.new)
            if ours or theirs:
                if reach:
                    raise Unlike
                width = max(column.span, *(sum(map(_span, side)) for side in (ours, theirs)))
                cells += _merged_cells(merger, ours, theirs, width)
                reach = width - column.span
            elif reach:
                reach = max(0, reach - column.span)
            elif cells:
                cells.append(filler(column.span))
        return cells


def _within(row: Row | None, start: int, header: Element | None) -> list[Element]:
    if row is None or header is None:
        return []
    return [cell for at, cell in row if start <= at < start + _span(header)]


def _merged_cells(merger: Merger, old: list[Element], new: list[Element], span: int) -> list[Node]:
    """Pair the cells under one header; where one version splits it, the other's cell is narrower."""
    count = max(len(old), len(new))
    if count > span:
        raise Unlike
    spans = [1] * count if count > 1 else [span]
    spans[-1] += span - sum(spans)
    return [_cell(merger, _at(old, n), _at(new, n), width) for n, width in enumerate(spans)]


def _at(cells: list[Element], number: int) -> Element | None:
    return cells[number] if number < len(cells) else None


def _cell(merger: Merger, old: Element | None, new: Element | None, span: int) -> Element:
    if old is None or new is None:
        cell = old or new
        if cell is None:
            raise AssertionError("a cell stands on one side at least")
        merged = merger.one_sided(cell, "deleted" if old else "inserted")
    else:
        merged = merger.leaf(old, new)
    if span != _span(merged):
        merged.attributes["colspan"] = str(span)
    return merged


def _span(cell: Element) -> int:
    return int(cell.attributes.get("colspan") or 1)


def _headers(table: Element) -> tuple[Element, Row]:
    heads = table.parts("thead")
    rows = [row for head in heads for row in head.parts("tr")]
    if len(heads) != 1 or len(rows) != 1:
        raise Unlike
    return heads[0], _placed(rows[0].parts(*CELLS), 0)


def _placed(cells: Sequence[Element], start: int) -> Row:
    row = []
    for cell in cells:
        row.append((start, cell))
        start += _span(cell)
    return row


@dataclass(frozen=True, slots=True)
class Body:
    """A group of rows, with the header that spans them taken out of the first."""

    element: Element
    heading: Element | None
    rows: tuple[Element, ...]
    cells: tuple[Row, ...]

    @classmethod
    def of(cls, element: Element) -> Body:
        """Take a `tbody` apart."""
        rows = tuple(element.parts("tr"))
        firsts = rows[0].parts(*CELLS)[:1] if rows else []
        heading = next((c for c in firsts if c.attributes.get("scope") == "rowgroup"), None)
        start = _span(heading) if heading else 0
        cells = ([c for c in row.parts(*CELLS) if c is not heading] for row in rows)
        return cls(element, heading, rows, tuple(_placed(each, start) for each in cells))

    @property
    def key(self) -> str:
        """What it is known by: its heading, or the header of its first row."""
        return self.heading.text() if self.heading else next(iter(self.row_keys()), "")

    def row_keys(self) -> list[str]:
        """The header of each row."""
        headers = ([c for _, c in row if c.tag == "th"] for row in self.cells)
        return [" ".join(cell.text() for cell in row) for row in headers]

    def results(self, number: int | None = None) -> frozenset[str]:
        """The results that the body, or one of its rows, prints."""
        within = self.element if number is None else self.rows[number]
        marks = (e.attributes.get("data-result") for e in within.elements())
        return frozenset(mark for mark in marks if mark)

    def is_version_of(self, other: Body) -> bool:
        """Whether two groups of rows under different headings share rows or results."""
        has_rows_in_common = not {*self.row_keys()}.isdisjoint(other.row_keys())
        return has_rows_in_common or _is_renamed(self.results(), other.results())


def _bodies(merger: Merger, columns: Columns, old: Element, new: Element) -> list[Node]:
    ours, theirs = ([Body.of(part) for part in t.parts("tbody")] for t in (old, new))
    pairs = matched_keys(
        [body.key for body in ours],
        [body.key for body in theirs],
        lambda i, j: ours[i].is_version_of(theirs[j]),
    )
    return [
        _body(merger, columns, None if i is None else ours[i], None if j is None else theirs[j])
        for i, j in pairs
    ]


def _is_renamed(old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether two rows print mostly the same results."""
    return 2 * len(old & new) > min(len(old), len(new))


def _body(merger: Merger, columns: Columns, old: Body | None, new: Body | None) -> Element:
    if old and new and (old.heading is None) != (new.heading is None):
        raise Unlike
    shown = new or old
    if shown is None:
        raise AssertionError("a body stands on one side at least")
    rows = _rows(merger, columns, old, new)
    heading = _cell_of(merger, old.heading if old else None, new.heading if new else None)
    if heading and rows:
        heading.attributes["rowspan"] = str(len(rows))
        rows[0].children.insert(0, heading)
    return shown.element.without(*(() if new else ("id",))).holding(*rows)


def _cell_of(merger: Merger, old: Element | None, new: Element | None) -> Element | None:
    spans = [_span(cell) for cell in (old, new) if cell]
    return _cell(merger, old, new, max(spans)) if spans else None


def _rows(merger: Merger, columns: Columns, old: Body | None, new: Body | None) -> list[Element]:
    keys, others = (body.row_keys() if body else [] for body in (old, new))

    def is_renamed(i: int, j: int) -> bool:
        return bool(old and new and _is_renamed(old.results(i), new.results(j)))

    rows = []
    for i, j in matched_keys(keys, others, is_renamed):
        ours = (old.rows[i], old.cells[i]) if old and i is not None else None
        theirs = (new.rows[j], new.cells[j]) if new and j is not None else None
        rows.append(_row(merger, columns, ours, theirs))
    return rows


def _row(
    merger: Merger,
    columns: Columns,
    old: tuple[Element, Row] | None,
    new: tuple[Element, Row] | None,
) -> Element:
    shown = new or old
    if shown is None:
        raise AssertionError("a row stands on one side at least")
    cells = columns.merged_row(merger, old[1] if old else None, new[1] if new else None)
    row = shown[0].copy().holding(*cells)
    if old is None or new is None:
        texts = (cell.text() for _, cell in shown[1])
        tell_together(edits_in(row), " · ".join(text for text in texts if text))
    return row
