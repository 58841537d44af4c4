"""The course of measured lesions, one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from il2report.analysis.derivations.dates import Resolution
from il2report.analysis.description import cells

DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Lesion:
    """One lesion: its first measured diameter in millimeters and its location, "" where not recorded."""

    lesion: str
    location: str
    first_diameter_mm: float


Measurement = tuple[date, str, str, float]
"""Date, lesion, location and diameter in mm."""


def measurements_by_patient(rows: pd.DataFrame) -> dict[str, list[Measurement]]:
    """Sort measurements by patient, those of each by date, and then by lesion.

    Parameters
    ----------
    rows : one row per measurement
        Columns `patient_id`, `assessed_on`, `lesion`, `diameter_mm`, and `location` if recorded.
    """
    names = ("patient_id", "assessed_on", "lesion", "location", "diameter_mm")
    columns = (cells(rows[name]) if name in rows else [""] * len(rows) for name in names)
    by_patient: dict[str, list[Measurement]] = {}
    for patient, *measurement in sorted(zip(*columns, strict=True), key=_date_and_lesion):
        by_patient.setdefault(patient, []).append(tuple(measurement))
    return by_patient


def _date_and_lesion(row: Sequence[Any]) -> tuple[date, list[tuple[int, str]]]:
    """Order measurements whatever the order of the file: L2 before L10."""
    parts = DIGITS.split(row[2])
    return row[1], [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def lesions_of(measurements: Sequence[Measurement]) -> tuple[Lesion, ...]:
    """List the lesions of one patient, in the order of first assessment and of their names.

    Parameters
    ----------
    measurements : of one patient, by date; one for each lesion and assessment
    """
    first: dict[str, Measurement] = {}
    for measurement in measurements:
        first.setdefault(measurement[1], measurement)
    return tuple(Lesion(name, location, diameter) for _, name, location, diameter in first.values())


def resolution(measurements: Sequence[Measurement]) -> Resolution | None:
    """Find complete resolution of every lesion; None when some lesion never resolved.

    A lesion that is not measured at an assessment keeps its latest diameter. One first measured
    after all others had resolved is a recurrence.

    Parameters
    ----------
    measurements : of one patient, by date; diameters in mm
    """
    latest: dict[str, float] = {}
    clear: list[date] = []
    for assessed_on, assessed in groupby(measurements, key=itemgetter(0)):
        latest |= {name: diameter for _, name, _, diameter in assessed}
        if not any(latest.values()):
            clear.append(assessed_on)
        elif clear:
            return Resolution(clear[0], clear[-1], assessed_on)
    return Resolution(clear[0], clear[-1], None) if clear else None
