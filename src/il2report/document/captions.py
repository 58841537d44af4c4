"""Tables and figures of what a study declares: their keys, and the legends of the figures."""

from collections.abc import Iterator
from dataclasses import dataclass

from il2report.document.declared_phrases import DeclaredPhrases
from il2report.document.grammar import plural
from il2report.document.printer import marked
from il2report.document.tree import Fragment, Word, capitalised_first, composed, joined
from il2report.study.declarations import (
    Comparison,
    Declarations,
    Endpoint,
    Measurement,
    Model,
    OwnFigure,
    OwnTable,
    required,
)
from il2report.study.running_text import in_running_text, raised

HOW_TO_READ = {
    "endpoint": "Vertical marks are censored patients; the curve is paler where fewer than five are at risk. Below are the patients at risk, and those censored and"
    " with the event before each month.",
    "comparison": "Vertical marks are censored patients; a curve is paler where fewer than five are at risk. Below are the patients of each group at risk.",
    "model": "Squares are ratios and lines their confidence intervals, on a logarithmic axis. An arrow is a"
    " limit beyond the axis.",
}


@dataclass(frozen=True, slots=True)
class DeclaredFloat:
    """A table or figure that follows from a declaration of a `kind` ("endpoint") and `name` ("os").

    `of` is what it shows; the figure of a comparison shows the groups of an `endpoint`.
    """

    key: str
    kind: str
    name: str
    of: Endpoint | Comparison | Measurement | Model | OwnTable | OwnFigure
    endpoint: Endpoint | None = None


def declared_floats(choices: Declarations) -> Iterator[DeclaredFloat]:
    """Give the tables and figures that follow from declarations, in their order."""
    for endpoint in choices.endpoint:
        yield DeclaredFloat(key_of_curve(endpoint), "endpoint", endpoint.name, endpoint)
    for comparison in choices.comparison:
        yield from _of_comparison(choices, comparison)
    for model in choices.model:
        # A forest plot repeats the table of its model: it is drawn where the study asks for it.
        for kind in ("table", "figure") if model.figure else ("table",):
            yield DeclaredFloat(f"{kind}.{model.name}", "model", model.name, model)
    for measurement in choices.measurement:
        name = measurement.name
        yield DeclaredFloat(f"table.{name}", "measurement", name, measurement)
    for table in choices.table:
        yield DeclaredFloat(f"table.{table.name}", "table", table.name, table)
    for figure in choices.figure:
        yield DeclaredFloat(key_of_figure(figure), "figure", figure.name, figure)


def _of_comparison(choices: Declarations, comparison: Comparison) -> Iterator[DeclaredFloat]:
    name = comparison.name
    if {"characteristics", "response"} & {*comparison.of}:
        yield DeclaredFloat(comparison.table_key, "comparison", name, comparison)
    for endpoint in (choices.endpoints[e] for e in comparison.of if e in choices.endpoints):
        key = key_of_curve(endpoint, comparison)
        yield DeclaredFloat(key, "comparison", name, comparison, endpoint)
    if "toxicity" in comparison.of:
        yield DeclaredFloat(f"table.{name}_toxicity", "comparison", name, comparison)


def key_of_figure(figure: OwnFigure) -> str:
    """Give the key of a figure that a study declares."""
    return f"figure.{figure.name}"


def key_of_curve(endpoint: Endpoint, comparison: Comparison | None = None) -> str:
    """Give the key of the figure of an end point, or of its groups."""
    name = endpoint.figure or endpoint.name
    return f"figure.{name}_{comparison.name}" if comparison else f"figure.{name}"


