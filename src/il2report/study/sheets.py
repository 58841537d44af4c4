"""CSV files as sheets of text cells, with the row numbers that a spreadsheet shows."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from il2report.errors import Finding, Place, Severity

Report = Callable[[Finding], None]
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one table as text, by column; `rows` are spreadsheet row numbers.

    `is_whole` is False when records were left out because they could not be read.
    """

    file: str
    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    is_whole: bool = True


def read_sheet(file: str, content: bytes, report: Report) -> Sheet | None:
    """Read one CSV file, reporting what keeps it from being a table.

    Parameters
    ----------
    file : path within the study, for the findings
    content : bytes of the file, UTF-8
    report : called once per finding

    Returns
    -------
    Sheet without blank records, or None when there is no table to speak of
    """
    records = _records(file, content, report)
    if records is None:
        return None
    if not records:
        report(Finding("empty-file", Place(file), "the file is empty; it needs a header row"))
        return None
    header = [name.strip() for name in records[0]]
    if not _is_a_header(file, header, report):
        return None
    return _sheet(file, header, records, report)


def _records(file: str, content: bytes, report: Report) -> list[list[str]] | None:
    if content.startswith(BYTE_ORDER_MARK):
        message = "the file starts with a byte order mark, which was ignored"
        report(Finding("byte-order-mark", Place(file), message, Severity.NOTICE))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = "the row holds a character that is not UTF-8; save the file as CSV UTF-8"
        report(Finding("not-utf8", Place(file, row), message))
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        message = f"the file cannot be read beyond line {reader.line_num}: {error}"
        report(Finding("bad-csv", Place(file), message))
        return None


def _is_a_header(file: str, header: list[str], report: Report) -> bool:
    mark = next((mark for mark in (";", "\t", "|") if mark in header[0]), "") if header else ""
    if len(header) == 1 and mark:
        message = f"columns are separated by {mark!r}; save the file with commas"
        report(Finding("wrong-separator", Place(file, 1), message))
        return False
    named = [name for name in header if name]
    for name in sorted({name for name in named if named.count(name) > 1}):
        message = "two columns have this name; each needs its own"
        report(Finding("duplicate-column", Place(file, 1, name), message))
    if len(named) < len(header):
        report(Finding("unnamed-column", Place(file, 1), "a column has no name in the header row"))
    return len(set(named)) == len(header)


def _sheet(file: str, header: list[str], records: list[list[str]], report: Report) -> Sheet:
    rows, kept = [], []
    is_whole = True
    for row, record in enumerate(records[1:], start=2):
        if len(record) == len(header):
            rows.append(row)
            kept.append(record)
        elif any(record):
            message = f"the row has {len(record)} cells where the header has {len(header)}"
            report(Finding("ragged-row", Place(file, row), message))
            is_whole = False
    columns = dict(zip(header, zip(*kept, strict=True), strict=True)) if kept else {}
    return _without_blank_records(Sheet(file, rows, columns or dict.fromkeys(header, ()), is_whole))


def _without_blank_records(sheet: Sheet) -> Sheet:
    first = next(iter(sheet.columns.values()))
    blank = {
        position
        for position, cell in enumerate(first)
        if not cell and not any(cells[position] for cells in sheet.columns.values())
    }
    if not blank:
        return sheet
    kept = [position for position in range(len(sheet.rows)) if position not in blank]
    rows = [sheet.rows[position] for position in kept]
    columns = {name: [cells[p] for p in kept] for name, cells in sheet.columns.items()}
    return Sheet(sheet.file, rows, columns, sheet.is_whole)
