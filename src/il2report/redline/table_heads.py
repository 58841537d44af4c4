"""The heads of two versions of a table, laid over each other: columns are paired by what is above them.

A head may have several rows: a heading over some columns, and those of the columns below it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from il2report.document.tree import Element

CELLS = ("th", "td")


class Unlike(Exception):
    """Two tables whose grids cannot be laid over each other."""


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A column of a head: the grid columns under it, and its cells from above; one may reach over rows."""

    grid: range
    path: tuple[Element, ...]

    @property
    def text(self) -> str:
        """The headings of the column, which it is known by."""
        cells = dict.fromkeys(map(id, self.path))
        return " / ".join(
            next(each.text() for each in self.path if id(each) == cell) for cell in cells
        )


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the merged head: what it is on either side, and how far it reaches."""

    old: Element | None
    new: Element | None
    columns: int
    rows: int


def head_columns(table: Element, height: int) -> list[HeadColumn]:
    """List the columns of a head that is made `height` rows high.

    Raises
    ------
    Unlike
        When its cells fill no grid.
    """
    rows = head_rows(table)
    grid: list[dict[int, Element]] = [{} for _ in range(height)]
    for at, row in enumerate(rows):
        column = 0
        for cell in row.parts(*CELLS):
            while column in grid[at]:
                column += 1
            reach = int(cell.get("rowspan") or 1)
            # The last cells of the lower of two heads reach down to the end of the higher one.
            end = height if at + reach >= len(rows) else at + reach
            for below in grid[at:end]:
                below.update(dict.fromkeys(range(column, column + span(cell)), cell))
    width = len(grid[0])
    if not width or any(sorted(each) != [*range(width)] for each in grid):
        raise Unlike
    paths = [tuple(level[column] for level in grid) for column in range(width)]
    found = []
    for _, run in groupby(range(width), lambda column: id(paths[column][-1])):
        columns = [*run]
        found.append(HeadColumn(range(columns[0], columns[-1] + 1), paths[columns[0]]))
    return found


def head_rows(table: Element) -> list[Element]:
    """Give the rows of the head of a table.

    Raises
    ------
    Unlike
        When it has no head, or several.
    """
    heads = table.parts("thead")
    rows = [row for head in heads for row in head.parts("tr")]
    if len(heads) != 1 or not rows:
        raise Unlike
    return rows


def merged_heads(
    columns: Sequence[tuple[HeadColumn | None, HeadColumn | None, int]], height: int
) -> Iterator[list[HeadCell]]:
    """Give the rows of the merged head; `columns` are pairs of columns and how many each takes.

    Raises
    ------
    Unlike
        When a heading of one side is over columns that have several on the other.
    """
    written: set[int] = set()
    for level in range(height):
        row = []
        for run in _runs(columns, level):
            sides = [
                {id(each.path[level]): each for each in side if each}
                for side in zip(*((old, new) for old, new, _ in run), strict=True)
            ]
            if any(len(side) > 1 for side in sides):
                raise Unlike
            firsts = [next(iter(side.values()), None) for side in sides]
            cells = [each.path[level] if each and _begins(each, level) else None for each in firsts]
            found = [cell for cell in cells if cell is not None]
            if not found:
                continue
            if not written.isdisjoint(map(id, found)):
                raise Unlike
            written |= {*map(id, found)}
            reaches = [
                sum(above is cell for above in each.path)
                for each, cell in zip(firsts, cells, strict=True)
                if each and cell is not None
            ]
            row.append(HeadCell(cells[0], cells[1], sum(n for *_, n in run), min(reaches)))
        yield row


def _begins(column: HeadColumn, level: int) -> bool:
    """Whether the cell of a column at some level does not reach down from above."""
    return level == 0 or column.path[level] is not column.path[level - 1]


def _runs(
    columns: Sequence[tuple[HeadColumn | None, HeadColumn | None, int]], level: int
) -> Iterator[list[tuple[HeadColumn | None, HeadColumn | None, int]]]:
    """Part the columns where neither side has a heading that reaches over."""
    run: list[tuple[HeadColumn | None, HeadColumn | None, int]] = []
    over: tuple[set[int], set[int]] = (set(), set())
    for column in columns:
        cells = [{id(side.path[level])} if side else set() for side in column[:2]]
        if run and all(seen.isdisjoint(cell) for cell, seen in zip(cells, over, strict=True)):
            yield run
            run, over = [], (set(), set())
        for cell, seen in zip(cells, over, strict=True):
            seen.update(cell)
        run.append(column)
    if run:
        yield run


def span(cell: Element) -> int:
    """How many columns a cell takes."""
    return int(cell.get("colspan") or 1)
