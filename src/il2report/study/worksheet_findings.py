"""What a spreadsheet shows otherwise than it is read, or made of what was typed into it.

Merged and hidden cells, formulas without a value, and cells of a wrong type: `1-2` and `MAR1`, typed
as an id or a drug, become dates, `true` a logical value. A spreadsheet that expects the month first
takes 05/04/2003, typed day-first, for 4 May, and leaves 23/04/2003 as text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice, product
from operator import attrgetter

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.findings import alike, ranges, shared
from il2report.study.records import ISO_DATE, Record
from il2report.study.spelling import ONE_POINT, more_cells, proves_decimal_point
from il2report.study.worksheet import Range, Worksheet, column_letters

Row = list[tuple[str, str]]
"""The cells of a row: the kind of each in the file's own letters, and its text."""

DATE, LOGICAL, NUMBER = "d", "b", "n"
MADE = {DATE: "a date", LOGICAL: "a logical value"}
DAY_OR_MONTH_FIRST = re.compile(
    r"\d{1,2} ?[-/.] ?\d{1,2}(?: ?[-/.] ?(?:\d{4}|\d{2})\b.*)?[-/.]?", re.ASCII
)
"""A date as text that a spreadsheet of the other habit leaves alone if its day is above 12."""
LAST_MONTH = 12
NAMED = 6
"""How many ranges a finding names; what is left is counted."""


@dataclass(frozen=True)
class BookSheet:
    """The sheet of one table: its values, what is beside them, and how it is shown.

    `is_computed` is False where a program wrote the workbook and no spreadsheet has computed it
    since; `state` is visible, hidden or veryHidden.
    """

    table: str
    record: Record
    title: str
    rows: list[Row]
    beside: Worksheet = field(default_factory=Worksheet)
    state: str = "visible"
    is_computed: bool = True
    is_computed_on_request: bool = False

    @cached_property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [text.strip() for _, text in self.rows[0]] if self.rows else []

    @cached_property
    def merged_ranges(self) -> list[Range]:
        """The merged cells within the table."""
        rows, columns = len(self.rows), len(self.header)
        found = (
            one
            for one in self.beside.merged
            if one.first_row <= rows and one.first_column <= columns
        )
        return sorted(found, key=attrgetter("first_row", "first_column"))

    @property
    def contract_columns(self) -> Iterator[tuple[str, type, list[tuple[int, str, str]]]]:
        """The columns of the table's contract, with row, kind and text of the filled cells."""
        declared = self.record.columns
        for position, name in enumerate(self.header):
            if name in declared:
                cells = [
                    (row, *cells[position])
                    for row, cells in enumerate(self.rows[1:], start=2)
                    if position < len(cells) and cells[position][1].strip()
                ]
                yield name, declared[name].type, cells

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Name a cell of the sheet as one of the table."""
        return Place(f"data/{self.table}.csv", row, column or None)

    def column(self, number: int) -> str:
        """Name a column by its number, counted from 1, or "" beyond the header."""
        return self.header[number - 1] if number <= len(self.header) else ""


def merged(sheet: BookSheet, report: Report) -> Iterator[tuple[int, str]]:
    """Report merged cells once, and give those that a merge has made blank."""
    found = sheet.merged_ranges
    if not found:
        return
    message = (
        f"the cells {_listed([one.reference for one in found])} are merged, which leaves all but "
        "the first of them blank; unmerge them, and fill in every cell"
    )
    report(Finding("merged-cells", sheet.place(), message))
    covered = (
        (row, sheet.column(number))
        for one in found
        for row, number in product(
            range(one.first_row, min(one.last_row, len(sheet.rows)) + 1),
            range(one.first_column, min(one.last_column, len(sheet.header)) + 1),
        )
        if (row, number) != (one.first_row, one.first_column)
    )
    # Ranges do not overlap; of a file in which they do, no cell needs to be given again and again.
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
        which = f" ({_listed(ranges(rows))})" if len(rows) > 1 else ""
        parts.append(f"{one} hidden or filtered out{which}")
    if columns:
        named = [f"{column_letters(number)} {sheet.column(number)}".strip() for number in columns]
        verb = "columns {} are" if len(columns) > 1 else "column {} is"
        parts.append(f"{verb.format(_listed(named))} hidden")
    if parts:
        message = (
            f"{'; '.join(parts)}. Hidden cells are read like the others; show them, and delete those"
            " that do not belong to the study"
        )
        report(Finding("hidden-cells", sheet.place(), message, Severity.NOTICE))


def formula_faults(sheet: BookSheet, report: Report) -> Iterator[tuple[int, str]]:
    """Report formulas without a value, and those whose value is an error such as #N/A."""
    faults = dict.fromkeys(sheet.beside.uncomputed, "no value yet")
    if not sheet.is_computed:
        never = "a value that no spreadsheet has computed"
        faults |= dict.fromkeys(sheet.beside.computed, never)
    for row, cells in enumerate(sheet.rows, start=1):
        faults |= {(row, n): text for n, (kind, text) in enumerate(cells, start=1) if kind == "e"}
    by_column: dict[int, list[tuple[int, str]]] = {}
    for (row, number), given in sorted(faults.items()):
        by_column.setdefault(number, []).append((row, given))
        yield row, sheet.column(number)
    for number, given_by_row in by_column.items():
        for given, (row, *others) in alike(given_by_row):
            message = (
                f"the formula gives {given}; write the value, or save from the spreadsheet again"
            )
            place = sheet.place(row, sheet.column(number))
            report(shared(Finding("formula-without-value", place, message), others))
    if sheet.is_computed_on_request and sheet.beside.computed and sheet.is_computed:
        row, number = sheet.beside.computed[0]
        message = (
            "the workbook computes formulas only on request, so their values may be out of date; "
            "set it to automatic calculation, and save it again"
        )
        place = sheet.place(row, sheet.column(number))
        report(Finding("formulas-by-hand", place, message, Severity.NOTICE))


