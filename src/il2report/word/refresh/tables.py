"""Carries the changes of a table over, row by row and cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from il2report.word.flow import Grid, GridCell, GridRow
from il2report.word.grids import PlacedCell, placed_cells
from il2report.word.opening import XmlElement
from il2report.word.refresh.merging import Correspondence, results_of, text_changes
from il2report.word.refresh.outcome import DELETED, EDITED_WHOLE, SHAPE, UNREADABLE
from il2report.word.refresh.plan import Plan
from il2report.word.refresh.rows import span
from il2report.word.refresh.steps import DeletionStep, RowStep
from il2report.word.resolution import ROW, TABLE, w
from il2report.word.review.alignment import Part, matched
from il2report.word.review.blocks import cells_read
from il2report.word.review.edits import Spot
from il2report.word.review.tables import changed_columns, column_heading, row_positions, row_text
from il2report.word.tracking import Mark, TrackedParagraph, TrackedRow
from il2report.word.units import Edition


@dataclass(frozen=True, slots=True)
class _FoundRow:
    """A row as the file has it, and the position of its first paragraph.

    `places` has for each cell of the draft which cell of the row it is; None in a column that the co-author deleted.
    """

    row: GridRow
    position: int
    places: tuple[int | None, ...]

    def cell(self, number: int) -> tuple[GridCell, int] | None:
        """Give the cell that one of the draft became, and the position of its first paragraph."""
        place = self.places[number]
        if place is None:
            return None
        before = sum(len(each.paragraphs) for each in self.row.cells[:place])
        return self.row.cells[place], self.position + before


@dataclass(slots=True)
class TableMerge:
    """One table of the draft that was sent, with what changed in it, and as the file has it."""

    plan: Plan
    spot: Spot
    sent: Grid
    changed: Grid

    def into(self, grid: Grid, position: int, edition: Edition) -> None:
        """Carry its changes over into a table whose first paragraph has a position."""
        pairs = matched(_rows(self.sent, edition), _rows(grid, edition))
        starts = row_positions(grid, position)
        columns = changed_columns(self.sent, grid, pairs)
        at, behind = -1, None
        for row, cells in zip(self.changed.rows, placed_cells(self.changed.rows), strict=True):
            if not isinstance(row, TrackedRow) or row.mark is Mark.INSERTED:
                self._insert(row, cells, behind, self.plan.file.row_at(position))
                continue
            at += 1
            j = pairs.get(at)
            found = None
            if j is not None:
                gone, come = (
                    of.get(row_of, frozenset())
                    for of, row_of in ((columns.deleted, at), (columns.added, j))
                )
                places = _places(self.sent.rows[at], grid.rows[j], gone, come)
                found = _FoundRow(grid.rows[j], starts[j], places)
            self._row(self.sent.rows[at], row, found)
            own = self.plan.file.row_at(found.position) if found else None
            behind = behind if own is None else own
            if own is not None and any(each.cell.rows > 1 for each in cells):
                span(self.plan.marker, own, cells)

    def leave(self) -> None:
        """Note that the file has the table no longer."""
        at = -1
        for row in self.changed.rows:
            if isinstance(row, TrackedRow) and row.mark is not Mark.INSERTED:
                at += 1
                self._pair(self.sent.rows[at], row)
        if any(_changes(row) for row in self.changed.rows):
            results = results_of((self.changed,))
            self.plan.leave(self.spot, "a table", "", "a changed table", DELETED, results)

    def _pair(self, sent: GridRow, row: TrackedRow) -> None:
        """Note which slots of two versions of a row are the same, where none of it is in the file."""
        for before, after in zip(sent.cells, row.cells, strict=True):
            self._pair_cell(before, after)

    def _pair_cell(self, sent: GridCell, after: GridCell) -> None:
        for one, other in zip(sent.paragraphs, _kept(after), strict=False):
            self.plan.marker.numbering.pair(one, other)

    def _row(self, sent: GridRow, row: TrackedRow, found: _FoundRow | None) -> None:
        """Carry the changes of a row over, cell by cell, or delete it."""
        spot = replace(self.spot, row=_name_of(sent))
        if row.mark is Mark.DELETED:
            self._delete(spot, sent, row, found)
            return
        own = [found.cell(k) for k in range(len(sent.cells))] if found and found.places else []
        if found is None or not own:
            self._pair(sent, row)
            if _changes(row):
                why, typed = (SHAPE, row_text(found.row)) if found else (DELETED, "")
                old, new = row_text(sent), row_text(row)
                self.plan.leave(spot, old, typed, new, why, results_of((Grid((row,)),)))
            return
        for number, (before, after) in enumerate(zip(sent.cells, row.cells, strict=True)):
            within = replace(spot, column=column_heading(self.sent, sent, number))
            if (cell := own[number]) is not None:
                self._cell(within, before, after, *cell)
                continue
            self._pair_cell(before, after)
            for each in _kept(after):
                for change in text_changes(each):
                    self.plan.leave(within, change.old, "", change.new, DELETED, change.results)

    def _cell(
        self, spot: Spot, sent: GridCell, after: GridCell, own: GridCell, position: int
    ) -> None:
        places = [
            [position + number] for number in range(min(len(sent.paragraphs), len(own.paragraphs)))
        ]
        if places:  # lines that the co-author added are read with the last one
            places[-1] = list(range(places[-1][0], position + len(own.paragraphs)))
        places += [[]] * (len(sent.paragraphs) - len(places))
        for before, paragraph, positions in zip(sent.paragraphs, _kept(after), places, strict=True):
            edited = [own.paragraphs[at - position] for at in positions]
            self.plan.merge(spot, before, paragraph, edited, tuple(positions))
        for number, each in enumerate(after.paragraphs):
            if isinstance(each, TrackedParagraph) and each.mark is Mark.INSERTED:
                at = position + min(max(0, number - 1), len(own.paragraphs) - 1)
                self.plan.insert(each, spot, self.plan.file.element_at(at), None)

    def _delete(self, spot: Spot, sent: GridRow, row: TrackedRow, found: _FoundRow | None) -> None:
        """Delete a row that the newer draft does not have, if the co-author left it alone."""
        if found is None:
            return  # the co-author deleted it too
        sides = [
            [each for cell in of.cells for each in cell.paragraphs] for of in (sent, found.row)
        ]
        is_same = len(sides[0]) == len(sides[1]) and all(
            Correspondence(one, (other,)).is_same for one, other in zip(*sides, strict=True)
        )
        letters = [
            self.plan.file.letters((found.position + number,)) for number in range(len(sides[1]))
        ]
        known = tuple(each for each in letters if each is not None)
        element = self.plan.file.row_at(found.position)
        results = results_of((Grid((row,)),))
        old, typed = row_text(sent), row_text(found.row)
        if is_same and element is not None and len(known) == len(letters):
            self.plan.carry(DeletionStep(known, results, element), spot, old, "")
        else:
            why = UNREADABLE if is_same else EDITED_WHOLE
            self.plan.leave(spot, old, typed, "", why, results)

    def _insert(
        self,
        row: GridRow,
        cells: Sequence[PlacedCell],
        behind: XmlElement | None,
        first: XmlElement | None,
    ) -> None:
        """Insert a row behind another, made like the nearest of the table that has the same cells."""
        spot, results = replace(self.spot, row=_name_of(row)), results_of((Grid((row,)),))
        spans = [each.cell.columns for each in cells]
        beside = first if behind is None else behind
        near = () if beside is None else _near(beside)
        like = next((each for each in near if _spans_of(each) == spans), None)
        if beside is None or not isinstance(row, TrackedRow):
            self.plan.leave(spot, "", "", row_text(row), UNREADABLE, results)
        else:
            step = RowStep(row, cells, beside, like, results, is_first=behind is None)
            self.plan.carry(step, spot, "", row_text(row))


def _places(
    sent: GridRow, row: GridRow, gone: frozenset[int], come: frozenset[int]
) -> tuple[int | None, ...]:
    """Say which cell of a row each cell of the draft is, where the co-author deleted some and added others; () for a doubt."""
    left = iter([place for place in range(len(row.cells)) if place not in come])
    found = tuple(None if k in gone else next(left, None) for k in range(len(sent.cells)))
    return found if next(left, None) is None and found.count(None) == len(gone) else ()


def _rows(grid: Grid, edition: Edition) -> list[Part]:
    """Take the rows of a table to be found again, also where they were sorted."""
    texts = {slot.number: " ".join(slot.text.split()) for slot in edition.slots}
    return [Part("tr", *cells_read(row.cells, texts)) for row in grid.rows]


def _kept(cell: GridCell) -> list[TrackedParagraph]:
    """Give the paragraphs of a cell that the draft that was sent has."""
    return [
        each
        for each in cell.paragraphs
        if isinstance(each, TrackedParagraph) and each.mark is not Mark.INSERTED
    ]


def _changes(row: GridRow) -> bool:
    is_whole = isinstance(row, TrackedRow) and row.mark is not Mark.KEPT
    return is_whole or any(
        list(text_changes(each))
        for cell in row.cells
        for each in cell.paragraphs
        if isinstance(each, TrackedParagraph)
    )


def _name_of(row: GridRow) -> str:
    """Name a row by its first cell that says something and is of this row alone."""
    cells = [cell for cell in row.cells if cell.rows == 1] or row.cells
    texts = (" ".join(each.text for each in cell.paragraphs) for cell in cells)
    return next(filter(None, texts), "")


def _near(row: XmlElement) -> Iterator[XmlElement]:
    """Give the rows of the table that a row is in, the nearest first."""
    table = next(row.iterancestors(TABLE))
    rows = [each for each in table.iter(ROW) if next(each.iterancestors(TABLE)) is table]
    at = rows.index(row)
    yield from sorted(rows, key=lambda each: abs(rows.index(each) - at))


def _spans_of(row: XmlElement) -> list[int]:
    """Give over how many columns each cell of a row reaches."""
    spans = []
    for cell in row.iterchildren(w("tc")):
        span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
        spans.append(int(span.get(w("val"), "1")) if span is not None else 1)
    return spans
