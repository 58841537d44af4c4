"""Files of SAS, SPSS and Stata as sheets of text cells, with the record numbers that those programs show."""

import io
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from il2report.errors import Finding, Place, Report, Severity, abridged
from il2report.study.extent import LONGEST_CELL, MOST_ROWS, exceeds, long_cell
from il2report.study.sheets import Sheet

READERS: Mapping[str, str] = MappingProxyType(
    {
        ".sas7bdat": "read_sas7bdat",
        ".xpt": "read_xport",
        ".sav": "read_sav",
        ".dta": "read_dta",
    }
)
"""The function of pyreadstat for each suffix; .xpt is version 5 or 8 of SAS transport files."""

PROGRAMS: Mapping[str, str] = MappingProxyType(
    {
        ".sas7bdat": "a SAS data set",
        ".xpt": "a SAS transport file",
        ".sav": "an SPSS file",
        ".dta": "a Stata file",
    }
)

WESTERN = "WINDOWS-1252"
"""What older files of these programs have that do not say how their characters are encoded."""
TRANSPORT_RECORD = 80
"""Bytes of a record of a transport file, which the last one is filled up to."""
MEMBERS = (
    b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!",
    b"HEADER RECORD*******MEMBV8  HEADER RECORD!!!!!!!",
)
"""How a data set starts in a transport file of version 5 and 8."""
DIGITS = 15
"""Digits that a double always keeps; further ones are noise of binary arithmetic."""
LARGEST_SINGLE = 3.4e38
LONGEST_DETAIL = 200
SYSTEM_MISSING = "the system's missing value"


class Precision(NamedTuple):
    """Bits of a number as a file stores it; SAS cuts bits off where others round."""

    bits: int
    rounds: bool
    is_hexadecimal: bool = False


@dataclass(frozen=True, slots=True)
class StatisticalFile:
    """The cells of a file, and what it says of its columns.

    `labels` are the labels of columns; `value_labels` those of the codes of a column that are no
    missing values, as the cells spell the codes. `texts` are the columns of text.
    """

    sheet: Sheet
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()


def is_statistical(file: str) -> bool:
    """Whether the name of a file is that of a file of SAS, SPSS or Stata that is read."""
    return PurePosixPath(file).suffix in READERS


def read_statistical_file(file: str, content: bytes, report: Report) -> StatisticalFile | None:
    """Read a file of SAS, SPSS or Stata, reporting what keeps it from being a table.

    Parameters
    ----------
    file : path within the study, for the findings; its suffix says what it is
    content : bytes of the file
    report : called once per finding

    Returns
    -------
    StatisticalFile, or None when it cannot be read
        `sheet.rows` count the records from 1. A date is written in ISO, a date with a time of day
        other than midnight with that time; a number without a fraction as a whole number, any other
        with the digits that its storage holds; a missing value of any kind, system or
        user-defined, as a blank. A column with missing values of several kinds is a notice.
    """
    suffix = PurePosixPath(file).suffix
    if fault := _transport_fault(content) if suffix == ".xpt" else "":
        report(Finding("bad-statistical-file", Place(file), fault))
        return None
    try:
        try:
            return _read(file, content, None, report)
        except UnicodeDecodeError:
            return _read(file, content, WESTERN, report)
    except Exception as error:  # noqa: BLE001 (whatever its bytes are, the file is a user's)
        detail = abridged(str(error).strip().rstrip("."), LONGEST_DETAIL)
        if isinstance(error, OverflowError):
            detail = "a date or a time in it is out of range"
        elif not detail or isinstance(error, UnicodeDecodeError):
            detail = "it is damaged"
        cure = "save it again in the program that it comes from, or as CSV"
        message = f"the file cannot be read as {PROGRAMS[suffix]}: {detail}; {cure}"
        report(Finding("bad-statistical-file", Place(file), message))
        return None


