"""data/study.xlsx: the tables as sheets of one workbook, read cell by cell as text."""

import io
import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any

from il2report.errors import EnoughErrors, Finding, Place, Report, Severity
from il2report.study.extent import MOST_ROWS, archive_finding, exceeds
from il2report.study.files import FileRefused, refuse
from il2report.study.layout import CSV_FILES, Layout
from il2report.study.lookalikes import nearest
from il2report.study.records import READ_TABLES, Record
from il2report.study.sheets import Cells
from il2report.study.worksheet import column_letters, read_worksheet
from il2report.study.worksheet_findings import (
    BookSheet,
    Row,
    formula_faults,
    hidden,
    in_two_forms,
    merged,
    wrong_types,
)

FILE = "data/study.xlsx"
GUIDE = "read me"
"""The sheet of the empty workbook that says how to fill it in, and is not a table."""
SHOWN = ".15g"
"""The digits that a spreadsheet shows at most; further digits of a formula are noise."""
OF_THE_BOOK = re.compile(r"/?xl/workbook[0-9]*\.xml", re.IGNORECASE)
CALCULATION = re.compile(rb"<(?:\w+:)?calcPr\b[^>]*>")
NEVER_COMPUTED = re.compile(
    rb"""\b(?:fullCalcOnLoad=["'](?:1|true)|calcCompleted=["'](?:0|false))"""
)
ON_REQUEST = re.compile(rb"""\bcalcMode=["']manual""")
OLD_EXCEL, ZIPPED = b"\xd0\xcf\x11\xe0", b"PK"


