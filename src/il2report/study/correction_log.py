"""The correction log, data/corrections.csv: what a team says that it changed, and why."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from il2report.study.records import READ_TABLES
from il2report.study.tables import Frames

TABLE = "corrections"
FILE = f"data/{TABLE}.csv"
ADDED, REMOVED = "added", "removed"
"""The value of `new` where a whole row or patient was added or removed, and `column` is blank."""

CHOICES, FACTS = "study.toml", "literature"
"""What an entry can be about besides a table: a choice, a figure of the literature."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log, in its row of the file; blank cells are empty texts."""

    row: int
    date: date
    who: str
    patient_id: str
    table: str
    column: str
    old: str
    new: str
    reason: str

    @property
    def content(self) -> tuple[object, ...]:
        """What the entry says, without its row."""
        return (self.date, self.who, *self.subject, self.old, self.new, self.reason)

    @property
    def subject(self) -> tuple[str, str, str]:
        """What it is about: table, patient, column."""
        return (self.table, self.patient_id, self.column)

    @property
    def is_of_row(self) -> bool:
        """Whether a whole row or patient was added or removed."""
        return not self.column


def log_of(frames: Frames) -> tuple[LogEntry, ...] | None:
    """Take the entries of the log in the order of the file.

    Parameters
    ----------
    frames : the tables, among them `corrections`, one row per entry
        Cells that were refused are None or NaT.

    Returns
    -------
    tuple of LogEntry, or None when the study keeps no log
        Without entries that have no date, which reading has reported.
    """
    columns = list(READ_TABLES[TABLE].columns)
    if any(f"{TABLE}.{column}" in frames.absent for column in columns):
        return None
    frame, entries = frames[TABLE], []
    rows = zip(frame.index, frame[columns].itertuples(index=False, name=None), strict=True)
    for row, (day, *texts) in rows:
        if pd.isna(day):
            continue
        who, patient_id, table, column, old, new, reason = (text or "" for text in texts)
        table, column = bare_table(table), column.lower()
        new = new if column else new.lower()
        about = (patient_id, table, column)
        entries.append(LogEntry(int(row), day.date(), who, *about, old, new, reason))
    return tuple(entries)


def bare_table(name: str) -> str:
    """Give a table's name however it was written: `patients`, `Patients` or `data/patients.csv`."""
    return name.strip().lower().removeprefix("data/").removesuffix(".csv")
