"""The blocks of a received file as a reader sees them, and the elements that each was read from."""

from __future__ import annotations

from dataclasses import dataclass, field

from il2report.word.flow import Grid, paragraphs_of
from il2report.word.opening import XmlElement
from il2report.word.reading import reading_of
from il2report.word.refresh.letters import LETTER, Letters, numbered_letters
from il2report.word.refresh.received import Received
from il2report.word.resolution import PARAGRAPH, PLACE, ROW, TABLE, Decision, resolved
from il2report.word.review.blocks import FoundBlock


@dataclass(slots=True)
class ReadBlocks:
    """The paragraphs of a file with its tracked changes accepted, known by their positions in its flow.

    `paragraphs` are the elements that each was read from: several, where the co-author joined them while changes
    were tracked.
    """

    paragraphs: dict[int, list[XmlElement]]
    _texts: list[str]
    _copies: dict[int, list[XmlElement]]
    _elements: dict[str, XmlElement]
    _letters: dict[tuple[int, ...], Letters] = field(default_factory=dict)

    @classmethod
    def of(cls, received: Received) -> ReadBlocks:
        """Read a file."""
        root = received.body
        known = {str(number): each for number, each in enumerate(root.iter(PARAGRAPH), start=1)}
        for number, each in known.items():
            each.set(PLACE, number)
        elements = numbered_letters(root)
        copy = resolved(root, Decision.ACCEPT)
        for each in known.values():
            del each.attrib[PLACE]
        for each in elements.values():
            del each.attrib[LETTER]
        reading = reading_of(received.file, copy)
        paragraphs: dict[int, list[XmlElement]] = {}
        copies: dict[int, list[XmlElement]] = {}
        for each in copy.iter(PARAGRAPH):
            places = each.get(PLACE, "").split()
            if places and places[0] in reading.positions:
                position = reading.positions[places[0]]
                paragraphs.setdefault(position, []).extend(known[of] for of in places)
                copies.setdefault(position, []).append(each)
        texts = [each.text for each in paragraphs_of(reading.flow)]
        return cls(paragraphs, texts, copies, elements)

    def letters(self, positions: tuple[int, ...]) -> Letters | None:
        """Give the letters of paragraphs; None where they are not all in runs of text."""
        if positions not in self._letters:
            copies, paragraphs = [], []
            for position in positions:
                found = self._copies.get(position, [])
                said = [each for each in found if Letters.of([], [each], self._elements).text]
                copies += said or found[-1:]
                paragraphs += self._own(position, said or found[-1:])
            self._letters[positions] = Letters.of(paragraphs, copies, self._elements)
        letters = self._letters[positions]
        is_whole = letters.text == "\n".join(self._texts[each] for each in positions)
        return letters if is_whole and letters.paragraphs else None

    def _own(self, position: int, copies: list[XmlElement]) -> list[XmlElement]:
        """Give the paragraphs of copies; an empty one before them is only distance, and has the same position."""
        count = sum(len(each.get(PLACE, "").split()) for each in copies)
        return self.paragraphs.get(position, [])[-count:] if count else []

    def element_at(self, position: int) -> XmlElement | None:
        """Give the last paragraph of a position."""
        found = self.paragraphs.get(position)
        return found[-1] if found else None

    def element_of(self, unit: FoundBlock) -> XmlElement | None:
        """Give the paragraph or table of a block."""
        found = self.element_at(unit.position)
        if found is None or not isinstance(unit.block, Grid):
            return found
        return next(found.iterancestors(TABLE), None)

    def row_at(self, position: int) -> XmlElement | None:
        """Give the row that a paragraph is in."""
        found = self.element_at(position)
        return next(found.iterancestors(ROW), None) if found is not None else None
