"""From the two files of a REDCap project to the tables of a study."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.checks.privacy import identifier_kind
from il2report.study.layout import Layout
from il2report.study.lookalikes import nearest
from il2report.study.records import Record, data_records
from il2report.study.redcap.codes import Labels
from il2report.study.redcap.dictionary import Dictionary, read_dictionary
from il2report.study.redcap.export import SURVEY, Export, read_export
from il2report.study.redcap.mapping import SECTION, Redcap
from il2report.study.redcap.plan import STUDY, Project, TablePlan, planned
from il2report.study.redcap.rows import BlockReader, ExportCell, Rows, table_rows
from il2report.study.sheets import Sheet
from il2report.study.source_tables import SourceTables

FIRST_ROW = 2
IDENTIFYING_VALIDATIONS = ("email", "phone", "ssn", "mrn", "vmrn", "zipcode", "postalcode")
"""How the names of those text validations begin that only an identifier passes."""


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """Where in an export the cells of one table are: by column, the row and field of each."""

    table: str
    file: str
    rows: Sequence[int]
    cells: Mapping[str, Sequence[ExportCell]]

    @property
    def name(self) -> str:
        """What messages call the table."""
        return f"table {self.table}"

    def placed(self, place: Place) -> Place:
        """Name row and field of the export for a cell of the table."""
        if place.row is None or place.row < FIRST_ROW:
            return replace(place, file=self.file, row=None, column=None)
        cells = self.cells.get(place.column or "") or self.cells["patient_id"]
        cell = cells[place.row - FIRST_ROW]
        column = cell.field if place.column else None
        return replace(place, file=self.file, row=self.rows[cell.position], column=column)


def read_redcap(
    mapping: Redcap,
    contents: Mapping[str, bytes],
    labels: Labels,
    records: Mapping[str, Record],
    allowed: frozenset[str] | None,
    report: Report,
) -> SourceTables:
    """Read the tables of a study from a REDCap project.

    Parameters
    ----------
    mapping : the `[redcap]` section of study.toml
    contents : bytes of the files by path
    labels : the study's codes with their labels, by table and column
    records : the contract of the study
    allowed : columns that may stay though they look like an identifier; None where it is unknown
    report : called once per finding

    Returns
    -------
    SourceTables
        Sheets of text as a CSV file would give them, with rows numbered from 2, and a layout that
        finds row and field of the export for each cell.
    """
    known = data_records(records)
    for table in (table for table in mapping.tables if table not in known):
        hint = nearest(table, tuple(known)) or f" Tables are {', '.join(known)}."
        report(Finding("unknown-setting", STUDY, f"redcap.{table}: there is no such table.{hint}"))
    mapped = frozenset(table for table in known if mapping.blocks(table))
    unread = SourceTables(mapped, chosen=mapped, mapping=SECTION)
    files = (mapping.dictionary_file, mapping.export_file)
    if not all(file in contents for file in files):
        return unread
    dictionary = read_dictionary(files[0], contents[files[0]], report)
    if dictionary is None:
        return unread
    export = read_export(files[1], contents[files[1]], dictionary, report)
    if export is None:
        return unread
    for column, reason in _identifying(dictionary, export) if allowed is not None else ():
        if allowed is not None and not {column, column.partition("___")[0]} & allowed:
            message = (
                f"{reason}, which a study must not hold; export without it, or, if it may stay, "
                "list it in study.toml: [privacy] allowed_columns"
            )
            report(Finding("identifier-column", Place(export.file, 1, column), message))
    labelled = list[Finding]()

    def first_of_labels(finding: Finding) -> None:
        (labelled.append if finding.code == "label-export" else report)(finding)

    project = _with_patient_ids(
        Project(mapping, dictionary, export, labels, records, first_of_labels)
    )
    tables = _tables(project, mapped) if project else unread
    if labelled:  # an export with labels has them in many fields; it is one finding
        first = labelled[0]
        others = len({finding.place.column for finding in labelled} - {first.place.column})
        more = f". So in {others} more column{'s' if others > 1 else ''}" if others else ""
        report(replace(first, message=f"{first.message}{more}"))
    return tables


def _identifying(dictionary: Dictionary, export: Export) -> Iterator[tuple[str, str]]:
    """Give the columns of an export that hold an identifier, each with the reason to think so."""
    seen = {f"{form}_{state}" for form in dictionary.forms for state in ("complete", "timestamp")}
    for column, cells in export.columns.items():
        name = column.partition("___")[0]
        if name in seen:
            continue
        seen.add(name)
        field = dictionary.fields.get(name)
        if field is not None and field.is_identifier:
            yield column, "the dictionary marks the field as an identifier"
        elif field is not None and field.validation.startswith(IDENTIFYING_VALIDATIONS):
            yield column, f"the dictionary validates the field as {field.validation}"
        elif kind := identifier_kind(name):
            yield column, f"the column looks like {kind}"
        elif name == SURVEY and any(cells):
            yield column, "the column names who answered a survey"


def _with_patient_ids(project: Project) -> Project | None:
    """Give each record the study's id of its patient; None where the field of that cannot be read."""
    name, export = project.mapping.patient_id, project.export
    if name is None:
        return project
    fields = project.dictionary.fields
    if name not in fields:
        hint = nearest(name, tuple(fields), 0.7)
        message = f"redcap.patient_id: the dictionary has no field {name!r}.{hint}"
        project.report(Finding("unknown-field", STUDY, message))
        return None
    if name not in export.columns:
        message = "the export has no such column, but redcap.patient_id reads it"
        project.report(Finding("unknown-field", Place(export.file, 1, name), message))
        return None
    if (form := fields[name].form) in export.repeating:
        message = f"redcap.patient_id: the field {name} belongs to {form}, which repeats"
        project.report(Finding("wrong-instrument", STUDY, message))
        return None
    ids: dict[str, str] = dict.fromkeys(export.records, "")
    rows = zip(export.records, export.columns[name], strict=True)
    for position, (record, cell) in enumerate(rows):
        if cell and ids[record] not in ("", cell):
            message = f"an earlier row gives record {record} the id {ids[record]!r}"
            project.report(Finding("duplicate-key", export.place(position, name), message))
        ids[record] = ids[record] or cell
    return replace(project, export=replace(export, patients=ids))


