"""Columns whose cells have the numbers of two groups, such as "Number of cases/controls": one column each."""

import re
from collections.abc import Sequence
from dataclasses import replace

from il2report.audit.cells import without_marks
from il2report.audit.sources.printed_table import PrintedTable
from il2report.audit.understanding.heads import IS_TIME_AT_RISK

COUNTED = r"(?:no|nos|number|n|#)(?:\.|\s)\s*(?:of\s+)?"
NAME = r"[A-Za-z][A-Za-z -]{2,}?"
PAIR = re.compile(
    rf"(?P<counted>{COUNTED})?(?P<one>{NAME})\s*/\s*(?:{COUNTED})?(?P<other>{NAME})\s*(?P<n>\(\s*n\s*\)|,\s*n)?",
    re.IGNORECASE,
)
GROUPS = re.compile(
    r"(?:non-?)?cases|controls?|(?:un|non-?)?exposed|(?:un|non-?)?treated|(?:non-?)?responders",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"(?:the )?(?:total|all|overall|patients|participants|subjects|persons|examined|tested|screened|sampled|at risk|evaluable)\b.*",
    re.IGNORECASE,
)
TWO_NUMBERS = re.compile(
    r"\s*(?P<one>[\d,. \u2009\u202f\u00a0]*\d)\s*/\s*(?P<other>\d[\d,. \u2009\u202f\u00a0]*)\s*"
)


def with_columns_of_groups(table: PrintedTable) -> PrintedTable:
    """Part the columns of two groups, and those of events with person-years, whose times are no counts."""
    column = 0
    while column < max((len(row.cells) for row in table.rows), default=0):
        names = _names(table, column)
        if names:
            table = _parted(table, column, names)
            column += 1
        column += 1
    return table


def _names(table: PrintedTable, column: int) -> tuple[str, str] | None:
    heads = [head[column + 1] for head in table.heads if column + 1 < len(head)]
    found = PAIR.fullmatch(without_marks(heads[-1])[0]) if heads else None
    if found is None or TOTAL.fullmatch(found["other"].strip()):
        return None
    names = found["one"].strip(), found["other"].strip()
    is_counted = bool(found["counted"] or found["n"]) or all(map(GROUPS.fullmatch, names))
    cells = [
        row.cells[column]
        for row in table.rows
        if column < len(row.cells) and row.cells[column].strip()
    ]
    are_two = cells and all(TWO_NUMBERS.fullmatch(without_marks(cell)[0]) for cell in cells)
    return names if (is_counted or IS_TIME_AT_RISK.fullmatch(names[1])) and are_two else None


def _parted(table: PrintedTable, column: int, names: tuple[str, str]) -> PrintedTable:
    one, other = (f"{name[:1].upper()}{name[1:]}" for name in names)
    last = len(table.heads) - 1
    heads = []
    for number, head in enumerate(table.heads):
        texts = [f"{one}, No.", other if IS_TIME_AT_RISK.fullmatch(other) else f"{other}, No."]
        heads.append(_with_two(head, column + 1, texts if number == last else None))
    rows = [
        replace(row, cells=_with_two(row.cells, column, _numbers(row.cells, column)))
        for row in table.rows
    ]
    return replace(table, heads=tuple(heads), rows=tuple(rows))


def _numbers(cells: Sequence[str], column: int) -> list[str] | None:
    text, marks = without_marks(cells[column]) if column < len(cells) else ("", "")
    found = TWO_NUMBERS.fullmatch(text)
    return [found["one"], f"{found['other'].strip()}{marks}"] if found else None


def _with_two(texts: Sequence[str], at: int, two: Sequence[str] | None) -> tuple[str, ...]:
    """Put two texts, or one twice, in the place of one."""
    if at >= len(texts):
        return tuple(texts)
    return (*texts[:at], *(two or [texts[at]] * 2), *texts[at + 1 :])
