"""Counts, shares and summaries of one measurement over patients."""

import math
from collections.abc import Collection, Iterable, Sequence
from itertools import compress
from typing import Any

import pandas as pd

from il2report.analysis.measurements import Measurements
from il2report.values import Exclusion, NotEstimable, Number, Patients, Proportion, Summary

DAYS_PER_MONTH = 30.4375
"""Mean length of a month in the Gregorian calendar: 365.25 days / 12."""


def everyone(patients: pd.DataFrame) -> Patients:
    """List all patients in the order of the table."""
    return tuple(patients["patient_id"].tolist())


def cells(column: "pd.Series[Any]") -> list[Any]:
    """List the cells of a column as plain values: dates as `datetime.date`, None where blank."""
    values = column.to_numpy()
    return (values.astype("datetime64[D]") if values.dtype.kind == "M" else values).tolist()


def share(of: Patients, having: Collection[str]) -> Proportion:
    """Count those of `of` that are in `having`, in the order of `of`."""
    return Proportion(tuple(filter(frozenset(having).__contains__, of)), of)


def share_with(patients: pd.DataFrame, column: str, codes: Iterable[object]) -> Proportion:
    """Count the patients in whose own row `column` holds one of `codes`, out of all.

    Parameters
    ----------
    patients : one row per patient
    """
    return Proportion(patients_with(patients, column, codes), everyone(patients))


def patients_with(frame: pd.DataFrame, column: str, codes: Iterable[object]) -> Patients:
    """List the patients of the rows in which `column` holds one of `codes`; may repeat."""
    is_wanted = map(frozenset(codes).__contains__, frame[column].tolist())
    return tuple(compress(frame["patient_id"].tolist(), is_wanted))


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
        In the same unit; each statistic that the number of values cannot give says so. Computed
        exactly on the decimals recorded, and rounded once, to the nearest float.
    """
    if len(values) == 0:
        nothing = NotEstimable("no patient has a value")
        return Summary(patients, excluded, nothing, nothing, nothing, nothing, nothing)
    known = Measurements.of(values)
    sd: Number = known.sd if known.n > 1 else NotEstimable("one value has no spread")
    return Summary(
        patients=patients,
        excluded=excluded,
        mean=float(known.mean),
        sd=sd,
        median=float(known.median),
        minimum=float(min(values)),
        maximum=float(max(values)),
    )


def measured(patients: Patients, values: Sequence[float], missing: str) -> Summary:
    """Summarize one measurement, leaving out who has no value.

    Parameters
    ----------
    patients : who they are
    values : one per patient in the same order, NaN where the cell is blank
    missing : the reason recorded for each patient whose cell is blank
    """
    blank = [math.isnan(value) for value in values]
    excluded = tuple(Exclusion(patient, missing) for patient in compress(patients, blank))
    known = [not is_blank for is_blank in blank]
    return summarize(tuple(compress(values, known)), tuple(compress(patients, known)), excluded)


def months_between(start: "pd.Series[Any]", end: "pd.Series[Any]") -> list[float]:
    """Length of each interval in months of 30.4375 days.

    Parameters
    ----------
    start, end : dates, one of each for each interval, none missing
    """
    days = (end.to_numpy() - start.to_numpy()).astype("timedelta64[D]").astype("int64")
    months: list[float] = (days / DAYS_PER_MONTH).tolist()
    return months