def _tables(project: Project, mapped: frozenset[str]) -> SourceTables:
    plans = {table: planned(table, project) for table in project.records if table in mapped}
    left_out = _records_left_out(plans.get("patients") or (), project)
    rows = {
        table: table_rows(found, project, left_out if table != "patients" else frozenset())
        for table, found in plans.items()
        if found is not None
    }
    export = project.export
    origins = {
        table: ExportedTable(table, export.file, export.rows, read.columns)
        for table, read in rows.items()
    }
    return SourceTables(
        mapped,
        MappingProxyType({table: _sheet(table, read, export) for table, read in rows.items()}),
        Layout(MappingProxyType(origins)),
        frozenset(
            (table, row, name)
            for table, read in rows.items()
            for name, cells in read.columns.items()
            for row, cell in enumerate(cells, start=FIRST_ROW)
            if cell.text is None
        ),
        chosen=mapped,
        mapping=SECTION,
    )


def _records_left_out(plans: Sequence[TablePlan], project: Project) -> frozenset[str]:
    """Find the records that are not patients of the study, and report them.

    These are records that `where` leaves out, and those without a row from which to read a patient.
    """
    if not plans:
        return frozenset()
    export = project.export
    kept, left = set[str](), dict[str, int]()
    for plan in plans:
        inside, outside = BlockReader(plan, project, frozenset()).selection
        kept |= {export.records[position] for position in inside}
        left |= {export.records[position]: position for position in reversed(outside)}
    unselected = {record: left[record] for record in left if record not in kept}
    message = "redcap.patients.where leaves this record out"
    at = sorted(unselected.values())
    project.report_cells("left-out", export.record, at, message, Severity.NOTICE)
    first = export.first_rows(without={*kept, *left})
    message = (
        "the record has no row of its own in the events of redcap.patients, and would be left out"
    )
    project.report_cells("record-without-row", export.record, first, message, Severity.ERROR)
    return frozenset({*unselected, *(export.records[position] for position in first)})


def _sheet(table: str, read: Rows, export: Export) -> Sheet:
    columns = {name: [cell.text or "" for cell in cells] for name, cells in read.columns.items()}
    rows = range(FIRST_ROW, FIRST_ROW + len(columns["patient_id"]))
    is_whole = export.is_whole and read.is_whole
    return Sheet(f"data/{table}.csv", rows, MappingProxyType(columns), is_whole, read.read_as)
