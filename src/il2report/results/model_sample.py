"""Who can be in a model, and how its variables and its outcome are fitted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from il2report.analysis.cox import cox_model
from il2report.analysis.endpoints import Times
from il2report.analysis.logistic import logistic_model
from il2report.analysis.regression import FittedModel, Term
from il2report.analysis.variables import Column, Level
from il2report.results.declared import Declared
from il2report.results.endpoints import sources_of
from il2report.study.declarations import Model
from il2report.values import Exclusion, Patients

Fit = Callable[[Sequence[Term], Patients, bool], FittedModel]


@dataclass(frozen=True)
class Sample:
    """Who can be in a model: each with an outcome, and how the outcome is fitted.

    `times` are those of the end point of a Cox model, None for a logistic one.
    """

    patients: Patients
    events: frozenset[str]
    excluded: tuple[Exclusion, ...]
    sources: tuple[str, ...]
    fitting: Fit
    times: Times | None = None

    def fit(
        self, terms: Sequence[Term], patients: Patients, *, assess: bool = False
    ) -> FittedModel:
        """Fit the outcome of some patients; `assess` adds what describes a model as a whole."""
        return self.fitting(terms, patients, assess)

    def complete(self, columns: Sequence[Column]) -> Patients:
        """List the patients with a value of every variable."""
        found = self.patients
        for column in columns:
            found = column.known_of(found)
        return found

    def left_out(self, patients: Patients) -> tuple[Exclusion, ...]:
        """Say of everyone else why they are not in a fit."""
        inside = frozenset(patients)
        lacking = tuple(
            Exclusion(p, "a variable of the model is not recorded")
            for p in self.patients
            if p not in inside
        )
        return self.excluded + lacking


def sample_of(declared: Declared, model: Model) -> Sample:
    """Give the patients of a model with their outcome."""
    among, level = frozenset(declared.subset(model.among)), declared.level
    if model.endpoint:
        times = declared.times[model.endpoint].among(among)
        months = dict(zip(times.patients, times.months, strict=True))
        events = frozenset(times.with_event)
        endpoint = declared.declarations.endpoints[model.endpoint]
        return Sample(
            times.patients,
            events,
            times.excluded,
            sources_of(endpoint),
            lambda terms, of, assess: cox_model(
                terms, [months[p] for p in of], [p in events for p in of], level, assess=assess
            ),
            times,
        )
    outcome = declared.columns[str(model.outcome)]
    known = tuple(p for p in outcome.known if p in among)
    having = frozenset(outcome.having((outcome.yes.code,), known))
    return Sample(
        known,
        having,
        tuple(out for out in outcome.excluded if out.patient_id in among),
        outcome.sources,
        lambda terms, of, _assess: logistic_model(terms, [p in having for p in of], level),
    )


def reference_level(column: Column) -> Level:
    """The level that the others are compared with: the declared one, or the first of the codebook."""
    wanted = column.variable.reference
    return next((level for level in column.levels if level.code == wanted), column.levels[0])


def term_of(column: Column, patients: Patients) -> Term:
    """A variable as a model has it: a number, or one column per level but the reference."""
    name = column.variable.name
    if column.variable.is_number:
        return Term(name, ("",), (tuple(float(column.by_patient[p]) for p in patients),))
    reference = reference_level(column)
    others = [level for level in column.levels if level != reference]
    columns = []
    for level in others:
        inside = frozenset(column.having((level.code,), patients))
        columns.append(tuple(float(p in inside) for p in patients))
    return Term(name, tuple(level.code for level in others), tuple(columns))


def scored(column: Column, patients: Patients) -> Term:
    """An ordered variable as the place of its levels, 1, 2, 3, …, for a test of trend."""
    places = {level.code: float(place) for place, level in enumerate(column.levels, start=1)}
    scores = tuple(places[column.by_patient[p]] for p in patients)
    return Term(column.variable.name, ("",), (scores,))


def is_scored(column: Column, patients: Patients) -> bool:
    """Whether a trend is tested: over three or more levels of an ordered variable that occur."""
    if column.variable.of_kind != "ordered" or column.has_several:
        return False
    return len({column.by_patient[p] for p in patients}) > 2
