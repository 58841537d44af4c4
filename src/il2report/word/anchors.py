"""The numbers by which a file knows slots and paragraphs, where they are not those of its draft.

A file that was brought up to date keeps the numbers of the draft that was sent, so that paragraphs in which nothing
changed keep their bytes. Its properties then say which slot and which paragraph of the newer draft each number means.
Word takes 255 letters for a property, so what is longer goes on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count, groupby

from il2report.word.lines import PARAGRAPH_NAME, SLOT_NAME, TAG
from il2report.word.opening import WordFile, XmlElement
from il2report.word.resolution import w
from il2report.word.writing import slot_bookmark

PROPERTY = "il2report-anchors"
LONGEST_PROPERTY = 255
SLOT, PARAGRAPH = "s", "p"
RUN = re.compile(r"([sp])(\d{1,9})-(\d{1,9})>(\d{1,9})")
MOST_ANCHORS = 1_000_000
"""Slots and paragraphs of one file; the numbers of a file that says it has more are not believed."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Which slot or paragraph of the draft each number in the file means; a number that is not here means none."""

    slots: Mapping[int, int] = field(default_factory=dict)
    paragraphs: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, properties: Mapping[str, str]) -> Anchors | None:
        """Read them from the properties of a file; None where its numbers are those of its draft."""
        names = (f"{PROPERTY}-{number}" for number in count(1))
        texts = []
        for name in names:
            if name not in properties:
                break
            texts.append(properties[name])
        if not texts:
            return None
        found: dict[str, dict[int, int]] = {SLOT: {}, PARAGRAPH: {}}
        left = MOST_ANCHORS
        for kind, first, last, meant in RUN.findall(" ".join(texts)):
            numbers = range(int(first), int(last) + 1)
            left -= max(1, len(numbers))
            if left < 0:
                return cls()
            found[kind].update(
                zip(numbers, range(int(meant), int(meant) + len(numbers)), strict=True)
            )
        return cls(found[SLOT], found[PARAGRAPH])

    def properties(self) -> dict[str, str]:
        """Give the properties that say it; none where every number means itself."""
        if all(one == other for of in (self.slots, self.paragraphs) for one, other in of.items()):
            return {}
        texts = [""]
        for word in (*_runs(SLOT, self.slots), *_runs(PARAGRAPH, self.paragraphs)):
            if len(texts[-1]) + 1 + len(word) > LONGEST_PROPERTY:
                texts.append("")
            texts[-1] = f"{texts[-1]} {word}".lstrip()
        return {f"{PROPERTY}-{number}": text for number, text in enumerate(texts, start=1)}

    def rename(self, root: XmlElement) -> None:
        """Give every tag and bookmark of a part the number of its slot or paragraph in the draft."""
        for tag in root.iter(w("tag")):
            if TAG.fullmatch(number := tag.get(w("val"), "")):
                tag.set(w("val"), str(self.slots.get(int(number), "")))
        for mark in root.iter(w("bookmarkStart")):
            name = mark.get(w("name"), "")
            if slot := SLOT_NAME.fullmatch(name):
                known = self.slots.get(int(slot[1]))
                mark.set(w("name"), slot_bookmark(known) if known else "")
            elif PARAGRAPH_NAME.fullmatch(name):
                known = self.paragraphs.get(int(name[2:]))
                mark.set(w("name"), f"_p{known}" if known else "")


def _runs(kind: str, numbers: Mapping[int, int]) -> Iterator[str]:
    """Write numbers in runs in which both sides count on."""
    in_order = sorted(numbers.items())
    for _, group in groupby(
        enumerate(in_order), lambda each: (each[1][0] - each[0], each[1][1] - each[0])
    ):
        run = [pair for _, pair in group]
        yield f"{kind}{run[0][0]}-{run[-1][0]}>{run[0][1]}"


def anchored(file: WordFile) -> XmlElement:
    """Give the root of the main part, its anchors by the numbers of the draft that the file says it is."""
    root, anchors = file.xml(file.main), Anchors.of(file.properties())
    if anchors is None:
        return root
    copy = deepcopy(root)
    anchors.rename(copy)
    return copy
