"""A printed paper as figures: its tables read one by one, then written as a file would be typed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from il2report.audit.cells import PAIRED_KEYS
from il2report.audit.lines import Path
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.audit.understanding.draft import Draft, Reading, in_order
from il2report.audit.understanding.table import TableReader
from il2report.audit.understanding.understood import Doubt, Understood, UnderstoodCell, UnreadCell
from il2report.audit.understanding.validation import understood_of

Entries = dict[str, Any]
NOT_GIVEN = "NA"
"""What stands in a cell of a typed table for a figure that is not printed before one that is."""
TITLE = "A paper"
GUESSED = "its columns are guessed from the layout of a page, so that nothing in it is proved"


def understand(paper: PrintedPaper) -> Understood:
    """Read the tables of a paper.

    Nothing is dropped: a cell becomes figures, or it is listed as unread with the reason. What was
    inferred is marked as proposed and listed as a doubt, so that nothing that depends on it is
    proved.
    """
    return understood_of(paper, _read)


def _read(paper: PrintedPaper) -> Understood:
    draft = Draft()
    for table in paper.tables:
        TableReader(table, draft).read()
        if table.is_uncertain:
            draft.propose_all(table.place)
            draft.doubt(table.place, GUESSED)
    tables, lines = _tables(draft)
    document: Entries = {
        "paper": {"title": _line(paper.title) or TITLE},
        "places": {table.place: _line(table.heading) or table.place for table in paper.tables},
        "groups": {entry.name: _group(entry) for entry in draft.groups.entries.values()},
        "measures": draft.measures,
        "survival": {
            name: {key: value for key, value in entry.items() if key != "of_place"}
            for name, entry in draft.survival.items()
        },
        "estimates": draft.estimates,
        "tables": tables,
        "tests": _tests(draft, lines),
        "relations": draft.relations,
    }
    return Understood(
        document={
            key: value for key, value in document.items() if value or key in {"paper", "groups"}
        },
        cells=_in_reading_order(paper, draft.cells),
        doubts=_in_reading_order(paper, draft.gathered_doubts()),
        unread=_in_reading_order(paper, draft.unread),
        lines=lines | draft.lines,
    )


Placed = TypeVar("Placed", Doubt, UnderstoodCell, UnreadCell)


def _in_reading_order(paper: PrintedPaper, entries: Sequence[Placed]) -> tuple[Placed, ...]:
    """Sort by table and row; what is of a table as a whole comes first."""
    order = {
        (table.place, row.label, row.line): number
        for table in paper.tables
        for number, row in enumerate(table.rows)
    }
    tables = [table.place for table in paper.tables]

    def place(entry: Placed) -> tuple[int, int]:
        return tables.index(entry.place), order.get((entry.place, entry.row, entry.line), -1)

    return tuple(sorted(entries, key=place))


def _line(text: str) -> str:
    """Put a text on one line."""
    return " ".join(text.split())


def _group(entry: Any) -> Entries:
    typed: Entries = {"label": _line(entry.label)}
    if entry.sizes:
        typed["n"] = dict(entry.sizes)
    if entry.proposed:
        typed["proposed"] = True
    return typed


def _tests(draft: Draft, lines: dict[Path, int]) -> Entries:
    tests: Entries = {}
    for test in draft.tests:
        name, number = test.name, 1
        while name in tests:
            number += 1
            name = f"{test.name}_{number}"
        entry: Entries = {"label": _line(test.label)}
        if len(test.quantities) > 1:
            entry["features"] = list(test.quantities)
        else:
            entry["measure" if test.is_measure else "feature"] = test.quantities[0]
        entry |= {"groups": list(test.groups), "p": {test.place: test.p}}
        if test.method:
            entry["method"] = test.method
        if test.proposed:
            entry["proposed"] = True
        tests[name] = entry
        if test.line is not None:
            lines["tests", name] = test.line
    return tests


# --- tables ---


def _tables(draft: Draft) -> tuple[list[Entries], dict[Path, int]]:
    """Write readings as typed tables: rows whose cells have the same figures of the same groups."""
    rows = defaultdict[tuple[str, str], list[Reading]](list)
    for reading in draft.readings:
        of = reading.group if reading.grade else ""
        rows[reading.quantity, of].append(reading)
    tables: dict[tuple[Any, ...], Entries] = {}
    lines: dict[Path, int] = {}
    for (quantity, of), readings in rows.items():
        for group in _of_one_kind(readings):
            _enter_row(tables, lines, quantity, of, group)
    return list(tables.values()), lines


def _of_one_kind(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Part what is printed of a quantity into rows with one cell per column.

    Figures of one group on several printed rows, such as its mean on one and its range on another,
    are joined; a figure that is printed twice starts another row.
    """
    parted: list[list[Reading]] = []
    for reading in readings:
        for row in parted:
            if row[0].proposed == reading.proposed and row[0].place == reading.place:
                same = next(
                    (r for r in row if (r.group, r.grade) == (reading.group, reading.grade)), None
                )
                if same is None:
                    row.append(reading)
                    break
                if not (set(same.texts) & set(reading.texts) or _both_central(same, reading)):
                    row[row.index(same)] = _joined(same, reading)
                    break
        else:
            parted.append([reading])
    return parted


