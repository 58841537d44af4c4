"""The families of results, each with the tables that it reads.

A comparison computes many states that differ in few cells. A family none of whose tables differs
has the same results in both and need not be computed again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

from il2report.results.catalogue import Result
from il2report.results.characteristics import patients_counted
from il2report.results.declared import Declared
from il2report.results.declared_families import TablesRead, declared_families
from il2report.results.dosing import dosing_results
from il2report.results.entries import with_age_grouped
from il2report.results.exposure import exposure_results
from il2report.results.lesions import LesionPatient, lesion_patients, lesion_results
from il2report.results.patients import patient_results
from il2report.results.response import response_column, response_results
from il2report.study import Configuration, Study, Tables

RESPONSE = "patients.best_response"


class Basis:
    """A study with what several families use, each computed when it is first asked for."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def lesion_patients(self) -> tuple[LesionPatient, ...]:
        """The patients with the declared lesions."""
        return lesion_patients(self.declared_lesions)

    @cached_property
    def declared_lesions(self) -> Declared:
        """What study.toml declares, with the variables that lesions may mention."""
        choices = self.study.configuration
        variables = tuple(choices.variables.values())
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
    def is_listed(self) -> bool:
        """Whether patients are listed one by one."""
        limit = self.study.configuration.limits.listing_rows
        return len(self.study.tables.patients) <= limit


@dataclass(frozen=True, slots=True)
class Family:
    """Results that are computed together, and the tables that they are computed from.

    `tables` is None for whatever tables the study has. `needs` are the tables
    ("cycles") and columns ("patients.status") without which there are none of them; other tables are
    read where they exist. Choices of study.toml and the codebook may
    change any of them.
    """

    name: str
    tables: frozenset[str] | None
    compute: Callable[[Basis], Iterable[Result]]
    needs: tuple[str, ...]

    def is_possible(self, tables: Tables) -> bool:
        """Whether the tables of a study have what the family needs."""
        return tables.has(*self.needs)

    def results(self, basis: Basis) -> Iterable[Result]:
        """Compute the results of the family, none where something that it needs is absent."""
        if not self.is_possible(basis.study.tables):
            return ()
        return map(with_age_grouped, self.compute(basis))


def _family(
    name: str, tables: str, compute: Callable[[Basis], Iterable[Result]], needs: Iterable[str] = ()
) -> Family:
    return Family(name, frozenset(tables.split()), compute, tuple(needs))


OF_THE_PROGRAM = (
    _family("cohort", "patients", lambda of: patients_counted(of.declared)),
    _family("response", "patients", lambda of: response_results(of.declared)),
    _family(
        "dosing",
        "patients cycles",
        lambda of: dosing_results(of.study, response_column(of.declared)),
        ["cycles.cycle", "cycles.doses"],
    ),
    _family("exposure", "patients cycles", lambda of: exposure_results(of.declared)),
)
"""The families of columns that the program knows."""


def families_of(choices: Configuration) -> tuple[Family, ...]:
    """Give every family of a study; a test checks that none reads a table that it does not name."""
    declared = (
        Family(each.name, each.tables, partial(_of_declared, each.compute), tuple(each.needs))
        for each in declared_families(choices)
    )
    return (*OF_THE_PROGRAM, *_of_patients(choices), *declared)


def _of_patients(choices: Configuration) -> Iterator[Family]:
    yield Family(
        "patient",
        TablesRead(choices).of_listing(),
        lambda of: patient_results(of.declared) if of.is_listed else (),
        (),
    )
    if choices.measured_lesions:
        tables = TablesRead(choices).of_lesions(choices.measured_lesions)
        yield Family(
            "lesions",
            tables,
            lambda of: lesion_results(of.declared_lesions, of.lesion_patients),
            (choices.measured_lesions.table,),
        )


def _of_declared(compute: Callable[[Declared], Iterable[Result]], basis: Basis) -> Iterable[Result]:
    return compute(basis.declared)
