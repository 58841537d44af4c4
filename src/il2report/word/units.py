"""Takes paragraphs and rows of a Word file apart into what a redline aligns and compares.

A slot is one unit, known by what it shows; any other unit is a word, a sign or a picture. Every unit has the runs that
it is made of, spaces included, so that the units of a paragraph give it back exactly.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from il2report.redline.blocks import neighboring
from il2report.redline.units import TOKEN, Nature, TextUnit
from il2report.word.flow import (
    ClaimSpan,
    Grid,
    GridRow,
    Inline,
    Paragraph,
    Picture,
    Run,
    Slot,
    append_inline,
)
from il2report.word.grids import HEAD, NOTE, PlacedCell, placed_cells
from il2report.word.manuscript import BIBLIOGRAPHY, TABLE_STUB

REFERRING = frozenset({"citation", "mention"})
"""Kinds of slots whose text is a number of order."""


@dataclass(frozen=True, slots=True, eq=False)
class RunUnit(TextUnit):
    """A unit with the runs that it is made of; `shows` is the result that it prints, `claims` those it is among the words of."""

    inlines: tuple[Inline, ...] = ()
    shows: str = ""
    claims: tuple[str, ...] = ()

    @property
    def look(self) -> Hashable:
        """Look and link of each run."""
        return tuple((each.look, each.link) for each in self.inlines if isinstance(each, Run))

    @property
    def result(self) -> str:
        """The result printed; nothing for any other unit."""
        return self.shows

    @property
    def value(self) -> str:
        """Nothing: a file has texts alone."""
        return ""

    @property
    def slot(self) -> int | None:
        """The slot that it fills."""
        first = self.inlines[0] if self.inlines else None
        return first.slot if isinstance(first, Run) else None


@dataclass(frozen=True, slots=True)
class Edition:
    """What one of two versions says beyond its text.

    That is its slots, the digest of each picture by its key, and the words of claims by the name of their paragraph.
    """

    slots: Sequence[Slot] = ()
    digests: Mapping[str, str] | None = None
    claims: Mapping[str, Sequence[ClaimSpan]] | None = None

    def units(self, paragraph: Paragraph) -> tuple[RunUnit, ...]:
        """Take a paragraph apart; each space goes with the unit behind it, the last one is a unit."""
        found: list[RunUnit] = []
        space: RunUnit | None = None
        spans = (self.claims or {}).get(paragraph.name, ())
        at = 0
        for loose in self._loose(paragraph.inlines):
            among = tuple(each.claim for each in spans if each.begins <= at < each.ends)
            unit = replace(loose, claims=among) if among else loose
            at += len(unit.text)
            if unit.nature is not Nature.SPACE:
                found.append(replace(unit, space=space))
                space = None
            elif space is None:
                space = unit
            else:
                inlines = (*space.inlines, *unit.inlines)
                space = replace(space, text=space.text + unit.text, inlines=inlines)
        if space is not None:
            identity = ("space", space.text, space.look)
            found.append(replace(space, nature=Nature.PUNCTUATION, identity=identity))
        return tuple(found)

    def _loose(self, inlines: Iterable[Inline]) -> Iterator[RunUnit]:
        for slot, group in groupby(inlines, _slot_of):
            inside = tuple(group)
            if slot:
                yield self._filled(slot, inside)
                continue
            for each in inside:
                yield from [self._picture(each)] if isinstance(each, Picture) else _words(each)

    def _filled(self, number: int, inlines: tuple[Inline, ...]) -> RunUnit:
        text = "".join(each.text for each in inlines if isinstance(each, Run))
        if number > len(self.slots):
            return RunUnit(Nature.VALUE, text, ("value", number), inlines=inlines)
        slot = self.slots[number - 1]
        nature = Nature.REFERRAL if slot.kind in REFERRING else Nature.VALUE
        identity = (nature, slot.kind, slot.result)
        return RunUnit(nature, text, identity, inlines=inlines, shows=slot.result)

    def _picture(self, picture: Picture) -> RunUnit:
        digest = (self.digests or {}).get(picture.key, "")
        identity = ("picture", picture.key, picture.alternative, digest)
        return RunUnit(Nature.OBJECT, "", identity, inlines=(picture,))


def _slot_of(inline: Inline) -> int | None:
    return inline.slot if isinstance(inline, Run) else None


def _words(run: Run) -> Iterator[RunUnit]:
    for token in TOKEN.findall(run.text):
        part = (replace(run, text=token),)
        if token.isspace():
            yield RunUnit(Nature.SPACE, token, None, inlines=part)
        else:
            nature = Nature.WORD if token[0].isalnum() else Nature.PUNCTUATION
            yield RunUnit(nature, token, (token, run.look, run.link), inlines=part)


def inlines_of(units: Iterable[TextUnit], *, with_slots: bool = True) -> tuple[Inline, ...]:
    """Put units together again, with the spaces between them; without their slots where they were deleted."""
    found: list[Inline] = []
    for unit in units:
        for piece in unit.pieces:
            for each in piece.inlines if isinstance(piece, RunUnit) else ():
                if isinstance(each, Run) and not with_slots:
                    append_inline(found, replace(each, slot=None))
                else:
                    append_inline(found, each)
    return tuple(found)


# --- what is aligned ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A paragraph to be aligned; one with a heading, caption or picture of its own is known by that."""

    paragraph: Paragraph
    units: tuple[RunUnit, ...]
    key: str = ""
    """The table or figure that it belongs to."""
    is_leaf: bool = True

    @property
    def tag(self) -> str:
        """Its style."""
        return self.paragraph.style

    @property
    def name(self) -> str:
        """Its bookmark; the number of a reference is no name."""
        pictures = (each.key for each in self.paragraph.inlines if isinstance(each, Picture))
        target = "" if self.tag.startswith(BIBLIOGRAPHY) else self.paragraph.target
        return target or next(pictures, "")

    def shingles(self) -> frozenset[Hashable]:
        """Every pair of neighboring identities."""
        return neighboring(self.units)


