"""Sentences on the regression models that a study declares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from il2report.document.declared_phrases import Level, Paragraphs, Values
from il2report.document.grammar import plural
from il2report.document.tree import Fragment, Part, composed, joined
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
        found: dict[str, list[Fragment]] = {}
        for prefix, name, of_level in fitted:
            if self.phrases.is_significant(f"{prefix}.p"):
                found.setdefault(name, []).append(self._ratio(prefix, of_level))
        if not found:
            return begun + "no association was detected."
        named = [self._associated(name, ratios, model) for name, ratios in found.items()]
        return composed("{}an association was found with {}.", begun, self.phrases.listed(named))

    def _associated(self, name: str, ratios: Sequence[Fragment], model: Model) -> Fragment:
        """Name a variable with its ratios: "sex (hazard ratio against men: 0.55 [...] for women)"."""
        what = "hazard ratio" if model.kind == "cox" else "odds ratio"
        ratio, values = plural(len(ratios), what), self.declared.columns[name]
        against = Fragment()
        if values.levels:
            reference = self._reference(values).key
            group = next(e for e in self.declared.groups_of(name) if e.key == reference)
            against = composed(" against {}:", group.members or group.label)
        variable = self.declared.variable(name)
        return composed("{} ({}{} {})", variable, ratio, against, joined("; ", ratios))

    def _ratios(self, model: Model) -> Iterator[tuple[str, str, Fragment]]:
        """Give of each ratio its id, its variable, and the level that it is of: " for women"."""
        for name in model.variables:
            prefix = f"{model.name}.multivariable.{name}"
            if self.declared.columns[name].variable.is_number:
                yield prefix, name, Fragment()
            for group in self.declared.groups_of(name):
                if f"{prefix}.{group.key}.ratio" in self.printer.catalogue:
                    of = composed(" for {}", group.members or group.label)
                    yield f"{prefix}.{group.key}", name, of

    @staticmethod
    def _reference(values: Values) -> Level:
        wanted = values.variable.reference
        return next((level for level in values.levels if level.code == wanted), values.levels[0])

    def _ratio(self, prefix: str, of_level: Fragment) -> Fragment:
        number, p = self.printer.number(f"{prefix}.ratio"), self.printer.p(f"{prefix}.p")
        return composed("{} [{}; {}]{}", number, self.printer.ci(prefix), p, of_level)
