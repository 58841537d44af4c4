"""Values that a table can hold but that are seldom meant: dates to come, nines, `unknown`, MAR1."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd

from il2report.errors import Finding, Severity
from il2report.study.checks.course import DATES
from il2report.study.checks.rules import Rule, at_texts, doubt, notice_rows, reads
from il2report.study.missing_words import names_nothing, stands_for_unknown
from il2report.study.spelling import MONTHS
from il2report.study.tables import Frames

NINES = (999, 9999, 99999)
"""What many data dictionaries write for an unknown number; an age of 99 has a notice already."""

A_MONTH = "|".join(MONTHS)
MADE_A_DATE = re.compile(
    rf"\d{{1,2}}-(?:{A_MONTH})(?:-\d{{2,4}})?|(?:{A_MONTH})-\d{{2,4}}", re.IGNORECASE
)
"""What a spreadsheet makes of MAR1, 1-3 or SEPT2, and writes into a CSV file."""

FREE_COLUMNS = {
    "patients.patient_id": stands_for_unknown,
    "prior_therapies.agent": names_nothing,
    "brain_lesions.lesion": stands_for_unknown,
}
"""Columns of the study team's own words, of which no list exists, and what is no such word."""


def today() -> date:
    """Give the day on which the data are checked."""
    return date.today()  # noqa: DTZ011 (a chart has the day of the place where it is kept)


def _after_today(dates: "pd.Series[Any]") -> "pd.Series[bool]":
    return dates > pd.Timestamp(today())


def _doubtful_text(cell: str, names_nothing: Callable[[str], bool]) -> Rule:
    """A text such as unknown or test is kept as it is, and so is a name that became a date."""
    table, _, column = cell.partition(".")

    @reads(cell)
    def find(frames: Frames) -> Iterator[Finding]:
        cells = frames[table][column].dropna()
        yield from at_texts(
            "word-for-unknown",
            frames,
            cell,
            cells[[names_nothing(text) for text in cells]],
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

    return find


@reads("codebook.code")
def codes_of_unknown(frames: Frames) -> Iterator[Finding]:
    """A code such as unknown is counted like any other, so that it makes a patient pretreated."""
    vague = frames["codebook"]["code"].map(stands_for_unknown, na_action="ignore")
    message = (
        "the code {cell} says that something is not known, and is counted like any other: a"
        " patient who has it is a patient with one of this column"
    )
    return notice_rows("word-for-unknown", frames, "codebook.code", vague, message)


DATE_MESSAGE = "{cell} is after today; is the year right?"
NINES_MESSAGE = "{cell} often means that a value is missing; if so, leave the cell blank, for it is used as a number"
DOUBT_RULES = (
    *(
        doubt("date-to-come", each.cell, _after_today, DATE_MESSAGE, "after today")
        for each in DATES
    ),
    doubt(
        "code-for-missing",
        "patients.ldh",
        lambda numbers: numbers.isin(NINES),
        NINES_MESSAGE,
        "such a number",
    ),
    *(_doubtful_text(cell, names_nothing) for cell, names_nothing in FREE_COLUMNS.items()),
)