def wrong_types(sheet: BookSheet, report: Report) -> Iterator[tuple[int, str]]:
    """Report dates and logical values in columns of text, and give the cells."""
    for name, kind, cells in sheet.contract_columns:
        if kind is not str:
            continue
        found = [(row, MADE[of]) for row, of, _ in cells if of in MADE]
        for what, (row, *others) in alike(found):
            message = (
                f"the cell is {what} of the spreadsheet, which may have converted another text; "
                "format the column as text, and type it again"
            )
            report(shared(Finding("wrong-cell-type", sheet.place(row, name), message), others))
        yield from ((row, name) for row, _ in found)


def in_two_forms(sheets: Sequence[BookSheet], report: Report) -> Mapping[str, frozenset[str]]:
    """Report columns in which real dates or numbers are beside others as text.

    A spreadsheet exchanges day and month in the dates that it recognizes in its own order, so dates
    as text make those beside them doubtful.

    Parameters
    ----------
    sheets : the tables of the workbook
    report : called once per column of both, and once with the columns that have real dates only
        while another one has dates as text

    Returns
    -------
    mapping of column names by table
        Those from which no conclusion can be drawn.
    """
    refused: dict[str, set[str]] = {}
    doubtful: list[tuple[Place, str]] = []
    typed = ""
    for sheet in sheets:
        for name, kind, cells in sheet.contract_columns:
            if kind in (int, float) and _numbers_in_two_forms(sheet, name, cells, report):
                refused.setdefault(sheet.table, set()).add(name)
            if kind is not date:
                continue
            # A cell that shows only a time of day has no date.
            days = ((row, text[:10]) for row, of, text in cells if of == DATE)
            real = [(row, day) for row, day in days if ISO_DATE.fullmatch(day)]
            either = [(row, day, other) for row, day in real if (other := _in_other_order(day))]
            texts = [
                (row, text.strip())
                for row, of, text in cells
                if of != DATE and DAY_OR_MONTH_FIRST.fullmatch(text.strip())
            ]
            if texts and not typed:
                typed = f"{sheet.title}.{name} has dates as text, such as {texts[0][1]!r}"
            if texts and either:
                report(_mixed_dates(sheet.place(texts[0][0], name), texts[0][1], either))
                refused.setdefault(sheet.table, set()).add(name)
            elif either:
                row, day, other = either[0]
                all_low = all(int(text[8:10]) <= LAST_MONTH for _, text in real)
                low = f"; no day is above {LAST_MONTH}" if all_low else ""
                named = f"{sheet.title}.{name} ({day} may mean {other}{low})"
                doubtful.append((sheet.place(row, name), named))
    if typed and doubtful:
        message = (
            f"{typed}. If all were typed alike, the spreadsheet may have exchanged day and month in"
            f" the real dates of {', '.join(named for _, named in doubtful)}; compare them with the"
            " charts"
        )
        report(Finding("dates-in-two-forms", doubtful[0][0], message, Severity.NOTICE))
    return {table: frozenset(names) for table, names in refused.items()}


def _in_other_order(text: str) -> str:
    """Give the date with day and month exchanged, or "" where that is not a date or the same."""
    year, month, day = text[:4], text[5:7], text[8:10]
    return f"{year}-{day}-{month}" if month != day and int(day) <= LAST_MONTH else ""


def _mixed_dates(place: Place, text: str, either: Sequence[tuple[int, str, str]]) -> Finding:
    row, day, other = either[0]
    cells = (
        "one cell of this column is a real date"
        if len(either) == 1
        else f"{len(either)} cells of this column are real dates"
    )
    message = (
        f"{text!r} is text, and {cells} with a day up to {LAST_MONTH}, in which the spreadsheet may"
        f" have exchanged day and month: {day} in row {row} may mean {other}. Compare them with the"
        " charts, and enter the column in one form, such as 2003-07-21"
    )
    return Finding("mixed-dates", place, message)


def _numbers_in_two_forms(
    sheet: BookSheet, name: str, cells: Sequence[tuple[int, str, str]], report: Report
) -> bool:
    """Report 1.234 as text beside real numbers, unless other text proves the decimal point."""
    texts = [(row, text.strip()) for row, kind, text in cells if kind not in (NUMBER, DATE)]
    unclear = [(row, text) for row, text in texts if ONE_POINT.fullmatch(text)]
    proven = any(proves_decimal_point(text) for _, text in texts)
    if not unclear or proven or len(texts) == len(cells):
        return False
    row, text = unclear[0]
    message = (
        f"{text!r} is text beside real numbers, and may mean {text.replace('.', '')} or {text}."
        f"{more_cells(len(unclear) - 1)} Enter it as a number"
    )
    report(Finding("ambiguous-number", sheet.place(row, name), message))
    return True


def _listed(texts: Sequence[str]) -> str:
    if len(texts) <= NAMED + 1:
        return ", ".join(texts)
    return f"{', '.join(texts[:NAMED])} and {len(texts) - NAMED} more"
