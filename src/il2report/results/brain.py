"""brain.*: patients with brain metastases, one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from il2report.analysis.brain import (
    BrainResponse,
    brain_response,
    completed_months,
    lesions_of,
)
from il2report.analysis.description import everyone, patients_with, share
from il2report.results.catalogue import Result, Unit
from il2report.results.entries import entry_of_patient
from il2report.study import Study
from il2report.values import NotEstimable

BRAIN = "brain"
LESION_SOURCES = ("brain_lesions.assessed_on", "brain_lesions.diameter_mm")
COMPLETE_RESPONSE = "CR"


@dataclass(frozen=True, slots=True)
class BrainLesion:
    """One brain lesion of a patient, numbered in the order of first assessment."""

    patient: str
    number: int
    location: str

    def result(self, name: str) -> str:
        """Give the id of one of this lesion's results."""
        return f"brain.{self.patient}.lesion.{self.number}.{name}"


@dataclass(frozen=True, slots=True)
class BrainPatient:
    """What Table III tells of one patient with brain metastases; codes, not labels."""

    id: str
    response: str
    sites: tuple[str, ...]
    prior: tuple[tuple[str, str | None], ...]
    lesions: tuple[BrainLesion, ...]
    resolved: bool
    ongoing: bool

    def result(self, name: str) -> str:
        """Give the id of one of this patient's results."""
        return f"brain.{self.id}.{name}"


def brain_patients(study: Study) -> tuple[BrainPatient, ...]:
    """Describe each patient with brain metastases, in the order of the patients table."""
    tables = study.tables
    having = frozenset(patients_with(tables.metastases, "site", [BRAIN]))
    return tuple(
        _described(study, row.patient_id, row.best_response)
        for row in tables.patients.itertuples()
        if row.patient_id in having
    )


def _described(study: Study, patient: str, response: str) -> BrainPatient:
    measurements, course = _course(study, patient)
    therapies = _rows(study.tables.prior_therapies, patient)
    sites = _rows(study.tables.metastases, patient)["site"].tolist()
    agents = [agent if isinstance(agent, str) else None for agent in therapies["agent"]]
    return BrainPatient(
        id=patient,
        response=response,
        sites=tuple(s for s in study.codebook.codes("metastases", "site") if s in sites and s != BRAIN),
        prior=tuple(zip(therapies["modality"].tolist(), agents, strict=True)),
        lesions=tuple(
            BrainLesion(patient, number, lesion.location)
            for number, lesion in enumerate(lesions_of(measurements), start=1)
        ),
        resolved=course is not None,
        ongoing=course is not None and course.is_ongoing,
    )


def brain_results(study: Study) -> Iterator[Result]:
    """Give every id that starts with brain."""
    of = everyone(study.tables.patients)
    proportion = share(of, patients_with(study.tables.metastases, "site", [BRAIN]))
    yield Result(
        id="brain.n",
        value=proportion.n,
        unit=Unit.COUNT,
        label="Patients with brain metastases",
        method="count",
        n=len(of),
        patients=proportion.having,
        denominator=of,
        sources=("metastases.site",),
    )
    resolved = [p for p in proportion.having if _course(study, p)[1] is not None]
    yield Result(
        id="brain.resolved.n",
        value=len(resolved),
        unit=Unit.COUNT,
        label="Patients with complete resolution of all brain lesions",
        method="count",
        n=proportion.n,
        patients=tuple(resolved),
        denominator=proportion.having,
        sources=LESION_SOURCES,
    )
    for patient in proportion.having:
        yield from _of_patient(study, patient)


def _of_patient(study: Study, patient: str) -> Iterator[Result]:
    row = _rows(study.tables.patients, patient).iloc[0]
    for column, unit, label in (
        ("age", Unit.YEARS, "Age at diagnosis"),
        ("ecog", Unit.COUNT, "ECOG performance status"),
    ):
        yield entry_of_patient(
            f"brain.{patient}.{column}",
            _plain(row[column]),
            unit,
            f"{label}, patient {patient}",
            patient,
            (f"patients.{column}",),
        )
    measurements, course = _course(study, patient)
    yield from _duration(patient, course)
    yield _disease_free(study, patient, row)
    for number, lesion in enumerate(lesions_of(measurements), start=1):
        yield entry_of_patient(
            f"brain.{patient}.lesion.{number}.diameter",
            _plain(lesion.first_diameter_mm),
            Unit.MILLIMETERS,
            f"Diameter of brain lesion {number} at the first assessment, patient {patient}",
            patient,
            LESION_SOURCES,
        )


def _duration(patient: str, course: BrainResponse | None) -> Iterator[Result]:
    unresolved = NotEstimable("the brain lesions did not all resolve")
    duration = replace(
        entry_of_patient(
            f"brain.{patient}.duration",
            0,
            Unit.COMPLETED_MONTHS,
            f"Duration of the brain response, patient {patient}",
            patient,
            LESION_SOURCES,
        ),
        value=course.months if course else unresolved,
        method="completed_months",
        is_ongoing=course is not None and course.is_ongoing,
    )
    yield duration
    yield replace(
        duration,
        id=f"brain.{patient}.ongoing",
        value=int(course.is_ongoing) if course else unresolved,
        unit=Unit.FLAG,
        label=f"Brain response ongoing at the last assessment, patient {patient}",
        method="observed",
        is_ongoing=False,
    )


def _disease_free(study: Study, patient: str, row: pd.Series) -> Result:
    """Disease-free time of a complete responder, from the last dose to progression or last contact."""
    entry = replace(
        entry_of_patient(
            f"brain.{patient}.disease_free",
            0,
            Unit.COMPLETED_MONTHS,
            f"Disease-free time since the last dose, patient {patient}",
            patient,
            ("cycles.last_dose_date", "patients.progression_date", "patients.last_contact_date"),
        ),
        method="completed_months",
    )
    if row["best_response"] != COMPLETE_RESPONSE:
        return replace(entry, value=NotEstimable("the patient had no complete response"))
    relapsed = not pd.isna(row["progression_date"])
    end = row["progression_date"] if relapsed else row["last_contact_date"]
    last_dose = _rows(study.tables.cycles, patient)["last_dose_date"].max()
    return replace(entry, value=completed_months((end - last_dose).days), is_ongoing=not relapsed)


def _course(study: Study, patient: str) -> tuple[pd.DataFrame, BrainResponse | None]:
    measurements = _rows(study.tables.brain_lesions, patient)
    return measurements, brain_response(measurements) if len(measurements) else None


def _rows(frame: pd.DataFrame, patient: str) -> pd.DataFrame:
    return frame[frame["patient_id"] == patient]


def _plain(value: float) -> int | float:
    """Give a whole number as int, so that it prints as it was recorded."""
    return int(value) if value == int(value) else float(value)
