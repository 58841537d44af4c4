"""Compares two versions of a Word file, and gives one in which every change is tracked.

Accepting all changes gives the newer version, rejecting all the older one, paragraph by paragraph and cell by cell. Paragraphs,
tables, rows and words are aligned as in the redline of the page. Where the rows of a table cannot be laid over each
other, the old table is deleted and the new one inserted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from il2report.redline.blocks import aligned
from il2report.redline.changes import mark_moves
from il2report.redline.edits import Edit, EditedPassage, Fate
from il2report.redline.units import Nature
from il2report.redline.wording import compared
from il2report.word.file import Placed
from il2report.word.flow import FlowBlock, Grid, GridCell, GridRow, Inline, Paragraph
from il2report.word.grids import PlacedCell, placed_cells
from il2report.word.units import (
    Edition,
    Line,
    RowLine,
    RunUnit,
    TableLine,
    inlines_of,
    row_lines,
)

T = TypeVar("T")


class Mark(StrEnum):
    """What became of a part of the text, by the name that a Word file has for it."""

    KEPT = ""
    INSERTED = "ins"
    DELETED = "del"
    MOVED_FROM = "moveFrom"
    MOVED_TO = "moveTo"

    @property
    def is_gone(self) -> bool:
        """Whether the newer version does not have it."""
        return self in (Mark.DELETED, Mark.MOVED_FROM)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph that was kept, inserted or deleted as a whole.

    `results` are the results that it prints, or no longer prints, and the claims that it is a part of. `slot` is that of a value that is printed
    differently: what was deleted and what was inserted are both in it. `move` links both ends of a move.
    """

    mark: Mark
    inlines: tuple[Inline, ...]
    results: frozenset[str] = frozenset()
    slot: int | None = None
    move: int = 0


@dataclass(frozen=True, slots=True)
class TrackedParagraph(Paragraph):
    """A paragraph with its changes; `mark` is what became of its end, `former` the paragraph with its earlier style."""

    pieces: tuple[Piece, ...] = ()
    mark: Mark = Mark.KEPT
    former: Paragraph | None = None


@dataclass(frozen=True, slots=True)
class TrackedRow(GridRow):
    """A row, kept, inserted or deleted."""

    mark: Mark = Mark.KEPT


def tracked(
    old: Sequence[Placed], new: Sequence[Placed], before: Edition, after: Edition
) -> tuple[Placed, ...]:
    """Give the blocks of one file with the changes from an older to a newer version."""
    comparison = _Comparison(before, after)
    comparison.compare(old, new)
    return comparison.finished()


@dataclass(slots=True)
class _Draft:
    """A paragraph whose changes are found, and whose moves are not yet."""

    shown: Paragraph
    edits: list[Edit]
    mark: Mark = Mark.KEPT
    former: Paragraph | None = None


Cell = tuple[GridCell, list[_Draft]]
Row = tuple[GridRow, list[Cell], Mark]


