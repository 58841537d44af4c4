"""From sheets of text to typed tables: every cell validated by its column's record field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.characters import HIDDEN, hidden_character
from il2report.study.codebook import Codebook, codebook_from
from il2report.study.findings import alike, quoted, shared
from il2report.study.lookalikes import distinguished, looks
from il2report.study.missing_words import is_word_for_missing
from il2report.study.records import (
    CODEBOOK,
    OPTIONAL_TABLES,
    READ_TABLES,
    CellRefused,
    ContractColumn,
    Record,
)
from il2report.study.sheets import Sheet

CLOSE = 0.8
"""Names of columns less alike than this are different columns."""
MANY_IDS = 4
"""Of more ids than these with the same fault, the first is reported for all."""


class Tables(Mapping[str, pd.DataFrame]):
    """The tables that a study has, by name; `tables.cycles` is `tables["cycles"]`.

    Columns as in the records, index = spreadsheet row number, in file order. Dates are
    datetime64[ns], whole numbers int64, other numbers float64 with NaN where blank, text and codes
    str with None where blank. Columns that nothing declares follow as text. Every study has
    `patients`; a table that it does not have is absent from the mapping.
    """

    __slots__ = ("_frames",)

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(frames)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self._frames[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __getattr__(self, table: str) -> pd.DataFrame:
        # While it is being copied or unpickled, an object has no slot yet.
        if table.startswith("_") or table not in self._frames:
            raise AttributeError(f"the study has no table {table}")
        return self._frames[table]

    def __or__(self, other: "Tables") -> "Tables":
        return Tables({**self, **other})

    def has(self, *names: str) -> bool:
        """Whether there are these tables ("cycles") and columns ("patients.status")."""
        asked = (name.partition(".") for name in names)
        return all(
            table in self._frames and (not column or column in self._frames[table])
            for table, _, column in asked
        )


@dataclass(frozen=True)
class Frames:
    """Tables that may still have faults: gaps where a cell was refused or a column is absent.

    `absent` names columns ("cycles.doses") that the file lacks, `partial` the tables of which
    records could not be read, so that nothing may be concluded from what they do not say. A table
    that the study does not have is in `missing`, and has no rows here.
    `records` are the contract of the study. What several checks ask for is worked out once.
    """

    by_table: Mapping[str, pd.DataFrame]
    absent: frozenset[str]
    partial: frozenset[str]
    records: Mapping[str, Record] = field(default_factory=lambda: READ_TABLES)
    missing: frozenset[str] = frozenset()

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.by_table[table]

    def declares(self, cell: str) -> bool:
        """Whether the contract has a column, such as "cycles.doses"; others are kept as text."""
        table, _, column = cell.partition(".")
        return table in self.records and column in self.records[table].columns

    def of_patient(self, table: str, column: str) -> "pd.Series[Any]":
        """Bring a column of patients.csv to the rows of another table."""
        patients = self._patients_by_id
        positions = patients.index.get_indexer(pd.Index(self[table]["patient_id"]))
        values = patients[column].to_numpy()
        found = pd.Series(values[positions] if len(values) else None, index=self[table].index)
        return found.where(positions >= 0).astype(patients[column].dtype)

    @cached_property
    def previous_cycles(self) -> pd.DataFrame:
        """For each row of cycles.csv, the row of the patient's previous cycle, or gaps."""
        names = ("patient_id", "cycle", "start_date", "last_dose_date")
        columns = [name for name in names if name in self["cycles"]]
        cycles = self["cycles"][columns].sort_values(columns[:2], kind="stable")
        ids = cycles["patient_id"]
        same_patient = ids.eq(ids.shift()) & ids.notna()
        return cycles.shift().where(same_patient).reindex(self["cycles"].index)

    @property
    def tables(self) -> Tables:
        """The tables of patients that the study has."""
        beside = (CODEBOOK, *OPTIONAL_TABLES, *self.missing)
        return Tables({table: self[table] for table in self.by_table if table not in beside})

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook as far as its rows are complete."""
        named = self["codebook"][["table", "column", "code"]].notna().all(axis=1)
        return codebook_from(self["codebook"].loc[named])

    @cached_property
    def _patients_by_id(self) -> pd.DataFrame:
        known = self["patients"].dropna(subset=["patient_id"])
        return known.drop_duplicates("patient_id").set_index("patient_id")


def frames_of(tables: Tables, records: Mapping[str, Record]) -> Frames:
    """Give the tables of a study as the checks read them.

    Parameters
    ----------
    tables : those that the study has
    records : the contract of the study, of whose tables it may lack some
    """
    absent = frozenset(
        f"{table}.{column}"
        for table, record in records.items()
        for column in record.columns
        if not tables.has(f"{table}.{column}")
    )
    missing = frozenset(records) - tables.keys()
    empty = {table: empty_frame(records[table]) for table in missing}
    return Frames({**empty, **tables}, absent, missing, records, missing)


def frame_from(sheet: Sheet, record: Record, report: Report) -> pd.DataFrame:
    """Type the cells of a sheet, reporting each one that its column does not allow.

    Parameters
    ----------
    sheet : text cells by column
    record : the contract of the table
    report : called once per finding

    Returns
    -------
    DataFrame, one row per record, indexed by spreadsheet row number
        The record's columns in its order, but for those that may be absent and are, then extra ones
        as text. A refused cell leaves a gap, and makes a column of whole numbers float64.

    Notes
    -----
    A column repeats few distinct texts, so each distinct text is read once.
    """
    _report_header(sheet, record, report)
    columns: dict[str, Any] = {}
    for name, column in record.columns.items():
        if name not in sheet.columns and not column.is_required:
            continue
        cells = sheet.columns.get(name, ("",) * len(sheet.rows))
        codes, texts = pd.factorize(np.array(cells, dtype=object))
        values, faults = _values(column, texts, quotes=name in record.quoting)
        if name in sheet.columns and faults and name not in sheet.refused:
            _report_cells(sheet, column, faults, report)
        columns[name] = values[codes]
    extra = {name: cells for name, cells in sheet.columns.items() if name not in columns}
    columns |= {name: np.array(cells, dtype=object) for name, cells in extra.items()}
    return pd.DataFrame(columns, index=pd.Index(list(sheet.rows), dtype="int64"))


def without_unused_columns(sheet: Sheet, record: Record, *, is_in_book: bool) -> Sheet:
    """Leave out columns that are not declared and have no value, as the empty workbook has them.

    In a file, one of which every cell may be blank says that nothing is known.
    """
    unused = {
        name
        for name, column in record.columns.items()
        if not (column.is_required or column.needed_by)
        and (is_in_book or not column.may_be_blank)
        and sheet.rows
        and not any(map(str.strip, sheet.columns.get(name, ("there is none",))))
    }
    columns = {name: cells for name, cells in sheet.columns.items() if name not in unused}
    return replace(sheet, columns=columns) if unused else sheet


def empty_frame(record: Record) -> pd.DataFrame:
    """Give the frame of a table that could not be read."""
    return frame_from(Sheet("", (), dict.fromkeys(record.columns, ())), record, lambda _: None)


def _report_header(sheet: Sheet, record: Record, report: Report) -> None:
    extra = [name for name in sheet.columns if name not in record.columns]
    absent = [column for name, column in record.columns.items() if name not in sheet.columns]
    for column in (column for column in absent if column.is_required):
        near = get_close_matches(column.name, extra, n=1)
        hint = f" Is it the column {near[0]!r}?" if near else ""
        for one in (one for one in extra if looks(one) == column.name):
            hint = f" The column {distinguished(one, column.name)} looks like it."
        by = f"; {column.needed_by[0]} of study.toml needs it" if column.needed_by else ""
        place = Place(sheet.file, 1, column.name)
        report(Finding("missing-column", place, f"there is no such column{by}.{hint}"))
    if extra:
        place = Place(sheet.file, 1, extra[0] if len(extra) == 1 else None)
        them, are, they = ("it", "is", "it") if len(extra) == 1 else ("them", "are", "they")
        named = "this column" if len(extra) == 1 else f"these columns: {', '.join(extra)}"
        by = "in the program knows" if record.is_beside_the_data else "in study.toml declares"
        message = f"nothing {by} {named}. {they.capitalize()} {are} kept, and no result uses {them}"
        unused = [column.name for column in absent if not column.is_required]
        meant = [(one, get_close_matches(one, unused, n=1, cutoff=CLOSE)) for one in extra]
        for one, near in meant:
            message += f". Is {one} meant for {near[0]}?" if near else ""
        report(Finding("extra-column", place, message, Severity.NOTICE))


def _values(
    column: ContractColumn, texts: Iterable[str], *, quotes: bool
) -> tuple["np.ndarray[Any, Any]", dict[str, str]]:
    """Read the distinct texts of a column; give values, and by text the code of what is wrong."""
    values: list[Any] = []
    faults: dict[str, str] = {}
    for text in texts:
        values.append(None)
        if not text and not column.may_be_blank:
            faults[text] = "missing-value"
        elif text and column.type is str and not quotes and is_word_for_missing(text):
            faults[text] = "word-for-missing"  # such as NA, which a column of text would keep
        elif text:
            try:
                values[-1] = column.value(text)
            except CellRefused as refused:
                faults[text] = refused.code
    if column.type is date:
        return np.array(values, dtype="datetime64[D]").astype("datetime64[ns]"), faults
    if column.type is str:
        return np.array(values, dtype=object), faults
    is_whole = column.type is int and None not in values
    return np.array(values, dtype="int64" if is_whole else "float64"), faults


def _report_cells(
    sheet: Sheet, column: ContractColumn, faults: Mapping[str, str], report: Report
) -> None:
    ids = sheet.columns.get("patient_id", ())
    is_id = column.name == "patient_id"
    cells = sheet.columns[column.name]
    refused = [(position, text) for position, text in enumerate(cells) if text in faults]
    # Of many ids with one fault, such as a dot behind each, the first is reported.
    by_fault: dict[str, list[str]] = {}
    for text in dict.fromkeys(text for _, text in refused if text and is_id):
        by_fault.setdefault(faults[text], []).append(text)
    left_out = {of[0]: of[1:] for of in by_fault.values() if len(of) > MANY_IDS}
    spared = {text for texts in left_out.values() for text in texts}
    for cell, (position, *others) in alike(one for one in refused if one[1] not in spared):
        patient_id = ids[position] if ids and not is_id else None
        place = Place(sheet.file, sheet.rows[position], column.name, patient_id or None)
        finding = _refused_cell(place, column, cell, faults[cell])
        if cell in left_out:
            more = f"{finding.message}. The same holds for {len(left_out[cell])} more ids"
            finding = replace(finding, message=more)
        report(shared(finding, [sheet.rows[other] for other in others]))


def _refused_cell(place: Place, column: ContractColumn, cell: str, code: str) -> Finding:
    """Say what is wrong with a cell, and what its column allows."""
    if HIDDEN.search(cell):
        return hidden_character(place, "the cell", cell)
    shown, allowed = quoted(cell), f"{column.name} is {column.allowed}"
    match code:
        case "missing-value":
            return Finding("missing-value", place, f"the cell is blank; {allowed}")
        case "word-for-missing":
            cure = "leave the cell blank" if column.may_be_blank else "it may not be blank"
            message = f"{shown} means a missing value; {cure}: {allowed}"
            return Finding("word-for-missing", place, message)
        case "bad-date":
            wrong = f"{shown} is not a date"
        case "bad-number":
            wrong = f"{shown} is not a {'whole ' if column.type is int else ''}number"
        case "bad-text":
            wrong = f"{shown} is not allowed"
        case _:
            wrong = f"{shown} is outside the permitted range"
    return Finding(code, place, f"{wrong}; {allowed}")