@dataclass(frozen=True, slots=True, eq=False)
class TableLine:
    """A table to be aligned, known by its key."""

    grid: Grid
    key: str = ""
    tag: str = "table"
    units: tuple[RunUnit, ...] = ()
    is_leaf: bool = False

    @property
    def name(self) -> str:
        """Its key."""
        return self.grid.key

    def shingles(self) -> frozenset[Hashable]:
        """Nothing: its cells are compared one by one."""
        return frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class RowLine:
    """A row to be aligned, known by what its first cell says; one that was renamed by the results in it."""

    row: GridRow
    cells: tuple[PlacedCell, ...]
    units: tuple[RunUnit, ...]
    is_leaf: bool = True

    @property
    def tag(self) -> str:
        """Whether it is of the head, a note, or any other."""
        styles = {each.style for each in self.cells}
        return HEAD if self.row.is_head else NOTE if styles == {NOTE} else "row"

    @property
    def name(self) -> str:
        """What its headings say."""
        if self.tag == NOTE:
            return ""
        said = (
            each.text
            for cell in self.row.cells
            for each in cell.paragraphs
            if each.style == TABLE_STUB
        )
        return "\n".join(said)

    @property
    def styles(self) -> tuple[str, ...]:
        """Of which kind its cells are: text, numbers, counts."""
        return tuple(each.style for each in self.cells)

    @property
    def shape(self) -> tuple[tuple[int, int, bool], ...]:
        """Where its cells are."""
        return tuple((each.column, each.cell.columns, each.is_continued) for each in self.cells)

    def shingles(self) -> frozenset[Hashable]:
        """Every pair of neighboring identities."""
        return neighboring(self.units)


def row_lines(grid: Grid, edition: Edition) -> list[RowLine]:
    """Take the rows of a table to be aligned."""
    return [
        RowLine(
            row,
            tuple(cells),
            tuple(
                unit
                for cell in row.cells
                for paragraph in cell.paragraphs
                for unit in edition.units(paragraph)
            ),
        )
        for row, cells in zip(grid.rows, placed_cells(grid.rows), strict=True)
    ]
