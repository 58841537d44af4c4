"""The listing of the patients one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from il2report.document.tables import Align, Cell, Column, Row, Table, TableNote, Text, one_panel
from il2report.document.tree import Fragment, Label, Word
from il2report.tables.printing import Source, in_lines, with_abbreviations

if TYPE_CHECKING:
    from il2report.study import Study


def _row(patient_id: str, *cells: Text) -> Row:
    return Row(Fragment.of(Word("patients.patient_id", patient_id)), tuple(map(Cell, cells)))


def _code(response: str) -> Text:
    """Print a response by its code, which a note explains."""
    return Fragment.of(Label("patients", "best_response", response, response))


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
    sites, modalities = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for collected, table, column in (
        (sites, "metastases", "site"),
        (modalities, "prior_therapies", "modality"),
    ):
        if not study.tables.has(f"{table}.{column}"):
            continue
        frame = study.tables[table]
        for patient, code in zip(frame["patient_id"], frame[column], strict=True):
            collected[patient].append(code)
    frame = study.tables.patients
    columns = (frame[name] for name in ("patient_id", "sex", "best_response"))
    return tuple(
        ListedPatient(
            patient, sex, response, tuple(sites[patient]), tuple(dict.fromkeys(modalities[patient]))
        )
        for patient, sex, response in zip(*columns, strict=True)
    )


def listing_table(source: Source, patients: Sequence[ListedPatient]) -> Table:
    """List the patients: who they were, what they received, how they fared."""
    notes = []
    if any(source.is_ongoing(f"patient.{patient.id}.ttdp") for patient in patients):
        notes = ["A plus sign marks a patient who had not progressed at the last contact."]
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
        panels=one_panel(_listing_row(source, patient) for patient in patients),
        notes=tuple(map(TableNote, notes)),
    )
    return with_abbreviations(table, source.response_meanings())


def _listing_row(source: Source, patient: ListedPatient) -> Row:
    prefix = f"patient.{patient.id}"
    given = f"{prefix}.cycles"
    cycles = range(1, source.count(given) + 1) if given in source else ()
    return _row(
        patient.id,
        source.label("patients", "sex", patient.sex),
        source.recorded(f"{prefix}.age"),
        source.recorded(f"{prefix}.ecog"),
        source.recorded(f"{prefix}.ldh"),
        source.listed("metastases", "site", patient.sites),
        source.listed("prior_therapies", "modality", patient.modalities),
        in_lines([source.number(f"{prefix}.cycle_{cycle}.doses") for cycle in cycles]),
        _code(patient.response),
        source.recorded(f"{prefix}.ttdp"),
    )
