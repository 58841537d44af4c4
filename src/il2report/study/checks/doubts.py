"""Values that a table can hold and that are seldom meant: dates to come, and nines for a missing value."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from il2report.errors import Finding, Severity
from il2report.study.checks.rules import Rule, at_rows, reads
from il2report.study.repetition import together
from il2report.study.tables import Frames

DATES = (
    "patients.entry_date",
    "patients.progression_date",
    "patients.last_contact_date",
    "cycles.start_date",
    "cycles.last_dose_date",
    "brain_lesions.assessed_on",
)
NINES = {"patients.ldh": (999, 9999, 99999)}
"""What many data dictionaries write for a value that is not known, by column; an age of 99 has a notice already."""


def date_to_come(column: str) -> Rule:
    """What is recorded has happened."""
    table, _, name = column.partition(".")

    @reads(f"{table}.patient_id", column)
    def find(frames: Frames) -> Iterator[Finding]:
        late = frames[table][name] > pd.Timestamp(today())
        message = "{cell} is after today; is the year right?"
        found = at_rows("date-to-come", frames, table, name, late, message, Severity.NOTICE)
        return together(found, "after today")

    return find


def today() -> date:
    """Give the day on which the data are checked."""
    return date.today()  # noqa: DTZ011 (a chart has the day of the place where it is kept)


def nines(column: str) -> Rule:
    """A number of nines may stand for a value that is not known."""
    table, _, name = column.partition(".")

    @reads(f"{table}.patient_id", column)
    def find(frames: Frames) -> Iterator[Finding]:
        message = (
            "{cell} often means that a value is missing; if so, leave the cell blank, for it is used as a"
            " number"
        )
        wrong = frames[table][name].isin(NINES[column])
        found = at_rows("code-for-missing", frames, table, name, wrong, message, Severity.NOTICE)
        return together(found, "such a number")

    return find


DOUBT_RULES = (*map(date_to_come, DATES), *map(nines, NINES))
