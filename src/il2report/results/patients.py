"""patient.ID.*: what the listing of the supplement prints of each patient."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from il2report.analysis.derivations import Derived, Recorded, RowCount, Span
from il2report.analysis.description import cells, everyone
from il2report.analysis.methods import MONTHS_BETWEEN, OBSERVED
from il2report.results.catalogue import Result, Topic
from il2report.results.entries import entry_of_patient
from il2report.study import Study
from il2report.values import NotEstimable, Unit

FAMILY = "patient"
PROGRESSION_SOURCES = (
    "patients.entry_date",
    "patients.progression_date",
    "patients.last_contact_date",
)
RECORDED = (
    ("age", Unit.YEARS, "Age at diagnosis", 0),
    ("ecog", Unit.COUNT, "ECOG performance status", None),
    ("ldh", Unit.U_PER_L, "LDH at the start of therapy", 0),
)


def patient_results(study: Study) -> Iterator[Result]:
    """Give every id that starts with patient."""
    frame = study.tables.patients
    for column, unit, label, decimals in RECORDED:
        if study.tables.has(f"patients.{column}"):
            for patient, value in zip(everyone(frame), frame[column].tolist(), strict=True):
                yield _recorded(patient, column, value, unit, label, decimals)
    if study.tables.has(*PROGRESSION_SOURCES):
        yield from _times(frame)
    if "cycles" in study.tables:
        yield from _doses(study)


def _times(frame: pd.DataFrame) -> Iterator[Result]:
    dates = (cells(frame[name]) for name in ("entry_date", "progression_date", "last_contact_date"))
    for patient, entry, progression, last_contact in zip(everyone(frame), *dates, strict=True):
        span = Span(entry, progression or last_contact, is_completed=False)
        time = entry_of_patient(
            f"patient.{patient}.ttdp",
            Derived(span.months, MONTHS_BETWEEN, span),
            Topic(FAMILY, "ttdp", patient=patient),
            Unit.MONTHS,
            f"Time to progression or last contact, patient {patient}",
            PROGRESSION_SOURCES,
        )
        yield replace(time, is_ongoing=progression is None)


def _recorded(
    patient: str, column: str, value: float, unit: Unit, label: str, decimals: int | None
) -> Result:
    derived = Derived(NotEstimable("not recorded"), OBSERVED)
    if is_known := value == value:  # noqa: PLR0124 (a blank cell is NaN)
        value, decimals = (int(value), decimals) if value == int(value) else (float(value), 1)
        derived = Derived(value, OBSERVED, Recorded(value))
    entry = entry_of_patient(
        f"patient.{patient}.{column}",
        derived,
        Topic(FAMILY, column, patient=patient),
        unit,
        f"{label}, patient {patient}",
        (f"patients.{column}",),
    )
    return replace(entry, decimals=decimals) if is_known else entry


def _doses(study: Study) -> Iterator[Result]:
    cycles = study.tables.cycles
    columns = (cycles[name].tolist() for name in ("patient_id", "cycle", "doses"))
    given: dict[str, list[int]] = {}
    for patient, cycle, doses in zip(*columns, strict=True):
        given.setdefault(patient, []).append(cycle)
        yield entry_of_patient(
            f"patient.{patient}.cycle_{cycle}.doses",
            doses,
            Topic(FAMILY, "doses", by="cycle", group=str(cycle), patient=patient),
            Unit.COUNT,
            f"Doses in cycle {cycle}, patient {patient}",
            ("cycles.doses",),
            where=(("cycles.cycle", (cycle,)),),
        )
    for patient, numbers in given.items():
        yield entry_of_patient(
            f"patient.{patient}.cycles",
            Derived(len(numbers), OBSERVED, RowCount(tuple(numbers))),
            Topic(FAMILY, "cycles", patient=patient),
            Unit.COUNT,
            f"Cycles received, patient {patient}",
            ("cycles.cycle",),
        )
