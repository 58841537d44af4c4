"""From REDCap's codes to the study's: by the mapping, or where a label says the same."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from il2report.errors import Finding, Place
from il2report.study.codebook import CLOSED_CODES, CODED_COLUMNS, nearest
from il2report.study.records import RECORDS, plain_type
from il2report.study.redcap.dictionary import DictionaryField
from il2report.study.redcap.export import RAW
from il2report.study.redcap.mapping import ColumnSource
from il2report.study.sheets import Sheet

NUMBER = re.compile(r"\d+(?:\.\d+)?")
BESIDE_LETTERS = re.compile(r"[^a-z0-9]+")

CLOSE = 0.6
"""Labels less alike than this suggest a wrong code: Died is not NED."""

Labels = Mapping[tuple[str, str], Mapping[str, str]]
"""The study's codes with their labels, by table and column."""


def study_labels(codebook: Sheet | None) -> Labels:
    """List the study's codes with their labels, from the codebook as far as it can be read."""
    labels: dict[tuple[str, str], dict[str, str]] = {
        place: dict.fromkeys(codes, "") for place, codes in CLOSED_CODES.items()
    }
    names = ("table", "column", "code", "label")
    if codebook is not None and set(names) <= codebook.columns.keys():
        cells = (codebook.columns[name] for name in names)
        for table, column, code, label in zip(*cells, strict=True):
            if (table, column) in CODED_COLUMNS:
                labels.setdefault((table, column), {})[code.strip()] = label.strip()
    return MappingProxyType(labels)


Fault = Callable[[Place, str], Finding]
"""Makes the finding of a code, at its first cell and with a word on the others."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What one of REDCap's codes is in the study: a text, or refused.

    `fault` is None where study.toml was found to be at fault before. `is_matched` tells that nobody
    gave the counterpart, but that the dictionary's label does.
    """

    text: str = ""
    is_matched: bool = False
    is_refused: bool = False
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Coder:
    """The way from the codes of one field to the cells of one column.

    `known` has the column's codes with their labels; it is empty where the column has no codes.
    """

    table: str
    column: str
    source: ColumnSource
    field: DictionaryField | None
    known: Mapping[str, str]
    missing: frozenset[str]

    @property
    def boxes(self) -> DictionaryField:
        """The field of a checkbox; the plan has made sure of it."""
        if self.field is None:
            raise AssertionError(f"{self.column} has no checkbox")
        return self.field

    def counterpart(self, raw: str) -> Counterpart:
        """Translate one code."""
        if not raw or (raw in self.missing and raw not in self.source.codes):
            return Counterpart()
        if raw in self.source.codes:
            return self._given(self.source.codes[raw])
        if self.field is None or not self.field.choices:
            return self._beyond_codes(raw) if self.source.codes else Counterpart(raw)
        if raw not in self.field.choices:
            return self._no_choice(raw, self.field)
        if self.known:
            return self._coded(raw, self.field.choices[raw])
        return self._uncoded(raw, self.field.choices[raw])

    def _given(self, text: str) -> Counterpart:
        if text and self.known and text not in self.known:
            return Counterpart(is_refused=True)
        return Counterpart(text)

    def _coded(self, raw: str, label: str) -> Counterpart:
        meant = {
            code
            for code, printed in self.known.items()
            if _words(label) in {_words(code), _words(printed)}
        }
        if raw in self.known and meant <= {raw}:
            return Counterpart(raw)
        if len(meant) == 1 and raw not in self.known:
            return Counterpart(meant.pop(), is_matched=True)
        return self._unmapped(raw, label, nearest(_words(label), tuple(self.known), CLOSE))

    def _uncoded(self, raw: str, label: str) -> Counterpart:
        """Take a code as a number or text, unless its label says another."""
        numbers = NUMBER.findall(label)
        is_text = plain_type(RECORDS[self.table].model_fields[self.column]) is str
        if raw in numbers or _words(label) == _words(raw):
            return Counterpart(raw)
        if numbers or is_text:
            return self._unmapped(raw, label, "")
        return Counterpart(raw, is_matched=True)

    def _unmapped(self, raw: str, label: str, hint: str) -> Counterpart:
        what = f"the choice {raw} ({label})"
        return _refused(
            lambda at, more: Finding("unmapped-choice", at, self._advice(what, more) + hint)
        )

    def _beyond_codes(self, raw: str) -> Counterpart:
        return _refused(
            lambda at, more: Finding("unmapped-choice", at, self._advice(repr(raw), more))
        )

    def _advice(self, what: str, more: str) -> str:
        return (
            f"{what} has no counterpart in {self.table}.{self.column}{more}; "
            f"give it one in study.toml, codes of redcap.{self.table}.{self.column}."
        )

    def _no_choice(self, raw: str, field: DictionaryField) -> Counterpart:
        if _words(raw) in map(_words, field.choices.values()):
            label = f"{raw!r} is a label where its code is expected; {RAW}"
            return _refused(lambda at, _: Finding("label-export", at, label))
        message = f"the dictionary gives {field.name} no choice {raw!r}, but {field.listed}"
        cure = "download the dictionary again, or list the code under missing_codes"
        return _refused(lambda at, more: Finding("unknown-choice", at, f"{message}{more}; {cure}"))


def _refused(fault: Fault) -> Counterpart:
    return Counterpart(is_refused=True, fault=fault)


def _words(text: str) -> str:
    return BESIDE_LETTERS.sub("_", text.lower()).strip("_")
