"""Names rows and columns of a table as a reader does, and finds columns that came or went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from il2report.word.flow import Grid, GridCell, GridRow
from il2report.word.review.alignment import Part


def row_text(row: GridRow) -> str:
    """Quote a row."""
    return " | ".join(map(_text, row.cells))


def row_header(part: Part, row: GridRow) -> str:
    """Name a row by its first cell that says something and spans no rows."""
    cells = [cell for cell in row.cells if cell.rows == 1] or list(row.cells)
    return next(filter(None, map(_text, cells)), part.line.text)


def row_positions(grid: Grid, first: int) -> list[int]:
    """Give the position of the first paragraph of each row among all of the flow."""
    positions = []
    for row in grid.rows:
        positions.append(first)
        first += sum(len(cell.paragraphs) for cell in row.cells)
    return positions


def column_heading(grid: Grid, row: GridRow, cell: int) -> str:
    """Name a column by the lowest head over a cell that is no wider than the cell or its pair."""
    if row.is_head:
        return ""
    layout = _layout(grid)
    at = layout[id(row)][cell]
    for head in reversed([each for each in grid.rows if each.is_head]):
        for number, start in enumerate(layout[id(head)]):
            of = head.cells[number]
            if start <= at < start + of.columns:
                return _text(of)
    return ""


def _layout(grid: Grid) -> dict[int, list[int]]:
    """Give for each row the columns at which its cells begin."""
    reach: dict[int, int] = {}
    found: dict[int, list[int]] = {}
    for row in grid.rows:
        starts, column, after = [], 0, {of: left - 1 for of, left in reach.items() if left > 1}
        for cell in row.cells:
            while column in reach:
                column += 1
            starts.append(column)
            for of in range(column, column + cell.columns):
                if cell.rows > 1:
                    after[of] = cell.rows - 1
            column += cell.columns
        found[id(row)] = starts
        reach = after
    return found


@dataclass(frozen=True, slots=True)
class ChangedColumns:
    """Cells that whole columns have lost or gained, by their places in a row: what the head says."""

    deleted: Mapping[int, str]
    added: Mapping[int, str]


def changed_columns(old: Grid, new: Grid, pairs: Mapping[int, int]) -> ChangedColumns:
    """Find columns that were added or deleted: rows of one length that all became longer, or shorter."""
    full = [
        (row, new.rows[pairs[i]])
        for i, row in enumerate(old.rows)
        if i in pairs and len(row.cells) > 1
    ]
    lengths = {(len(one.cells), len(other.cells)) for one, other in full}
    if len(full) < 2 or len(lengths) != 1:
        return ChangedColumns({}, {})
    [(were, are)] = lengths
    if were == are:
        return ChangedColumns({}, {})
    long, short = (0, 1) if were > are else (1, 0)
    gone: list[int] = []
    at = 0
    for column in range(max(were, are)):
        texts = [_text(pair[long].cells[column]) for pair in full]
        same = at < min(were, are) and texts == [_text(pair[short].cells[at]) for pair in full]
        if same or max(were, are) - column == min(were, are) - at:
            at += 1
        else:
            gone.append(column)
    if len(gone) != abs(were - are):
        return ChangedColumns({}, {})
    named = {column: _text(full[0][long].cells[column]) for column in gone}
    return ChangedColumns(named, {}) if were > are else ChangedColumns({}, named)


def _text(cell: GridCell) -> str:
    return " ".join(" ".join(each.text.split()) for each in cell.paragraphs)
