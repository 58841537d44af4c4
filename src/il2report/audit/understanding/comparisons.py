"""The p-values of a table: what each compares, in which groups, by which test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from il2report.audit.cells import PrintedCell, printed_cell
from il2report.audit.understanding.draft import TestRead
from il2report.audit.understanding.estimates import is_of_estimate
from il2report.audit.understanding.grid import is_possible
from il2report.audit.understanding.heads import Column, ColumnKind
from il2report.audit.understanding.methods import methods_of
from il2report.audit.understanding.rows import Line, RowKind
from il2report.audit.understanding.understood import UnderstoodCell, UnreadCell
from il2report.audit.understanding.wording import OF_TREND

if TYPE_CHECKING:
    from il2report.audit.understanding.table import TableReader

ONE_OF_TWO = re.compile(r"\b(?:vs\.?|versus|v)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a p-value is of; `note` is what was inferred."""

    name: str
    label: str
    quantities: tuple[str, ...]
    is_measure: bool = False
    note: str = ""


def enter_tests(reader: TableReader) -> None:
    """Enter the p-values of a table that are not those of estimates."""
    columns = [
        (number, column)
        for number, column in enumerate(reader.heads.columns)
        if column.kind is ColumnKind.P and not is_of_estimate(reader, number)
    ]
    for _, column in columns:
        reason = _unusable(reader, column, len(columns))
        for line in reader.lines:
            if cell := _p_cell(reader, line, column):
                _enter(reader, line, column, cell, reason)


def _unusable(reader: TableReader, column: Column, columns: int) -> str:
    groups = reader.compared()
    if not groups:
        return "the table has no groups that it could compare"
    if OF_TREND.search(column.head):
        return "it is a test for trend or interaction, which these figures do not give"
    if columns > 1 and len(groups) > 2:
        return "which of the groups it compares is not known"
    if ONE_OF_TWO.search(column.head) and len(groups) > 2:
        return "it compares some of the groups only"
    if any(group.grades for _, group in groups):
        return "which grades it compares is not known"
    return ""


def _p_cell(
    reader: TableReader, line: Line, column: Column
) -> tuple[str, PrintedCell | None] | None:
    index = column.parts[0].index
    cells = line.printed.cells
    if index >= len(cells) or not cells[index].strip():
        return None
    parsed = printed_cell(cells[index], reader.grid.mark)
    is_dash = parsed is not None and parsed.is_empty and not re.search(r"\w", cells[index])
    return None if is_dash else (cells[index], parsed)


def _enter(
    reader: TableReader,
    line: Line,
    column: Column,
    cell: tuple[str, PrintedCell | None],
    reason: str,
) -> None:
    text, parsed = cell
    subject = _subject(reader, line, column) if not reason else None
    if (
        parsed is None
        or parsed.is_empty
        or len(parsed.numbers) != 1
        or not is_possible("percent", parsed.numbers)
    ):
        reason = "it is not read as a p-value"
    if reason or subject is None or parsed is None:
        why = reason or "what it compares is not known"
        row = line.printed
        reader.draft.unread.append(
            UnreadCell(reader.table.place, row.label, column.head, text, why, row.line)
        )
        return
    groups = tuple(_groups(reader, line, subject))
    methods = methods_of(reader.table.notes, reader.table.caption)
    section = line.section.words.marks if line.section else ""
    marks = parsed.marks + line.words.marks + section + column.marks
    reader.draft.tests.append(
        TestRead(
            name=subject.name,
            label=subject.label,
            quantities=subject.quantities,
            is_measure=subject.is_measure,
            groups=groups,
            method=methods.of(marks, is_measure=subject.is_measure, groups=len(groups)),
            place=reader.table.place,
            p=parsed.numbers[0],
            proposed=bool(subject.note) or subject.is_measure or len(subject.quantities) > 1,
            line=line.printed.line,
        )
    )
    if subject.note:
        reader.draft.doubt(reader.table.place, subject.note, line.printed, column.head)
    _show(reader, line, column, text, subject, groups)


def _show(
    reader: TableReader,
    line: Line,
    column: Column,
    text: str,
    of: Compared,
    groups: tuple[str, ...],
) -> None:
    entries = reader.draft.groups.entries
    labels = [entries[group.partition(".")[0]].label for group in groups]
    reader.draft.cells.append(
        UnderstoodCell(
            place=reader.table.place,
            row=line.printed.label,
            column=column.head,
            printed=text,
            statistics="p",
            quantity=of.name,
            group="",
            label=of.label,
            of_whom=" and ".join(labels),
            proposed=bool(of.note),
            line=line.printed.line,
        )
    )


def _groups(reader: TableReader, line: Line, subject: Compared) -> list[str]:
    of = line
    if line.kind is RowKind.SECTION:
        of = next((child for child in line.children if child.number in reader.quantities), line)
    groups = []
    for number, _ in reader.compared():
        group = reader.populations.group_of(of, number).name
        cell = reader.grid.cells.get((of.number, number))
        has_own = cell is not None and "n" in cell.texts and not subject.quantities[1:]
        groups.append(
            f"{group}.{subject.quantities[0]}" if has_own and _is_own(reader, of, number) else group
        )
    return groups


def _is_own(reader: TableReader, line: Line, column: int) -> bool:
    """Whether a cell gives a denominator that differs from the size of its column."""
    cell = reader.grid.cells[line.number, column]
    return cell.texts["n"][0] != str(reader.populations.group_of(line, column).n)


def _subject(reader: TableReader, line: Line, column: Column) -> Compared | None:
    """Find what a p-value compares: a section as a whole, or its row alone."""
    if line.kind is RowKind.SECTION:
        return _of_section(reader, line)
    if not reader.is_read(line):
        return None
    name, label, is_measure = reader.quantities[line.number]
    section = line.section
    if not is_measure and section is not None and section.kind is RowKind.SECTION:
        rows = [child for child in section.children if child.kind is RowKind.ENTRY]
        with_p = [child for child in rows if _p_cell(reader, child, column)]
        if rows and with_p == [line] and line is rows[0] and len(rows) > 1:
            found = _of_section(reader, section)
            if found:
                note = "taken to be the p of all rows of its section"
                return Compared(found.name, found.label, found.quantities, found.is_measure, note)
    return Compared(name, label, (name,), is_measure)


def _of_section(reader: TableReader, section: Line) -> Compared | None:
    rows = [child for child in section.children if reader.is_read(child)]
    measures = [reader.quantities[row.number] for row in rows if reader.quantities[row.number][2]]
    if measures:
        names = {name for name, _, _ in measures}
        of = measures[0][0]
        return Compared(of, section.path, (of,), is_measure=True) if len(names) == 1 else None
    entries = [row for row in rows if row.kind is RowKind.ENTRY]
    names_of = tuple(reader.quantities[row.number][0] for row in entries)
    if not names_of:
        return None
    name = reader.draft.names.new(section.path, reader.table.place)
    if len(names_of) == 1:
        return Compared(name, section.path, names_of)
    adds_up = section.number in reader.exhaustive
    note = "" if adds_up else "its rows do not add up to the columns and may overlap"
    return Compared(name, section.path, names_of, note=note)
