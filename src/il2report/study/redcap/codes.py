"""From REDCap's codes to the study's: by the mapping, or where a label says the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from il2report.study.contract import coded_columns
from il2report.study.lookalikes import nearest
from il2report.study.records import ContractColumn, Record
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


def study_labels(codebook: Sheet | None, records: Mapping[str, Record]) -> Labels:
    """List the study's codes with their labels, from the codebook as far as it can be read."""
    coded = {(column.table, column.name): column for column in coded_columns(records)}
    labels: dict[tuple[str, str], dict[str, str]] = {}
    names = ("table", "column", "code", "label")
    if codebook is not None and set(names) <= codebook.columns.keys():
        cells = (codebook.columns[name] for name in names)
        for table, column, code, label in zip(*cells, strict=True):
            if (table, column) in coded:
                labels.setdefault((table, column), {})[code.strip()] = label.strip()
    for place, contract in coded.items():
        if contract.is_yes_no:
            labels.setdefault(place, {"yes": "Yes", "no": "No"})
    return MappingProxyType(labels)


class Untranslated(NamedTuple):
    """Why a code has no counterpart: an entry of docs/messages.md, what is wrong, and what to do."""

    code: str
    problem: str
    cure: str


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What one of REDCap's codes is in the study: a text, or refused.

    `fault` is None where a finding about study.toml says it already. `is_matched` marks a counterpart
    that the mapping does not give, but the dictionary's label does.
    """

    text: str = ""
    is_matched: bool = False
    is_refused: bool = False
    fault: Untranslated | None = None


@dataclass(frozen=True, slots=True)
class Coder:
    """The translation of the codes of one field to the cells of one column.

    `known` has the column's codes with their labels; it is empty where the column has no codes.
    """

    contract: ContractColumn
    source: ColumnSource
    field: DictionaryField | None
    known: Mapping[str, str]
    missing: frozenset[str]

    @property
    def table(self) -> str:
        """The table of the column."""
        return self.contract.table

    @property
    def column(self) -> str:
        """The name of the column."""
        return self.contract.name

    @property
    def boxes(self) -> DictionaryField:
        """The field of a checkbox; the plan has made sure of it."""
        if self.field is None:
            raise AssertionError(f"{self.column} has no checkbox")
        return self.field

    def counterpart(self, raw: str) -> Counterpart:
        """Translate one code."""
        given = self.source.codes
        if not raw or (raw in self.missing and raw not in given):
            return Counterpart()
        if raw in given:
            is_unknown = given[raw] and self.known and given[raw] not in self.known
            return Counterpart(is_refused=True) if is_unknown else Counterpart(given[raw])
        if self.field is None or not self.field.choices:
            return self._unmapped(repr(raw)) if given else Counterpart(raw)
        if raw in self.field.choices:
            label = self.field.choices[raw]
            return self._coded(raw, label) if self.known else self._uncoded(raw, label)
        if _words(raw) in map(_words, self.field.choices.values()):
            problem = f"{raw!r} is a label where its code is expected"
            return Counterpart(is_refused=True, fault=Untranslated("label-export", problem, RAW))
        problem = f"the dictionary has no choice {raw!r} for {self.field.name}; it has {self.field.listed}"
        cure = "download the dictionary again, or list the code under missing_codes"
        return Counterpart(is_refused=True, fault=Untranslated("unknown-choice", problem, cure))

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
        hint = nearest(_words(label), tuple(self.known), CLOSE)
        return self._unmapped(f"the choice {raw} ({label})", hint)

    def _uncoded(self, raw: str, label: str) -> Counterpart:
        """Take a code as a number or text, unless its label says another."""
        numbers = NUMBER.findall(label)
        is_text = self.contract.type is str
        if raw in numbers or _words(label) == _words(raw):
            return Counterpart(raw)
        if numbers or is_text:
            return self._unmapped(f"the choice {raw} ({label})")
        return Counterpart(raw, is_matched=True)

    def _unmapped(self, what: str, hint: str = "") -> Counterpart:
        problem = f"{what} has no counterpart in {self.table}.{self.column}"
        cure = f"give it one in study.toml, codes of redcap.{self.table}.{self.column}.{hint}"
        return Counterpart(is_refused=True, fault=Untranslated("unmapped-choice", problem, cure))


def _words(text: str) -> str:
    return BESIDE_LETTERS.sub("_", text.lower()).strip("_")
