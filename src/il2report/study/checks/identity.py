"""Keys: what must be unique, and what must exist elsewhere."""

from collections.abc import Iterator, Mapping
from functools import cache

import pandas as pd

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.rules import Rule, at_rows, at_texts, notice_rows, reads
from il2report.study.declarations import Declarations, Variable
from il2report.study.lookalikes import nearest
from il2report.study.records import Record, data_records
from il2report.study.tables import Frames

FEWEST_FOR_TEXT = 3
"""Fewer patients are described by tables and figures alone."""

SUGGESTING_PATIENTS = 2000
"""Beyond this many patients, looking for a similar id takes longer than it helps."""

MOST_STRANGERS = 5
"""Up to so many unknown patients of one table have a finding each."""

CLOSE_ID = 0.7
"""Ids that differ in one of three characters are neighbors in a list, not misspellings."""


@reads("patients.patient_id", whole=("patients",))
def no_patient(frames: Frames) -> Iterator[Finding]:
    """Without patients there is nothing to report."""
    if frames["patients"].empty:
        message = "the table has no patients; a study needs at least one"
        yield Finding("empty-table", Place("data/patients.csv"), message)


@reads("patients.patient_id", whole=("patients",))
def tables_only(frames: Frames) -> Iterator[Finding]:
    """Of one or two patients no sentence on "the patients" is right, and none is written."""
    if 0 < (n := len(frames["patients"])) < FEWEST_FOR_TEXT:
        message = (
            f"the study has {n} patient{'s' if n > 1 else ''}; with fewer than {FEWEST_FOR_TEXT} the report has"
            " tables and figures only, and no text"
        )
        yield Finding("tables-only", Place("data/patients.csv"), message, Severity.NOTICE)


@cache
def _repeated_key(table: str, key: tuple[str, ...]) -> Rule:
    """No two rows of a table share its key."""

    @reads(*(f"{table}.{column}" for column in key))
    def find(frames: Frames) -> Iterator[Finding]:
        frame, columns = frames[table], frames.records[table].columns
        filled = [name for name in key if not columns[name].may_be_blank]
        known = frame[filled].notna().all(axis=1)
        repeated = frame.duplicated(list(key)) & known
        message = f"an earlier row has the same {', '.join(key)}; give each once"
        return at_rows("duplicate-key", frames, f"{table}.{key[-1]}", repeated, message)

    return find


@cache
def _patient_not_listed(table: str) -> Rule:
    """Every patient of a table is in patients.csv."""

    @reads("patients.patient_id", f"{table}.patient_id", whole=("patients",))
    def find(frames: Frames) -> Iterator[Finding]:
        listed = frames["patients"]["patient_id"]
        ids = frames[table]["patient_id"]
        strangers = ids[ids.notna() & ~ids.isin(listed) & (not listed.empty)]
        known = tuple(listed.dropna()) if len(listed) <= SUGGESTING_PATIENTS else ()
        unknown = list(dict.fromkeys(strangers))
        if len(unknown) <= MOST_STRANGERS:
            yield from at_texts(
                "unknown-patient",
                frames,
                f"{table}.patient_id",
                strangers,
                lambda one: f"patients.csv has no patient {one!r}.{nearest(one, known, CLOSE_ID)}",
            )
            return
        # So many are not misspelled one by one: the ids are written in another way.
        named = ", ".join(map(repr, unknown[:MOST_STRANGERS]))
        message = (
            f"patients.csv has none of {named} and {len(unknown) - MOST_STRANGERS} more of the"
            f" {ids.nunique()} patients of this table; write the ids in the same way in both, or use tables of one"
            " study"
        )
        place = Place(f"data/{table}.csv", int(strangers.index[0]), "patient_id")
        yield Finding("unknown-patient", place, message)

    return find


def key_rules(records: Mapping[str, Record]) -> tuple[Rule, ...]:
    """Make the rules of the keys of the tables of a study; the same rules for the same tables."""
    data = data_records(records)
    return (
        *(_repeated_key(table, record.key) for table, record in data.items() if record.key),
        *(_patient_not_listed(table) for table in data if table != "patients"),
    )


def rules_of_rows(records: Mapping[str, Record], choices: Declarations | None) -> Iterator[Rule]:
    """Make the rules of the rows of the tables that study.toml declares."""
    for table, record in data_records(records).items():
        if record.needed_by and not record.key:
            yield _repeated_row(table, record)
    for variable in choices.variable if choices else ():
        if variable.table == "patients" or variable.derivation:
            continue
        if variable.missing == "refuse":
            yield _patient_without_row(variable)
        elif not variable.is_number:
            yield _row_without_value(variable)


def _repeated_row(table: str, record: Record) -> Rule:
    """A row that was entered twice counts twice.

    Without a column that must be there, different rows look the same.
    """
    required = (name for name, column in record.columns.items() if column.is_required)

    @reads(f"{table}.patient_id", *(f"{table}.{name}" for name in required))
    def find(frames: Frames) -> Iterator[Finding]:
        frame = frames[table]
        repeated = frame.duplicated() & frame["patient_id"].notna()
        message = (
            "an earlier row is the same in every column; if it is one entry, delete one of them"
        )
        return notice_rows("repeated-row", frames, f"{table}.patient_id", repeated, message)

    return find


def _row_without_value(variable: Variable) -> Rule:
    """A row that was entered for a patient says something."""
    table, column = variable.table, variable.from_column

    @reads(f"{table}.patient_id", f"{table}.{column}")
    def find(frames: Frames) -> Iterator[Finding]:
        frame = frames[table]
        bare = frame[column].isna() & frame["patient_id"].notna()
        message = f"the cell is blank, so this row gives no value of the variable {variable.name}"
        return notice_rows("row-without-value", frames, f"{table}.{column}", bare, message)

    return find


def _patient_without_row(variable: Variable) -> Rule:
    """A patient who must have a value has a row with one."""
    table, column = variable.table, variable.from_column

    @reads("patients.patient_id", f"{table}.patient_id", f"{table}.{column}", whole=(table,))
    def find(frames: Frames) -> Iterator[Finding]:
        rows = frames[table]
        bare = _absent_from(frames, rows[rows[column].notna()])
        message = (
            f"{table}.csv has no {column} of this patient, and the variable {variable.name} refuses"
            " missing values"
        )
        return at_rows("patient-without-row", frames, "patients.patient_id", bare, message)

    return find


@reads("patients.patient_id", "cycles.patient_id", whole=("cycles",))
def patient_without_cycles(frames: Frames) -> Iterator[Finding]:
    """A series of treated patients has a cycle of each."""
    return notice_rows(
        "patient-without-cycles",
        frames,
        "patients.patient_id",
        _absent_from(frames, frames["cycles"]),
        "cycles.csv has no cycle of this patient, who counts as not treated",
    )


def _absent_from(frames: Frames, other: pd.DataFrame) -> "pd.Series[bool]":
    ids = frames["patients"]["patient_id"]
    return ids.notna() & ~ids.duplicated() & ~ids.isin(other["patient_id"])
