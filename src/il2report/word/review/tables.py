"""Names rows and columns of a table as a reader does, and finds columns that came or went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

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
    """Whole columns that a table has lost or gained: what they say, and the places of their cells by those of rows.

    `deleted` is of rows of the draft, `added` of rows of the file.
    """

    texts: tuple[str, ...] = ()
    deleted: Mapping[int, frozenset[int]] = field(default_factory=dict)
    added: Mapping[int, frozenset[int]] = field(default_factory=dict)


def changed_columns(old: Grid, new: Grid, pairs: Mapping[int, int]) -> ChangedColumns:
    """Find columns that were added or deleted: every row of several cells became longer, or shorter, in the same place."""
    full = {i: j for i, j in pairs.items() if len(old.rows[i].cells) > 1}
    more = {len(new.rows[j].cells) - len(old.rows[i].cells) for i, j in full.items()}
    if len(full) < 2 or len(more) != 1 or more == {0}:
        return ChangedColumns()
    is_shorter = more.pop() < 0
    long, short = (old, new) if is_shorter else (new, old)
    rows = [(i, j) if is_shorter else (j, i) for i, j in full.items()]
    starts = _layout(long)
    layout = {at: starts[id(long.rows[at])] for at, _ in rows}
    beyond = {at: _cells_beyond(long.rows[at], short.rows[of]) for at, of in rows}
    votes = Counter(
        tuple(layout[at][place] for place in places) for at, (places, _) in beyond.items()
    )
    [(columns, _)] = votes.most_common(1)
    places = {
        at: frozenset(own if is_sure else [k for k, of in enumerate(layout[at]) if of in columns])
        for at, (own, is_sure) in beyond.items()
    }
    if any(
        len(places[at]) != len(long.rows[at].cells) - len(short.rows[of].cells) for at, of in rows
    ):
        return ChangedColumns()
    said = ([_text(long.rows[at].cells[k]) for k in sorted(places[at])] for at in sorted(places))
    texts = tuple(" | ".join(column) for column in zip(*said, strict=True))
    return ChangedColumns(texts, places) if is_shorter else ChangedColumns(texts, added=places)


def _cells_beyond(long: GridRow, short: GridRow) -> tuple[tuple[int, ...], bool]:
    """Give the places of the cells that a row has beyond another, and whether all others say the same in both."""
    ours, theirs = ([_text(cell) for cell in row.cells] for row in (long, short))
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    places = tuple(at for _, a, b, c, d in codes for at in range(a + d - c, b))
    return places, [text for at, text in enumerate(ours) if at not in places] == theirs


def _text(cell: GridCell) -> str:
    return " ".join(" ".join(each.text.split()) for each in cell.paragraphs)
