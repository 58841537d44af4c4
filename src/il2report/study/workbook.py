"""data/study.xlsx: the tables as sheets of one workbook, read cell by cell as text."""

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.archive import archive_finding
from il2report.study.cell_types import in_two_forms, wrong_types
from il2report.study.codebook import nearest
from il2report.study.extent import MOST_ROWS, EnoughErrors, exceeds
from il2report.study.files import FileRefused, refuse
from il2report.study.layout import CSV_FILES, Layout
from il2report.study.records import READ_TABLES
from il2report.study.sheets import Records
from il2report.study.worksheet import column_letters, read_worksheet
from il2report.study.worksheet_findings import BookSheet, Row, formula_faults, hidden, merged

FILE = "data/study.xlsx"
GUIDE = "read me"
"""The sheet of the empty workbook that says how to fill it in; no table, and no surprise."""
SHOWN = ".15g"
"""The digits that a spreadsheet shows at most; what a formula leaves beyond them is noise."""
OF_THE_BOOK = re.compile(r"/?xl/workbook[0-9]*\.xml", re.IGNORECASE)
CALCULATION = re.compile(rb"<(?:\w+:)?calcPr\b[^>]*>")
NEVER_COMPUTED = re.compile(
    rb"""\b(?:fullCalcOnLoad=["'](?:1|true)|calcCompleted=["'](?:0|false))"""
)
BY_HAND = re.compile(rb"""\bcalcMode=["']manual""")


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
    """The sheets that are tables, as records.

    `faults` are cells of which nothing more is said: formulas without a value, cells that a merge
    covers, values of a wrong type. `refused` names by table the columns of dates or numbers in two
    forms, and `partial` the tables with merged cells or without some of their ids, from whose gaps
    nothing follows.
    """

    layout: Layout
    records: Mapping[str, Records]
    faults: frozenset[tuple[str, int, str]]
    refused: Mapping[str, frozenset[str]]
    partial: frozenset[str]

    def reporting(self, table: str, report: Report) -> Report:
        """Report what is found in a table, but nothing more of a cell that is at fault."""

        def once(finding: Finding) -> None:
            place = finding.place
            if (table, place.row, place.column) not in self.faults:
                report(finding)

        return once


OLD_EXCEL, ZIPPED = b"\xd0\xcf\x11\xe0", b"PK"


def _unreadable(content: bytes, error: Exception) -> str:
    """Say why a file of this name is no workbook, and what to do."""
    if content.startswith(OLD_EXCEL):
        reason = "its content is that of an Excel file before 2007, or of one with a password"
    elif not content.startswith(ZIPPED):
        reason = "its content is not that of a workbook"
    else:
        reason = f"it is damaged ({type(error).__name__})"
    return f"{reason}; open it in Excel or LibreOffice, and save it as an Excel workbook (.xlsx)"


NO_WORKBOOK = Workbook(CSV_FILES, {}, frozenset(), {}, frozenset())


def read_workbook(contents: Mapping[str, bytes], report: Report) -> Workbook:
    """Read the workbook of a study, if there is one.

    Parameters
    ----------
    contents : bytes of the files by path
    report : called once per finding; a table that has a CSV file too is one

    Returns
    -------
    Workbook
        Cells are text as the contract spells it: dates in ISO, numbers with a decimal point. Rows,
        columns and sheets that are hidden are read like the others, with a notice.
    """
    if FILE not in contents:
        return NO_WORKBOOK
    if too_large := archive_finding(FILE, contents[FILE]):
        report(too_large)
        return NO_WORKBOOK
    try:
        with _opened(contents[FILE]) as book:
            names = _tables(book, contents, report)
            sheets = {table: _sheet(table, book[name]) for table, name in names.items()}
    except FileRefused as error:
        report(error.finding)
        return NO_WORKBOOK
    except EnoughErrors:
        raise
    except Exception as error:  # noqa: BLE001 (whatever its XML holds, the file is a user's)
        message = _unreadable(contents[FILE], error)
        report(Finding("bad-workbook", Place(FILE), message))
        return NO_WORKBOOK
    for sheet in (sheet for sheet in sheets.values() if sheet.beside.disordered):
        message = (
            f"{sheet.beside.disordered} comes after one of a higher number; open the workbook in the "
            "spreadsheet and save it again"
        )
        report(Finding("bad-workbook", Place(FILE, sheet=sheet.title), message))
        return NO_WORKBOOK
    faults = frozenset(fault for sheet in sheets.values() for fault in _faults(sheet, report))
    refused = in_two_forms(list(sheets.values()), report)
    origins = {table: _sheet_of_book(sheet) for table, sheet in sheets.items()}
    records = {table: _records(sheet.rows) for table, sheet in sheets.items()}
    return Workbook(
        Layout(MappingProxyType(origins)),
        MappingProxyType(records),
        faults,
        MappingProxyType(refused),
        frozenset(table for table, sheet in sheets.items() if sheet.merged_ranges)
        | {table for table, _, column in faults if column == "patient_id"},
    )


def _faults(sheet: BookSheet, report: Report) -> Iterator[tuple[str, int, str]]:
    hidden(sheet, report)
    blank = islice(merged(sheet, report), MOST_ROWS)  # ranges that overlap give cells without end
    for row, column in (*blank, *formula_faults(sheet, report)):
        yield sheet.table, row, column
    for row, column in wrong_types(sheet, report):
        yield sheet.table, row, column


def _sheet_of_book(sheet: BookSheet) -> SheetOfBook:
    letters = {name: column_letters(number) for number, name in enumerate(sheet.header, start=1)}
    return SheetOfBook(sheet.title, MappingProxyType(letters))


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    from openpyxl import load_workbook  # noqa: PLC0415 (paid by a study with a workbook only)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions to a sheet's looks, which we do not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield book
        book.close()


def _sheet(table: str, sheet: Any) -> BookSheet:
    """Read values and what is beside them; openpyxl gives a large sheet's values only."""
    archive, part = sheet.parent._archive, sheet._worksheet_path  # noqa: SLF001
    with archive.open(part) as source:
        beside = read_worksheet(source)
    parts = (name for name in archive.namelist() if OF_THE_BOOK.fullmatch(name))
    calculation = (CALCULATION.search(archive.read(name)) for name in parts)
    settings = b" ".join(found[0] for found in calculation if found)
    return BookSheet(
        table=table,
        title=sheet.title,
        rows=_trimmed(sheet),
        beside=beside,
        state=sheet.sheet_state,
        is_computed=not NEVER_COMPUTED.search(settings),
        is_computed_by_hand=BY_HAND.search(settings) is not None,
    )


def _tables(book: Any, contents: Mapping[str, bytes], report: Report) -> dict[str, str]:
    """Find the sheet of each table, by names that may differ in capitals and blanks."""
    found: dict[str, str] = {}
    for name in book.sheetnames:
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
    place, count = Place(FILE, sheet=sheet.title), 0
    for cells in sheet.iter_rows():
        count += len(cells)
        exceeds(place, {"rows": len(rows) + 1, "columns": len(cells), "cells": count}, refuse)
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
            return format(Decimal(format(value, SHOWN)), "f")
        case _:
            return str(value)


def _records(rows: list[Row]) -> Records:
    width = len(rows[0]) if rows else 0
    texts = [[text for _, text in row] + [""] * (width - len(row)) for row in rows]
    return Records([len(row) for row in texts], [text for row in texts for text in row])
