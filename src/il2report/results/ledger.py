"""The tables of a study as plain columns, in which the cells behind each result are looked up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, repeat
from operator import and_
from typing import Any

import pandas as pd

from il2report.results.catalogue import Result
from il2report.study import Study
from il2report.values import Patients


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
        self._rows_by_patient: dict[tuple[object, ...], Counter[str]] = {}
        self._counted: dict[tuple[object, ...], int] = {}

    def table(self, name: str) -> SourceTable:
        """Give a table by its name."""
        if name not in self._tables:
            self._tables[name] = SourceTable(getattr(self.study.tables, name))
        return self._tables[name]

    def _positions(self, result: Result, name: str) -> list[int]:
        """Find the rows of a table that a result was read from, in the order of the file."""
        table, of = self.table(name), result.patients
        if self._are_all(of):
            found = list(range(len(table.rows)))
        else:
            found = sorted(row for p in of for row in table.by_patient.get(p, ()))
        for column, codes in _restrictions(result, name):
            values, kept = table.column(column), frozenset(codes)
            found = [row for row in found if values[row] in kept]
        return found

    def cells_n(self, result: Result) -> int:
        """Count the cells behind a result without reading them."""
        tables = [source.partition(".")[0] for source in result.sources]
        return sum(tables.count(name) * self._rows_n(result, name) for name in {*tables})

    def _rows_n(self, result: Result, name: str) -> int:
        restrictions, of = _restrictions(result, name), result.patients
        if name == "patients" and not restrictions:
            return len(of)  # who has one row each, and may be a hundred thousand
        if (key := (name, restrictions)) not in self._rows_by_patient:
            table = self.table(name)
            found: Iterable[bool] = [True] * len(table.rows)
            for column, codes in restrictions:
                found = map(and_, found, map(frozenset(codes).__contains__, table.column(column)))
            self._rows_by_patient[key] = Counter(compress(table.column("patient_id"), found))
        rows = self._rows_by_patient[key]
        if (asked := (*key, of)) not in self._counted:
            counts = rows.values() if self._are_all(of) else map(rows.get, of, repeat(0))
            self._counted[asked] = sum(counts)
        return self._counted[asked]

    def _are_all(self, patients: Patients) -> bool:
        return len(patients) == len(self.table("patients").rows)

    def cells(self, result: Result) -> tuple[SourceCell, ...]:
        """Read the source columns again in the rows of the patients counted."""
        read = list[SourceCell]()
        for source in result.sources:
            name, _, column = source.partition(".")
            table, found = self.table(name), self._positions(result, name)
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


def _restrictions(result: Result, name: str) -> tuple[tuple[str, tuple[object, ...]], ...]:
    """Give the columns of one table, and the codes in them, to whose rows a result is restricted."""
    split = ((*where.partition("."), codes) for where, codes in result.where)
    return tuple((column, codes) for table, _, column, codes in split if table == name)


def as_written(value: object) -> str:
    """Write a cell as its file has it: dates in ISO, whole numbers whole, blank for missing."""
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 (NaN)
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
