"""The families of results, each with the tables that it reads.

A comparison computes many states that differ in few cells. A family none of whose tables differs
has the same results in both and need not be computed again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from il2report.analysis.progression import ProgressionTimes, curve_of, progression_times
from il2report.results.catalogue import Result
from il2report.results.cohort import cohort_results
from il2report.results.correlates import correlates_results
from il2report.results.declared import Declared
from il2report.results.declared_families import declared_results
from il2report.results.dosing import dosing_results
from il2report.results.entries import with_age_grouped
from il2report.results.exposure import exposure_results
from il2report.results.lesions import LesionPatient, lesion_patients, lesion_results
from il2report.results.patients import patient_results
from il2report.results.progression import SOURCES as PROGRESSION
from il2report.results.progression import progression_results
from il2report.results.response import response_column, response_results
from il2report.results.toxicity import toxicity_results
from il2report.study import Study
from il2report.values import SurvivalCurve

RESPONSE = "patients.best_response"


class Basis:
    """A study with what several families use, each computed when it is first asked for."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def times(self) -> ProgressionTimes:
        """Times to progression, in months; of nobody where the data have no such dates."""
        if not self.study.tables.has(*PROGRESSION):
            return ProgressionTimes((), (), ())
        return progression_times(self.study.tables.patients)

    @cached_property
    def curve(self) -> SurvivalCurve:
        """The Kaplan-Meier curve of these times."""
        return curve_of(self.times, self.study.configuration.definitions.confidence_level)

    @cached_property
    def lesion_patients(self) -> tuple[LesionPatient, ...]:
        """The patients with the declared lesions."""
        return lesion_patients(self.declared_lesions)

    @cached_property
    def declared_lesions(self) -> Declared:
        """What study.toml declares, with the variables that lesions may mention."""
        choices = self.study.configuration
        variables = tuple(choices.variables_of_lesions.values())
        return replace(
            self.declared, declarations=choices.model_copy(update={"variable": variables})
        )

    @cached_property
    def declared(self) -> Declared:
        """The variables, end points, groups and models that study.toml declares."""
        choices = self.study.configuration
        return Declared(
            self.study.tables,
            choices,
            self.study.codebook,
            choices.definitions.confidence_level,
            choices.definitions.quantile_type,
        )

    @property
    def has_toxicity_subset(self) -> bool:
        """Whether adverse events are those of a subset, whose variables may be in any table."""
        return self.study.configuration.toxicity.among is not None

    @property
    def is_listed(self) -> bool:
        """Whether patients are listed one by one."""
        limit = self.study.configuration.limits.listing_rows
        return len(self.study.tables.patients) <= limit


@dataclass(frozen=True, slots=True)
class Family:
    """Results that are computed together, and the tables that they are computed from.

    `tables` is None where declarations of study.toml say which are read. `needs` are the tables
    ("cycles") and columns ("patients.status") without which there are none of them; other tables are
    read where they exist. Choices of study.toml and the codebook may
    change any of them.
    """

    name: str
    tables: frozenset[str] | None
    compute: Callable[[Basis], Iterable[Result]]
    needs: tuple[str, ...]

    def is_possible(self, study: Study) -> bool:
        """Whether a study has what the family needs."""
        return study.tables.has(*self.needs)

    def results(self, basis: Basis) -> Iterable[Result]:
        """Compute the results of the family, none where something that it needs is absent."""
        if not self.is_possible(basis.study):
            return ()
        return map(with_age_grouped, self.compute(basis))


def _family(
    name: str,
    tables: str | None,
    compute: Callable[[Basis], Iterable[Result]],
    needs: Iterable[str] = (),
) -> Family:
    read = None if tables is None else frozenset(tables.split())
    return Family(name, read, compute, tuple(needs))


FAMILIES = (
    _family("cohort", "patients metastases prior_therapies", lambda of: cohort_results(of.study)),
    _family("response", "patients", lambda of: response_results(of.declared)),
    _family(
        "progression",
        "patients",
        lambda of: progression_results(of.study, of.times, of.curve),
        PROGRESSION,
    ),
    _family(
        "dosing",
        "patients cycles",
        lambda of: dosing_results(of.study, response_column(of.declared)),
        ["cycles.cycle", "cycles.doses"],
    ),
    _family("exposure", "patients cycles", lambda of: exposure_results(of.declared)),
    _family(
        "correlates",
        "patients prior_therapies",
        lambda of: correlates_results(of.study),
        [RESPONSE],
    ),
    _family(
        "toxicity",
        "patients adverse_events",
        lambda of: toxicity_results(of.declared) if not of.has_toxicity_subset else (),
        ["adverse_events"],
    ),
    _family(
        "lesions",
        None,
        lambda of: lesion_results(of.declared_lesions, of.lesion_patients),
    ),
    _family("declared", None, lambda of: declared_results(of.declared)),
    _family(
        "patient",
        "patients cycles",
        lambda of: patient_results(of.study) if of.is_listed else (),
    ),
)
"""Every family; a test checks that none reads a table that it does not name."""
