"""Cells of a workbook whose type says that a spreadsheet made something else of what was typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from il2report.errors import Finding, Report, Severity
from il2report.study.records import ISO_DATE, READ_TABLES, plain_type
from il2report.study.repetition import alike, shared
from il2report.study.spelling import ONE_POINT, proves_decimal_point
from il2report.study.worksheet_findings import BookSheet

DATE, LOGICAL, NUMBER = "d", "b", "n"
DAY_OR_MONTH_FIRST = re.compile(
    r"\d{1,2} ?[-/.] ?\d{1,2}(?: ?[-/.] ?(?:\d{4}|\d{2})\b.*)?[-/.]?", re.ASCII
)
"""A date as text that a spreadsheet of the other habit leaves alone if its day is above 12."""

LAST_MONTH = 12


def wrong_types(sheet: BookSheet, report: Report) -> Iterator[tuple[int, str]]:
    """Report dates and logical values in columns of text, and give the cells.

    `1-2` and `MAR1`, typed as an id or a drug, become dates, `true` a logical value.
    """
    made = {DATE: "a date", LOGICAL: "a logical value"}
    for name, kind, cells in _columns(sheet):
        if kind is not str:
            continue
        found = [(row, made[of]) for row, of, _ in cells if of in made]
        for what, (row, *others) in alike(found):
            message = (
                f"the cell is {what} of the spreadsheet, which it may have made of something else; "
                "format the column as text, and type it again"
            )
            report(shared(Finding("wrong-cell-type", sheet.place(row, name), message), others))
        yield from ((row, name) for row, _ in found)


def in_two_forms(sheets: Sequence[BookSheet], report: Report) -> Mapping[str, frozenset[str]]:
    """Report columns in which real dates or numbers are beside others as text.

    A spreadsheet that expects the month first takes 05/04/2003, typed day-first, for 4 May, and
    leaves 23/04/2003 as text. So dates as text make those beside them doubtful.

    Parameters
    ----------
    sheets : the tables of the workbook
    report : called once per column of both, and once with the columns that have real dates only
        while another one has dates as text

    Returns
    -------
    mapping of column names by table
        Those from which nothing is to be concluded.
    """
    refused: dict[str, set[str]] = {}
    doubtful: list[tuple[BookSheet, str, int, str, bool]] = []
    typed: tuple[BookSheet, str, str] | None = None
    for sheet in sheets:
        for name, kind, cells in _columns(sheet):
            if kind in (int, float) and _numbers_in_two_forms(sheet, name, cells, report):
                refused.setdefault(sheet.table, set()).add(name)
            if kind is not date:
                continue
            # Of a cell that shows only a time of day there is no date.
            days = ((row, text[:10]) for row, of, text in cells if of == DATE)
            real = [(row, day) for row, day in days if ISO_DATE.fullmatch(day)]
            either = [(row, text) for row, text in real if _in_other_order(text)]
            texts = [
                (row, text)
                for row, of, text in cells
                if of != DATE and DAY_OR_MONTH_FIRST.fullmatch(text.strip())
            ]
            if texts:
                typed = typed or (sheet, name, texts[0][1].strip())
            if texts and either:
                _report_mixed(sheet, name, texts, either, report)
                refused.setdefault(sheet.table, set()).add(name)
            elif either:
                all_low = all(int(text[8:10]) <= LAST_MONTH for _, text in real)
                doubtful.append((sheet, name, *either[0], all_low))
    if typed and doubtful:
        _report_doubtful(typed, doubtful, report)
    return {table: frozenset(names) for table, names in refused.items()}


def _columns(sheet: BookSheet) -> Iterator[tuple[str, type, list[tuple[int, str, str]]]]:
    """Give the columns of the table's contract, with row, kind and text of the filled cells."""
    fields = READ_TABLES[sheet.table].model_fields
    for position, name in enumerate(sheet.header):
        if name in fields:
            cells = [
                (row, *cells[position])
                for row, cells in enumerate(sheet.rows[1:], start=2)
                if position < len(cells) and cells[position][1].strip()
            ]
            yield name, plain_type(fields[name]), cells


def _in_other_order(text: str) -> str:
    """Give the date with day and month exchanged, or "" where that is none or the same."""
    year, month, day = text[:4], text[5:7], text[8:10]
    return f"{year}-{day}-{month}" if month != day and int(day) <= LAST_MONTH else ""


def _report_mixed(
    sheet: BookSheet,
    name: str,
    texts: Sequence[tuple[int, str]],
    either: Sequence[tuple[int, str]],
    report: Report,
) -> None:
    (row, text), (other, day) = texts[0], either[0]
    count = "one cell" if len(either) == 1 else f"{len(either)} cells"
    message = (
        f"{text.strip()!r} is text, and {count} of this column "
        f"{'is a real date' if len(either) == 1 else 'are real dates'} with a day up to "
        f"{LAST_MONTH}, in which the spreadsheet may have exchanged day and month: {day} in row "
        f"{other} may mean {_in_other_order(day)}. Compare them with the charts, and enter the "
        "column in one form, such as 2003-07-21"
    )
    report(Finding("mixed-dates", sheet.place(row, name), message))


def _report_doubtful(
    typed: tuple[BookSheet, str, str],
    doubtful: Sequence[tuple[BookSheet, str, int, str, bool]],
    report: Report,
) -> None:
    """Report columns that have real dates while another column of the workbook has text."""
    source, column, text = typed
    sheet, name, row, _, _ = doubtful[0]
    listed = [
        f"{of.title}.{one} ({day} may mean {_in_other_order(day)}"
        f"{'; no day is above 12' if all_low else ''})"
        for of, one, _, day, all_low in doubtful
    ]
    message = (
        f"{source.title}.{column} has dates as text, such as {text!r}. If all were typed alike, the "
        f"spreadsheet may have exchanged day and month in the real dates of {', '.join(listed)}; "
        "compare them with the charts"
    )
    report(Finding("dates-in-two-forms", sheet.place(row, name), message, Severity.NOTICE))


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
    others = f" So may {len(unclear) - 1} more in this column." if unclear[1:] else ""
    message = (
        f"{text!r} is text beside real numbers, and may mean {text.replace('.', '')} or {text}."
        f"{others} Enter it as a number"
    )
    report(Finding("ambiguous-number", sheet.place(row, name), message))
    return True
