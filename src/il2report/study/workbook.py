"""data/study.xlsx: the tables as sheets of one workbook, read cell by cell as text."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.codebook import nearest
from il2report.study.layout import CSV_FILES, Layout
from il2report.study.records import READ_TABLES
from il2report.study.sheets import Records

FILE = "data/study.xlsx"
GUIDE = "read me"
"""The sheet of the empty workbook that says how to fill it in; no table, and no surprise."""
A_FORMULA = re.compile(rb"<f[ >/]")


@dataclass(frozen=True, slots=True)
class SheetOfBook:
    """The sheet of one table, and by column the spreadsheet's letters."""

    sheet: str
    letters: Mapping[str, str]

    @property
    def name(self) -> str:
        """What messages call the table."""
        return f"sheet {self.sheet}"

    def placed(self, place: Place) -> Place:
        """Name sheet and cell for a place in the table."""
        letter = self.letters.get(place.column or "")
        return replace(place, file=FILE, sheet=self.sheet, letter=letter)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that are tables, as records, and the cells whose formulas gave nothing."""

    layout: Layout
    records: Mapping[str, Records]
    faults: frozenset[tuple[str, int, str]]

    def reporting(self, table: str, report: Report) -> Report:
        """Report what is found in a table, but nothing more of a cell whose formula failed."""

        def once(finding: Finding) -> None:
            place = finding.place
            if (table, place.row, place.column) not in self.faults:
                report(finding)

        return once


NO_WORKBOOK = Workbook(CSV_FILES, {}, frozenset())


def read_workbook(contents: Mapping[str, bytes], report: Report) -> Workbook:
    """Read the workbook of a study, if there is one.

    Parameters
    ----------
    contents : bytes of the files by path
    report : called once per finding; a table that has a CSV file too is one

    Returns
    -------
    Workbook
        Cells are text as the contract spells it: dates in ISO, numbers with a decimal point.
    """
    if FILE not in contents:
        return NO_WORKBOOK
    try:
        with _opened(contents[FILE], data_only=True) as book:
            names = _tables(book.sheetnames, contents, report)
            sheets = {table: _trimmed(book[sheet]) for table, sheet in names.items()}
        lost = _uncomputed(contents[FILE], names)
    except Exception as error:  # noqa: BLE001 (whatever its XML holds, the file is a user's)
        message = f"this cannot be read as an .xlsx workbook: {type(error).__name__}"
        report(Finding("bad-workbook", Place(FILE), message))
        return NO_WORKBOOK
    headers = {
        t: [text.strip() for _, text in rows[0]] if rows else [] for t, rows in sheets.items()
    }
    faults = frozenset(_formula_faults(sheets, headers, lost, report))
    origins = {table: _sheet_of_book(names[table], header) for table, header in headers.items()}
    records = {table: _records(rows) for table, rows in sheets.items()}
    return Workbook(Layout(MappingProxyType(origins)), MappingProxyType(records), faults)


def _sheet_of_book(sheet: str, header: list[str]) -> SheetOfBook:
    letters = {name: _letter(number) for number, name in enumerate(header)}
    return SheetOfBook(sheet, MappingProxyType(letters))


Row = list[tuple[str, str]]
"""The cells of a row: the kind of each in the file's own letters, and its text."""


@contextmanager
def _opened(content: bytes, *, data_only: bool) -> Iterator[Any]:
    from openpyxl import load_workbook  # noqa: PLC0415 (paid by a study with a workbook only)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions to a sheet's looks, which we do not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
        yield book
        book.close()


def _tables(sheetnames: list[str], contents: Mapping[str, bytes], report: Report) -> dict[str, str]:
    """Find the sheet of each table, by names that may differ in capitals and blanks."""
    found: dict[str, str] = {}
    for name in sheetnames:
        if name == GUIDE:
            continue
        table = re.sub(r"[\s-]+", "_", name.strip().lower())
        if table not in READ_TABLES:
            hint = nearest(table, tuple(READ_TABLES))
            message = f"the sheet is not a table of the study and is ignored.{hint}"
            place = Place(FILE, sheet=name)
            report(Finding("extra-sheet", place, message, Severity.NOTICE))
            continue
        if table in found or f"data/{table}.csv" in contents:
            other = f"sheet {found[table]}" if table in found else f"data/{table}.csv"
            message = f"{other} has this table too; keep one of them"
            report(Finding("table-twice", Place(FILE, sheet=name), message))
        found.setdefault(table, name)
    return found


def _trimmed(sheet: Any) -> list[Row]:
    """Read the rows of a sheet without the blank cells and rows that follow the last filled."""
    sheet.reset_dimensions()
    rows: list[Row] = []
    for cells in sheet.iter_rows():
        row = [(cell.data_type, _text(cell.value)) for cell in cells]
        while row and not row[-1][1]:
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _text(value: Any) -> str:
    """Write the value of a cell as a CSV file of the contract has it."""
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return format(Decimal(repr(value)), "f")
        case _:
            return str(value)


def _records(rows: list[Row]) -> Records:
    width = len(rows[0]) if rows else 0
    texts = [[text for _, text in row] + [""] * (width - len(row)) for row in rows]
    return Records([len(row) for row in texts], [text for row in texts for text in row])


def _uncomputed(content: bytes, names: Mapping[str, str]) -> set[tuple[str, int, int]]:
    """Find formulas that no spreadsheet has computed, by table, row and position."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = (name for name in parts.namelist() if name.startswith("xl/worksheets/"))
        if not any(A_FORMULA.search(parts.read(name)) for name in sheets):
            return set()
    with _opened(content, data_only=False) as book, _opened(content, data_only=True) as values:
        return {
            (table, row, position)
            for table, name in names.items()
            for row, (cells, known) in enumerate(
                zip(book[name].iter_rows(), values[name].iter_rows(), strict=True), start=1
            )
            for position, (cell, value) in enumerate(zip(cells, known, strict=True))
            if cell.data_type == "f" and value.value is None and value.data_type == "n"
        }


def _formula_faults(
    sheets: Mapping[str, list[Row]],
    headers: Mapping[str, list[str]],
    lost: set[tuple[str, int, int]],
    report: Report,
) -> Iterator[tuple[str, int, str]]:
    """Report formulas without a value, and those whose value is an error such as #N/A."""
    failed = {
        (table, row, position): text
        for table, rows in sheets.items()
        for row, cells in enumerate(rows, start=1)
        for position, (kind, text) in enumerate(cells)
        if kind == "e"
    }
    for table, row, position in sorted({*lost, *failed}):
        header = headers[table]
        column = header[position] if position < len(header) else ""
        given = failed.get((table, row, position), "no value yet")
        message = f"the formula gives {given}; write the value, or save from the spreadsheet again"
        place = Place(f"data/{table}.csv", row, column or None)
        report(Finding("formula-without-value", place, message))
        yield table, row, column


def _letter(position: int) -> str:
    """Name a column as spreadsheets do: A to Z, then AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
