"""How large a table may be, as text or as a workbook.

The bounds are those of spreadsheets, or ten times what 100,000 patients need. They are checked
before the cells are read, so that a file without end gives a message within seconds.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from il2report.errors import Finding, Place, Report

MEGABYTE = 1_000_000
MOST_ROWS = 1_048_576
"""Rows of a sheet of a spreadsheet."""
MOST_COLUMNS = 5_000
"""A REDCap project with every choice of its checkboxes can have some thousands."""
MOST_CELLS = 20_000_000
LONGEST_CELL = 32_767
"""Characters of a cell of a spreadsheet."""
FIRST_ROWS = 50
"""Rows among which the header is looked for, each of which may be as wide as a table."""

MOST_PARTS = 2_000
MOST_UNPACKED = 200 * MEGABYTE
"""Bytes of all parts of a workbook, unpacked. Python unpacks no more of a part than it declares."""
MOST_CELLS_OF_BOOK = 1_000_000
"""Rows and cells of all its sheets; openpyxl reads some hundred thousand in a second."""
MOST_MARKS = 8_000_000
"""Marks of XML in all its sheets, of which a cell has four to six."""
MOST_MARKS_ASIDE = 300_000
"""Those in all other parts, such as the styles, which are slow to read."""

SHEETS = ("xl/worksheets/", "xl/sharedstrings")
A_ROW = re.compile(rb"[<:]row[\s/>]")
A_CELL = re.compile(rb"[<:]c[\s/>]")
XML = (".xml", ".rels", ".vml")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The ways to pack that the format has; of the others Python unpacks much at once."""
ENCODING = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)""")
ASCII_LIKE = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})
"""Encodings in which the marks of XML are the bytes that are looked for."""


def is_too_large(file: str, text: str, marks: Iterable[str], report: Report) -> bool:
    """Whether the text of a CSV file has more rows, columns or cells than a table may have.

    Parameters
    ----------
    file : path within the study, for the finding
    text : what the file holds
    marks : what may separate its columns
    report : called with one finding where it is too large
    """
    rows = max(text.count("\n"), text.count("\r"))
    if exceeds(Place(file), {"rows": rows}, report):
        return True
    first = text.split("\n", FIRST_ROWS)[:FIRST_ROWS]
    for mark in marks:
        columns = max(line.count(mark) for line in first) + 1
        cells = text.count(mark) + rows
        if exceeds(Place(file), {"columns": columns, "cells": cells}, report):
            return True
    return False


def exceeds(place: Place, counts: Mapping[str, int], report: Report) -> bool:
    """Whether there are more rows, columns or cells than a table may have; the first is reported."""
    most = {"rows": MOST_ROWS, "columns": MOST_COLUMNS, "cells": MOST_CELLS}
    for name, count in counts.items():
        if count > most[name]:
            message = f"the table has {count:,} {name}; it may have up to {most[name]:,}"
            report(Finding("table-too-large", place, message))
            return True
    return False


def long_cell(place: Place) -> Finding:
    """Report a cell that is too long, as after a quotation mark that is not closed."""
    message = (
        f"a cell has more than {LONGEST_CELL:,} characters; close the quotation mark before it,"
        " or shorten the text"
    )
    return Finding("table-too-large", place, message)


def archive_finding(file: str, content: bytes) -> Finding | None:
    """Say why a workbook is not unpacked, if it is too large or not as a spreadsheet writes it.

    Parameters
    ----------
    file : path within the study
    content : bytes of the workbook
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found = chain(_size_findings(Place(file), parts), _part_findings(Place(file), parts))
            return next(found, None)
    except Exception:  # noqa: BLE001 (zlib and struct have errors of their own)
        return None  # not a workbook, as its reader will say


def _size_findings(place: Place, parts: zipfile.ZipFile) -> Iterator[Finding]:
    entries = parts.infolist()
    if len(entries) > MOST_PARTS:
        message = f"the workbook has {len(entries):,} parts; it may have up to {MOST_PARTS:,}"
        yield Finding("table-too-large", place, message)
    size = sum(entry.file_size for entry in entries)
    if size > MOST_UNPACKED:
        message = (
            f"the workbook unpacks to {size / MEGABYTE:,.0f} MB; it may have up to"
            f" {MOST_UNPACKED // MEGABYTE} MB. Save large tables as CSV files"
        )
        yield Finding("table-too-large", place, message)


def _part_findings(place: Place, parts: zipfile.ZipFile) -> Iterator[Finding]:
    rows = cells = marks = aside = 0
    for entry in parts.infolist():
        name = entry.filename.lower()
        if entry.compress_type not in METHODS or entry.flag_bits & 1:
            message = f"its part {entry.filename!r} is packed in a way that no spreadsheet uses"
            yield Finding("bad-workbook", place, message)
        if not name.endswith(XML):
            continue
        part = parts.read(entry)
        if fault := _xml_fault(part):
            message = f"its part {entry.filename!r} {fault}, which no spreadsheet writes"
            yield Finding("bad-workbook", place, message)
        if not name.startswith(SHEETS):
            aside += part.count(b"<")
            if aside > MOST_MARKS_ASIDE:
                message = f"its part {entry.filename!r} is larger than a table needs; save it again"
                yield Finding("table-too-large", place, message)
            continue
        marks += part.count(b"<")
        rows += sum(1 for _ in A_ROW.finditer(part))
        cells += sum(1 for _ in A_CELL.finditer(part))
        if marks > MOST_MARKS or max(rows, cells) > MOST_CELLS_OF_BOOK:
            message = (
                f"its sheets have more than {MOST_CELLS_OF_BOOK:,} rows or cells, filled or"
                " formatted. Save large tables as CSV files"
            )
            yield Finding("table-too-large", place, message)


def _xml_fault(part: bytes) -> str:
    """Say why the XML of a part cannot be what it seems, or give ""."""
    declared = ENCODING.match(part.removeprefix(b"\xef\xbb\xbf")[:500])
    if b"\0" in part or (declared and declared[1].lower() not in ASCII_LIKE):
        return "is not UTF-8 text"
    has_type = b"<!DOCTYPE" in part or b"<!ENTITY" in part
    return "declares a document type" if has_type else ""
