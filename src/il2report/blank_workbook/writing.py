"""The workbook as bytes: sheets, header rows, notes and guards, the same each time."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from il2report.blank_workbook.guards import (
    CodebookBlock,
    Guard,
    blocks,
    codebook_guards,
    guard,
    header_guard,
    lists,
)
from il2report.blank_workbook.guide import guide, note
from il2report.study.outline import Outline, table_columns
from il2report.study.records import BESIDE_THE_DATA, ColumnKind, ContractColumn
from il2report.study.workbook import GUIDE

CODEBOOK = "codebook"
AUTHOR = "il2report"
FORMATS: Mapping[type, str] = MappingProxyType(
    {str: "@", date: "yyyy-mm-dd", int: "0", float: "General"}
)
"""How a column shows what is typed; as text an id such as 001 keeps its zeros."""

NARROWEST, WIDEST, WIDTH_OF_TEXT = 13, 36, 32
NOTE_WIDTH, LINE_HEIGHT, LETTERS_PER_LINE = 320, 18, 48
GUIDE_WIDTHS = (22, 90)

HEADER = PatternFill("solid", fgColor="E7ECEF")
SHADED = PatternFill("solid", fgColor="F6F4EA")
RULED = Border(bottom=Side("thin", color="8A9BA5"))

PLAIN, BOLD = Font("Calibri", 11), Font("Calibri", 11, bold=True)

FORMULA_STARTS = ("=", "+", "-", "@")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DATED = re.compile(rb"<dcterms:(created|modified) .*?</dcterms:\1>")
EARLIEST_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def blank_workbook(outline: Outline) -> bytes:
    """Write the workbook of a study: empty tables, its codebook, and a guard on every column.

    Parameters
    ----------
    outline : choices and codes of the study

    Returns
    -------
    bytes
        An .xlsx file without a date, the same for the same outline and libraries.
    """
    book = Workbook()
    book.properties.creator = AUTHOR
    _write_guide(book.active, outline)
    _set_page(book.active)
    laid = blocks(outline.codebook, outline.records)
    for table in outline.records:
        columns = table_columns(table, outline)
        sheet = book.create_sheet(table)
        _write_header(sheet, columns, outline)
        _set_page(sheet)
        if table not in BESIDE_THE_DATA:
            _place(sheet, [guard(column, _letter(n), laid) for n, column in enumerate(columns)])
    _write_codebook(book[CODEBOOK], outline, laid)
    for name, formula in lists(laid):
        book.defined_names[name] = DefinedName(name, attr_text=formula)
    written = io.BytesIO()
    book.save(written)
    return _undated(written)


def _write_guide(sheet: Any, outline: Outline) -> None:
    sheet.title = GUIDE
    for number, width in enumerate(GUIDE_WIDTHS):
        sheet.column_dimensions[_letter(number)].width = width
    for row, texts in enumerate(guide(outline), start=1):
        for column, text in enumerate(texts, start=1):
            _write(sheet.cell(row, column), text)
        if len(texts) == 1:
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
            sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[row].height = LINE_HEIGHT * (
                1 + len(texts[0]) // sum(GUIDE_WIDTHS)
            )
        sheet.cell(row, 1).font = BOLD if row == 1 or len(texts) > 1 else PLAIN
    sheet.sheet_view.showGridLines = False


def _write_header(sheet: Any, columns: Sequence[ContractColumn], outline: Outline) -> None:
    """Name the columns, explain each, and give its cells the format of what goes in."""
    for number, column in enumerate(columns):
        cell = sheet.cell(1, number + 1, column.name)
        cell.fill, cell.border = HEADER, RULED
        cell.font = PLAIN if column.may_be_blank else BOLD
        text = note(column, outline)
        lines = sum(1 + len(line) // LETTERS_PER_LINE for line in text.split("\n"))
        height = LINE_HEIGHT * (lines + 1)
        cell.comment = Comment(_printable(text), AUTHOR, height=height, width=NOTE_WIDTH)
        below = sheet.column_dimensions[_letter(number)]
        below.number_format = FORMATS[column.type]
        below.width = _width(column, outline)
    sheet.freeze_panes = "A2" if sheet.title == CODEBOOK else "B2"
    _place(sheet, [header_guard(_letter(len(columns) - 1))])


def _width(column: ContractColumn, outline: Outline) -> int:
    """Fit the name of a column and the codes or the text below it."""
    if column.kind in (ColumnKind.WORDS, ColumnKind.TEXT):
        return WIDTH_OF_TEXT
    codes = [row[2] for row in outline.codebook.of(column)]
    return max(NARROWEST, *(len(str(text)) + 4 for text in (column.name, *codes)))


def _set_page(sheet: Any) -> None:
    """Print a sheet across one page, with the names of its columns on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.title != GUIDE:
        sheet.print_title_rows = "1:1"


def _write_codebook(sheet: Any, outline: Outline, laid: Sequence[CodebookBlock]) -> None:
    columns = table_columns(CODEBOOK, outline)
    names = outline.codebook.columns
    for number, name in enumerate(names[len(columns) :], start=len(columns)):
        _write(sheet.cell(1, number + 1), name)
    for block in laid:
        for row, cells in enumerate(block.rows, start=block.first):
            for number, value in enumerate(cells, start=1):
                _write(sheet.cell(row, number), value)
        for row in block.spare:
            for number, column in enumerate(columns, start=1):
                cell = sheet.cell(row, number)
                cell.fill, cell.number_format = SHADED, FORMATS[column.type]
    for number in range(len(names)):
        longest = max((len(str(row[number] or "")) for row in outline.codebook.rows), default=0)
        sheet.column_dimensions[_letter(number)].width = min(WIDEST, max(NARROWEST, longest + 4))
    letters = [_letter(number) for number in range(len(columns))]
    _place(sheet, codebook_guards(columns, letters, laid))


def _place(sheet: Any, guards: Iterable[Guard]) -> None:
    for one in guards:
        rule = DataValidation(
            type=one.kind,
            formula1=one.first,
            formula2=one.second,
            allow_blank=one.ignores_blanks,
            showErrorMessage=True,
            errorStyle="stop" if one.is_firm else "warning",
            errorTitle=f"Not allowed in {sheet.title}" if one.is_firm else "Is this right?",
            error=one.alert,
        )
        if one.second is not None:
            rule.operator = "between"
        rule.add(one.cells)
        sheet.add_data_validation(rule)


def _write(cell: Any, value: str | int | None) -> None:
    """Write a value; a text stays a text, whatever it starts with."""
    if isinstance(value, str):
        cell.value = _printable(value)
        cell.data_type, cell.number_format = "s", FORMATS[str]
        cell.quotePrefix = value.startswith(FORMULA_STARTS)
    else:
        cell.value = value


def _printable(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _letter(number: int) -> str:
    return str(get_column_letter(number + 1))


def _undated(written: io.BytesIO) -> bytes:
    """Pack the parts of the file again without the time at which it was written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(packed, "w") as undated:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = DATED.sub(b"", content)
            entry = zipfile.ZipInfo(name, EARLIEST_OF_ZIP)
            undated.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
