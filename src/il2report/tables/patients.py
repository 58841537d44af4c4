"""The listing of the patients one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from il2report.document.tables import Align, Cell, Column, Row, Table, TableNote, Text, one_panel
from il2report.document.tree import Fragment, Label, Word, composed, joined
from il2report.results.patients import columns_listed, is_listed_as_number, name_in_ids
from il2report.study.declarations.listing import DOSES
from il2report.tables.groups import level_label
from il2report.tables.printing import NOTHING, Source, enumerated, in_lines, with_abbreviations

if TYPE_CHECKING:
    from il2report.analysis.variables import Column as Values
    from il2report.results.declared import Declared
    from il2report.study.declarations import Endpoint
    from il2report.study.declarations.listing import ListingColumn

ONGOING = "a time that had not ended in the event when the patient was last seen"


def listing_table(source: Source, declared: Declared) -> Table:
    """List the patients: who they were, what they received, how they fared."""
    columns, choices = columns_listed(declared), declared.declarations
    times = [choices.endpoints[each.of] for each in columns if each.of in choices.endpoints]
    ids = [f"patient.{p}.{name_in_ids(one)}" for one in times for p in declared.patients]
    notes = []
    if any(map(source.is_ongoing, ids)):
        said = choices.listing.ongoing if choices.listing else None
        marked = Word("study.listing.ongoing", said) if said else ONGOING
        notes.append(TableNote(composed("A plus sign marks {}.", marked)))
    rows = (
        Row(
            Fragment.of(Word("patients.patient_id", patient)),
            tuple(Cell(_cell(source, declared, each, patient)) for each in columns),
        )
        for patient in declared.patients
    )
    table = Table(
        id="table.s_listing",
        caption="Patients, one by one.",
        stub=("Patient",),
        columns=tuple(_heading(declared, each, at) for at, each in enumerate(columns)),
        panels=one_panel(rows),
        notes=tuple(notes),
    )
    meanings = {
        level.code: level.label.lower()
        for each in columns
        if each.codes
        for level in declared.columns[each.of].levels
    }
    return with_abbreviations(table, meanings)


def _heading(declared: Declared, column: ListingColumn, at: int) -> Column:
    heading: Text | None = None
    if column.heading:
        heading = Fragment.of(Word(f"study.listing.columns.{at}.heading", column.heading))
    if column.of == DOSES:
        return Column(heading or "Doses", Align.NUMBER, "by cycle")
    choices = declared.declarations
    if column.of in choices.endpoints:
        endpoint: Endpoint = choices.endpoints[column.of]
        label = Word(f"study.endpoint.{endpoint.name}.label", endpoint.label)
        return Column(heading or Fragment.of(label), Align.NUMBER, "months")
    values = declared.columns[column.of]
    variable = values.variable
    heading = heading or Fragment.of(Word(f"study.variable.{variable.name}.label", variable.label))
    unit: Text = ""
    if variable.unit:
        unit = Fragment.of(Word(f"study.variable.{variable.name}.unit", variable.unit))
    return Column(heading, Align.NUMBER if is_listed_as_number(values) else Align.TEXT, unit)


def _cell(source: Source, declared: Declared, column: ListingColumn, patient: str) -> Text:
    prefix, choices = f"patient.{patient}", declared.declarations
    if column.of == DOSES:
        given = f"{prefix}.cycles"
        numbers = range(1, source.count(given) + 1) if given in source else ()
        return in_lines([source.number(f"{prefix}.cycle_{number}.doses") for number in numbers])
    if column.of in choices.endpoints:
        return source.recorded(f"{prefix}.{name_in_ids(choices.endpoints[column.of])}")
    values = declared.columns[column.of]
    if is_listed_as_number(values):
        return source.recorded(f"{prefix}.{column.of}")
    return _levels(values, column, patient)


def _levels(values: Values, column: ListingColumn, patient: str) -> Text:
    """Print the codes or the labels that a patient has."""
    having = [level for level in values.levels if values.has(patient, level.code)]
    table, name = values.sources[0].split(".")
    if column.codes:
        codes = (Label(table, name, level.code, level.code) for level in having)
        return joined(", ", codes) or NOTHING
    labels = [level_label(values, level) for level in having]
    return enumerated(labels) if values.has_several else (labels[0] if labels else NOTHING)
