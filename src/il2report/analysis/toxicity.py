"""Adverse events: each patient counts once per term, at the highest grade."""

from collections.abc import Mapping

import pandas as pd

from il2report.values import GradeCounts, Patients, Proportion

GRADES = (1, 2, 3, 4, 5)
ANY_TERM = "any"


def worst_grades(events: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Reduce adverse events to the highest grade of each patient and term.

    Parameters
    ----------
    events : DataFrame, one row per reported event
        Columns `patient_id`, `term`, `grade` (1 to 5).

    Returns
    -------
    dict of int by (patient_id, term)
        One entry per patient and term that occurred; a patient without events has none.

    References
    ----------
    NCI CTCAE v3.0: a patient counts once per term, at the highest grade.
    """
    columns = (events[name].tolist() for name in ("patient_id", "term", "grade"))
    worst: dict[tuple[str, str], int] = {}
    for patient, term, grade in zip(*columns, strict=True):
        key = (patient, term)
        if grade > worst.get(key, 0):
            worst[key] = grade
    return worst


def patients_by_grade(events: pd.DataFrame) -> dict[str, dict[int, set[str]]]:
    """Sort patients by worst grade: term -> grade -> patients, `any` being the worst of all terms.

    Parameters
    ----------
    events : as for `worst_grades`
    """
    sorted_out: dict[str, dict[int, set[str]]] = {ANY_TERM: {grade: set() for grade in GRADES}}
    worst_of_all: dict[str, int] = {}
    for (patient, term), grade in worst_grades(events).items():
        sorted_out.setdefault(term, {g: set() for g in GRADES})[grade].add(patient)
        worst_of_all[patient] = max(grade, worst_of_all.get(patient, 0))
    for patient, grade in worst_of_all.items():
        sorted_out[ANY_TERM][grade].add(patient)
    return sorted_out


def at_grade(by_grade: Mapping[int, set[str]], grade: int, of: Patients) -> Proportion:
    """Patients whose worst grade is `grade`, out of the whole cohort."""
    having = by_grade.get(grade, set())
    return Proportion(tuple(patient for patient in of if patient in having), of)


def at_any_grade(by_grade: Mapping[int, set[str]], of: Patients) -> Proportion:
    """Patients with the event at whatever grade, out of the whole cohort."""
    having = set().union(*by_grade.values()) if by_grade else set()
    return Proportion(tuple(patient for patient in of if patient in having), of)


def grade_counts(term: str, by_grade: Mapping[int, set[str]]) -> GradeCounts:
    """Number of patients by worst grade, for one term."""
    one, two, three, four, five = (len(by_grade.get(grade, ())) for grade in GRADES)
    return GradeCounts(term, (one, two, three, four, five))
