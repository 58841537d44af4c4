"""Where the numbers of a column have their decimal point: how much less than others each has behind it.

A plus sign, decimals, an interval and a mark of a note follow the digits before the point; with room in
place of what a number lacks of them, points are under points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from il2report.document.tables import Align, Cell, TablePart

MOST = 40
"""Half digits of room that a cell may get; beyond, one odd cell would push the others aside."""
BEFORE_POINT = re.compile(r"[<>≤≥−-]?\s?[\d,\u202f\u2009]*(?=$|[^\d,\u202f\u2009])")
HALF_DIGITS = {"+": 3, "⁺": 2, "<": 2, ">": 2, "−": 2, "–": 2}
"""How wide signs are in halves of a digit; of others a digit is two, a letter two, anything else one."""

Rooms = tuple[tuple[tuple[int, ...], ...], ...]
"""Half digits of room behind each cell: of each group, each row, each column."""


def rooms_behind(part: TablePart) -> Rooms:
    """Give the room behind each cell of a part of a table that brings points under points."""
    behind = [[_behind(row.cells[at]) for row in part.rows] for at in range(len(part.columns))]
    rooms = [
        _lacking(widths) if column.align == Align.NUMBER else [0] * len(widths)
        for column, widths in zip(part.columns, behind, strict=True)
    ]
    by_row = iter(zip(*rooms, strict=True) if rooms else ())
    return tuple(tuple(next(by_row, ()) for _ in group.rows) for group in part.groups)


def _lacking(widths: Sequence[int | None]) -> list[int]:
    most = max((width for width in widths if width is not None), default=0)
    lacking = (0 if width is None else most - width for width in widths)
    return [room if room <= MOST else 0 for room in lacking]


def _behind(cell: Cell) -> int | None:
    """Give the width of what follows the digits before the point; None for a cell that is no single number."""
    text = str(cell.content)
    start = BEFORE_POINT.match(text)
    if start is None or ", " in text:
        return None
    before, behind = start[0], text[start.end() :]
    decimals = behind[:1] in (".", "·") and behind[1:2].isdecimal()
    if not decimals and not any(sign.isdecimal() for sign in before):
        return None
    return sum(map(_half_digits, behind)) + len(cell.marker)


def _half_digits(sign: str) -> int:
    return HALF_DIGITS.get(sign, 2 if sign.isalnum() else 1)
