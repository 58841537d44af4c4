"""The adverse events of a study that count: whose, of which terms and organ systems, at which grades."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from il2report.analysis.toxicity import ANY_TERM, WorstGrades, worst_grades
from il2report.study.codebook import Codebook
from il2report.study.declarations.toxicity import Toxicity
from il2report.study.grades import TERM, GradeColumn, GradeScale, grade_scale, systems
from il2report.values import Patients, Proportion

SYSTEM = "system"
ENDED = "ended_treatment"
RELATED = "related"
SOURCES = ("adverse_events.term", "adverse_events.grade")

Restriction = tuple[tuple[str, tuple[str, ...]], ...]
"""The rows that were read: each a column, as "table.column", and the codes that it has there."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is counted once per patient: one term, those of an organ system, or all.

    `key` is how ids name it, `variable` and `heading` are those of its topic, `codes` the terms.
    """

    key: str
    label: str
    codes: tuple[str, ...]
    variable: str
    heading: str = ""

    @property
    def where(self) -> Restriction:
        """The rows of adverse_events.csv that are of these terms."""
        return () if ANY_TERM in self.codes else (("adverse_events.term", self.codes),)


@dataclass(frozen=True)
class AdverseEvents:
    """The adverse events of a study that count: of the patients, and as its study.toml declares.

    `events` has the columns `patient_id`, `term`, `grade`, and those of the optional ones that the
    study has. `everyone` are all patients, `of` those that percentages are of.
    """

    toxicity: Toxicity
    codebook: Codebook
    events: pd.DataFrame
    of: Patients
    everyone: Patients

    @cached_property
    def scale(self) -> GradeScale:
        """The grades."""
        return grade_scale(self.toxicity, self.codebook)

    @cached_property
    def worst(self) -> WorstGrades:
        """Worst grades by patient and term."""
        return worst_grades(self._related, self.of, self.scale.codes)

    @cached_property
    def occurring(self) -> frozenset[int]:
        """The ranks of the worst grades that occurred."""
        return self.worst.occurring()

    @cached_property
    def terms(self) -> tuple[Terms, ...]:
        """Each term of the codebook in its order, and any."""
        labels = ((code, self.codebook.label(*TERM, code)) for code in self.codebook.codes(*TERM))
        each = (Terms(code, label, (code,), code) for code, label in labels)
        return (*each, Terms(ANY_TERM, "Any adverse event", (ANY_TERM,), ANY_TERM))

    @cached_property
    def systems(self) -> tuple[Terms, ...]:
        """The organ systems of the codebook."""
        return tuple(
            Terms(f"{SYSTEM}.{key}", f"{name}, any event", codes, SYSTEM, name)
            for key, name, codes in systems(self.codebook)
        )

    @cached_property
    def columns(self) -> tuple[GradeColumn, ...]:
        """The grades that are counted; those not recorded only where they occur."""
        counted = self.scale.counted
        return (
            (*counted[:-1], self.scale.not_recorded, counted[-1])
            if 0 in self.occurring
            else counted
        )

    @property
    def restriction(self) -> Restriction:
        """The rows that count where events must be related to the treatment."""
        if not self.toxicity.related_only:
            return ()
        return ((f"adverse_events.{RELATED}", self.toxicity.related_codes),)

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns that grades are read from."""
        return (*SOURCES, *(name for name, _ in self.restriction))

    def ended(self, terms: Terms, worst: WorstGrades) -> Proportion:
        """Count the patients of whom an event of the terms ended the treatment."""
        rows = worst.events
        rows = rows[rows[ENDED].isin(self.toxicity.ended_codes)]
        if ANY_TERM not in terms.codes:
            rows = rows[rows["term"].isin(terms.codes)]
        found = frozenset(rows["patient_id"].tolist())
        return Proportion(tuple(p for p in worst.of if p in found), worst.of)

    @property
    def outside(self) -> Patients:
        """The patients with an event who are not among those that percentages are of."""
        counted, having = frozenset(self.of), frozenset(self._related["patient_id"].tolist())
        return tuple(p for p in self.everyone if p in having and p not in counted)

    @cached_property
    def _related(self) -> pd.DataFrame:
        if not self.toxicity.related_only:
            return self.events
        return self.events[self.events[RELATED].isin(self.toxicity.related_codes)]
