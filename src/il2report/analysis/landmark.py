"""Landmark analysis: groups as they were known some months after the start.

A group that forms after the start, such as the responders, has only patients who lived until then.
From a landmark on, the patients still at risk are compared by the group that each was in by then.
"""

from collections.abc import Mapping
from datetime import date
from itertools import compress
from typing import Any

import pandas as pd

from il2report.analysis.description import cells
from il2report.analysis.months import DAYS_PER_MONTH
from il2report.analysis.variables import Column
from il2report.values import Exclusion

NOT_KNOWN_YET = "group not known by the landmark"


def tables_until(
    tables: Mapping[str, pd.DataFrame], start: str, months: float
) -> Mapping[str, pd.DataFrame]:
    """Leave out the rows of all tables but patients that are dated after the landmark.

    Parameters
    ----------
    tables : typed tables by name
    start : the column of patients with the day from which time is counted
    months : of the landmark

    Returns
    -------
    mapping of DataFrame by name
        The date of a row is its first column of dates; a table without one is kept whole.
    """
    patients = tables["patients"]
    starts = dict(zip(patients["patient_id"].tolist(), cells(patients[start]), strict=True))
    return {
        name: frame if name == "patients" else _until(frame, starts, months)
        for name, frame in tables.items()
    }


def _until(frame: pd.DataFrame, starts: Mapping[str, Any], months: float) -> pd.DataFrame:
    dated = next((name for name in frame if frame[name].dtype.kind == "M"), None)
    if dated is None or "patient_id" not in frame:
        return frame
    days = zip(frame["patient_id"].tolist(), cells(frame[dated]), strict=True)
    kept = [_is_by(starts.get(patient), day, months) for patient, day in days]
    return frame.loc[kept]


def _is_by(start: date | None, day: date | None, months: float) -> bool:
    """Whether a day is up to the landmark; a row without a date counts as one that is."""
    if start is None or day is None:
        return True
    return (day - start).days / DAYS_PER_MONTH <= months


def known_by(
    column: Column, patients: pd.DataFrame, start: str, months: float
) -> tuple[Column, tuple[Exclusion, ...]]:
    """Take back the groups that formed after the landmark, by the column `formed_on`.

    Parameters
    ----------
    column : the variable that makes the groups
    patients : one row per patient, with the columns named
    start : the column with the day from which time is counted
    months : of the landmark

    Returns
    -------
    the groups as known by the landmark, and who was in none of them yet
        A yes-no variable was "no" until it formed; in any other, the group was not known.
    """
    on = column.variable.formed_on
    if on is None:
        return column, ()
    dates = zip(cells(patients[start]), cells(patients[on]), strict=True)
    later = [not _is_by(begun, day, months) for begun, day in dates]
    is_yes_no = column.variable.of_kind == "yes_no"
    until = column.levels[1].code if is_yes_no else None
    values = tuple(
        until if is_later and value is not None else value
        for value, is_later in zip(column.cells, later, strict=True)
    )
    known = Column(column.variable, column.patients, values, column.levels, column.sources)
    left = () if is_yes_no else tuple(compress(column.patients, later))
    return known, tuple(Exclusion(patient, NOT_KNOWN_YET) for patient in left)
