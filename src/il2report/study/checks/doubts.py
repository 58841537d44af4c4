"""Values that a table can hold but that are seldom meant: dates to come, nines, `unknown`, MAR1."""

import re
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from il2report.errors import Finding, Severity
from il2report.study.checks.rules import at_texts, notice_rows, reads
from il2report.study.missing_words import is_word_for_unknown, names_nothing
from il2report.study.records import ColumnKind, ContractColumn, data_records
from il2report.study.spelling import MONTHS
from il2report.study.tables import Frames

FENCES = 4
"""How many times the distance of the quartiles a value lies beyond them to be far from the others."""
LEAST_FACTOR = np.log(3)
"""A positive value that is nearer to the median than by this factor is not far from the others."""
FEWEST_TO_COMPARE = 20
"""Of fewer values none is called far from the others: their quartiles say too little."""
NINES = (999, 9999, 99999, -9, -99, -999, -9999)
"""What many data dictionaries write for an unknown number; an age of 99 has a notice already."""

A_MONTH = "|".join(MONTHS)
MADE_A_DATE = re.compile(
    rf"\d{{1,2}}-(?:{A_MONTH})(?:-\d{{2,4}})?|(?:{A_MONTH})-\d{{2,4}}", re.IGNORECASE
)
"""What a spreadsheet makes of MAR1, 1-3 or SEPT2, and writes into a CSV file."""


def today() -> date:
    """Give the day on which the data are checked."""
    return date.today()  # noqa: DTZ011 (a chart has the day of the place where it is kept)


# These rules look at whatever columns there are, so they name none.


@reads()
def dates_to_come(frames: Frames) -> Iterator[Finding]:
    """What is recorded has happened."""
    message = "{cell} is after today; is the year right?"
    for column in _present(frames, ColumnKind.DATE):
        late = frames[column.table][column.name] > pd.Timestamp(today())
        cell = f"{column.table}.{column.name}"
        yield from notice_rows("date-to-come", frames, cell, late, message, "after today")


def _present(frames: Frames, *kinds: ColumnKind) -> Iterator[ContractColumn]:
    """Give the columns of some kinds that the tables of patients have."""
    for table, record in data_records(frames.records).items():
        for column in record.columns.values():
            if column.kind in kinds and f"{table}.{column.name}" not in frames.absent:
                yield column


@reads()
def nines(frames: Frames) -> Iterator[Finding]:
    """A number of nines may be a code for a value that is not known."""
    message = "{cell} often means that a value is missing; if so, leave the cell blank, for it is used as a number"
    for column in _present(frames, ColumnKind.NUMBER):
        cell = f"{column.table}.{column.name}"
        wrong = frames[column.table][column.name].isin(NINES)
        yield from notice_rows("code-for-missing", frames, cell, wrong, message, "such a number")


@reads()
def values_far_from_the_others(frames: Frames) -> Iterator[Finding]:
    """A decimal point in the wrong place, or another unit, makes a value unlike all others.

    References
    ----------
    Tukey JW. Exploratory data analysis. Addison-Wesley 1977: fences at a multiple of the distance
    between the quartiles. Positive values are compared on the logarithmic scale, on which those of a
    laboratory are not skewed and a misplaced decimal point is a step of one size.
    """
    message = (
        "{cell} is far from all other values of the column; is the decimal point or the unit right?"
    )
    for column in _present(frames, ColumnKind.NUMBER):
        values = frames[column.table][column.name]
        if values.count() < FEWEST_TO_COMPARE:
            continue
        if (values.dropna() > 0).all() and not column.is_time:
            far = _far_out(np.log(values)) & (np.log(values / values.median()).abs() > LEAST_FACTOR)
        else:
            far = _far_out(values)
        yield from notice_rows(
            "value-far-out",
            frames,
            f"{column.table}.{column.name}",
            far,
            message,
            "far from the others",
        )


def _far_out(values: "pd.Series[float]") -> "pd.Series[bool]":
    low, high = values.quantile(0.25), values.quantile(0.75)
    reach = FENCES * (high - low)
    return ((values < low - reach) | (values > high + reach)) & (reach > 0)


@reads()
def doubtful_texts(frames: Frames) -> Iterator[Finding]:
    """A word of the team's own, of which no list exists, may be unknown or test, or became a date."""
    own_words = [
        (
            column.table,
            column.name,
            is_word_for_unknown if column.kind is ColumnKind.ID else names_nothing,
        )
        for column in _present(frames, ColumnKind.ID, ColumnKind.WORDS)
        if column.table == "patients" or column.name != "patient_id"
    ]
    for table, name, is_vague in own_words:
        cell, cells = f"{table}.{name}", frames[table][name].dropna()
        yield from at_texts(
            "word-for-unknown",
            frames,
            cell,
            cells[[is_vague(text) for text in cells]],
            lambda text: f"{text!r} names nothing, and is kept as it is",
            Severity.NOTICE,
        )
        yield from at_texts(
            "text-as-date",
            frames,
            cell,
            cells[cells.astype(str).str.fullmatch(MADE_A_DATE)],
            lambda text: (
                f"{text!r} looks like a date that a spreadsheet made of a name such as MAR1 or 1-3"
            ),
            Severity.NOTICE,
        )


@reads("codebook.code")
def codes_of_unknown(frames: Frames) -> Iterator[Finding]:
    """A code such as unknown is counted like any other, so that it makes a patient pretreated."""
    vague = frames["codebook"]["code"].map(is_word_for_unknown, na_action="ignore")
    message = (
        "the code {cell} means that something is unknown, but is counted like any other code: a"
        " patient with it counts as one with a value of this column"
    )
    return notice_rows("word-for-unknown", frames, "codebook.code", vague, message)
