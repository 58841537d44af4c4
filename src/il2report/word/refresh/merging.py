"""Merges three versions of a paragraph: that of the draft which was sent, that of the newer draft, and the co-author's.

What differs between the two drafts is carried over where the co-author left the letters alone that change; anything
else is a conflict, and the co-author's words are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from il2report.word.flow import FlowBlock, Inline, Paragraph, Picture, Run, paragraphs_of
from il2report.word.review.tokens import TOKEN
from il2report.word.tracking import Mark, Piece, TrackedParagraph

Token = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class TextChange:
    """Letters `start` to `end` of the draft that was sent, for which the newer draft has others.

    `old` are those letters, `slot` is that of the newer draft where old and new text are the same value, and `same_look`
    says whether both look the same.
    """

    start: int
    end: int
    old: str
    inlines: tuple[Run, ...]
    results: frozenset[str]
    slot: int | None = None
    same_look: bool = False

    @property
    def new(self) -> str:
        """What the newer draft has there."""
        return "".join(run.text for run in self.inlines)


def text_changes(paragraph: TrackedParagraph) -> Iterator[TextChange]:
    """Give what changed in a paragraph, in order."""
    at = 0
    gone: list[Piece] = []
    come: list[Piece] = []
    for piece in (*paragraph.pieces, Piece(Mark.KEPT, ())):
        is_other = piece.slot != (*gone, *come, piece)[0].slot
        ends = piece.mark is Mark.KEPT or is_other or (piece.mark.is_gone and bool(come))
        if (gone or come) and ends:
            change = _change(at, gone, come)
            at += sum(len(_text(each.inlines)) for each in gone)
            gone, come = [], []
            if change.old or change.new:
                yield change
        if piece.mark is Mark.KEPT:
            at += len(_text(piece.inlines))
        else:
            (gone if piece.mark.is_gone else come).append(piece)


def _change(at: int, gone: Sequence[Piece], come: Sequence[Piece]) -> TextChange:
    """Make one change of deletions and insertions in one place; a space that both begin with stays."""
    old = "".join(_text(each.inlines) for each in gone)
    inlines = [each for piece in come for each in piece.inlines if isinstance(each, Run)]
    results = frozenset(result for piece in (*gone, *come) for result in piece.results)
    slot = (*gone, *come)[0].slot
    start = at
    if gone and inlines:
        new = "".join(run.text for run in inlines)
        same = 0
        while same < min(len(old), len(new)) and old[same] == new[same] and old[same].isspace():
            same += 1
        start, kept = at + same, old[same:]
        while same and inlines:
            first = inlines[0]
            inlines[:1] = [replace(first, text=first.text[same:])] if len(first.text) > same else []
            same -= min(same, len(first.text))
        old = kept
    looks = [
        {each.look for each in side}
        for side in ([run for piece in gone for run in Paragraph("", piece.inlines).runs], inlines)
    ]
    same_look = looks[0] == looks[1] and len(looks[0]) == 1
    return TextChange(start, start + len(old), old, tuple(inlines), results, slot, same_look)


def _text(inlines: Sequence[Inline]) -> str:
    return "".join(each.text for each in inlines if isinstance(each, Run))


def results_of(blocks: Iterable[FlowBlock]) -> frozenset[str]:
    """Give the results whose text changes in some blocks."""
    return frozenset(
        result
        for each in paragraphs_of(tuple(blocks))
        if isinstance(each, TrackedParagraph)
        for piece in each.pieces
        for result in piece.results
    )


def is_picture_changed(paragraph: TrackedParagraph) -> bool:
    """Whether a picture of a paragraph is another one in the newer draft."""
    return any(
        isinstance(each, Picture)
        for piece in paragraph.pieces
        if piece.mark is not Mark.KEPT
        for each in piece.inlines
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change belongs in the letters of the co-author, from `start` to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What the co-author has in the place of a change; the same as the newer draft, or else a conflict."""

    text: str
    start: int
    end: int


class Correspondence:
    """Which letter of the draft that was sent is which in the co-author's version."""

    def __init__(self, sent: Paragraph, edited: Sequence[Paragraph]) -> None:
        self._old = sent.text
        self._new = "\n".join(each.text for each in edited)
        theirs = [token for number, each in enumerate(edited) for token in _tokens(each, number)]
        has_slots = any(slot for _, slot in theirs)
        ours = [(text, slot if has_slots else None) for text, slot in _tokens(sent)]
        self._places: list[int | None] = [None] * len(self._old)
        old_starts, new_starts = _starts(ours), _starts(theirs)
        matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
        for block in matcher.get_matching_blocks():
            for at in range(block.size):
                start, place = old_starts[block.a + at], new_starts[block.b + at]
                for letter in range(len(ours[block.a + at][0])):
                    self._places[start + letter] = place + letter

    @property
    def is_same(self) -> bool:
        """Whether the co-author left the paragraph as it was."""
        return self._old == self._new and all(place == at for at, place in enumerate(self._places))

    def place(self, change: TextChange) -> Place | Typed:
        """Say where a change belongs, or what the co-author typed in its place."""
        inside = self._places[change.start : change.end]
        if inside:
            first = inside[0]
            if first is not None and inside == list(range(first, first + len(inside))):
                return Place(first, first + len(inside))
            return self._typed(change)
        before = self._places[change.start - 1] if change.start else -1
        if before is not None:
            return Place(before + 1, before + 1)
        behind = self._places[change.start] if change.start < len(self._places) else len(self._new)
        return self._typed(change) if behind is None else Place(behind, behind)

    def _typed(self, change: TextChange) -> Typed:
        """Give what is between the letters around a change that the co-author left alone."""
        before = (each for each in reversed(self._places[: change.start]) if each is not None)
        behind = (each for each in self._places[change.end :] if each is not None)
        start, end = next(before, -1) + 1, next(behind, len(self._new))
        return Typed(self._new[start:end], start, end)


def _tokens(paragraph: Paragraph, number: int = 0) -> Iterator[Token]:
    """Take a paragraph apart into words, signs and spaces, each with its slot; an end of a paragraph comes first."""
    if number:
        yield "\n", -1
    for slot, runs in groupby(paragraph.runs, lambda run: run.slot):
        for text in TOKEN.findall("".join(run.text for run in runs)):
            yield text, slot


def _starts(tokens: Sequence[Token]) -> list[int]:
    starts, at = [], 0
    for text, _ in tokens:
        starts.append(at)
        at += len(text)
    return starts
