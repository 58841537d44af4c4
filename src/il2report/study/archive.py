"""What a workbook may unpack to: its parts are looked at before openpyxl reads them."""

import io
import re
import zipfile
from collections.abc import Iterator

from il2report.errors import Finding, Place

MEGABYTE = 1_000_000
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * MEGABYTE
"""Bytes of all parts together, unpacked. Python unpacks no more of a part than it declares."""
MOST_CELLS = 1_000_000
"""Rows and cells of all sheets together; openpyxl reads some hundred thousand in a second."""
MOST_MARKS = 8_000_000
"""Marks of XML in all sheets together, of which a cell has four to six."""
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


def archive_finding(file: str, content: bytes) -> Finding | None:
    """Say why a workbook is not unpacked, if it is too large or not what a spreadsheet writes.

    Parameters
    ----------
    file : path within the study
    content : bytes of the workbook
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return next(_findings(file, parts), None)
    except (zipfile.BadZipFile, OSError, ValueError, LookupError, NotImplementedError):
        return None  # no workbook at all, as its reader will say
    except Exception:  # noqa: BLE001 (zlib and struct have errors of their own)
        return None


def _findings(file: str, parts: zipfile.ZipFile) -> Iterator[Finding]:
    entries, place = parts.infolist(), Place(file)
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
    rows = cells = marks = aside = 0
    for entry in entries:
        if entry.compress_type not in METHODS or entry.flag_bits & 1:
            message = f"its part {entry.filename!r} is packed in a way that no spreadsheet writes"
            yield Finding("bad-workbook", place, message)
        if not entry.filename.lower().endswith(XML):
            continue
        part = parts.read(entry)
        if fault := _fault(part):
            message = f"its part {entry.filename!r} {fault}, as no spreadsheet writes it"
            yield Finding("bad-workbook", place, message)
        if entry.filename.lower().startswith(SHEETS):
            marks += part.count(b"<")
            rows += sum(1 for _ in A_ROW.finditer(part))
            cells += sum(1 for _ in A_CELL.finditer(part))
        else:
            aside += part.count(b"<")
        if marks > MOST_MARKS or cells > MOST_CELLS or rows > MOST_CELLS:
            message = (
                f"its sheets have more than {MOST_CELLS:,} rows or cells, filled or formatted. Save"
                " large tables as CSV files"
            )
            yield Finding("table-too-large", place, message)
        if aside > MOST_MARKS_ASIDE:
            message = f"its part {entry.filename!r} is larger than a table needs; save it again"
            yield Finding("table-too-large", place, message)


def _fault(part: bytes) -> str:
    """Say what makes a part of XML something else than it seems."""
    declared = ENCODING.match(part.removeprefix(b"\xef\xbb\xbf")[:500])
    if b"\0" in part or (declared and declared[1].lower() not in ASCII_LIKE):
        return "is not UTF-8 text"
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        return "declares a document type"
    return ""
