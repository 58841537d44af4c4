"""CSV files as sheets of text cells, with the row numbers that a spreadsheet shows."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

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
    text = _text(file, content, report)
    records = _records(file, text, report) if text is not None else None
    if records is None:
        return None
    if not records.lengths:
        report(Finding("empty-file", Place(file), "the file is empty; it needs a header row"))
        return None
    header = [name.strip() for name in records.cells[: records.lengths[0]]]
    if not _is_a_header(file, header, report):
        return None
    return _without_blank_records(_sheet(file, header, records, report))


@dataclass(frozen=True, slots=True)
class _Records:
    """All cells one after the other, and how many each record has.

    One flat list instead of a list per record: with a million records the garbage collector
    would otherwise take most of the time.
    """

    lengths: list[int]
    cells: list[str]


def _text(file: str, content: bytes, report: Report) -> str | None:
    if content.startswith(BYTE_ORDER_MARK):
        message = "the file starts with a byte order mark, which was ignored"
        report(Finding("byte-order-mark", Place(file), message, Severity.NOTICE))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = "the row holds a character that is not UTF-8; save the file as CSV UTF-8"
        report(Finding("not-utf8", Place(file, row), message))
        return None


def _records(file: str, text: str, report: Report) -> _Records | None:
    lengths, cells = [], list[str]()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for record in reader:
            lengths.append(len(record))
            cells += record
    except csv.Error as error:
        message = f"the file cannot be read beyond line {reader.line_num}: {error}"
        report(Finding("bad-csv", Place(file), message))
        return None
    return _Records(lengths, cells)


def _is_a_header(file: str, header: list[str], report: Report) -> bool:
    if not any(header):
        message = "the first row is blank; it must name the columns"
        report(Finding("unnamed-column", Place(file, 1), message))
        return False
    mark = next((mark for mark in (";", "\t", "|") if mark in header[0]), "")
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


def _sheet(file: str, header: list[str], records: _Records, report: Report) -> Sheet:
    width = len(header)
    rows: Sequence[int] = range(2, len(records.lengths) + 1)
    cells = records.cells[width:]
    is_whole = True
    if set(records.lengths) != {width}:
        rows, cells, is_whole = _records_of_width(file, width, records, report)
    columns = {name: cells[position::width] for position, name in enumerate(header)}
    return Sheet(file, rows, columns, is_whole)


def _records_of_width(
    file: str, width: int, records: _Records, report: Report
) -> tuple[list[int], list[str], bool]:
    """Keep the records that fit the header; blank lines go silently, others are reported."""
    rows, kept, is_whole = [], list[str](), True
    ends = list(accumulate(records.lengths))
    for row, (start, end) in enumerate(pairwise(ends), start=2):
        record = records.cells[start:end]
        if len(record) == width:
            rows.append(row)
            kept += record
        elif any(record):
            message = f"the row has {len(record)} cells where the header has {width}"
            report(Finding("ragged-row", Place(file, row), message))
            is_whole = False
    return rows, kept, is_whole


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
