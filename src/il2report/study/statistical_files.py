"""Files of SAS, SPSS and Stata as sheets of text cells, with the record numbers that those programs show."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from il2report.errors import Finding, Place, Report
from il2report.study.sheets import Sheet

READERS: Mapping[str, str] = {
    ".sas7bdat": "read_sas7bdat",
    ".xpt": "read_xport",
    ".sav": "read_sav",
    ".dta": "read_dta",
}
"""The function of pyreadstat for each suffix; .xpt is version 5 or 8 of SAS transport files."""

PROGRAMS: Mapping[str, str] = {
    ".sas7bdat": "a SAS data set",
    ".xpt": "a SAS transport file",
    ".sav": "an SPSS file",
    ".dta": "a Stata file",
}


@dataclass(frozen=True, slots=True)
class StatisticalFile:
    """The cells of a file, and what it says of its columns.

    `labels` are the labels of columns; `value_labels` those of the codes of a column, as the cells
    spell the codes.
    """

    sheet: Sheet
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


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
        other than midnight with that time; a number without a fraction as a whole number; a
        missing value of any kind, system or user-defined, as a blank.
    """
    import pyreadstat  # noqa: PLC0415 (its import is paid only where there is such a file)

    suffix = Path(file).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        # The library opens a path; a copy of what was read keeps to the limits of reading.
        copy = Path(folder) / f"table{suffix}"
        copy.write_bytes(content)
        try:
            frame, about = getattr(pyreadstat, READERS[suffix])(str(copy))
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
            detail = str(error).strip().rstrip(".") or "it is damaged"
            message = f"the file cannot be read as {PROGRAMS[suffix]}: {detail}"
            report(Finding("unreadable-file", Place(file), message))
            return None
    columns = {str(name): [_text(cell) for cell in frame[name].tolist()] for name in frame.columns}
    sheet = Sheet(file, range(1, len(frame) + 1), columns, read_as=(PROGRAMS[suffix],))
    labels = {name: text for name, text in about.column_names_to_labels.items() if text}
    codes = {
        name: {_text(code): str(label) for code, label in known.items()}
        for name, known in about.variable_value_labels.items()
    }
    return StatisticalFile(sheet, labels, codes)


def _text(cell: Any) -> str:
    """Write a value as a CSV file of the study would have it."""
    if cell is None or cell != cell:  # noqa: PLR0124 (NaN, NaT)
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        # Neither 1e-05 nor 12.0: a cell of a CSV file has the digits of a number alone.
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    return str(cell).strip()
