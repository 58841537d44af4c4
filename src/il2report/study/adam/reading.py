"""From the data sets of ADaM to the tables of a study: patients and adverse events."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.adam.codes import coded, endings, responses
from il2report.study.adam.datasets import PARAMETER, DataSet, read_data_sets
from il2report.study.declarations import Declarations
from il2report.study.declarations.adam import Adam
from il2report.study.labelled_codes import ColumnCodes
from il2report.study.layout import FileCells, FileOfRecords, Layout
from il2report.study.lookalikes import nearest
from il2report.study.records import ColumnKind, ContractColumn, Record
from il2report.study.sheets import Sheet
from il2report.study.source_tables import SourceTables

YES = "Y"
EMERGENT = "TRTEMFL"
GRADES = ("AETOXGR", "AESEV")
SEQUENCE = "AESEQ"
GRADE_NUMBER = re.compile(r"(?:GRADE\s*)?([1-5])", re.IGNORECASE)
DATE_AND_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ].*")
RESPONSE = "best_response"


@dataclass(slots=True)
class TableInMaking:
    """The columns of one table, and what is to be said of them."""

    table: str
    base: DataSet
    columns: dict[str, Sequence[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, FileCells] = field(default_factory=dict)
    labels: list[ColumnCodes] = field(default_factory=list)

    def take(self, column: ContractColumn, variable: str, groups: str | None = None) -> None:
        """Read a column from a variable of the data set, as its kind asks for."""
        cells = self.base.column(variable)
        if column.kind is ColumnKind.CODE:
            cells, labels = coded(self.base, variable, self.table, column.name, groups)
            self.labels.append(labels)
        elif column.kind is ColumnKind.DATE:
            cells = [DATE_AND_TIME.sub(r"\1", cell) for cell in cells]
        elif column.kind is ColumnKind.WHOLE and column.name == "grade":
            cells = [GRADE_NUMBER.sub(r"\1", cell) for cell in cells]
        self.columns[column.name] = cells
        self.names[column.name] = variable

    def sheet(self) -> Sheet:
        """Give the table as a CSV file would."""
        columns = MappingProxyType({**self.columns})
        return Sheet(f"data/{self.table}.csv", self.base.rows, columns, self.base.is_whole)

    def origin(self) -> FileOfRecords:
        """Say where its cells are."""
        base = self.base
        return FileOfRecords(base.file, self.names, base.sequences, self.elsewhere)


def read_adam(
    adam: Adam,
    contents: Mapping[str, bytes],
    records: Mapping[str, Record],
    declarations: Declarations | None,
    report: Report,
) -> SourceTables:
    """Read the tables of a study from data sets of ADaM.

    Parameters
    ----------
    adam : the `[source.adam]` section of study.toml
    contents : bytes of the files by path
    records : the contract of the study; its columns are read from the variables of their name
    declarations : of the study, for the units of its end points; None where they are unknown
    report : called once per finding

    Returns
    -------
    SourceTables
        Sheets of text with the numbers of their records in ADSL and ADAE, the labels of their codes,
        and a layout that finds data set, record and variable of each cell.
    """
    mapped = frozenset(adam.tables)
    unread = SourceTables(mapped=mapped, chosen=mapped)
    data_sets = read_data_sets(adam, contents, report)
    if "adsl" not in data_sets:
        return unread
    every = data_sets["adsl"]
    subjects = every.having({adam.population: [YES]}) if adam.population else every
    if every.rows and not subjects.rows:
        message = f"{adam.population} is Y for none of the {len(every.rows)} subjects"
        report(Finding("empty-table", Place(every.file, column=adam.population), message))
    tables = [_patients(adam, subjects, data_sets, records["patients"], every, report)]
    if declarations is not None and "adtte" in data_sets:
        for finding in _units(adam, data_sets["adtte"], declarations):
            report(finding)
    if "adae" in data_sets:
        outside = {*every.subjects} - {*subjects.subjects}
        tables.append(
            _adverse_events(adam, data_sets["adae"], outside, records["adverse_events"], report)
        )
    return SourceTables(
        mapped=mapped,
        sheets=MappingProxyType({one.table: one.sheet() for one in tables}),
        layout=Layout(MappingProxyType({one.table: one.origin() for one in tables})),
        chosen=mapped,
        labels=tuple(label for one in tables for label in one.labels),
    )


def _patients(
    adam: Adam,
    subjects: DataSet,
    data_sets: Mapping[str, DataSet],
    record: Record,
    every: DataSet,
    report: Report,
) -> TableInMaking:
    made = TableInMaking("patients", subjects)
    made.columns["patient_id"], made.names["patient_id"] = subjects.subjects, "USUBJID"
    given = {"arm": adam.arm} if adam.arm else {}
    for parameter in adam.times:
        for name in ("AVAL", "CNSR"):
            _pivot(made, data_sets.get("adtte"), parameter, name, every, report)
    if adam.response:
        _pivot(made, data_sets.get("adrs"), adam.response, "AVALC", every, report, adam)
    for name, column in record.columns.items():
        variable = given.get(name, name.upper())
        if name not in made.columns and variable in subjects.variables:
            made.take(column, variable)
        elif name not in made.columns and column.needed_by:
            hint = nearest(variable, tuple(subjects.variables), 0.7)
            message = f"there is no variable {variable}; {column.needed_by[0]} of study.toml needs it.{hint}"
            report(Finding("missing-column", Place(subjects.file, column=variable), message))
    return made


def _pivot(
    made: TableInMaking,
    data_set: DataSet | None,
    parameter: str,
    variable: str,
    every: DataSet,
    report: Report,
    adam: Adam | None = None,
) -> None:
    """Make a column of patients of one variable of a parameter's records, one for each subject."""
    column = RESPONSE if adam else f"{parameter.lower()}_{variable.lower()}"
    made.columns[column] = ("",) * len(made.base.rows)
    made.names[column] = variable
    if data_set is None:
        return
    records = data_set.having({PARAMETER: [parameter]})
    is_first = variable != "CNSR"  # AVAL has reported what is wrong with the records
    if not records.rows and is_first:
        known = tuple(sorted({*data_set.column(PARAMETER)} - {""}))
        message = (
            f"there is no record of the parameter {parameter}. Parameters are {', '.join(known)}"
        )
        report(Finding("unknown-parameter", Place(data_set.file, column=PARAMETER), message))
    cells: Sequence[str] = records.column(variable)
    if variable == "CNSR":
        made.labels.append(endings(records, column))
    if adam:
        cells, labels = responses(records, adam.response_codes, column)
        made.labels.append(labels)
    at: dict[str, int] = {}
    known_subjects = {*every.subjects}
    for position, subject in enumerate(records.subjects):
        place = records.place(position, PARAMETER)
        if subject not in known_subjects and is_first:
            message = f"ADSL has no subject {subject!r}"
            report(Finding("unknown-patient", place, message))
        elif subject in at and is_first:
            message = (
                f"record {records.rows[at[subject]]} has the parameter {parameter} of this subject"
                " already; restrict them by a flag under source.adam.where"
            )
            report(Finding("duplicate-key", place, message))
        at.setdefault(subject, position)
    made.columns[column] = [cells[at[one]] if one in at else "" for one in made.base.subjects]
    made.elsewhere[column] = FileCells(
        records.file,
        variable,
        {
            row: records.rows[at[subject]]
            for row, subject in zip(made.base.rows, made.base.subjects, strict=True)
            if subject in at
        },
        records.sequences,
    )


