"""The groups of a comparison: who is in which, and which of them are tested."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from il2report.analysis.derivations import Derived
from il2report.analysis.variables import Column, Level
from il2report.results.catalogue import OF_TEST
from il2report.results.declared import Declared
from il2report.study.declarations import Comparison
from il2report.study.running_text import in_running_text
from il2report.values import NotEstimable, Patients

EVERYBODY = "all_patients"
"""In ids, all patients of a comparison that is restricted to a subset."""

TIMES_FORMED_LATER = NotEstimable(
    "the groups form after the start; declare from_months for a landmark analysis"
)
EVENTS_FORMED_LATER = NotEstimable(
    "the groups form after the start, and a group that took longer to form had more time for events"
)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a comparison: level and patients of each, in the order of the codebook."""

    comparison: Comparison
    levels: tuple[Level, ...]
    patients: tuple[Patients, ...]
    column: Column

    def label_of_test(self, compared: str, derived: Derived) -> str:
        """Say what is compared, by which groups, and with which test: "Age by sex: Student's t-test, two-sided"."""
        by = in_running_text(self.column.variable.label)
        return f"{compared} by {by}{OF_TEST}{derived.method.name}"

    @property
    def everyone(self) -> Patients:
        """The patients of all groups."""
        return tuple(chain.from_iterable(self.patients))

    @property
    def tested(self) -> tuple[Patients, ...]:
        """The patients of the groups that are tested: all, or those that `between` names."""
        wanted = self.comparison.between
        return tuple(
            patients
            for level, patients in zip(self.levels, self.patients, strict=True)
            if wanted is None or level.code in wanted
        )

    def place_of(self) -> Mapping[str, int]:
        """The place of the group of each patient who is in one that is tested."""
        return {p: place for place, group in enumerate(self.tested) for p in group}


def groups_of(declared: Declared, comparison: Comparison, column: Column | None = None) -> Groups:
    """Part the patients by the variable of a comparison; who has no value of it is in no group.

    Parameters
    ----------
    column : the variable, where it is not as it was recorded in the end
    """
    column = column or declared.columns[comparison.by]
    among = declared.subset(comparison.among)
    members = [column.having((level.code,), among) for level in column.levels]
    return Groups(comparison, column.levels, tuple(members), column)


def formed_later(
    declared: Declared, comparison: Comparison, *, of_times: bool = True
) -> NotEstimable | None:
    """Say why groups that form after the start are not tested by times, or by adverse events."""
    if not declared.declarations.formation.is_after_start(comparison.by):
        return None
    return TIMES_FORMED_LATER if of_times else EVENTS_FORMED_LATER
