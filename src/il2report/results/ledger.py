"""The tables of a study as plain columns, in which the cells behind each result are looked up."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from il2report.results.catalogue import Result
from il2report.study import Study
from il2report.values import Patients

Positions = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell of the data: where it is and what it holds, as text; blank where missing.

    `read_as` is the column of the study's table; it differs from `column` where that is a REDCap
    field, and `content` is then what the field was read as. `sequence` numbers the record among those
    of the patient, where the file does (`AESEQ 3`).
    """

    file: str
    row: int
    column: str
    patient_id: str
    content: str
    read_as: str
    sequence: str = ""

    @property
    def heading(self) -> str:
        """Its column, and what that was read as where it has another name there."""
        return (
            self.column if self.column == self.read_as else f"{self.column}, read as {self.read_as}"
        )


class SourceTable:
    """One table: the number of each row in its file, and its columns as plain lists."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.rows = tuple(int(row) for row in frame.index.tolist())
        self._frame = frame
        self._columns: dict[str, list[Any]] = {}
        self._written: dict[str, list[str]] = {}

    def column(self, name: str) -> list[Any]:
        """Give the values of a column in the order of the file."""
        if name not in self._columns:
            self._columns[name] = self._frame[name].tolist()
        return self._columns[name]

    def written(self, name: str) -> list[str]:
        """Give the cells of a column as the file has them."""
        if name not in self._written:
            self._written[name] = [as_written(value) for value in self.column(name)]
        return self._written[name]

    @cached_property
    def by_patient(self) -> Mapping[str, list[int]]:
        """The positions of each patient's rows."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, patient in enumerate(self.column("patient_id")):
            found[patient].append(position)
        return dict(found)


class Ledger:
    """The source tables of a study, each read once and then looked up many times."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._tables: dict[str, SourceTable] = {}
        self._positions: dict[tuple[object, ...], Positions] = {}

    def table(self, name: str) -> SourceTable:
        """Give a table by its name."""
        if name not in self._tables:
            self._tables[name] = SourceTable(getattr(self.study.tables, name))
        return self._tables[name]

    def positions(self, result: Result, name: str, patients: Patients | None = None) -> Positions:
        """Find the rows of a table that a result was read from, in the order of the file.

        Parameters
        ----------
        result : whose restriction of rows counts
        name : of the table
        patients : whose rows; those that the result counted where none are given
        """
        of = result.patients if patients is None else patients
        key = (name, of, result.where)
        if key in self._positions:
            return self._positions[key]
        table = self.table(name)
        if len(of) == len(self.table("patients").rows):
            found = list(range(len(table.rows)))
        else:
            found = sorted(row for p in set(of) for row in table.by_patient.get(p, ()))
        for restriction, codes in result.where:
            restricted, _, by = restriction.partition(".")
            if restricted == name:
                column, kept = table.column(by), frozenset(codes)
                found = [row for row in found if column[row] in kept]
        self._positions[key] = tuple(found)
        return self._positions[key]

    def values(self, result: Result, source: str, patients: Patients | None = None) -> list[Any]:
        """Give the values of a column, as "table.column", in the rows behind a result."""
        name, _, column = source.partition(".")
        values = self.table(name).column(column)
        return [values[row] for row in self.positions(result, name, patients)]

    def cells_n(self, result: Result) -> int:
        """Count the cells behind a result without reading them."""
        tables = [source.partition(".")[0] for source in result.sources]
        return sum(len(self.positions(result, table)) for table in tables)

    def cells(self, result: Result) -> tuple[SourceCell, ...]:
        """Read the source columns again in the rows of the patients counted."""
        read = list[SourceCell]()
        for source in result.sources:
            name, _, column = source.partition(".")
            table, found = self.table(name), self.positions(result, name)
            patients, contents = table.column("patient_id"), table.written(column)
            layout = self.study.layout
            places = layout.cells(name, column, [table.rows[row] for row in found])
            read += (
                SourceCell(
                    *place,
                    patients[row],
                    contents[row],
                    column,
                    layout.sequence(name, column, table.rows[row]),
                )
                for row, place in zip(found, places, strict=True)
            )
        return tuple(read)


def as_written(value: object) -> str:
    """Write a cell as its file has it: dates in ISO, whole numbers whole, blank for missing."""
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 (NaN)
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
