"""Tables whose columns are aligned by blanks, as in plain text or from `pdftotext -layout`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from il2report.audit.sources.captions import caption_of
from il2report.audit.sources.grid import Block, GridCell, GridRow, one_line
from il2report.audit.sources.limits import MOST_COLUMNS, CellCount
from il2report.audit.sources.sheet import SheetForm, sheet_blocks

PIECE = re.compile(r"[^ \u00a0]+(?:[ \u00a0][^ \u00a0]+)*")
"""Words with one blank between them; two blanks are the space between columns."""
APART = 3
"""Lines of one text between two aligned lines of the same table; more are running text."""
MOST_ALIGNED = 60
"""Columns of an aligned table; what has more is no table whose columns could be guessed."""
PROSE = 7
"""Words that a piece of a two-column page has on average, and a cell has not."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a line and where it is."""

    text: str
    start: int
    end: int

    def overlaps(self, span: tuple[int, int]) -> bool:
        """Whether it is above or below a column."""
        return self.start < span[1] and span[0] < self.end


@dataclass(frozen=True, slots=True)
class Line:
    """The texts of a line from left to right, and its number in the file, if it has one."""

    pieces: tuple[Piece, ...]
    number: int | None = None


def line_of(text: str, number: int) -> Line:
    """Part a line where it has two blanks or more."""
    found = PIECE.finditer(text.expandtabs(8))
    return Line(tuple(Piece(each[0], each.start(), each.end()) for each in found), number)


def aligned_blocks(lines: Sequence[Line], name: str, *, is_uncertain: bool) -> list[Block]:
    """Read aligned tables and the texts around them: the columns of each are those of its own lines.

    Raises
    ------
    StudyRefused
        When there are more cells than are read of a file.
    """
    rows, count = list[GridRow](), CellCount(name)
    for line in lines:
        count.add(min(len(line.pieces), MOST_COLUMNS + 1), row=line.number)
    count = CellCount(name)
    for start, end in pairwise([0, *_ends(lines), len(lines)]):
        for row in _rows(lines[start:end]):
            count.add(len(row.cells), row=row.line)
            rows.append(row)
    return sheet_blocks(rows, SheetForm(is_uncertain=is_uncertain))


def _ends(lines: Sequence[Line]) -> list[int]:
    """Find where a caption, or running text, parts two aligned tables."""
    ends, apart = list[int](), 0
    for n, line in enumerate(lines):
        if len(line.pieces) == 1 and caption_of(one_line(line.pieces[0].text)) is not None:
            ends.append(n)
        if len(line.pieces) > 1:
            if apart >= APART:
                ends.append(n)
            apart = 0
        else:
            apart += len(line.pieces)
        if apart == APART:
            ends.append(n - APART + 1)
    return sorted({end for end in ends if end})


def _rows(lines: Sequence[Line]) -> list[GridRow]:
    """Read the rows of one table by the places of its texts; a line of one text is one cell."""
    parted = [line.pieces for line in lines]
    texts = [" ".join(piece.text for piece in line.pieces) for line in lines]
    if _is_prose(parted):
        return [GridRow((GridCell(t),), line.number) for t, line in zip(texts, lines, strict=True)]
    columns = _columns(parted)
    if len(columns) > MOST_ALIGNED:
        return [GridRow((GridCell(t),), line.number) for t, line in zip(texts, lines, strict=True)]
    rows = []
    for line in lines:
        cells = _by_order(line.pieces, len(columns)) or _by_place(line.pieces, columns)
        rows.append(GridRow(tuple(cells), line.number))
    return rows


def _is_prose(parted: Sequence[Sequence[Piece]]) -> bool:
    """Whether these are lines of text in two columns of a page."""
    texts = [piece.text for found in parted if len(found) > 1 for piece in found]
    return bool(texts) and sum(len(text.split()) for text in texts) > PROSE * len(texts)


