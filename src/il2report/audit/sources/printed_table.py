"""What a file prints: tables as rectangles of text, and paragraphs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of a table as it is printed.

    Parameters
    ----------
    label : text of the first column
    indent : 0 for a row at the margin, 1 for one below it, and so on
    cells : text of each further column, "" where nothing is printed
    line : line or row of the file, from 1, None where the form has none
    """

    label: str
    indent: int
    cells: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as it is printed, of any form of file.

    Parameters
    ----------
    place : short name, "T1", that figures are listed under
    heading : what the paper calls it, "Table 1"
    caption : text above or below it, without the heading
    heads : head rows, each with one text per column, that of the row labels included; a cell that
        spans several columns is repeated in each
    rows : what is below the heads; each has one cell fewer than a head row
    notes : footnotes, one text each
    is_uncertain : whether columns were guessed from the layout of a page
    """

    place: str
    heading: str
    caption: str
    heads: tuple[tuple[str, ...], ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...] = ()
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """Everything that a file prints; `paragraphs` is the running text, in reading order."""

    title: str
    tables: tuple[PrintedTable, ...]
    paragraphs: tuple[str, ...] = ()
