"""The sheet codebook: the codes of one column stand together, with room for more of them."""

from dataclasses import dataclass

from il2report.study.codebook import CODED_COLUMNS, OPEN_COLUMNS
from il2report.study.outline import CodebookRows

FIRST_ROW = 2
SPARE_ROWS = 10
"""Room below the codes of a column that the study team chooses; inserted rows make more of it."""

CodebookRow = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of the sheet that are for the codes of one column, and what is filled of them."""

    table: str
    column: str
    first: int
    last: int
    rows: tuple[CodebookRow, ...]

    @property
    def spare(self) -> range:
        """The rows that are still free."""
        return range(self.first + len(self.rows), self.last + 1)


def blocks(codebook: CodebookRows) -> tuple[Block, ...]:
    """Lay out the codes of a study, column by column; a column without codes has room for some."""
    laid: list[Block] = []
    first = FIRST_ROW
    for table, column in CODED_COLUMNS:
        rows = tuple(row for row in codebook.rows if row[:2] == (table, column))
        room = SPARE_ROWS if (table, column) in OPEN_COLUMNS else 0
        if rows or room:
            laid.append(Block(table, column, first, first + len(rows) + room - 1, rows))
            first = laid[-1].last + 1
    return tuple(laid)
