"""Table II: adverse events by organ system, every patient at the worst grade of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from il2report.document.printer import marked
from il2report.document.tables import (
    Align,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
    Text,
)
from il2report.document.tree import Fragment, composed
from il2report.tables.abbreviations import with_abbreviations
from il2report.tables.printing import Source

FATAL = 5
ANY = "any"


def toxicity_table(
    source: Source, reported_grades: Sequence[int], criteria_version: str = ""
) -> Table:
    """Count the patients with each adverse event at the reported grades and at any grade.

    A fatal event has its column whether or not `reported_grades` asks for it.
    """
    grades = _columns_of(source, reported_grades)
    headings = (*(f"Grade {grade}" for grade in grades), "All grades")
    keys = (*(f"grade_{grade}" for grade in grades), "all_grades")
    table = Table(
        id="table.toxicity",
        caption=composed(
            "Adverse events by worst grade per patient (N={}).", source.number("cohort.n")
        ),
        stub=("Organ system", "Adverse event"),
        columns=tuple(Column(text, Align.COUNT_AND_SHARE, "n (%)") for text in headings),
        panels=(Panel((_any_event(source, keys), *_by_system(source, keys))),),
        notes=(TableNote(_note(criteria_version)),),
    )
    return with_abbreviations(table)


def _columns_of(source: Source, reported_grades: Sequence[int]) -> list[int]:
    fatal = {FATAL} if source.occurs(f"toxicity.{ANY}.grade_{FATAL}") else set()
    return sorted({*reported_grades} | fatal)


def _any_event(source: Source, keys: Sequence[str]) -> RowGroup:
    return RowGroup((_row(source, ANY, "Any adverse event", keys),), is_total=True)


def _by_system(source: Source, keys: Sequence[str]) -> Iterator[RowGroup]:
    codebook = source.codebook
    codes = codebook.codes("adverse_events", "term")
    occurring = [code for code in codes if source.occurs(f"toxicity.{code}.all_grades")]
    systems = {code: codebook.group("adverse_events", "term", code) for code in occurring}
    first = list(dict.fromkeys(systems.values()))
    occurring.sort(key=lambda code: first.index(systems[code]))
    for system, terms in groupby(occurring, key=systems.__getitem__):
        labelled = ((term, source.label("adverse_events", "term", term)) for term in terms)
        yield RowGroup(tuple(_row(source, term, label, keys) for term, label in labelled), system)


def _row(source: Source, term: str, label: Text, keys: Sequence[str]) -> Row:
    return Row(label, tuple(source.count_and_share(f"toxicity.{term}.{key}") for key in keys))


def _note(version: str) -> Fragment:
    named = marked(version, version, "constant.toxicity.criteria_version") if version else ""
    return composed(
        "Each patient counts once per event, at the worst grade over all cycles, by the Common"
        " Terminology Criteria for Adverse Events{}{}; percentages are of all patients.",
        ", version " if version else "",
        named,
    )
