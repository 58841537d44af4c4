"""What the file of a worksheet says beside the values: merged cells, hidden rows, formulas.

openpyxl reads large sheets row by row, and then gives none of this. Reading them whole would take
some fifty times the size of the file, so the XML is gone through a second time, without a tree.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
TRUE = ("1", "true", "on")
NARROWEST = 0.5
"""Characters of width, points of height: what is smaller cannot be seen."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The size of a worksheet; what lies beyond was not written by a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Range:
    """A block of cells, counted from 1, bounds included."""

    reference: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def reaches_into(self, rows: int, columns: int) -> bool:
        """Whether a cell of it lies within the first rows and columns."""
        return self.first_row <= rows and self.first_column <= columns


@dataclass(slots=True)
class Worksheet:
    """What is found beside the values; rows and columns are counted from 1.

    `uncomputed` has the cells with a formula and no value, `computed` counts the other formulas.
    `disordered` names the first row or cell that comes before one of a lower number, "" if none.
    """

    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    computed: list[tuple[int, int]] = field(default_factory=list)
    disordered: str = ""


def read_worksheet(source: IO[bytes]) -> Worksheet:
    """Go through the XML of a worksheet.

    Parameters
    ----------
    source : the part of the workbook that holds the sheet

    Returns
    -------
    Worksheet

    Raises
    ------
    expat.ExpatError
        When it is not XML.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.ParseFile(source)
    return reader.found


class _Reader:
    """Takes the elements one by one; a prefix of the namespace before their names is no matter."""

    def __init__(self) -> None:
        self.found = Worksheet()
        self.row = self.column = 0
        self.rows_start_hidden = False
        self.in_cell = self.has_formula = self.in_value = self.has_text = False
        self.has_value_element, self.kind = False, ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                self._start_cell(attributes)
            case "f" if self.in_cell:
                self.has_formula = True
            case "v" if self.in_cell:
                self.in_value = self.has_value_element = True
            case "row":
                self._start_row(attributes)
            case "col":
                self._start_column(attributes)
            case "mergeCell":
                self._add_merged(attributes.get("ref", ""))
            case "sheetFormatPr":
                self.rows_start_hidden = attributes.get("zeroHeight") in TRUE

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "v":
                self.in_value = False
            case "c":
                self._end_cell()

    def text(self, _: str) -> None:
        self.has_text = self.has_text or self.in_value

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        row = int(attributes.get("r") or self.row + 1)
        if row > LAST_ROW:
            raise ValueError(f"row {row} lies beyond the end of a sheet")
        if row <= self.row and not self.found.disordered:
            self.found.disordered = f"row {row}"
        self.row, self.column = row, 0
        height = attributes.get("ht", "0" if self.rows_start_hidden else "")
        if attributes.get("hidden") in TRUE or _is_unseen(height):
            self.found.hidden_rows.append(row)

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("hidden") in TRUE or _is_unseen(attributes.get("width", "")):
            first, last = int(attributes["min"]), int(attributes["max"])
            if len(self.found.hidden_columns) >= LAST_COLUMN:
                raise ValueError("more elements for columns than a worksheet has columns")
            self.found.hidden_columns.append((first, min(last, LAST_COLUMN)))

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r", "")
        row, column = cell_of(reference) if reference else (self.row, self.column + 1)
        if (row != self.row or column <= self.column) and not self.found.disordered:
            self.found.disordered = f"cell {reference}"
        if column > LAST_COLUMN:
            raise ValueError(f"cell {reference} lies beyond the end of a sheet")
        self.column, self.kind = column, attributes.get("t", "n")
        self.in_cell = True
        self.has_formula = self.has_text = self.has_value_element = False

    def _end_cell(self) -> None:
        """Note a formula; the text of one may be empty, and then it has an empty value."""
        if self.has_formula:
            is_text = self.kind == "str" and self.has_value_element
            of = self.found.computed if self.has_text or is_text else self.found.uncomputed
            of.append((self.row, self.column))
        self.in_cell = False

    def _add_merged(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        (row, column), (last_row, last_column) = cell_of(first), cell_of(last or first)
        self.found.merged.append(Range(reference, row, last_row, column, last_column))


def _is_unseen(measure: str) -> bool:
    return bool(measure) and float(measure) < NARROWEST


def cell_of(reference: str) -> tuple[int, int]:
    """Give row and column of a cell such as C2, counted from 1."""
    parts = REFERENCE.fullmatch(reference)
    if parts is None:
        raise ValueError(f"{reference!r} is not the name of a cell")
    column = 0
    for sign in parts[1]:
        column = 26 * column + ord(sign) - ord("A") + 1
    return int(parts[2]), column


def column_letters(position: int) -> str:
    """Name a column, counted from 1, as spreadsheets do: A to Z, then AA."""
    letters = ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