@dataclass(frozen=True, slots=True)
class Captions:
    """What is printed below a figure."""

    phrases: DeclaredPhrases
    choices: Declarations

    def of(self, shown: DeclaredFloat) -> Fragment:
        """Say what a figure shows, and how it is read."""
        kind = shown.kind
        if isinstance(shown.of, OwnFigure):
            kind = {"curve": "endpoint", "forest": "model"}.get(shown.of.kind, "")
            kind = "comparison" if shown.of.comparison else kind
            by_name = {each.name: each for each in self.choices.comparison}
            rest = self._in_no_group(by_name[shown.of.comparison]) if shown.of.comparison else ""
            return joined(" ", (self._caption(shown), rest, HOW_TO_READ.get(kind, "")))
        return joined(" ", (self._caption(shown), HOW_TO_READ.get(kind, "")))

    def _caption(self, shown: DeclaredFloat) -> Fragment:
        """Say what a figure shows."""
        if isinstance(shown.of, OwnTable | OwnFigure):
            caption = Fragment.of(
                Word(f"study.{shown.kind}.{shown.name}.caption", shown.of.caption)
            )
            return caption if shown.of.caption.endswith((".", "?", "!")) else caption + "."
        if isinstance(shown.of, Model):
            return self.of_model(shown.of)
        if isinstance(shown.of, Comparison):
            return self.of_groups(required(shown.endpoint), shown.of)
        if isinstance(shown.of, Endpoint):
            return self.of_curve(shown.of)
        raise TypeError(f"{shown.key} is no figure")

    def of_curve(self, endpoint: Endpoint) -> Fragment:
        """Caption the curve of an end point."""
        name = endpoint.name
        estimate = composed("{}, {}", self._label(endpoint), self._estimate(endpoint))
        among = self._subset(endpoint.within)
        if not self.phrases.phrases.count(f"{name}.events"):
            return composed("{}{}; no patient had the event.", estimate, among)
        printer, result = self.phrases.printer, f"{name}.events"
        events, n = printer.number(result), printer.denominator(result)
        nouns = (
            plural(self.phrases.phrases.count(result), "event"),
            plural(printer.catalogue[result].n, "patient"),
        )
        text = f"{{}} with pointwise {{}}% confidence interval{{}} ({{}} {nouns[0]} in {{}} {nouns[1]})."
        return composed(text, estimate, self._level(), among, events, n)

    def of_groups(self, endpoint: Endpoint, comparison: Comparison) -> Fragment:
        """Caption the curves of the groups of a comparison."""
        sentences = [
            composed(
                "{} by {}{}, {}.",
                self._label(endpoint),
                self.phrases.variable(comparison.by),
                self._subset(comparison.among),
                self._estimate(endpoint),
            )
        ]
        if comparison.from_months:
            path = f"study.comparison.{comparison.name}.from_months"
            month = Word(path, f"{comparison.from_months:g}")
            plural = "" if comparison.from_months == 1 else "s"
            text = "Landmark analysis of the patients at risk at {} month{}."
            sentences.append(composed(text, month, plural))
        p = f"{endpoint.name}.{comparison.name}.logrank_p"
        if self.phrases.phrases.is_estimable(p):
            sentences.append(composed("Log-rank test, {}.", self.phrases.printer.p_and_adjusted(p)))
        return joined(" ", (*sentences, self._in_no_group(comparison)))

    def of_model(self, model: Model) -> Fragment:
        """Caption the forest plot of a model."""
        is_cox = model.kind == "cox"
        kind = "Multivariable" if model.multivariable else "Univariable"
        about = (
            self.phrases.endpoint(self.choices.endpoints[model.endpoint])
            if model.endpoint
            else self.phrases.variable(str(model.outcome))
        )
        return composed(
            "{} {} regression of {}{}: {} ratios with {}% confidence intervals.",
            *(kind, "Cox" if is_cox else "logistic", about, self._subset(model.among)),
            *("hazard" if is_cox else "odds", self._level()),
        )

    # --- parts --------------------------------------------------------------------------------------

    def _label(self, endpoint: Endpoint) -> Fragment:
        path = f"study.endpoint.{endpoint.name}.label"
        return capitalised_first(Fragment.of(Word(path, endpoint.label)), raised)

    @staticmethod
    def _estimate(endpoint: Endpoint) -> str:
        one_minus = "1 \N{MINUS SIGN} " if endpoint.curve == "failure" else ""
        return f"{one_minus}Kaplan-Meier estimate"

    def _in_no_group(self, comparison: Comparison) -> Fragment:
        """Say how many patients have no curve, as they are in no group."""
        rest = f"{comparison.name}.ungrouped"
        n = self.phrases.phrases.count(rest)
        # Groups of a landmark analysis are those known by then, of the patients still at risk.
        if not n or comparison.from_months:
            return Fragment()
        printer = self.phrases.printer
        whole = plural(printer.catalogue[rest].n, "patient")
        text = (
            f"{{}} of {{}} {whole} {plural(n, 'is', 'are')} in none of the groups, and not shown."
        )
        return composed(text, printer.number(rest), printer.denominator(rest))

    def _subset(self, name: str | None) -> Fragment:
        if name is None:
            return Fragment()
        label = in_running_text(self.choices.subsets[name].label)
        return composed(", {}", Word(f"study.subset.{name}.label", label))

    def _level(self) -> Fragment:
        level = self.phrases.printer.catalogue.level
        return marked(str(level), level, "constant.definitions.confidence_level")
