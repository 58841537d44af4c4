"""Abbreviations that a table uses, written out below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from il2report.document.tables import Table, TableNote

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
    words = {word for text in table.texts() for word in re.findall(r"[\w-]+", str(text))}
    used = sorted(words & known.keys())
    return "; ".join(f"{short}, {known[short]}" for short in used) + ("." if used else "")


def with_abbreviations(table: Table, further: Mapping[str, str] | None = None) -> Table:
    """The table with its abbreviations written out as the first of its notes."""
    explained = written_out(table, further)
    if not explained:
        return table
    return replace(table, notes=(TableNote(explained), *table.notes))
