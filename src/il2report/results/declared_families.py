"""The families of results that follow from the declarations of a study: one for each declaration."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from il2report.results.catalogue import Result
from il2report.results.characteristics import characteristics_results
from il2report.results.comparisons import comparison_results
from il2report.results.deaths import deaths_results
from il2report.results.declared import Declared
from il2report.results.endpoints import endpoint_results
from il2report.results.flow import flow_results
from il2report.results.follow_up import endpoint_followed, follow_up_results
from il2report.results.models import model_results
from il2report.results.own_tables import own_table_results
from il2report.results.repeated import repeated_results
from il2report.results.subsets import subset_results
from il2report.results.toxicity import toxicity_results
from il2report.study.declarations import (
    Comparison,
    Declarations,
    Endpoint,
    MeasuredLesions,
    Model,
    Variable,
)
from il2report.study.declarations.lesions import LAST_DOSE

PATIENTS, EVENTS = frozenset({"patients"}), frozenset({"adverse_events"})


class DeclaredFamily(NamedTuple):
    """The results of one declaration: the tables that are read, and how they are computed.

    `tables` is None for whatever tables the study has. Without the tables of `needs` there are no
    results; adverse events may be absent from a comparison.
    """

    name: str
    tables: frozenset[str] | None
    needs: frozenset[str]
    compute: Callable[[Declared], Iterable[Result]]


@dataclass(frozen=True, slots=True)
class TablesRead:
    """The tables that the results of each declaration are computed from."""

    declarations: Declarations

    def of_variable(self, name: str, known: Mapping[str, Variable] | None = None) -> frozenset[str]:
        """The tables of a variable, of those declared or of `known`, and of those that it is derived from."""
        variable = (known or self.declarations.variables)[name]
        own = variable.any_of or variable.count or variable
        return PATIENTS.union({own.table}, *map(self.of_variable, variable.rests_on))

    def of_lesions(self, lesions: MeasuredLesions) -> frozenset[str]:
        """The tables of measured lesions, and of what is shown of each patient beside them."""
        known = self.declarations.variables
        free = lesions.disease_free
        doses = {"cycles"} if free and free.start == LAST_DOSE else set[str]()
        return PATIENTS.union(
            {lesions.table}, doses, *(self.of_variable(name, known) for name in lesions.variables)
        )

    def of_listing(self) -> frozenset[str]:
        """The tables of the numbers and times of each patient."""
        choices = self.declarations
        asked = (each.of for each in choices.listing.columns) if choices.listing else ()
        derived = (n for n in asked if n in choices.variables and choices.variables[n].derivation)
        return PATIENTS.union(
            {"cycles"},
            *map(self.of_endpoint, choices.endpoint),
            *map(self.of_variable, derived),
        )

    def of_patients(self, *wheres: Mapping[str, object] | None) -> frozenset[str]:
        """The tables that choose patients by the codes of variables."""
        names = (name for where in wheres for name in where or ())
        return PATIENTS.union(*map(self.of_variable, names))

    def of_subset(self, name: str | None) -> frozenset[str]:
        """The tables that choose the patients of a subset."""
        return self.of_patients(self.declarations.subsets[name].where if name else None)

    def of_endpoint(self, endpoint: Endpoint) -> frozenset[str]:
        """The tables of the times to an end point."""
        return self.of_patients(endpoint.among) | self.of_subset(endpoint.within)

    def of_comparison(self, comparison: Comparison) -> frozenset[str]:
        """The tables of the groups and of what is compared."""
        choices = self.declarations
        variables = {comparison.by}
        if "characteristics" in comparison.of:
            variables.update(comparison.variables or choices.variables)
        endpoints = [choices.endpoints[each] for each in comparison.of if each in choices.endpoints]
        events = EVENTS if "toxicity" in comparison.of else frozenset[str]()
        return self.of_subset(comparison.among).union(
            events,
            self.of_subset(choices.toxicity.among) if events else (),
            *map(self.of_variable, variables),
            *map(self.of_endpoint, endpoints),
        )

    def of_model(self, model: Model) -> frozenset[str]:
        """The tables of the variables of a model and of what it explains."""
        variables = {*model.variables, *([model.outcome] if model.outcome else ())}
        endpoint = self.declarations.endpoints[model.endpoint] if model.endpoint else None
        return self.of_subset(model.among).union(
            self.of_endpoint(endpoint) if endpoint else (), *map(self.of_variable, variables)
        )


def declared_families(choices: Declarations) -> Iterator[DeclaredFamily]:
    """Give a family for each variable, end point, comparison, model and measurement."""
    read = TablesRead(choices)
    for variable in choices.variable:
        compute = partial(characteristics_results, variable=variable)
        yield _family(f"cohort.{variable.name}", read.of_variable(variable.name), compute)
    for subset in choices.subset:
        compute = partial(subset_results, subset=subset)
        yield _family(f"subset.{subset.name}", read.of_subset(subset.name), compute)
    for endpoint in choices.endpoint:
        compute = partial(endpoint_results, endpoint=endpoint)
        yield _family(endpoint.name, read.of_endpoint(endpoint), compute)
    for comparison in choices.comparison:
        compute = partial(comparison_results, comparison=comparison)
        family = _family(comparison.name, read.of_comparison(comparison), compute)
        if comparison.from_months is not None:  # the rows of every table until the landmark
            family = family._replace(tables=None)
        yield family
    for model in choices.model:
        yield _family(model.name, read.of_model(model), partial(model_results, model=model))
    for measurement in choices.measurement:
        groups = read.of_patients({measurement.by: ()} if measurement.by else None)
        tables = read.of_subset(measurement.among) | groups | {measurement.table}
        compute = partial(repeated_results, measurement=measurement)
        yield _family(measurement.name, tables, compute)
    yield from _alone(choices, read)


def _alone(choices: Declarations, read: TablesRead) -> Iterator[DeclaredFamily]:
    """Give the families of what is declared once, and of the tables of a study's own."""
    followed = endpoint_followed(choices)
    if choices.follow_up and followed:
        groups = read.of_patients({choices.follow_up.by: ()} if choices.follow_up.by else None)
        yield _family("follow_up", read.of_endpoint(followed) | groups, follow_up_results)
    if choices.deaths:
        cause = choices.deaths.cause if choices.deaths.cause in choices.variables else None
        tables = read.of_patients({cause: ()} if cause else None)
        family = _family("deaths", tables, deaths_results)
        yield family._replace(tables=tables | {"cycles"}) if choices.deaths.within_days else family
    yield _family("flow", PATIENTS, flow_results)
    for table in choices.table:
        if table.among:
            tables = read.of_subset(table.among) | read.of_patients(
                dict.fromkeys(table.variables or ())
            )
            yield _family(table.name, tables, partial(own_table_results, table=table))
    events = EVENTS | read.of_subset(choices.toxicity.among)
    yield _family("toxicity", events, toxicity_results)


def declared_results(declared: Declared) -> Iterator[Result]:
    """Give the results of every declaration."""
    for family in declared_families(declared.declarations):
        yield from family.compute(declared)


def _family(
    name: str, tables: frozenset[str], compute: Callable[..., Iterable[Result]]
) -> DeclaredFamily:
    return DeclaredFamily(name, tables, tables - EVENTS, compute)
