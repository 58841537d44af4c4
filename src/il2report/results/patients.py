"""patient.ID.*: what the listing of the supplement prints of each patient."""

from collections.abc import Iterator
from dataclasses import replace

from il2report.analysis.dosing import cycles_given
from il2report.analysis.progression import ProgressionTimes
from il2report.results.catalogue import Result, Unit
from il2report.results.entries import entry_of_patient
from il2report.results.progression import SOURCES as PROGRESSION_SOURCES
from il2report.study import Study
from il2report.values import NotEstimable

RECORDED = (
    ("age", Unit.YEARS, "Age at diagnosis", 0),
    ("ecog", Unit.COUNT, "ECOG performance status", None),
    ("ldh", Unit.U_PER_L, "LDH at the start of therapy", 0),
)


def patient_results(study: Study, times: ProgressionTimes) -> Iterator[Result]:
    """Give every id that starts with patient."""
    frame = study.tables.patients
    for column, unit, label, decimals in RECORDED:
        for patient, value in zip(times.patients, frame[column].tolist(), strict=True):
            yield _recorded(patient, column, value, unit, label, decimals)
    for patient, months, progressed in zip(
        times.patients, times.months, times.progressed, strict=True
    ):
        entry = entry_of_patient(
            f"patient.{patient}.ttdp",
            months,
            Unit.MONTHS,
            f"Time to progression or last contact, patient {patient}",
            patient,
            PROGRESSION_SOURCES,
        )
        yield replace(entry, method="months_between", is_ongoing=not progressed)
    yield from _doses(study)


def _recorded(
    patient: str, column: str, value: float, unit: Unit, label: str, decimals: int | None
) -> Result:
    entry = entry_of_patient(
        f"patient.{patient}.{column}",
        0,
        unit,
        f"{label}, patient {patient}",
        patient,
        (f"patients.{column}",),
    )
    if value != value:  # noqa: PLR0124 (a blank cell is NaN)
        return replace(entry, value=NotEstimable("not recorded"))
    whole = value == int(value)
    return replace(
        entry, value=int(value) if whole else float(value), decimals=decimals if whole else 1
    )


def _doses(study: Study) -> Iterator[Result]:
    cycles = study.tables.cycles
    columns = (cycles[name].tolist() for name in ("patient_id", "cycle", "doses"))
    for patient, cycle, doses in zip(*columns, strict=True):
        yield entry_of_patient(
            f"patient.{patient}.cycle_{cycle}.doses",
            doses,
            Unit.COUNT,
            f"Doses in cycle {cycle}, patient {patient}",
            patient,
            ("cycles.doses",),
            (("cycles.cycle", (cycle,)),),
        )
    for patient, n in cycles_given(cycles).items():
        yield entry_of_patient(
            f"patient.{patient}.cycles",
            n,
            Unit.COUNT,
            f"Cycles received, patient {patient}",
            patient,
            ("cycles.cycle",),
        )