def _both_central(one: Reading, other: Reading) -> bool:
    """Whether one has a mean and the other a median, which are typed in rows of their own."""
    return all({"mean", "median"} & set(each.texts) for each in (one, other))


def _joined(one: Reading, other: Reading) -> Reading:
    return Reading(
        one.place,
        one.quantity,
        one.label,
        one.is_measure or other.is_measure,
        one.group,
        {**one.texts, **other.texts},
        one.proposed,
        one.grade,
        one.line,
    )


def _enter_row(
    tables: dict[tuple[Any, ...], Entries],
    lines: dict[Path, int],
    quantity: str,
    of: str,
    readings: Sequence[Reading],
) -> None:
    first = readings[0]
    keys = in_order(key for reading in readings for key in reading.texts)
    columns = tuple(reading.grade or reading.group for reading in readings)
    kind: tuple[Any, ...] = (first.place, keys, columns, of, first.proposed)
    while quantity in tables.get(kind, {"rows": {}})["rows"]:
        kind = (*kind, "again")
    if kind not in tables:
        tables[kind] = _table(first, keys, columns, of)
    table = tables[kind]
    table["labels"][quantity] = _line(first.label)
    table["rows"][quantity] = [_cell(reading.texts, keys) for reading in readings]
    if first.line is not None:
        lines["tables", list(tables).index(kind), "rows", quantity] = first.line


def _table(first: Reading, keys: Sequence[str], columns: Sequence[str], of: str) -> Entries:
    table: Entries = {"place": first.place, "cells": _pattern(keys)}
    table["grades" if of else "groups"] = list(columns)
    if of:
        table["of"] = of
        if "any_grade" in columns:
            table["total"] = "any_grade"
    if first.proposed:
        table["proposed"] = True
    return table | {"labels": {}, "rows": {}}


PATTERNS: Mapping[tuple[str, ...], str] = {
    ("n", "count"): "count/n",
    ("n", "count", "percent"): "count/n (percent)",
    ("count", "percent"): "count (percent)",
}


def _pattern(keys: Sequence[str]) -> str:
    """Write how the cells of a table are typed."""
    if known := PATTERNS.get(tuple(keys)):
        return known
    start = "n; " if keys[0] == "n" else ""
    rest = [key for key in keys if key != "n"]
    return start + (f"{rest[0]} ({'; '.join(rest[1:])})" if len(rest) > 1 else rest[0])


def _cell(texts: Mapping[str, tuple[str, ...]], keys: Sequence[str]) -> str:
    """Write the figures of a cell by the pattern of its table."""
    last = max(index for index, key in enumerate(keys) if key in texts)
    written = {key: _text(texts.get(key), key) for key in keys[: last + 1]}
    if tuple(keys) in PATTERNS and "n" in keys:
        rest = f" ({written['percent']})" if "percent" in written else ""
        return f"{written.get('count', NOT_GIVEN)}/{written['n']}{rest}"
    start = f"{written['n']}; " if "n" in written else ""
    rest_keys = [key for key in written if key != "n"]
    if not rest_keys:
        return start.removesuffix("; ")
    within = "; ".join(written[key] for key in rest_keys[1:])
    return f"{start}{written[rest_keys[0]]}" + (f" ({within})" if within else "")


def _text(texts: tuple[str, ...] | None, key: str) -> str:
    if texts is None:
        return f"{NOT_GIVEN} to {NOT_GIVEN}" if key in PAIRED_KEYS else NOT_GIVEN
    given = [text or NOT_GIVEN for text in texts]
    is_plain = all(text[:1].isdigit() for text in given)
    return ("-" if is_plain else " to ").join(given)
