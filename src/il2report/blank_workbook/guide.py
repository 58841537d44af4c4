"""What the empty workbook says of itself: the sheet read me, and a note on each column's name."""

import re

from il2report.blank_workbook.guards import GUARDED_ROWS, allowed
from il2report.study.columns import Column
from il2report.study.outline import CodebookRows, Outline
from il2report.study.records import READ_TABLES

HOW_TO = (
    "Each table has a sheet. Row 1 names the columns; records start in row 2.",
    "A name in bold must be filled, the others may stay blank. The note on a name says what goes in.",
    "Enter the patients first: the other sheets take the ids that are listed there, and no other.",
    (
        "Codes are chosen from the sheet codebook. A code that is missing goes into a shaded row of"
        " its column there; if none is left, insert a row between them."
    ),
    (
        f"What is typed into the first {GUARDED_ROWS} rows is judged at once. What is pasted is not,"
        " nor what contradicts another cell: il2report check finds both."
    ),
    "Names, record numbers, dates of birth and the like have no place here; il2report refuses them.",
    (
        "Save the workbook as data/study.xlsx in the study folder. A table that is a sheet here must"
        " not be a CSV file there too."
    ),
)


def guide(outline: Outline) -> tuple[tuple[str, ...], ...]:
    """Write the rows of the sheet that explains the others: title, instructions, sheets."""
    title = f"{outline.configuration.short_title}: data"
    instructions = [("",), *((line,) for line in HOW_TO), ("",)]
    sheets = [(table, f"one row for each: {_row_of(table)}") for table in READ_TABLES]
    return ((title,), *instructions, *sheets)


def _row_of(table: str) -> str:
    """Say what a row of a table is, as its record says it."""
    sentence = (READ_TABLES[table].__doc__ or "").partition("\n")[0].rstrip(".")
    plain = re.sub(rf" (in|of) {table}\.csv", "", sentence)
    return re.sub("^(One|The) ", "", plain)


def note(column: Column, codebook: CodebookRows) -> str:
    """Say of a column what goes in, what is allowed, and whether it may be blank."""
    lines = [f"{column.holds[0].upper()}{column.holds[1:]}.", f"Allowed: {allowed(column)}."]
    lines += [f"{code}: {label}" for code, label in _labels(column, codebook)]
    lines.append("May be blank." if column.may_be_blank else "Must be filled.")
    key = READ_TABLES[column.table].key
    if len(key) > 1 and column.name == key[-1]:
        lines.append(f"No two rows may have the same {', '.join(key[:-1])} and {key[-1]}.")
    return "\n".join(lines)


def _labels(column: Column, codebook: CodebookRows) -> list[tuple[str, str]]:
    """List the closed codes of a column with what the study calls them."""
    rows = (row for row in codebook.rows if row[:2] == (column.table, column.name))
    return [(str(row[2]), str(row[3])) for row in rows if row[2] in column.choices]
