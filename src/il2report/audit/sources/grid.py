"""What every reader of a form of file gives: texts and grids of cells, in the order of the file.

A cell keeps the blanks before its text until the table is assembled: they may be an indent.
"""

import re
import unicodedata
from dataclasses import dataclass

NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
"""Controls, zero widths and directions of writing; a line break within a cell is kept for a while."""
DIVIDED = "\xad "
"""A hyphen that divides a word at the end of a line."""
BLANKS = re.compile(r"[ \t\r\n]+")
WIDE = {"\t": 4, "\u2003": 2, "\u2001": 2}
"""How many blanks a tab and the blanks of a whole em are wide."""
RAISED = {
    sign: unicodedata.normalize("NFKD", sign)
    for sign in map(chr, range(0x1D2C, 0x1DC0))
    if unicodedata.normalize("NFKD", sign) in set("abcdefghijklmnopqrstuvwxyz")
}
"""Letters that are raised by themselves, as footnote marks often are."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell; those that it covers in its row follow it without a text.

    Parameters
    ----------
    text : as it is printed, with blanks before it and line breaks within
    indent : what the layout adds before the text, in blanks
    span : columns that it covers
    is_head : whether the file says that it is a head
    """

    text: str = ""
    indent: float = 0
    span: int = 1
    is_head: bool = False

    @property
    def shown(self) -> str:
        """The text on one line, without blanks around it."""
        return one_line(self.text)

    @property
    def depth(self) -> float:
        """How far the text begins from the margin, in blanks."""
        rest = self.text.lstrip()
        before = self.text[: len(self.text) - len(rest)]
        return self.indent + sum(WIDE.get(sign, 1) for sign in before if sign not in "\r\n")


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of cells and its line in the file."""

    cells: tuple[GridCell, ...]
    line: int | None = None

    @property
    def filled(self) -> list[int]:
        """The columns in which something is printed."""
        return [column for column, cell in enumerate(self.cells) if cell.shown]

    @property
    def is_wide(self) -> bool:
        """Whether something is printed beside the first column."""
        return any(column > 0 for column in self.filled)

    @property
    def text(self) -> str:
        """What the row prints, as one text."""
        return " ".join(cell.shown for cell in self.cells if cell.shown)


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table, all rows equally long.

    Parameters
    ----------
    rows : heads and body
    head_rows : how many rows are heads, None where the file does not say it
    has_spans : whether the file says which cells of a head cover several columns
    label : such as "Table 1", where the file gives it apart
    caption : likewise
    notes : likewise
    is_uncertain : whether columns were guessed
    """

    rows: tuple[GridRow, ...]
    head_rows: int | None = None
    has_spans: bool = False
    label: str = ""
    caption: str = ""
    notes: tuple[str, ...] = ()
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `role` is "caption" or "note" where its place beside a table says so."""

    text: str
    role: str = ""


Block = Grid | Text


def one_line(text: str) -> str:
    """Join lines and drop what does not show; every other sign stays as it is printed."""
    text = BLANKS.sub(" ", NOT_SHOWN.sub("", text.replace(DIVIDED, ""))).strip()
    return "".join(f"^{RAISED[sign]}" if sign in RAISED else sign for sign in text)


def rectangle(rows: list[GridRow]) -> tuple[GridRow, ...]:
    """Make all rows equally long."""
    width = max((len(row.cells) for row in rows), default=0)
    blank = GridCell()
    return tuple(
        GridRow((*row.cells, *[blank] * (width - len(row.cells))), row.line) for row in rows
    )
