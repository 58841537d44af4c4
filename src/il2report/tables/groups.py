"""Characteristics of the patients as the study declares them, overall and by group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING

from il2report.analysis.variables import Column as Values
from il2report.analysis.variables import Level
from il2report.document.grammar import plural
from il2report.document.tables import (
    Align,
    Cell,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
    Text,
)
from il2report.document.tree import Fragment, Label, Word, composed, joined
from il2report.results.characteristics import key_of
from il2report.results.groups import EVERYBODY, Groups
from il2report.study.declarations import Subset
from il2report.study.running_text import in_running_text
from il2report.tables.printing import (
    NOTHING,
    Source,
    enumerated,
    notes_on_adjustment,
    with_abbreviations,
)
from il2report.tables.response_rows import NOT_RECORDED, OVERALL, notes_on_rates, response_rows

if TYPE_CHECKING:
    from il2report.results.response import Rate

    Responses = tuple[Values, Sequence[Rate]]
    """The best response, and the rates pooled from it."""

SUMMARIES = {
    "mean_sd": "Mean (SD)",
    "median_range": "Median (range)",
    "median_iqr": "Median (IQR)",
}


VALUES, COUNTS = "Value", "n (%)"
MIXED = "Values are n (%) where no other statistic is named."


def head_of_values(columns: Iterable[Values]) -> str:
    """Head values of several kinds as such, and counts alone as counts."""
    return VALUES if any(each.variable.is_number for each in columns) else COUNTS


def note_on_values(columns: Iterable[Values], *, are_headed: bool = False) -> Iterator[TableNote]:
    """Say what the numbers of a row are that does not name its statistic, where no heading does."""
    kinds = {each.variable.is_number for each in columns if each.variable.is_number or each.levels}
    if len(kinds) > 1:
        yield TableNote(MIXED)
    elif kinds == {False} and not are_headed:
        yield TableNote("Values are n (%).")


@dataclass(frozen=True, slots=True)
class Part:
    """One column of patients: the heading, the id of its size, and how the ids of its results begin."""

    heading: Text
    n: str
    prefix: str


def declared_characteristics(
    source: Source,
    columns: Sequence[Values],
    groups: Groups | None = None,
    table_id: str = "table.characteristics",
    responses: Responses | None = None,
    only: Part | None = None,
    among: Subset | None = None,
) -> Table:
    """Describe the patients by their declared variables, with a column per group and the p-values.

    `responses` adds best responses and rates. Percentages are of all patients of a column, whose number heads it:
    one denominator per column. With `only`, the patients are those of one part of the cohort; `among` is the subset of
    a comparison.
    """
    parts = [only] if only else list(_parts(groups))
    family = groups.comparison.name if groups else ""
    tested = [each.variable.name for each in columns]
    tested += [f"{OVERALL}.{rate.name}" for rate in responses[1]] if responses else []
    has_tests = any(f"{family}.{name}.p" in source for name in tested)
    heads = [
        Column(part.heading, Align.COUNT_AND_SHARE, composed("n={}", source.number(part.n)))
        for part in parts
    ]
    if has_tests:
        heads.append(Column(source.printer.p_label(), Align.NUMBER))
    shown = [each for each in columns if not groups or each.variable.name != groups.comparison.by]
    # The best response is printed once, last and above its rates, also where it is compared by itself.
    best = responses[0].variable.name if responses else None
    shown.sort(key=lambda each: each.variable.name == best)
    family = family if has_tests else ""
    marks = _marks(source, shown, groups) if has_tests else {}
    rows = [_rows(source, each, parts, family, marks) for each in shown]
    compared = rows.pop().rows if shown and shown[-1].variable.name == best else ()
    rows = [group for group in rows if group.rows]  # a date has none
    if responses:
        column, rates = responses
        prefixes = [
            OVERALL if part.prefix == "cohort" else _prefix(part, OVERALL) for part in parts
        ]
        labels = [variable_label(column), *(level_label(column, each) for each in column.levels)]
        rows.append(response_rows(source, column, rates, prefixes, family, labels, compared))
    table = Table(
        id=table_id,
        caption=_caption(source, groups, among),
        stub=("Characteristic", "Category"),
        columns=tuple(heads),
        panels=(Panel(tuple(rows)),),
        notes=(
            *note_on_values([*shown, responses[0]] if responses else shown),
            *_notes(source, shown, groups, responses),
            *_pooled(source, shown, only or _whole(groups)),
            *(
                _tests_notes(source, shown, groups, responses, marks)
                if has_tests and groups
                else ()
            ),
        ),
    )
    return with_abbreviations(table)


def _pooled(source: Source, shown: Sequence[Values], whole: Part) -> Iterator[TableNote]:
    for values in shown:
        for group, levels in pooled_levels(source, values, _prefix(whole, values.variable.name)):
            row = f"{group[0].upper()}{group[1:]}"
            yield TableNote(composed("{}, {}: {}.", variable_label(values), row, levels))


def _parts(groups: Groups | None) -> Iterator[Part]:
    if groups is None or groups.comparison.overall:
        yield _whole(groups)
    if groups:
        for level in groups.levels:
            name = groups.comparison.name
            heading = level_label(groups.column, level)
            yield Part(heading, f"{name}.{level.key}.n", f"{name}.{{}}.{level.key}")


def _whole(groups: Groups | None) -> Part:
    """Give the column of everybody, or of the subset that a comparison is restricted to."""
    if groups is None or groups.comparison.among is None:
        return Part("All patients", "cohort.n", "cohort")
    name = groups.comparison.name
    return Part("All of these patients", f"{name}.{EVERYBODY}.n", f"{name}.{{}}.{EVERYBODY}")


def variable_label(values: Values) -> Fragment:
    """Print the label of a variable, with its unit."""
    variable = values.variable
    label = Fragment.of(Word(f"study.variable.{variable.name}.label", variable.label))
    if variable.unit:
        return (
            label + ", " + Fragment.of(Word(f"study.variable.{variable.name}.unit", variable.unit))
        )
    return label


def level_label(values: Values, level: Level) -> Fragment:
    """Print the label of a level: the codebook's, or that of a class that study.toml cuts."""
    if level.is_declared:
        return Fragment.of(Word(f"study.variable.{values.variable.name}.{level.code}", level.label))
    table, column = values.sources[0].split(".")
    return Fragment.of(Label(table, column, level.code, level.label))


