"""What counts of patients by their worst grade were computed from."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from il2report.values import Patients

if TYPE_CHECKING:  # an audit of a paper does without the import of pandas
    import pandas as pd


def ranks_of(grades: "pd.Series[Any]", codes: tuple[str, ...]) -> "np.ndarray[Any, Any]":
    """Give the rank of each grade from 1, or 0 where none is recorded.

    Parameters
    ----------
    grades : codes, or the whole numbers that they are; missing where none is recorded
    codes : of the grades, lowest first
    """
    rank = {code: place for place, code in enumerate(codes, start=1)}
    found, distinct = grades.factorize()
    of_distinct = [
        rank[f"{grade:g}" if isinstance(grade, float) else str(grade)]
        for grade in distinct.tolist()
    ]
    ranks = np.array([*of_distinct, 0], dtype=np.int8)
    return ranks.take(found)


@dataclass(frozen=True, eq=False)
class ReportedGrades:
    """All grades reported of each patient, of some terms or of any; read when they are asked for.

    `events` has one row per reported event, with `patient_id`, `term` and `grade`; `grades` are the
    codes of the grades, lowest first.
    """

    events: "pd.DataFrame"
    terms: frozenset[str] | None
    grades: tuple[str, ...] = ("1", "2", "3", "4", "5")

    @cached_property
    def by_patient(self) -> Mapping[str, tuple[str, ...]]:
        """The grades of each patient, in rising order; "" for one that is not recorded."""
        rows = self.events
        if self.terms is not None:
            rows = rows[rows["term"].isin(self.terms)]
        found: defaultdict[str, list[int]] = defaultdict(list)
        ranks = ranks_of(rows["grade"], self.grades).tolist()
        for patient, rank in zip(rows["patient_id"].tolist(), ranks, strict=True):
            found[patient].append(rank)
        codes = ("", *self.grades)
        return {
            patient: tuple(codes[rank] for rank in sorted(of_patient))
            for patient, of_patient in found.items()
        }


@dataclass(frozen=True, slots=True)
class GradedCount:
    """Patients of `n` counted by their worst grade."""

    patients: Patients
    reported: ReportedGrades
    n: int

    def grades(self, patient: str) -> tuple[str, ...]:
        """The grades reported of one patient in rising order; the last is the worst, "" if none is recorded."""
        return self.reported.by_patient[patient]
