"""CSV files as sheets of text cells, with the row numbers that a spreadsheet shows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from il2report.errors import Finding, Place, Report
from il2report.study.characters import HIDDEN, decoded, hidden_character
from il2report.study.extent import LONGEST_CELL, is_too_large, long_cell
from il2report.study.findings import shared, together

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t|]* *(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""A first line that names the separator for Excel, which does not count it as a row."""

FIRST_ROWS = 50
"""How far below the top a header is looked for."""

Cells = Sequence[str]
"""The cells of one record. Tuples, because the garbage collector does not go through them again and
again: with a million lists it would take most of the time."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one table as text, by column; `rows` are spreadsheet row numbers.

    `is_whole` is False when records were left out because they could not be read. `read_as` says
    how the file was read where it was not saved in the usual way, `refused` names the columns that
    can be read in two ways.
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
    content : bytes of the file: UTF-8, or what `decoded` can recognize for certain
    report : called once per finding
    expected : names of columns, by which a header row below other rows is found

    Returns
    -------
    Sheet without blank records, or None when there is no table
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
    # Titles or blank rows above the header are looked for with each separator.
    found = []
    for mark in SEPARATORS:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        try:
            found.append(_header_row(islice(records, FIRST_ROWS), expected))
        except csv.Error:
            continue
    if _is_below(file, max(found, key=lambda one: one[1], default=(1, 0))[0], report):
        return None
    separator = _separator(file, text, declared[1] if declared else "", report)
    cells = _records(file, text, separator, report) if separator else None
    if separator is None or cells is None:
        return None
    if separator != ",":
        read_as = (*read_as, f"{SEPARATORS[separator]} between columns")
    return sheet_of(file, cells, read_as, report)


def sheet_of(
    file: str,
    records: Sequence[Cells],
    read_as: tuple[str, ...],
    report: Report,
    expected: Collection[str] = (),
) -> Sheet | None:
    """Make a sheet of records of which the first is the header.

    Parameters
    ----------
    file : path within the study, for the findings
    records : every line of the table, blank ones too
    read_as : how the file was read
    report : called once per finding
    expected : names of columns, by which a header row below other rows is found

    Returns
    -------
    Sheet without blank records, or None when there is no table
    """
    if not records:
        report(Finding("empty-file", Place(file), "the file is empty; it needs a header row"))
        return None
    if max(map(len, chain.from_iterable(records)), default=0) > LONGEST_CELL:
        numbered = enumerate(records, start=1)
        row = next(row for row, cells in numbered if max(map(len, cells), default=0) > LONGEST_CELL)
        report(long_cell(Place(file, row)))
        return None
    if _is_below(file, _header_row(records[:FIRST_ROWS], expected)[0], report):
        return None
    header = [_name(file, cell, report) for cell in records[0]]
    width = _width(header, records)
    if width < len(header):
        read_as = (*read_as, "blank columns at the end left out")
    if not _is_a_header(file, header[:width], report):
        return None
    rows, kept, is_whole = _filled(file, header, width, records, report)
    columns = {name: [cells[n] for cells in kept] for n, name in enumerate(header[:width])}
    return Sheet(file, rows, columns, is_whole, read_as)


def _filled(
    file: str, header: Sequence[str], width: int, records: Sequence[Cells], report: Report
) -> tuple[list[int], list[Cells], bool]:
    """Give the records that fit the header with their rows, and whether all do.

    Blank ones are left out; those of another length, and those that have the names of the columns
    again, as where two exports were joined, are reported.
    """
    rows, kept = list[int](), list[Cells]()
    misfits, repeated = list[Finding](), list[int]()
    for row, cells in enumerate(records[1:], start=2):
        if not "".join(cells).strip():
            continue
        if len(cells) not in (width, len(header)):
            message = f"the row has {len(cells)} cells where the header has {width}"
            misfits.append(Finding("ragged-row", Place(file, row), message))
        elif cells[0].strip() == header[0] and [*map(str.strip, cells)] == header:
            repeated.append(row)
        else:
            rows.append(row)
            kept.append(cells)
    for finding in together(misfits, "of another length"):
        report(finding)
    if repeated:
        first, *others = repeated
        message = "the row has the names of the columns again; delete it"
        report(shared(Finding("repeated-header", Place(file, first), message), others))
    return rows, kept, not misfits


def _header_row(rows: Iterable[Cells], expected: Collection[str]) -> tuple[int, int]:
    """Give the first row with the most of these names, if two, and how many it has; or row 1."""
    named = [len({cell.strip() for cell in row} & {*expected}) for row in rows]
    most = max(named, default=0)
    return (named.index(most) + 1, most) if most > 1 else (1, most)


def _is_below(file: str, row: int, report: Report) -> bool:
    """Whether the header is not the first row, which is reported."""
    if row > 1:
        above = "the row" if row == 2 else f"the {row - 1} rows"
        message = f"row {row} names the columns; delete {above} above it, so that they come first"
        report(Finding("header-below", Place(file, row), message))
    return row > 1


def _separator(file: str, text: str, declared: str, report: Report) -> str | None:
    """Find what separates the columns, from the header and, if need be, from all records."""
    header = "".join(text.lstrip().split("\n", 1)[0].split("\r", 1)[0].split('"')[::2])
    found = [mark for mark in SEPARATORS if mark in header]
    if declared and declared in (found or SEPARATORS):
        return declared
    message = ""
    if declared:
        message = f"the first line says that {declared!r} separates the columns, which it does not"
    elif len(found) > 1:
        found = [mark for mark in found if _is_regular(text, mark)]
        if len(found) != 1:
            message = "several marks may separate the columns; save the file with commas"
    if message:
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


def _records(file: str, text: str, mark: str, report: Report) -> list[Cells] | None:
    records: list[Cells] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        records.extend(map(tuple, reader))
    except csv.Error as error:
        message = f"the file cannot be read beyond line {reader.line_num}: {error}"
        if "field limit" in str(error):
            report(long_cell(Place(file, len(records) + 1)))
        else:
            report(Finding("bad-csv", Place(file), message))
        return None
    return records


def _name(file: str, cell: str, report: Report) -> str:
    """Give the name of a column without blanks around it and, once reported, hidden characters."""
    name = HIDDEN.sub("", cell)
    if name != cell:
        place = Place(file, 1, name.strip() or None)
        report(hidden_character(place, "the name of the column", cell))
    return name.strip()


def _width(header: Sequence[str], records: Sequence[Cells]) -> int:
    """Count the columns without those at the end that are blank in every record."""
    named = next((n for n in range(len(header), 0, -1) if header[n - 1]), 0)
    if named in (0, len(header)) or {len(cells) for cells in records} - {0, len(header)}:
        return len(header)
    is_used = any(cell.strip() for cells in records for cell in cells[named:])
    return len(header) if is_used else named


def _is_a_header(file: str, header: Sequence[str], report: Report) -> bool:
    if not any(header):
        message = "the first row is blank; it must name the columns"
        report(Finding("unnamed-column", Place(file, 1), message))
        return False
    counts = Counter(name for name in header if name)
    for name in sorted(name for name, count in counts.items() if count > 1):
        message = "two columns have this name; each needs its own"
        report(Finding("duplicate-column", Place(file, 1, name), message))
    if not all(header):
        report(Finding("unnamed-column", Place(file, 1), "a column has no name in the header row"))
    return len(counts) == len(header)
