"""The flat export of a REDCap project: one row per record, event and instance of an instrument."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.lookalikes import nearest
from il2report.study.redcap.dictionary import Dictionary
from il2report.study.sheets import Sheet, read_sheet

EVENT = "redcap_event_name"
INSTRUMENT = "redcap_repeat_instrument"
INSTANCE = "redcap_repeat_instance"
GROUP = "redcap_data_access_group"
SURVEY = "redcap_survey_identifier"
STRUCTURE = (EVENT, INSTRUMENT, INSTANCE, GROUP)
"""Columns of REDCap's own that a mapping may name like a field."""

RAW = "export the project as CSV with raw data"


@dataclass(frozen=True)
class Export:
    """The rows of an export, by column and without blanks around a cell.

    `record` names the column of the record's id. `is_whole` is False when rows were left out because
    they could not be read. `patients` gives the study's id of each record, where that is not the
    record's own.
    """

    file: str
    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    record: str
    is_whole: bool
    patients: Mapping[str, str] = field(default_factory=dict)

    def patient(self, position: int) -> str:
        """Name the patient whom a row is about."""
        record = self.records[position]
        return self.patients.get(record, record)

    @property
    def records(self) -> Sequence[str]:
        """The record's id in each row."""
        return self.columns[self.record]

    @cached_property
    def events(self) -> Sequence[str]:
        """The event of each row, "" in a project without events."""
        return self.column(EVENT)

    @cached_property
    def instruments(self) -> Sequence[str]:
        """The repeating instrument of each row, "" in a row of the record itself."""
        return self.column(INSTRUMENT)

    @cached_property
    def repeating(self) -> frozenset[str]:
        """The instruments that have rows of their own."""
        return frozenset(self.instruments) - {""}

    @cached_property
    def event_names(self) -> tuple[str, ...]:
        """The events that occur."""
        return tuple(event for event in dict.fromkeys(self.events) if event)

    def place(self, position: int, column: str) -> Place:
        """Name the cell of a column in one of the rows."""
        return Place(self.file, self.rows[position], column, self.patient(position) or None)

    def first_rows(self, without: Collection[str]) -> Sequence[int]:
        """Give the position of the first row of each record, except for some records."""
        first = {record: n for n, record in reversed(list(enumerate(self.records)))}
        return sorted(n for record, n in first.items() if record not in without)

    def column(self, name: str) -> Sequence[str]:
        """Give a column, of blank cells where there is none."""
        return self.columns.get(name) or ("",) * len(self.rows)


def read_export(file: str, content: bytes, dictionary: Dictionary, report: Report) -> Export | None:
    """Read the flat export of a project.

    Parameters
    ----------
    file : path within the study, for the findings
    content : bytes of the CSV file
    dictionary : the project's data dictionary
    report : called once per finding

    Returns
    -------
    Export, or None where it cannot be read
    """
    sheet = read_sheet(file, content, report, dictionary.fields)
    if sheet is None or not _has_field_names(sheet, dictionary, report):
        return None
    if sheet.read_as:
        message = f"read as: {'; '.join(sheet.read_as)}"
        report(Finding("read-as", Place(file), message, Severity.NOTICE))
    columns = {name: [cell.strip() for cell in cells] for name, cells in sheet.columns.items()}
    export = Export(file, sheet.rows, columns, dictionary.record.name, sheet.is_whole)
    wrong = {*_wrong_instances(export, dictionary, report), *_repeated_rows(export, report)}
    if not wrong:
        return export
    kept = [n for n in range(len(export.rows)) if n not in wrong]
    return replace(
        export,
        rows=[export.rows[n] for n in kept],
        columns={name: [cells[n] for n in kept] for name, cells in columns.items()},
        is_whole=False,
    )


def _has_field_names(sheet: Sheet, dictionary: Dictionary, report: Report) -> bool:
    record = dictionary.record
    if record.name in sheet.columns:
        return True
    first = next(iter(sheet.columns))
    if first == record.label or "Repeat Instrument" in sheet.columns:
        message = f"the header has labels ({first!r}) in place of field names; {RAW}"
        report(Finding("label-export", Place(sheet.file, 1), message))
        return False
    hint = nearest(record.name, tuple(sheet.columns), 0.7)
    message = f"there is no such column; it is the dictionary's first field, the record's id.{hint}"
    report(Finding("missing-column", Place(sheet.file, 1, record.name), message))
    return False


def _wrong_instances(export: Export, dictionary: Dictionary, report: Report) -> Iterator[int]:
    """Report rows whose instrument is unknown, or that are not numbered as its instances."""
    reported = set[str]()
    rows = zip(export.instruments, export.column(INSTANCE), strict=True)
    for position, (instrument, instance) in enumerate(rows):
        if not instrument:
            continue
        if instrument not in dictionary.forms:
            yield position
            if instrument not in reported:
                hint = nearest(instrument, dictionary.forms, 0.7)
                message = f"the dictionary has no instrument {instrument!r}; {RAW}.{hint}"
                report(Finding("wrong-instrument", export.place(position, INSTRUMENT), message))
            reported.add(instrument)
        elif not (instance.isascii() and instance.isdigit() and int(instance)):
            yield position
            shown = repr(instance) if instance else "blank"
            message = f"the instance of {instrument} is {shown}; it should be 1, 2, ..."
            report(Finding("bad-instance", export.place(position, INSTANCE), message))


def _repeated_rows(export: Export, report: Report) -> Iterator[int]:
    """Report rows that an export cannot have twice, as when two exports were put together."""
    first: dict[tuple[str, ...], int] = {}
    instances = export.column(INSTANCE)
    keys = zip(export.records, export.events, export.instruments, instances, strict=True)
    for position, key in enumerate(keys):
        if first.setdefault(key, position) != position:
            yield position
            row = export.rows[first[key]]
            message = f"row {row} has the same record, event, instrument and instance already"
            report(Finding("duplicate-key", export.place(position, export.record), message))
