"""Tables that a study declares: results by rows and columns, or variables over some patients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from il2report.document.grammar import capitalised
from il2report.document.tables import Align, Cell, Column, Row, Table, TableNote, Text, one_panel
from il2report.document.tree import Fragment, Word, composed
from il2report.errors import Finding, Place, StudyRefused
from il2report.results import Catalogue, UnknownResult
from il2report.results.catalogue import Statistic
from il2report.results.declared import Declared
from il2report.study.declarations import OwnTable
from il2report.study.declarations.floats import LEVEL, ROW, TableColumn, TableRow
from il2report.tables.groups import Part, declared_characteristics, level_label
from il2report.tables.printing import NOTHING, Source, with_abbreviations

FILE = "study.toml"


@dataclass(frozen=True, slots=True)
class ResultsOf:
    """A row of a table or a bar: its label, and how the ids of its results begin."""

    label: Fragment
    id: str


def expanded(rows: Iterable[TableRow], declared: Declared, where: str) -> Iterator[ResultsOf]:
    """Give the rows that are declared, one for each level or end point where a row says so.

    `where` is the declaration that has them, such as "table.survival".
    """
    for place, row in enumerate(rows):
        if row.label is not None:
            label = Fragment.of(Word(f"study.{where}.rows.{place}.label", row.label))
            yield ResultsOf(label, row.id)
        elif row.each == "endpoint":
            for endpoint in declared.declarations.endpoint:
                path = f"study.endpoint.{endpoint.name}.label"
                label = Fragment.of(Word(path, endpoint.label))
                yield ResultsOf(label, row.id.replace(LEVEL, endpoint.name))
        else:
            column = declared.columns[str(row.each)]
            for level in column.levels:
                yield ResultsOf(level_label(column, level), row.id.replace(LEVEL, level.key))


def own_table(source: Source, table: OwnTable, declared: Declared) -> Table:
    """Give the results that a table names, by rows and columns.

    Raises
    ------
    StudyRefused
        Naming each result that there is not, and the nearest that there is.
    """
    where = f"table.{table.name}"
    unknown: list[Finding] = []
    rows = []
    for row in expanded(table.rows, declared, where):
        cells = []
        for column in table.columns:
            try:
                cells.append(_cell(source, column, column.id.replace(ROW, row.id)))
            except UnknownResult as error:
                about = f"[[table]] {table.name}, {column.heading!r} of {row.label.text!r}"
                unknown.append(Finding("no-such-result", Place(FILE), f"{about}: {error}"))
        rows.append(Row(row.label, tuple(cells)))
    if unknown:
        raise StudyRefused(tuple(unknown))
    heads = (
        Column(of_study(f"{where}.columns.{place}.heading", column.heading), _aligned(column))
        for place, column in enumerate(table.columns)
    )
    return with_abbreviations(
        Table(
            id=where,
            caption=caption_of(table),
            stub=(of_study(f"{where}.stub", table.stub),),
            columns=tuple(heads),
            panels=one_panel(rows),
            notes=tuple(footnotes_of(table)),
        )
    )


def unknown_result(where: str, result_id: str, catalogue: Catalogue) -> Finding:
    """Name a result that there is not, and the nearest that there is."""
    return Finding("no-such-result", Place(FILE), f"{where}: {UnknownResult(result_id, catalogue)}")


def own_characteristics(source: Source, table: OwnTable, declared: Declared) -> Table:
    """Describe the patients, or those of a subset, by the variables that a table names."""
    columns = [declared.columns[name] for name in table.variables or ()]
    part = Part("All patients", "cohort.n", "cohort")
    if table.among:
        subset = declared.declarations.subsets[table.among]
        heading = of_study(f"subset.{subset.name}.label", capitalised(subset.label))
        part = Part(heading, f"{table.name}.n", table.name)
    described = declared_characteristics(source, columns, None, f"table.{table.name}", only=part)
    notes = (*described.notes, *footnotes_of(table))
    return replace(described, caption=caption_of(table), notes=notes)


def caption_of(table: OwnTable) -> Fragment:
    """Print the caption of a table, which ends in a full stop."""
    caption = of_study(f"table.{table.name}.caption", table.caption)
    return caption if table.caption.endswith((".", "?", "!")) else composed("{}.", caption)


def footnotes_of(table: OwnTable) -> Iterator[TableNote]:
    """Print the declared notes of a table."""
    for place, note in enumerate(table.footnotes):
        yield TableNote(of_study(f"table.{table.name}.footnotes.{place}", note))


def of_study(path: str, text: str) -> Fragment:
    """Print a text of study.toml."""
    return Fragment.of(Word(f"study.{path}", text))


def _aligned(column: TableColumn) -> Align:
    return Align.COUNT_AND_SHARE if column.show == "count_percent" else Align.NUMBER


def _cell(source: Source, column: TableColumn, result_id: str) -> Cell:
    if column.show == "number":
        return Cell(_number(source, result_id))
    if column.show == "with_interval":
        return Cell(_with_interval(source, result_id))
    suffixes: Sequence[str] = NEEDED[column.show]
    for suffix in suffixes:
        source.catalogue[f"{result_id}.{suffix}"]  # which names what is unknown
    if column.show == "count_percent":
        return source.count_and_share(result_id)
    printed = {
        "mean_sd": source.mean_and_sd,
        "median_range": source.median_and_range,
        "median_iqr": source.median_and_quartiles,
    }
    return Cell(printed[column.show](result_id))


NEEDED = {
    "count_percent": ("n", "percent"),
    "mean_sd": ("mean", "sd"),
    "median_range": ("median", "min", "max"),
    "median_iqr": ("median", "q1", "q3"),
}
"""What is printed of a result beside its own value, by the ends of the ids."""


def _number(source: Source, result_id: str) -> Text:
    return source.number(source.catalogue[result_id].id)


def _with_interval(source: Source, result_id: str) -> Text:
    estimate = source.catalogue[result_id]
    of_it = {
        each.statistic: each for each in source.catalogue.values() if each.topic == estimate.topic
    }
    low, high = of_it[Statistic.CI_LOW], of_it[Statistic.CI_HIGH]
    if not estimate.is_estimable and not low.is_estimable:
        return source.number(result_id) or NOTHING
    if not low.is_estimable and low.value == high.value:
        return composed("{} ({})", source.number(result_id), source.number(low.id))
    return composed("{} ({})", source.number(result_id), source.printer.limits(low.id, high.id))
