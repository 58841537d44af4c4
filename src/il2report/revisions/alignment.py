"""Which row of a table is which row of the table as it was before."""

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from il2report.study.records import Record

ROW_KEYS: Mapping[str, tuple[str, ...]] = {"adverse_events": ("patient_id", "cycle", "term")}
"""What tells rows apart in a table whose record has no key; rows may share it."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One row in both tables, by position; None on the side that does not have it.

    `is_renamed` marks a row whose key changed: the same patient, and most other cells the same.
    """

    old: int | None
    new: int | None
    is_renamed: bool = False


def row_key(table: str, record: type[Record]) -> tuple[str, ...]:
    """Name the columns that tell the rows of a table apart."""
    return record.key or ROW_KEYS[table]


def rows_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    """Take the rows of a table as tuples, None where a cell is blank."""
    return list(zip(*(_cells(frame[name]) for name in columns), strict=True))


def _cells(column: "pd.Series[Any]") -> list[Any]:
    blank = column.isna().to_numpy()
    cells: list[Any] = column.tolist()
    return [None if gone else cell for cell, gone in zip(cells, blank, strict=True)]


def aligned(
    old: Sequence[Row], new: Sequence[Row], columns: Sequence[str], key: Sequence[str]
) -> tuple[Pair, ...]:
    """Find for each row the row that it was before.

    Parameters
    ----------
    old, new : rows, each with one cell per column
    columns : names of the cells; the first is `patient_id` or takes its part
    key : the columns that tell rows apart

    Returns
    -------
    tuple of Pair
        Every row of both sides once: in the order of `new`, each row that is gone behind the row
        that stood before it. Rows that are alike in every cell are the same; then rows of equal key;
        then, where a patient has exactly one row left on each side, the two, if at most half of
        their cells differ.
    """
    matching = _Matching(old, new)
    matching.match(lambda row: row)
    places = [columns.index(name) for name in key]
    matching.match(lambda row: tuple(row[place] for place in places), only_unique=True)
    renamed = frozenset(matching.renamed())
    return tuple(_in_order(len(old), matching.of_new, renamed))


class _Matching:
    """The rows matched so far; positions that are left on either side."""

    def __init__(self, old: Sequence[Row], new: Sequence[Row]) -> None:
        self.old, self.new = old, new
        self.left_old, self.left_new = list(range(len(old))), list(range(len(new)))
        self.of_new: list[int | None] = [None] * len(new)

    def match(self, key: Any, *, only_unique: bool = False) -> None:
        """Match the rows left that have the same key, in their order."""
        waiting = _by_key(self.left_old, self.old, key)
        wanted = Counter(key(self.new[position]) for position in self.left_new)
        for position in self.left_new:
            same = key(self.new[position])
            found = waiting.get(same)
            if found and not (only_unique and (len(found) > 1 or wanted[same] > 1)):
                self.of_new[position] = found.popleft()
        self._strike_off()

    def renamed(self) -> Iterator[int]:
        """Match what is left one to one within a patient; give the new positions matched."""
        old = _by_key(self.left_old, self.old, lambda row: row[0])
        new = _by_key(self.left_new, self.new, lambda row: row[0])
        for patient in old.keys() & new.keys():
            if len(old[patient]) == len(new[patient]) == 1:
                before, after = old[patient][0], new[patient][0]
                if _is_one_row(self.old[before], self.new[after]):
                    self.of_new[after] = before
                    yield after
        self._strike_off()

    def _strike_off(self) -> None:
        matched = set(self.of_new)
        self.left_old = [position for position in self.left_old if position not in matched]
        self.left_new = [position for position in self.left_new if self.of_new[position] is None]


def _by_key(positions: Iterable[int], rows: Sequence[Row], key: Any) -> dict[Hashable, deque[int]]:
    found: dict[Hashable, deque[int]] = defaultdict(deque)
    for position in positions:
        found[key(rows[position])].append(position)
    return found


def _is_one_row(old: Row, new: Row) -> bool:
    """Whether two rows of a patient are one with a correction, not one gone and another come."""
    differing = sum(before != after for before, after in zip(old, new, strict=True))
    return bool(differing <= max(1, (len(new) - 1) // 2))


def _in_order(
    old_rows: int, of_new: Sequence[int | None], renamed: frozenset[int]
) -> Iterator[Pair]:
    gone = set(range(old_rows)) - {position for position in of_new if position is not None}
    yield from _gone_behind(-1, gone)
    for position, before in enumerate(of_new):
        yield Pair(before, position, position in renamed)
        if before is not None:
            yield from _gone_behind(before, gone)


def _gone_behind(position: int, gone: set[int]) -> Iterator[Pair]:
    while position + 1 in gone:
        position += 1
        yield Pair(position, None)
