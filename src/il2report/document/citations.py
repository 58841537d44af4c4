"""Numbers citations in order of appearance, and tables and figures by first mention."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from il2report.document.seals import A_CITATION
from il2report.document.tree import Citation, FloatPlace, Fragment, Mention, is_supplementary
from il2report.errors import Il2ReportError
from il2report.study.bibliography import Reference
from il2report.study.journals import CitationMarks
from il2report.study.lookalikes import nearest

SHORTEST_RANGE = 3
SPACED_CITATION = re.compile(rf"(?<![\s#|>+-])(?:[^\S\n]+\n?|\n)[^\S\n]*({A_CITATION})([.,;:]?)")
"""A citation behind a word; one that begins a paragraph or an item of a list is none."""
_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
ROMAN = tuple(f"{tens}{ones}" for tens in _TENS for ones in _ONES)[1:]
"""The numerals of tables, I to XCIX."""


class UnknownReference(Il2ReportError, LookupError):
    """A citation key that references.json does not have."""


class UnknownFloat(Il2ReportError, LookupError):
    """A table or figure that the program cannot draw; `key` is its, where one was asked for."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def collapsed(numbers: Iterable[int]) -> str:
    """Write numbers in order, three or more in a row as a range: "1, 3-5"."""
    ordered = sorted(set(numbers))
    runs: list[str] = []
    for _, pairs in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in pairs]
        if len(run) >= SHORTEST_RANGE:
            runs.append(f"{run[0]}-{run[-1]}")
        else:
            runs.extend(str(number) for number in run)
    return ", ".join(runs)


@dataclass(slots=True)
class Citations:
    """The works cited so far; a work gets its number when it is first cited."""

    references: Mapping[str, Reference]
    marks: CitationMarks
    order: list[str] = field(default_factory=list)

    def cite(self, *keys: str) -> Fragment:
        """Print a citation of one or more works: "(1, 3-5)"."""
        if not keys:
            raise UnknownReference("cite() takes one or more keys of references.json")
        for key in keys:
            if key not in self.references:
                hint = nearest(key, tuple(self.references))
                raise UnknownReference(f"references.json has no {key!r}.{hint}")
            if key not in self.order:
                self.order.append(key)
        numbers = [self.order.index(key) + 1 for key in keys]
        is_raised = self.marks.mark == "superscript"
        text = collapsed(numbers).replace("-", self.marks.range)
        brackets = "[]" if self.marks.mark == "brackets" else "()"
        if is_raised:
            text = text.replace(" ", "")
        return Fragment.of(Citation(keys, text, min(numbers), is_raised, brackets=brackets))


def citations_placed(source: str, marks: CitationMarks) -> str:
    """Set citations before or after the punctuation, where no line ends before them.

    `source` is a section whose citations are still sealed, each before the punctuation. A superscript
    has no space before it, other numbers have one that does not break.
    """
    space = "" if marks.mark == "superscript" else "\N{NO-BREAK SPACE}"
    return SPACED_CITATION.sub(
        rf"\2{space}\1" if marks.place == "after" else rf"{space}\1\2", source
    )


CLOSE = 0.7
"""Likeness from which on another key may be meant: all begin with "table." or "figure."."""
NEEDS_DATA = " One that the program makes is there only with the tables and columns that it shows."


@dataclass(slots=True)
class FloatNumbers:
    """The numbers of tables and figures, given at first mention; supplementary ones apart."""

    known: frozenset[str]
    numerals: Literal["roman", "arabic"] = "roman"
    order: dict[str, str] = field(default_factory=dict)

    def label(self, key: str) -> str:
        """Give the printed name of a table or figure: "Table II", "Figure 1", "Table S1"."""
        if key not in self.known:
            hint = nearest(key, tuple(sorted(self.known)), CLOSE) or NEEDS_DATA
            raise UnknownFloat(f"there is no table or figure {key!r}.{hint}", key)
        if key not in self.order:
            self.order[key] = self._next(key)
        return self.order[key]

    def ref(self, key: str) -> Fragment:
        """Print a mention that leads to the table or figure."""
        return Fragment.of(Mention(key, self.label(key).replace(" ", "\N{NO-BREAK SPACE}")))

    def place(self, key: str) -> Fragment:
        """Mark where a table or figure is anchored; the page puts it there."""
        self.label(key)
        return Fragment.of(FloatPlace(key))

    def _next(self, key: str) -> str:
        kind, supplementary = key.partition(".")[0], is_supplementary(key)
        taken = sum(
            1
            for other in self.order
            if other.startswith(f"{kind}.") and is_supplementary(other) is supplementary
        )
        if supplementary:
            return f"{kind.title()} S{taken + 1}"
        if kind == "table" and self.numerals == "roman" and taken < len(ROMAN):
            return f"Table {ROMAN[taken]}"
        return f"{kind.title()} {taken + 1}"
