"""The course of brain metastases, measured lesion by lesion."""

from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

import pandas as pd

from il2report.analysis.description import DAYS_PER_MONTH


@dataclass(frozen=True, slots=True)
class Lesion:
    """One brain lesion: its first measured diameter in millimeters and where it lies."""

    lesion: str
    location: str
    first_diameter_mm: float
    last_diameter_mm: float


@dataclass(frozen=True, slots=True)
class BrainResponse:
    """Complete resolution of every lesion of one patient.

    `months` is counted in completed months from the first assessment with every lesion at 0 mm to
    the last one without recurrence; `is_ongoing` when no recurrence has been seen.
    """

    months: int
    is_ongoing: bool


def completed_months(days: int) -> int:
    """Whole months of 30.4375 days that have passed."""
    return int(days // DAYS_PER_MONTH)


def lesions_of(measurements: pd.DataFrame) -> tuple[Lesion, ...]:
    """List the lesions of one patient, in the order of first assessment and of the file.

    Parameters
    ----------
    measurements : the rows of brain_lesions of one patient; one row per lesion and assessment
    """
    lesions: dict[str, Lesion] = {}
    for _, name, location, diameter in _by_date(measurements):
        known = lesions.get(name, Lesion(name, location, diameter, diameter))
        lesions[name] = replace(known, last_diameter_mm=diameter)
    return tuple(lesions.values())


def brain_response(measurements: pd.DataFrame) -> BrainResponse | None:
    """Find complete resolution of every lesion; None when some lesion never resolved.

    A lesion that is not measured at an assessment keeps its latest diameter. One first measured
    after all others had resolved is a recurrence.
    """
    latest: dict[str, float] = {}
    clear: list[pd.Timestamp] = []
    for assessed_on, assessed in groupby(_by_date(measurements), key=itemgetter(0)):
        latest |= {name: diameter for _, name, _, diameter in assessed}
        if not any(latest.values()):
            clear.append(assessed_on)
        elif clear:
            return BrainResponse(completed_months((clear[-1] - clear[0]).days), is_ongoing=False)
    if not clear:
        return None
    return BrainResponse(completed_months((clear[-1] - clear[0]).days), is_ongoing=True)


def _by_date(measurements: pd.DataFrame) -> list[tuple[pd.Timestamp, str, str, float]]:
    """Give date, lesion, location and diameter in mm of each row, in order of date."""
    columns = (measurements[name] for name in ("assessed_on", "lesion", "location", "diameter_mm"))
    return sorted(zip(*columns, strict=True), key=itemgetter(0))
