"""Decides for each change of a paragraph whether it can be made in the file, and keeps what will be made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from il2report.word.flow import Grid, Paragraph, paragraphs_of
from il2report.word.opening import XmlElement
from il2report.word.refresh.letters import Letters
from il2report.word.refresh.marking import Marker, number_marks, open_plain_controls, take_back
from il2report.word.refresh.merging import (
    Correspondence,
    Place,
    TextChange,
    results_of,
    text_changes,
)
from il2report.word.refresh.outcome import (
    DELETED,
    EDITED,
    EDITED_WHOLE,
    NO_PLACE,
    UNREADABLE,
    Carried,
    Conflict,
    Flip,
)
from il2report.word.refresh.read_blocks import ReadBlocks
from il2report.word.refresh.steps import BlockStep, DeletionStep, Step, TextStep
from il2report.word.resolution import INSERTIONS
from il2report.word.review.edits import Spot
from il2report.word.tracked_writing import Cause
from il2report.word.tracking import Mark, TrackedParagraph


@dataclass(slots=True)
class Plan:
    """What will be changed in a file, what was carried over by that, and what was not."""

    file: ReadBlocks
    marker: Marker
    flips: Sequence[Flip] = ()
    steps: list[Step] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    _remarks: list[tuple[Letters, int, int, str]] = field(default_factory=list)

    # --- what becomes of a change -----------------------------------------------------------------

    def carry(self, step: Step, spot: Spot, old: str, new: str) -> None:
        """Plan a change."""
        self.steps.append(step)
        self.carried.append(Carried(spot, old, new, tuple(sorted(step.results))))

    def leave(
        self, spot: Spot, old: str, typed: str, new: str, why: str, results: Iterable[str]
    ) -> None:
        """Note that a change is not made, and why."""
        self.conflicts.append(Conflict(spot, old, typed, new, why, tuple(sorted(results))))

    def merge(
        self,
        spot: Spot,
        sent: Paragraph,
        block: TrackedParagraph,
        edited: Sequence[Paragraph],
        positions: tuple[int, ...],
    ) -> None:
        """Carry the changes of one paragraph over into those of the file that it became."""
        if block.mark is not Mark.KEPT:
            self._delete(spot, sent, block, edited, positions)
            return
        self.marker.numbering.pair(sent, block)
        changes = list(text_changes(block))
        if not changes:
            return
        letters = self.file.letters(positions) if edited else None
        if letters is None:
            typed = " ".join(each.text for each in edited)
            why = UNREADABLE if edited else DELETED
            self.leave(spot, sent.text, typed, block.text, why, results_of((block,)))
            return
        correspondence = Correspondence(sent, edited)
        for change in changes:
            found = correspondence.place(change)
            if isinstance(found, Place):
                self.carry(TextStep(letters, found, change), spot, change.old, change.new)
            elif found.text.strip() != change.new.strip():
                self.leave(spot, change.old, found.text, change.new, EDITED, change.results)
                self._remarks.append((letters, found.start, found.end, _said(change)))
        for flip in self.flips:
            if _words(flip.old) in _words(sent.text):
                self._remarks.append((letters, 0, len(letters.text), flip.comment))

    def _delete(
        self,
        spot: Spot,
        sent: Paragraph,
        block: TrackedParagraph,
        edited: Sequence[Paragraph],
        positions: tuple[int, ...],
    ) -> None:
        """Delete a paragraph that the newer draft does not have, if the co-author left it alone."""
        if not edited:
            return  # the co-author deleted it too
        results = results_of((block,))
        letters = self.file.letters(positions)
        if letters is not None and Correspondence(sent, edited).is_same:
            self.carry(DeletionStep((letters,), results), spot, sent.text, "")
            return
        typed = " ".join(each.text for each in edited)
        why = UNREADABLE if letters is None else EDITED_WHOLE
        self.leave(spot, sent.text, typed, "", why, results)

    def insert(
        self,
        block: TrackedParagraph | Grid,
        spot: Spot,
        behind: XmlElement | None,
        first: XmlElement | None,
    ) -> None:
        """Insert a paragraph or table that the draft that was sent did not have."""
        text = " ".join(each.text for each in paragraphs_of((block,)))
        if behind is None and first is None:
            self.leave(spot, "", "", text, NO_PLACE, results_of((block,)))
        else:
            self.carry(BlockStep(block, behind, first, results_of((block,))), spot, "", text)

    # --- making it --------------------------------------------------------------------------------

    def make(self) -> None:
        """Make all changes from the end of the file to its start, and comment on the first of each cause."""
        root = self.marker.received.body
        known = set(root.iter(*INSERTIONS))
        marks = [step.make(self.marker) for step in reversed(self.steps)]
        causes, explained = self.marker.writer.causes, set[Cause]()
        for step, made in zip(self.steps, reversed(marks), strict=True):
            for cause in self.marker.writer.caused(step.results) if made else ():
                if cause in causes and cause not in explained:
                    explained.add(cause)
                    self.marker.remark(made, causes[cause].comment, causes[cause].date)
        for letters, start, end, text in self._remarks:
            self.marker.remark_on(letters, start, end, text)
        number_marks(root, known, self.marker.writer.next_id)
        take_back(root)
        open_plain_controls(root)


def _said(change: TextChange) -> str:
    """Say in a comment what both drafts have where the co-author wrote something else."""
    old, new = (
        f"\N{LEFT DOUBLE QUOTATION MARK}{text.strip()}\N{RIGHT DOUBLE QUOTATION MARK}"
        for text in (change.old, change.new)
    )
    return (
        "Left as it is, because somebody edited these words and a correction of the data changes them: the draft that was sent has"
        f" {old} here, the newer draft has {new}."
    )


def _words(text: str) -> str:
    return " ".join(text.split())
