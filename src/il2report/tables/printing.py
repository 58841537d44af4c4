"""Where the tables take their content from, and the few arrangements that only tables print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from il2report.document.grammar import capitalised
from il2report.document.phrases import in_running_text
from il2report.document.printer import Printer
from il2report.document.tables import Cell, Text
from il2report.document.tree import (
    Element,
    Fragment,
    FromData,
    Label,
    Part,
    capitalised_first,
    changed,
    composed,
    joined,
)
from il2report.results.catalogue import Catalogue

NOTHING = "–"
"""What a cell prints that has nothing to say: never blank."""

LINE_BREAK = Element("br")
PER_LINE = 8
"""Values of a list that are on one line of a cell, in which numbers do not wrap by themselves."""


class Codebook(Protocol):
    """The label, the group and the order of every code."""

    def label(self, table: str, column: str, code: str) -> str:
        """The label as printed."""

    def group(self, table: str, column: str, code: str) -> str:
        """The group that the code belongs to."""

    def codes(self, table: str, column: str) -> Sequence[str]:
        """All codes, in table order."""


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
        """Whether a duration goes on, so that a plus sign stands behind it."""
        return self.has(result_id) and self.catalogue[result_id].is_ongoing

    def count(self, result_id: str) -> int:
        """A count, for choosing rows and columns; it is printed through the printer only."""
        value = self.catalogue[result_id].value if result_id in self.catalogue else 0
        return value if isinstance(value, int) else 0

    def occurs(self, prefix: str) -> bool:
        """Whether any patient has the feature that the prefix counts."""
        return self.count(f"{prefix}.n") > 0

    def number(self, result_id: str) -> Fragment | str:
        """The printed number, or the dash where the catalogue has none."""
        return self.printer.number(result_id) if result_id in self.catalogue else NOTHING

    def count_and_share(self, prefix: str) -> Cell:
        """A count with its percentage in parentheses; zero stands alone."""
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

    def enumerated(self, labels: Iterable[Text]) -> Text:
        """Join labels in one cell, only the first capitalised; the dash where there are none."""
        words = joined(", ", (_in_running_text(label) for label in labels))
        return capitalised_first(words, capitalised) or NOTHING

    def mean_and_sd(self, prefix: str) -> Fragment | str:
        """`591.6 (194.9)`; the dash where there is no mean, the mean alone where there is no SD."""
        if not self.has(f"{prefix}.mean"):
            return NOTHING
        mean = self.printer.number(f"{prefix}.mean")
        if not self.has(f"{prefix}.sd"):
            return mean
        return composed("{} ({})", mean, self.printer.number(f"{prefix}.sd"))

    def median_and_range(self, prefix: str) -> Fragment | str:
        """`47 (23-62)`; the dash where there is no median."""
        if not self.has(f"{prefix}.median"):
            return NOTHING
        median = self.printer.number(f"{prefix}.median")
        return composed("{} ({})", median, self.printer.range(prefix))


def _in_running_text(label: Text) -> Fragment:
    def lowered(node: str | FromData) -> Part:
        if isinstance(node, Label):
            return replace(node, text=in_running_text(node.text))
        return in_running_text(node) if isinstance(node, str) else node

    return changed(Fragment.of(label), lowered)


def in_lines(values: Sequence[Text]) -> Text:
    """List values with commas, so many to a line; a patient may have forty cycles."""
    lines = [joined(", ", values[at : at + PER_LINE]) for at in range(0, len(values), PER_LINE)]
    ended = [line + ", " + LINE_BREAK for line in lines[:-1]]
    return Fragment.of(*ended, *lines[-1:]) or NOTHING
