"""Cells between marks: CSV, tables pasted from Word, a spreadsheet or a browser, Markdown."""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from il2report.audit.sources.grid import GridCell, GridRow
from il2report.audit.sources.limits import LONGEST_CELL, CellCount, too_large
from il2report.errors import StudyRefused

MARKS = ("\t", ";", ",")
ALIKE = {"\t": 0.5, ";": 0.6, ",": 0.8}
"""The part of all rows that have as many columns as one beside them in a text that is a CSV file."""
OF_RULES = frozenset("-=_:|+ \t\u2500\u2501\u2550")
LINES = frozenset("-=_\u2500\u2501\u2550")
PIPE = re.compile(r"(?<!\\)\|")


def separator(text: str, *, is_named: bool) -> str | None:
    """Find what separates the columns of a whole text, or None where it is no CSV file.

    `is_named` says that its name is that of a CSV file. A semicolon is preferred to a comma, which
    may be that of decimals; with tabs a text is a table in any case.
    """
    for mark in MARKS:
        try:
            widths = [n for record in _records(text, mark) if (n := len(record)) and any(record)]
        except csv.Error:  # a cell without end, which is refused when it is read
            if is_named:
                return mark
            continue
        alike = sum(
            n > (1 if is_named or mark != "," else 2)
            and n in {*widths[max(at - 1, 0) : at], *widths[at + 1 : at + 2]}
            for at, n in enumerate(widths)
        )
        if alike >= max(2, (0.5 if is_named else ALIKE[mark]) * len(widths)):
            return mark
    return "," if is_named and "," in text else None


def separated_rows(text: str, mark: str, name: str) -> list[GridRow]:
    """Read the rows of a CSV file; quoted cells may have marks, quotation marks and lines within.

    Raises
    ------
    StudyRefused
        When there are more cells than are read of a file.
    """
    count, rows = CellCount(name), list[GridRow]()
    reader = csv.reader(_lines(text), delimiter=mark, quoting=_quoting(text, mark))
    line = 0
    try:
        for record in reader:
            count.add(len(record), row=line + 1)
            if max(map(len, record), default=0) > LONGEST_CELL:
                raise _long_cell(name, line + 1)
            rows.append(GridRow(tuple(map(GridCell, record)), line + 1))
            line = reader.line_num
    except csv.Error:
        raise _long_cell(name, line + 1) from None
    return rows


def _long_cell(name: str, line: int) -> StudyRefused:
    message = (
        f"a cell has more than {LONGEST_CELL:,} characters; close the quotation mark before it"
    )
    return too_large(name, message, line)


def _records(text: str, mark: str) -> Iterator[list[str]]:
    yield from csv.reader(_lines(text), delimiter=mark, quoting=_quoting(text, mark))


def _lines(text: str) -> list[str]:
    """Part at line breaks alone; Python's own `splitlines` also parts at signs that a cell may have."""
    return [f"{line}\n" for line in re.split(r"\r\n|\r|\n", text)]


def _quoting(text: str, mark: str) -> Literal[0, 3]:
    """Read quotation marks as such only where each that opens a cell is closed."""
    opened = len(re.findall(rf'(?:^|{re.escape(mark)})"', text, re.MULTILINE))
    closed = len(re.findall(rf'"(?=\s*(?:$|{re.escape(mark)}))', text, re.MULTILINE))
    is_paired = text.count('"') % 2 == 0 and opened <= closed
    return csv.QUOTE_MINIMAL if is_paired else csv.QUOTE_NONE


def is_rule(line: str) -> bool:
    """Whether a line only draws a line, as below the head of a Markdown table."""
    return OF_RULES.issuperset(line) and sum(sign in LINES for sign in line) > 1


def piped_cells(line: str) -> list[str]:
    """Part a line of a Markdown table, keeping blanks that may be an indent."""
    inner = line.strip()
    inner = inner.removeprefix("|")
    parts = [part.replace("\\|", "|") for part in PIPE.split(inner)]
    if inner.endswith("|") and not inner.endswith("\\|"):
        parts.pop()
    return [part.removeprefix(" ") for part in parts]


def unmarked(line: str) -> str:
    """Take the marks of a heading or of an emphasis from a line of Markdown."""
    line = re.sub(r"^\s*#+\s+", "", line).strip()
    found = re.fullmatch(r"(\*{1,3}|_{1,3})(?=\S)(.*\S)\1", line)
    return found[2] if found else line


def is_piped(lines: Sequence[str]) -> bool:
    """Whether most lines are those of a Markdown table."""
    piped = [line for line in lines if len(PIPE.findall(line)) >= 2 or is_rule(line)]
    return len(piped) >= 2 and any(not is_rule(line) for line in piped)
