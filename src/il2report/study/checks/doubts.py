"""Values that a table can hold but that are seldom meant: dates to come, nines, `unknown`, MAR1."""

import re
from collections.abc import Iterator
from datetime import date

import pandas as pd

from il2report.errors import Finding, Severity
from il2report.study.checks.rules import at_texts, notice_rows, reads
from il2report.study.missing_words import is_word_for_unknown, names_nothing
from il2report.study.records import RECORDS, ColumnKind
from il2report.study.spelling import MONTHS
from il2report.study.tables import Frames

NINES = (999, 9999, 99999)
"""What many data dictionaries write for an unknown number; an age of 99 has a notice already."""

A_MONTH = "|".join(MONTHS)
MADE_A_DATE = re.compile(
    rf"\d{{1,2}}-(?:{A_MONTH})(?:-\d{{2,4}})?|(?:{A_MONTH})-\d{{2,4}}", re.IGNORECASE
)
"""What a spreadsheet makes of MAR1, 1-3 or SEPT2, and writes into a CSV file."""


def today() -> date:
    """Give the day on which the data are checked."""
    return date.today()  # noqa: DTZ011 (a chart has the day of the place where it is kept)


# A column that is absent is read as blank, in which nothing is doubtful: these rules name no columns.


@reads()
def dates_to_come(frames: Frames) -> Iterator[Finding]:
    """What is recorded has happened."""
    message = "{cell} is after today; is the year right?"
    for table, record in RECORDS.items():
        for name in (
            name for name, column in record.columns.items() if column.kind is ColumnKind.DATE
        ):
            late = frames[table][name] > pd.Timestamp(today())
            cell = f"{table}.{name}"
            yield from notice_rows("date-to-come", frames, cell, late, message, "after today")


@reads()
def nines(frames: Frames) -> Iterator[Finding]:
    """A number of nines may be a code for a value that is not known."""
    message = "{cell} often means that a value is missing; if so, leave the cell blank, for it is used as a number"
    wrong = frames["patients"]["ldh"].isin(NINES)
    return notice_rows("code-for-missing", frames, "patients.ldh", wrong, message, "such a number")


@reads()
def doubtful_texts(frames: Frames) -> Iterator[Finding]:
    """A word of the team's own, of which no list exists, may be unknown or test, or became a date."""
    own_words = [
        (table, name, is_word_for_unknown if column.kind is ColumnKind.ID else names_nothing)
        for table, record in RECORDS.items()
        for name, column in record.columns.items()
        if column.kind in (ColumnKind.ID, ColumnKind.WORDS)
        and (table == "patients" or name != "patient_id")
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
