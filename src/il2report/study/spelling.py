"""Cells as people type them, put into the spelling of the contract where they have one reading."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.characters import HIDDEN
from il2report.study.records import DECIMAL_NUMBER, ISO_DATE, Record, plain_type
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

    def order(self, mark: str) -> str | None:
        """Tell the order of dates with this mark between their parts, if only one is proven."""
        if (mark in self.day_first) == (mark in self.month_first):
            return None
        return DAY_FIRST if mark in self.day_first else MONTH_FIRST


@dataclass(frozen=True, slots=True)
class Reading:
    """One distinct text as the contract spells it, and what had to be understood for that."""

    text: str
    read_as: tuple[str, ...] = ()
    is_ambiguous: bool = False


def in_contract_spelling(sheet: Sheet, record: type[Record], report: Report) -> Sheet:
    """Spell the cells of a sheet as the records do, wherever that takes no guess.

    Parameters
    ----------
    sheet : text cells by column
    record : the contract of the table
    report : called with one notice per file that says what was understood, and with one finding
        for each column in which a cell can be read in two ways

    Returns
    -------
    Sheet
        Cells that cannot be read are left as they are, for the finding that names them. The columns
        that can be read in two ways are in `refused`.
    """
    distinct = {name: tuple(dict.fromkeys(cells)) for name, cells in sheet.columns.items()}
    stripped = {name: [_without_blanks(text) for text in texts] for name, texts in distinct.items()}
    kinds = {name: plain_type(field) for name, field in record.model_fields.items()}
    habits = _habits(stripped, kinds, has_semicolons=SEMICOLONS in sheet.read_as)
    readings = {
        name: {
            text: _reading(text, bare, kinds.get(name, str), habits)
            for text, bare in zip(distinct[name], stripped[name], strict=True)
            if text != bare or kinds.get(name, str) is not str  # else there is nothing to read
        }
        for name in sheet.columns
    }
    columns = {name: _spelled(cells, readings[name]) for name, cells in sheet.columns.items()}
    refused = sheet.refused | {
        name
        for name in readings
        if name not in sheet.refused and _is_refused(sheet, name, readings, report)
    }
    for name in sheet.columns.keys() - refused:
        if kinds.get(name) is date:
            _report_two_forms(sheet, name, readings[name], report)
    understood = (part for by in readings.values() for one in by.values() for part in one.read_as)
    read_as = tuple(dict.fromkeys((*sheet.read_as, *understood)))
    if read_as:
        message = f"read as: {'; '.join(read_as)}"
        report(Finding("read-as", Place(sheet.file), message, Severity.NOTICE))
    return replace(sheet, columns=MappingProxyType(columns), read_as=read_as, refused=refused)


def _without_blanks(text: str) -> str:
    """Strip a cell; one with a hidden character stays as it is, for the finding that names it."""
    return text if HIDDEN.search(text) else text.strip()


def _spelled(cells: Sequence[str], readings: Mapping[str, Reading]) -> Sequence[str]:
    if all(text == reading.text for text, reading in readings.items()):
        return cells
    return [readings[cell].text if cell in readings else cell for cell in cells]


def _is_refused(
    sheet: Sheet, name: str, by_column: Mapping[str, Mapping[str, Reading]], report: Report
) -> bool:
    """Report a column with cells of two readings, at the first of them."""
    ambiguous = {text for text, reading in by_column[name].items() if reading.is_ambiguous}
    if not ambiguous:
        return False
    cells = sheet.columns[name]
    doubtful = [n for n, cell in enumerate(cells) if cell in ambiguous]
    first = doubtful[0]
    place = Place(sheet.file, sheet.rows[first], name, _patient_id(sheet, first))
    others = f" So may {len(doubtful) - 1} more in this column." if doubtful[1:] else ""
    report(_ambiguity(place, cells[first].strip(), others))
    return True


def _report_two_forms(
    sheet: Sheet, name: str, readings: Mapping[str, Reading], report: Report
) -> None:
    """Report a column in which a spreadsheet may have made dates of some texts, and left others.

    It leaves those that are none in its own order of day and month, and exchanges the two in
    the others; those are then written with the year first.
    """
    texts = [
        text
        for text, reading in readings.items()
        if (parts := YEAR_LAST.fullmatch(_bare(text)))
        and int(parts[1]) != int(parts[3])
        and ISO_DATE.fullmatch(reading.text)
    ]
    if not texts:
        return
    for position, cell in enumerate(sheet.columns[name]):
        bare = _bare(cell)
        parts = YEAR_FIRST.fullmatch(bare)
        other = _date(parts[1], parts[4], parts[3]) if parts else ""
        if parts and other and int(parts[3]) != int(parts[4]):
            message = (
                f"other dates of this column are text such as {texts[0].strip()!r}. If all were typed "
                f"alike, a spreadsheet may have exchanged day and month here: {bare} may mean {other}; "
                "compare the column with the charts"
            )
            place = Place(sheet.file, sheet.rows[position], name, _patient_id(sheet, position))
            report(Finding("dates-in-two-forms", place, message, Severity.NOTICE))
            return


def _bare(text: str) -> str:
    return _without_midnight(text.strip())


def _patient_id(sheet: Sheet, position: int) -> str | None:
    ids = sheet.columns.get("patient_id", ())
    return (ids[position].strip() or None) if ids else None


def _ambiguity(place: Place, cell: str, others: str) -> Finding:
    if parts := YEAR_LAST.fullmatch(_without_midnight(cell)):
        first, mark, second, year = parts.groups()
        one, two = (_date(year, second, first), _date(year, first, second))
        message = (
            f"{cell!r} may mean {one} or {two}, and no date of the file with {mark!r} settles which."
            f"{others} Write dates as {one}"
        )
        return Finding("ambiguous-date", place, message)
    one, two = cell.replace(",", "").replace(".", ""), cell.replace(",", ".")
    message = f"{cell!r} may mean {one} or {two}.{others} Write numbers without thousands marks"
    return Finding("ambiguous-number", place, message)


def _habits(
    texts: Mapping[str, Iterable[str]], kinds: Mapping[str, type], *, has_semicolons: bool
) -> Habits:
    dates = [text for name in texts if kinds.get(name) is date for text in texts[name]]
    numbers = [t for name in texts if kinds.get(name) in (int, float) for t in texts[name]]
    found = [YEAR_LAST.fullmatch(_without_midnight(text)) for text in dates]
    parts = [match.groups() for match in found if match]
    return Habits(
        day_first=frozenset(mark for a, mark, b, _ in parts if int(a) > 12 >= int(b)),
        month_first=frozenset(mark for a, mark, b, _ in parts if int(b) > 12 >= int(a)),
        point_of_thousands=any(
            DECIMAL_COMMA.fullmatch(text) and not ONE_COMMA.fullmatch(text) for text in numbers
        )
        or (has_semicolons and not any(map(proves_decimal_point, numbers))),
    )


def _reading(text: str, bare: str, kind: type, habits: Habits) -> Reading:
    blanks = () if text == bare else (BLANKS,) if bare else ()
    if kind is date and bare and not ISO_DATE.fullmatch(bare):
        read = _date_reading(bare, habits)
    elif kind in (int, float) and bare:
        read = _number_reading(bare, habits)
    else:
        return Reading(bare, blanks)
    return replace(read, read_as=(*blanks, *read.read_as))


def proves_decimal_point(text: str) -> bool:
    """Whether the point of a number cannot mark thousands, as in 62.5."""
    has_point = "." in text and DECIMAL_NUMBER.fullmatch(text) is not None
    return has_point and not ONE_POINT.fullmatch(text)


def _number_reading(text: str, habits: Habits) -> Reading:
    if DECIMAL_NUMBER.fullmatch(text):
        return Reading(
            text, (), habits.point_of_thousands and ONE_POINT.fullmatch(text) is not None
        )
    if ONE_COMMA.fullmatch(text):
        return Reading(text, (), is_ambiguous=True)
    if DECIMAL_COMMA.fullmatch(text):
        return Reading(text.replace(",", "."), (COMMAS,))
    return Reading(text)


def _date_reading(text: str, habits: Habits) -> Reading:
    bare = _without_midnight(text)
    times = () if bare == text else (TIMES,)
    if ISO_DATE.fullmatch(bare):
        return Reading(bare, times)
    if parts := YEAR_LAST.fullmatch(bare):
        read = _day_or_month_first(text, parts, habits)
        return replace(read, read_as=(*times, *read.read_as))
    named = _year_first_or_month_named(bare)
    return Reading(named, (*times, OTHER_DATES)) if named else Reading(text)


def _day_or_month_first(text: str, parts: re.Match[str], habits: Habits) -> Reading:
    first, mark, second, year = parts.groups()
    options = {
        DAY_FIRST: _date(year, second, first),
        MONTH_FIRST: _date(year, first, second),
    }
    possible = {order: day for order, day in options.items() if day}
    if not possible:
        return Reading(text)
    order = habits.order(mark)
    if len(set(possible.values())) == 1:
        known = order if order in possible else next(iter(possible))
        return Reading(possible[known], (known,))
    return Reading(possible[order], (order,)) if order else Reading(text, (), is_ambiguous=True)


def _year_first_or_month_named(text: str) -> str:
    if parts := YEAR_FIRST.fullmatch(text):
        return _date(parts[1], parts[3], parts[4])
    parts = MONTH_NAMED.fullmatch(text)
    if parts is None or parts[2].lower() not in MONTHS:
        return ""
    return _date(parts[3], str(MONTHS[parts[2].lower()]), parts[1])


def meanings(text: str) -> frozenset[str]:
    """Give every contract spelling that a cell may stand for, where no column says what it holds."""
    bare = _without_midnight(text.strip())
    found = {text.strip(), bare, _year_first_or_month_named(bare)}
    if parts := YEAR_LAST.fullmatch(bare):
        first, _, second, year = parts.groups()
        found |= {_date(year, second, first), _date(year, first, second)}
    if DECIMAL_COMMA.fullmatch(bare):
        found.add(bare.replace(",", "."))
    return frozenset(found - {""} or {""})


def _without_midnight(text: str) -> str:
    parts = MIDNIGHT.fullmatch(text)
    return parts[1] if parts else text


def _date(year: str, month: str, day: str) -> str:
    """Spell a date as the contract does, or give "" where there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
