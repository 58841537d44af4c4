"""One table: its groups, its rows as features and measures, and the figures of its cells."""

import re

from il2report.audit.sources.printed_table import PrintedTable
from il2report.audit.understanding.comparisons import enter_tests
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
from il2report.audit.understanding.measures import MeasureNames, describe
from il2report.audit.understanding.names import GroupEntry, whole
from il2report.audit.understanding.paired_columns import with_columns_of_groups
from il2report.audit.understanding.populations import Populations, sizes_in_rows
from il2report.audit.understanding.relations import propose_relations
from il2report.audit.understanding.rows import Line, RowKind, close_section, lines_of
from il2report.audit.understanding.understood import UnderstoodCell
from il2report.audit.understanding.wording import OF_VALUES, without_unit

IS_100 = re.compile(r"100(?:[.\u00b7]0+)?")
NOT_GIVEN = "not given"
"""What is shown of a cell that says that there is no figure: NR, NE, NA."""


class TableReader:
    """A table on its way to figures."""

    def __init__(self, table: PrintedTable, draft: Draft) -> None:
        table = with_columns_of_groups(table)
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
        self.measure_names = MeasureNames(draft.names, table.place)
        self.quantities: dict[int, tuple[str, str, bool]] = {}
        self.inferred_columns: set[int] = set()
        self.exhaustive: set[int] = set()

    def read(self) -> None:
        """Read the table into the draft."""
        self._enter_groups()
        self.grid = Grid(self.table, self.heads, self.lines, {})
        self.populations = Populations(self.grid, self.columns, self.draft)
        self.grid.sizes = self.populations.sizes()
        self.grid.read(self.draft)
        for line in self.lines:
            if line.kind is RowKind.SIZE and self._has_figures(line):
                line.kind = RowKind.ENTRY
        if len({row.indent for row in self.table.rows}) == 1:
            for line in self.lines:
                self._close_section(line)
        for line in self.lines:
            if line.kind is not RowKind.SECTION:
                self._name(line)
        self.populations.choose_denominators()
        for line in self.lines:
            self.grid.leave_out_repeated(line, self.columns, self.draft)
            for cell in self.grid.row(line):
                self._enter(line, cell)
        propose_relations(self)
        enter_tests(self)
        enter_estimates(self)

    # --- groups ---

    def _enter_groups(self) -> None:
        groups = [
            (number, column)
            for number, column in enumerate(self.heads.columns)
            if column.kind is ColumnKind.GROUP
        ]
        labels = {column.label for _, column in groups}
        in_rows = (
            {} if any(column.size for _, column in groups) else sizes_in_rows(self.lines, groups)
        )
        found = SIZE.search(self.table.caption)
        place = self.table.place
        for number, column in groups:
            is_all = column.is_total or len(labels) == 1
            of_caption = found["n"] or found["m"] if found and is_all else ""
            size = column.size or of_caption or in_rows.get(number, "")
            is_name = bool(column.label) and column.label.lower() not in {
                "value",
                "values",
                "result",
            }
            label = column.label if is_name else ""
            has_own = any(part.keys == ("n",) for part in column.parts)
            entry = self.draft.groups.enter(label, size, place, is_all=is_all, is_own=has_own)
            self.columns[number] = entry
            if column.note:
                self.inferred_columns.add(number)
                self.draft.doubt(place, column.note, None, column.head)
            if entry.n is not None and place not in entry.sizes:
                self.inferred_columns.add(number)
                message = "the size of the group is taken from another table"
                self.draft.doubt(place, message, None, column.head)
            if column.is_size_in_brackets:
                message = f"the number in brackets is taken for the size of {column.label}"
                self.draft.doubt(place, message, None, column.head)

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
        left = {column: n for column, n in self.populations.sizes().items() if n}
        seen = False
        for at, line in enumerate(rows):
            for cell in self.grid.row(line):
                if cell.column in left and cell.count is not None:
                    left[cell.column] -= cell.count
                    seen = True
            if seen and at and set(left.values()) == {0}:
                close_section(section, rows[: at + 1])
                return

    def _has_figures(self, line: Line) -> bool:
        """Whether a row called "Total" or "Patients" has more than numbers of patients, which are 100%."""
        return any(
            key not in {"count", "n"} and not (key == "percent" and IS_100.fullmatch(texts[0]))
            for cell in self.grid.row(line)
            for key, texts in cell.texts.items()
        )

    # --- quantities ---

    def _name(self, line: Line) -> None:
        """Name what a row is of; rows of statistics are of their section."""
        section = line.section
        if line.kind is RowKind.SIZE:
            return
        cells = self.grid.row(line)
        is_measure = any(set(cell.texts) & OF_VALUES for cell in cells)
        if is_measure:
            of = section if line.kind is RowKind.STATISTIC and section is not None else line
            label = of.path_as(without_unit(of.name))
            unit = line.words.unit or (section.words.unit if section is not None else "")
            name = self.measure_names.name_of(label, unit, cells)
        else:
            label = line.path
            name = self.draft.names.new(label, self.table.place)
        self.names[line.number] = name
        self.quantities[line.number] = name, label, is_measure
        if is_measure:
            describe(self, name, label, line)

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
        group = self.populations.group_of(line, cell.column)
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
        is_in_doubt = self.populations.is_in_doubt(line, cell.column)
        proposed = cell.proposed or is_in_doubt or cell.column in self.inferred_columns
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
                label=self.quantities.get(line.number, ("", line.path))[1],
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
