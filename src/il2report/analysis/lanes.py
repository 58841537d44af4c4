"""The course of every patient on one time axis, for the swimmer plot."""

import pandas as pd

from il2report.analysis.description import DAYS_PER_MONTH
from il2report.values import PatientLane, TreatmentPeriod


def patient_lanes(patients: pd.DataFrame, cycles: pd.DataFrame) -> tuple[PatientLane, ...]:
    """Lay out treatment, progression and last contact of each patient.

    Parameters
    ----------
    patients : one row per patient with the dates and the best response
    cycles : one row per patient and cycle

    Returns
    -------
    tuple of PatientLane, in the order of `patients`
        Times in months from entry.
    """
    periods: dict[str, list[TreatmentPeriod]] = {}
    entry = dict(zip(patients["patient_id"], patients["entry_date"], strict=True))
    for row in cycles.sort_values(["patient_id", "cycle"]).itertuples():
        origin = entry[row.patient_id]
        periods.setdefault(row.patient_id, []).append(
            TreatmentPeriod(
                cycle=int(row.cycle),
                start=(row.start_date - origin).days / DAYS_PER_MONTH,
                end=(row.last_dose_date - origin).days / DAYS_PER_MONTH,
                doses=int(row.doses),
            )
        )
    return tuple(_lane(row, tuple(periods.get(row.patient_id, ()))) for row in patients.itertuples())


def _lane(row: object, periods: tuple[TreatmentPeriod, ...]) -> PatientLane:
    entry, progression = row.entry_date, row.progression_date  # type: ignore[attr-defined]
    contact = row.last_contact_date  # type: ignore[attr-defined]
    progressed = not pd.isna(progression)
    return PatientLane(
        patient_id=row.patient_id,  # type: ignore[attr-defined]
        response=row.best_response,  # type: ignore[attr-defined]
        periods=periods,
        progression=(progression - entry).days / DAYS_PER_MONTH if progressed else None,
        last_contact=(contact - entry).days / DAYS_PER_MONTH,
    )