@dataclass(slots=True)
class _Comparison:
    """Compares two versions; the blocks of both, as drafts, until moves are known."""

    before: Edition
    after: Edition
    blocks: list[tuple[_Draft | tuple[list[Row], str], str, bool]] = field(default_factory=list)
    moves: dict[int, int] = field(default_factory=dict)
    series: dict[int, int] = field(default_factory=dict)

    def compare(self, old: Sequence[Placed], new: Sequence[Placed]) -> None:
        """Pair the blocks, compare each pair, and find what moved."""
        pairs = aligned(
            [_line(each, self.before) for each in old], [_line(each, self.after) for each in new]
        )
        starts = {id(each.block) for each in new if each.on_new_page}
        self._match_lists(pairs)
        for one, other in (parted for pair in pairs for parted in _without_other_picture(*pair)):
            key = (other.key if other else "") or (one.key if one else "")
            is_first = bool(other) and id(_block(other)) in starts
            if isinstance(one, TableLine) or isinstance(other, TableLine):
                tables = self._tables(_grid(one), _grid(other))
                for number, rows in enumerate(tables):
                    name = (_grid(other) or _grid(one) or Grid(())).key
                    self.blocks.append(((rows, name), key, is_first and not number))
            else:
                draft = self._paragraph(
                    one.paragraph if one else None, other.paragraph if other else None
                )
                self.blocks.append((draft, key, is_first))
        edits = [
            edit for part, _, _ in self.blocks if isinstance(part, _Draft) for edit in part.edits
        ]
        mark_moves(edits)
        for edit in edits:
            for passage in edit.added:
                if passage.elsewhere:
                    number = len(self.moves) // 2 + 1
                    self.moves |= {id(passage): number, id(passage.elsewhere): number}

    def _match_lists(
        self, pairs: Iterable[tuple[Line | TableLine | None, Line | TableLine | None]]
    ) -> None:
        """Say which list of the newer version each list of the older one became."""
        lists = [
            tuple(each.paragraph.series if isinstance(each, Line) else 0 for each in pair)
            for pair in pairs
        ]
        for one, other in lists:
            if one and other:
                self.series.setdefault(one, other)
        further = max((other for _, other in lists), default=0)
        for one, _ in lists:
            if one and one not in self.series:
                further += 1
                self.series[one] = further

    # --- paragraphs -------------------------------------------------------------------------------

    def _paragraph(self, old: Paragraph | None, new: Paragraph | None) -> _Draft:
        """Compare two versions of a paragraph, or delete or insert the one that there is."""
        ours = self.before.units(old) if old else ()
        theirs = self.after.units(new) if new else ()
        results = [{unit.result for unit in side} - {""} for side in (ours, theirs)]
        edits = compared(ours, theirs, frozenset(results[0] & results[1]))
        if old is not None:
            old = replace(old, series=self.series.get(old.series, old.series))
        shown = _newer(old, new)
        if new is None:
            return _Draft(replace(shown, name="", target=""), edits, Mark.DELETED)
        if old is None:
            return _Draft(shown, edits, Mark.INSERTED)
        has_other_style = (old.style, old.series) != (new.style, new.series)
        return _Draft(new, edits, former=old if has_other_style else None)

    def _cell(self, old: GridCell, new: GridCell) -> list[_Draft]:
        """Compare two versions of a cell, whose last paragraphs are versions of each other: it must keep one."""
        *ours, our_last = old.paragraphs or (Paragraph("Table Text"),)
        *theirs, their_last = new.paragraphs or (Paragraph("Table Text"),)
        pairs = aligned(
            [Line(each, self.before.units(each)) for each in ours],
            [Line(each, self.after.units(each)) for each in theirs],
        )
        drafts = [
            self._paragraph(one.paragraph if one else None, other.paragraph if other else None)
            for one, other in pairs
        ]
        return [*drafts, self._paragraph(our_last, their_last)]

    # --- tables -----------------------------------------------------------------------------------

    def _tables(self, old: Grid | None, new: Grid | None) -> list[list[Row]]:
        """Merge two versions of a table into one, or give the deleted and the inserted one."""
        ours, theirs = (
            row_lines(grid, edition) if grid else []
            for grid, edition in ((old, self.before), (new, self.after))
        )
        if ours and theirs and _width(ours) == _width(theirs):
            pairs = [each for pair in aligned(ours, theirs) for each in _fitting(*pair)]
            if rows := self._merged(pairs):
                return [rows]
        deleted = [self._row(each, None, each.row.cells) for each in ours]
        inserted = [self._row(None, each, each.row.cells) for each in theirs]
        return [rows for rows in (deleted, inserted) if rows]

    def _merged(self, pairs: Sequence[tuple[RowLine | None, RowLine | None]]) -> list[Row] | None:
        """Merge rows that are paired; None where cells over several rows do not fit both versions."""
        spans = _spans(pairs)
        rows = []
        for number, (one, other) in enumerate(pairs):
            shown = _newer(one, other)
            starts = [each.column for each in shown.cells if not each.is_continued]
            cells = tuple(
                replace(cell, rows=spans[number, column])
                for cell, column in zip(shown.row.cells, starts, strict=True)
            )
            rows.append(self._row(one, other, cells))
        placed = placed_cells(
            [replace(row, cells=tuple(c for c, _ in cells)) for row, cells, _ in rows]
        )
        shapes = [
            tuple((e.column, e.cell.columns, e.is_continued) for e in cells) for cells in placed
        ]
        for pair, shape in zip(pairs, shapes, strict=True):
            if any(each and each.shape != shape for each in pair):
                return None
        return rows

    def _row(self, one: RowLine | None, other: RowLine | None, cells: Sequence[GridCell]) -> Row:
        """Compare two versions of a row cell by cell, or delete or insert the one that there is."""
        if one and other:
            pairs = zip(one.row.cells, other.row.cells, strict=True)
            drafts = [self._cell(*pair) for pair in pairs]
            return other.row, list(zip(cells, drafts, strict=True)), Mark.KEPT
        only = _newer(one, other)
        drafts = [
            [self._paragraph(*((each, None) if one else (None, each))) for each in cell.paragraphs]
            for cell in only.row.cells
        ]
        mark = Mark.DELETED if one else Mark.INSERTED
        return only.row, list(zip(cells, drafts, strict=True)), mark

    # --- what was found ---------------------------------------------------------------------------

    def finished(self) -> tuple[Placed, ...]:
        """Give the blocks with their changes."""
        found = []
        for part, key, is_first in self.blocks:
            block: FlowBlock
            if isinstance(part, _Draft):
                block = self._finished(part)
            else:
                rows, name = part
                block = Grid(tuple(self._finished_row(*row) for row in rows), name)
            found.append(Placed(block, key, on_new_page=is_first))
        return tuple(found)

    def _finished_row(self, row: GridRow, cells: Sequence[Cell], mark: Mark) -> TrackedRow:
        made = tuple(
            replace(cell, paragraphs=tuple(self._finished(each) for each in drafts))
            for cell, drafts in cells
        )
        return TrackedRow(made, row.is_head, mark)

    def _finished(self, draft: _Draft) -> TrackedParagraph:
        shown = draft.shown
        pieces = tuple(piece for edit in draft.edits for piece in self._pieces(edit))
        return TrackedParagraph(
            shown.style,
            shown.inlines,
            shown.name,
            shown.target,
            shown.series,
            pieces,
            draft.mark,
            draft.former,
        )

    def _pieces(self, edit: Edit) -> Iterator[Piece]:
        if edit.fate is Fate.KEPT:
            yield Piece(Mark.KEPT, inlines_of(edit.kept))
            return
        slot = _common_slot(edit)
        for side, marks in (
            (edit.removed, (Mark.DELETED, Mark.MOVED_FROM)),
            (edit.added, (Mark.INSERTED, Mark.MOVED_TO)),
        ):
            for passage in side:
                mark = marks[bool(passage.elsewhere)]
                inlines = inlines_of(passage.units, with_slots=not (mark.is_gone or slot))
                found = _results(passage, with_claims=slot is None)
                yield Piece(mark, inlines, found, slot, self.moves.get(id(passage), 0))


