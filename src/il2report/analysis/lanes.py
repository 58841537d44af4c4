"""The course of every patient on one time axis, for the swimmer plot."""

from datetime import date
from operator import attrgetter

import pandas as pd

from il2report.analysis.description import cells
from il2report.analysis.months import DAYS_PER_MONTH
from il2report.values import PatientLane, TreatmentPeriod

LANE_COLUMNS = (
    "patient_id",
    "best_response",
    "entry_date",
    "progression_date",
    "last_contact_date",
)
CYCLE_COLUMNS = ("patient_id", "cycle", "start_date", "last_dose_date", "doses")


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
    entry = dict(zip(cells(patients["patient_id"]), cells(patients["entry_date"]), strict=True))
    given = (cells(cycles[name]) for name in CYCLE_COLUMNS)
    for patient, cycle, start, end, doses in zip(*given, strict=True):
        period = TreatmentPeriod(
            cycle, _months(entry[patient], start), _months(entry[patient], end), doses
        )
        periods.setdefault(patient, []).append(period)
    rows = zip(*(cells(patients[name]) for name in LANE_COLUMNS), strict=True)
    return tuple(
        PatientLane(
            patient_id=patient,
            response=response,
            periods=tuple(sorted(periods.get(patient, ()), key=attrgetter("cycle"))),
            progression=None if progression is None else _months(origin, progression),
            last_contact=_months(origin, contact),
        )
        for patient, response, origin, progression, contact in rows
    )


def _months(origin: date, day: date) -> float:
    return (day - origin).days / DAYS_PER_MONTH
