"""Table III: one row for each patient with brain metastases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from il2report.document.grammar import plural
from il2report.document.tables import (
    Align,
    Cell,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
    Text,
)
from il2report.document.tree import Fragment, Label
from il2report.tables.abbreviations import with_abbreviations
from il2report.tables.printing import NOTHING, Source, in_lines

if TYPE_CHECKING:
    from il2report.results.brain import BrainPatient


def brain_table(source: Source, patients: Sequence[BrainPatient]) -> Table:
    """Describe each patient with brain metastases: response, lesions, therapy, other disease."""
    table = Table(
        id="table.brain",
        caption=f"{plural(len(patients), 'Patient')} with brain metastases.",
        stub=("Patient",),
        columns=(
            Column("Response"),
            Column("Duration", Align.NUMBER, "months"),
            Column("ECOG PS", Align.NUMBER),
            Column("Tumor diameter", Align.NUMBER, "mm"),
            Column("Prior therapies"),
            Column("Other disease sites"),
        ),
        panels=(Panel((RowGroup(tuple(_row(source, patient) for patient in patients)),)),),
        notes=tuple(_notes(source, patients)),
    )
    return with_abbreviations(table, response_meanings(source))


def response_meanings(source: Source) -> dict[str, str]:
    """What each response code stands for, in lower case: `{"CR": "complete response", ...}`."""
    codebook = source.codebook
    codes = codebook.codes("patients", "best_response")
    return {code: codebook.label("patients", "best_response", code).lower() for code in codes}


def _row(source: Source, patient: BrainPatient) -> Row:
    cells = (
        Fragment.of(Label("patients", "best_response", patient.response, patient.response)),
        _duration(source, patient),
        source.number(patient.result("ecog")),
        _diameters(source, patient),
        _prior_therapies(source, patient),
        _other_sites(source, patient),
    )
    return Row(patient.id, tuple(Cell(cell) for cell in cells))


def _duration(source: Source, patient: BrainPatient) -> Fragment | str:
    duration = patient.result("duration")
    return source.number(duration) if source.has(duration) else NOTHING


def _diameters(source: Source, patient: BrainPatient) -> Fragment | str:
    return in_lines([source.number(lesion.result("diameter")) for lesion in patient.lesions])


def _prior_therapies(source: Source, patient: BrainPatient) -> Text:
    label = source.label
    return source.enumerated(
        agent or label("prior_therapies", "modality", modality) for modality, agent in patient.prior
    )


def _other_sites(source: Source, patient: BrainPatient) -> Text:
    label = source.label
    return source.enumerated(label("metastases", "site", code) for code in patient.sites)


def _notes(source: Source, patients: Sequence[BrainPatient]) -> Iterator[TableNote]:
    yield TableNote("Diameters are those of the first measurement of each lesion.")
    if any(source.is_ongoing(patient.result("duration")) for patient in patients):
        yield TableNote("A plus sign marks a response of the brain lesions that was still ongoing.")