def _read(
    file: str, content: bytes, encoding: str | None, report: Report
) -> StatisticalFile | None:
    import pyreadstat  # noqa: PLC0415 (its import is paid only where there is such a file)

    suffix = PurePosixPath(file).suffix

    def source(**choices: Any) -> Any:
        reader = getattr(pyreadstat, READERS[suffix])
        return reader(io.BytesIO(content), output_format="dict", encoding=encoding, **choices)

    # Which values are declared as missing is said only when they are asked for.
    _, first = source(metadataonly=True, **({} if suffix == ".xpt" else {"user_missing": True}))
    counts = {"columns": first.number_columns or 0, "rows": first.number_rows or 0}
    counts["cells"] = counts["columns"] * counts["rows"]
    if not first.number_columns:
        message = "the file has no column"
        report(Finding("empty-file", Place(file), message))
        return None
    if exceeds(Place(file), counts, report):
        return None
    # SPSS declares ranges of numbers as missing, dates among them; the others mark single cells.
    marked = {"user_missing": True} if suffix in (".sas7bdat", ".dta") else {}
    columns, about = source(row_limit=MOST_ROWS + 1, **marked)
    rows = len(next(iter(columns.values())))
    if exceeds(Place(file), {"rows": rows, "cells": rows * len(columns)}, report):
        return None
    declared = _declared_missing(source, first, suffix)
    texts = frozenset(
        name for name, kind in about.readstat_variable_types.items() if kind == "string"
    )
    cells = dict[str, Sequence[str]]()
    labels = {name: dict(of) for name, of in about.variable_value_labels.items()}
    for name, values in columns.items():
        kept = values
        if name not in texts and marked:
            declared[name] = [value if isinstance(value, str) else None for value in values]
            kept = [None if isinstance(value, str) else value for value in values]
        _report_kinds_of_missing(Place(file, column=name), kept, declared.get(name), labels, report)
        kind = about.readstat_variable_types.get(name, "")
        distinct = dict.fromkeys(kept)
        if kind == "double" and all(map(_is_single, distinct)):
            kind = "float"  # a column of single precision, copied into a file of double
        written = _writer(suffix, kind, _width(about, name))
        texts_of = {value: written(value) for value in distinct}
        cells[name] = [texts_of[value] for value in kept]
        if (longest := max(map(len, texts_of.values()), default=0)) > LONGEST_CELL:
            row = next(n for n, text in enumerate(cells[name], 1) if len(text) == longest)
            report(long_cell(Place(file, row, name)))
            return None
    read_as = ("Windows-1252 characters",) if encoding else ()
    sheet = Sheet(file, range(1, rows + 1), MappingProxyType(cells), read_as=read_as)
    missing = {name: {value for value in of if value is not None} for name, of in declared.items()}
    return StatisticalFile(
        _without_blank_records(sheet),
        {name: text for name, text in about.column_names_to_labels.items() if text},
        {
            name: {
                _text(code): str(label).strip()
                for code, label in of.items()
                if code not in missing.get(name, ()) and not _is_missing(first, name, code, texts)
            }
            for name, of in labels.items()
        },
        texts,
    )


def _declared_missing(
    source: Callable[..., Any], about: Any, suffix: str
) -> dict[str, Sequence[Any]]:
    """Give by column the values that an SPSS file declares as missing, None in all other cells."""
    if suffix != ".sav" or not about.missing_ranges:
        return {}
    names = [*about.missing_ranges]
    options = {"usecols": names, "row_limit": MOST_ROWS + 1, "disable_datetime_conversion": True}
    plain, _ = source(**options)
    with_them, _ = source(user_missing=True, **options)
    return {
        name: [
            value if kept is None and value is not None else None
            for kept, value in zip(plain[name], with_them[name], strict=True)
        ]
        for name in names
    }


def _is_missing(about: Any, name: str, code: Any, texts: frozenset[str]) -> bool:
    """Whether a labeled code is a missing value: in a declared range, or a letter of a number."""
    if name not in texts and isinstance(code, str):
        return True
    with suppress(TypeError):
        return any(one["lo"] <= code <= one["hi"] for one in about.missing_ranges.get(name, ()))
    return False


