"""Where the tables take their content from, and the few arrangements that only tables print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from il2report.document.grammar import capitalised
from il2report.document.printer import Printer, marked
from il2report.document.tables import Cell, Table, TableNote, Text
from il2report.document.tree import (
    Element,
    Fragment,
    FromData,
    Label,
    Part,
    Word,
    capitalised_first,
    changed,
    composed,
    joined,
)
from il2report.results.catalogue import Catalogue
from il2report.study.codebook import Codebook
from il2report.study.running_text import in_running_text

NOTHING = "–"
"""What a cell without a value prints: never blank."""
PER_LINE = 8
"""Values of a list on one line of a cell; numbers do not wrap by themselves."""
ABBREVIATIONS: Mapping[str, str] = {
    "ARDS": "acute respiratory distress syndrome",
    "CI": "confidence interval",
    "ECOG": "Eastern Cooperative Oncology Group",
    "IQR": "interquartile range",
    "PS": "performance status",
    "SD": "standard deviation",
    "TTDP": "time to disease progression",
}


@dataclass(frozen=True, slots=True)
class Abbreviations(TableNote):
    """The note that explains the abbreviations of a table, with what it says of each."""

    meanings: tuple[tuple[str, Part], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table takes its content from: results, labels and the house style."""

    catalogue: Catalogue
    codebook: Codebook
    printer: Printer

    def __contains__(self, result_id: object) -> bool:
        return result_id in self.catalogue

    def has(self, result_id: str) -> bool:
        """Whether the catalogue has the result and a value for it."""
        return result_id in self.catalogue and self.catalogue[result_id].is_estimable

    def is_ongoing(self, result_id: str) -> bool:
        """Whether a duration goes on, so that it is printed with a plus sign."""
        return self.has(result_id) and self.catalogue[result_id].is_ongoing

    def count(self, result_id: str) -> int:
        """A count, for choosing rows and columns; it is printed through the printer only."""
        value = self.catalogue[result_id].value if result_id in self.catalogue else 0
        return value if isinstance(value, int) else 0

    def occurs(self, prefix: str) -> bool:
        """Whether any patient has the feature that the prefix counts."""
        return self.count(f"{prefix}.n") > 0

    def number(self, result_id: str) -> Text:
        """The printed number, or the dash where the catalogue has none."""
        return self.printer.number(result_id) if result_id in self.catalogue else NOTHING

    def recorded(self, result_id: str) -> Text:
        """The printed number, or the dash where there is no value."""
        return self.printer.number(result_id) if self.has(result_id) else NOTHING

    def level(self) -> Text:
        """The level of the confidence intervals, as a number of study.toml."""
        level = self.catalogue.level
        return marked(str(level), level, "constant.definitions.confidence_level")

    def count_and_share(self, prefix: str) -> Cell:
        """A count with its percentage in parentheses; zero is alone."""
        printed = self.printer.number(f"{prefix}.n")
        if not self.occurs(prefix):
            return Cell(printed, is_pair=True)
        share = self.printer.percent(f"{prefix}.percent", sign=False)
        return Cell(printed, composed("({})", share), is_pair=True)

    def label(self, table: str, column: str, code: str) -> Fragment:
        """The codebook's label of a code."""
        return Fragment.of(Label(table, column, code, self.codebook.label(table, column, code)))

    def labels(self, table: str, column: str) -> dict[str, Fragment]:
        """The labels of all codes, by code in table order."""
        codes = self.codebook.codes(table, column)
        return {code: self.label(table, column, code) for code in codes}

    def listed(self, table: str, column: str, codes: Iterable[str]) -> Text:
        """The labels of codes in one cell."""
        return enumerated(self.label(table, column, code) for code in codes)

    def mean_and_sd(self, prefix: str) -> Text:
        """`591.6 (194.9)`; the dash where there is no mean, the mean alone where there is no SD."""
        if not (self.has(f"{prefix}.mean") and self.has(f"{prefix}.sd")):
            return self.recorded(f"{prefix}.mean")
        numbers = (self.printer.number(f"{prefix}.{name}") for name in ("mean", "sd"))
        return composed("{} ({})", *numbers)

    def median_and_range(self, prefix: str) -> Text:
        """`47 (23-62)`; the dash where there is no median."""
        if not self.has(f"{prefix}.median"):
            return NOTHING
        median = self.printer.number(f"{prefix}.median")
        return composed("{} ({})", median, self.printer.range(prefix))

    def median_and_quartiles(self, prefix: str) -> Text:
        """`47 (41-55)`; the dash where there is no median."""
        if not self.has(f"{prefix}.median"):
            return NOTHING
        median = self.printer.number(f"{prefix}.median")
        return composed("{} ({})", median, self.printer.quartiles(prefix))


def enumerated(labels: Iterable[Part]) -> Text:
    """Join labels in one cell, only the first capitalised; the dash where there are none."""

    def lowered(node: str | FromData) -> Part:
        if isinstance(node, Label):
            return replace(node, text=in_running_text(node.text))
        return in_running_text(node) if isinstance(node, str) else node

    words = joined(", ", (changed(Fragment.of(label), lowered) for label in labels))
    return capitalised_first(words, capitalised) or NOTHING


def in_lines(values: Sequence[Text]) -> Text:
    """List values with commas, PER_LINE to a line; a patient may have forty cycles."""
    lines = [joined(", ", values[at : at + PER_LINE]) for at in range(0, len(values), PER_LINE)]
    ended = [line + ", " + Element("br") for line in lines[:-1]]
    return Fragment.of(*ended, *lines[-1:]) or NOTHING


def notes_on_adjustment(source: Source, family: str) -> Iterator[TableNote]:
    """Say that the p-values of a table are not the adjusted ones, which the text gives."""
    begin, end = f"{family}.", "_holm"
    if any(each.startswith(begin) and each.endswith(end) for each in source.catalogue):
        pattern = "{} of this table are given before adjustment for the number of tests."
        yield TableNote(composed(pattern, source.printer.p_values()))


def with_abbreviations(table: Table, further: Mapping[str, str] | None = None) -> Table:
    """Explain the abbreviations that a table uses in the first of its notes, in alphabetical order.

    `further` adds abbreviations that only this table has, such as the response codes, and takes
    precedence: in Table III "SD" is stable disease.
    """
    return _explained(table, {**ABBREVIATIONS, **(further or {})})


def with_own_abbreviations(table: Table, own: Mapping[str, str]) -> Table:
    """Explain also the abbreviations of study.toml, in the same note; those of the table go before."""
    notes = tuple(note for note in table.notes if not isinstance(note, Abbreviations))
    known = [
        each for note in table.notes if isinstance(note, Abbreviations) for each in note.meanings
    ]
    words = {short: Word(f"study.abbreviations.{short}", meaning) for short, meaning in own.items()}
    return _explained(replace(table, notes=notes), {**words, **dict(known)})


def _explained(table: Table, known: Mapping[str, Part]) -> Table:
    words = {word for text in table.texts() for word in re.findall(r"[\w-]+", str(text))}
    used = tuple((short, known[short]) for short in sorted(words & known.keys()))
    if not used:
        return table
    said = (composed("{}, {}", short, meaning) for short, meaning in used)
    note = Abbreviations(joined("; ", said) + ".", meanings=used)
    return replace(table, notes=(note, *table.notes))