def _prefix(part: Part, name: str) -> str:
    return part.prefix.format(name) if "{}" in part.prefix else f"{part.prefix}.{name}"


def _rows(
    source: Source,
    values: Values,
    parts: Sequence[Part],
    family: str,
    marks: Mapping[str, str],
) -> RowGroup:
    name = values.variable.name
    rows = list(rows_of_variable(source, values, [_prefix(part, name) for part in parts]))
    if family:
        p = f"{family}.{name}.p"
        mark = marks.get(source.catalogue[p].method.name, "") if p in source else ""
        tested = Cell(source.number(p) if p in source else NOTHING, marker=mark)
        rows = [
            Row(row.header, (*row.cells, tested if place == 0 else Cell("")), row.marker)
            for place, row in enumerate(rows)
        ]
    return RowGroup(tuple(rows), variable_label(values))


def rows_of_variable(source: Source, values: Values, prefixes: Sequence[str]) -> Iterator[Row]:
    """Describe a variable: a row for each summary or level, and one for who has no value if it is declared."""
    variable = values.variable
    yield from (_numbers if variable.is_number else _levels)(source, values, prefixes)
    if variable.missing == "row" and any(source.count(f"{each}.missing") for each in prefixes):
        cells = tuple(Cell(source.number(f"{prefix}.missing"), is_pair=True) for prefix in prefixes)
        yield Row(NOT_RECORDED, cells)


def _numbers(source: Source, values: Values, prefixes: Sequence[str]) -> Iterator[Row]:
    printed = {
        "mean_sd": source.mean_and_sd,
        "median_range": source.median_and_range,
        "median_iqr": source.median_and_quartiles,
    }
    for summary in values.variable.summary:
        cells = tuple(Cell(printed[summary](prefix)) for prefix in prefixes)
        yield Row(SUMMARIES[summary], cells)


def _levels(source: Source, values: Values, prefixes: Sequence[str]) -> Iterator[Row]:
    """One row per level; the levels of one group of the codebook share a row.

    A level without patients is a row of zeros, but where the variable hides such levels and has
    others, or a patient may have several of a long list.
    """
    name = values.variable.name
    occurring = [source.occurs(f"cohort.{name}.{level.key}") for level in values.levels]
    hides = values.has_several or (values.variable.unused == "hide" and any(occurring))
    for level in values.levels:
        occurs = source.occurs(f"cohort.{name}.{level.key}")
        if not level.group and (occurs or not hides):
            cells = (source.count_and_share(f"{prefix}.{level.key}") for prefix in prefixes)
            yield Row(level_label(values, level), tuple(cells))
    for group in dict.fromkeys(level.group for level in values.levels if level.group):
        key = key_of(group)
        if source.occurs(f"cohort.{name}.{key}"):
            cells = (source.count_and_share(f"{prefix}.{key}") for prefix in prefixes)
            yield Row(group[0].upper() + group[1:], tuple(cells))


