"""Cells that cover several rows and columns, put into a rectangle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from il2report.audit.sources.grid import GridCell, GridRow, rectangle
from il2report.audit.sources.limits import MOST_COLUMNS, CellCount


@dataclass(frozen=True, slots=True)
class SpanCell:
    """A cell as a file has it: its own text and how many rows and columns it covers."""

    cell: GridCell
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A row as a file has it; `section` counts the parts of the table, over whose ends no cell extends."""

    cells: tuple[SpanCell, ...]
    section: int = 0
    line: int | None = None


def expanded(rows: Sequence[SpanRow], count: CellCount) -> tuple[GridRow, ...]:
    """Put cells where they are: one that covers others has its text at its upper left.

    Raises
    ------
    StudyRefused
        When there are more cells than are read of a file.
    """
    width = max((_own_width(row) for row in rows), default=0)
    covered: dict[int, int] = {}  # by column the rows below that a cell still covers
    found, section = list[GridRow](), -1
    for row in rows:
        if row.section != section:
            covered, section = {}, row.section
        cells: list[GridCell] = []
        for each in row.cells:
            while covered.get(len(cells), 0):
                cells.append(GridCell())
            start = len(cells)
            columns = max(1, min(each.columns, max(width - start, 1), MOST_COLUMNS))
            cells.append(replace(each.cell, span=columns))
            cells.extend([GridCell()] * (columns - 1))
            if each.rows > 1:
                covered |= dict.fromkeys(range(start, start + columns), each.rows)
        width = max(width, len(cells))
        covered = {column: rest - 1 for column, rest in covered.items() if rest > 1}
        count.add(max(len(cells), width), row=row.line)
        found.append(GridRow(tuple(cells), row.line))
    return rectangle(found)


def _own_width(row: SpanRow) -> int:
    """Count the columns of a row; one cell alone may say that it covers more than there are."""
    return (
        1
        if len(row.cells) == 1
        else min(sum(max(1, each.columns) for each in row.cells), MOST_COLUMNS + 1)
    )
