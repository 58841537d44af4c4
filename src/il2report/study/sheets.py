"""CSV files as sheets of text cells, with the row numbers that a spreadsheet shows."""

import csv
import io
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice, pairwise

from il2report.errors import Finding, Place, Report
from il2report.study.characters import HIDDEN, hidden_character
from il2report.study.encodings import decoded
from il2report.study.extent import LONGEST_CELL, is_too_large, long_cell
from il2report.study.repetition import shared, together

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t|]* *(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""The first line that says to Excel what separates the columns; it shows no such row itself."""

FIRST_ROWS = 50
"""How far below the top a header is looked for."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one table as text, by column; `rows` are spreadsheet row numbers.

    `is_whole` is False when records were left out because they could not be read. `read_as` says in
    words what had to be understood about the way the file was saved, `refused` names the columns
    that can be read in two ways.
    """

    file: str
    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    is_whole: bool = True
    read_as: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()


def read_sheet(
    file: str, content: bytes, report: Report, expected: Collection[str] = ()
) -> Sheet | None:
    """Read one CSV file, reporting what keeps it from being a table.

    Parameters
    ----------
    file : path within the study, for the findings
    content : bytes of the file: UTF-8, or what `encodings` can tell for certain
    report : called once per finding
    expected : names of columns, by which a header row below other rows is found

    Returns
    -------
    Sheet without blank records, or None when there is no table to speak of
    """
    text, read_as = decoded(file, content, report)
    if text is None:
        return None
    declared = SEPARATOR_LINE.match(text)
    if declared:
        text = text[declared.end() :]
        read_as = (*read_as, "a first line that names the separator")
    if is_too_large(file, text, SEPARATORS, report):
        return None
    if _is_below_other_rows(file, text, expected, report):
        return None
    mark = _separator(file, text, declared[1] if declared else "", report)
    records = _records(file, text, mark, report) if mark else None
    if records is None:
        return None
    if mark and mark != ",":
        read_as = (*read_as, f"{SEPARATORS[mark]} between columns")
    return sheet_of(file, records, read_as, report)


@dataclass(frozen=True, slots=True)
class Records:
    """All cells one after the other, and how many each record has.

    One flat list instead of a list per record: with a million records the garbage collector
    would otherwise take most of the time.
    """

    lengths: list[int]
    cells: list[str]


def sheet_of(
    file: str,
    records: Records,
    read_as: tuple[str, ...],
    report: Report,
    expected: Collection[str] = (),
) -> Sheet | None:
    """Make a sheet of records of which the first is the header.

    Parameters
    ----------
    file : path within the study, for the findings
    records : every line of the table, blank ones too
    read_as : what was understood on the way
    report : called once per finding
    expected : names of columns, by which a header row below other rows is found

    Returns
    -------
    Sheet without blank records, or None when there is no table to speak of
    """
    if not records.lengths:
        report(Finding("empty-file", Place(file), "the file is empty; it needs a header row"))
        return None
    if _has_long_cell(file, records, report):
        return None
    ends = pairwise([0, *accumulate(records.lengths[:FIRST_ROWS])])
    row, _ = _header_row((records.cells[start:end] for start, end in ends), expected)
    if row > 1:
        _report_header_below(file, row, report)
        return None
    header = [_name(file, cell, report) for cell in records.cells[: records.lengths[0]]]
    width = _width(header, records)
    if width < len(header):
        read_as = (*read_as, "blank columns at the end left out")
        records = _narrowed(width, len(header), records)
    if not _is_a_header(file, header[:width], report):
        return None
    sheet = _without_blank_records(_sheet(file, header[:width], records, read_as, report))
    return _without_repeated_header(sheet, report)


def _has_long_cell(file: str, records: Records, report: Report) -> bool:
    if max(map(len, records.cells), default=0) <= LONGEST_CELL:
        return False
    position = next(n for n, cell in enumerate(records.cells) if len(cell) > LONGEST_CELL)
    row = bisect_right(list(accumulate(records.lengths)), position) + 1
    report(long_cell(Place(file, row)))
    return True


def _is_below_other_rows(file: str, text: str, expected: Collection[str], report: Report) -> bool:
    """Report titles or blank rows above the header, whatever separates the columns."""
    found = []
    for mark in SEPARATORS:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        try:
            found.append(_header_row(islice(records, FIRST_ROWS), expected))
        except csv.Error:
            continue
    row, _ = max(found, key=lambda one: one[1], default=(1, 0))
    if row > 1:
        _report_header_below(file, row, report)
    return row > 1


def _header_row(rows: Iterable[Sequence[str]], expected: Collection[str]) -> tuple[int, int]:
    """Give the first row with the most of these names, if two, and how many it has; or row 1."""
    named = [len({cell.strip() for cell in row} & {*expected}) for row in rows]
    most = max(named, default=0)
    return (named.index(most) + 1, most) if most > 1 else (1, most)


def _report_header_below(file: str, row: int, report: Report) -> None:
    above = "the row" if row == 2 else f"the {row - 1} rows"
    message = f"row {row} names the columns; delete {above} above it, so that they come first"
    report(Finding("header-below", Place(file, row), message))


def _separator(file: str, text: str, declared: str, report: Report) -> str | None:
    """Tell what stands between the columns, from the header and, if need be, from all records."""
    header = "".join(text.lstrip().split("\n", 1)[0].split("\r", 1)[0].split('"')[::2])
    found = [mark for mark in SEPARATORS if mark in header]
    if declared and declared in (*found, *(SEPARATORS if not found else ())):
        return declared
    if declared:
        message = f"the first line says that {declared!r} separates the columns, which it does not"
        report(Finding("wrong-separator", Place(file, 1), message))
        return None
    if len(found) > 1:
        found = [mark for mark in found if _is_regular(text, mark)]
        if len(found) != 1:
            message = "several marks may separate the columns; save the file with commas"
            report(Finding("wrong-separator", Place(file, 1), message))
            return None
    return found[0] if found else ","


def _is_regular(text: str, mark: str) -> bool:
    """Whether this separator gives every record that is not blank the same number of cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        return len({len(record) for record in reader if any(record)}) == 1
    except csv.Error:  # a cell without end
        return False


def _records(file: str, text: str, mark: str, report: Report) -> Records | None:
    lengths, cells = [], list[str]()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for record in reader:
            lengths.append(len(record))
            cells += record
    except csv.Error as error:
        if "field limit" in str(error):
            report(long_cell(Place(file, len(lengths) + 1)))
            return None
        message = f"the file cannot be read beyond line {reader.line_num}: {error}"
        report(Finding("bad-csv", Place(file), message))
        return None
    return Records(lengths, cells)


def _name(file: str, cell: str, report: Report) -> str:
    """Give the name of a column without blanks around it and, once reported, hidden characters."""
    name = HIDDEN.sub("", cell)
    if name != cell:
        place = Place(file, 1, name.strip() or None)
        report(hidden_character(place, "the name of the column", cell))
    return name.strip()


def _width(header: list[str], records: Records) -> int:
    """Count the columns without those at the end that hold nothing at all in any record."""
    named = next((n for n in range(len(header), 0, -1) if header[n - 1]), 0)
    if named in (0, len(header)) or set(records.lengths) - {0, len(header)}:
        return len(header)
    ends = list(accumulate(records.lengths))
    surplus = (records.cells[start + named : end] for start, end in pairwise(ends))
    return len(header) if any(cell.strip() for cells in surplus for cell in cells) else named


def _narrowed(width: int, full: int, records: Records) -> Records:
    """Cut the blank surplus off the records that have all of it."""
    lengths, cells = [], list[str]()
    for start, end in pairwise([0, *accumulate(records.lengths)]):
        kept = width if width < end - start <= full else end - start
        lengths.append(kept)
        cells += records.cells[start : start + kept]
    return Records(lengths, cells)


def _is_a_header(file: str, header: list[str], report: Report) -> bool:
    if not any(header):
        message = "the first row is blank; it must name the columns"
        report(Finding("unnamed-column", Place(file, 1), message))
        return False
    named = [name for name in header if name]
    for name in sorted(name for name, count in Counter(named).items() if count > 1):
        message = "two columns have this name; each needs its own"
        report(Finding("duplicate-column", Place(file, 1, name), message))
    if len(named) < len(header):
        report(Finding("unnamed-column", Place(file, 1), "a column has no name in the header row"))
    return len(set(named)) == len(header)


def _sheet(
    file: str, header: list[str], records: Records, read_as: tuple[str, ...], report: Report
) -> Sheet:
    width = len(header)
    rows: Sequence[int] = range(2, len(records.lengths) + 1)
    cells = records.cells[width:]
    is_whole = True
    if set(records.lengths) != {width}:
        rows, cells, is_whole = _records_of_width(file, width, records, report)
    columns = {name: cells[position::width] for position, name in enumerate(header)}
    return Sheet(file, rows, columns, is_whole, read_as)


def _records_of_width(
    file: str, width: int, records: Records, report: Report
) -> tuple[list[int], list[str], bool]:
    """Keep the records that fit the header; blank lines go silently, others are reported."""
    rows, kept, misfits = [], list[str](), list[Finding]()
    ends = list(accumulate(records.lengths))
    for row, (start, end) in enumerate(pairwise(ends), start=2):
        record = records.cells[start:end]
        if len(record) == width:
            rows.append(row)
            kept += record
        elif any(cell.strip() for cell in record):
            message = f"the row has {len(record)} cells where the header has {width}"
            misfits.append(Finding("ragged-row", Place(file, row), message))
    for finding in together(misfits, "of another length"):
        report(finding)
    return rows, kept, not misfits


def _without_blank_records(sheet: Sheet) -> Sheet:
    first = next(iter(sheet.columns.values()))
    blank = {
        position
        for position, cell in enumerate(first)
        if not cell.strip() and not any(cells[position].strip() for cells in sheet.columns.values())
    }
    return _without(blank, sheet)


def _without_repeated_header(sheet: Sheet, report: Report) -> Sheet:
    """Report rows that have the names of the columns again, as where two exports were joined."""
    name, first = next(iter(sheet.columns.items()))
    found = [
        position
        for position, cell in enumerate(first)
        if cell.strip() == name
        and all(cells[position].strip() == of for of, cells in sheet.columns.items())
    ]
    if found:
        rows = [sheet.rows[position] for position in found]
        message = "the row has the names of the columns again; delete it"
        report(shared(Finding("repeated-header", Place(sheet.file, rows[0]), message), rows[1:]))
    return _without(set(found), sheet)


def _without(positions: Collection[int], sheet: Sheet) -> Sheet:
    if not positions:
        return sheet
    kept = [position for position in range(len(sheet.rows)) if position not in positions]
    rows = [sheet.rows[position] for position in kept]
    columns = {name: [cells[p] for p in kept] for name, cells in sheet.columns.items()}
    return replace(sheet, rows=rows, columns=columns)
