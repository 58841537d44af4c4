"""Carries what changed from the draft that was sent to a newer one into the file that a co-author edited.

Each block of the sent draft is found in the file as `review` finds it. Where the co-author left alone what the newer draft
changes, the change is made, tracked; where not, it is a conflict, and the file keeps what the co-author wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from il2report.word.file import Placed
from il2report.word.flow import Flow, FlowBlock, Grid, Paragraph, Picture
from il2report.word.media import WP, is_same, pictures_of
from il2report.word.opening import XmlElement
from il2report.word.refresh.marking import Marker
from il2report.word.refresh.merging import is_picture_changed
from il2report.word.refresh.outcome import DELETED, OTHER_PICTURE, Carried, Conflict, Flip
from il2report.word.refresh.plan import Plan
from il2report.word.refresh.read_blocks import ReadBlocks
from il2report.word.refresh.received import Received
from il2report.word.refresh.steps import PictureStep
from il2report.word.refresh.tables import TableMerge
from il2report.word.refresh.version import Version
from il2report.word.resolution import w
from il2report.word.review.alignment import Part, matched, split
from il2report.word.review.blocks import FoundBlock, blocks_of
from il2report.word.review.edits import Spot
from il2report.word.tracking import Mark, TrackedParagraph, TrackedRow, tracked


class Carrying:
    """One file that is brought up to date; `run` does it. `flow` is what the file says."""

    def __init__(
        self,
        received: Received,
        flow: Flow,
        versions: tuple[Version, Version],
        marker: Marker,
        flips: Sequence[Flip] = (),
    ) -> None:
        self._received, self._flow = received, flow
        self._sent, self._newer = versions
        self._plan = Plan(ReadBlocks.of(received), marker, flips)

    @property
    def carried(self) -> tuple[Carried, ...]:
        """The changes that were made, in reading order."""
        return tuple(self._plan.carried)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The changes that were not made."""
        return tuple(self._plan.conflicts)

    def run(self) -> None:
        """Find all that changes, then make it."""
        texts = {slot.number: " ".join(slot.text.split()) for slot in self._sent.slots}
        old, new = blocks_of(self._sent.flow, texts), blocks_of(self._flow, texts)
        homes = _homes([each.part for each in old], [each.part for each in new])
        changed = tracked(
            [Placed(each) for each in self._sent.flow],
            [Placed(each) for each in self._newer.flow],
            self._sent.edition,
            self._newer.edition,
        )
        at, behind = -1, None
        first = self._plan.file.element_of(new[0]) if new else None
        for block in _with_pictures_joined([each.block for each in changed]):
            if (come := _inserted(block)) is not None:
                self._plan.insert(come, old[max(at, 0)].spot, behind, first)
                continue
            at += 1
            home = [new[j] for j in homes.get(at, ())]
            self._block(old[at], block, home)
            own = self._plan.file.element_of(home[-1]) if home else None
            behind = behind if own is None else own
        self._plan.make()

    def _block(self, unit: FoundBlock, block: FlowBlock, home: Sequence[FoundBlock]) -> None:
        """Carry the changes of a block over into what it became in the file."""
        if isinstance(unit.block, Grid) and isinstance(block, Grid):
            table = TableMerge(self._plan, unit.spot, unit.block, block)
            if home and isinstance(home[0].block, Grid):
                table.into(home[0].block, home[0].position, self._sent.edition)
            else:
                table.leave()
        elif isinstance(unit.block, Paragraph) and isinstance(block, TrackedParagraph):
            edited = [each.block for each in home if isinstance(each.block, Paragraph)]
            positions = tuple(each.position for each in home)
            self._plan.merge(unit.spot, unit.block, block, edited, positions)
            if is_picture_changed(block):
                self._picture(unit.spot, block)

    def _picture(self, spot: Spot, block: TrackedParagraph) -> None:
        """Replace the picture of a figure, if it is still that of the draft that was sent."""
        [picture] = [each for each in block.inlines if isinstance(each, Picture)][:1] or [
            Picture("")
        ]
        there = pictures_of(self._received.file).get(picture.key)
        shown, wanted = self._sent.pictures.get(picture.key), self._newer.pictures.get(picture.key)
        if there and wanted and is_same(there, wanted):
            return
        drawing = self._drawing(picture.key)
        if there is None or drawing is None:
            self._plan.leave(spot, "a picture", "", "another picture", DELETED, ())
        elif wanted is None or shown is None or not is_same(there, shown):
            self._plan.leave(spot, "a picture", "", "another picture", OTHER_PICTURE, ())
        else:
            self._plan.marker.show(picture.key, wanted, there)
            step = PictureStep(drawing, picture)
            self._plan.carry(step, spot, "a picture", "another picture")

    def _drawing(self, key: str) -> XmlElement | None:
        """Find the picture of a figure, unless it was deleted."""
        for each in self._received.body.iter(w("drawing")):
            is_it = any(named.get("name") == key for named in each.iter(f"{WP}docPr"))
            if is_it and next(each.iterancestors(w("del")), None) is None:
                return each
        return None


def _homes(ours: Sequence[Part], theirs: Sequence[Part]) -> dict[int, tuple[int, ...]]:
    """Say which blocks of the file each block of the draft became: one, two halves, or one together with another."""
    pairs = matched(ours, theirs)
    halves = split(ours, theirs, pairs)
    wholes = split(theirs, ours, {j: i for i, j in pairs.items()})
    homes: dict[int, tuple[int, ...]] = {i: (j,) for i, j in pairs.items()} | halves
    return homes | {i: (j,) for j, of in wholes.items() for i in of}


def _with_pictures_joined(blocks: Sequence[FlowBlock]) -> Iterator[FlowBlock]:
    """Give one block of a figure whose picture changed, of which a redline has the deleted and the inserted line."""
    before: TrackedParagraph | None = None
    for block in blocks:
        figure = block if isinstance(block, TrackedParagraph) and _picture_of(block) else None
        if before and figure and _picture_of(before) == _picture_of(figure):
            pieces = (*before.pieces, *figure.pieces)
            yield replace(figure, mark=Mark.KEPT, pieces=pieces)
            before = None
            continue
        if before:
            yield before
        before = figure if figure and figure.mark is Mark.DELETED else None
        if not before:
            yield block
    if before:
        yield before


def _picture_of(paragraph: TrackedParagraph) -> str:
    """Give the key of the figure that a paragraph shows."""
    return next((each.key for each in paragraph.inlines if isinstance(each, Picture)), "")


def _inserted(block: FlowBlock) -> TrackedParagraph | Grid | None:
    """Give a block that is only in the newer draft."""
    if isinstance(block, Grid):
        marks = {row.mark for row in block.rows if isinstance(row, TrackedRow)}
        return block if marks == {Mark.INSERTED} else None
    is_inserted = isinstance(block, TrackedParagraph) and block.mark is Mark.INSERTED
    return block if isinstance(block, TrackedParagraph) and is_inserted else None
