"""The table of the patients with measured lesions, one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from il2report.document.grammar import plural
from il2report.document.tables import Align, Cell, Column, Row, Table, TableNote, Text, one_panel
from il2report.document.tree import Fragment, Label, Part, Word, composed, joined
from il2report.study.declarations.lesions import DIAMETERS, DURATION
from il2report.tables.groups import level_label, variable_label
from il2report.tables.printing import NOTHING, Source, enumerated, in_lines, with_abbreviations

if TYPE_CHECKING:
    from il2report.analysis.variables import Column as Values
    from il2report.results.lesions import LesionPatient
    from il2report.study.declarations import LesionColumn, MeasuredLesions


def lesion_table(
    source: Source,
    lesions: MeasuredLesions,
    patients: Sequence[LesionPatient],
    variables: Mapping[str, Values],
) -> Table:
    """Describe each patient with the lesions, in the columns that study.toml names."""
    own = [column.of for column in lesions.columns]
    numbers = patients[0].numbers if patients else ()
    notes = []
    if DIAMETERS in own:
        notes.append(TableNote("Diameters are those of the first measurement of each lesion."))
    if DURATION in own:
        said = (
            "Duration of the response of the {} runs from the first assessment at which each had resolved"
            " to a recurrence or the last assessment."
        )
        notes.append(TableNote(composed(said, _word("lesions", lesions.several))))
    if DURATION in own and any(source.is_ongoing(patient.result(DURATION)) for patient in patients):
        said = "A plus sign marks a response of the {} that was still ongoing."
        notes.append(TableNote(composed(said, _word("lesions", lesions.several))))
    table = Table(
        id=f"table.{lesions.name}",
        caption=composed(
            "{} with {}.", plural(len(patients), "Patient"), _word("label", lesions.label)
        ),
        stub=("Patient",),
        columns=tuple(_heading(column, variables, numbers) for column in lesions.columns),
        panels=one_panel(_row(source, lesions, patient, variables) for patient in patients),
        notes=tuple(notes),
    )
    return with_abbreviations(table, _meanings(lesions, variables))


def _word(key: str, text: str) -> Word:
    return Word(f"study.measured_lesions.{key}", text)


def _heading(
    column: LesionColumn, variables: Mapping[str, Values], numbers: Collection[str]
) -> Column:
    heading: Text | None = None
    if column.heading:
        heading = Fragment.of(_word(f"{column.of}.heading", column.heading))
    if column.of == DURATION:
        return Column(heading or "Duration of response", Align.NUMBER, "months")
    if column.of == DIAMETERS:
        return Column(heading or "Diameter", Align.NUMBER, "mm")
    heading = heading or variable_label(variables[column.of])
    return Column(heading, Align.NUMBER if column.of in numbers else Align.TEXT)


def _row(
    source: Source,
    lesions: MeasuredLesions,
    patient: LesionPatient,
    variables: Mapping[str, Values],
) -> Row:
    cells = (_cell(source, patient, column, variables) for column in lesions.columns)
    header = Fragment.of(Word("patients.patient_id", patient.id))
    return Row(header, tuple(map(Cell, cells)))


def _cell(
    source: Source,
    patient: LesionPatient,
    column: LesionColumn,
    variables: Mapping[str, Values],
) -> Text:
    if column.of == DURATION:
        return source.recorded(patient.result(DURATION))
    if column.of == DIAMETERS:
        return in_lines([source.number(lesion.result("diameter")) for lesion in patient.lesions])
    if column.of in patient.numbers:
        return source.recorded(patient.result(column.of))
    labels = _labels(patient, column, variables[column.of])
    return joined(", ", labels) or NOTHING if column.codes else enumerated(labels)


def _labels(patient: LesionPatient, column: LesionColumn, values: Values) -> Iterator[Part]:
    """Print what a patient has of a variable: its codes, its labels, or their details."""
    table, name = values.sources[0].split(".")
    levels = {level.code: level for level in values.levels}
    for code, detail in patient.recorded[column.of]:
        if detail:
            yield Word(f"{table}.{column.detail}", detail)
        elif column.codes:
            yield Label(table, name, code, code)
        else:
            yield level_label(values, levels[code])


def _meanings(lesions: MeasuredLesions, variables: Mapping[str, Values]) -> dict[str, str]:
    """The label of each code that the table prints as such: `{"CR": "complete response", ...}`."""
    return {
        level.code: level.label.lower()
        for column in lesions.columns
        if column.codes
        for level in variables[column.of].levels
    }
