"""Counts, shares and summaries of one measurement over patients."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pandas as pd

from il2report.values import Exclusion, NotEstimable, Number, Patients, Proportion, Summary

DAYS_PER_MONTH = 30.4375
"""Mean length of a month in the Gregorian calendar: 365.25 days / 12."""


def everyone(patients: pd.DataFrame) -> Patients:
    """List all patients in the order of the table."""
    return tuple(patients["patient_id"].tolist())


def share(of: Patients, having: Collection[str]) -> Proportion:
    """Count those of `of` that are in `having`, in the order of `of`."""
    wanted = frozenset(having)
    return Proportion(tuple(patient for patient in of if patient in wanted), of)


def patients_with(frame: pd.DataFrame, column: str, codes: Iterable[object]) -> Patients:
    """List the patients of the rows in which `column` holds one of `codes`; may repeat."""
    wanted = frozenset(codes)
    pairs = zip(frame["patient_id"].tolist(), frame[column].tolist(), strict=True)
    return tuple(patient for patient, code in pairs if code in wanted)


def summarize(
    values: Sequence[float], patients: Patients, excluded: tuple[Exclusion, ...] = ()
) -> Summary:
    """Describe one measurement: mean, SD (n - 1), median, minimum, maximum.

    Parameters
    ----------
    values : one finite number per patient, in the unit of the measurement
    patients : whose values they are, in the same order
    excluded : patients without a value, and why

    Returns
    -------
    Summary
        In the same unit; each statistic that the number of values cannot give says so.
    """
    if len(values) == 0:
        nothing = NotEstimable("no patient has a value")
        return Summary(patients, excluded, nothing, nothing, nothing, nothing, nothing)
    known = np.asarray(values, dtype=float)
    sd: Number = (
        float(known.std(ddof=1)) if len(known) > 1 else NotEstimable("one value has no spread")
    )
    return Summary(
        patients=patients,
        excluded=excluded,
        mean=float(known.mean()),
        sd=sd,
        median=float(np.median(known)),
        minimum=float(known.min()),
        maximum=float(known.max()),
    )


def measured(frame: pd.DataFrame, column: str, missing: str) -> Summary:
    """Summarize a column of the patients table, leaving out who has no value.

    Parameters
    ----------
    frame : one row per patient, with `patient_id` and the numeric `column`
    missing : the reason recorded for each patient whose cell is blank
    """
    known = frame[column].notna()
    excluded = tuple(Exclusion(patient, missing) for patient in frame.loc[~known, "patient_id"])
    return summarize(frame.loc[known, column].tolist(), everyone(frame.loc[known]), excluded)


def months_between(start: pd.Series, end: pd.Series) -> pd.Series:
    """Length of each interval in months of 30.4375 days."""
    return (end - start).dt.days / DAYS_PER_MONTH