def _columns(parted: Sequence[Sequence[Piece]]) -> list[tuple[int, int]]:
    """Find the columns, from the fullest lines to the others.

    A text below or above one column belongs to it, one beside all of them begins another, and one
    over several covers them. Columns that no line has both of are one: a head beside its figures.
    """
    several = sorted((found for found in parted if len(found) > 1), key=len, reverse=True)
    if not several:
        return [(0, 1)]
    columns: list[tuple[int, int]] = []
    for found in several:
        if len(columns) > MOST_ALIGNED:
            return columns
        for piece in found:
            under = [n for n, span in enumerate(columns) if piece.overlaps(span)]
            if not under:
                columns.append((piece.start, piece.end))
            elif len(under) == 1:
                start, end = columns[under[0]]
                columns[under[0]] = (min(start, piece.start), max(end, piece.end))
        columns.sort()
    columns = _merged(columns, several)
    most = len(several[0])
    if len(columns) != most and len(several[-1]) == most:
        return [(0, 0)] * most  # not aligned: the order of the texts is all there is
    return columns


def _merged(
    columns: list[tuple[int, int]], several: Sequence[Sequence[Piece]]
) -> list[tuple[int, int]]:
    merged = columns[:1]
    for column in columns[1:]:
        last = merged[-1]
        has_both = any(
            any(each.overlaps(last) and not each.overlaps(column) for each in found)
            and any(each.overlaps(column) and not each.overlaps(last) for each in found)
            for found in several
        )
        if has_both:
            merged.append(column)
        else:
            merged[-1] = (last[0], column[1])
    return merged


def _by_order(found: Sequence[Piece], count: int) -> list[GridCell]:
    if len(found) != count:
        return []
    first, *rest = found
    return [GridCell(" " * first.start + first.text), *(GridCell(piece.text) for piece in rest)]


def _by_place(found: Sequence[Piece], columns: Sequence[tuple[int, int]]) -> list[GridCell]:
    """Put each text into the column below which it is; one above several columns covers them."""
    cells = [GridCell()] * len(columns)
    free = 0
    for order, piece in enumerate(found):
        under = [n for n, span in enumerate(columns) if piece.overlaps(span) and n >= free]
        if not under:
            distances = [
                (abs(piece.start + piece.end - span[0] - span[1]), n)
                for n, span in enumerate(columns)
                if n >= free
            ]
            under = [min(distances)[1]] if distances else [len(columns) - 1]
        if len(found) == 1 and piece.start <= columns[0][0] + 8:
            under = under[:1]
        start = under[0]
        later = found[order + 1 :]
        if len(under) > 1 or (start and _is_centred(piece, columns[start])):
            start, end = _covered(piece, columns, under, free, later)
        else:
            end = start + 1
        text = f"{cells[start].text} {piece.text}" if cells[start].text else piece.text
        indent = " " * piece.start if start == 0 and order == 0 else ""
        cells[start] = GridCell(f"{indent}{text}", span=end - start)
        free = min(end, len(columns) - 1)
    return cells


def _is_centred(piece: Piece, span: tuple[int, int]) -> bool:
    """Whether a text extends beyond a column on both sides."""
    return piece.start < span[0] and piece.end > span[1]


def _covered(
    piece: Piece,
    columns: Sequence[tuple[int, int]],
    under: Sequence[int],
    free: int,
    later: Sequence[Piece],
) -> tuple[int, int]:
    """Find the columns that a text covers: those around it whose middle is nearest to its own."""
    taken = {n for each in later for n, span in enumerate(columns) if each.overlaps(span)}
    candidates = []
    for start in range(max(free, 1 if under[0] else 0), under[0] + 1):
        for end in range(under[-1] + 1, len(columns) + 1):
            if taken.isdisjoint(range(start, end)):
                middle = columns[start][0] + columns[end - 1][1]
                candidates.append((abs(piece.start + piece.end - middle), end - start, start, end))
    if not candidates:
        return under[0], under[-1] + 1
    if piece.start == columns[under[0]][0]:  # aligned at the left with the first that it covers
        return under[0], under[-1] + 1
    _, _, start, end = min(candidates)
    return start, end
