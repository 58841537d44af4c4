"""Adverse events: each patient counts once per term, at the highest grade."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from il2report.analysis.derivations import ReportedGrades
from il2report.values import GradeCounts, Patients, Proportion

GRADES = (1, 2, 3, 4, 5)
ANY_TERM = "any"


@dataclass(frozen=True, slots=True)
class WorstGrades:
    """The highest grade of each patient, by term; `any` is the highest over all terms.

    `by_term` has one grade for each patient of `of` in the same order, 0 where the event did not
    occur. A term that did not occur is missing. `events` are the rows that they come from.
    """

    of: Patients
    by_term: Mapping[str, "np.ndarray[Any, np.dtype[np.int8]]"]
    events: pd.DataFrame = field(compare=False, repr=False)

    def at(self, term: str, grade: int) -> Proportion:
        """Count patients whose worst grade of the term is `grade`, out of the whole cohort."""
        return self._where(self._grades(term) == grade)

    def at_any(self, term: str) -> Proportion:
        """Count patients with the event at any grade, out of the whole cohort."""
        return self._where(self._grades(term) > 0)

    def reported(self, term: str) -> ReportedGrades:
        """Give all grades reported of a term, of which the highest of each patient counts."""
        return ReportedGrades(self.events, None if term == ANY_TERM else term)

    def counts(self, term: str) -> GradeCounts:
        """Count patients by worst grade of one term."""
        _, one, two, three, four, five = np.bincount(self._grades(term), minlength=6).tolist()
        return GradeCounts(term, (one, two, three, four, five))

    def _grades(self, term: str) -> "np.ndarray[Any, np.dtype[np.int8]]":
        return self.by_term.get(term, np.zeros(len(self.of), dtype=np.int8))

    def _where(self, having: "np.ndarray[Any, np.dtype[np.bool_]]") -> Proportion:
        return Proportion(tuple(compress(self.of, having.tolist())), self.of)


def worst_grades(events: pd.DataFrame, of: Patients) -> WorstGrades:
    """Reduce adverse events to the highest grade of each patient and term.

    Parameters
    ----------
    events : DataFrame, one row per reported event
        Columns `patient_id`, `term`, `grade` (1 to 5).
    of : the whole cohort; every patient with an event is one of them

    Returns
    -------
    WorstGrades
        One grade per patient and term, however often the event was reported.

    References
    ----------
    NCI CTCAE v3.0: a patient counts once per term, at the highest grade.
    """
    terms, names = pd.factorize(events["term"])
    patients = pd.Index(of).get_indexer(pd.Index(events["patient_id"]))
    worst = np.zeros((len(names) + 1, len(of)), dtype=np.int8)
    np.maximum.at(worst, (terms, patients), events["grade"].to_numpy(dtype=np.int8))
    worst[-1] = worst.max(axis=0)
    return WorstGrades(of, dict(zip([*names, ANY_TERM], worst, strict=True)), events)
