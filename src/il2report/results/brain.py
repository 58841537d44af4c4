"""brain.*: patients with brain metastases, one by one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from il2report.analysis.brain import Lesion, lesions_of, measurements_by_patient, resolution
from il2report.analysis.derivations import Counted, Derived, Resolution, Span
from il2report.analysis.description import cells, everyone, patients_with
from il2report.analysis.methods import COMPLETED_MONTHS, COUNT, OBSERVED
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.entries import entry_of_patient
from il2report.study import Study
from il2report.values import NotEstimable, Unit

FAMILY = BRAIN = "brain"
LESION_SOURCES = ("brain_lesions.assessed_on", "brain_lesions.diameter_mm")
COMPLETE_RESPONSE = "CR"
RECORDED = ("age", "ecog", "best_response", "progression_date", "last_contact_date")


@dataclass(frozen=True, slots=True)
class BrainLesion:
    """One brain lesion of a patient, numbered in the order of first assessment."""

    patient: str
    number: int
    measured: Lesion

    @property
    def location(self) -> str:
        """The code of where in the brain it is."""
        return self.measured.location

    def result(self, name: str) -> str:
        """Give the id of one of this lesion's results."""
        return f"brain.{self.patient}.lesion.{self.number}.{name}"


@dataclass(frozen=True, slots=True)
class BrainPatient:
    """All that the tables hold of one patient with brain metastases; codes, not labels.

    `record` has cells of the patients table by column; `resolution` is None when some lesion never
    resolved.
    """

    id: str
    record: Mapping[str, Any]
    lesions: tuple[BrainLesion, ...]
    resolution: Resolution | None
    last_dose: date
    sites: tuple[str, ...]
    prior: tuple[tuple[str, str | None], ...]

    @property
    def response(self) -> str:
        """The best response."""
        return str(self.record["best_response"])

    @property
    def resolved(self) -> bool:
        """Whether every lesion resolved."""
        return self.resolution is not None

    @property
    def ongoing(self) -> bool:
        """Whether every lesion resolved and none has recurred."""
        return self.resolution is not None and self.resolution.is_ongoing

    def result(self, name: str) -> str:
        """Give the id of one of this patient's results."""
        return f"brain.{self.id}.{name}"


def brain_patients(study: Study) -> tuple[BrainPatient, ...]:
    """Collect the patients with brain metastases, in the order of the patients table."""
    tables = study.tables
    having = frozenset(patients_with(tables.metastases, "site", [BRAIN]))
    records = _by_patient(tables.patients, having, *RECORDED)
    measurements = measurements_by_patient(tables.brain_lesions)
    sites = _by_patient(tables.metastases, having, "site")
    prior = (
        _by_patient(tables.prior_therapies, having, "modality", "agent")
        if "prior_therapies" in tables
        else {}
    )
    last_doses = _by_patient(tables.cycles, having, "last_dose_date")
    others = [code for code in study.codebook.codes("metastases", "site") if code != BRAIN]
    return tuple(
        BrainPatient(
            id=patient,
            record=dict(zip(RECORDED, record, strict=True)),
            lesions=tuple(
                BrainLesion(patient, number, lesion)
                for number, lesion in enumerate(lesions_of(measurements.get(patient, ())), start=1)
            ),
            resolution=resolution(measurements.get(patient, ())),
            last_dose=max(day for (day,) in last_doses[patient]),
            sites=tuple(code for code in others if (code,) in sites[patient]),
            prior=tuple(
                (modality, agent if isinstance(agent, str) else None)
                for modality, agent in prior.get(patient, ())
            ),
        )
        for patient, (record,) in records.items()
    )


def _by_patient(
    frame: pd.DataFrame, patients: frozenset[str], *names: str
) -> dict[str, list[tuple[Any, ...]]]:
    """Sort the cells of some columns by patient, each in the order of the table."""
    by_patient: dict[str, list[tuple[Any, ...]]] = {}
    columns = (cells(frame[name]) for name in ("patient_id", *names))
    for patient, *row in zip(*columns, strict=True):
        if patient in patients:
            by_patient.setdefault(patient, []).append(tuple(row))
    return by_patient


