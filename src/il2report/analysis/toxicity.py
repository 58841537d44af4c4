"""Adverse events: each patient counts once per term, at the highest grade."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from il2report.analysis.derivations.grades import ReportedGrades, ranks_of
from il2report.values import GradeCounts, Patients, Proportion

GRADES = ("1", "2", "3", "4", "5")
ANY_TERM = "any"
DID_NOT_OCCUR, NOT_RECORDED = -1, 0
"""Ranks below those of the grades, which count from 1: an event without a grade did occur."""


@dataclass(frozen=True, slots=True)
class WorstGrades:
    """The highest grade of each patient, by term; `any` is the highest over all terms.

    `by_term` has one rank for each patient of `of` in the same order: 1 for the lowest grade, 0 where
    no grade is recorded, -1 where the event did not occur. A term that did not occur is missing.
    `events` are the rows that they come from, `grades` the codes of the grades.
    """

    of: Patients
    by_term: "Mapping[str, np.ndarray[Any, np.dtype[np.int8]]]"
    events: pd.DataFrame = field(compare=False, repr=False)
    grades: tuple[str, ...] = GRADES

    def within(self, terms: Collection[str], first: int, last: int) -> Proportion:
        """Count patients whose worst grade over some terms has a rank from `first` to `last`.

        Parameters
        ----------
        terms : of which the worst grade counts, such as those of an organ system
        first, last : ranks of grades, both included; 0 is a grade that is not recorded

        Returns
        -------
        Proportion of all patients, each counted once
        """
        ranks = self._ranks(terms)
        return Proportion(
            tuple(compress(self.of, ((ranks >= first) & (ranks <= last)).tolist())), self.of
        )

    def reported(self, terms: Collection[str]) -> ReportedGrades:
        """Give all grades reported of some terms, of which the highest of each patient counts."""
        kept = None if ANY_TERM in terms else frozenset(terms)
        return ReportedGrades(self.events, kept, self.grades)

    def occurring(self) -> frozenset[int]:
        """The ranks that are the worst of any patient and term; 0 where no grade is recorded."""
        found = frozenset[int]()
        for ranks in self.by_term.values():
            found |= frozenset(np.unique(ranks).tolist())
        return found - {DID_NOT_OCCUR}

    def counts(self, term: str, spans: Sequence[tuple[int, int]]) -> GradeCounts:
        """Count patients by worst grade of one term, in each of some spans of ranks."""
        found = np.bincount(self._ranks((term,)) + 1, minlength=len(self.grades) + 2).tolist()
        return GradeCounts(term, tuple(sum(found[first + 1 : last + 2]) for first, last in spans))

    def among(self, patients: Patients) -> "WorstGrades":
        """Restrict to some of the patients, in their order."""
        kept = pd.Index(self.of).get_indexer(pd.Index(patients))
        by_term = {term: ranks[kept] for term, ranks in self.by_term.items()}
        return replace(self, of=patients, by_term=by_term)

    def _ranks(self, terms: Collection[str]) -> "np.ndarray[Any, np.dtype[np.int8]]":
        known = [self.by_term[term] for term in terms if term in self.by_term]
        if not known:
            return np.full(len(self.of), DID_NOT_OCCUR, dtype=np.int8)
        return known[0] if len(known) == 1 else np.maximum.reduce(known)


def worst_grades(
    events: pd.DataFrame, of: Patients, grades: tuple[str, ...] = GRADES
) -> WorstGrades:
    """Reduce adverse events to the highest grade of each patient and term.

    Parameters
    ----------
    events : DataFrame, one row per reported event
        Columns `patient_id`, `term`, `grade` (one of `grades`, or missing).
    of : the patients that count; events of others are left out
    grades : codes of the grades, lowest first

    Returns
    -------
    WorstGrades
        One rank per patient and term, however often the event was reported. An event without a grade
        is below every event with one.

    References
    ----------
    NCI CTCAE v3.0: a patient counts once per term, at the highest grade.
    """
    patients = pd.Index(of).get_indexer(pd.Index(events["patient_id"]))
    counted = patients >= 0
    if not counted.all():
        events, patients = events[counted], patients[counted]
    terms, names = pd.factorize(events["term"])
    worst = np.full((len(names) + 1, len(of)), DID_NOT_OCCUR, dtype=np.int8)
    np.maximum.at(worst, (terms, patients), ranks_of(events["grade"], grades))
    worst[-1] = worst.max(axis=0)
    by_term = dict(zip([*names, ANY_TERM], worst, strict=True))
    return WorstGrades(of, by_term, events, grades)
