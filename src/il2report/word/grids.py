"""The layout of a table: widths by what the columns hold, decimals under each other, rows that stay together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import ceil

from il2report.word.flow import Grid, GridCell, GridRow, Paragraph

EM = 20
"""Twips per point of an em."""
MARGIN, BETWEEN = 60, 80
"""Twips at each side of a cell, and what is left between columns beside that."""
SIZES = (10.0, 9.0, 8.0, 7.0)
"""Points in which a table may be set; the first that fits."""
NARROW, WIDE = frozenset("fijlrtI.,:;'!|()[]{}/ -\N{EN DASH}"), frozenset("mwMW%@\N{EM DASH}")
LINE, ROW_PADDING = 1.17, 40
"""The height of a line over the size of its letters, and twips above and below the lines of a row."""
FULL = 0.85
"""The share of a page up to which a table is kept on it whole; its caption takes the rest."""
AT_EDGE = 3
"""Rows that a longer table has at least above and below the edge of a page."""
NUMBERS, COUNTS, SHARES = "Table Number", "Table Count", "Table Share"
HEAD, NOTE = "Table Head", "Table Note"
WIDER = 1.35
"""How much wider than those of Times letters may be, so that lines are not broken where there is room."""
LONGEST_LINE = 4000
"""Twips beyond which a text may be broken into lines without a loss."""
UNBROKEN = frozenset({NUMBERS, COUNTS, SHARES})
OF_FIGURES = re.compile(r"[\d\s.,:()<>%/\u00b7\u2013\u2212+-]+")
"""A text of numbers alone, such as a ratio with its interval."""
DECIMAL = re.compile(
    r"([<>\u2264\u2265\u2212-]? ?[\d,\u202f\u2009]*)((?:\.\d+)?)(?=$| \(|[+\u207a])(.*)", re.DOTALL
)
"""A number: what is before its decimal point, the point with the decimals, and what follows in brackets."""


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell in a row, at its column; `is_continued` where it reaches in from a row above."""

    cell: GridCell
    column: int
    is_continued: bool = False

    @property
    def style(self) -> str:
        """The style of its text."""
        return self.cell.paragraphs[0].style if self.cell.paragraphs else ""


def placed_cells(rows: Sequence[GridRow]) -> list[list[PlacedCell]]:
    """Give the cells of each row by their columns, those that reach in from above among them."""
    reaching: dict[int, tuple[int, GridCell]] = {}  # by column: further rows, and the cell
    placed = []
    for row in rows:
        cells: list[PlacedCell] = []
        column, waiting = 0, list(row.cells)
        while waiting or any(at >= column for at in reaching):
            if column in reaching:
                left, cell = reaching.pop(column)
                cells.append(PlacedCell(cell, column, is_continued=True))
            else:
                # A table that a template wrote may have a row too short, or a cell over one from above.
                cell = waiting.pop(0) if waiting else GridCell((Paragraph("Table Text"),))
                left = cell.rows
                cells.append(PlacedCell(cell, column))
            for at in range(column, column + cell.columns):
                reaching.pop(at, None)
            if left > 1:
                reaching[column] = (left - 1, cell)
            column += cell.columns
        placed.append(cells)
    return placed


def text_width(text: str, points: float, *, is_bold: bool = False) -> int:
    """Estimate how wide a line of Times is, in twips."""
    ems = sum(map(_letter, text))
    return ceil(ems * points * EM * (1.06 if is_bold else 1))


