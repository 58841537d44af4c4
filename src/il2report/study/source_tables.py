"""Tables of a study that come from other files than their own, whatever these are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from il2report.errors import Finding, Report
from il2report.study.labelled_codes import ColumnCodes
from il2report.study.layout import CSV_FILES, Layout
from il2report.study.sheets import Sheet


@dataclass(frozen=True, slots=True)
class SourceTables:
    """The tables that files give in other forms, and where each cell is in them.

    A mapped table that cannot be read has no sheet. `chosen` names the tables whose columns a
    mapping chooses, so that none of them is missed and none is left over. `faults` are cells,
    as (table, row, column), about which there is a finding already. `labels` are codes that their
    files label. `mapping` is the section of study.toml that says where each table is; `is_unreadable`
    that it has a fault itself: then no table is read, and none is missed.
    """

    mapped: frozenset[str] = frozenset()
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    layout: Layout = CSV_FILES
    faults: frozenset[tuple[str, int, str]] = frozenset()
    chosen: frozenset[str] = frozenset()
    labels: tuple[ColumnCodes, ...] = ()
    mapping: str = ""
    is_unreadable: bool = False

    def reporting(self, table: str, report: Report) -> Report:
        """Report what is found in a table, except what a finding on its source says already."""
        if table not in self.mapped:
            return report

        def once(finding: Finding) -> None:
            place = finding.place
            known = (table, place.row, place.column) in self.faults
            of_columns = finding.code in {"missing-column", "extra-column"}
            if not known and not (of_columns and table in self.chosen):
                report(finding)

        return once

    def __or__(self, other: "SourceTables") -> "SourceTables":
        return SourceTables(
            self.mapped | other.mapped,
            MappingProxyType({**self.sheets, **other.sheets}),
            self.layout | other.layout,
            self.faults | other.faults,
            self.chosen | other.chosen,
            self.labels + other.labels,
            self.mapping or other.mapping,
            self.is_unreadable or other.is_unreadable,
        )


NO_SOURCES = SourceTables()
"""Of a study whose tables are CSV files or sheets of its workbook."""
UNREADABLE = SourceTables(is_unreadable=True)
"""Of a mapping that has a fault, which reading study.toml reports."""
