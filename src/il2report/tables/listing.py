"""Supplementary table: the patients one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from il2report.document.tables import (
    Align,
    Cell,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
)
from il2report.document.tree import Fragment, Label
from il2report.tables.abbreviations import with_abbreviations
from il2report.tables.brain import response_meanings
from il2report.tables.printing import NOTHING, Source, in_lines

if TYPE_CHECKING:
    from il2report.study import Study


@dataclass(frozen=True, slots=True)
class ListedPatient:
    """What the listing says of a patient besides numbers; codes, not labels."""

    id: str
    sex: str
    response: str
    sites: tuple[str, ...]
    modalities: tuple[str, ...]


def listed_patients(study: Study) -> tuple[ListedPatient, ...]:
    """Collect the codes of each patient, in the order of the patients table."""
    tables = study.tables
    sites, modalities = defaultdict(list), defaultdict(list)
    for patient, site in zip(
        tables.metastases["patient_id"], tables.metastases["site"], strict=True
    ):
        sites[patient].append(site)
    therapies = tables.prior_therapies
    for patient, modality in zip(therapies["patient_id"], therapies["modality"], strict=True):
        modalities[patient].append(modality)
    frame = tables.patients
    columns = (frame[name] for name in ("patient_id", "sex", "best_response"))
    return tuple(
        ListedPatient(
            patient, sex, response, tuple(sites[patient]), tuple(dict.fromkeys(modalities[patient]))
        )
        for patient, sex, response in zip(*columns, strict=True)
    )


def listing_table(source: Source, patients: Sequence[ListedPatient]) -> Table:
    """List the patients: who they were, what they received, how they fared."""
    table = Table(
        id="table.s_listing",
        caption="Patients, one by one.",
        stub=("Patient",),
        columns=(
            Column("Sex"),
            Column("Age", Align.NUMBER, "years"),
            Column("ECOG PS", Align.NUMBER),
            Column("LDH", Align.NUMBER, "U/L"),
            Column("Metastatic sites"),
            Column("Prior therapy"),
            Column("Doses", Align.NUMBER, "by cycle"),
            Column("Best response"),
            Column("TTDP", Align.NUMBER, "months"),
        ),
        panels=(Panel((RowGroup(tuple(_row(source, patient) for patient in patients)),)),),
        notes=tuple(_notes(source, patients)),
    )
    return with_abbreviations(table, response_meanings(source))


def _row(source: Source, patient: ListedPatient) -> Row:
    label, prefix = source.label, f"patient.{patient.id}"
    cells = (
        label("patients", "sex", patient.sex),
        _recorded(source, f"{prefix}.age"),
        _recorded(source, f"{prefix}.ecog"),
        _recorded(source, f"{prefix}.ldh"),
        source.enumerated(label("metastases", "site", code) for code in patient.sites),
        source.enumerated(
            label("prior_therapies", "modality", code) for code in patient.modalities
        ),
        _doses(source, prefix),
        Fragment.of(Label("patients", "best_response", patient.response, patient.response)),
        _recorded(source, f"{prefix}.ttdp"),
    )
    return Row(patient.id, tuple(Cell(cell) for cell in cells))


def _recorded(source: Source, result_id: str) -> Fragment | str:
    return source.number(result_id) if source.has(result_id) else NOTHING


def _doses(source: Source, prefix: str) -> Fragment | str:
    cycles = range(1, source.count(f"{prefix}.cycles") + 1)
    return in_lines([source.number(f"{prefix}.cycle_{cycle}.doses") for cycle in cycles])


def _notes(source: Source, patients: Sequence[ListedPatient]) -> Iterator[TableNote]:
    if any(source.is_ongoing(f"patient.{patient.id}.ttdp") for patient in patients):
        yield TableNote("A plus sign marks a patient who had not progressed at the last contact.")
