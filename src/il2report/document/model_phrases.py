"""Sentences on the regression models that a study declares."""

from collections.abc import Iterator
from dataclasses import dataclass

from il2report.document.declared_phrases import Level, Paragraphs, Values
from il2report.document.tree import Fragment, Part, composed
from il2report.study.declarations import Model


@dataclass(frozen=True, slots=True)
class ModelPhrases(Paragraphs):
    """The paragraph on a model, and its parts."""

    def paragraph(self, model: Model, of: Part) -> Fragment:
        """Print which ratios of the multivariable model are significant; `of` is what it models."""
        if not model.multivariable:
            return Fragment()
        sizes = composed(
            "{}, {}",
            self.printer.counted(f"{model.name}.n", "patient"),
            self.printer.counted(f"{model.name}.events", "event"),
        )
        kind = "Cox" if model.kind == "cox" else "logistic"
        begun = composed("In the multivariable {} model of {} ({}), ", kind, of, sizes)
        ratios = list(self._ratios(model))
        fitted = [one for one in ratios if self.phrases.is_estimable(f"{one[0]}.ratio")]
        if not fitted:
            step = f"{model.name}.selection.{{}}.step"
            if all(step.format(name) in self.printer.catalogue for name in model.variables):
                return begun + "the selection left no variable."
            return begun + "no ratio could be estimated."
        found = [
            self._ratio(prefix, about, model)
            for prefix, about in fitted
            if self.phrases.is_significant(f"{prefix}.p")
        ]
        if not found:
            return begun + "no association was detected."
        return composed("{}an association was found with {}.", begun, self.phrases.listed(found))

    def _ratios(self, model: Model) -> Iterator[tuple[str, Fragment]]:
        for name in model.variables:
            values = self.declared.columns[name]
            prefix = f"{model.name}.multivariable.{name}"
            if values.variable.is_number:
                yield prefix, self.declared.variable(name)
            for level in values.levels:
                if f"{prefix}.{level.key}.ratio" in self.printer.catalogue:
                    reference = self._reference(values)
                    yield (
                        f"{prefix}.{level.key}",
                        composed(
                            "{}, {} against {}",
                            self.declared.variable(name),
                            self.declared.level(name, level),
                            self.declared.level(name, reference),
                        ),
                    )

    @staticmethod
    def _reference(values: Values) -> Level:
        wanted = values.variable.reference
        return next((level for level in values.levels if level.code == wanted), values.levels[0])

    def _ratio(self, prefix: str, about: Fragment, model: Model) -> Fragment:
        name = "hazard ratio" if model.kind == "cox" else "odds ratio"
        number = self.printer.number(f"{prefix}.ratio")
        pattern = "{} ({}, {}; {}; {})"
        return composed(
            pattern, about, name, number, self.printer.ci(prefix), self.printer.p(f"{prefix}.p")
        )
