"""Of whom each row of a table is: the patients of its column, or those of them in whom it is known."""

import re
from collections.abc import Iterable, Mapping, Sequence

from il2report.audit.understanding.denominators import (
    Choice,
    Share,
    choose,
    misfits,
    nearly_all_fit,
    tested,
)
from il2report.audit.understanding.draft import Draft
from il2report.audit.understanding.grid import Cell, Grid, text_of
from il2report.audit.understanding.heads import Column
from il2report.audit.understanding.left_out import doubt_percentages, percentages_of_fewer
from il2report.audit.understanding.names import GroupEntry, whole
from il2report.audit.understanding.rows import Line, RowKind
from il2report.audit.understanding.wording import OF_VALUES

Sizes = Mapping[int, int | None]
UNIT_KINDS = {RowKind.ENTRY, RowKind.STATISTIC, RowKind.MISSING}
IS_TOTAL = re.compile(
    r"^(?:all|total|sub-?total|overall|known|sum)\b"
    r"|\b(?:known|evaluable|assess(?:ed|able)|evaluated|examined|tested|analy[sz]ed|measured|recorded|screened"
    r"|available|complet(?:e|ed)|respondents?|with (?:data|results?|information))$",
    re.IGNORECASE,
)
"""How rows are called whose number may be the denominator of the rows beside them."""
IS_PART = re.compile(r"\s*\(?\s*(?!100(?!\d))\d")
ALL_OF_THEM = re.compile(r"\s*\(100(?:\.0+)?\s*%?\)$")