def _report_kinds_of_missing(
    place: Place,
    cells: Sequence[Any],
    declared: Sequence[Any] | None,
    labels: Mapping[str, Mapping[Any, str]],
    report: Report,
) -> None:
    """Report a column whose missing values say several things, which blanks do not."""
    marks = Counter(mark for mark in declared or () if mark is not None)
    if not marks:
        return
    of_system = sum(_is_blank(cell) for cell in cells) - marks.total()
    if len(marks) + (of_system > 0) < 2:
        return
    known = labels.get(place.column or "", {})
    named = [
        f"{f'.{mark.upper()}' if isinstance(mark, str) and len(mark) == 1 else _text(mark)}"
        f"{f' ({known[mark]})' if mark in known else ''} in {count}"
        for mark, count in sorted(marks.items(), key=lambda one: str(one[0]))
    ]
    named += [f"{SYSTEM_MISSING} in {of_system}"] if of_system > 0 else []
    message = f"missing values of several kinds are all read as blank: {', '.join(named)}"
    report(Finding("kinds-of-missing", place, message, Severity.NOTICE))


def _without_blank_records(sheet: Sheet) -> Sheet:
    """Leave out records without any value, as blank rows of a CSV file are."""
    columns = list(sheet.columns.values())
    filled = [n for n in range(len(sheet.rows)) if any(cells[n] for cells in columns)]
    if len(filled) == len(sheet.rows):
        return sheet
    kept = {name: [cells[n] for n in filled] for name, cells in sheet.columns.items()}
    rows = [sheet.rows[n] for n in filled]
    return Sheet(sheet.file, rows, MappingProxyType(kept), read_as=sheet.read_as)


def _transport_fault(content: bytes) -> str:
    """Say why a transport file is not read, or give "".

    It has no count of its records: one that is cut short would be read up to there.
    """
    if len(content) % TRANSPORT_RECORD:
        return "the transport file is cut short; copy or export it again"
    members = sum(_members(content))
    if members > 1:
        return f"the transport file has {members} data sets; export each to a file of its own"
    return ""


def _members(content: bytes) -> Iterator[bool]:
    for mark in MEMBERS:
        at = content.find(mark)
        while at >= 0:
            yield at % TRANSPORT_RECORD == 0
            at = content.find(mark, at + 1)


def _width(about: Any, name: str) -> int:
    return int(about.variable_storage_width.get(name) or 8)


def _writer(suffix: str, kind: str, width: int) -> Callable[[Any], str]:
    """Give the function that writes the values of a column, by how it stores numbers."""
    if kind == "float":
        precision = Precision(24, rounds=True)
    elif kind == "double" and 3 <= width < 8 and suffix == ".sas7bdat":
        precision = Precision(8 * width - 11, rounds=False)
    elif kind == "double" and 2 <= width < 8 and suffix == ".xpt":
        precision = Precision(8 * width - 8, rounds=False, is_hexadecimal=True)
    else:
        return _text
    return lambda value: _text(_shortest(value, precision) if isinstance(value, float) else value)


def _is_single(value: Any) -> bool:
    """Whether a number is one of single precision; a blank may be."""
    if not isinstance(value, float) or _is_blank(value):
        return True
    return abs(value) < LARGEST_SINGLE and float(np.float32(value)) == value


def _shortest(value: float, precision: Precision) -> float:
    """Give the number of the fewest digits that a narrow column stores as this value.

    58.3 is 58.2999992 in a column of single precision.
    """
    if not value or not math.isfinite(value):
        return value
    exponent = math.frexp(value)[1]
    if precision.is_hexadecimal:
        exponent = -4 * (-exponent // 4)
    unit = 2.0 ** (exponent - precision.bits)
    for digits in range(1, DIGITS + 1):
        candidate = float(f"{value:.{digits}g}")
        scaled = candidate / unit
        if (round(scaled) if precision.rounds else math.trunc(scaled)) * unit == value:
            return candidate
    return value


def _is_blank(cell: Any) -> bool:
    return cell is None or cell != cell  # noqa: PLR0124 (NaN, NaT)


def _text(cell: Any) -> str:
    """Write a value as a CSV file of the study would have it."""
    if _is_blank(cell):
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        # Neither 1e-05 nor 12.0: a cell of a CSV file has the digits of a number alone.
        short = format(cell, f".{DIGITS}g")
        return str(int(cell)) if cell.is_integer() else f"{Decimal(short):f}"
    return str(cell).strip()
