"""From the two files of a REDCap project to the tables of a study."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from il2report.errors import Finding, Place, Report
from il2report.study.layout import CSV_FILES, Layout
from il2report.study.records import RECORDS
from il2report.study.redcap.codes import Labels
from il2report.study.redcap.dictionary import read_dictionary
from il2report.study.redcap.export import Export, read_export
from il2report.study.redcap.mapping import Redcap
from il2report.study.redcap.patients import records_left_out, with_patient_ids
from il2report.study.redcap.plan import Project, planned
from il2report.study.redcap.privacy import report_identifiers
from il2report.study.redcap.rows import Cells, Rows, table_rows
from il2report.study.sheets import Sheet

FIRST_ROW = 2


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """Where in an export the cells of one table stand: by column, the row and field of each."""

    table: str
    file: str
    rows: Sequence[int]
    cells: Mapping[str, Cells]

    @property
    def name(self) -> str:
        """What messages call the table."""
        return f"table {self.table}"

    def placed(self, place: Place) -> Place:
        """Name row and field of the export for a cell of the table."""
        cells = self.cells.get(place.column or "") or self.cells["patient_id"]
        if place.row is None or place.row < FIRST_ROW:
            return replace(place, file=self.file, row=None, column=None)
        position = place.row - FIRST_ROW
        row = self.rows[cells.positions[position]]
        column = cells.fields[position] if place.column else None
        return replace(place, file=self.file, row=row, column=column)


@dataclass(frozen=True, slots=True)
class RedcapTables:
    """The tables that a project gives, and the cells whose codes have no counterpart.

    A mapped table that cannot be read has no sheet. `faults` are (table, row, column).
    """

    mapped: frozenset[str]
    sheets: Mapping[str, Sheet]
    layout: Layout
    faults: frozenset[tuple[str, int, str]] = frozenset()

    def reporting(self, table: str, report: Report) -> Report:
        """Report what is found in a table, but nothing more of what the mapping was told."""
        if table not in self.mapped:
            return report

        def once(finding: Finding) -> None:
            place = finding.place
            known = (table, place.row, place.column) in self.faults
            if not known and finding.code not in {"missing-column", "extra-column"}:
                report(finding)

        return once


NO_REDCAP = RedcapTables(frozenset(), MappingProxyType({}), CSV_FILES)
UNREADABLE_MAPPING = RedcapTables(frozenset(RECORDS), MappingProxyType({}), CSV_FILES)
"""Of a section that is at fault itself: no table is read, and none is missed."""


def read_redcap(
    mapping: Redcap,
    contents: Mapping[str, bytes],
    labels: Labels,
    allowed: frozenset[str] | None,
    report: Report,
) -> RedcapTables:
    """Read the tables of a study from a REDCap project.

    Parameters
    ----------
    mapping : the `[redcap]` section of study.toml
    contents : bytes of the files by path
    labels : the study's codes with their labels, by table and column
    allowed : columns that may stay though they look like an identifier; None where it is unknown
    report : called once per finding

    Returns
    -------
    RedcapTables
        Sheets of text as a CSV file would give them, with rows numbered from 2, and a layout that
        finds row and field of the export for each cell.
    """
    mapped = frozenset(table for table in RECORDS if mapping.blocks(table))
    unread = replace(NO_REDCAP, mapped=mapped)
    files = (mapping.dictionary_file, mapping.export_file)
    if not all(file in contents for file in files):
        return unread
    dictionary = read_dictionary(files[0], contents[files[0]], report)
    if dictionary is None:
        return unread
    export = read_export(files[1], contents[files[1]], dictionary, report)
    if export is None:
        return unread
    if allowed is not None:
        report_identifiers(dictionary, export, allowed, report)
    project = with_patient_ids(Project(mapping, dictionary, export, labels), report)
    return _tables(project, mapped, report) if project else unread


def _tables(project: Project, mapped: frozenset[str], told: Report) -> RedcapTables:
    labels = list[Finding]()

    def report(finding: Finding) -> None:
        (labels.append if finding.code == "label-export" else told)(finding)

    plans = {table: planned(table, project, report) for table in RECORDS if table in mapped}
    left_out = records_left_out(plans.get("patients"), project, report)
    rows = {
        table: table_rows(found, project, left_out if table != "patients" else frozenset(), report)
        for table, found in plans.items()
        if found is not None
    }
    if labels:
        told(_one_of(labels))
    export = project.export
    origins = {
        table: ExportedTable(table, export.file, export.rows, read.columns)
        for table, read in rows.items()
    }
    return RedcapTables(
        mapped,
        MappingProxyType({table: _sheet(table, read, export) for table, read in rows.items()}),
        Layout(MappingProxyType(origins)),
        frozenset(fault for table, read in rows.items() for fault in _faults(table, read)),
    )


def _one_of(findings: Sequence[Finding]) -> Finding:
    """Tell of an export with labels once, not for every field."""
    first = findings[0]
    fields = {finding.place.column for finding in findings} - {first.place.column}
    if not fields:
        return first
    more = f"{len(fields)} more {'columns' if len(fields) > 1 else 'column'}"
    return replace(first, message=f"{first.message}. So in {more}")


def _sheet(table: str, read: Rows, export: Export) -> Sheet:
    columns = {name: [text or "" for text in cells.texts] for name, cells in read.columns.items()}
    count = len(columns["patient_id"])
    return Sheet(
        f"data/{table}.csv",
        range(FIRST_ROW, FIRST_ROW + count),
        MappingProxyType(columns),
        export.is_whole and read.is_whole,
        read.read_as,
    )


def _faults(table: str, read: Rows) -> Iterator[tuple[str, int, str]]:
    for name, cells in read.columns.items():
        for row, text in enumerate(cells.texts, start=FIRST_ROW):
            if text is None:
                yield table, row, name