def _units(adam: Adam, times: DataSet, declarations: Declarations) -> Iterator[Finding]:
    """Find end points that are declared in another unit than the records say."""
    for endpoint in declarations.endpoint:
        parameter = (endpoint.time or "").removesuffix("_aval").upper()
        if parameter not in adam.times:
            continue
        records = times.having({PARAMETER: [parameter]})
        for position, said in enumerate(records.column("AVALU")):
            if said and said.lower().rstrip("s") != endpoint.unit.rstrip("s"):
                message = (
                    f"the unit is {said}, but endpoint {endpoint.name} of study.toml has"
                    f" unit = {endpoint.unit!r}"
                )
                yield Finding("wrong-unit", records.place(position, "AVALU"), message)
                break


def _adverse_events(
    adam: Adam, events: DataSet, outside: set[str], record: Record, report: Report
) -> TableInMaking:
    kept = events.at([n for n, one in enumerate(events.subjects) if one not in outside])
    if adam.treatment_emergent:
        kept = kept.having({EMERGENT: [YES]})
    elif adam.treatment_emergent is None and EMERGENT in kept.variables:
        others = sum(flag != YES for flag in kept.column(EMERGENT))
        if others:
            message = (
                f"{EMERGENT} is not Y in {others} of {len(kept.rows)} records, which are read as well;"
                " say whether they count: source.adam.treatment_emergent = true or false"
            )
            place = Place(kept.file, column=EMERGENT)
            report(Finding("not-emergent", place, message, Severity.NOTICE))
    made = TableInMaking("adverse_events", kept)
    made.columns["patient_id"], made.names["patient_id"] = kept.subjects, "USUBJID"
    grade = adam.grade or next((one for one in GRADES if one in kept.variables), None)
    given: dict[str, Any] = {
        "term": adam.term,
        "grade": grade,
        "start_date": "ASTDT",
        "related": adam.related,
        "ended_treatment": adam.ended_treatment,
    }
    for name, column in record.columns.items():
        variable = given.get(name) or name.upper()
        if name not in made.columns and variable in kept.variables:
            made.take(column, variable, adam.system if name == "term" else None)
    # Two records of one day and term are two events as long as they have numbers of their own.
    if SEQUENCE in kept.variables:
        made.columns[SEQUENCE.lower()] = kept.column(SEQUENCE)
        made.names[SEQUENCE.lower()] = SEQUENCE
    return made
