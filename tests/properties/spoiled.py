"""Ways to spoil the files of a study as people, spreadsheets and disks do."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable

from hypothesis import strategies as st

Spoiled = Callable[[bytes, random.Random], bytes]

ODD_CELLS = (
    *("", " ", "0", "-1", "1e9", "nan", "inf", "9" * 400, "1" + "0" * 30, "0.0000001", "½", "٣"),
    *("2003-02-30", "9999-12-31", "0000-00-00", "2005-01-01", "01/02/2003", "38000", "None"),
    *("=1+1", "<b>x</b>", "{{ 7*7 }}", "a\nb", 'a"b', "a,b", "P01", "PD", "CR", "other", "any"),
    *("\u202eabc", "\ufeffx", "e\u0301", "\U0001f9ec", "\x00", "\x1b[31m", "ß" * 300, "../../x"),
)
ODD_BYTES = (b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\n", b'"', b";", b"\x1a")
ODD_BYTES += tuple(sign.encode() for sign in "\u202e\u200b\u0085\u2028\u00ad")
NESTED = b"[" * 3000


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
        rows = list(csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline="")))
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


ON_TABLES: tuple[Spoiled, ...] = (
    *map(_cells, (_odd_cell, _odd_cell, _cell_of_another_row, _cell_less, _columns_swapped)),
    *map(_lines, (_without, _doubled, _shuffled)),
    _bytes_put_in,
    _byte_altered,
    _truncated,
)
ON_TEXTS: tuple[Spoiled, ...] = (
    *map(_lines, (_without, _doubled, _shuffled)),
    _bytes_put_in,
    _byte_altered,
    _piece_cut_out,
    _truncated,
    _value_replaced,
    _nested,
)


def spoiled(name: str, content: bytes, rng: random.Random) -> bytes:
    """Spoil one file in one way."""
    return rng.choice(ON_TABLES if name.endswith(".csv") else ON_TEXTS)(content, rng)


def slips(files: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, int]]]:
    """Draw which files are spoiled, one to three times, and the seed of each."""
    return st.lists(
        st.tuples(st.sampled_from(files), st.integers(0, 2**32)), min_size=1, max_size=3
    )
