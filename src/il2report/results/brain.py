"""brain.*: patients with brain metastases, one by one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from il2report.analysis.brain import (
    Lesion,
    lesions_of,
    measurements_by_patient,
    resolution,
)
from il2report.analysis.derivations import Counted, Derived, Resolution, Span
from il2report.analysis.description import cells, everyone, patients_with
from il2report.analysis.methods import COMPLETED_MONTHS, COUNT, OBSERVED
from il2report.results.catalogue import Result, Statistic, Topic, Unit
from il2report.results.entries import entry_of_patient
from il2report.study import Study
from il2report.values import NotEstimable

FAMILY = BRAIN = "brain"
LESION_SOURCES = ("brain_lesions.assessed_on", "brain_lesions.diameter_mm")
COMPLETE_RESPONSE = "CR"
RECORDED = ("age", "ecog", "best_response", "progression_date", "last_contact_date")


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


@dataclass(frozen=True, slots=True)
class BrainCase:
    """All that the tables hold of one patient with brain metastases.

    `record` has cells of the patients table by column; `resolution` is None when some lesion never resolved.
    """

    id: str
    record: Mapping[str, Any]
    lesions: tuple[Lesion, ...]
    resolution: Resolution | None
    last_dose: date
    sites: tuple[str, ...]
    prior: tuple[tuple[str, str | None], ...]

    @property
    def is_ongoing(self) -> bool:
        """Whether every lesion resolved and none has recurred."""
        return self.resolution is not None and self.resolution.is_ongoing


def brain_cases(study: Study) -> tuple[BrainCase, ...]:
    """Collect the patients with brain metastases, in the order of the patients table."""
    tables = study.tables
    having = frozenset(patients_with(tables.metastases, "site", [BRAIN]))
    records = _by_patient(tables.patients, having, *RECORDED)
    lesions = measurements_by_patient(tables.brain_lesions)
    sites = _by_patient(tables.metastases, having, "site")
    prior = _by_patient(tables.prior_therapies, having, "modality", "agent")
    last_doses = _by_patient(tables.cycles, having, "last_dose_date")
    order = study.codebook.codes("metastases", "site")
    return tuple(
        BrainCase(
            id=patient,
            record=dict(zip(RECORDED, records[patient][0], strict=True)),
            lesions=lesions_of(lesions[patient]) if patient in lesions else (),
            resolution=resolution(lesions[patient]) if patient in lesions else None,
            last_dose=max(day for (day,) in last_doses[patient]),
            sites=_other_sites(order, [site for (site,) in sites[patient]]),
            prior=_therapies(prior.get(patient, ())),
        )
        for patient in records
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


def _other_sites(order: tuple[str, ...], sites: list[str]) -> tuple[str, ...]:
    return tuple(code for code in order if code in sites and code != BRAIN)


def _therapies(rows: Iterable[tuple[Any, ...]]) -> tuple[tuple[str, str | None], ...]:
    return tuple((modality, agent if isinstance(agent, str) else None) for modality, agent in rows)


def brain_patients(cases: tuple[BrainCase, ...]) -> tuple[BrainPatient, ...]:
    """Describe each case for Table III and its paragraph."""
    return tuple(
        BrainPatient(
            id=case.id,
            response=case.record["best_response"],
            sites=case.sites,
            prior=case.prior,
            lesions=tuple(
                BrainLesion(case.id, number, lesion.location)
                for number, lesion in enumerate(case.lesions, start=1)
            ),
            resolved=case.resolution is not None,
            ongoing=case.is_ongoing,
        )
        for case in cases
    )


def brain_results(study: Study, cases: tuple[BrainCase, ...]) -> Iterator[Result]:
    """Give every id that starts with brain."""
    of = everyone(study.tables.patients)
    having = tuple(case.id for case in cases)
    count = Result(
        id="brain.n",
        derived=Derived(len(having), COUNT, Counted(len(having), len(of))),
        unit=Unit.COUNT,
        label="Patients with brain metastases",
        statistic=Statistic.N,
        topic=Topic(FAMILY, "site", BRAIN),
        n=len(of),
        patients=having,
        denominator=of,
        sources=("metastases.site",),
        where=(("metastases.site", (BRAIN,)),),
    )
    yield count
    resolved = tuple(case.id for case in cases if case.resolution is not None)
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
    if len(cases) <= study.configuration.limits.brain_patients:
        for case in cases:
            yield from _of_case(case)


def _of_case(case: BrainCase) -> Iterator[Result]:
    for column, unit, label in (
        ("age", Unit.YEARS, "Age at diagnosis"),
        ("ecog", Unit.COUNT, "ECOG performance status"),
    ):
        yield entry_of_patient(
            f"brain.{case.id}.{column}",
            _plain(case.record[column]),
            Topic(FAMILY, column, patient=case.id),
            unit,
            f"{label}, patient {case.id}",
            (f"patients.{column}",),
        )
    yield from _duration(case.id, case.resolution)
    yield _disease_free(case)
    for number, lesion in enumerate(case.lesions, start=1):
        yield entry_of_patient(
            f"brain.{case.id}.lesion.{number}.diameter",
            _plain(lesion.first_diameter_mm),
            Topic(FAMILY, "diameter", by="lesion", group=str(number), patient=case.id),
            Unit.MILLIMETERS,
            f"Diameter of brain lesion {number} at the first assessment, patient {case.id}",
            LESION_SOURCES,
            where=(("brain_lesions.lesion", (lesion.lesion,)),),
        )


def _duration(patient: str, found: Resolution | None) -> Iterator[Result]:
    unresolved = NotEstimable("the brain lesions did not all resolve")
    length, ongoing = Derived(unresolved, COMPLETED_MONTHS), Derived(unresolved, OBSERVED)
    if found:
        length = Derived(found.span.months, COMPLETED_MONTHS, found.span)
        ongoing = Derived(int(found.is_ongoing), OBSERVED, found)
    duration = entry_of_patient(
        f"brain.{patient}.duration",
        length,
        Topic(FAMILY, "duration", patient=patient),
        Unit.COMPLETED_MONTHS,
        f"Duration of the brain response, patient {patient}",
        LESION_SOURCES,
    )
    yield replace(duration, is_ongoing=found is not None and found.is_ongoing)
    yield entry_of_patient(
        f"brain.{patient}.ongoing",
        ongoing,
        Topic(FAMILY, "ongoing", patient=patient),
        Unit.FLAG,
        f"Brain response ongoing at the last assessment, patient {patient}",
        LESION_SOURCES,
    )


def _disease_free(case: BrainCase) -> Result:
    """Disease-free time of a complete responder, from the last dose to progression or last contact."""
    derived = Derived(NotEstimable("the patient had no complete response"), COMPLETED_MONTHS)
    is_ongoing = False
    if case.record["best_response"] == COMPLETE_RESPONSE:
        relapse = case.record["progression_date"]
        end = relapse or case.record["last_contact_date"]
        span, is_ongoing = Span(case.last_dose, end, is_completed=True), relapse is None
        derived = Derived(span.months, COMPLETED_MONTHS, span)
    entry = entry_of_patient(
        f"brain.{case.id}.disease_free",
        derived,
        Topic(FAMILY, "disease_free", patient=case.id),
        Unit.COMPLETED_MONTHS,
        f"Disease-free time since the last dose, patient {case.id}",
        ("cycles.last_dose_date", "patients.progression_date", "patients.last_contact_date"),
    )
    return replace(entry, is_ongoing=is_ongoing)


def _plain(value: float) -> int | float:
    """Give a whole number as int, so that it prints as it was recorded."""
    return int(value) if value == int(value) else float(value)
