"""What a cell of the empty workbook accepts when it is typed in, as a spreadsheet is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from il2report.blank_workbook.blocks import Block
from il2report.study.codebook import OPEN_COLUMNS
from il2report.study.columns import Column
from il2report.study.records import OPTIONAL_TABLES

GUARDED_ROWS = 5_000
FIRST_ROW = 2
LAST_ROW = FIRST_ROW + GUARDED_ROWS - 1

PATIENT_IDS = "patient_ids"
"""The name of the list of ids on the sheet patients."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One rule of data validation, with what is said to who breaks it.

    `kind` is list, whole, decimal, date or custom; a range goes from `first` to `second`. A rule
    that refers to other cells must not ignore blanks: a spreadsheet would then accept anything as
    soon as one of them is blank. A guard that is not firm asks, and gives way.
    """

    cells: str
    kind: str
    first: str
    second: str | None = None
    alert: str = ""
    ignores_blanks: bool = False
    is_firm: bool = True


def code_list(column: str) -> str:
    """Name the list of the codes of a column."""
    return f"{column}_codes"


def lists(laid: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Give each named list with the formula of its cells."""
    yield PATIENT_IDS, filled_part("patients", "A", FIRST_ROW, LAST_ROW)
    for block in laid:
        if (block.table, block.column) in OPEN_COLUMNS:
            cells = filled_part("codebook", "C", block.first, block.last)
            yield code_list(block.column), cells


def filled_part(sheet: str, letter: str, first: int, last: int) -> str:
    """Refer to a range down to its last filled cell, so that no list ends in blanks."""
    start, whole = f"{sheet}!${letter}${first}", f"{sheet}!${letter}${first}:${letter}${last}"
    filled = f'SUMPRODUCT(MAX(({whole}<>"")*(ROW({whole})-ROW({start})+1)))'
    return f"OFFSET({start},0,0,MAX(1,{filled}),1)"


def guard(column: Column, letter: str) -> Guard:
    """Guard the cells of a column below its header."""
    kind, first, second = _rule(column, f"{letter}{FIRST_ROW}")
    return Guard(
        cells=f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}",
        kind=kind,
        first=first,
        second=second,
        alert=f"{column.name} is {allowed(column)}.{_remedy(column)}",
        ignores_blanks=column.may_be_blank,
        is_firm=column.is_firm,
    )


def allowed(column: Column) -> str:
    """Say what is allowed in a column of the workbook."""
    if is_patient_reference(column):
        return "an id that the sheet patients lists"
    if is_open(column):
        return "a code of the sheet codebook"
    return f"{column.allowed}, each id once" if column.name == "patient_id" else column.allowed


def is_patient_reference(column: Column) -> bool:
    """Whether the column says whose row it is; the log may name a patient who is gone."""
    is_elsewhere = column.table not in ("patients", *OPTIONAL_TABLES)
    return column.name == "patient_id" and is_elsewhere


def is_open(column: Column) -> bool:
    """Whether the study team chooses the codes of the column."""
    return (column.table, column.name) in OPEN_COLUMNS


def _remedy(column: Column) -> str:
    if is_patient_reference(column):
        return " Enter the patient there first."
    if is_open(column):
        return f" A new one goes there first, into a shaded row for {column.table}, {column.name}."
    return "" if column.is_firm else " Keep it all the same?"


def _rule(column: Column, cell: str) -> tuple[str, str, str | None]:
    """Choose the kind of rule and its formulas; `cell` is the first that it is about."""
    if is_patient_reference(column):
        return "list", PATIENT_IDS, None
    if is_open(column):
        return "list", code_list(column.name), None
    if column.choices:
        return "list", f'"{",".join(column.choices)}"', None
    if column.kind is date:
        return "date", _day(column.low), _day(column.high) if column.high else "TODAY()"
    if column.kind is not str and not column.excludes_low:
        return "whole" if column.kind is int else "decimal", str(column.low), str(column.high)
    return "custom", f"AND({','.join(_conditions(column, cell))})", None


def _conditions(column: Column, cell: str) -> Iterator[str]:
    """Say in formulas what no ready-made rule says."""
    if column.kind is not str:
        yield from (f"ISNUMBER({cell})", f"{cell}>{column.low}", f"{cell}<={column.high}")
    elif column.longest is None:
        yield from (f'LEFT({cell})<>" "', f'RIGHT({cell})<>" "', f"ISERROR(FIND(CHAR(10),{cell}))")
    else:
        yield from (f"LEN({cell})<={column.longest}", f'ISERROR(FIND(" ",{cell}))')
    if column.name == "patient_id":
        # EXACT, since COUNTIF takes the ids 1 and 001 for the same number.
        whole = f"${cell[0]}${FIRST_ROW}:${cell[0]}${LAST_ROW}"
        yield f"SUMPRODUCT(--EXACT({whole},{cell}))=1"


def _day(day: date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def header_guard(last_letter: str) -> Guard:
    """Keep the names of the columns as they are."""
    alert = "Row 1 names the columns of the table. Columns of your own may follow on the right."
    return Guard(f"A1:{last_letter}1", "custom", "FALSE", alert=alert)


def codebook_guards(
    columns: Sequence[Column], letters: Sequence[str], laid: Sequence[Block]
) -> Iterator[Guard]:
    """Guard the codebook: codes stay in the rows of their column, which the drop-downs list."""
    for block in laid:
        alert = f"These rows are for codes of {block.table}, {block.column}."
        for letter, only in (("A", block.table), ("B", block.column)):
            cells = f"{letter}{block.first}:{letter}{block.last}"
            yield Guard(cells, "list", f'"{only}"', alert=alert)
    end = laid[-1].last
    for column, letter in zip(columns[2:], letters[2:], strict=True):
        plain = guard(column, letter)
        yield replace(plain, cells=f"{letter}{FIRST_ROW}:{letter}{end}")
    if end < LAST_ROW:
        alert = "Enter a code in a shaded row of its column; if none is left there, insert a row."
        yield Guard(f"A{end + 1}:{letters[-1]}{LAST_ROW}", "custom", "FALSE", alert=alert)
