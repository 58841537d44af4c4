"""Which figures a study has, and what each of them shows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from il2report.document.captions import DeclaredFloat, declared_floats, key_of_figure
from il2report.document.formats import NumberStyle
from il2report.document.grade_names import grade_heading, grade_in_sentence
from il2report.study.running_text import in_running_text
from il2report.document.printer import UNIT_NOUNS, Printer
from il2report.document.tree import is_figure, words
from il2report.errors import StudyRefused
from il2report.figures.pictures import Drawables, in_words
from il2report.figures.shown import (
    HAPPENED,
    Bar,
    Bars,
    Curves,
    Flow,
    Forest,
    ForestRow,
    Grades,
    GroupCurve,
    Shown,
    Swimmer,
    SwimmerWords,
)
from il2report.analysis.toxicity import ANY_TERM
from il2report.results import StudyResults
from il2report.results.catalogue import Statistic, Topic
from il2report.results.curves import DrawnCurve, endpoint_curve, grouped_curves
from il2report.results.model_sample import reference_level
from il2report.results.model_selection import SELECTED_OUT
from il2report.results.swimmer import swimmer_endpoint
from il2report.results.toxicity import drawn_columns
from il2report.study import Study
from il2report.study.declarations import Comparison, Endpoint, Model, OwnFigure, required
from il2report.study.declarations.flow import flow_of
from il2report.tables.models import RATIOS
from il2report.tables.own import expanded, unknown_result
from il2report.values import FlowBox, GradePart, NotEstimable



@dataclass(frozen=True, slots=True)
class Content:
    """A study with its results, as printed in a style."""

    study: Study
    results: StudyResults
    printer: Printer

    def has(self, result_id: str) -> bool:
        """Whether there is such a result, and a value of it."""
        catalogue = self.results.catalogue
        return result_id in catalogue and catalogue[result_id].is_estimable

    def number(self, result_id: str) -> str:
        """A number as printed, or nothing where there is no such result."""
        return self.printer.text(result_id) if result_id in self.results.catalogue else ""

    def value(self, result_id: str) -> float | None:
        """A value, or None where there is none."""
        value = self.results.catalogue[result_id].value if self.has(result_id) else None
        return None if value is None or isinstance(value, NotEstimable) else float(value)

    def median_text(self, result_id: str) -> str:
        """The median as the key of a figure has it: "Median 3.0 months"."""
        text = self.number(result_id)
        if not self.has(result_id):
            return f"Median {text}"
        return f"Median {text} {UNIT_NOUNS[self.results.catalogue[result_id].unit]}s"


Make: TypeAlias = Callable[[Content], Shown]


def _swimmer(of: Content) -> Shown:
    response, choices = of.results.response, of.study.configuration
    labels = {level.code: level.label for level in response.levels} if response else {}
    endpoint, words = required(swimmer_endpoint(of.study)), choices.swimmer
    axis, _ = _axes(endpoint)
    named = SwimmerWords(axis, words.event, words.without, endpoint.happened or HAPPENED)
    return Swimmer(of.results.lanes, of.results.spreads, labels, named)


def _adverse_events(of: Content) -> Shown:
    codebook, column = of.study.codebook, ("adverse_events", "term")
    terms, events = codebook.codes(*column), required(of.results.declared.adverse_events)
    scale, style = events.scale, of.printer.style
    parts = (
        GradePart(
            str(grade_heading(scale, each, style)),
            is_severe=each.first >= scale.severe,
            is_recorded=each.last > 0,
        )
        for each in drawn_columns(events)
    )
    severe = str(grade_in_sentence(scale, scale.severe_or_worse, style))
    return Grades(
        of.results.grades,
        {term: codebook.label(*column, term) for term in terms},
        {term: codebook.group(*column, term) for term in terms},
        len(events.of),
        tuple(parts),
        severe if scale.are_words else f"of {severe}",
        "" if of.results.grades or not events.occurring else TOO_RARE,
    )


def _flow(of: Content) -> Shown:
    steps = flow_of(of.study.configuration.flow).steps
    boxes = (FlowBox(e.label, of.number(f"flow.{key}.n"), e.reason or "") for key, e in steps)
    return Flow(tuple(boxes))


TIMES = frozenset({"days", "weeks", "months", "years"})
"""Units whose singular is not the word itself."""
TOO_RARE = "No single adverse event is frequent enough to be drawn."


def figures_of(study: Study) -> Mapping[str, Make]:
    """Name the figures that a study has, each with what makes its content."""
    choices = study.configuration
    figures: dict[str, Make] = {}
    # Bars of adverse events repeat their table: they are drawn where the study asks for them.
    if choices.toxicity.figure and study.tables.has("adverse_events"):
        figures["figure.adverse_events"] = _adverse_events
    if swimmer_endpoint(study):
        figures["figure.swimmer"] = _swimmer
    if choices.flow:
        figures["figure.flow"] = _flow
    for each in declared_floats(choices):
        if is_figure(each.key):
            figures[each.key] = _declared(each)
    return figures


def drawables(study: Study, results: StudyResults, printer: Printer) -> Drawables:
    """Collect what the figures of a study show."""
    of = Content(study, results, printer)
    files = {key_of_figure(each) for each in study.configuration.figure if each.kind == "file"}
    return {key: make(of) for key, make in figures_of(study).items() if key not in files}


def results_drawn(study: Study, results: StudyResults) -> Mapping[str, frozenset[str]]:
    """Give the ids of the results that each figure draws, or states in its alternative text."""
    of = (each for each in declared_floats(study.configuration) if is_figure(each.key))
    drawn = {each.key: frozenset(_drawn(each, results)) for each in of}
    if endpoint := swimmer_endpoint(study):
        drawn["figure.swimmer"] = frozenset(_drawn_in_lanes(endpoint, results))
    if events := results.declared.adverse_events:
        terms = {each.term for each in results.grades} | {ANY_TERM}
        named = (events.scale.any, events.scale.severe_or_worse)
        columns = {each.level for each in (*drawn_columns(events), *named)}
        drawn["figure.adverse_events"] = frozenset(
            result.id
            for result in results.catalogue.values()
            if (result.statistic, result.topic.family) == (Statistic.N, "toxicity")
            and result.topic.variable in terms
            and not result.topic.group
            and result.topic.level in columns
        )
    drawn["figure.flow"] = frozenset(
        result.id
        for result in results.catalogue.values()
        if (result.statistic, result.topic.family) == (Statistic.N, "flow")
    )
    return drawn


def _drawn_in_lanes(endpoint: Endpoint, results: StudyResults) -> Iterator[str]:
    response = results.response.variable.name if results.response else None
    yield from (f"{endpoint.name}.{name}" for name in ("events", "censored"))
    for result in results.catalogue.values():
        match result.statistic, result.topic:
            case Statistic.VALUE, Topic(family="patient", variable=endpoint.name):
                yield result.id
            case Statistic.N, Topic(family="response", variable=name, by="") if name == response:
                yield result.id


def _drawn(shown: DeclaredFloat, results: StudyResults) -> Iterator[str]:
    of, declared = shown.of, results.declared
    if isinstance(of, OwnFigure):
        if of.kind == "bars":
            yield from (row.id for row in expanded(of.rows, declared, ""))
        if of.kind == "forest":
            yield from _of_family(required(of.model), results)
    elif isinstance(of, Model):
        yield from _of_family(of.name, results)
    elif isinstance(of, Comparison):
        prefix = f"{required(shown.endpoint).name}.{of.name}"
        yield f"{prefix}.logrank_p"
        for level in declared.columns[of.by].levels:
            yield from (f"{prefix}.{level.key}.{name}" for name in ("n", "events", "censored"))
    elif isinstance(of, Endpoint):
        yield from (f"{of.name}.{name}" for name in ("events", "censored", "median"))
        if not (of.among or of.within):
            yield "cohort.n"


def _of_family(name: str, results: StudyResults) -> Iterator[str]:
    found = (each for each in results.catalogue.values() if each.topic.family == name)
    return (each.id for each in found if each.topic.level or each.statistic == Statistic.RATIO)


def words_for_figures(study: Study, shown: Drawables, style: NumberStyle) -> Mapping[str, str]:
    """Give the words in place of each figure: of a file, those of its declaration."""
    files = (each for each in study.configuration.figure if each.kind == "file")
    return in_words(shown, style) | {key_of_figure(e): required(e.alternative) for e in files}


def _declared(shown: DeclaredFloat) -> Make:
    if isinstance(shown.of, OwnFigure):
        return _own(shown.of)
    if isinstance(shown.of, Model):
        return _of_model(shown.of)
    if isinstance(shown.of, Comparison):
        return _of_groups(required(shown.endpoint), shown.of)
    if isinstance(shown.of, Endpoint):
        return _of_endpoint(shown.of)
    raise TypeError(f"{shown.key} is no figure")


def _own(figure: OwnFigure) -> Make:
    def make(of: Content) -> Shown:
        choices = of.study.configuration
        if figure.kind == "bars":
            return _bars(of, figure)
        if figure.kind == "forest":
            models = {one.name: one for one in choices.model}
            return _of_model(models[required(figure.model)], figure.fits)(of)
        endpoint = choices.endpoints[required(figure.endpoint)]
        if figure.curve:
            endpoint = endpoint.model_copy(update={"curve": figure.curve})
        if figure.comparison:
            comparisons = {one.name: one for one in choices.comparison}
            return _of_groups(endpoint, comparisons[figure.comparison], figure.among)(of)
        return _of_endpoint(endpoint, figure.among)(of)

    return make


def _bars(of: Content, figure: OwnFigure) -> Shown:
    where = f"figure.{figure.name}"
    rows = list(expanded(figure.rows, of.results.declared, where))
    catalogue = of.results.catalogue
    if unknown := [row.id for row in rows if row.id not in catalogue]:
        raise StudyRefused(tuple(unknown_result(f"[[figure]] {figure.name}", e, catalogue) for e in unknown))
    bars = (Bar(row.label.text, of.printer.text(row.id), of.value(row.id)) for row in rows)
    return Bars(in_running_text(figure.caption.rstrip(".")), tuple(bars), required(figure.axis))


# --- what declared figures show -------------------------------------------------------------------


def _of_endpoint(endpoint: Endpoint, among: str | None = None) -> Make:
    def make(of: Content) -> Shown:
        median = f"{endpoint.name}.median"
        curve = endpoint_curve(of.results.declared, endpoint, among)
        return Curves(
            in_running_text(endpoint.label),
            (_group("", curve),),
            *_axes(endpoint),
            happened=endpoint.happened or HAPPENED,
            is_failure=endpoint.curve == "failure",
            # The median is that of all patients of the end point.
            median=None if among else of.results.catalogue[median].value,
            median_text="" if among else of.median_text(median),
        )

    return make


def _of_groups(endpoint: Endpoint, comparison: Comparison, among: str | None = None) -> Make:
    def make(of: Content) -> Shown:
        declared = of.results.declared
        xlabel, ylabel = _axes(endpoint)
        landmark = comparison.from_months
        if landmark:
            month = f"{landmark:g} month{'' if landmark == 1 else 's'}"
            xlabel = f"{xlabel}, of patients at risk at the landmark of {month}"
        p = f"{endpoint.name}.{comparison.name}.logrank_p"
        return Curves(
            in_running_text(endpoint.label),
            tuple(
                _group(each.level.label if each.level else "", each)
                for each in grouped_curves(declared, endpoint, comparison, among)
            ),
            xlabel,
            ylabel,
            by=in_running_text(declared.columns[comparison.by].variable.label),
            happened=endpoint.happened or HAPPENED,
            is_failure=endpoint.curve == "failure",
            since_months=landmark or 0.0,
            note=f"Log-rank test, {words(of.printer.p(p))}" if of.has(p) and not among else "",
        )

    return make


def _group(label: str, drawn: DrawnCurve) -> GroupCurve:
    return GroupCurve(label, drawn.curve, drawn.risk_table)


def _axes(endpoint: Endpoint) -> tuple[str, str]:
    xlabel = f"Months from {endpoint.since}" if endpoint.since else "Months"
    if endpoint.axis:
        return xlabel, f"{endpoint.axis} (%)"
    if endpoint.curve == "failure":
        return xlabel, "With the event (%)"
    # "Time to relapse (%)" would be no percentage of anything.
    is_share = "survival" in endpoint.label.lower()
    return xlabel, f"{endpoint.label if is_share else 'Free of the event'} (%)"


def _of_model(model: Model, fits: str | None = None) -> Make:
    def make(of: Content) -> Shown:
        choices = of.study.configuration
        short, name = RATIOS[model.kind]
        about = (
            choices.endpoints[model.endpoint].label
            if model.endpoint
            else choices.variables[str(model.outcome)].label
        )
        kind = fits or ("multivariable" if model.multivariable else "univariable")
        regression = "Cox" if model.kind == "cox" else "logistic"
        level = of.results.catalogue.level
        return Forest(
            f"the {kind} {regression} regression of {in_running_text(about)}",
            tuple(row for each in model.variables for row in _rows(of, model, kind, each)),
            "Events/patients" if model.endpoint else "With outcome/patients",
            f"{short} ({level}% CI)",
            words(of.printer.p_label()),
            f"{name} (log scale)",
        )

    return make


def _rows(of: Content, model: Model, kind: str, name: str) -> Iterator[ForestRow]:
    column = of.results.declared.columns[name]
    label, prefix = column.variable.label, f"{model.name}.{kind}.{name}"
    if not column.levels:
        unit = column.variable.unit or "unit"
        one = unit.removesuffix("s") if unit in TIMES else unit
        yield _row(of, f"{label}, per {one}", prefix, is_indented=False)
        return
    yield ForestRow(label)
    reference = reference_level(column)
    for level in column.levels:
        own = f"{prefix}.{level.key}"
        if level == reference:
            yield ForestRow(level.label, is_indented=True, sizes=_sizes(of, own), text="Reference")
        elif f"{own}.ratio" in of.results.catalogue:
            yield _row(of, level.label, own, is_indented=True)


def _row(of: Content, label: str, prefix: str, *, is_indented: bool) -> ForestRow:
    sizes = _sizes(of, prefix)
    if not of.has(f"{prefix}.ratio"):
        value = of.results.catalogue[f"{prefix}.ratio"].value
        text = "Taken out" if value == SELECTED_OUT else "Not estimable"
        return ForestRow(label, is_indented, sizes, text)
    interval = words(of.printer.interval(prefix))
    return ForestRow(
        label,
        is_indented,
        sizes,
        f"{of.number(f'{prefix}.ratio')} ({interval})",
        of.number(f"{prefix}.p"),
        *(of.value(f"{prefix}.{name}") for name in ("ratio", "ci_low", "ci_high")),
    )


def _sizes(of: Content, prefix: str) -> str:
    numbers: Sequence[str] = [of.number(f"{prefix}.{name}") for name in ("events", "n")]
    return "/".join(numbers) if all(numbers) else ""
