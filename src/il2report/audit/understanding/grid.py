"""The cells of a table, each with its statistics: decided one by one, then row by row by figures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from il2report.audit.cells import PAIRED_KEYS, DecimalMark, PrintedCell, printed_cell
from il2report.audit.printed import printed_number
from il2report.audit.sources.printed_table import PrintedTable
from il2report.audit.understanding.denominators import Share, fits
from il2report.audit.understanding.draft import ORDER, Draft
from il2report.audit.understanding.heads import Column, ColumnKind, Heads
from il2report.audit.understanding.names import GroupEntry, whole
from il2report.audit.understanding.rows import Line, RowKind
from il2report.audit.understanding.statistics import (
    ABOVE_100,
    COUNTED,
    Decision,
    Keys,
    above_100,
    decision,
    statistics_named,
)
from il2report.audit.understanding.understood import UnreadCell
from il2report.audit.understanding.wording import OF_VALUES

COMMA = re.compile(r"\d,\d")
POINT = re.compile(r"\d[.\u00b7]\d{1,2}(?!\d)|(?<!\d)0?[.\u00b7]\d{3}|\d{4,}\.\d|\d,\d{3}\.")
BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
PAIR_IN_BRACKETS = re.compile(r"^\s*(\d+)\s*[(\[]\s*(\d+),(\d+)\s*[)\]]\s*$")
DECIMAL_COMMA = re.compile(r"\d,\d{1,2}(?!\d)|(?<!\d)0,\d+")
NOTHING = "what it says is not read as a number"
BESIDE_VALUES = "counts in a row of means or medians are not used"
UNKNOWN_COLUMN = "the column is of no group of patients, no p and no estimate"
SEVERAL_COUNTS = "it has numbers of several categories, which a file has in rows of their own"
REPEATED = "other columns print the same statistic, and what distinguishes them is not known"
NO_COUNT = "the number behind the percentage is not its count in most rows"
MOST_MISPRINTS = 3
"""More numbers than these that are not the counts of their percentages are no misprints."""
NO_STATISTIC = "neither row, column nor notes name the statistic"


@dataclass(slots=True)
class Cell:
    """The cells of one row in one column, or in those columns that are of one group.

    `texts` are its numbers by statistic.
    """

    line: Line
    column: int
    printed: str
    parsed: PrintedCell | None
    decided: Decision | None = None
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubt: str = ""
    proposed: bool = False

    @property
    def count(self) -> int | None:
        """Its number of patients."""
        return whole(self.texts["count"][0]) if self.texts.get("count") else None

    @property
    def share(self) -> Share | None:
        """Its count with its percentage."""
        if self.count is None or not self.texts.get("percent", ("",))[0]:
            return None
        return Share(self.column, self.count, self.texts["percent"][0])


def decimal_mark(table: PrintedTable) -> DecimalMark:
    """Find out whether decimals follow a point or a comma; a pair such as (23,81) is neither."""
    cells = [cell for row in table.rows for cell in row.cells if cell]
    if any(POINT.search(cell) for cell in cells) or not any(map(COMMA.search, cells)):
        return DecimalMark.POINT
    if any(DECIMAL_COMMA.search(BRACKETS.sub(" ", cell)) for cell in cells):
        return DecimalMark.COMMA
    within = [found for cell in cells if (found := PAIR_IN_BRACKETS.match(cell))]
    are_pairs = all(int(f[2]) <= int(f[1]) <= int(f[3]) for f in within)
    decimals = any(DECIMAL_COMMA.search(cell) for cell in cells)
    return DecimalMark.COMMA if decimals and not (within and are_pairs) else DecimalMark.POINT


class Grid:
    """All cells of a table that are of groups of patients."""

    def __init__(
        self, table: PrintedTable, heads: Heads, lines: Sequence[Line], sizes: dict[int, int | None]
    ) -> None:
        self.table, self.heads, self.lines, self.sizes = table, heads, lines, sizes
        self.mark = decimal_mark(table)
        named = statistics_named([table.caption, *table.notes])
        of_heads = [words.keys for words in (heads.first, heads.over_all) if words.keys]
        self.weak: list[Keys] = [*of_heads, *(keys for keys in named if keys not in of_heads)]
        self.cells: dict[tuple[int, int], Cell] = {}

    def read(self, draft: Draft) -> None:
        """Decide on every cell; those that remain unknown are listed as unread."""
        for line in self.lines:
            if line.kind is not RowKind.SECTION:
                for column, head in self.groups():
                    if cell := self._cell(line, column, head):
                        self.cells[line.number, column] = cell
        for line in self.lines:
            if row := self.row(line):
                self._decide_row(line, row, draft)
            self._list_unknown(line, draft)
        self._leave_out_ranks(draft)

    def _leave_out_ranks(self, draft: Draft) -> None:
        """Leave out numbers behind percentages that are not their counts, such as the rank "77.9% (1)"."""
        behind = [cell for cell in self.cells.values() if _is_percent_first(cell) and cell.share]
        known = [fits(cell.share, self.sizes.get(cell.column)) for cell in behind if cell.share]
        if known.count(False) > MOST_MISPRINTS and known.count(False) > len(known) / 2:
            for cell in behind:
                del cell.texts["count"]
                draft.unread.append(self.unread(cell, NO_COUNT))

    def _list_unknown(self, line: Line, draft: Draft) -> None:
        """List the cells of columns that are of no group, no p and no estimate."""
        for number, column in enumerate(self.heads.columns):
            text = " | ".join(filter(None, (text_of(line, part.index) for part in column.parts)))
            if column.kind is ColumnKind.UNKNOWN and re.search(r"\w", text):
                cell = Cell(line, number, text, None)
                draft.unread.append(self.unread(cell, column.note or UNKNOWN_COLUMN))

    def groups(self) -> Iterator[tuple[int, Column]]:
        """List the columns of groups."""
        for number, column in enumerate(self.heads.columns):
            if column.kind is ColumnKind.GROUP:
                yield number, column

    def row(self, line: Line) -> list[Cell]:
        """List the cells of a row."""
        found = (self.cells.get((line.number, column)) for column, _ in self.groups())
        return [cell for cell in found if cell]

    def _cell(self, line: Line, number: int, column: Column) -> Cell | None:
        printed = [
            (line.printed.cells[part.index], part.keys)
            for part in column.parts
            if part.index < len(line.printed.cells) and line.printed.cells[part.index].strip()
        ]
        if not printed:
            return None
        own = line.words.keys
        text = " | ".join(text for text, _ in printed)
        of_values = bool(set(column.keys) & OF_VALUES)  # "Attractiveness range" beside M and SD
        is_split = len(column.parts) > 1 and (
            not own or set(own) <= set(column.keys) or (of_values and len(printed) > 1)
        )
        if not is_split:
            parsed = printed_cell(" ".join(text for text, _ in printed), self.mark)
            decided = self._decision(parsed, own or line.named(), column.keys)
            return Cell(line, number, text, parsed, decided)
        parts = [(printed_cell(text, self.mark), keys) for text, keys in printed]
        return self._joined(line, number, text, parts)

    def _joined(
        self, line: Line, number: int, text: str, parts: Sequence[tuple[PrintedCell | None, Keys]]
    ) -> Cell:
        """Join the printed columns of one group."""
        numbers, keys, doubts = list[str](), list[str](), list[str]()
        for parsed, named in parts:
            decided = self._decision(parsed, named)
            if parsed is None or (decided is None and not parsed.is_empty):
                return Cell(line, number, text, parsed)
            if decided:
                numbers += parsed.numbers
                keys += decided.keys
                doubts += [decided.doubt] if decided.doubt else []
        if set(keys) & OF_VALUES:
            keys = ["n" if key == "count" else key for key in keys]
        whole_cell = PrintedCell(text, "", tuple(numbers))
        decided_keys = Decision(tuple(keys), "; ".join(doubts)) if keys else None
        return Cell(line, number, text, whole_cell, decided_keys)

    def _decision(
        self, parsed: PrintedCell | None, strong: Keys, of_column: Keys = ()
    ) -> Decision | None:
        if parsed is None or parsed.is_empty:
            return None
        return decision(parsed, strong, [of_column, *self.weak] if of_column else self.weak)

    # --- row by row ---

    def _decide_row(self, line: Line, row: Sequence[Cell], draft: Draft) -> None:
        self._by_figures(
            line, [cell for cell in row if cell.decided and "|" in cell.decided.keys[0]], row
        )
        for cell in row:
            if cell.parsed is not None and cell.parsed.is_empty:
                continue
            if self._has_several_counts(cell):
                draft.unread.append(self.unread(cell, SEVERAL_COUNTS))
                continue
            if cell.decided is None or cell.parsed is None:
                reason = NOTHING if cell.parsed is None else NO_STATISTIC
                draft.unread.append(self.unread(cell, reason))
                continue
            self._take(cell, cell.parsed, cell.decided, draft)
        self._part_kinds(row, draft)

    def _part_kinds(self, row: Sequence[Cell], draft: Draft) -> None:
        """Take out of a row of values what was read as counts: a quantity is one or the other."""
        if not any(set(cell.texts) & OF_VALUES for cell in row):
            return
        for cell in row:
            counted = {key for key in ("count", "percent") if cell.texts.pop(key, None)}
            if not set(cell.texts) & OF_VALUES:
                counted |= {key for key in ("ci",) if cell.texts.pop(key, None)}
            if counted:
                draft.unread.append(self.unread(cell, BESIDE_VALUES))

    def _has_several_counts(self, cell: Cell) -> bool:
        """Whether numbers parted by strokes are of categories that together are the column, as men and women."""
        if cell.parsed is None or not re.fullmatch(r"#(?:/#)+", cell.parsed.shape):
            return False
        counts = [whole(number) for number in cell.parsed.numbers]
        if None in counts:
            return False
        known = [count for count in counts if count is not None]
        return sum(known) == self.sizes.get(cell.column) or known[0] > known[1]

    def _take(self, cell: Cell, parsed: PrintedCell, decided: Decision, draft: Draft) -> None:
        """Give the numbers of a cell to its statistics."""
        numbers = list(parsed.numbers)
        for key in decided.keys:
            size = 2 if key in PAIRED_KEYS or key == "??" else 1
            texts = tuple(numbers[:size])
            del numbers[:size]
            if key == "percent" and "count" not in decided.keys and above_100(texts[0]):
                draft.unread.append(self.unread(cell, ABOVE_100))
            elif "?" in key or key not in ORDER:
                draft.unread.append(self.unread(cell, decided.doubt or NO_STATISTIC))
            elif not is_possible(key, texts):
                draft.unread.append(self.unread(cell, f"it is no {key} as one is printed"))
            elif any(texts):
                cell.texts[key] = texts
        cell.doubt, cell.proposed = decided.doubt, decided.inferred
        if cell.doubt:
            draft.doubt(self.table.place, cell.doubt, cell.line.printed)

    def unread(self, cell: Cell, reason: str) -> UnreadCell:
        """List a cell that is not read."""
        head = self.heads.columns[cell.column].head
        row = cell.line.printed
        return UnreadCell(self.table.place, row.label, head, cell.printed, reason, row.line)

    def _by_figures(self, line: Line, open_cells: Sequence[Cell], row: Sequence[Cell]) -> None:
        """Decide what nothing names: counts with percentages where these are those of the counts."""
        pairs = [
            cell for cell in open_cells if cell.decided and cell.decided.keys == ("count|mean",)
        ]
        if pairs:
            found = self._of_pairs(line, pairs)
            for cell in pairs:
                cell.decided = found
        for cell in open_cells:
            if cell.decided and cell.decided.keys == ("count|",):
                cell.decided = self._of_single(line, cell, row)

    def _of_pairs(self, line: Line, cells: Sequence[Cell]) -> Decision | None:
        for keys in (("count", "percent"), ("percent", "count")):
            at = keys.index("count")
            shares = [self._share(cell, at) for cell in cells]
            known = [fits(share, self.sizes.get(share.column)) for share in shares if share]
            right, wrong = known.count(True), known.count(False)
            if None not in shares and right > wrong and right >= len(cells) - 1:
                return Decision(keys)
        counted = any(set(keys) <= COUNTED for keys in self.weak)
        valued = any(not set(keys) <= COUNTED for keys in self.weak)
        shares = [self._share(cell, 0) for cell in cells]
        is_share = (
            all(shares)
            and not line.words.unit
            and not any(above_100(share.percent) for share in shares if share)
        )
        if is_share and (counted or not valued) and not self._fails(cells):
            return Decision(
                ("count", "percent"),
                "taken for counts with percentages, which nothing names",
                inferred=True,
            )
        named = next(
            (keys for keys in self.weak if keys[0] == "mean" and len(keys) == 2), ("mean", "sd")
        )
        said = "the notes name" if named in self.weak else "nothing names"
        return Decision(
            named,
            f"taken for a {named[0]} with its {named[1].upper()}, which {said}",
            inferred=True,
        )

    def _fails(self, cells: Sequence[Cell]) -> bool:
        shares = [share for cell in cells if (share := self._share(cell, 0))]
        known = [fits(share, self.sizes.get(share.column)) for share in shares]
        return bool(known) and all(each is False for each in known)

    @staticmethod
    def _share(cell: Cell, at: int) -> Share | None:
        numbers = cell.parsed.numbers if cell.parsed else ()
        count = whole(numbers[at]) if len(numbers) == 2 else None
        return (
            None
            if count is None or not numbers[1 - at]
            else Share(cell.column, count, numbers[1 - at])
        )

    def _of_single(self, line: Line, cell: Cell, row: Sequence[Cell]) -> Decision | None:
        """Decide on a whole number alone."""
        keys = [other.decided.keys for other in row if other.decided and other is not cell]
        if any(each[0] == "count" for each in keys):
            return Decision(("count",))
        count, n = (
            whole(cell.parsed.numbers[0]) if cell.parsed else None,
            self.sizes.get(cell.column),
        )
        if count is None or line.words.unit or (n is not None and count > n):
            return None
        siblings = line.section.children if line.section else []
        counted = any(
            other.decided and other.decided.keys[0] == "count"
            for sibling in siblings
            for other in self.row(sibling)
        )
        message = "taken for counts, which nothing names"
        return Decision(("count",)) if counted else Decision(("count",), message, inferred=True)

    def leave_out_repeated(
        self, line: Line, groups: Mapping[int, GroupEntry], draft: Draft
    ) -> None:
        """Leave out what two columns print of one group: what distinguishes them is not read."""
        seen: dict[tuple[str, frozenset[int], str], list[Cell]] = {}
        for cell in self.row(line):
            grades = self.heads.columns[cell.column].grades
            for key in cell.texts:
                of = groups[cell.column].name, grades, key
                seen.setdefault(of, []).append(cell)
        repeated = {
            cell.column: cell for cells in seen.values() if len(cells) > 1 for cell in cells
        }
        for cell in repeated.values():
            draft.unread.append(self.unread(cell, REPEATED))
            cell.texts.clear()


def _is_percent_first(cell: Cell) -> bool:
    return cell.decided is not None and cell.decided.keys == ("percent", "count")


def text_of(line: Line, index: int) -> str:
    """Give the text of a cell; rows may end early."""
    cells = line.printed.cells
    return cells[index].strip() if index < len(cells) else ""


def is_possible(key: str, texts: Sequence[str]) -> bool:
    """Whether numbers can be of a statistic at all: counts are whole, and percentages not below zero."""
    given = [text for text in texts if text]
    if any(printed_number(text) is None for text in given):
        return False
    if key in {"count", "n"}:
        return all(whole(text) is not None for text in given)
    return key not in {"percent", "sd", "se"} or not any(text.startswith("-") for text in given)
