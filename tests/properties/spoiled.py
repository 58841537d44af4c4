"""Ways to spoil the files of a study as people, spreadsheets and disks do."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

from oddities import HALF_TAGS, MEGABYTE, NESTED, ODD_BYTES, ODD_CELLS, ODD_RULES, ODD_VALUES
from openpyxl import load_workbook

Spoiled = Callable[[bytes, random.Random], bytes]


def _lines(change: Callable[[list[bytes], random.Random], list[bytes]]) -> Spoiled:
    def spoil(content: bytes, rng: random.Random) -> bytes:
        lines = content.splitlines(keepends=True)
        return b"".join(change(lines, rng)) if lines else content

    return spoil


def _without(lines: list[bytes], rng: random.Random) -> list[bytes]:
    place = rng.randrange(len(lines))
    return lines[:place] + lines[place + 1 :]


def _doubled(lines: list[bytes], rng: random.Random) -> list[bytes]:
    return [*lines, rng.choice(lines)]


def _shuffled(lines: list[bytes], rng: random.Random) -> list[bytes]:
    return [*lines[:1], *rng.sample(lines[1:], len(lines) - 1)]


def _cells(change: Callable[[list[list[str]], random.Random], None]) -> Spoiled:
    def spoil(content: bytes, rng: random.Random) -> bytes:
        try:
            rows = list(csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline="")))
        except csv.Error:  # a megabyte in one cell
            return content
        if len(rows) < 2 or not all(rows):
            return content
        change(rows, rng)
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows(rows)
        return written.getvalue().encode()

    return spoil


def _odd_cell(rows: list[list[str]], rng: random.Random) -> None:
    row = rng.choice(rows[1:])
    row[rng.randrange(len(row))] = rng.choice(ODD_CELLS)


def _cell_of_another_row(rows: list[list[str]], rng: random.Random) -> None:
    row, other = rng.choice(rows[1:]), rng.choice(rows[1:])
    place = rng.randrange(min(len(row), len(other)))
    row[place] = other[place]


def _cell_less(rows: list[list[str]], rng: random.Random) -> None:
    row = rng.choice(rows)
    del row[rng.randrange(len(row))]


def _columns_swapped(rows: list[list[str]], rng: random.Random) -> None:
    one, other = rng.choices(range(min(map(len, rows))), k=2)
    for row in rows[rng.choice([0, 1]) :]:
        row[one], row[other] = row[other], row[one]


def _bytes_put_in(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content) + 1)
    return content[:place] + rng.choice(ODD_BYTES) + content[place:]


def _byte_altered(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content) + 1)
    return content[:place] + bytes([rng.randrange(256)]) + content[place + 1 :]


def _piece_cut_out(content: bytes, rng: random.Random) -> bytes:
    start, end = sorted(rng.choices(range(len(content) + 1), k=2))
    return content[:start] + content[min(end, start + 40) :]


def _truncated(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _value_replaced(content: bytes, rng: random.Random) -> bytes:
    """Replace what stands behind one equals sign or colon: the value of a key."""
    marks = [place for place, byte in enumerate(content) if byte in b"=:"]
    if not marks:
        return content
    place = rng.choice(marks) + 1
    end = content.find(b"\n", place)
    values = (b"{}", b"[]", b'""', b"-1", b"1e400", b"null", b"true", b"1979-05-27", b'"\\ud800"')
    return content[:place] + b" " + rng.choice((*values, b"9" * 5000)) + content[end:]


def _nested(content: bytes, rng: random.Random) -> bytes:
    return rng.choice([NESTED, b"x = " + NESTED, b'[{"a":' * 3000, content + b"\nx = " + NESTED])


def _column_filled(rows: list[list[str]], rng: random.Random) -> None:
    """Fill a whole column with one content, or leave it blank."""
    place = rng.randrange(len(rows[0]))
    content = rng.choice([*ODD_CELLS, "", rows[-1][min(place, len(rows[-1]) - 1)]])
    for row in rows[1:]:
        row[place : place + 1] = [content]


def _rows_removed(rows: list[list[str]], rng: random.Random) -> None:
    del rows[rng.randrange(1, len(rows)) :]


def _row_doubled(rows: list[list[str]], rng: random.Random) -> None:
    rows.insert(rng.randrange(1, len(rows) + 1), list(rng.choice(rows[1:])))


def _patient_renamed(rows: list[list[str]], rng: random.Random) -> None:
    """Give one patient, in all rows of the file, an id that is another's or nobody's."""
    ids = [row[0] for row in rows[1:]]
    old, new = rng.choice(ids), rng.choice([*ids, *ODD_CELLS])
    for row in rows[1:]:
        row[0] = new if row[0] == old else row[0]


def _emptied(content: bytes, rng: random.Random) -> bytes:
    """Leave nothing, one byte, or blanks."""
    return rng.choice(
        [b"", content[:1], b"\n", b" ", b"\x00", b"\xef\xbb\xbf", b"\n" * 1000, MEGABYTE]
    )


def _in_other_bytes(content: bytes, rng: random.Random) -> bytes:
    """Save in another encoding, with other line ends, or twice."""
    text = content.decode("utf-8", "replace")
    encodings = ("utf-16", "utf-16-le", "cp1252", "utf-32", "utf-7", "cp037")
    return rng.choice(
        [
            *(text.encode(name, "replace") for name in encodings),
            *(text.replace("\n", end).encode() for end in ("\r\n", "\r", "\n\n", "\v", "\u2028")),
            content + content,
            content[::-1],
        ]
    )


def _megabyte_put_in(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content) + 1)
    return content[:place] + MEGABYTE + content[place:]


def _piece_put_in(pieces: tuple[str, ...]) -> Spoiled:
    def spoil(content: bytes, rng: random.Random) -> bytes:
        place = rng.randrange(len(content) + 1)
        return content[:place] + rng.choice(pieces).encode() + content[place:]

    return spoil


def _words_exchanged(content: bytes, rng: random.Random) -> bytes:
    """Put one word, name or text of the file in the place of another."""
    words = [found.span() for found in re.finditer(rb'"[^"\n]*"|[\w.-]+', content)]
    if not words:
        return content
    (start, end), other = rng.choice(words), rng.choice(words)
    return content[:start] + content[slice(*other)] + content[end:]


def _section_removed(content: bytes, rng: random.Random) -> bytes:
    """Remove a table of a TOML file, a block of a template or a rule of a style sheet."""
    blocks = [
        found.start()
        for found in re.finditer(rb"^(?:\[|\{%|#|[a-z.*@].*\{)", content, re.MULTILINE)
    ]
    if len(blocks) < 2:
        return content
    place = rng.randrange(len(blocks) - 1)
    return content[: blocks[place]] + content[blocks[place + 1] :]


def _json_node_replaced(content: bytes, rng: random.Random) -> bytes:
    """Replace, remove or double one node of a JSON document."""
    try:
        document = json.loads(content)
        nodes = list(_json_nodes(document))
    except (ValueError, RecursionError, TypeError):  # no JSON any more, or no tree
        return content
    if not nodes:
        return content
    parent, key = rng.choice(nodes)
    match rng.randrange(4):
        case 0:
            del parent[key]
        case 1:
            parent[key] = rng.choice(rng.choice(nodes)[0:1])
        case _:
            parent[key] = rng.choice(ODD_VALUES)
    try:
        return json.dumps(document, indent=1).encode()
    except (ValueError, RecursionError):  # it contains itself
        return content


def _json_nodes(document: Any) -> Any:
    parts = document.items() if isinstance(document, dict) else enumerate(document)
    for key, part in list(parts):
        yield document, key
        if isinstance(part, dict | list):
            yield from _json_nodes(part)


def _workbook_cell(content: bytes, rng: random.Random) -> bytes:
    """Write something odd into a cell of a workbook, or do to its sheets what people do."""
    book = load_workbook(io.BytesIO(content))
    sheet = rng.choice(book.worksheets)
    cell = sheet.cell(rng.randint(1, sheet.max_row + 1), rng.randint(1, sheet.max_column + 1))
    texts = [text[:30_000] for text in ODD_CELLS if text.isprintable() and not text.startswith("=")]
    odd = (None, True, -0.0, 1e308, 1e-320, 0.1 + 0.2, date(9999, 12, 31), date(1900, 1, 1))
    match rng.randrange(10):
        case 0:
            sheet.merge_cells(start_row=1, end_row=3, start_column=1, end_column=2)
        case 1:
            book.remove(sheet)
            book.create_sheet(rng.choice([sheet.title, "Sheet1", "patients", sheet.title.upper()]))
        case 2:
            sheet.delete_rows(rng.randint(1, sheet.max_row), rng.randint(1, 3))
        case 3:
            sheet.delete_cols(rng.randint(1, sheet.max_column))
        case 4:
            sheet.insert_rows(rng.randint(1, sheet.max_row))
        case 5:
            cell.value = rng.choice(["=1/0", "=A1", "=NOW()", "#REF!"])
        case 6:
            cell.value = rng.choice(odd)
            cell.number_format = rng.choice(["General", "0%", "yyyy", "@", "0.00E+00"])
        case _:
            cell.value = rng.choice([*odd, *texts])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _workbook_member(content: bytes, rng: random.Random) -> bytes:
    """Spoil one file within the archive that a workbook is."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        chosen = rng.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == chosen:
                spoil = rng.choice(
                    [
                        _byte_altered,
                        _bytes_put_in,
                        _truncated,
                        _emptied,
                        _words_exchanged,
                        _value_replaced,
                    ]
                )
                part = spoil(part, rng)
            new.writestr(name, part)
    return written.getvalue()