def brain_results(study: Study, affected: tuple[BrainPatient, ...]) -> Iterator[Result]:
    """Give every id that starts with brain."""
    of = everyone(study.tables.patients)
    having = tuple(patient.id for patient in affected)
    count = Result(
        id="brain.n",
        derived=Derived(len(having), COUNT, Counted(len(having), len(of))),
        unit=Unit.COUNT,
        label="Patients with brain metastases",
        statistic=Statistic.N,
        topic=Topic(FAMILY, "site", BRAIN),
        patients=having,
        denominator=of,
        sources=("metastases.site",),
        where=(("metastases.site", (BRAIN,)),),
    )
    yield count
    resolved = tuple(patient.id for patient in affected if patient.resolved)
    yield replace(
        count,
        id="brain.resolved.n",
        derived=Derived(len(resolved), COUNT, Counted(len(resolved), len(having))),
        label="Patients with complete resolution of all brain lesions",
        topic=Topic(FAMILY, "resolved"),
        n=len(having),
        patients=resolved,
        denominator=having,
        sources=LESION_SOURCES,
        where=(),
    )
    if len(affected) <= study.configuration.limits.brain_patients:
        for patient in affected:
            yield from _of_patient(patient)


def _of_patient(patient: BrainPatient) -> Iterator[Result]:
    for column, unit, label in (
        ("age", Unit.YEARS, "Age at diagnosis"),
        ("ecog", Unit.COUNT, "ECOG performance status"),
    ):
        yield entry_of_patient(
            patient.result(column),
            _plain(patient.record[column]),
            Topic(FAMILY, column, patient=patient.id),
            unit,
            f"{label}, patient {patient.id}",
            (f"patients.{column}",),
        )
    yield from _durations(patient)
    for lesion in patient.lesions:
        yield entry_of_patient(
            lesion.result("diameter"),
            _plain(lesion.measured.first_diameter_mm),
            Topic(FAMILY, "diameter", by="lesion", group=str(lesion.number), patient=patient.id),
            Unit.MILLIMETERS,
            f"Diameter of brain lesion {lesion.number} at the first assessment, patient {patient.id}",
            LESION_SOURCES,
            where=(("brain_lesions.lesion", (lesion.measured.lesion,)),),
        )


def _durations(patient: BrainPatient) -> Iterator[Result]:
    """Give the brain response, whether it goes on, and a complete responder's disease-free time."""
    found = patient.resolution
    unresolved = NotEstimable("the brain lesions did not all resolve")
    length, ongoing = Derived(unresolved, COMPLETED_MONTHS), Derived(unresolved, OBSERVED)
    if found:
        length = Derived(found.span.months, COMPLETED_MONTHS, found.span)
        ongoing = Derived(int(found.is_ongoing), OBSERVED, found)
    duration = entry_of_patient(
        patient.result("duration"),
        length,
        Topic(FAMILY, "duration", patient=patient.id),
        Unit.COMPLETED_MONTHS,
        f"Duration of the brain response, patient {patient.id}",
        LESION_SOURCES,
    )
    yield replace(duration, is_ongoing=patient.ongoing)
    yield entry_of_patient(
        patient.result("ongoing"),
        ongoing,
        Topic(FAMILY, "ongoing", patient=patient.id),
        Unit.FLAG,
        f"Brain response ongoing at the last assessment, patient {patient.id}",
        LESION_SOURCES,
    )
    # From the last dose to progression or last contact.
    free = Derived(NotEstimable("the patient had no complete response"), COMPLETED_MONTHS)
    relapse = patient.record["progression_date"]
    if patient.response == COMPLETE_RESPONSE:
        end = relapse or patient.record["last_contact_date"]
        span = Span(patient.last_dose, end, is_completed=True)
        free = Derived(span.months, COMPLETED_MONTHS, span)
    entry = entry_of_patient(
        patient.result("disease_free"),
        free,
        Topic(FAMILY, "disease_free", patient=patient.id),
        Unit.COMPLETED_MONTHS,
        f"Disease-free time since the last dose, patient {patient.id}",
        ("cycles.last_dose_date", "patients.progression_date", "patients.last_contact_date"),
    )
    yield replace(entry, is_ongoing=bool(free.derivation) and relapse is None)


def _plain(value: float) -> int | float:
    """Give a whole number as int, so that it prints as it was recorded."""
    return int(value) if value == int(value) else float(value)