@dataclass(frozen=True, slots=True)
class SheetOfBook:
    """The sheet of one table, and by column the spreadsheet's letters."""

    sheet: str
    letters: Mapping[str, str]

    @property
    def name(self) -> str:
        """The table's name in messages."""
        return f"sheet {self.sheet}"

    def placed(self, place: Place) -> Place:
        """Name sheet and cell for a place in the table."""
        letter = self.letters.get(place.column or "")
        return replace(place, file=FILE, sheet=self.sheet, letter=letter)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that are tables, as records.

    `faults` are cells with a finding already: formulas without a value, cells that a merge covers,
    values of a wrong type. `refused` names by table the columns of dates or numbers in two forms,
    and `partial` the tables with merged cells or without some of their ids, from whose gaps
    nothing can be concluded.
    """

    layout: Layout
    records: Mapping[str, Sequence[Cells]]
    faults: frozenset[tuple[str, int, str]]
    refused: Mapping[str, frozenset[str]]
    partial: frozenset[str]

    def reporting(self, table: str, report: Report) -> Report:
        """Report findings in a table, but no second one about a cell."""

        def once(finding: Finding) -> None:
            place = finding.place
            if (table, place.row, place.column) not in self.faults:
                report(finding)

        return once


NO_WORKBOOK = Workbook(CSV_FILES, {}, frozenset(), {}, frozenset())


def read_workbook(
    contents: Mapping[str, bytes], report: Report, tables: Mapping[str, Record] = READ_TABLES
) -> Workbook:
    """Read the workbook of a study, if there is one.

    Parameters
    ----------
    contents : bytes of the files by path
    report : called once per finding; a table that has a CSV file too is one
    tables : the contract of the study

    Returns
    -------
    Workbook
        Cells are text as the contract spells it: dates in ISO, numbers with a decimal point. Rows,
        columns and sheets that are hidden are read like the others, with a notice.
    """
    if FILE not in contents:
        return NO_WORKBOOK
    try:
        if too_large := archive_finding(FILE, contents[FILE]):
            refuse(too_large)
        with _opened(contents[FILE]) as book:
            names = _tables(book, contents, tables, report)
            sheets = [_sheet(tables[table], table, book[name]) for table, name in names.items()]
    except FileRefused as error:
        report(error.finding)
        return NO_WORKBOOK
    except EnoughErrors:
        raise
    except Exception as error:  # noqa: BLE001 (whatever its XML holds, the file is a user's)
        if contents[FILE].startswith(OLD_EXCEL):
            reason = "this is an Excel file of before 2007, or one with a password"
        elif not contents[FILE].startswith(ZIPPED):
            reason = "this is not a workbook"
        else:
            reason = f"the workbook is damaged ({type(error).__name__})"
        cure = "open it in Excel or LibreOffice, and save it as an Excel workbook (.xlsx)"
        report(Finding("bad-workbook", Place(FILE), f"{reason}; {cure}"))
        return NO_WORKBOOK
    for sheet in (sheet for sheet in sheets if sheet.beside.disordered):
        message = (
            f"{sheet.beside.disordered} comes after one of a higher number; open the workbook in the "
            "spreadsheet and save it again"
        )
        report(Finding("bad-workbook", Place(FILE, sheet=sheet.title), message))
        return NO_WORKBOOK
    faults, origins, records = set[tuple[str, int, str]](), {}, {}
    for sheet in sheets:
        table = sheet.table
        hidden(sheet, report)
        blank = islice(merged(sheet, report), MOST_ROWS)  # ranges may overlap, cells without end
        cells = (*blank, *formula_faults(sheet, report), *wrong_types(sheet, report))
        faults |= {(table, row, column) for row, column in cells}
        letters = {name: column_letters(n) for n, name in enumerate(sheet.header, start=1)}
        origins[table] = SheetOfBook(sheet.title, MappingProxyType(letters))
        width = len(sheet.header)
        texts = ([text for _, text in row] for row in sheet.rows)
        records[table] = [(*row, *[""] * (width - len(row))) for row in texts]
    return Workbook(
        Layout(MappingProxyType(origins)),
        MappingProxyType(records),
        frozenset(faults),
        MappingProxyType(in_two_forms(sheets, report)),
        frozenset(sheet.table for sheet in sheets if sheet.merged_ranges)
        | {table for table, _, column in faults if column == "patient_id"},
    )


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    from openpyxl import load_workbook  # noqa: PLC0415 (paid by a study with a workbook only)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions to a sheet's looks, which we do not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield book
        book.close()


def _tables(
    book: Any, contents: Mapping[str, bytes], tables: Collection[str], report: Report
) -> dict[str, str]:
    """Find the sheet of each table, by names that may differ in capitals and blanks."""
    found: dict[str, str] = {}
    for name in book.sheetnames:
        if name == GUIDE:
            continue
        table = re.sub(r"[\s-]+", "_", name.strip().lower())
        place = Place(FILE, sheet=name)
        if table not in tables:
            hint = nearest(table, tuple(tables))
            message = f"the sheet is not a table of the study and is ignored.{hint}"
            report(Finding("extra-sheet", place, message, Severity.NOTICE))
            continue
        if table in found or f"data/{table}.csv" in contents:
            other = f"sheet {found[table]}" if table in found else f"data/{table}.csv"
            message = f"{other} has this table too; keep one of them"
            report(Finding("table-twice", place, message))
        found.setdefault(table, name)
    return found


def _sheet(record: Record, table: str, sheet: Any) -> BookSheet:
    """Read values and what is beside them; openpyxl gives a large sheet's values only."""
    archive, part = sheet.parent._archive, sheet._worksheet_path  # noqa: SLF001
    with archive.open(part) as source:
        beside = read_worksheet(source)
    parts = (name for name in archive.namelist() if OF_THE_BOOK.fullmatch(name))
    calculation = (CALCULATION.search(archive.read(name)) for name in parts)
    settings = b" ".join(found[0] for found in calculation if found)
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
    return BookSheet(
        table=table,
        record=record,
        title=sheet.title,
        rows=rows,
        beside=beside,
        state=sheet.sheet_state,
        is_computed=not NEVER_COMPUTED.search(settings),
        is_computed_on_request=ON_REQUEST.search(settings) is not None,
    )


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