def _common_slot(edit: Edit) -> int | None:
    """Give the slot of a value that is printed differently, where nothing else changes with it."""
    units = [unit for side in (edit.removed, edit.added) for each in side for unit in each.units]
    if len(units) != 2 or not (edit.removed and edit.added):
        return None
    old, new = units
    is_same = old.identity == new.identity and new.nature in (Nature.VALUE, Nature.REFERRAL)
    if not is_same or old.space or new.space or not isinstance(new, RunUnit):
        return None
    return new.slot


def _results(passage: EditedPassage, *, with_claims: bool) -> frozenset[str]:
    """Give what a passage prints: results, and the claims whose words it is among."""
    shown = {unit.result for unit in passage.units}
    if with_claims:
        units = (each for each in passage.units if isinstance(each, RunUnit))
        shown |= {claim_key(name) for each in units for name in each.claims}
    return frozenset(shown) - {""}


def claim_key(name: str) -> str:
    """Name a claim among the ids of results, none of which has a colon."""
    return f"claim:{name}"


def _newer(one: T | None, other: T | None) -> T:
    """Give the newer side of a pair, or the one that there is."""
    found = one if other is None else other
    if found is None:
        raise ValueError("a pair has at least one side")
    return found


def _line(placed: Placed, edition: Edition) -> Line | TableLine:
    block = placed.block
    if isinstance(block, Grid):
        return TableLine(block, placed.key)
    return Line(block, edition.units(block), placed.key)


def _without_other_picture(
    one: Line | TableLine | None, other: Line | TableLine | None
) -> Iterator[tuple[Line | TableLine | None, Line | TableLine | None]]:
    """Part two figures with different pictures: a line has no room for both.

    LibreOffice 7.4 would take a mark at the end of a line with a picture for one of the line. The new figure is the second,
    because it gives what follows a deleted paragraph the style of that.
    """
    drawn = [
        [unit.identity for unit in each.units if unit.nature is Nature.OBJECT] if each else []
        for each in (one, other)
    ]
    if all(drawn) and drawn[0] != drawn[1]:
        yield one, None
        yield None, other
    else:
        yield one, other


def _block(line: Line | TableLine | None) -> FlowBlock | None:
    return line.grid if isinstance(line, TableLine) else line.paragraph if line else None


def _grid(line: Line | TableLine | None) -> Grid | None:
    return line.grid if isinstance(line, TableLine) else None


def _width(rows: Sequence[RowLine]) -> int:
    return max((each.column + each.cell.columns for row in rows for each in row.cells), default=0)


def _fitting(
    one: RowLine | None, other: RowLine | None
) -> Iterator[tuple[RowLine | None, RowLine | None]]:
    """Part two rows whose cells are not in the same places, or not of the same kinds: a column became another one."""
    if one and other and (one.shape, one.styles) != (other.shape, other.styles):
        yield one, None
        yield None, other
    else:
        yield one, other


def _spans(
    pairs: Sequence[tuple[RowLine | None, RowLine | None]],
) -> dict[tuple[int, int], int]:
    """Give by row and column over how many rows of the merged table a cell reaches, in either version."""
    spans: dict[tuple[int, int], int] = {}
    for side in (0, 1):
        start: dict[int, int] = {}
        for number, pair in enumerate(pairs):
            row = pair[side]
            cells: Sequence[PlacedCell] = row.cells if row else ()
            for each in cells:
                if not each.is_continued:
                    start[each.column] = number
                at = start[each.column]
                spans[at, each.column] = max(spans.get((at, each.column), 1), number - at + 1)
    return spans
