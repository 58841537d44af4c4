"""MODEL.*: Cox and logistic regression models."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from il2report.analysis.derivations import ConfidenceLimits, Counted, Derived, Enumerated
from il2report.analysis.derivations.models import PerParameter
from il2report.analysis.methods import COUNT, ENUMERATED, EVENTS_PER_PARAMETER, TREND
from il2report.analysis.regression import FittedModel, Ratio
from il2report.analysis.variables import Column
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.declared import Declared
from il2report.results.endpoints import Reported, landmark_results, median_results
from il2report.results.entries import entries_of_limits, entry_of_test
from il2report.results.model_sample import is_scored, reference_level, sample_of, scored, term_of
from il2report.results.model_selection import SELECTED_OUT, Selected, backward
from il2report.study.declarations import Model
from il2report.values import Exclusion, Patients, Unit

UNIVARIABLE, MULTIVARIABLE = "univariable", "multivariable"
ONE_DECIMAL = 1


def model_results(declared: Declared, model: Model) -> Iterator[Result]:
    """Give the results of a declared model."""
    yield from _ModelResults(declared, model).results()


class _ModelResults:
    def __init__(self, declared: Declared, model: Model) -> None:
        self.declared, self.model = declared, model
        self.columns = [declared.columns[name] for name in model.variables]
        self.sample = sample_of(declared, model)
        self._excluded: dict[Patients, tuple[Exclusion, ...]] = {}

    def results(self) -> Iterator[Result]:
        """Give the univariable fits, the multivariable one, and what belongs to the whole."""
        if self.model.univariable:
            for column in self.columns:
                patients = self.sample.complete([column])
                fitted = self.sample.fit([term_of(column, patients)], patients)
                yield from self._fit(UNIVARIABLE, [column], patients, fitted)
        if self.model.multivariable:
            patients = self.sample.complete(self.columns)
            selected = self._selected(patients)
            yield from self._selection(selected, patients)
            if selected.fitted is not None:
                yield from self._fit(MULTIVARIABLE, selected.kept, patients, selected.fitted)
                yield from self._assumptions(selected.kept, patients, selected.fitted)
            yield from self._whole(patients, selected.fitted)
        if self.model.survival or self.model.survival_months:
            yield from self._survival()

    def _selected(self, patients: Patients) -> Selected:
        """Fit the multivariable model: to all its variables, or to those that selection leaves."""
        if self.model.selection:
            return backward(self.sample, self.columns, patients, self.model.selection.p)
        terms = [term_of(column, patients) for column in self.columns]
        return Selected(tuple(self.columns), self.sample.fit(terms, patients, assess=True), ())

    # --- one fit ------------------------------------------------------------------------------------

    def _fit(
        self, kind: str, columns: Sequence[Column], patients: Patients, fitted: FittedModel
    ) -> Iterator[Result]:
        by_name = {column.variable.name: column for column in columns}
        for ratio in fitted.ratios:
            yield from self._ratio(kind, by_name[ratio.variable], ratio, patients)
        for name, p in fitted.overall:
            column = by_name[name]
            prefix = f"{self.model.name}.{kind}.{name}"
            yield from self._sizes(kind, column, patients)
            if len(column.levels) > 2:
                yield self._p(f"{prefix}.overall_p", p, column, patients, "all levels")
            if is_scored(column, patients):
                terms = [
                    scored(each, patients) if each is column else term_of(each, patients)
                    for each in columns
                ]
                trend = self._trend_of(self.sample.fit(terms, patients), name)
                yield self._p(f"{prefix}.trend_p", trend, column, patients, "trend over the levels")

    @staticmethod
    def _trend_of(fitted: FittedModel, name: str) -> Derived:
        p = next(ratio.p for ratio in fitted.ratios if ratio.variable == name)
        return replace(p, method=TREND)

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
        yield from entries_of_limits(estimate, ratio.limits, prefix)
        p = self._p(f"{prefix}.p", ratio.p, column, patients, "")
        yield replace(p, label=f"{label}, {ratio.p.method.name}", topic=estimate.topic)

    def _sizes(self, kind: str, column: Column, patients: Patients) -> Iterator[Result]:
        """Count patients and events of a fit, and of each of its levels."""
        prefix = f"{self.model.name}.{kind}.{column.variable.name}"
        parts = [("", column.variable.label, patients)]
        for level in column.levels:
            own = column.having((level.code,), patients)
            parts.append((f".{level.key}", f"{column.variable.label}: {level.label}", own))
        for suffix, label, members in parts:
            for entry in self._counts(f"{prefix}{suffix}", label, column, members, patients):
                yield replace(entry, topic=Topic(self.model.name, column.variable.name, suffix[1:]))

    def _counts(
        self, prefix: str, label: str, column: Column, members: Patients, patients: Patients
    ) -> Iterator[Result]:
        """Give PREFIX.n and PREFIX.events of some of the patients of a fit."""
        events = tuple(p for p in members if p in self.sample.events)
        for name, counted in (("n", members), ("events", events)):
            derived = Derived(len(counted), COUNT, Counted(len(counted), len(patients)))
            entry = self._result(f"{prefix}.{name}", derived, f"{label}, {name}", column, patients)
            yield replace(entry, patients=counted)

    # --- the multivariable model --------------------------------------------------------------------

    def _assumptions(
        self, columns: Sequence[Column], patients: Patients, fitted: FittedModel
    ) -> Iterator[Result]:
        """Give the tests of proportional hazards, and how far the variables predict each other."""
        by_name = {column.variable.name: column for column in columns}
        for name, p in fitted.proportional_hazards:
            where = f"{self.model.name}.{name}" if name else self.model.name
            about = by_name.get(name, columns[0])
            what = "proportional hazards"
            entry = self._p(f"{where}.proportional_hazards_p", p, about, patients, what)
            if not name:
                entry = replace(
                    entry,
                    topic=Topic(self.model.name, self.model.name),
                    label=f"{self.model.label or self.model.name}, {what} of all variables together",
                )
            yield entry
        for name, factor in fitted.inflation:
            column = by_name[name]
            label = f"{column.variable.label}, variance inflation factor"
            entry = self._result(f"{self.model.name}.{name}.vif", factor, label, column, patients)
            yield replace(entry, unit=Unit.RATIO, statistic=Statistic.VALUE, decimals=ONE_DECIMAL)

    def _whole(self, patients: Patients, fitted: FittedModel | None) -> Iterator[Result]:
        name, column = self.model.name, self.columns[0]
        label, topic = self.model.label or name, Topic(name, name)
        for entry in self._counts(name, label, column, patients, patients):
            yield replace(entry, topic=topic)
        if fitted is None:
            return
        names = tuple(f"{variable} {level}".strip() for variable, level in fitted.parameters)
        count = Derived(len(names), ENUMERATED, Enumerated(names))
        entry = self._result(f"{name}.parameters", count, f"{label}, parameters", column, patients)
        yield replace(entry, topic=topic)
        if names:
            yield replace(self._per_parameter(label, patients, fitted), topic=topic)
        if fitted.concordance is None:
            return
        concordance = self._result(
            f"{name}.concordance", fitted.concordance, f"{label}, concordance", column, patients
        )
        yield replace(concordance, unit=Unit.RATIO, statistic=Statistic.CONCORDANCE, topic=topic)

    def _per_parameter(self, label: str, patients: Patients, fitted: FittedModel) -> Result:
        """Give the events per parameter; in a logistic model the rarer outcome counts."""
        rarer, parameters = fitted.events, len(fitted.parameters)
        if self.model.kind == "logistic":
            rarer = min(rarer, fitted.n - rarer)
        entry = self._result(
            f"{self.model.name}.events_per_parameter",
            Derived(rarer / parameters, EVENTS_PER_PARAMETER, PerParameter(rarer, parameters)),
            f"{label}, events per parameter",
            self.columns[0],
            patients,
        )
        return replace(entry, unit=Unit.RATIO, statistic=Statistic.VALUE, decimals=ONE_DECIMAL)

    def _selection(self, selected: Selected, patients: Patients) -> Iterator[Result]:
        """Give the step and p-value at which each variable was taken out, and a reason for its ratios."""
        for number, step in enumerate(selected.steps, start=1):
            column = step.column
            prefix = f"{self.model.name}.selection.{column.variable.name}"
            label = f"{column.variable.label}, step of the backward selection"
            names = tuple(each.column.variable.label for each in selected.steps[:number])
            derived = Derived(number, ENUMERATED, Enumerated(names))
            yield self._result(f"{prefix}.step", derived, label, column, patients)
            yield self._p(f"{prefix}.p", step.p, column, patients, "when it was taken out")
            term = term_of(column, ())
            for level in term.levels:
                nothing = Derived(SELECTED_OUT, step.p.method)
                limits = ConfidenceLimits(nothing, nothing, self.declared.level)
                ratio = Ratio(term.variable, level, nothing, limits, nothing)
                yield from self._ratio(MULTIVARIABLE, column, ratio, patients)

    # --- survival by level --------------------------------------------------------------------------

    def _survival(self) -> Iterator[Result]:
        """Give the median or a landmark of each level, among the patients of its univariable fit."""
        times, months = self.sample.times, self.model.survival_months
        if times is None:
            return
        kind = UNIVARIABLE if self.model.univariable else MULTIVARIABLE
        endpoint = self.declared.declarations.endpoints[str(self.model.endpoint)]
        for column in self.columns:
            fitted = self.columns if kind == MULTIVARIABLE else [column]
            patients = self.sample.complete(fitted)
            for level in column.levels:
                name = column.variable.name
                own = times.among(column.having((level.code,), patients))
                reported = Reported(
                    f"{self.model.name}.{kind}.{name}.{level.key}",
                    f"{endpoint.label}, {column.variable.label}: {level.label}",
                    Topic(self.model.name, name, level.code),
                    own,
                    self._sources(column),
                    self.declared.level,
                )
                if months:
                    yield from landmark_results(reported, months)
                else:
                    yield from median_results(reported)

    # --- entries ------------------------------------------------------------------------------------

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
        """Say who is not in a fit: the same for all results of one."""
        if patients not in self._excluded:
            self._excluded[patients] = self.sample.left_out(patients)
        return self._excluded[patients]

    def _sources(self, column: Column) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*column.sources, *self.sample.sources)))
