"""Abbreviations that a table uses, written out below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from markupsafe import Markup

from il2report.tables.description import Row, RowGroup, Table, TableNote, Text

ABBREVIATIONS: Mapping[str, str] = {
    "ARDS": "acute respiratory distress syndrome",
    "CI": "confidence interval",
    "ECOG": "Eastern Cooperative Oncology Group",
    "IL-2": "interleukin-2",
    "LDH": "lactate dehydrogenase",
    "LMI": "large multivalent immunogen",
    "PS": "performance status",
    "SD": "standard deviation",
    "TTDP": "time to disease progression",
}


def written_out(table: Table, further: Mapping[str, str] | None = None) -> str:
    """Say what the abbreviations in a table stand for, in alphabetical order; "" for none.

    `further` adds abbreviations that only this table knows, such as the response codes, and
    takes precedence: in Table III "SD" is stable disease.
    """
    known = {**ABBREVIATIONS, **(further or {})}
    words = {word for text in _texts(table) for word in re.findall(r"[\w-]+", _plain(text))}
    used = sorted(words & known.keys())
    return "; ".join(f"{short}, {known[short]}" for short in used) + ("." if used else "")


def with_abbreviations(table: Table, further: Mapping[str, str] | None = None) -> Table:
    """The table with its abbreviations written out as the first of its notes."""
    explained = written_out(table, further)
    if not explained:
        return table
    return replace(table, notes=(TableNote(explained), *table.notes))


def _texts(table: Table) -> Iterator[Text]:
    yield table.caption
    yield from table.stub
    for column in table.columns:
        yield from (column.heading, column.subheading)
    for panel in table.panels:
        for group in panel.groups:
            yield from _group_texts(group)


def _group_texts(group: RowGroup) -> Iterator[Text]:
    yield group.heading
    for row in group.rows:
        yield from _row_texts(row)


def _row_texts(row: Row) -> Iterator[Text]:
    yield row.header
    yield from (cell.content for cell in row.cells)


def _plain(text: Text) -> str:
    return text.striptags() if isinstance(text, Markup) else text