class Populations:
    """The groups of patients of one table, by column and row.

    `columns` are the groups of the columns.
    """

    def __init__(self, grid: Grid, columns: Mapping[int, GroupEntry], draft: Draft) -> None:
        self.grid, self.columns, self.draft = grid, columns, draft
        self.place = grid.table.place
        self._doubtful: set[tuple[int, int]] = set()
        self._of_fewer: list[tuple[Cell, str]] = []
        self._parts: dict[tuple[int, int], GroupEntry] = {}

    def sizes(self) -> dict[int, int | None]:
        """Give the number of patients of each column."""
        return {column: entry.n for column, entry in self.columns.items()}

    def group_of(self, line: Line, column: int) -> GroupEntry:
        """Give the group that a row is of in a column; those missing are of the whole column."""
        if line.kind is RowKind.MISSING:
            return self.columns[column]
        return self._parts.get((line.number, column), self.columns[column])

    def is_in_doubt(self, line: Line, column: int) -> bool:
        """Whether a cell is not known to be of its group, so that its percentage proves nothing."""
        return (line.number, column) in self._doubtful

    def choose_denominators(self) -> None:
        """Choose of whom the rows of each section are, and propose it where it is inferred."""
        for run in self._runs():
            if not self._take_sizes_of(run):
                before, after = self._beside(run)
                for total in (*before, *run, *after):
                    self._take_total(total, (*before, *run, *after))
        for rows in self._units():
            self._choose(rows)
        self._doubtful |= doubt_percentages(self._of_fewer, self.grid, self.draft)

    def _runs(self) -> list[list[Line]]:
        """Group the rows that follow each other directly in a section, or in none."""
        runs: dict[int, list[Line]] = {}
        start = 0
        for line in self.grid.lines:
            if line.section is not None or line.kind is RowKind.SECTION:
                start = -1 - line.number
            if line.kind is not RowKind.SECTION:
                key = line.section.number if line.section is not None else start
                runs.setdefault(key, []).append(line)
        return list(runs.values())

    def _beside(self, run: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
        """Give the row before a section and the one behind it, which may be its total."""
        section = run[0].section
        if section is None:
            return (), ()
        lines = self.grid.lines
        behind = run[-1].number + 1
        return lines[: section.number][-1:], lines[behind : behind + 1]

    def _is_assigned(self, line: Line) -> bool:
        return any((line.number, column) in self._parts for column in self.columns)

    def _shares(self, rows: Sequence[Line]) -> list[Share]:
        return [
            share
            for line in rows
            if line.kind is RowKind.ENTRY
            for cell in self.grid.row(line)
            if "n" not in cell.texts and (share := cell.share)
        ]

    def _assign(
        self, rows: Sequence[Line], label: str, sizes: Mapping[int, str], *, proposed: bool
    ) -> None:
        """Make rows to be of some patients of each column."""
        for column, size in sizes.items():
            of = self.columns[column]
            if of.n is not None and of.n == whole(size):
                continue
            part = self.draft.groups.part(of, label, self.place, size, proposed=proposed)
            for line in rows:
                self._parts[line.number, column] = part

    # --- sizes that rows give ---

    def _take_sizes_of(self, run: Sequence[Line]) -> bool:
        """Take the row of a section that gives the number of patients in whom it is known."""
        section = run[0].section
        if section is None:
            return False
        shares, columns = self._shares(run), self.sizes()
        for line in run:
            texts = whole_cells(line, self.grid.groups()) if line.kind is RowKind.SIZE else {}
            sizes = {column: whole(text) for column, text in texts.items()}
            is_of_columns = tested(shares, columns) and not misfits(shares, columns)
            if texts and not (is_of_columns and misfits(shares, sizes)):
                self._assign(run, f"{section.name} known", texts, proposed=False)
                return True
        return False

    # --- rows of totals ---

    def _take_total(self, total: Line, run: Sequence[Line]) -> None:
        """Propose that rows next to one such as "All known" are of its patients where they fit them."""
        sizes = self._counts_of_total(total)
        counts = {column: whole(text) for column, text in sizes.items()}
        at = run.index(total)
        for side in (run[:at][::-1], run[at + 1 :]):
            if rows := self._rows_of_total(side, counts):
                self._assign(rows, total.name, sizes, proposed=True)
                message = f"the percentages are taken to be of the number in the row {total.name}"
                for line in rows:
                    self.draft.doubt(self.place, message, line.printed)

    def _counts_of_total(self, line: Line) -> dict[int, str]:
        if line.kind is RowKind.SIZE:
            return whole_cells(line, self.grid.groups())
        if line.kind is not RowKind.ENTRY or not IS_TOTAL.search(line.name):
            return {}
        return {
            cell.column: cell.texts["count"][0]
            for cell in self.grid.row(line)
            if cell.count is not None
        }

    def _rows_of_total(self, side: Sequence[Line], counts: Sizes) -> list[Line]:
        """Follow the rows from a total on as long as their percentages fit it better than the column."""
        columns, seen, found = self.sizes(), list[Line](), list[Line]()
        for line in side:
            if line.kind is RowKind.MISSING:
                continue
            if line.kind is not RowKind.ENTRY or self._is_assigned(line):
                break
            own = self._shares([line])
            if misfits(own, counts) > misfits(own, columns):
                break
            seen.append(line)
            is_better = misfits(own, counts) < misfits(own, columns)
            if is_better and nearly_all_fit(self._shares(seen), counts):
                found = list(seen)
        return found if misfits(self._shares(found), columns) > 1 else []

    # --- denominators that percentages fit ---

    def _units(self) -> list[list[Line]]:
        """Group the rows that are of the same patients: those directly in a section, or one alone.

        Rows of missing values part a section where there are several of these.
        """
        units: dict[int, list[Line]] = {}
        for line in self.grid.lines:
            if line.kind in UNIT_KINDS and not self._is_assigned(line):
                key = -1 - line.number
                if (section := line.section) is not None:
                    ends = [row.number for row in section.children if row.kind is RowKind.MISSING]
                    before = [end for end in ends if end < line.number]
                    key = before[-1] if len(ends) > 1 and before else section.number
                units.setdefault(key, []).append(line)
        return list(units.values())

    def _choose(self, rows: Sequence[Line]) -> None:
        section = rows[0].section
        shares = self._shares(rows)
        missing = self._without_missing(rows)
        choice = choose(shares, self.sizes(), self._alternatives(rows, shares, missing))
        if choice.kind == "column" and missing and self._are_of_values(rows):
            choice = Choice("missing", missing)  # a measure is not of those in whom it is missing
        if choice.kind == "row":
            self._drop_percents(rows)
        elif choice.kind not in {"", "column"}:
            self._propose_parts(rows, choice)
            return
        if choice.kind == "":
            self._doubtful |= {(line.number, column) for line in rows for column in self.columns}
            message = "the percentages fit no number of patients that the table gives"
            self.draft.doubt(self.place, message, (section or rows[0]).printed)
        cells = [cell for line in rows for cell in self.grid.row(line)]
        self._of_fewer += percentages_of_fewer(cells, self.sizes())

    def _are_of_values(self, rows: Sequence[Line]) -> bool:
        """Whether all rows but those of the missing are of means or medians."""
        known = [line for line in rows if line.kind is not RowKind.MISSING]
        return bool(known) and all(
            any(set(cell.texts) & OF_VALUES for cell in self.grid.row(line)) for line in known
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
        sizes = {
            column: str(size)
            for column, size in choice.sizes.items()
            if size is not None and size > 0 and column in self.columns
        }
        self._assign(rows, f"{of.name} known", sizes, proposed=True)


def sizes_in_rows(lines: Sequence[Line], groups: Sequence[tuple[int, Column]]) -> dict[int, str]:
    """Take the first row of no section that gives the number of patients of each column."""
    of_rows = (
        whole_cells(line, groups)
        for line in lines
        if line.kind is RowKind.SIZE and line.section is None
    )
    return next(filter(None, of_rows), {})


def whole_cells(line: Line, groups: Iterable[tuple[int, Column]]) -> dict[int, str]:
    """Give the numbers of patients of a row by column; one with a percentage below 100 is of a part."""
    found = dict[int, str]()
    for number, column in groups:
        texts = [text for part in column.parts if (text := text_of(line, part.index))]
        if not texts:
            continue
        text = ALL_OF_THEM.sub("", re.sub(r"^[nN]\s*=\s*", "", texts[0]))
        is_examined = column.parts[0].keys == ("n",)
        if whole(text) is not None and (is_examined or not any(map(IS_PART.match, texts[1:]))):
            found[number] = text
    return found
