"""The texts of the empty workbook: the sheet read me, and a note on the name of each column."""

from il2report.blank_workbook.guards import GUARDED_ROWS, allowed
from il2report.study.outline import Outline
from il2report.study.records import ContractColumn

CODES_NAMED = 12
"""Up to so many codes of a column are in its note; the drop-down has all."""

HOW_TO = (
    "Each table has a sheet. Row 1 names the columns; records start in row 2.",
    "Columns in bold are required, the others may stay blank. The note on each column name explains it.",
    "Enter the patients first: the other sheets accept only the ids that are listed there.",
    (
        "Codes are chosen from the sheet codebook. Enter a new code there, in a shaded row of its"
        " column; if none is left, insert a row between them."
    ),
    (
        f"What is typed into the first {GUARDED_ROWS} rows is checked at once. What is pasted is not,"
        " nor what contradicts another cell: il2report check finds both."
    ),
    "Delete the sheet of a table that the study does not have; a sheet without records says that there were none.",
    "Do not enter names, record numbers, dates of birth and the like; il2report refuses them.",
    (
        "Save the workbook as data/study.xlsx in the study folder. A table that is a sheet here must"
        " not be a CSV file there too."
    ),
)


def guide(outline: Outline) -> tuple[tuple[str, ...], ...]:
    """Write the rows of the sheet that explains the others: title, instructions, sheets."""
    title = f"{outline.configuration.short_title}: data"
    sheets = [
        (table, f"one row for each {record.row}") for table, record in outline.records.items()
    ]
    return ((title,), ("",), *((line,) for line in HOW_TO), ("",), *sheets)


def note(column: ContractColumn, outline: Outline) -> str:
    """Say of a column what goes in, what is allowed, and whether it may be blank."""
    lines = [f"{column.holds[0].upper()}{column.holds[1:]}.", f"Allowed: {allowed(column)}."]
    lines += [f"{row[2]}: {row[3]}" for row in outline.codebook.of(column)[:CODES_NAMED]]
    if column.needed_by:
        lines.append(f"Declared in study.toml: {', '.join(column.needed_by)}.")
    lines.append("May be blank." if column.may_be_blank else "Required.")
    if not (column.is_required or column.needed_by):
        lines.append("Leave the whole column blank if the study does not record this.")
    key = outline.records[column.table].key
    if len(key) > 1 and column.name == key[-1]:
        lines.append(f"No two rows may have the same {', '.join(key[:-1])} and {key[-1]}.")
    return "\n".join(lines)
