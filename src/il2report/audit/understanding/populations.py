"""Of whom each row of a table is: the patients of its column, or those of them in whom it is known."""

import re
from collections.abc import Mapping, Sequence

from il2report.audit.understanding.denominators import Choice, Share, choose
from il2report.audit.understanding.draft import Draft
from il2report.audit.understanding.grid import Grid
from il2report.audit.understanding.names import GroupEntry, whole
from il2report.audit.understanding.rows import Line, RowKind
from il2report.audit.understanding.wording import OF_VALUES

Sizes = Mapping[int, int | None]
ALL_OF_THEM = re.compile(r"\s*\(100(?:\.0+)?\s*%?\)$")


class Populations:
    """The groups of patients of one table, by column and section.

    `columns` are the groups of the columns. `doubtful` has the numbers of the rows whose percentages
    fit no number of patients that the table gives.
    """

    def __init__(self, grid: Grid, columns: Mapping[int, GroupEntry], draft: Draft) -> None:
        self.grid, self.columns, self.draft = grid, columns, draft
        self.place = grid.table.place
        self.doubtful: set[int] = set()
        self._parts: dict[tuple[int, int], GroupEntry] = {}
        self._take_sizes()

    def sizes(self) -> dict[int, int | None]:
        """Give the number of patients of each column."""
        return {column: entry.n for column, entry in self.columns.items()}

    def group_of(self, line: Line, column: int) -> GroupEntry:
        """Give the group that a row is of in a column; those missing are of the whole column."""
        if line.kind is RowKind.MISSING:
            return self.columns[column]
        return self._parts.get((_unit_of(line), column), self.columns[column])

    def choose_denominators(self) -> None:
        """Choose of whom the rows of each section are, and propose it where it is inferred."""
        for rows in self._units():
            self._choose(rows)

    # --- sizes that rows give ---

    def _take_sizes(self) -> None:
        """Take rows of numbers of patients: sizes of the columns, or of those known in a section."""
        for line in self.grid.lines:
            if line.kind is not RowKind.SIZE:
                continue
            texts = self._whole_cells(line)
            if line.section is None:
                if all(entry.n is None for entry in self.columns.values()):
                    for column, text in texts.items():
                        self.columns[column].sizes.setdefault(self.place, text)
                continue
            for column, text in texts.items():
                key = _unit_of(line), column
                self._parts[key] = self._part(column, line.section.name, text)

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
            if texts:
                text = ALL_OF_THEM.sub("", re.sub(r"^[nN]\s*=\s*", "", texts[0]))
                if whole(text) is not None:
                    found[number] = text
        return found

    def _part(self, column: int, label: str, size: str, *, proposed: bool = False) -> GroupEntry:
        entry = self.columns[column]
        if entry.n is not None and entry.n == whole(size):
            return entry
        return self.draft.groups.part(entry, label, self.place, size, proposed=proposed)

    # --- denominators that percentages fit ---

    def _units(self) -> list[list[Line]]:
        """Group the rows that are of the same patients: those directly in a section, or one alone."""
        units: dict[int, list[Line]] = {}
        for line in self.grid.lines:
            if line.kind in {RowKind.ENTRY, RowKind.STATISTIC, RowKind.MISSING}:
                units.setdefault(_unit_of(line), []).append(line)
        return list(units.values())

    def _choose(self, rows: Sequence[Line]) -> None:
        section = rows[0].section
        if any((_unit_of(rows[0]), column) in self._parts for column in self.columns):
            return
        cells = [cell for line in rows for cell in self.grid.row(line) if "n" not in cell.texts]
        shares = [
            share for cell in cells if cell.line.kind is RowKind.ENTRY and (share := cell.share)
        ]
        missing = self._without_missing(rows)
        choice = choose(shares, self.sizes(), self._alternatives(rows, shares, missing))
        if choice.kind == "column" and missing and self._are_of_values(rows):
            choice = Choice("missing", missing)  # a measure is not of those in whom it is missing
        if choice.kind == "row":
            self._drop_percents(rows)
        elif choice.kind == "":
            self.doubtful |= {line.number for line in rows}
            message = "the percentages fit no number of patients that the table gives"
            self.draft.doubt(self.place, message, (section or rows[0]).printed)
        elif choice.kind != "column":
            self._propose_parts(rows, choice)

    def _are_of_values(self, rows: Sequence[Line]) -> bool:
        """Whether all rows but those of the missing are of means or medians."""
        return all(
            any(set(cell.texts) & OF_VALUES for cell in self.grid.row(line))
            for line in rows
            if line.kind is not RowKind.MISSING
        )

    def _without_missing(self, rows: Sequence[Line]) -> dict[int, int | None]:
        """Give the size of each column without those who are counted as missing."""
        sizes, left = self.sizes(), dict[int, int | None]()
        for line in rows:
            for cell in self.grid.row(line) if line.kind is RowKind.MISSING else ():
                n = sizes.get(cell.column)
                if n is not None and cell.count is not None:
                    left[cell.column] = n - cell.count
        return left

    def _alternatives(
        self, rows: Sequence[Line], shares: Sequence[Share], missing: Sizes
    ) -> list[tuple[str, Sizes]]:
        others: list[tuple[str, Sizes]] = []
        if missing:
            others.append(("missing", {**self.sizes(), **missing}))
        if len(rows) > 1:
            counts = {share.column: 0 for share in shares}
            for share in shares:
                counts[share.column] += share.count
            others.append(("parts", counts))
        section = rows[0].section
        parents = {cell.column: cell.count for cell in self.grid.row(section)} if section else {}
        if any(parents.values()):
            others.append(("parent", parents))
        if len(rows) == 1:
            total = self._of_row(rows[0])
            if total is not None:
                others.append(("row", dict.fromkeys(self.columns, total)))
        return others

    def _of_row(self, line: Line) -> int | None:
        """Add up a row over the groups."""
        cells = self.grid.row(line)
        columns = self.grid.heads.columns
        totals = [cell.count for cell in cells if columns[cell.column].is_total]
        counts = [cell.count for cell in cells if not columns[cell.column].is_total]
        if totals:
            return totals[0]
        known = [count for count in counts if count is not None]
        return sum(known) if 1 < len(known) == len(counts) else None

    def _drop_percents(self, rows: Sequence[Line]) -> None:
        for line in rows:
            for cell in self.grid.row(line):
                if cell.texts.pop("percent", None):
                    reason = "the percentages are of the row and not of the column"
                    self.draft.unread.append(self.grid.unread(cell, reason))

    def _propose_parts(self, rows: Sequence[Line], choice: Choice) -> None:
        """Propose that a section is of those who are not missing, or who have its parent."""
        of = rows[0].section or rows[0]
        said = {
            "missing": "of those who are not missing",
            "parts": "of those in one of its rows",
            "parent": f"of those with {of.name}",
        }[choice.kind]
        message = f"taken to be {said}, whose number is inferred"
        self.draft.doubt(self.place, message, of.printed)
        for column, size in choice.sizes.items():
            if size is not None and size > 0 and column in self.columns:
                part = self._part(column, of.name, str(size), proposed=True)
                self._parts[_unit_of(rows[0]), column] = part


def _unit_of(line: Line) -> int:
    """Number the rows that are of the same patients: by their section, or a row of none by itself."""
    return line.section.number if line.section is not None else -1 - line.number
