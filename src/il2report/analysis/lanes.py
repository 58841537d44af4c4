"""The course of the patients on one time axis: a lane each, or a summary of follow-up by response."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import numpy as np
import pandas as pd

from il2report.analysis.description import cells
from il2report.analysis.months import DAYS_PER_MONTH
from il2report.values import Number, PatientLane, TreatmentPeriod

LANE_COLUMNS = (
    "patient_id",
    "best_response",
    "entry_date",
    "progression_date",
    "last_contact_date",
)
CYCLE_COLUMNS = ("patient_id", "cycle", "start_date", "last_dose_date", "doses")


def patient_lanes(patients: pd.DataFrame, cycles: pd.DataFrame | None) -> tuple[PatientLane, ...]:
    """Lay out treatment, progression and last contact of each patient.

    Parameters
    ----------
    patients : one row per patient with the dates and the best response
    cycles : one row per patient and cycle; None where the study has no such table

    Returns
    -------
    tuple of PatientLane, in the order of `patients`
        Times in months from entry.
    """
    periods: dict[str, list[TreatmentPeriod]] = {}
    entry = dict(zip(cells(patients["patient_id"]), cells(patients["entry_date"]), strict=True))
    given = (() if cycles is None else cells(cycles[name]) for name in CYCLE_COLUMNS)
    for patient, cycle, start, end, doses in zip(*given, strict=True):
        first, last = (_months(entry[patient], day) for day in (start, end))
        periods.setdefault(patient, []).append(TreatmentPeriod(cycle, first, last, doses))
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


@dataclass(frozen=True, slots=True)
class FollowUpSpread:
    """Months from entry to last contact of the patients with one best response.

    `progression` is the median time to progression, where it can be estimated.
    """

    response: str
    patients: int
    shortest: float
    quarter: float
    half: float
    three_quarters: float
    longest: float
    progression: Number

    def __post_init__(self) -> None:
        marks = (self.shortest, self.quarter, self.half, self.three_quarters, self.longest)
        if list(marks) != sorted(marks):
            raise ValueError(f"the quantiles of follow-up do not rise: {marks}")


def follow_up_spread(response: str, months: Sequence[float], progression: Number) -> FollowUpSpread:
    """Describe the follow-up of one response category.

    Parameters
    ----------
    response : code of the category
    months : from entry to last contact, one for each of its patients, at least one
    progression : median time to progression of the category, in months

    Returns
    -------
    FollowUpSpread
        Quartiles interpolated linearly between the ordered values, as R does by default.
    """
    marks = np.percentile(np.asarray(months, dtype=float), (0, 25, 50, 75, 100)).tolist()
    shortest, quarter, half, three_quarters, longest = marks
    n = len(months)
    return FollowUpSpread(
        response, n, shortest, quarter, half, three_quarters, longest, progression
    )
