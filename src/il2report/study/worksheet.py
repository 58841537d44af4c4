"""What the file of a worksheet says beside the values: merged cells, hidden rows, formulas.

openpyxl reads large sheets row by row, and then gives none of this. Reading them whole would take
some fifty times the size of the file, so the XML is read a second time, without a tree.
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
"""The size of a worksheet; a spreadsheet writes nothing beyond it."""


@dataclass(frozen=True, slots=True)
class Range:
    """A block of cells, counted from 1, bounds included."""

    reference: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class Worksheet:
    """What is found beside the values; rows and columns are counted from 1.

    `uncomputed` has the cells with a formula and no value, `computed` the other formulas.
    `disordered` names the first row or cell that comes after one of a higher number, "" if none.
    """

    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    computed: list[tuple[int, int]] = field(default_factory=list)
    disordered: str = ""


def read_worksheet(source: IO[bytes]) -> Worksheet:
    """Read the XML of a worksheet.

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
    """Takes the elements one by one; a prefix of the namespace before their names is ignored."""

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
            case "col" if _is_hidden(attributes, attributes.get("width", "")):
                first, last = int(attributes["min"]), int(attributes["max"])
                if len(self.found.hidden_columns) >= LAST_COLUMN:
                    raise ValueError("more elements for columns than a worksheet has columns")
                self.found.hidden_columns.append((first, min(last, LAST_COLUMN)))
            case "mergeCell":
                reference = attributes.get("ref", "")
                first_cell, _, last_cell = reference.partition(":")
                row, column = cell_of(first_cell)
                last_row, last_column = cell_of(last_cell or first_cell)
                self.found.merged.append(Range(reference, row, last_row, column, last_column))
            case "sheetFormatPr":
                self.rows_start_hidden = attributes.get("zeroHeight") in TRUE

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "v":
                self.in_value = False
            case "c":
                if self.has_formula:
                    # The text of a formula may be empty, and then it has an empty value.
                    is_text = self.kind == "str" and self.has_value_element
                    is_computed = self.has_text or is_text
                    of = self.found.computed if is_computed else self.found.uncomputed
                    of.append((self.row, self.column))
                self.in_cell = False

    def text(self, _: str) -> None:
        self.has_text = self.has_text or self.in_value

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        row = int(attributes.get("r") or self.row + 1)
        if row > LAST_ROW:
            raise ValueError(f"row {row} is beyond the end of a sheet")
        if row <= self.row and not self.found.disordered:
            self.found.disordered = f"row {row}"
        self.row, self.column = row, 0
        if _is_hidden(attributes, attributes.get("ht", "0" if self.rows_start_hidden else "")):
            self.found.hidden_rows.append(row)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r", "")
        row, column = cell_of(reference) if reference else (self.row, self.column + 1)
        if (row != self.row or column <= self.column) and not self.found.disordered:
            self.found.disordered = f"cell {reference}"
        if column > LAST_COLUMN:
            raise ValueError(f"cell {reference} is beyond the end of a sheet")
        self.column, self.kind = column, attributes.get("t", "n")
        self.in_cell = True
        self.has_formula = self.has_text = self.has_value_element = False


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    return attributes.get("hidden") in TRUE or (bool(size) and float(size) < NARROWEST)


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
