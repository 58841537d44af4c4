"""Says which bookmarks and slots of a returned file are those of the draft that it is compared with.

They are numbers in the order of one draft. In a file of another draft, or in text pasted from one, the same numbers
are those of other paragraphs and values. What a paragraph says besides its figures shows which paragraph it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from il2report.word.flow import (
    Flow,
    FlowBlock,
    Paragraph,
    Run,
    Slot,
    paragraphs_of,
    with_paragraphs,
)
from il2report.word.remarks import Comment, Revision, WordText
from il2report.word.review.alignment import Part, likeness
from il2report.word.review.tokens import TOKEN, Line, line_of

FEWEST_WORDS = 4
"""Words from which on a paragraph is known by them; a heading or label may be in several places."""
LEAST_ALIKE = 0.2
"""Share of pairs of neighboring words from which on a rewritten paragraph is still the one of its bookmark."""
FIGURE = "#"


@dataclass(frozen=True, slots=True)
class _Known:
    """A paragraph as it is known: its words with one sign for each number, and where among them its slots are."""

    name: str
    line: Line
    words: tuple[str, ...]
    slots: Mapping[int, int]

    @classmethod
    def of(cls, paragraph: Paragraph, texts: Mapping[int, str]) -> _Known:
        line = line_of(paragraph, texts)
        words: list[str] = []
        slots: dict[int, int] = {}
        for token in line.tokens:
            if token.slot:
                slots[token.slot] = len(words)
            pieces = (each for each in TOKEN.findall(token.text) if not each.isspace())
            words += (FIGURE if any(map(str.isdecimal, each)) else each for each in pieces)
        return cls(paragraph.name, line, tuple(words), slots)

    @property
    def is_telling(self) -> bool:
        """Whether it has enough words to be known by them."""
        return sum(word[0].isalpha() for word in self.words) >= FEWEST_WORDS


class _Draft:
    """The paragraphs of a draft by their bookmarks and slots."""

    def __init__(self, flow: Flow, texts: Mapping[int, str]) -> None:
        known = [_Known.of(each, texts) for each in paragraphs_of(flow)]
        self._words = {each.words for each in known}
        self._named = {each.name: each for each in known}
        self._filled = {slot: each for each in known for slot in each.slots}

    def has_named(self, one: _Known) -> bool | None:
        """Whether a paragraph has the bookmark of the one of the draft that says the same; None for a doubt."""
        if not one.name or not one.is_telling or one.words not in self._words:
            return None
        return one.name in self._named and self._named[one.name].words == one.words

    def has_filled(self, one: _Known) -> bool | None:
        """Whether the slots of a paragraph are in these places of the draft; None for a doubt."""
        if not one.slots or not one.is_telling or one.words not in self._words:
            return None
        filled = {slot: self._filled.get(slot) for slot in one.slots}
        return all(
            of is not None and of.words == one.words and of.slots[slot] == one.slots[slot]
            for slot, of in filled.items()
        )

    def is_alike(self, one: _Known) -> bool:
        """Whether a paragraph has something of what the one with its bookmark says."""
        named = self._named.get(one.name)
        return bool(
            named and likeness(Part("p", (), named.line), Part("p", (), one.line)) >= LEAST_ALIKE
        )


@dataclass(frozen=True, slots=True)
class OwnFlow:
    """A flow with no bookmarks and slots but those of a draft.

    `filled` is of each paragraph of it whether its slots are those of the draft, `doubted` counts those that had others.
    """

    flow: tuple[FlowBlock, ...]
    filled: tuple[bool, ...]
    doubted: int


def own_flow(draft: Flow, flow: Flow, slots: Sequence[Slot]) -> OwnFlow:
    """Take away the bookmarks and slots of a flow that are not those of the draft.

    A paragraph that says what one of the draft says shows whether its own are; of any other the nearest ones that do
    show it.
    """
    texts = {slot.number: " ".join(slot.text.split()) for slot in slots}
    ours = _Draft(draft, texts)
    found = [_Known.of(each, texts) for each in paragraphs_of(flow)]
    named = [
        is_own or (is_own is None and ours.is_alike(one))
        for one, is_own in zip(found, _with_neighbors(map(ours.has_named, found)), strict=True)
    ]
    filled = tuple(is_own is True for is_own in _with_neighbors(map(ours.has_filled, found)))
    doubted = sum(
        bool(one.name and not has_name) or bool(one.slots and not has_slots)
        for one, has_name, has_slots in zip(found, named, filled, strict=True)
    )
    each_paragraph = iter(zip(named, filled, strict=True))

    def own_alone(paragraph: Paragraph) -> Paragraph:
        has_name, has_slots = next(each_paragraph)
        kept = paragraph if has_name else replace(paragraph, name="")
        return kept if has_slots else without_slots(kept)

    own = tuple(with_paragraphs(block, own_alone) for block in flow) if doubted else tuple(flow)
    return OwnFlow(own, filled, doubted)


def with_own_anchors(draft: Flow, text: WordText, slots: Sequence[Slot]) -> WordText:
    """Take away the bookmarks and slots of a file that are not those of the draft, and add a note that says so."""
    own = own_flow(draft, text.accepted, slots)
    if not own.doubted:
        return text

    def believed(each: MarkT) -> MarkT:
        is_own = all(own.filled[each.paragraph : each.paragraph + 1])
        return each if is_own else replace(each, slots=())

    note = (
        f"in {own.doubted} of its {len(own.filled)} paragraphs the content controls and bookmarks are those of another"
        " draft; these paragraphs were compared by their text"
    )
    return replace(
        text,
        accepted=own.flow,
        revisions=tuple(map(believed, text.revisions)),
        comments=tuple(map(believed, text.comments)),
        notes=(*text.notes, note),
    )


MarkT = TypeVar("MarkT", Revision, Comment)


def without_slots(paragraph: Paragraph) -> Paragraph:
    """Take the slots of a paragraph away, and leave its text."""
    inlines = (replace(of, slot=None) if isinstance(of, Run) else of for of in paragraph.inlines)
    return replace(paragraph, inlines=tuple(inlines))


def _with_neighbors(judged: Iterable[bool | None]) -> list[bool | None]:
    """Put in place of each doubt what the nearest ones on both sides say, if they say the same; without any, yes."""
    found = list(judged)
    sides = []
    for order in (found, found[::-1]):
        last: bool | None = None
        sides.append([last := (last if of is None else of) for of in order])
    both = ({one, other} - {None} for one, other in zip(sides[0], reversed(sides[1]), strict=True))
    agreed = (of.pop() if len(of) == 1 else None if of else True for of in both)
    return [of if own is None else own for own, of in zip(found, agreed, strict=True)]
