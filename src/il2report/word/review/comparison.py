"""Compares a draft with the file that came back: block by block, row by row, line by line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from il2report.document.document import TITLE
from il2report.word.flow import Flow, Grid, GridRow, Paragraph, Picture, Slot, paragraphs_of
from il2report.word.manuscript import TABLE_NOTE
from il2report.word.review.alignment import Part, joined, likeness, matched, moved, split
from il2report.word.review.blocks import (
    FoundBlock,
    alternative,
    blocks_of,
    cells_read,
    kind_of,
    what_is_dropped,
)
from il2report.word.review.edits import AUTHORS, REFERENCES, Edit, EditKind, Spot
from il2report.word.review.lines import head, line_edits, tail
from il2report.word.review.tables import (
    changed_columns,
    column_heading,
    row_header,
    row_positions,
    row_text,
)
from il2report.word.review.tokens import Line, found_again, line_of


@dataclass(frozen=True, slots=True)
class Comparison:
    """The edits of a returned file, and which paragraphs of it are known.

    `spots` gives for each paragraph of the returned file, by position, its place; `known` is the share of the
    paragraphs of the draft that are in the file; `dropped` names looks of which the file has none at all.
    """

    edits: tuple[Edit, ...]
    spots: Mapping[int, Spot]
    known: float
    dropped: tuple[str, ...] = ()


PictureTest = Callable[[Picture, Picture], bool]
"""Whether a picture of the draft and one of the file show the same."""


def compared(
    draft: Flow,
    returned: Flow,
    slots: Sequence[Slot],
    is_same_picture: PictureTest = lambda _, __: True,
) -> Comparison:
    """Find every edit that makes a returned file of the draft."""
    texts = {slot.number: " ".join(slot.text.split()) for slot in slots}
    kinds = {slot.number: slot.kind for slot in slots}
    return _Comparing(texts, kinds, is_same_picture).of(draft, returned)


@dataclass(slots=True)
class _Comparing:
    texts: Mapping[int, str]
    kinds: Mapping[int, str]
    is_same_picture: PictureTest
    edits: list[tuple[float, Edit]] = field(default_factory=list)
    spots: dict[int, Spot] = field(default_factory=dict)
    _rank: float = 0.0

    def of(self, draft: Flow, returned: Flow) -> Comparison:
        old, new = blocks_of(draft, self.texts), blocks_of(returned, self.texts)
        ours, theirs = [each.part for each in old], [each.part for each in new]
        pairs = matched(ours, theirs)
        halves = split(ours, theirs, pairs)
        pieces = split(theirs, ours, {j: i for i, j in pairs.items()})
        elsewhere = moved(pairs, lambda i: len(ours[i].line.tokens) + 1)
        absorbed = {j for of in halves.values() for j in of}
        swallowed = {i for of in pieces.values() for i in of}
        partners = {j: i for i, j in pairs.items()}
        for i, unit in enumerate(old):
            self._rank = float(i)
            if i in pairs:
                j = pairs[i]
                if i in elsewhere and not self._goes_along(i, old, pairs, elsewhere):
                    self._moved(unit, new, j, old[partners[j - 1]] if j - 1 in partners else None)
                if i in halves:
                    self._halved(unit, [new[at] for at in halves[i]])
                elif j in pieces:
                    self._joined([old[at] for at in pieces[j]], new[j])
                else:
                    self._pair(unit, new[j])
            elif i not in swallowed:
                self._deleted(unit)
        at = -1
        for j, unit in enumerate(new):
            if j in partners:
                at = partners[j]
            elif j not in absorbed:
                self._rank = at + 0.5
                near = old[at] if at >= 0 else None
                self._added(unit, near)
        self._name_spots(old, new, partners, halves)
        dropped = what_is_dropped(draft, returned)
        ends = tuple(f"({look})" for look in dropped)
        found = [
            edit
            for _, edit in sorted(self.edits, key=lambda each: each[0])
            if not (edit.kind is EditKind.FORMAT and ends and edit.new.endswith(ends))
        ]
        filled = [i for i, part in enumerate(ours) if part.line.tokens]
        known = sum(i in pairs for i in filled) / len(filled) if filled else 1.0
        return Comparison(tuple(found), self.spots, known, tuple(dropped.values()))

    def _add(
        self, kind: EditKind, spot: Spot, old: str = "", new: str = "", **more: object
    ) -> None:
        self.edits.append((self._rank, replace(Edit(kind, spot, old, new), **more)))  # type: ignore[arg-type]

    # --- blocks -----------------------------------------------------------------------------------

    def _goes_along(
        self, i: int, old: Sequence[FoundBlock], pairs: Mapping[int, int], elsewhere: frozenset[int]
    ) -> bool:
        """Whether a block moved with the one before it as its caption, table or picture."""
        before = i - 1
        is_with_it = before in elsewhere and pairs.get(before) == pairs[i] - 1
        kinds = {old[before].part.kind, old[i].part.kind}
        return is_with_it and bool(kinds & {"table", "figure"})

    def _moved(
        self, unit: FoundBlock, new: Sequence[FoundBlock], j: int, near: FoundBlock | None
    ) -> None:
        before = new[j - 1].part.line.text if j else ""
        self._add(
            EditKind.MOVED,
            unit.spot,
            unit.part.line.text,
            unit.part.line.text,
            position=new[j].position,
            before=before,
            near=near.spot.paragraph if near else "",
        )

    def _deleted(self, unit: FoundBlock, position: int = -1) -> None:
        kind = {
            "table": EditKind.TABLE_DELETED,
            "figure": EditKind.FIGURE_DELETED,
        }.get(unit.part.kind, EditKind.DELETED)
        if unit.part.kind == "p" and not unit.part.line.tokens:
            return
        old = unit.part.line.text or alternative(unit.block)
        slots = unit.part.line.slots
        self._add(kind, unit.spot, old, end=len(old), slots=slots, position=position)

    def _added(self, unit: FoundBlock, near: FoundBlock | None) -> None:
        kind = {"table": EditKind.TABLE_ADDED, "figure": EditKind.FIGURE_ADDED}.get(
            unit.part.kind, EditKind.ADDED
        )
        if unit.part.kind == "p" and not unit.part.line.tokens:
            return
        new = unit.part.line.text or alternative(unit.block)
        section = near.spot.section if near else TITLE
        before = near.part.line.text if near else ""
        spot = Spot(section, "", unit.spot.part if unit.part.kind != "p" else "")
        self._add(
            kind,
            spot,
            new=new,
            before=before,
            position=unit.position,
            near=near.spot.paragraph if near else "",
            form=kind_of(unit.block) if isinstance(unit.block, Paragraph) else "",
        )

    def _halved(self, unit: FoundBlock, halves: Sequence[FoundBlock]) -> None:
        lines = [each.part.line for each in halves]
        line = found_again(unit.part.line, joined(lines))
        places = (halves[0].position, len(lines[0].tokens), halves[1].position)
        self._extend(line_edits(unit.part.line, line, unit.spot, self.kinds, *places))
        self._add(
            EditKind.SPLIT,
            unit.spot,
            before=tail(lines[0]),
            after=head(lines[1]),
            position=halves[1].position,
        )

    def _joined(self, pieces: Sequence[FoundBlock], unit: FoundBlock) -> None:
        """Compare with all pieces; where one alone is more like it, the others were deleted."""
        line = joined([each.part.line for each in pieces])
        alike = max(pieces, key=lambda each: likeness(each.part, unit.part))
        if likeness(alike.part, unit.part) > likeness(Part("p", (), line), unit.part):
            for each in pieces:
                if each is alike:
                    self._pair(each, unit)
                else:
                    self._deleted(each, unit.position)
            return
        lines = (each.part.line for each in pieces)
        starts = list(accumulate((len(each.text) + 1 for each in lines), initial=0))
        for edit in line_edits(
            line, found_again(line, unit.part.line), pieces[0].spot, self.kinds, unit.position
        ):
            if edit.start + 1 in starts and edit.old.startswith(" ") > edit.new.startswith(" "):
                # No space was typed where the end of the paragraph was.
                edit = replace(edit, old=edit.old[1:], start=edit.start + 1)  # noqa: PLW2901
                if not (edit.old or edit.new):
                    continue
            at = bisect_right(starts, edit.start) - 1
            is_within = edit.end < starts[at + 1]  # else it is of both paragraphs
            by = starts[at] if is_within else 0
            spot = pieces[at].spot if is_within else edit.spot
            self._extend([replace(edit, spot=spot, start=edit.start - by, end=edit.end - by)])
        self._add(
            EditKind.JOINED,
            pieces[0].spot,
            before=tail(pieces[0].part.line),
            after=head(pieces[1].part.line),
            position=unit.position,
        )

    def _pair(self, old: FoundBlock, new: FoundBlock) -> None:
        if isinstance(old.block, Grid) and isinstance(new.block, Grid):
            self._grids(old, old.block, new.block, new.position)
        elif isinstance(old.block, Paragraph) and isinstance(new.block, Paragraph):
            self._paragraphs(old.block, new.block, old.spot, new.position)
            was, now = kind_of(old.block), kind_of(new.block)
            if was != now and old.spot.part not in (AUTHORS, REFERENCES):
                text = old.part.line.text
                self._add(
                    EditKind.FORMAT,
                    old.spot,
                    text,
                    f"{text} ({now})",
                    end=len(text),
                    position=new.position,
                )

    def _name_spots(
        self,
        old: Sequence[FoundBlock],
        new: Sequence[FoundBlock],
        partners: Mapping[int, int],
        halves: Mapping[int, tuple[int, ...]],
    ) -> None:
        """Give each paragraph of the returned file its place in the draft, for comments."""
        whole = {j: i for i, of in halves.items() for j in of} | dict(partners)
        spot = Spot()
        for j, unit in enumerate(new):
            spot = old[whole[j]].spot if j in whole else Spot(spot.section)
            for at, _ in enumerate(paragraphs_of((unit.block,)), start=unit.position):
                self.spots.setdefault(at, spot)

    # --- tables -----------------------------------------------------------------------------------

    def _grids(self, unit: FoundBlock, old: Grid, new: Grid, position: int) -> None:
        before, behind = self._rows(old), self._rows(new)
        positions = row_positions(new, position)
        pairs = matched(before, behind)
        elsewhere = moved(pairs, lambda i: len(before[i].line.tokens) + 1)
        columns = changed_columns(old, new, pairs)
        for i, row in enumerate(old.rows):
            spot = replace(unit.spot, row=row_header(before[i], row))
            if all(each.style == TABLE_NOTE for cell in row.cells for each in cell.paragraphs):
                spot = replace(unit.spot, part=f"{unit.spot.part}, note")
            if i not in pairs or self._is_emptied(before[i], behind[pairs[i]]):
                text = row_text(row)
                self._add(
                    EditKind.ROW_DELETED, spot, text, end=len(text), slots=before[i].line.slots
                )
                continue
            j = pairs[i]
            if i in elsewhere:
                after = behind[j - 1].line.text if j else ""
                self._add(
                    EditKind.ROW_MOVED,
                    spot,
                    row_text(row),
                    row_text(row),
                    before=after,
                    position=positions[j],
                )
            gone, come = columns.deleted.get(i, frozenset()), columns.added.get(j, frozenset())
            kept = [at for at in range(len(row.cells)) if at not in gone]
            places = [at for at in range(len(new.rows[j].cells)) if at not in come]
            self._cells(old, row, new.rows[j], spot, positions[j], kept, places)
        found = set(pairs.values())
        for j, row in enumerate(new.rows):
            if j not in found:
                above = next((i for i, of in pairs.items() if of == j - 1), None)
                spot = replace(
                    unit.spot,
                    row=row_header(before[above], old.rows[above]) if above is not None else "",
                )
                self._add(EditKind.ROW_ADDED, spot, new=row_text(row), position=positions[j])
        for text in columns.texts:
            if columns.deleted:
                self._add(EditKind.COLUMN_DELETED, unit.spot, text)
            else:
                self._add(EditKind.COLUMN_ADDED, unit.spot, new=text, position=position)

    @staticmethod
    def _is_emptied(old: Part, new: Part) -> bool:
        """Whether all that a row said is gone: so LibreOffice keeps a row that was deleted as a tracked change."""
        return bool(old.line.tokens) and not new.line.tokens

    def _rows(self, grid: Grid) -> list[Part]:
        return [Part("tr", *cells_read(row.cells, self.texts)) for row in grid.rows]

    def _cells(
        self,
        grid: Grid,
        old: GridRow,
        new: GridRow,
        spot: Spot,
        position: int,
        kept: Sequence[int],
        places: Sequence[int],
    ) -> None:
        """Compare the cells of a row that are in both tables, by their places, paragraph by paragraph."""
        ours = [Part("td", *cells_read([old.cells[at]], self.texts)) for at in kept]
        theirs = [Part("td", *cells_read([new.cells[at]], self.texts)) for at in places]
        starts = [position + sum(len(cell.paragraphs) for cell in new.cells[:at]) for at in places]
        if len(kept) == len(places):
            pairs = dict(enumerate(range(len(kept))))
        else:
            pairs = matched(ours, theirs)
            was, now = (" | ".join(part.line.text for part in side) for side in (ours, theirs))
            self._add(EditKind.CELLS, spot, was, now, position=position)
            # What is in merged cells is compared as a whole below, unless nothing was lost.
            if sorted(t.text for p in ours for t in p.line.tokens) == sorted(
                t.text for p in theirs for t in p.line.tokens
            ):
                return
            pairs = {i: j for i, j in pairs.items() if ours[i].line.text and theirs[j].line.text}
            pairs = {} if len(pairs) < min(len(ours), len(theirs)) else pairs
        for i, j in pairs.items():
            where = (
                spot if not spot.row else replace(spot, column=column_heading(grid, old, kept[i]))
            )
            one, other = old.cells[kept[i]], new.cells[places[j]]
            if len(one.paragraphs) == len(other.paragraphs):
                for number, (mine, yours) in enumerate(
                    zip(one.paragraphs, other.paragraphs, strict=True)
                ):
                    self._paragraphs(mine, yours, where, starts[j] + number)
            else:
                line = ours[i].line
                named = replace(where, paragraph=one.paragraphs[0].name)
                self._lines(line, found_again(line, theirs[j].line), named, starts[j])

    # --- lines ------------------------------------------------------------------------------------

    def _paragraphs(self, old: Paragraph, new: Paragraph, spot: Spot, position: int) -> None:
        line = line_of(old, self.texts)
        spot = replace(spot, paragraph=old.name)
        self._lines(line, found_again(line, line_of(new, self.texts)), spot, position)
        ours, theirs = (
            [each for each in side.inlines if isinstance(each, Picture)] for side in (old, new)
        )
        if len(ours) > len(theirs):
            self._add(EditKind.FIGURE_DELETED, spot, alternative(old), position=position)
        elif len(theirs) > len(ours):
            self._add(EditKind.FIGURE_ADDED, spot, new=alternative(new), position=position)
        elif not all(map(self.is_same_picture, ours, theirs)):
            self._add(EditKind.FIGURE_REPLACED, spot, alternative(old), position=position)
        for one, other in zip(ours, theirs, strict=False):
            was, now = (" ".join(each.alternative.split()) for each in (one, other))
            if now and was != now:  # some programs save none
                named = replace(spot, part=f"{spot.part}, alternative text".lstrip(", "))
                self._add(EditKind.WORDS, named, was, now, position=position)

    def _lines(self, old: Line, new: Line, spot: Spot, position: int) -> None:
        self._extend(line_edits(old, new, spot, self.kinds, position))

    def _extend(self, edits: Iterable[Edit]) -> None:
        self.edits += ((self._rank, edit) for edit in edits)
