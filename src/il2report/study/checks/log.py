"""The correction log: what an entry is about must be something of a study."""

from collections.abc import Iterator

from il2report.errors import Finding, Place
from il2report.study.checks.rules import reads
from il2report.study.codebook import nearest
from il2report.study.correction_log import ADDED, FILE, KNOWN, REMOVED, bare_table
from il2report.study.records import READ_TABLES
from il2report.study.tables import Frames


@reads("corrections.table")
def log_of_unknown_table(frames: Frames) -> Iterator[Finding]:
    """An entry names a table of the study, as a file or without its ending."""
    for row, name in frames["corrections"]["table"].dropna().items():
        table = bare_table(name)
        if table not in KNOWN:
            hint = nearest(table, KNOWN) or f" Choose from {', '.join(KNOWN)}."
            message = f"there is no table {name!r} to correct.{hint}"
            yield Finding("unknown-log-table", Place(FILE, int(str(row)), "table"), message)


@reads("corrections.table", "corrections.column")
def log_of_unknown_column(frames: Frames) -> Iterator[Finding]:
    """An entry about a table names one of its columns, be it used or not."""
    rows = frames["corrections"][["table", "column"]].dropna()
    for row, name, column in zip(rows.index, rows["table"], rows["column"], strict=True):
        record = READ_TABLES.get(bare_table(name))
        has = frames.by_table.get(bare_table(name))
        if record is None or (has is not None and column in has.columns):
            continue
        if column.lower() not in record.model_fields:
            known = tuple(record.model_fields)
            hint = nearest(column, known) or f" It has {', '.join(known)}."
            message = f"{bare_table(name)} has no column {column!r}.{hint}"
            yield Finding("unknown-log-column", Place(FILE, int(row), "column"), message)


@reads("corrections.column", "corrections.new")
def log_without_column(frames: Frames) -> Iterator[Finding]:
    """An entry without a column says that a row or patient was added or removed."""
    rows = frames["corrections"]
    for row, new in rows.loc[rows["column"].isna(), "new"].items():
        if str(new).lower() not in (ADDED, REMOVED):
            message = (
                f"without a column the entry is of a whole row, and new is {ADDED} or {REMOVED}"
            )
            yield Finding("log-without-column", Place(FILE, int(str(row)), "new"), message)


LOG_RULES = (log_of_unknown_table, log_of_unknown_column, log_without_column)