def pooled_levels(source: Source, values: Values, prefix: str) -> Iterator[tuple[str, Fragment]]:
    """Give each row that pools levels, with the levels that occur and how many patients have each.

    So no category that the text names is without its number in the table.
    """
    for group in dict.fromkeys(level.group for level in values.levels if level.group):
        found = [
            composed("{} (n={})", level_label(values, level), source.number(f"{counted}.n"))
            for level in values.levels
            if level.group == group and source.occurs(counted := f"{prefix}.{level.key}")
        ]
        if found:
            yield group, Fragment.of(enumerated(found))


def _caption(source: Source, groups: Groups | None, among: Subset | None) -> Fragment:
    if groups is None:
        return composed("Characteristics of the patients (N={}).", source.number("cohort.n"))
    by = groups.column.variable
    label = Word(f"study.variable.{by.name}.label", in_running_text(by.label))
    if among is None:
        return composed("Characteristics of the patients by {}.", label)
    subset = Word(f"study.subset.{among.name}.label", in_running_text(among.label))
    return composed("Characteristics of the patients by {}: {}.", label, subset)


def _notes(
    source: Source, shown: Sequence[Values], groups: Groups | None, responses: Responses | None
) -> Iterator[TableNote]:
    whole = _whole(groups)
    several = [values for values in shown if values.has_several]
    if several:
        names = joined(", ", (variable_label(values) for values in several))
        yield TableNote(composed("A patient may have several of: {}.", names))
    missing = {
        values.variable.name: source.count(f"{_prefix(whole, values.variable.name)}.missing")
        for values in shown
    }
    noted = [
        composed(
            "{}: {}",
            variable_label(v),
            source.number(f"{_prefix(whole, v.variable.name)}.missing"),
        )
        for v in shown
        if v.variable.missing == "note" and missing[v.variable.name]
    ]
    if noted:
        patients = source.number(whole.n)
        some = "Not recorded for some of the {} patients ({})."
        if source.count(whole.n) == 1:
            some = "Not recorded for the {} patient ({})."
        yield TableNote(composed(some, patients, joined("; ", noted)))
    if any(missing[v.variable.name] for v in shown if not v.variable.is_number):
        yield TableNote("Percentages are of all patients of a column, recorded or not.")
    if groups and source.count(f"{groups.comparison.name}.ungrouped"):
        left = source.number(f"{groups.comparison.name}.ungrouped")
        is_counted = groups.comparison.overall
        are = plural(source.count(f"{groups.comparison.name}.ungrouped"), "is", "are")
        where = f"{are} counted in the first column" if is_counted else f"{are} not in the table"
        yield TableNote(
            composed(
                "{} of {} patients {} in none of the groups, and {}.",
                *(left, source.number(whole.n), are, where),
            )
        )
    if responses:
        column, rates = responses
        labels = [level_label(column, each) for each in column.levels]
        yield from map(TableNote, notes_on_rates(column, rates, labels))


def _marks(source: Source, shown: Sequence[Values], groups: Groups | None) -> Mapping[str, str]:
    """Give the mark of each test, a, b, c, in the order of the rows; a single test needs none."""
    family = groups.comparison.name if groups else ""
    ids = (f"{family}.{values.variable.name}.p" for values in shown)
    names = dict.fromkeys(source.catalogue[p].method.name for p in ids if p in source)
    return dict(zip(names, ascii_lowercase, strict=False)) if len(names) > 1 else {}


def _tests_notes(
    source: Source,
    shown: Sequence[Values],
    groups: Groups,
    responses: Responses | None,
    marks: Mapping[str, str],
) -> Iterator[TableNote]:
    """Name the test of each marked p-value, and those of the rates."""
    family = groups.comparison.name
    ids = (f"{family}.{values.variable.name}.p" for values in shown)
    names = list(dict.fromkeys(source.catalogue[p].method.name for p in ids if p in source))
    if len(names) == 1:
        yield TableNote(composed("{}: {}.", source.printer.p_values(), names[0]))
    yield from notes_on_adjustment(source, family)
    for name in names if marks else ():
        yield TableNote(f"{name}.", marks[name])
    by_test: dict[str, list[Fragment]] = {}
    for rate in responses[1] if responses else ():
        p = f"{family}.{OVERALL}.{rate.name}.p"
        if p in source:
            label = Fragment.of(in_running_text(rate.label))
            by_test.setdefault(source.catalogue[p].method.name, []).append(label)
    for name, labels in by_test.items():
        yield TableNote(composed("{}: {}.", name, joined(", ", labels)))
