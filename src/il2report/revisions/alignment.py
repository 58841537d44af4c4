"""Which row of a table is which row of the table as it was before."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from il2report.study.records import ColumnKind, Record

ROW_KEYS: Mapping[str, tuple[str, ...]] = {
    "adverse_events": ("patient_id", "cycle", "start_date", "term")
}
"""What distinguishes rows in a table whose record has no key; rows may share it. In others it is the
ids, codes and dates."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One row in both tables, by position; None on the side that does not have it.

    `is_renamed` marks a row whose key changed: the same patient, and most other cells the same.
    """

    old: int | None
    new: int | None
    is_renamed: bool = False


TELLING_APART = frozenset({ColumnKind.ID, ColumnKind.CODE, ColumnKind.DATE})


def row_key(table: str, record: Record | None, columns: Sequence[str]) -> tuple[str, ...]:
    """Name those of some columns that distinguish the rows of a table, the patient first."""
    known = record.columns if record else {}
    key = (record.key if record else ()) or ROW_KEYS.get(table)
    key = key or ("patient_id", *(n for n, of in known.items() if of.kind in TELLING_APART))
    return tuple(dict.fromkeys(name for name in key if name in columns))


def rows_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    """Take the rows of a table as tuples, None where a cell is blank."""
    cells = []
    for name in columns:
        blank = frame[name].isna().to_numpy()
        pairs = zip(frame[name].tolist(), blank, strict=True)
        cells.append([None if is_blank else cell for cell, is_blank in pairs])
    return list(zip(*cells, strict=True))


def aligned(
    old: Sequence[Row], new: Sequence[Row], columns: Sequence[str], key: Sequence[str]
) -> tuple[Pair, ...]:
    """Find for each row the row that it was before; `key` are the columns that distinguish rows.

    Every row of both sides is given once: in the order of `new`, each removed row after the row that
    it followed. Rows that are alike in every cell are the same; then rows of equal key; then, where a
    patient, whom the first column names, has exactly one row left on each side, the two, if at most
    half of their cells differ.
    """
    of_new: list[int | None] = [None] * len(new)

    def left(key: Callable[[Row], Hashable]) -> Iterator[tuple[list[int], list[int]]]:
        """Give the positions on both sides that are not matched yet, by a key of the rows."""
        matched = set(of_new)
        waiting = _by_key((n for n in range(len(old)) if n not in matched), old, key)
        wanted = _by_key((n for n, before in enumerate(of_new) if before is None), new, key)
        yield from ((waiting.get(same, []), positions) for same, positions in wanted.items())

    for before, after in left(lambda row: row):
        for one, other in zip(before, after, strict=False):
            of_new[other] = one
    places = [columns.index(name) for name in key]
    for before, after in left(lambda row: tuple(row[place] for place in places)):
        if len(before) == len(after) == 1:
            of_new[after[0]] = before[0]
    renamed = set()
    for before, after in left(lambda row: row[0]):
        if len(before) == len(after) == 1 and _is_one_row(old[before[0]], new[after[0]]):
            of_new[after[0]] = before[0]
            renamed.add(after[0])
    return tuple(_in_order(len(old), of_new, renamed))


def _by_key(
    positions: Iterable[int], rows: Sequence[Row], key: Callable[[Row], Hashable]
) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for position in positions:
        found[key(rows[position])].append(position)
    return found


def _is_one_row(old: Row, new: Row) -> bool:
    """Whether two rows of a patient are one with a correction, not one removed and one added."""
    differing = sum(before != after for before, after in zip(old, new, strict=True))
    return bool(differing <= max(1, (len(new) - 1) // 2))


def _in_order(
    old_rows: int, of_new: Sequence[int | None], renamed: Iterable[int]
) -> Iterator[Pair]:
    removed = set(range(old_rows)) - set(of_new)

    def removed_after(position: int) -> Iterator[Pair]:
        while position + 1 in removed:
            position += 1
            yield Pair(position, None)

    yield from removed_after(-1)
    for position, before in enumerate(of_new):
        yield Pair(before, position, position in renamed)
        if before is not None:
            yield from removed_after(before)
