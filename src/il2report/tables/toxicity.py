"""Table II: adverse events by organ system, every patient at the worst grade of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from il2report.document.printer import marked
from il2report.document.tables import Align, Column, Panel, Row, RowGroup, Table, TableNote, Text
from il2report.document.tree import Fragment, Label, Word, composed
from il2report.tables.printing import Source, with_abbreviations

FATAL = 5
NOTE = (
    "Each patient counts once per event, at the worst grade over all cycles, by the Common Terminology"
    " Criteria for Adverse Events{}{}; percentages are of all patients."
)


def toxicity_table(
    source: Source, reported_grades: Sequence[int], criteria_version: str = ""
) -> Table:
    """Count the patients with each adverse event at the reported grades and at any grade.

    A fatal event has its column whether or not `reported_grades` asks for it.
    """
    fatal = {FATAL} if source.occurs(f"toxicity.any.grade_{FATAL}") else set()
    grades = sorted({*reported_grades} | fatal)
    words = (Word("study.toxicity.reported_grades", str(grade)) for grade in grades)
    headings: tuple[Text, ...] = (*(composed("Grade {}", word) for word in words), "All grades")
    keys = (*(f"grade_{grade}" for grade in grades), "all_grades")
    total = RowGroup((_row(source, "any", "Any adverse event", keys),), is_total=True)
    version = criteria_version
    named = marked(version, version, "constant.toxicity.criteria_version") if version else ""
    table = Table(
        id="table.toxicity",
        caption=composed(
            "Adverse events by worst grade per patient (N={}).", source.number("cohort.n")
        ),
        stub=("Organ system", "Adverse event"),
        columns=tuple(Column(text, Align.COUNT_AND_SHARE, "n (%)") for text in headings),
        panels=(Panel((total, *_by_system(source, keys))),),
        notes=(TableNote(composed(NOTE, ", version " if version else "", named)),),
    )
    return with_abbreviations(table)


def _by_system(source: Source, keys: Sequence[str]) -> Iterator[RowGroup]:
    labels = source.labels("adverse_events", "term")
    occurring = [code for code in labels if source.occurs(f"toxicity.{code}.all_grades")]
    systems = {code: source.codebook.group("adverse_events", "term", code) for code in occurring}
    first = list(dict.fromkeys(systems.values()))
    occurring.sort(key=lambda code: first.index(systems[code]))
    for system, terms in groupby(occurring, key=systems.__getitem__):
        of_system = list(terms)
        label = Label("adverse_events", "term", of_system[0], system, part="group")
        rows = tuple(_row(source, term, labels[term], keys) for term in of_system)
        yield RowGroup(rows, Fragment.of(label))


def _row(source: Source, term: str, label: Text, keys: Sequence[str]) -> Row:
    return Row(label, tuple(source.count_and_share(f"toxicity.{term}.{key}") for key in keys))
