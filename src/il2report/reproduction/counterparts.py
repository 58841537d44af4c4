"""What a study has for a printed figure: a computed result, a fact of the literature, or a choice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from il2report.analysis.derivations.descriptive import InterpolatedQuantile, Quantile
from il2report.analysis.description import Measured, quantile
from il2report.audit.printed import printed_number
from il2report.reproduction.compared import NumberOrigin, StudyNumber
from il2report.results.catalogue import Catalogue, Result, Statistic
from il2report.study import Study
from il2report.study.literature import LiteratureFact
from il2report.values import NotEstimable, without_noise

QUANTILE_TYPES = (2, 6, 7)
"""Definitions of quartiles: of SAS, of SPSS and Minitab, of R and Excel."""
A_RESPONSE = re.compile(r"\{([A-Z]+)\}")
UNNAMED = NotEstimable("the file names no corresponding result of the study")


class Counterparts:
    """The numbers of one study, by the ids that a file of published figures gives."""

    def __init__(self, study: Study, catalogue: Catalogue) -> None:
        self.study, self.catalogue = study, catalogue

    def of(self, name: str) -> StudyNumber | NotEstimable:
        """Look up a result, a fact of literature.toml or a key of study.toml."""
        if not name:
            return UNNAMED
        plain = self._plain(name)
        if isinstance(plain, NotEstimable):
            return plain
        if plain in self.catalogue:
            return _of_result(name, self.catalogue[plain])
        if plain in self.study.literature:
            return _of_fact(self.study.literature[plain])
        return self._choice(plain) or NotEstimable(f"the study has no result {name}")

    def knows(self, name: str) -> bool:
        """Whether an id means something in this study, be there a value or not."""
        plain = self._plain(name)
        return isinstance(plain, NotEstimable) or plain in self._names

    def nearest(self, name: str) -> str | None:
        """Name the id that was probably meant."""
        return next(iter(get_close_matches(name, self._names, n=1, cutoff=0.6)), None)

    def _plain(self, name: str) -> str | NotEstimable:
        """Put the patient into an id that names one by the best response."""
        for code in A_RESPONSE.findall(name):
            if (n := len(self._by_response[code])) != 1:
                return NotEstimable(f"{n or 'no'} patients have {code} as best response, not one")
        return A_RESPONSE.sub(lambda found: self._by_response[found[1]][0], name)

    def _choice(self, name: str) -> StudyNumber | NotEstimable | None:
        """Find a setting of study.toml that is a number, or text that reads as one."""
        if name not in self._choices:
            return None
        value = self._choices[name]
        if value is None:
            return NotEstimable(f"study.toml does not set {name}")
        text = f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)
        number = printed_number(text)
        if number is None:
            return NotEstimable(f"{name} of study.toml is no number")
        return StudyNumber(name, NumberOrigin.CHOICE, name, number.value)

    @cached_property
    def _by_response(self) -> defaultdict[str, list[str]]:
        patients = self.study.tables.patients
        found = defaultdict[str, list[str]](list)
        variable = self.study.configuration.response_variable
        if variable is None or variable.from_column not in patients:
            return found
        for patient, response in zip(
            patients["patient_id"].tolist(), patients[variable.from_column].tolist(), strict=True
        ):
            found[str(response)].append(str(patient))
        return found

    @cached_property
    def _choices(self) -> dict[str, Any]:
        return dict(_settings(self.study.configuration))

    @cached_property
    def _names(self) -> dict[str, None]:
        return dict.fromkeys((*self.catalogue, *self.study.literature, *self._choices))


def _settings(section: Any, path: str = "") -> Iterable[tuple[str, Any]]:
    """List the settings of study.toml that hold one number or text, by dotted name."""
    of_names = isinstance(section, Mapping)
    for key in section if of_names else type(section).model_fields:
        value = section[key] if of_names else getattr(section, key)
        if isinstance(value, BaseModel | Mapping):
            yield from _settings(value, f"{path}{key}.")
        elif value is None or isinstance(value, (int, float, str, date)):
            yield f"{path}{key}", value


def _of_result(name: str, result: Result) -> StudyNumber | NotEstimable:
    if isinstance(result.value, NotEstimable):
        return result.value
    return StudyNumber(
        id=name,
        origin=NumberOrigin.DATA,
        label=result.label,
        value=Fraction(repr(without_noise(result.value))),
        unit=result.unit.value,
        n=result.n,
        is_ongoing=result.is_ongoing,
        is_at_least=result.is_at_least,
        by_type=tuple(_quartiles(result)),
    )


def _quartiles(result: Result) -> Iterable[tuple[int, Fraction]]:
    """Give a quartile by every definition in use; papers seldom say which one they took."""
    if result.statistic not in (Statistic.Q1, Statistic.Q3):
        return
    of = result.derivation
    if isinstance(of, Quantile | InterpolatedQuantile):
        measured = Measured((), tuple(of.values))
        for definition in QUANTILE_TYPES:
            value = quantile(measured, of.probability, result.method, definition).value
            if not isinstance(value, NotEstimable):
                yield definition, Fraction(repr(without_noise(value)))


def _of_fact(fact: LiteratureFact) -> StudyNumber:
    return StudyNumber(
        id=fact.id,
        origin=NumberOrigin.LITERATURE,
        label=fact.label,
        value=Fraction(str(fact.value)),
        unit=fact.unit,
        decimals=fact.decimals,
        note=fact.note,
    )
