"""Which slot and paragraph of the newer draft is which of the draft that was sent, and what number the file has for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from il2report.word.anchors import Anchors
from il2report.word.flow import Paragraph, Slot
from il2report.word.lines import PARAGRAPH_NAME
from il2report.word.tracking import Mark, TrackedParagraph


@dataclass(slots=True)
class Numbering:
    """The numbers that a file has for the slots and paragraphs of the newer draft.

    What the older draft has too keeps its number in the file; anything else gets one that nothing in the file has.
    """

    known: Anchors | None
    sent: Sequence[Slot]
    newer: Sequence[Slot]
    _slots: dict[int, int] = field(default_factory=dict)
    _paragraphs: dict[int, int] = field(default_factory=dict)
    _free: dict[str, int] = field(default_factory=dict)
    _own: dict[str, dict[int | None, int]] = field(default_factory=dict)

    def pair(self, old: Paragraph, new: TrackedParagraph) -> None:
        """Note which slots of two versions of a paragraph are the same."""
        if new.name and old.name:
            self._paragraphs[_number(new.name)] = _number(old.name)
        ours, theirs = _by_letter(old), _by_letter(new)
        at = to = 0
        for piece in new.pieces:
            length = sum(len(run.text) for run in Paragraph("", piece.inlines).runs)
            if piece.mark is Mark.KEPT:
                for one, other in zip(
                    ours[at : at + length], theirs[to : to + length], strict=False
                ):
                    self._same(one, other)
                at, to = at + length, to + length
            elif piece.mark.is_gone:
                for one in ours[at : at + length]:
                    self._same(one, piece.slot)
                at += length
            else:
                to += length

    def _same(self, old: int | None, new: int | None) -> None:
        if old and new:
            self._slots.setdefault(new, old)

    def slot(self, number: int) -> int:
        """Give the number that the file has, or gets, for a slot of the newer draft."""
        old = self._slots.get(number)
        return self._in_file("slots", old, number)

    def paragraph(self, name: str) -> str:
        """Give the bookmark that the file has, or gets, for a paragraph of the newer draft."""
        if not PARAGRAPH_NAME.fullmatch(name):
            return name
        return (
            f"_p{self._in_file('paragraphs', self._paragraphs.get(_number(name)), _number(name))}"
        )

    def _in_file(self, kind: str, old: int | None, number: int) -> int:
        of: Mapping[int, int] = getattr(self.known, kind) if self.known else {}
        if old is not None and self.known is None:
            return old
        if kind not in self._own:
            self._own[kind] = {meant: own for own, meant in of.items()}
        if old in self._own[kind]:
            return self._own[kind][old]
        return self._first_free(kind, of) + number

    def _first_free(self, kind: str, of: Mapping[int, int]) -> int:
        """Count new numbers from the first above all that the file can have."""
        if kind not in self._free:
            drafts = max(
                len(self.sent), len(self.newer), *self._paragraphs.values(), *self._paragraphs, 0
            )
            self._free[kind] = max(drafts, *of, *(of.values()), 0) + 1
        return self._free[kind]

    def anchors(self, paragraphs: Iterable[Paragraph]) -> Anchors:
        """Say which slot and paragraph of the newer draft each number in the file means."""
        names = [_number(each.name) for each in paragraphs if each.name]
        return Anchors(
            {self.slot(each.number): each.number for each in self.newer},
            {_number(self.paragraph(f"_p{number}")): number for number in names},
        )


def _number(name: str) -> int:
    return int(name[2:]) if PARAGRAPH_NAME.fullmatch(name) else 0


def _by_letter(paragraph: Paragraph) -> list[int | None]:
    """Give the slot of each letter of a paragraph."""
    return [run.slot for run in paragraph.runs for _ in run.text]