ON_BYTES: tuple[Spoiled, ...] = (
    _bytes_put_in,
    _byte_altered,
    _byte_altered,
    _truncated,
    _emptied,
    _in_other_bytes,
    _megabyte_put_in,
)
ON_TABLES: tuple[Spoiled, ...] = (
    *map(_cells, (_odd_cell,) * 5),
    *map(_cells, (_cell_of_another_row, _cell_less, _columns_swapped, _column_filled)),
    *map(_cells, (_rows_removed, _row_doubled, _patient_renamed)),
    *map(_lines, (_without, _doubled, _shuffled)),
    *ON_BYTES,
)
ON_TEXTS: tuple[Spoiled, ...] = (
    *map(_lines, (_without, _doubled, _shuffled)),
    _piece_cut_out,
    _words_exchanged,
    _words_exchanged,
    _section_removed,
    *ON_BYTES,
)
ON_DECLARATIONS: tuple[Spoiled, ...] = (*ON_TEXTS, _value_replaced, _value_replaced, _nested)
ON_KIND: dict[str, tuple[Spoiled, ...]] = {
    ".csv": ON_TABLES,
    ".toml": ON_DECLARATIONS,
    ".json": (*ON_DECLARATIONS, *[_json_node_replaced] * 8),
    ".j2": (*ON_TEXTS, *[_piece_put_in(HALF_TAGS)] * 5),
    ".css": (*ON_TEXTS, *[_piece_put_in(ODD_RULES)] * 5),
    ".html": (*ON_TEXTS, _value_replaced, _value_replaced),
    ".pdf": (*ON_BYTES, _piece_cut_out, _words_exchanged),
    ".xlsx": (*ON_BYTES, *[_workbook_cell] * 6, _workbook_member, _workbook_member),
}
"""What can happen to a file, by the ending of its name."""

AT_ONCE = (1, 1, 1, 2, 3)


def spoiled(name: str, content: bytes, rng: random.Random) -> bytes:
    """Spoil a file in one way, seldom in two or three at once."""
    ways = ON_KIND["." + name.rpartition(".")[2]]
    before = content
    for _ in range(rng.choice(AT_ONCE)):
        try:
            content = rng.choice(ways)(content, rng)
        except Exception:
            if not name.endswith(".xlsx"):  # of a spoiled workbook openpyxl raises anything
                raise
            break
    return content if content != before else spoiled(name, before, rng)
