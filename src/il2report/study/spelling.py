"""Dates and numbers as people type them, rewritten as the contract spells them.

Only where they can be read in one way: a cell that can be read in two is a finding.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Self

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.characters import HIDDEN
from il2report.study.records import DECIMAL_NUMBER, ISO_DATE, Record
from il2report.study.sheets import SEPARATORS, Sheet

MIDNIGHT = re.compile(r"(.*\d)(?:[T ]0?0:00(?::00(?:\.0+)?)?| 12:00(?::00)? AM)")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
MONTH_NAMED = re.compile(r"(\d{1,2})[- ]?([A-Za-z]{3,9})[- ,]{0,2}(\d{4})", re.ASCII)
MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTHS = {
    spelled: number
    for number, name in enumerate(MONTH_NAMES, start=1)
    for spelled in (name, name[:3])
} | {"sept": 9}
"""English names of months and their abbreviations; nothing that only begins like one."""

DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
ONE_COMMA = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
ONE_POINT = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
"""A thousands separator or a decimal mark: `1,234`, and `1.234` among decimal commas."""

BLANKS = "blanks around cells left out"
COMMAS = "decimal commas"
SEMICOLONS = f"{SEPARATORS[';']} between columns"
TIMES = "dates with a time of midnight"
DAY_FIRST, MONTH_FIRST = "day-first dates", "month-first dates"
OTHER_DATES = "dates with the year first or the month by name"


@dataclass(frozen=True, slots=True)
class Habits:
    """What the cells of one file prove about how it writes dates and numbers.

    A point may mark thousands where decimals have commas, and, unless a number proves otherwise,
    where semicolons separate the columns: spreadsheets do that where commas mark decimals.
    """

    day_first: frozenset[str]
    month_first: frozenset[str]
    point_of_thousands: bool

    @classmethod
    def of(
        cls, texts: Mapping[str, Iterable[str]], types: Mapping[str, type], *, has_semicolons: bool
    ) -> Self:
        """Find the habits of a file from the distinct texts of its columns."""
        dates = [text for name in texts if types.get(name) is date for text in texts[name]]
        numbers = [t for name in texts if types.get(name) in (int, float) for t in texts[name]]
        found = [YEAR_LAST.fullmatch(_without_midnight(text)) for text in dates]
        parts = [match.groups() for match in found if match]
        has_commas = any(DECIMAL_COMMA.fullmatch(t) and not ONE_COMMA.fullmatch(t) for t in numbers)
        return cls(
            day_first=frozenset(mark for a, mark, b, _ in parts if int(a) > 12 >= int(b)),
            month_first=frozenset(mark for a, mark, b, _ in parts if int(b) > 12 >= int(a)),
            point_of_thousands=has_commas
            or (has_semicolons and not any(map(proves_decimal_point, numbers))),
        )

    def order(self, mark: str) -> str | None:
        """Give the order of dates with this mark between their parts, if only one is proven."""
        if (mark in self.day_first) == (mark in self.month_first):
            return None
        return DAY_FIRST if mark in self.day_first else MONTH_FIRST


@dataclass(frozen=True, slots=True)
class SpellingReading:
    """One distinct text as the contract spells it, and how it was read where that is not plain."""

    text: str
    read_as: tuple[str, ...] = ()
    is_ambiguous: bool = False


def in_contract_spelling(sheet: Sheet, record: Record, report: Report) -> Sheet:
    """Spell the cells of a sheet as the contract does, where they have one reading.

    Parameters
    ----------
    sheet : text cells by column
    record : the contract of the table
    report : called with one notice per file that says how it was read, and with one finding for
        each column in which a cell can be read in two ways

    Returns
    -------
    Sheet
        Cells that cannot be read are left as they are, for the finding that names them. The columns
        that can be read in two ways are in `refused`.
    """
    # A cell with a hidden character stays as it is, for the finding that names it.
    bare = {
        name: {text: text if HIDDEN.search(text) else text.strip() for text in dict.fromkeys(cells)}
        for name, cells in sheet.columns.items()
    }
    types = {name: column.type for name, column in record.columns.items()}
    stripped = {name: texts.values() for name, texts in bare.items()}
    habits = Habits.of(stripped, types, has_semicolons=SEMICOLONS in sheet.read_as)
    columns, refused, read_as = {}, set(sheet.refused), dict.fromkeys(sheet.read_as)
    for name, cells in sheet.columns.items():
        kind = types.get(name, str)
        readings = {
            text: _reading(plain, kind, habits)
            for text, plain in bare[name].items()
            if text != plain or kind is not str  # else there is nothing to read
        }
        if any(plain and text != plain for text, plain in bare[name].items()):
            read_as[BLANKS] = None
        read_as |= dict.fromkeys(part for one in readings.values() for part in one.read_as)
        is_plain = all(text == one.text for text, one in readings.items())
        columns[name] = (
            cells if is_plain else [readings[c].text if c in readings else c for c in cells]
        )
        if name not in refused and _is_refused(sheet, name, readings, report):
            refused.add(name)
        if name not in refused and kind is date:
            _report_two_forms(sheet, name, readings, report)
    if read_as:
        message = f"read as: {'; '.join(read_as)}"
        report(Finding("read-as", Place(sheet.file), message, Severity.NOTICE))
    return replace(
        sheet,
        columns=MappingProxyType(columns),
        read_as=tuple(read_as),
        refused=frozenset(refused),
    )


def _place(sheet: Sheet, position: int, column: str) -> Place:
    ids = sheet.columns.get("patient_id", ())
    patient_id = (ids[position].strip() or None) if ids else None
    return Place(sheet.file, sheet.rows[position], column, patient_id)


def _is_refused(
    sheet: Sheet, name: str, readings: Mapping[str, SpellingReading], report: Report
) -> bool:
    """Whether cells of a column have two readings, which is reported at the first of them."""
    ambiguous = {text for text, reading in readings.items() if reading.is_ambiguous}
    if not ambiguous:
        return False
    doubtful = [n for n, cell in enumerate(sheet.columns[name]) if cell in ambiguous]
    cell = sheet.columns[name][doubtful[0]].strip()
    others = more_cells(len(doubtful) - 1)
    place = _place(sheet, doubtful[0], name)
    if parts := YEAR_LAST.fullmatch(_without_midnight(cell)):
        first, mark, second, year = parts.groups()
        one, two = _date(year, second, first), _date(year, first, second)
        message = (
            f"{cell!r} may mean {one} or {two}, and no date of the file with {mark!r} shows which."
            f"{others} Write dates as {one}"
        )
        report(Finding("ambiguous-date", place, message))
        return True
    one, two = cell.replace(",", "").replace(".", ""), cell.replace(",", ".")
    message = f"{cell!r} may mean {one} or {two}.{others} Write numbers without thousands marks"
    report(Finding("ambiguous-number", place, message))
    return True


def more_cells(count: int) -> str:
    """Say, with a blank before it, that a finding is about further cells of the column."""
    cells = f"{count} more cells" if count > 1 else "one more cell"
    return f" The same applies to {cells} of this column." if count else ""


def _report_two_forms(
    sheet: Sheet, name: str, readings: Mapping[str, SpellingReading], report: Report
) -> None:
    """Report a column in which a spreadsheet may have made dates of some texts, and left others.

    It leaves those that are none in its own order of day and month, and exchanges the two in
    the others; those are then written with the year first.
    """
    text = next(
        (
            text
            for text, reading in readings.items()
            if (parts := YEAR_LAST.fullmatch(_bare(text)))
            and int(parts[1]) != int(parts[3])
            and ISO_DATE.fullmatch(reading.text)
        ),
        None,
    )
    if text is None:
        return
    for position, cell in enumerate(sheet.columns[name]):
        bare = _bare(cell)
        parts = YEAR_FIRST.fullmatch(bare)
        other = _date(parts[1], parts[4], parts[3]) if parts else ""
        if parts and other and int(parts[3]) != int(parts[4]):
            message = (
                f"other dates of this column are text such as {text.strip()!r}. If all were typed "
                f"alike, a spreadsheet may have exchanged day and month here: {bare} may mean {other}; "
                "compare the column with the charts"
            )
            place = _place(sheet, position, name)
            report(Finding("dates-in-two-forms", place, message, Severity.NOTICE))
            return


def proves_decimal_point(text: str) -> bool:
    """Whether the point of a number cannot mark thousands, as in 62.5."""
    has_point = "." in text and DECIMAL_NUMBER.fullmatch(text) is not None
    return has_point and not ONE_POINT.fullmatch(text)


def _reading(text: str, kind: type, habits: Habits) -> SpellingReading:
    """Read a cell without blanks around it."""
    if kind is date:
        return _date_reading(text, habits)
    if kind not in (int, float):
        return SpellingReading(text)
    if DECIMAL_COMMA.fullmatch(text) and not ONE_COMMA.fullmatch(text):
        return SpellingReading(text.replace(",", "."), (COMMAS,))
    has_thousands = habits.point_of_thousands and ONE_POINT.fullmatch(text)
    return SpellingReading(text, is_ambiguous=bool(has_thousands or ONE_COMMA.fullmatch(text)))


def _date_reading(text: str, habits: Habits) -> SpellingReading:
    bare = _without_midnight(text)
    times = () if bare == text else (TIMES,)
    if ISO_DATE.fullmatch(bare):
        return SpellingReading(bare, times)
    parts = YEAR_LAST.fullmatch(bare)
    if parts is None:
        named = _year_first_or_month_named(bare)
        return SpellingReading(named, (*times, OTHER_DATES)) if named else SpellingReading(text)
    first, mark, second, year = parts.groups()
    options = {DAY_FIRST: _date(year, second, first), MONTH_FIRST: _date(year, first, second)}
    possible = {order: day for order, day in options.items() if day}
    order = habits.order(mark)
    if order not in possible and len(set(possible.values())) == 1:
        order = next(iter(possible))
    if order is not None and order in possible:
        return SpellingReading(possible[order], (*times, order))
    return SpellingReading(text, times, is_ambiguous=bool(possible))


def _year_first_or_month_named(text: str) -> str:
    if parts := YEAR_FIRST.fullmatch(text):
        return _date(parts[1], parts[3], parts[4])
    parts = MONTH_NAMED.fullmatch(text)
    if parts is None or parts[2].lower() not in MONTHS:
        return ""
    return _date(parts[3], str(MONTHS[parts[2].lower()]), parts[1])


def meanings(text: str) -> frozenset[str]:
    """Give every contract spelling that a cell may mean, where no column says what it holds."""
    bare = _bare(text)
    found = {text.strip(), bare, _year_first_or_month_named(bare)}
    if parts := YEAR_LAST.fullmatch(bare):
        first, _, second, year = parts.groups()
        found |= {_date(year, second, first), _date(year, first, second)}
    if DECIMAL_COMMA.fullmatch(bare):
        found.add(bare.replace(",", "."))
    return frozenset(found - {""} or {""})


def _bare(text: str) -> str:
    return _without_midnight(text.strip())


def _without_midnight(text: str) -> str:
    parts = MIDNIGHT.fullmatch(text)
    return parts[1] if parts else text


def _date(year: str, month: str, day: str) -> str:
    """Spell a date as the contract does, or give "" where there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
