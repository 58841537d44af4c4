"""What templates print that is no result: figures of the literature, and choices of study.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from il2report.document.printer import Printer, marked, with_unit
from il2report.document.tree import Fragment, words
from il2report.errors import Il2ReportError
from il2report.study import Study
from il2report.study.literature import LiteratureFact
from il2report.study.lookalikes import nearest
from il2report.templating.claims import ClaimReading, Claims
from il2report.templating.views import plain

CONSTANT_UNITS: Mapping[str, str] = {
    "dose_iu_per_kg": "iu_per_kg",
    "infusion_minutes": "minutes",
    "interval_hours": "hours",
    "rest_days_min": "days",
    "rest_days_max": "days",
    "remission_months_min": "completed_months",
    "partial_regression_percent": "percent",
    "stable_growth_percent": "percent",
    "confidence_level": "percent",
    "threshold_percent": "percent",
}


class UnknownFact(Il2ReportError, LookupError):
    """A literature fact, a constant or a family of codes that the study does not have."""


class NoLiterature(UnknownFact):
    """A literature fact of a study that has none."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Looks up figures and choices of one study, and prints them."""

    study: Study
    printer: Printer
    claims: Claims

    def fact_value(self, fact_id: str) -> float:
        """Give the raw figure of the literature for a condition."""
        fact = self._fact(fact_id)
        self.claims.note(ClaimReading(fact_id, words(self.fact_quantity(fact_id))))
        return fact.value

    def constant_value(self, path: str) -> Any:
        """Give a raw choice of study.toml for a condition."""
        value = self._constant(path)
        self.claims.note(ClaimReading(path, str(value)))
        return plain(value)

    def fact(self, fact_id: str) -> Fragment:
        """Print a figure of the literature."""
        fact = self._fact(fact_id)
        return marked(self._fact_text(fact), fact.value, f"literature.{fact_id}")

    def fact_quantity(self, fact_id: str) -> Fragment:
        """Print a figure of the literature with its unit or percent sign."""
        fact = self._fact(fact_id)
        return with_unit(self.fact(fact_id), self._fact_text(fact), fact.unit)

    def constant(self, path: str) -> Fragment:
        """Print a number or a name of study.toml, such as the version of the criteria."""
        value = self._single(path)
        if isinstance(value, str):
            return marked(value, value, f"constant.{path}")
        decimals = decimals_given(value)
        written = value if decimals else round(value)  # 250, though it is kept as 250.0
        return marked(self.printer.style.number(value, decimals), written, f"constant.{path}")

    def constant_words(self, path: str) -> Fragment:
        """Print a whole number of study.toml as a word where the style wants one."""
        value = self._single(path)
        return marked(self.printer.style.word(value), value, f"constant.{path}")

    def constant_quantity(self, path: str) -> Fragment:
        """Print a number of study.toml with its unit."""
        unit = CONSTANT_UNITS.get(path.rpartition(".")[2], "count")
        return with_unit(self.constant(path), str(self._single(path)), unit)

    def constant_date(self, path: str) -> Fragment:
        """Print a date of study.toml as month and year."""
        value = self._single(path)
        return marked(f"{value:%B %Y}", value.isoformat(), f"constant.{path}")

    def _fact(self, fact_id: str) -> LiteratureFact:
        try:
            return self.study.literature[fact_id]
        except KeyError:
            if not self.study.literature:
                raise NoLiterature(
                    f"there is no data/literature.toml to give {fact_id!r}"
                ) from None
            hint = nearest(fact_id, tuple(self.study.literature))
            raise UnknownFact(f"literature.toml has no {fact_id!r}.{hint}") from None

    def _fact_text(self, fact: LiteratureFact) -> str:
        decimals = decimals_given(fact.value) if fact.decimals is None else fact.decimals
        return self.printer.style.number(fact.value, decimals)

    def _constant(self, path: str) -> Any:
        found: Any = self.study.configuration
        for name in path.split("."):
            known = (
                found if isinstance(found, Mapping) else getattr(type(found), "model_fields", ())
            )
            if name not in known:
                raise UnknownFact(f"study.toml has no {path!r}")
            found = found[name] if isinstance(found, Mapping) else getattr(found, name)
        return found

    def _single(self, path: str) -> Any:
        """Give a choice that can be printed."""
        value = self._constant(path)
        if value is None:
            raise UnknownFact(f"study.toml does not set {path}, which is printed here")
        if isinstance(value, bool) or not isinstance(value, (int, float, str, date)):
            raise UnknownFact(f"{path} of study.toml is not a number, a text or a date")
        return value


def decimals_given(value: float) -> int:
    """Count the decimals with which a number of a configuration file was written."""
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])
