"""One table: its groups, its rows as features and measures, and of whom each figure is."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from il2report.audit.sources.printed_table import PrintedTable
from il2report.audit.understanding.comparisons import enter_tests
from il2report.audit.understanding.denominators import Choice, Share, choose
from il2report.audit.understanding.draft import Draft, Reading
from il2report.audit.understanding.estimates import enter_estimates, is_of_times, survival_of
from il2report.audit.understanding.grid import Cell, Grid
from il2report.audit.understanding.heads import (
    SIZE,
    Column,
    ColumnKind,
    grades_name,
    heads_of,
)
from il2report.audit.understanding.names import GroupEntry, whole
from il2report.audit.understanding.relations import propose_relations
from il2report.audit.understanding.rows import Line, RowKind, close_section, lines_of
from il2report.audit.understanding.understood import UnderstoodCell
from il2report.audit.understanding.wording import OF_VALUES

NOT_GIVEN = "not given"
"""What is shown of a cell that says that there is no figure: NR, NE, NA."""
WHOLE_NUMBERS = re.compile(
    r"\bages?\b|\bscores?\b|\b(?:number|no\.?|count) of\b|\bpoints?\b", re.IGNORECASE
)
"""Measures that are usually recorded as whole numbers."""


class TableReader:
    """A table on its way to figures."""

    def __init__(self, table: PrintedTable, draft: Draft) -> None:
        self.table, self.draft = table, draft
        self.heads = heads_of(table)
        kinds = {column.kind for column in self.heads.columns} - {ColumnKind.P}
        if ColumnKind.GROUP in kinds:
            kinds = {ColumnKind.GROUP}
        values = [
            part.index
            for column in self.heads.columns
            if column.kind in kinds
            for part in column.parts
        ]
        self.lines = lines_of(table, values)
        self.columns: dict[int, GroupEntry] = {}
        self.names: dict[int, str] = {}
        self.measure_names: dict[int, str] = {}
        self.quantities: dict[int, tuple[str, str, bool]] = {}
        self.parts_of: dict[tuple[int, int], GroupEntry] = {}
        self.doubtful: set[int] = set()
        self.of_other_tables: set[int] = set()
        self.exhaustive: set[int] = set()

    def read(self) -> None:
        """Read the table into the draft."""
        self._enter_groups()
        self.grid = Grid(self.table, self.heads, self.lines, self.sizes())
        self._take_sizes()
        self.grid.read(self.draft)
        if len({row.indent for row in self.table.rows}) == 1:
            for line in self.lines:
                self._close_section(line)
        for line in self.lines:
            if line.kind is not RowKind.SECTION:
                self._name(line)
        for unit in self._units():
            self._choose_denominators(unit)
        for line in self.lines:
            self.grid.leave_out_repeated(line, self.columns, self.draft)
            for cell in self.grid.row(line):
                self._enter(line, cell)
        propose_relations(self)
        enter_tests(self)
        enter_estimates(self)

    # --- groups ---

    def sizes(self) -> dict[int, int | None]:
        """Give the number of patients of each column."""
        return {column: entry.n for column, entry in self.columns.items()}

    def _enter_groups(self) -> None:
        groups = [
            (number, column)
            for number, column in enumerate(self.heads.columns)
            if column.kind is ColumnKind.GROUP
        ]
        labels = {column.label for _, column in groups}
        found = SIZE.search(self.table.caption)
        place = self.table.place
        for number, column in groups:
            is_all = column.is_total or len(labels) == 1
            size = column.size or (found["n"] or found["m"] if found and is_all else "")
            is_name = bool(column.label) and column.label.lower() not in {
                "value",
                "values",
                "result",
            }
            label = column.label if is_name else ""
            entry = self.draft.groups.enter(label, size, place, is_all=is_all)
            self.columns[number] = entry
            if entry.n is not None and place not in entry.sizes:
                self.of_other_tables.add(number)
                message = "the size of the group is taken from another table"
                self.draft.doubt(place, message, None, column.head)
            if column.is_size_in_brackets:
                message = f"the number in brackets is taken for the size of {column.label}"
                self.draft.doubt(place, message, None, column.head)

    def _take_sizes(self) -> None:
        """Take rows of numbers of patients: sizes of the columns, or of those known in a section."""
        for line in self.lines:
            if line.kind is not RowKind.SIZE:
                continue
            texts = self._whole_cells(line)
            if line.section is None and not self._has_sizes():
                for column, text in texts.items():
                    self.columns[column].sizes.setdefault(self.table.place, text)
            elif line.section is not None and texts:
                label = line.section.name
                for column, text in texts.items():
                    self.parts_of[id_of(line.section), column] = self._part(column, label, text)
        self.grid.sizes = self.sizes()

    def _has_sizes(self) -> bool:
        return any(entry.n is not None for entry in self.columns.values())

    def _part(self, column: int, label: str, size: str, *, proposed: bool = False) -> GroupEntry:
        entry = self.columns[column]
        if entry.n is not None and entry.n == whole(size):
            return entry
        return self.draft.groups.part(entry, label, self.table.place, size, proposed=proposed)

    def _whole_cells(self, line: Line) -> dict[int, str]:
        """Give the whole numbers of a row by column."""
        found = dict[int, str]()
        for number, column in self.grid.groups():
            cells = [
                line.printed.cells[part.index]
                for part in column.parts
                if part.index < len(line.printed.cells)
            ]
            texts = [cell.strip() for cell in cells if cell.strip()]
            if (
                texts
                and whole(re.sub(r"^[nN]\s*=\s*|\s*\(100(?:\.0+)?\s*%?\)$", "", texts[0]))
                is not None
            ):
                found[number] = re.sub(r"^[nN]\s*=\s*|\s*\(.*$", "", texts[0])
        return found

    def _close_section(self, section: Line) -> None:
        """Find the end of a section of a table without indents: where its rows add up, or its kind changes."""
        rows = section.children
        statistics = [line for line in rows if line.kind is RowKind.STATISTIC]
        if statistics and rows[0] in statistics:
            first_other = next(
                (at for at, line in enumerate(rows) if line.kind is RowKind.ENTRY), len(rows)
            )
            close_section(section, rows[:first_other])
            return
        sizes = self.sizes()
        left = {column: n for column, n in sizes.items() if n}
        seen = False
        for at, line in enumerate(rows):
            for cell in self.grid.row(line):
                if cell.column in left and cell.count is not None:
                    left[cell.column] -= cell.count
                    seen = True
            if seen and at and set(left.values()) == {0}:
                close_section(section, rows[: at + 1])
                return

    # --- quantities ---

    def _name(self, line: Line) -> None:
        """Name what a row is of; rows of statistics are of their section."""
        section = line.section
        if line.kind is RowKind.SIZE:
            return
        cells = self.grid.row(line)
        is_measure = any(set(cell.texts) & OF_VALUES for cell in cells)
        if line.kind is RowKind.STATISTIC and section is not None and is_measure:
            if section.number not in self.measure_names:
                self.measure_names[section.number] = self.draft.names.new(
                    section.path, self.table.place
                )
            name, label = self.measure_names[section.number], section.path
        else:
            label = line.path
            name = self.draft.names.new(line.path, self.table.place)
        self.names[line.number] = name
        self.quantities[line.number] = name, label, is_measure
        if is_measure:
            self._describe(name, label, line)

    def _describe(self, name: str, label: str, line: Line) -> None:
        """Say what is known of a measure, and propose that it was recorded as whole numbers."""
        facts: dict[str, Any] = {"label": label}
        if is_of_times(label):
            if all(set(cell.texts) <= {"median", "ci"} for cell in self.grid.row(line)):
                return
            facts["censored"] = True
        facts = self.draft.measures.setdefault(name, facts)
        unit = line.words.unit or (line.section.words.unit if line.section else "")
        if unit:
            facts["unit"] = unit
        if WHOLE_NUMBERS.search(label) and "step" not in facts:
            facts |= {"step": "1", "proposed": ["step"]}

    # --- of whom ---

    def _units(self) -> list[list[Line]]:
        """Group the rows that are of the same patients: those directly in a section, or one alone."""
        units: dict[int, list[Line]] = {}
        for line in self.lines:
            if line.kind in {RowKind.ENTRY, RowKind.STATISTIC, RowKind.MISSING}:
                key = id_of(line.section) if line.section else -1 - line.number
                units.setdefault(key, []).append(line)
        return list(units.values())

    def _choose_denominators(self, unit: Sequence[Line]) -> None:
        section = unit[0].section
        if section is not None and any(key[0] == id_of(section) for key in self.parts_of):
            return
        cells = [cell for line in unit for cell in self.grid.row(line) if "n" not in cell.texts]
        shares = [
            share for cell in cells if cell.line.kind is RowKind.ENTRY and (share := cell.share)
        ]
        missing = self._missing(unit)
        choice = choose(shares, self.sizes(), self._alternatives(unit, shares, missing))
        if (
            choice.kind == "column"
            and missing
            and all(
                self.quantities[line.number][2] for line in unit if line.kind is not RowKind.MISSING
            )
        ):
            choice = Choice("missing", missing)  # a measure is not of those in whom it is missing
        if choice.kind == "row":
            self._drop_percents(unit)
        elif choice.kind == "":
            self.doubtful |= {line.number for line in unit}
            message = "the percentages fit no number of patients that the table gives"
            self.draft.doubt(self.table.place, message, (section or unit[0]).printed)
        elif choice.kind != "column":
            self._propose_parts(unit, choice)

    def _missing(self, unit: Sequence[Line]) -> dict[int, int | None]:
        """Give the size of each column without those who are counted as missing."""
        missing = [
            cell for line in unit if line.kind is RowKind.MISSING for cell in self.grid.row(line)
        ]
        sizes = self.sizes()
        left = dict[int, int | None]()
        for cell in missing:
            n = sizes.get(cell.column)
            if n is not None and cell.count is not None:
                left[cell.column] = n - cell.count
        return left

    def _alternatives(
        self, unit: Sequence[Line], shares: Sequence[Share], missing: Mapping[int, int | None]
    ) -> list[tuple[str, Mapping[int, int | None]]]:
        others: list[tuple[str, Mapping[int, int | None]]] = []
        if missing:
            others.append(("missing", {**self.sizes(), **missing}))
        counts = {share.column: 0 for share in shares}
        for share in shares:
            counts[share.column] += share.count
        if len(unit) > 1:
            others.append(("parts", counts))
        section = unit[0].section
        parents = {cell.column: cell.count for cell in self.grid.row(section)} if section else {}
        if any(parents.values()):
            others.append(("parent", parents))
        if len(unit) == 1:
            total = self._of_row(unit[0])
            if total is not None:
                others.append(("row", dict.fromkeys(self.columns, total)))
        return others

    def _of_row(self, line: Line) -> int | None:
        """Add up a row over the groups."""
        cells = self.grid.row(line)
        totals = [c.count for c in cells if self.heads.columns[c.column].is_total]
        counts = [c.count for c in cells if not self.heads.columns[c.column].is_total]
        if totals:
            return totals[0]
        return (
            sum(count or 0 for count in counts) if len(counts) > 1 and None not in counts else None
        )

    def _drop_percents(self, unit: Sequence[Line]) -> None:
        for line in unit:
            for cell in self.grid.row(line):
                if cell.texts.pop("percent", None):
                    reason = "the percentages are of the row and not of the column"
                    self.draft.unread.append(self.grid.unread(cell, reason))

    def _propose_parts(self, unit: Sequence[Line], choice: Choice) -> None:
        """Propose that a section is of those who are not missing, or who have its parent."""
        section = unit[0].section
        label = (section or unit[0]).name
        said = {
            "missing": "of those who are not missing",
            "parts": "of those in one of its rows",
            "parent": f"of those with {label}",
        }[choice.kind]
        self.draft.doubt(
            self.table.place,
            f"taken to be {said}, whose number is inferred",
            (section or unit[0]).printed,
        )
        key = id_of(section) if section else -1 - unit[0].number
        for column, size in choice.sizes.items():
            if size is not None and size > 0 and column in self.columns:
                self.parts_of[key, column] = self._part(column, label, str(size), proposed=True)

    def group_of(self, line: Line, column: int) -> GroupEntry:
        """Give the group that a row is of in a column; those missing are of the whole column."""
        key = id_of(line.section) if line.section else -1 - line.number
        if line.kind is RowKind.MISSING:
            return self.columns[column]
        return self.parts_of.get((key, column), self.columns[column])

    # --- figures ---

    def _enter(self, line: Line, cell: Cell) -> None:
        if line.kind is RowKind.SIZE:
            self._show(line, cell, "n", "", self.columns[cell.column])
            return
        if not cell.texts:
            if cell.parsed is not None and cell.parsed.is_empty and re.search(r"\w", cell.printed):
                self._show(line, cell, NOT_GIVEN, "", self.columns[cell.column])
            return
        name, label, is_measure = self.quantities[line.number]
        column = self.heads.columns[cell.column]
        group = self.group_of(line, cell.column)
        texts = dict(cell.texts)
        if texts.get("n") and group.n is not None and whole(texts["n"][0]) == group.n:
            del texts["n"]
        if column.grades and not is_measure and "n" in texts:
            del texts["n"]
            reason = "a number of patients beside a grade is not used"
            self.draft.unread.append(self.grid.unread(cell, reason))
        if not set(texts) - {"n", "ci"}:
            if texts:
                self.draft.unread.append(self.grid.unread(cell, "its estimate is not read"))
            return
        is_in_doubt = line.number in self.doubtful or cell.column in self.of_other_tables
        proposed = cell.proposed or is_in_doubt
        if is_of_times(label) and set(texts) <= {"percent", "median", "ci"}:
            survival_of(self, line, cell, label, group)
            self._show(line, cell, self._statistics(cell), "", group)
            return
        grade = grades_name(column.grades) if column.grades and not is_measure else ""
        reading = Reading(
            self.table.place,
            name,
            label,
            is_measure,
            group.name,
            texts,
            proposed,
            grade,
            line.printed.line,
        )
        self.draft.readings.append(reading)
        self._show(
            line,
            cell,
            self._statistics(cell),
            f"{name}.{grade}" if grade else name,
            group,
            proposed=proposed,
        )

    @staticmethod
    def _statistics(cell: Cell) -> str:
        return ", ".join(cell.texts)

    def _show(
        self,
        line: Line,
        cell: Cell,
        statistics: str,
        quantity: str,
        group: GroupEntry,
        *,
        proposed: bool = False,
    ) -> None:
        n = cell.texts["n"][0] if cell.texts.get("n") else next(iter(group.sizes.values()), "")
        within = (
            f"{group.name}.{quantity}"
            if cell.texts.get("n") and quantity and whole(n) != group.n
            else group.name
        )
        self.draft.cells.append(
            UnderstoodCell(
                place=self.table.place,
                row=line.printed.label,
                column=self.heads.columns[cell.column].head,
                printed=cell.printed,
                statistics=statistics,
                quantity=quantity,
                group=within,
                label=line.path,
                of_whom=group.label,
                n=n,
                proposed=proposed or group.proposed,
                line=line.printed.line,
            )
        )

    def is_read(self, line: Line) -> bool:
        """Whether figures of a row are in the paper under its name."""
        if line.number not in self.quantities:
            return False
        name = self.quantities[line.number][0]
        return any(
            reading.quantity == name and not reading.grade for reading in self.draft.readings
        )

    def compared(self) -> list[tuple[int, Column]]:
        """List the columns of groups that a test compares: all but that of all patients."""
        groups = list(self.grid.groups())
        some = [(number, column) for number, column in groups if not column.is_total]
        return some if len(some) > 1 else []


def id_of(section: Line | None) -> int:
    """Number a section."""
    return section.number if section is not None else -1
