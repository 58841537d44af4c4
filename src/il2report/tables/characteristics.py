"""The table of characteristics: who the patients were, by the declared variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from il2report.document.grammar import listed
from il2report.document.tables import Align, Column, Panel, Row, RowGroup, Table, TableNote
from il2report.document.tree import Fragment, Word, composed, joined
from il2report.tables.groups import (
    head_of_values,
    level_label,
    note_on_values,
    pooled_levels,
    rows_of_variable,
    variable_label,
)
from il2report.tables.printing import Source, with_abbreviations

if TYPE_CHECKING:
    from il2report.analysis.variables import Column as Values

MARKERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Marked:
    """Rows of a variable, and what the notes say of the marked ones."""

    values: Values
    group: RowGroup
    notes: tuple[Fragment, ...] = ()


def characteristics_table(source: Source, columns: Sequence[Values]) -> Table:
    """Describe the cohort by the variables that study.toml shows; percentages are of all patients."""
    own = [each for each in columns if not each.variable.row_of]
    joining = [each for each in columns if each.variable.row_of]
    described = [_marked(source, each, joining) for each in own]
    markers = iter(MARKERS)
    panels: list[tuple[Fragment, list[RowGroup]]] = []
    notes: list[TableNote] = []
    for each in described:
        marked = [next(markers) for _ in each.notes]
        notes += map(TableNote, each.notes, marked)
        if each.values.variable.panel or not panels:
            panels.append((_panel(each.values), []))
        panels[-1][1].append(_with_markers(each.group, marked))
    table = Table(
        id="table.characteristics",
        caption=composed("Characteristics of the patients (N={}).", source.number("cohort.n")),
        stub=("Characteristic", "Category"),
        columns=(Column(head_of_values(own), Align.COUNT_AND_SHARE),),
        panels=tuple(Panel(tuple(groups), heading) for heading, groups in panels),
        notes=(*note_on_values(own, are_headed=True), *map(TableNote, _several(own)), *notes),
    )
    return with_abbreviations(table)


def _panel(values: Values) -> Fragment:
    variable = values.variable
    if not variable.panel:
        return Fragment()
    return Fragment.of(Word(f"study.variable.{variable.name}.panel", variable.panel))


def _marked(source: Source, values: Values, joining: Sequence[Values]) -> Marked:
    """Give the rows of a variable, with those of the variables that join it.

    A row of a group of codes, or for a number that not everyone has, has a note.
    """
    variable = values.variable
    rows = list(rows_of_variable(source, values, [f"cohort.{variable.name}"]))
    notes: list[Fragment] = []
    for name, levels in pooled_levels(source, values, f"cohort.{variable.name}"):
        at = next(n for n, row in enumerate(rows) if str(row.header).lower() == name.lower())
        rows[at] = replace(rows[at], marker=str(len(notes)))
        notes.append(levels + ".")
    for each in joining:
        if each.variable.row_of == variable.name:
            share = source.count_and_share(f"cohort.{each.variable.name}")
            rows.append(Row(level_label(each, each.yes), (share,)))
    missing = f"cohort.{variable.name}.missing"
    if variable.missing == "note" and source.count(missing):
        n, of = source.number(missing), source.number("cohort.n")
        rows = [row if row.marker else replace(row, marker=str(len(notes))) for row in rows]
        is_all = source.count(missing) == source.count("cohort.n")
        said = composed("Not recorded in {} of {} patients.", n, of)
        notes.append(Fragment.of("Not recorded in any patient.") if is_all else said)
    return Marked(values, RowGroup(tuple(rows), variable_label(values)), tuple(notes))


def _with_markers(group: RowGroup, markers: Sequence[str]) -> RowGroup:
    """Put its letter in place of the place of each note."""
    rows = (replace(row, marker=row.marker and markers[int(row.marker)]) for row in group.rows)
    return replace(group, rows=tuple(rows))


def _several(shown: Sequence[Values]) -> Iterator[Fragment]:
    """Say of which variables a patient may have several values."""
    several = [each for each in shown if each.has_several]
    if not several:
        return
    if all(each.variable.plural for each in several):
        things = [
            Fragment.of(
                "several ",
                Word(f"study.variable.{e.variable.name}.plural", e.variable.plural or ""),
            )
            for e in several
        ]
        pattern = listed(["{}"] * len(things))
        yield composed(f"A patient may have {pattern}.", *things)
    else:
        yield composed(
            "A patient may have several of: {}.", joined(", ", map(variable_label, several))
        )
