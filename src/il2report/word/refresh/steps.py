"""The changes that are made in a file, each found before the first is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from il2report.word.flow import Grid, Picture
from il2report.word.grids import PlacedCell
from il2report.word.opening import XmlElement
from il2report.word.refresh.letters import Letters
from il2report.word.refresh.marking import Marker
from il2report.word.refresh.merging import Place, TextChange
from il2report.word.refresh.rows import mark_row, new_row
from il2report.word.resolution import w
from il2report.word.tracking import TrackedParagraph, TrackedRow


@dataclass(frozen=True, slots=True)
class TextStep:
    """A change within a paragraph."""

    letters: Letters
    place: Place
    change: TextChange

    @property
    def results(self) -> frozenset[str]:
        """The results whose text changes."""
        return self.change.results

    def make(self, marker: Marker) -> list[XmlElement]:
        """Make it; gives what marks it."""
        return marker.change(self.letters, self.place, self.change)


@dataclass(frozen=True, slots=True)
class DeletionStep:
    """A paragraph that goes, or all paragraphs of a row and the row itself."""

    letters: tuple[Letters, ...]
    results: frozenset[str]
    row: XmlElement | None = None

    def make(self, marker: Marker) -> list[XmlElement]:
        """Make it; gives what marks it."""
        causes = marker.writer.caused(self.results)
        marks = [
            mark
            for each in self.letters
            for mark in marker.delete_paragraph(each, causes, with_end=self.row is None)
        ]
        if self.row is not None:
            mark_row(marker, self.row, "del", causes)
        return marks


@dataclass(frozen=True, slots=True)
class BlockStep:
    """A paragraph or table that comes, behind an element of the file or else before another."""

    block: TrackedParagraph | Grid
    behind: XmlElement | None
    before: XmlElement | None
    results: frozenset[str]

    def make(self, marker: Marker) -> list[XmlElement]:
        """Make it; gives what marks it."""
        made = marker.new_block(self.block)
        place = self.behind
        if place is not None and place.find(f"{w('pPr')}/{w('sectPr')}") is None:
            for each in reversed(made):
                place.addnext(each)
        elif (place := self.before if place is None else place) is not None:
            for each in made:
                place.addprevious(each)
        return [run for each in made for run in each.iter(w("ins")) if len(run)]


@dataclass(frozen=True, slots=True)
class RowStep:
    """A row that comes beside one of the file: behind it, or before the first; made like another, where there is one."""

    row: TrackedRow
    cells: Sequence[PlacedCell]
    beside: XmlElement
    like: XmlElement | None
    results: frozenset[str]
    is_first: bool = False

    def make(self, marker: Marker) -> list[XmlElement]:
        """Make it; gives what marks it."""
        made = new_row(marker, self.row, self.cells, self.beside, self.like)
        (self.beside.addprevious if self.is_first else self.beside.addnext)(made)
        return [run for run in made.iter(w("ins")) if len(run)]


@dataclass(frozen=True, slots=True)
class PictureStep:
    """A picture that gives way to that of the newer draft."""

    drawing: XmlElement
    picture: Picture
    results: frozenset[str] = frozenset()

    def make(self, marker: Marker) -> list[XmlElement]:
        """Make it; gives what marks it."""
        marker.replace_picture(self.drawing, self.picture)
        return []


Step: TypeAlias = TextStep | DeletionStep | BlockStep | RowStep | PictureStep
