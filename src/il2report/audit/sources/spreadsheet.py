"""The sheets of a workbook, each cell as it is displayed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice

from il2report.audit.sources.captions import caption_of
from il2report.audit.sources.flow import printed_paper
from il2report.audit.sources.grid import Block, GridCell, GridRow, Text
from il2report.audit.sources.limits import MOST_COLUMNS, MOST_TABLES, CellCount, refused, too_large
from il2report.audit.sources.number_formats import (
    BUILT_IN,
    GENERAL,
    displayed_number,
    displayed_text,
)
from il2report.audit.sources.office import OfficeFile, attribute, child
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.audit.sources.sheet import SheetForm, sheet_blocks
from il2report.received.xml import XmlElement, local_name

WORKBOOK = "xl/workbook.xml"
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
PER_LEVEL = 3
"""Blanks of one level of indent."""
LAST_ROW = 1_048_576
EXACT = 15
"""Digits that a spreadsheet keeps of a number; those after them are noise."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """The format of a cell and its indent in levels."""

    code: str = GENERAL
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Workbook:
    """What all sheets share."""

    file: OfficeFile
    texts: Sequence[str]
    styles: Sequence[CellStyle]
    from_1904: bool


def paper_of_workbook(file: OfficeFile) -> PrintedPaper:
    """Read every sheet that is visible and has something in it.

    Raises
    ------
    StudyRefused
        When a formula has no value, or there are more cells than are read.
    """
    main = file.first("", "officeDocument", WORKBOOK)
    if main is None:
        raise refused(file.name, "the workbook is damaged: it has no list of its sheets")
    root = file.xml(main)
    properties = child(root, "workbookPr")
    book = Workbook(
        file,
        _shared_texts(file, file.first(main, "sharedStrings", "xl/sharedStrings.xml")),
        _styles(file, file.first(main, "styles", "xl/styles.xml")),
        properties is not None and attribute(properties, "date1904") in {"1", "true"},
    )
    targets = {key: target for key, kind, target in file.related(main) if kind == "worksheet"}
    count, blocks = CellCount(file.name), list[Block]()
    sheets = child(root, "sheets")
    for sheet in sheets if sheets is not None else []:
        target = targets.get(attribute(sheet, "id"))
        if target and attribute(sheet, "state", "visible") == "visible":
            blocks.extend(_sheet_blocks(book, target, attribute(sheet, "name"), count))
    if len(blocks) > 10 * MOST_TABLES:
        raise too_large(file.name, f"the workbook has more than {MOST_TABLES:,} tables and texts")
    return printed_paper(blocks)


def _sheet_blocks(book: Workbook, part: str, title: str, count: CellCount) -> list[Block]:
    rows = list(_rows(book, book.file.xml(part), title, count))
    blocks = sheet_blocks(rows, SheetForm())
    captions = [each for each in blocks if isinstance(each, Text) and caption_of(each.text)]
    if caption_of(title) and not captions:
        blocks.insert(0, Text(title, "caption"))
    return blocks


def _rows(book: Workbook, root: XmlElement, title: str, count: CellCount) -> Iterator[GridRow]:
    """Give the rows that are shown; rows that are not there are one blank row."""
    merged = _merged(root)
    hidden = _hidden_columns(root)
    data = child(root, "sheetData")
    last = 0
    for row in data if data is not None else []:
        number = int(attribute(row, "r") or last + 1)
        is_hidden = attribute(row, "hidden") in {"1", "true"}
        cells: dict[int, GridCell] = {}
        for cell in row:
            column = _column(attribute(cell, "r"), max(cells, default=-1) + 1)
            shown = _cell(book, cell, title, number)
            if shown.shown and not is_hidden and column not in hidden:
                wide = merged.get((number, column), 1)
                cells[column] = GridCell(shown.text, shown.indent, _visible(column, wide, hidden))
        if is_hidden:
            continue
        if last and number > last + 1:
            yield GridRow((GridCell(),), last + 1)
        last = number
        width = max(cells, default=0) + 1
        count.add(width, row=number)
        kept = [column for column in range(width) if column not in hidden]
        yield GridRow(tuple(cells.get(column, GridCell()) for column in kept), number)


def _visible(column: int, wide: int, hidden: set[int]) -> int:
    return max(
        1, sum(each not in hidden for each in range(column, column + min(wide, MOST_COLUMNS)))
    )


def _merged(root: XmlElement) -> dict[tuple[int, int], int]:
    """Give by its first cell how many columns each merged range has."""
    found = {}
    ranges = child(root, "mergeCells")
    for each in ranges if ranges is not None else []:
        corners = REFERENCE.findall(attribute(each, "ref"))
        if len(corners) == 2:
            (first, row), (last, _) = corners
            found[int(row), _number(first)] = _number(last) - _number(first) + 1
    return found


def _hidden_columns(root: XmlElement) -> set[int]:
    columns = child(root, "cols")
    hidden = set[int]()
    for each in islice(columns if columns is not None else [], MOST_COLUMNS):
        if attribute(each, "hidden") in {"1", "true"}:
            first, last = int(attribute(each, "min", "1")), int(attribute(each, "max", "1"))
            hidden.update(range(first - 1, min(last, MOST_COLUMNS + 1)))
    return hidden


def _column(reference: str, following: int) -> int:
    found = REFERENCE.fullmatch(reference)
    return _number(found[1]) if found else following


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _cell(book: Workbook, cell: XmlElement, title: str, row: int) -> GridCell:
    index = int(attribute(cell, "s") or 0)
    style = book.styles[index] if index < len(book.styles) else CellStyle()
    kind = attribute(cell, "t", "n")
    value = child(cell, "v")
    text = value.text or "" if value is not None else ""
    if kind == "inlineStr":
        inline = child(cell, "is")
        text = _rich_text(inline) if inline is not None else ""
    elif kind == "s" and text:
        text = book.texts[int(text)] if int(text) < len(book.texts) else ""
    elif kind == "b":
        text = {"1": "TRUE", "0": "FALSE"}.get(text, text)
    elif not text and child(cell, "f") is not None and kind != "str":
        message = "a formula has no value; open the workbook in a spreadsheet and save it again"
        raise refused(book.file.name, message, row, title)
    elif kind == "n" and text:
        return GridCell(_displayed(text, style, book), PER_LEVEL * style.indent)
    return GridCell(displayed_text(text, style.code), PER_LEVEL * style.indent)


def _displayed(text: str, style: CellStyle, book: Workbook) -> str:
    try:
        value = Decimal(format(Decimal(text), f".{EXACT}g"))
        if not value.is_finite() or abs(value.adjusted()) > 310:
            return text
    except InvalidOperation:
        return text
    return displayed_number(value, style.code, from_1904=book.from_1904)


def _shared_texts(file: OfficeFile, part: str | None) -> list[str]:
    if part is None:
        return []
    return [_rich_text(each) for each in file.xml(part) if local_name(each) == "si"]


def _rich_text(element: XmlElement) -> str:
    """Join the runs of a text; what is raised is after a caret."""
    texts = list[str]()
    for each in element:
        name = local_name(each)
        if name == "t":
            texts.append(each.text or "")
        elif name == "r":
            text = "".join(t.text or "" for t in each if local_name(t) == "t")
            place = child(each, "rPr", "vertAlign")
            is_raised = place is not None and attribute(place, "val") == "superscript"
            texts.append(f"^{text.strip()}" if is_raised and text.strip() else text)
    return "".join(texts)


def _styles(file: OfficeFile, part: str | None) -> list[CellStyle]:
    if part is None:
        return []
    root = file.xml(part)
    own = child(root, "numFmts")
    codes: Mapping[int, str] = BUILT_IN | {
        int(attribute(each, "numFmtId", "0")): attribute(each, "formatCode", GENERAL)
        for each in (own if own is not None else [])
    }
    found = []
    formats = child(root, "cellXfs")
    for each in formats if formats is not None else []:
        alignment = child(each, "alignment")
        indent = attribute(alignment, "indent", "0") if alignment is not None else "0"
        code = codes.get(int(attribute(each, "numFmtId", "0")), GENERAL)
        found.append(CellStyle(code, int(indent) if indent.isdigit() else 0))
    return found
