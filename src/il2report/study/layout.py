"""Where a study has its tables, when not in a CSV file of their own."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Protocol

from il2report.errors import Finding, Place


class TableOrigin(Protocol):
    """Where one table comes from."""

    @property
    def name(self) -> str:
        """What messages call the table, which they otherwise name as a CSV file."""

    def placed(self, place: Place) -> Place:
        """Name the place in the user's file for one in the table."""


@dataclass(frozen=True, slots=True)
class FileCells:
    """The cells of one column of a file, and by row of the table the row of the file.

    `sequences` numbers the records of a patient, as `AESEQ 3`, by row of the file.
    """

    file: str
    column: str
    rows: Mapping[int, int]
    sequences: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileOfRecords:
    """Another file that a table is read from, record by record; its rows number the table's.

    `columns` has the file's names by those of the table. Cells of the columns in `elsewhere` are
    from further files.
    """

    file: str
    columns: Mapping[str, str] = field(default_factory=dict)
    sequences: Mapping[int, str] = field(default_factory=dict)
    elsewhere: Mapping[str, FileCells] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What messages call the table."""
        return PurePosixPath(self.file).name

    def placed(self, place: Place) -> Place:
        """Name the record and the variable of the file."""
        row, column = place.row, place.column or ""
        other = self.elsewhere.get(column)
        if other and row is not None and row in other.rows:
            at = other.rows[row]
            sequence = other.sequences.get(at)
            return replace(place, file=other.file, row=at, column=other.column, sequence=sequence)
        return replace(
            place,
            file=self.file,
            column=self.columns.get(column, place.column),
            sequence=self.sequences.get(row or 0),
        )


OF_THE_HEADER = frozenset({"missing-column", "extra-column", "identifier-column", "read-as"})
"""Codes of findings on the names of columns, which such a file has beside its records."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The origins of the tables that are not CSV files."""

    origins: Mapping[str, TableOrigin]

    def finding(self, finding: Finding) -> Finding:
        """Name the user's own file and cell where a finding was made in a table."""
        message, origin = finding.message, self._origin(finding.place)
        if isinstance(origin, FileOfRecords) and finding.code in OF_THE_HEADER:
            finding = replace(finding, place=replace(finding.place, row=None))
        for table, origin in self.origins.items():
            message = re.sub(rf"(?<![/\w]){table}\.csv\b", origin.name, message)
        return replace(finding, place=self._placed(finding.place), message=message)

    def cells(self, table: str, column: str, rows: Iterable[int]) -> Iterator[tuple[str, int, str]]:
        """Name file, row and column of the cells of a table's column, by rows of its frame."""
        name = f"data/{table}.csv"
        if table not in self.origins:
            yield from ((name, row, column) for row in rows)
            return
        for row in rows:
            place = self._placed(Place(name, row, column))
            file = f"{place.file}, sheet {place.sheet}" if place.sheet else place.file
            yield file, place.row or row, place.column or column

    def sequence(self, table: str, column: str, row: int) -> str:
        """Name the sequence number of a cell's record, such as `AESEQ 3`; "" where it has none."""
        if table not in self.origins:
            return ""
        return self._placed(Place(f"data/{table}.csv", row, column)).sequence or ""

    def _placed(self, place: Place) -> Place:
        origin = self._origin(place)
        return origin.placed(place) if origin else place

    def _origin(self, place: Place) -> TableOrigin | None:
        return self.origins.get(place.file.removeprefix("data/").removesuffix(".csv"))

    def __or__(self, other: "Layout") -> "Layout":
        return Layout(MappingProxyType({**self.origins, **other.origins}))


CSV_FILES = Layout(MappingProxyType({}))
"""The layout of a study in which every table is a file."""