def _letter(sign: str) -> float:
    if sign in NARROW:
        return 0.34
    if sign in WIDE:
        return 0.86
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    return 0.72 if sign.isupper() else 0.5


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Widths of the columns in twips, the size of letters, and for columns of numbers where the point is."""

    widths: tuple[int, ...]
    points: float
    points_at: tuple[int | None, ...]
    is_centered: tuple[bool, ...]
    whole: bool
    notes: int

    def stop(self, cell: PlacedCell) -> int | None:
        """Give the tab stop for the decimal point of a cell, if it has one."""
        if cell.style != NUMBERS or cell.cell.columns > 1:
            return None
        return self.points_at[cell.column] if parted(_text(cell.cell)) else None

    def keeps(self, number: int, rows: Sequence[GridRow]) -> bool:
        """Whether a row stays on a page with the next."""
        last, body = len(rows) - self.notes, sum(row.is_head for row in rows)
        if number == len(rows) - 1:
            return False
        is_at_edge = number < body + AT_EDGE - 1 or number >= last - AT_EDGE
        return self.whole or rows[number].is_head or is_at_edge


def grid_layout(grids: Sequence[Grid], width: int, height: int) -> GridLayout:
    """Lay out the parts of one table alike; a column gets what it needs, and a share of the rest."""
    placed = _cells(grids)
    columns = _columns(placed)
    points = next(
        (size for size in SIZES if sum(_needs(placed, columns, size)) <= width), SIZES[-1]
    )
    likes = [_likes(placed, columns, size) for size in (points, points * WIDER)]
    widths = _shared(_needs(placed, columns, points), likes, width)
    for cells in placed:
        for one, two in pairwise(cells):
            if (one.style, two.style) == (
                COUNTS,
                SHARES,
            ):  # their common head is above the middle of both
                both = widths[one.column] + widths[two.column]
                widths[one.column] = both // 2
                widths[two.column] = both - both // 2
    points_at = tuple(_point(placed, column, widths[column], points) for column in range(columns))
    of_numbers = {
        at
        for each in chain(*placed)
        if each.style in UNBROKEN
        for at in range(each.column, each.column + each.cell.columns)
    }
    tallest = max((_height(grid, widths, points) for grid in grids), default=0)
    return GridLayout(
        tuple(widths),
        points,
        points_at,
        tuple(column in of_numbers for column in range(columns)),
        tallest <= FULL * height,
        notes_of(grids[-1]) if grids else 0,
    )


def is_wide(grids: Sequence[Grid], width: int) -> bool:
    """Whether a table needs a page on its side, so that its letters are not small."""
    placed = _cells(grids)
    return sum(_needs(placed, _columns(placed), SIZES[1])) > width


def _cells(grids: Sequence[Grid]) -> list[list[PlacedCell]]:
    """Give the cells of each row of all parts of a table, without the notes."""
    bodies = (grid.rows[: len(grid.rows) - notes_of(grid)] for grid in grids)
    return [cells for rows in bodies for cells in placed_cells(rows)]


def _columns(placed: Sequence[Sequence[PlacedCell]]) -> int:
    return max((each.column + each.cell.columns for each in chain(*placed)), default=1)


def notes_of(grid: Grid) -> int:
    """How many rows at the end are notes."""
    count = 0
    for row in reversed(grid.rows):
        if [each.style for cell in row.cells for each in cell.paragraphs] != [NOTE]:
            break
        count += 1
    return count


def parted(text: str) -> tuple[str, str] | None:
    """Part a number where its decimal point is; None for a text that is no number, or would be parted elsewhere."""
    match = DECIMAL.fullmatch(text)
    if match is None or not any(sign.isdecimal() for sign in match[1] + match[2]):
        return None
    before, decimals, behind = match.groups()
    # Programs put the first point of a text at the stop, and without decimals that would be one behind it.
    return (before, decimals + behind) if decimals or "." not in behind else None


def _text(cell: GridCell) -> str:
    return "\n".join(each.text for each in cell.paragraphs)


def _pieces(paragraph: Paragraph) -> Iterator[str]:
    """Give what is not broken into lines."""
    lines = paragraph.text.split("\n")
    for line in lines:
        is_whole = paragraph.style in UNBROKEN or OF_FIGURES.fullmatch(line)
        yield from ([line] if is_whole else line.split())


def _needs(placed: Sequence[Sequence[PlacedCell]], columns: int, points: float) -> list[int]:
    """Say how wide each column must be, so that no word and no number is broken."""

    def need(cell: GridCell) -> int:
        pieces = (
            (piece, each.style == HEAD) for each in cell.paragraphs for piece in _pieces(each)
        )
        widest = max((text_width(piece, points, is_bold=bold) for piece, bold in pieces), default=0)
        return widest + 2 * MARGIN + BETWEEN

    return _widest(placed, columns, need)


def _likes(placed: Sequence[Sequence[PlacedCell]], columns: int, points: float) -> list[int]:
    """Say how wide each column would be if no line were broken, unless it is very long."""

    def like(cell: GridCell) -> int:
        lines = (
            (line, each.style == HEAD) for each in cell.paragraphs for line in each.text.split("\n")
        )
        widest = max((text_width(line, points, is_bold=bold) for line, bold in lines), default=0)
        # A heading beside several rows may have as many lines without making the table longer.
        return min(ceil(widest / cell.rows), LONGEST_LINE) + 2 * MARGIN + BETWEEN

    return _widest(placed, columns, like)


def _widest(
    placed: Sequence[Sequence[PlacedCell]], columns: int, of: Callable[[GridCell], int]
) -> list[int]:
    """Take the widest cell of each column, and then widen columns for a cell across several of them."""
    widths = [0] * columns
    across = []
    for each in chain(*placed):
        if each.is_continued:
            continue
        if each.cell.columns == 1:
            widths[each.column] = max(widths[each.column], of(each.cell))
        elif each.cell.columns < columns:
            across.append(each)
    for each in across:
        covered = range(each.column, each.column + each.cell.columns)
        lacking = of(each.cell) - sum(widths[at] for at in covered)
        for at in covered:
            widths[at] += max(0, ceil(lacking / len(covered)))
    return widths


def _shared(needs: Sequence[int], likes: Sequence[Sequence[int]], available: int) -> list[int]:
    rest = available - sum(needs)
    if rest <= 0:
        return [available * each // (sum(needs) or 1) for each in needs]
    widths = list(needs)
    for liked in likes:
        extra = [max(0, like - width) for like, width in zip(liked, widths, strict=True)]
        # Who lacks little gets it first: one more column in which no line is broken.
        for left, column in enumerate(sorted(range(len(extra)), key=extra.__getitem__)):
            given = min(extra[column], rest // (len(extra) - left))
            widths[column] += given
            rest -= given
    spare = available / (sum(widths) or 1)
    return [int(width * spare) for width in widths]


def _point(
    placed: Sequence[Sequence[PlacedCell]], column: int, width: int, points: float
) -> int | None:
    """Say where the decimal point is in a column, so that its numbers are in the middle."""
    parts = [
        part
        for cells in placed
        for each in cells
        if each.column == column and each.cell.columns == 1 and each.style == NUMBERS
        if (part := parted(_text(each.cell)))
    ]
    if not parts:
        return None
    before, behind = (max(text_width(part[side], points) for part in parts) for side in (0, 1))
    return max(0, (width - 2 * MARGIN - before - behind) // 2) + before


def _height(grid: Grid, widths: Sequence[int], points: float) -> float:
    """Estimate how high a table is, in twips."""
    height = 0.0
    for cells in placed_cells(grid.rows):
        lines = 1
        for each in cells:
            if each.is_continued or each.cell.rows > 1:
                continue
            room = sum(widths[each.column : each.column + each.cell.columns]) - 2 * MARGIN
            taken = (
                max(1, ceil(text_width(line, points) / max(1, room)))
                for paragraph in each.cell.paragraphs
                for line in paragraph.text.split("\n")
            )
            lines = max(lines, sum(taken))
        height += lines * points * EM * LINE + ROW_PADDING
    return height
