"""The course of the patients on one time axis: a lane each, or a summary of follow-up by response."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import numpy as np
import pandas as pd

from il2report.analysis.description import cells
from il2report.analysis.endpoints import endpoint_times
from il2report.analysis.months import DAYS_PER_MONTH
from il2report.study.declarations import Endpoint, required
from il2report.values import Number, PatientLane, TreatmentPeriod

PERIOD_COLUMNS = ("patient_id", "cycle", "start_date", "last_dose_date")


def patient_lanes(
    patients: pd.DataFrame, cycles: pd.DataFrame, endpoint: Endpoint, responses: Mapping[str, str]
) -> tuple[PatientLane, ...]:
    """Lay out treatment, the event and last contact of each patient.

    Parameters
    ----------
    patients : one row per patient with the dates of the end point
    cycles : one row per patient and cycle
    endpoint : from dates; its start is where time begins
    responses : code of the best response by patient; "" or none where there is none

    Returns
    -------
    tuple of PatientLane, in the order of `patients`
        Times in months from the start. A patient without a time to the end point has no lane.
    """
    start, censor = required(endpoint.start), required(endpoint.censor)
    ids = patients["patient_id"].tolist()
    origins, contacts = (
        dict(zip(ids, cells(patients[name]), strict=True)) for name in (start, censor)
    )
    periods: dict[str, list[TreatmentPeriod]] = {}
    given = [cells(cycles[name]) for name in PERIOD_COLUMNS]
    doses = cells(cycles["doses"]) if "doses" in cycles else [0] * len(cycles)
    for patient, cycle, first, last, n in zip(*given, doses, strict=True):
        origin = origins.get(patient)
        if origin is not None and first is not None and last is not None:
            period = TreatmentPeriod(cycle, _months(origin, first), _months(origin, last), n or 0)
            periods.setdefault(patient, []).append(period)
    times = endpoint_times(patients, endpoint)
    return tuple(
        PatientLane(
            patient_id=patient,
            response=responses.get(patient) or "",
            periods=tuple(sorted(periods.get(patient, ()), key=attrgetter("cycle"))),
            progression=months if happened else None,
            last_contact=_last_contact(origins[patient], contacts[patient], months),
        )
        for patient, months, happened in zip(
            times.patients, times.months, times.happened, strict=True
        )
    )


def _last_contact(origin: date, contact: date | None, months: float) -> float:
    return months if contact is None else max(months, _months(origin, contact))


def _months(origin: date, day: date) -> float:
    return (day - origin).days / DAYS_PER_MONTH


@dataclass(frozen=True, slots=True)
class FollowUpSpread:
    """Months from the start to last contact of the patients with one best response, or of all ("").

    `progression` is the median time to the event, where it can be estimated.
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
