"""MODEL.*: Cox and logistic regression models."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from il2report.analysis.cox import cox_model
from il2report.analysis.derivations import ConfidenceLimits, Counted, Derived
from il2report.analysis.logistic import logistic_model
from il2report.analysis.methods import COUNT
from il2report.analysis.regression import FittedModel, Ratio, Term
from il2report.analysis.variables import Column, Level
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.declared import Declared
from il2report.results.endpoints import sources_of
from il2report.results.entries import entries_of_limits, entry_of_test
from il2report.study.declarations import Model
from il2report.values import Exclusion, Patients, Unit

Fit = Callable[[Sequence[Term], Patients], FittedModel]


@dataclass(frozen=True)
class Sample:
    """Who can be in a model: each with an outcome, and how the outcome is fitted."""

    patients: Patients
    events: frozenset[str]
    excluded: tuple[Exclusion, ...]
    sources: tuple[str, ...]
    fit: Fit


def model_results(declared: Declared) -> Iterator[Result]:
    """Give the results of every declared model."""
    for model in declared.declarations.model:
        yield from _ModelResults(declared, model).results()


def reference_level(column: Column) -> Level:
    """The level that the others are compared with: the declared one, or the first of the codebook."""
    wanted = column.variable.reference
    return next((level for level in column.levels if level.code == wanted), column.levels[0])


class _ModelResults:
    def __init__(self, declared: Declared, model: Model) -> None:
        self.declared, self.model = declared, model
        self.columns = [declared.columns[name] for name in model.variables]
        self.sample = self._sample()

    def results(self) -> Iterator[Result]:
        """Give the univariable fits, the multivariable one, and what belongs to the whole."""
        if self.model.univariable:
            for column in self.columns:
                patients = self._complete([column])
                fitted = self.sample.fit([self._term(column, patients)], patients)
                yield from self._fit("univariable", [column], patients, fitted)
        if self.model.multivariable:
            patients = self._complete(self.columns)
            terms = [self._term(column, patients) for column in self.columns]
            fitted = self.sample.fit(terms, patients)
            yield from self._fit("multivariable", self.columns, patients, fitted)
            yield from self._whole(patients, fitted)

    def _sample(self) -> Sample:
        among = frozenset(self.declared.subset(self.model.among))
        level = self.declared.level
        if self.model.endpoint:
            times = self.declared.times[self.model.endpoint].among(among)
            months = dict(zip(times.patients, times.months, strict=True))
            events = frozenset(times.with_event)
            endpoint = self.declared.declarations.endpoints[self.model.endpoint]
            return Sample(
                times.patients,
                events,
                times.excluded,
                sources_of(endpoint),
                lambda terms, of: cox_model(
                    terms, [months[p] for p in of], [p in events for p in of], level
                ),
            )
        outcome = self.declared.columns[str(self.model.outcome)]
        known = tuple(p for p in outcome.known if p in among)
        having = frozenset(p for p in known if outcome.has(p, outcome.yes.code))
        return Sample(
            known,
            having,
            tuple(out for out in outcome.excluded if out.patient_id in among),
            outcome.sources,
            lambda terms, of: logistic_model(terms, [p in having for p in of], level),
        )

    def _complete(self, columns: Sequence[Column]) -> Patients:
        return tuple(
            p for p in self.sample.patients if all(c.by_patient[p] is not None for c in columns)
        )

    def _term(self, column: Column, patients: Patients) -> Term:
        name = column.variable.name
        if column.variable.is_number:
            return Term(name, ("",), (tuple(float(column.by_patient[p]) for p in patients),))
        others = self._compared_levels(column)
        columns = tuple(
            tuple(float(column.has(p, level.code)) for p in patients) for level in others
        )
        return Term(name, tuple(level.code for level in others), columns)

    def _compared_levels(self, column: Column) -> list[Level]:
        reference = reference_level(column)
        return [level for level in column.levels if level != reference]

    def _fit(
        self, kind: str, columns: Sequence[Column], patients: Patients, fitted: FittedModel
    ) -> Iterator[Result]:
        by_name = {column.variable.name: column for column in columns}
        for ratio in fitted.ratios:
            yield from self._ratio(kind, by_name[ratio.variable], ratio, patients)
        for name, p in fitted.overall:
            column = by_name[name]
            if len(column.levels) > 2 or kind == "univariable":
                yield from self._sizes(kind, column, patients)
            if len(column.levels) > 2:
                yield self._p(
                    f"{self.model.name}.{kind}.{name}.overall_p", p, column, patients, "all levels"
                )
        if kind == "multivariable":
            for name, p in fitted.proportional_hazards:
                where = f"{self.model.name}.{name}" if name else self.model.name
                about = by_name.get(name, columns[0])
                yield self._p(
                    f"{where}.proportional_hazards_p", p, about, patients, "proportional hazards"
                )

    def _ratio(
        self, kind: str, column: Column, ratio: Ratio, patients: Patients
    ) -> Iterator[Result]:
        label = column.variable.label
        prefix = f"{self.model.name}.{kind}.{column.variable.name}"
        if ratio.level:
            prefix = f"{prefix}.{ratio.level.lower()}"
            names = {level.code: level.label for level in column.levels}
            label = f"{label}, {names[ratio.level]} against {reference_level(column).label}"
        topic = Topic(self.model.name, column.variable.name, ratio.level)
        estimate = self._result(f"{prefix}.ratio", ratio.estimate, label, column, patients)
        estimate = replace(estimate, unit=Unit.RATIO, statistic=Statistic.RATIO, topic=topic)
        yield estimate
        limits = ConfidenceLimits(ratio.limits.low, ratio.limits.high, ratio.limits.level)
        yield from entries_of_limits(estimate, limits, prefix)
        p = self._p(f"{prefix}.p", ratio.p, column, patients, "")
        yield replace(p, label=f"{label}, {ratio.p.method.name}", topic=estimate.topic)

    def _sizes(self, kind: str, column: Column, patients: Patients) -> Iterator[Result]:
        """Count patients and events of a fit, and of each of its levels."""
        prefix = f"{self.model.name}.{kind}.{column.variable.name}"
        parts = [("", column.variable.label, patients)]
        for level in column.levels:
            own = tuple(p for p in patients if column.has(p, level.code))
            parts.append((f".{level.key}", f"{column.variable.label}: {level.label}", own))
        for suffix, label, members in parts:
            events = tuple(p for p in members if p in self.sample.events)
            for name, counted in (("n", members), ("events", events)):
                derived = Derived(len(counted), COUNT, Counted(len(counted), len(patients)))
                entry = self._result(
                    f"{prefix}{suffix}.{name}", derived, f"{label}, {name}", column, patients
                )
                topic = Topic(self.model.name, column.variable.name, suffix[1:])
                yield replace(entry, patients=counted, topic=topic)

    def _whole(self, patients: Patients, fitted: FittedModel) -> Iterator[Result]:
        name, column = self.model.name, self.columns[0]
        label = self.model.label or name
        events = tuple(p for p in patients if p in self.sample.events)
        for suffix, counted in (("n", patients), ("events", events)):
            derived = Derived(len(counted), COUNT, Counted(len(counted), len(patients)))
            entry = self._result(
                f"{name}.{suffix}", derived, f"{label}, {suffix}", column, patients
            )
            yield replace(entry, patients=counted, topic=Topic(name, name))
        concordance = self._result(
            f"{name}.concordance", fitted.concordance, f"{label}, concordance", column, patients
        )
        yield replace(
            concordance, unit=Unit.RATIO, statistic=Statistic.CONCORDANCE, topic=Topic(name, name)
        )

    def _p(
        self, result_id: str, p: Derived, column: Column, patients: Patients, what: str
    ) -> Result:
        topic = Topic(self.model.name, column.variable.name)
        label = f"{column.variable.label}, {what}" if what else column.variable.label
        return entry_of_test(
            result_id,
            p,
            topic,
            f"{label}, {p.method.name}",
            patients,
            self._left_out(patients),
            self._sources(column),
        )

    def _result(
        self, result_id: str, derived: Derived, label: str, column: Column, patients: Patients
    ) -> Result:
        """Give a count of the model's patients, which others turn into what they give."""
        return Result(
            id=result_id,
            derived=derived,
            unit=Unit.COUNT,
            label=label,
            statistic=Statistic.N,
            topic=Topic(self.model.name, column.variable.name),
            n=len(patients),
            patients=patients,
            denominator=patients,
            excluded=self._left_out(patients),
            sources=self._sources(column),
        )

    def _left_out(self, patients: Patients) -> tuple[Exclusion, ...]:
        inside = frozenset(patients)
        lacking = tuple(
            Exclusion(p, "a variable of the model is not recorded")
            for p in self.sample.patients
            if p not in inside
        )
        return self.sample.excluded + lacking

    def _sources(self, column: Column) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*column.sources, *self.sample.sources)))
