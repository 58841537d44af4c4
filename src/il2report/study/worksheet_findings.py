"""What a spreadsheet shows otherwise than it is read: merged cells, hidden ones, formulas."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice, product
from operator import attrgetter

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.repetition import alike, shared
from il2report.study.worksheet import Range, Worksheet, column_letters

Row = list[tuple[str, str]]
"""The cells of a row: the kind of each in the file's own letters, and its text."""

NAMED = 6
"""How many ranges a finding names; what is left is counted."""


@dataclass(frozen=True)
class BookSheet:
    """The sheet of one table: its values, what is beside them, and how it is shown.

    `is_computed` is False where a program wrote the workbook and no spreadsheet has computed it
    since; `state` is visible, hidden or veryHidden.
    """

    table: str
    title: str
    rows: list[Row]
    beside: Worksheet = field(default_factory=Worksheet)
    state: str = "visible"
    is_computed: bool = True
    is_computed_by_hand: bool = False

    @cached_property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [text.strip() for _, text in self.rows[0]] if self.rows else []

    @cached_property
    def merged_ranges(self) -> list[Range]:
        """The merged cells of the table; others are no matter."""
        rows, columns = len(self.rows), len(self.header)
        found = [one for one in self.beside.merged if one.reaches_into(rows, columns)]
        return sorted(found, key=attrgetter("first_row", "first_column"))

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Name a cell of the sheet as one of the table."""
        return Place(f"data/{self.table}.csv", row, column or None)

    def column(self, number: int) -> str:
        """Name a column by its number, counted from 1, or "" beyond the header."""
        return self.header[number - 1] if number <= len(self.header) else ""


def merged(sheet: BookSheet, report: Report) -> Iterator[tuple[int, str]]:
    """Report merged cells once, and give those that a merge has made blank."""
    ranges = sheet.merged_ranges
    if not ranges:
        return
    message = (
        f"the cells {_listed([one.reference for one in ranges])} are merged, which leaves all but "
        "the first of them blank; unmerge them, and fill in every cell"
    )
    report(Finding("merged-cells", sheet.place(), message))
    covered = (
        (row, sheet.column(number))
        for one in ranges
        for row, number in product(
            range(one.first_row, min(one.last_row, len(sheet.rows)) + 1),
            range(one.first_column, min(one.last_column, len(sheet.header)) + 1),
        )
        if (row, number) != (one.first_row, one.first_column)
    )
    # Ranges do not overlap; in a file in which they do, not all is gone through again and again.
    yield from islice(covered, len(sheet.rows) * len(sheet.header))


def hidden(sheet: BookSheet, report: Report) -> None:
    """Report what of the table the spreadsheet does not show; it is read like the rest."""
    filled = {number for number, cells in enumerate(sheet.rows, start=1) if cells}
    rows = sorted(filled.intersection(sheet.beside.hidden_rows))
    columns = list[int]()
    for first, last in sorted(sheet.beside.hidden_columns):
        seen = columns[-1] if columns else 0
        columns += range(max(first, seen + 1), min(last, len(sheet.header)) + 1)
    parts = []
    if sheet.state != "visible":
        deeply = " so that the spreadsheet does not list it" if sheet.state != "hidden" else ""
        parts.append(f"the sheet is hidden{deeply}")
    if rows:
        one = f"row {rows[0]} is" if len(rows) == 1 else f"{len(rows)} rows are"
        which = f" ({_listed(_spans(rows))})" if len(rows) > 1 else ""
        parts.append(f"{one} hidden or filtered out{which}")
    if columns:
        named = [f"{column_letters(number)} {sheet.column(number)}".strip() for number in columns]
        verb = "columns {} are" if len(columns) > 1 else "column {} is"
        parts.append(f"{verb.format(_listed(named))} hidden")
    if parts:
        message = (
            f"{'; '.join(parts)}. What is hidden is read like the rest; show it, and delete what does "
            "not belong to the study"
        )
        report(Finding("hidden-cells", sheet.place(), message, Severity.NOTICE))


def formula_faults(sheet: BookSheet, report: Report) -> Iterator[tuple[int, str]]:
    """Report formulas without a value, and those whose value is an error such as #N/A."""
    failed = {
        (row, number): text
        for row, cells in enumerate(sheet.rows, start=1)
        for number, (kind, text) in enumerate(cells, start=1)
        if kind == "e"
    }
    lost = dict.fromkeys(sheet.beside.uncomputed, "no value yet")
    if not sheet.is_computed:
        never = "a value that no spreadsheet has computed"
        lost |= dict.fromkeys(sheet.beside.computed, never)
    by_column: dict[int, list[tuple[int, str]]] = {}
    for (row, number), given in sorted({**lost, **failed}.items()):
        by_column.setdefault(number, []).append((row, given))
        yield row, sheet.column(number)
    for number, cells in by_column.items():
        for given, (row, *others) in alike(cells):
            message = (
                f"the formula gives {given}; write the value, or save from the spreadsheet again"
            )
            finding = Finding(
                "formula-without-value", sheet.place(row, sheet.column(number)), message
            )
            report(shared(finding, others))
    if sheet.is_computed_by_hand and sheet.beside.computed and sheet.is_computed:
        row, number = sheet.beside.computed[0]
        message = (
            "the workbook computes formulas only when asked to, so their values may be out of date; "
            "set it to compute by itself, and save it again"
        )
        place = sheet.place(row, sheet.column(number))
        report(Finding("formulas-by-hand", place, message, Severity.NOTICE))


def _listed(texts: Sequence[str]) -> str:
    if len(texts) <= NAMED + 1:
        return ", ".join(texts)
    return f"{', '.join(texts[:NAMED])} and {len(texts) - NAMED} more"


def _spans(rows: Iterable[int]) -> list[str]:
    """Write numbers that follow on each other as from-to."""
    spans = []
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in group]
        spans.append(str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}")
    return spans
