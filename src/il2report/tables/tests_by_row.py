"""A comparison with one row for each variable: groups, test, p-value, and a column for each further test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from il2report.document.grammar import listed
from il2report.document.tables import Align, Cell, Column, Row, Table, TableNote, one_panel
from il2report.document.tree import Fragment, Word, composed
from il2report.study.running_text import in_running_text
from il2report.tables.groups import level_label, variable_label
from il2report.tables.printing import NOTHING, Source, with_abbreviations

if TYPE_CHECKING:
    from il2report.analysis.variables import Column as Values
    from il2report.analysis.variables import Level
    from il2report.results.groups import Groups


EQUAL_VARIANCES = frozenset({"student", "anova"})
"""Tests that assume them."""


@dataclass(frozen=True, slots=True)
class ComparedInRows:
    """What the rows of a comparison are made from."""

    source: Source
    groups: Groups
    columns: Sequence[Values]

    @property
    def name(self) -> str:
        """The name of the comparison, which its ids begin with."""
        return self.groups.comparison.name

    @property
    def further(self) -> list[str]:
        """The tests beside the main ones, in the order of the declaration."""
        tests = self.groups.comparison.tests.values()
        named = (test for each in tests if not isinstance(each, str) for test in each[1:])
        return list(dict.fromkeys(named))

    def table(self, table_id: str) -> Table:
        """Describe the comparison."""
        p, printer = self.source.printer.p_label(), self.source.printer
        heads = (
            Column(
                level_label(self.groups.column, level),
                Align.COUNT_AND_SHARE,
                composed("n={}", self.source.number(f"{self.name}.{level.key}.n")),
            )
            for level in self.groups.levels
        )
        tests = (
            Column(_short(self._method(test)).removesuffix("'s t"), Align.NUMBER, p)
            for test in self.further
        )
        by = self.groups.column.variable
        label = Word(f"study.variable.{by.name}.label", in_running_text(by.label))
        table = Table(
            id=table_id,
            caption=composed("Characteristics by {}.", label),
            stub=("Characteristic",),
            columns=(*heads, Column("Test"), Column(p, Align.NUMBER), *tests),
            panels=one_panel(row for each in self.columns for row in self._rows(each)),
            notes=(
                TableNote(composed(self._note(), printer.p_value())),
                *map(TableNote, self._missing()),
            ),
        )
        return with_abbreviations(table)

    def _rows(self, values: Values) -> Iterator[Row]:
        """One row of a number, or of the counted level; where none is, one for each level."""
        variable = values.variable
        keys = [level.key for level in self.groups.levels]
        prefixes = [f"{self.name}.{variable.name}.{key}" for key in keys]
        p = self._p(f"{self.name}.{variable.name}")
        if variable.is_number:
            means = map(Cell, map(self.source.mean_and_sd, prefixes))
            yield Row(composed("{}, mean (SD)", variable_label(values)), (*means, *p))
            return
        counted = counted_level(values)
        for place, level in enumerate((counted,) if counted else values.levels):
            shares = [self.source.count_and_share(f"{prefix}.{level.key}") for prefix in prefixes]
            label = composed("{}, n (%)", counted_label(values, level))
            yield Row(label, (*shares, *(p if place == 0 else [Cell("") for _ in p])))

    def _p(self, prefix: str) -> list[Cell]:
        main = f"{prefix}.p"
        test = _short(self.source.catalogue[main].method.name) if main in self.source else NOTHING
        numbers = (main, *(f"{prefix}.{test}_p" for test in self.further))
        return [Cell(test), *(Cell(self.source.number(each)) for each in numbers)]

    def _method(self, test: str) -> str:
        suffix = f".{test}_p"
        ids = (f"{self.name}.{each.variable.name}{suffix}" for each in self.columns)
        return next(
            (self.source.catalogue[each].method.name for each in ids if each in self.source), test
        )

    def _note(self) -> str:
        """Say that tests are two-sided, which are sensitivity analyses, and whether any p is adjusted."""
        main = {
            self.source.catalogue[key].method
            for each in self.columns
            if each.variable.is_number
            and (key := f"{self.name}.{each.variable.name}.p") in self.source
        }
        of = ""
        if self.further and len(main) == 1:
            (method,) = main
            tests = listed([_named(self._method(test)) for test in self.further])
            of = f" {tests[0].upper()}{tests[1:]} are sensitivity analyses of {_named(method.name)}"
            of += ", which assumes equal variances" if method.key in EQUAL_VARIANCES else ""
            of += ";"
        adjusted = "no {} is adjusted for the number of tests."
        if self.groups.comparison.adjust == "holm":
            adjusted = "each {} is given without adjustment for the number of tests."
        begun = "All tests are two-sided."
        return f"{begun}{of} {adjusted}" if of else f"{begun} {adjusted[0].upper()}{adjusted[1:]}"

    def _missing(self) -> Iterator[Fragment]:
        """Say of which variables values are missing, and in how many of each group."""
        for each in self.columns:
            name = each.variable.name
            lacking = [f"{self.name}.{name}.{level.key}.missing" for level in self.groups.levels]
            if any(map(self.source.count, lacking)):
                parts = [
                    composed(
                        "{} ({})", self.source.number(key), level_label(self.groups.column, level)
                    )
                    for key, level in zip(lacking, self.groups.levels, strict=True)
                ]
                said = listed(["{}"] * len(parts))
                yield composed(f"{{}}: not recorded in {said}.", variable_label(each), *parts)


def counted_level(values: Values) -> Level | None:
    """Give the level that represents a variable of two: the one declared, or that of yes."""
    wanted = values.variable.counted
    if wanted is None:
        return values.yes if values.variable.of_kind == "yes_no" else None
    return next((level for level in values.levels if level.code == wanted), None)


def counted_label(values: Values, level: Level) -> Fragment:
    """Print a level with its variable: "Female sex"; of a yes-no variable the variable alone."""
    variable = values.variable
    label = Word(f"study.variable.{variable.name}.label", in_running_text(variable.label))
    if variable.of_kind == "yes_no":
        return Fragment.of(Word(label.source, variable.label))
    if variable.counted:
        return composed("{} {}", level_label(values, level), label)
    return composed("{}: {}", Word(label.source, variable.label), level_label(values, level))


def _named(method: str) -> str:
    """A method in running text: "Welch's t-test", "the Mann-Whitney test"."""
    name = method.removesuffix(", two-sided")
    return name if "'s " in name else f"the {name}"


def _short(method: str) -> str:
    """A method in the head of a column or in a cell: "Fisher's exact", "Student's t", "Welch"."""
    return method.removesuffix(", two-sided").removesuffix(" test").removesuffix("-test")
