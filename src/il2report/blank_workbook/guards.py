"""What the cells of the empty workbook accept when something is typed: its rules of data validation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from il2report.study.contract import coded_columns
from il2report.study.outline import CodebookRows
from il2report.study.records import (
    LONGEST_NAME,
    OPTIONAL_TABLES,
    ColumnKind,
    ContractColumn,
    Record,
)

GUARDED_ROWS = 5_000
FIRST_ROW = 2
LAST_ROW = FIRST_ROW + GUARDED_ROWS - 1

SPARE_ROWS = 10
"""Free rows below the codes of a column that the study team chooses; more can be inserted."""

PATIENT_IDS = "patient_ids"
"""The name of the list of ids on the sheet patients."""


CodebookRow = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class CodebookBlock:
    """The rows of the sheet codebook for the codes of one column, and those that are filled."""

    table: str
    column: str
    first: int
    last: int
    rows: tuple[CodebookRow, ...]

    @property
    def list_name(self) -> str:
        """The name of the list of its codes."""
        return f"{self.table}_{self.column}_codes"

    @property
    def spare(self) -> range:
        """The rows that are still free."""
        return range(self.first + len(self.rows), self.last + 1)


def blocks(codebook: CodebookRows, records: Mapping[str, Record]) -> tuple[CodebookBlock, ...]:
    """Lay out the codes of a study, column by column; a column without codes has rows for some."""
    laid: list[CodebookBlock] = []
    first = FIRST_ROW
    for column in coded_columns(records):
        rows = codebook.of(column)
        if rows or not column.is_yes_no:
            last = first + len(rows) + SPARE_ROWS - 1
            laid.append(CodebookBlock(column.table, column.name, first, last, rows))
            first = last + 1
    # Levels of derived variables, and codes that nothing asks for, stay as they are.
    known = {(block.table, block.column) for block in laid}
    for place in dict.fromkeys(row[:2] for row in codebook.rows if row[:2] not in known):
        rows = tuple(row for row in codebook.rows if row[:2] == place)
        table, name = map(str, place)
        laid.append(CodebookBlock(table, name, first, first + len(rows) - 1, rows))
        first = laid[-1].last + 1
    return tuple(laid)


@dataclass(frozen=True, slots=True)
class Guard:
    """One rule of data validation, with the alert that is shown where it is broken.

    `kind` is list, whole, decimal, date or custom; a range goes from `first` to `second`. A rule
    that refers to other cells must not ignore blanks: a spreadsheet would then accept anything as
    soon as one of them is blank. A guard that is not firm asks, and can be overruled.
    """

    cells: str
    kind: str
    first: str
    second: str | None = None
    alert: str = ""
    ignores_blanks: bool = False
    is_firm: bool = True


def lists(laid: Sequence[CodebookBlock]) -> Iterator[tuple[str, str]]:
    """Give each named list with the formula of its cells."""
    yield PATIENT_IDS, filled_part("patients", "A", FIRST_ROW, LAST_ROW)
    for block in laid:
        yield block.list_name, filled_part("codebook", "C", block.first, block.last)


def filled_part(sheet: str, letter: str, first: int, last: int) -> str:
    """Refer to a range down to its last filled cell, so that no list ends in blanks."""
    start, whole = f"{sheet}!${letter}${first}", f"{sheet}!${letter}${first}:${letter}${last}"
    filled = f'SUMPRODUCT(MAX(({whole}<>"")*(ROW({whole})-ROW({start})+1)))'
    return f"OFFSET({start},0,0,MAX(1,{filled}),1)"


def guard(column: ContractColumn, letter: str, laid: Sequence[CodebookBlock]) -> Guard:
    """Guard the cells of a column below its header; `laid` are the lists of codes."""
    names = {(block.table, block.column): block.list_name for block in laid}
    codes = names.get((column.table, column.name), "")
    kind, first, second = _rule(column, f"{letter}{FIRST_ROW}", codes)
    remedy = "" if column.is_firm else " Keep it anyway?"
    if is_patient_reference(column):
        remedy = " Enter the patient there first."
    elif codes:
        remedy = (
            f" Enter a new code there first, in a shaded row for {column.table}, {column.name}."
        )
    return Guard(
        cells=f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}",
        kind=kind,
        first=first,
        second=second,
        alert=f"{column.name} is {allowed(column)}.{remedy}",
        ignores_blanks=column.may_be_blank and not codes,
        is_firm=column.is_firm,
    )


def allowed(column: ContractColumn) -> str:
    """Say what is allowed in a column of the workbook."""
    if is_patient_reference(column):
        return "an id that the sheet patients lists"
    if column.kind is ColumnKind.CODE:
        return column.allowed.replace("codebook.csv", "the sheet codebook")
    return f"{column.allowed}, each id once" if column.name == "patient_id" else column.allowed


def is_patient_reference(column: ContractColumn) -> bool:
    """Whether the column says whose row it is; the log may name a patient who was removed."""
    is_elsewhere = column.table not in ("patients", *OPTIONAL_TABLES)
    return column.name == "patient_id" and is_elsewhere


def _rule(column: ContractColumn, cell: str, codes: str) -> tuple[str, str, str | None]:
    """Choose the kind of rule and its formulas; `cell` is the first cell of the column, `codes` its list."""
    if is_patient_reference(column):
        return "list", PATIENT_IDS, None
    if codes:
        return "list", codes, None
    if column.is_yes_no:
        return "list", '"yes,no"', None
    if column.type is date:
        low, high = (
            f"DATE({day.year},{day.month},{day.day})" if day else "TODAY()"
            for day in (column.low, column.high)
        )
        return "date", low, high
    if column.type is not str and not column.excludes_low:
        return "whole" if column.type is int else "decimal", str(column.low), str(column.high)
    return "custom", f"AND({','.join(_conditions(column, cell))})", None


def _conditions(column: ContractColumn, cell: str) -> Iterator[str]:
    """Write as formulas what the built-in rules cannot express."""
    if column.type is not str:
        yield from (f"ISNUMBER({cell})", f"{cell}>{column.low}", f"{cell}<={column.high}")
    elif column.kind in (ColumnKind.WORDS, ColumnKind.TEXT):
        yield from (f'LEFT({cell})<>" "', f'RIGHT({cell})<>" "', f"ISERROR(FIND(CHAR(10),{cell}))")
    else:
        yield from (f"LEN({cell})<={LONGEST_NAME}", f'ISERROR(FIND(" ",{cell}))')
    if column.name == "patient_id":
        # EXACT, since COUNTIF takes the ids 1 and 001 for the same number.
        whole = f"${cell[0]}${FIRST_ROW}:${cell[0]}${LAST_ROW}"
        yield f"SUMPRODUCT(--EXACT({whole},{cell}))=1"


def header_guard(last_letter: str) -> Guard:
    """Prevent changes to the names of the columns."""
    alert = "Row 1 names the columns of the table. Columns of your own may follow on the right."
    return Guard(f"A1:{last_letter}1", "custom", "FALSE", alert=alert)


def codebook_guards(
    columns: Sequence[ContractColumn], letters: Sequence[str], laid: Sequence[CodebookBlock]
) -> Iterator[Guard]:
    """Guard the codebook: codes stay in the rows of their column, which the drop-downs list."""
    for block in laid:
        alert = f"These rows are for codes of {block.table}, {block.column}."
        for letter, only in (("A", block.table), ("B", block.column)):
            cells = f"{letter}{block.first}:{letter}{block.last}"
            yield Guard(cells, "list", f'"{only}"', alert=alert)
    end = laid[-1].last if laid else FIRST_ROW - 1
    for column, letter in zip(columns[2:], letters[2:], strict=True):
        plain = guard(column, letter, ())
        if laid:
            yield replace(plain, cells=f"{letter}{FIRST_ROW}:{letter}{end}")
    if end < LAST_ROW:
        alert = "Enter a code in a shaded row of its column; if none is left, insert a row there."
        yield Guard(f"A{end + 1}:{letters[-1]}{LAST_ROW}", "custom", "FALSE", alert=alert)
