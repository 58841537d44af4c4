"""Which relations figures suggest: parts that add up to their column, groups that make up all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from il2report.audit.understanding.names import GroupEntry
from il2report.audit.understanding.rows import Line, RowKind

if TYPE_CHECKING:
    from il2report.audit.understanding.table import TableReader

NEARLY = 3
"""Percentages of parts may add up to 100 give or take this much."""


def propose_relations(reader: TableReader) -> None:
    """Propose relations of the sections and of the groups of a table."""
    _propose_total(reader)
    for line in reader.lines:
        if line.children:
            _propose_parts(reader, line)


def _propose_total(reader: TableReader) -> None:
    """Relate the groups to all patients where their sizes add up to them."""
    columns = [(reader.columns[number], column) for number, column in reader.grid.groups()]
    wholes = list({e.name: e for e, column in columns if column.is_total}.values())
    parts = list({e.name: e for e, column in columns if not column.is_total}.values())
    if len(parts) < 2 or len(wholes) > 1:
        return
    total = wholes[0] if wholes else reader.draft.groups.entries["all"]
    sizes = [part.n for part in parts]
    if None in sizes:
        return
    together = sum(size or 0 for size in sizes)
    if wholes and total.n is not None:
        if together != total.n:
            shown = " + ".join(map(str, sizes))
            message = f"the groups have {shown} = {together} patients, and {total.label} {total.n}"
            reader.draft.doubt(reader.table.place, message)
            return
    elif total.n is not None:
        return
    relation = {"kind": "parts", "whole": total.name, "members": [part.name for part in parts]}
    # Where a column of all patients is printed beside them, the table states it.
    is_stated = bool(wholes) and total.n is not None and _adds_up(reader, total, parts)
    known = [each["members"] for each in reader.draft.relations if each["whole"] == total.name]
    if any(_together(reader, members) not in {None, together} for members in known):
        return
    if relation["members"] not in known:
        reader.draft.relations.append(relation if is_stated else relation | {"proposed": True})


def _together(reader: TableReader, members: list[str]) -> int | None:
    """Add up the sizes of groups; None where a member is no group of known size."""
    entries = reader.draft.groups.entries
    sizes = [entries[name].n if name in entries else None for name in members]
    return None if None in sizes else sum(size or 0 for size in sizes)


def _adds_up(reader: TableReader, total: GroupEntry, parts: list[GroupEntry]) -> bool:
    """Whether the counts of most rows add up over the groups as the sizes do."""
    names = {part.name for part in parts}
    right = wrong = 0
    for line in reader.lines:
        counts = {reader.columns[cell.column].name: cell.count for cell in reader.grid.row(line)}
        within = [count for name, count in counts.items() if name in names and count is not None]
        if (all_of := counts.get(total.name)) is not None and len(within) == len(parts):
            right, wrong = right + (sum(within) == all_of), wrong + (sum(within) != all_of)
    return right >= wrong


def _propose_parts(reader: TableReader, section: Line) -> None:
    """Relate the rows of a section to its column where they add up to it."""
    rows = [
        line
        for line in section.children
        if line.kind in {RowKind.ENTRY, RowKind.MISSING}
        and reader.is_read(line)
        and not reader.quantities[line.number][2]
    ]
    columns = [number for number, column in reader.grid.groups() if not column.grades]
    if len(rows) < 2 or not columns:
        return
    verdicts = [_adds_up_in(reader, rows, column) for column in columns]
    right, wrong = verdicts.count(True), verdicts.count(False)
    if right and right >= wrong:
        members = [reader.names[line.number] for line in _members(reader, rows, columns[0])]
        relation = {"kind": "parts", "whole": "all", "members": members, "proposed": True}
        reader.draft.relations.append(relation)
        reader.exhaustive.add(section.number)
    for column, verdict in zip(columns, verdicts, strict=True):
        if verdict is False and right:
            head = reader.heads.columns[column].head
            message = f"its rows do not add up to {reader.populations.group_of(rows[0], column).n}"
            reader.draft.doubt(reader.table.place, message, section.printed, head)
    if wrong and not right:
        message = "its rows do not add up to the patients of the columns, and may overlap or leave some out"
        reader.draft.doubt(reader.table.place, message, section.printed)


def _members(reader: TableReader, rows: list[Line], column: int) -> list[Line]:
    """Leave out those missing where the section is of the others."""
    own = reader.populations.group_of(rows[0], column).name != reader.columns[column].name
    return [line for line in rows if not (own and line.kind is RowKind.MISSING)]


def _adds_up_in(reader: TableReader, rows: list[Line], column: int) -> bool | None:
    """Whether the rows of a section add up in a column; None where that is not known."""
    n = reader.populations.group_of(rows[0], column).n
    cells = [
        reader.grid.cells.get((line.number, column)) for line in _members(reader, rows, column)
    ]
    counts = [cell.count for cell in cells if cell and cell.texts]
    if n is None or len(counts) < len(cells):
        return None
    if None not in counts:
        return sum(count or 0 for count in counts) == n
    percents = [cell.texts.get("percent", ("",))[0] for cell in cells if cell]
    if all(percents) and all(count is None for count in counts):
        total = sum(
            float(text.lstrip("<>\u2264\u2265").replace("\u00b7", ".")) for text in percents
        )
        return abs(total - 100) <= NEARLY
    return None
