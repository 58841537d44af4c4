"""Who died, when, and how long after the last dose."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from il2report.analysis.description import cells
from il2report.analysis.endpoints import DEATH, DEATH_DATE, patients_with_status
from il2report.study.declarations import Deaths
from il2report.values import Exclusion, Patients, Proportion

LAST_CONTACT = "last_contact_date"
NO_DATE = "day of death not recorded"


def dead_patients(patients: pd.DataFrame, deaths: Deaths, causes: Mapping[str, object]) -> Patients:
    """List the patients who died, in the order of the table.

    Parameters
    ----------
    patients : one row per patient
    deaths : the declaration: by codes of `status`, else by the day of death, else by a cause
    causes : cause of death by patient, None where there is none
    """
    if deaths.status_codes:
        return patients_with_status(patients, deaths.status_codes)
    ids = patients["patient_id"].tolist()
    if column := _death_column(patients):
        return tuple(p for p, day in zip(ids, cells(patients[column]), strict=True) if _is_day(day))
    return tuple(p for p in ids if causes.get(p) is not None)


def deaths_within(
    patients: pd.DataFrame, cycles: pd.DataFrame, dead: Patients, days: int
) -> Proportion:
    """Count the deaths up to some days after the last dose, of all patients with a dose.

    Parameters
    ----------
    patients : one row per patient; a death is dated by its own column, else by the last contact
    cycles : one row per cycle, with `patient_id` and `last_dose_date`
    dead : the patients who died
    days : the last day that counts, the day of the last dose being 0

    Returns
    -------
    Proportion
        Patients who died on a day that is not recorded are excluded.
    """
    last = cycles.groupby("patient_id")["last_dose_date"].max().dropna().to_dict()
    column = _death_column(patients) or LAST_CONTACT
    recorded = cells(patients[column]) if column in patients.columns else [None] * len(patients)
    died_on = dict(zip(patients["patient_id"].tolist(), recorded, strict=True))
    of, having, excluded = list[str](), list[str](), list[Exclusion]()
    gone = frozenset(dead)
    for patient, day in died_on.items():
        if patient not in last:
            continue
        if patient in gone and not _is_day(day):
            excluded.append(Exclusion(patient, NO_DATE))
            continue
        of.append(patient)
        if patient in gone and 0 <= (_as_date(day) - _as_date(last[patient])).days <= days:
            having.append(patient)
    return Proportion(tuple(having), tuple(of), tuple(excluded))


def _death_column(patients: pd.DataFrame) -> str:
    return next((name for name in (DEATH_DATE, DEATH) if name in patients.columns), "")


def _is_day(day: object) -> bool:
    return isinstance(day, date) and day == day  # noqa: PLR0124 (NaT)


def _as_date(day: object) -> date:
    return day.date() if isinstance(day, pd.Timestamp) else day  # type: ignore[return-value]
