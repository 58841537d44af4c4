"""The course of brain metastases, measured lesion by lesion."""

from dataclasses import dataclass

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
    ordered = measurements.sort_values("assessed_on", kind="stable")
    return tuple(
        Lesion(
            str(name),
            str(rows["location"].iloc[0]),
            float(rows["diameter_mm"].iloc[0]),
            float(rows["diameter_mm"].iloc[-1]),
        )
        for name, rows in ordered.groupby("lesion", sort=False)
    )


def brain_response(measurements: pd.DataFrame) -> BrainResponse | None:
    """Find complete resolution of every lesion; None when some lesion never resolved.

    A lesion that is not measured at an assessment keeps its latest diameter.
    """
    by_date = measurements.pivot_table(
        index="assessed_on", columns="lesion", values="diameter_mm", aggfunc="last"
    ).sort_index()
    clear = by_date.ffill().eq(0).all(axis=1)
    if not clear.any():
        return None
    since = clear[clear].index[0]
    recurred = clear[since:][~clear[since:]].index
    until = clear[since:].index[-1] if recurred.empty else clear[since : recurred[0]].index[-2]
    return BrainResponse(completed_months((until - since).days), is_ongoing=recurred.empty)
