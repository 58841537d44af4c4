"""Where a study has its tables, when not in a CSV file of their own."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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
class Layout:
    """The origins of the tables that are not CSV files."""

    origins: Mapping[str, TableOrigin]

    def finding(self, finding: Finding) -> Finding:
        """Name the user's own file and cell where a finding was made in a table."""
        message = finding.message
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

    def _placed(self, place: Place) -> Place:
        origin = self.origins.get(place.file.removeprefix("data/").removesuffix(".csv"))
        return origin.placed(place) if origin else place

    def __or__(self, other: "Layout") -> "Layout":
        return Layout(MappingProxyType({**self.origins, **other.origins}))


CSV_FILES = Layout(MappingProxyType({}))
"""The layout of a study in which every table is a file."""
