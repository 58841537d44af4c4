"""The edits of a draft: their kinds, where each is, and who made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from il2report.document.document import TITLE


class EditKind(StrEnum):
    """What kind of edit it is."""

    NUMBER = "number"
    """A number that is printed from data was typed over; so were those of the three kinds below."""
    WORD = "word from data"
    CITATION = "citation"
    MENTION = "mention"
    DIGITS = "digits"
    """Words with a number in digits were typed."""
    WORDS = "words"
    FORMAT = "format"
    """The same words look different."""
    ADDED = "paragraph added"
    DELETED = "paragraph deleted"
    MOVED = "paragraph moved"
    SPLIT = "paragraph split"
    JOINED = "paragraphs joined"
    ROW_ADDED = "row added"
    ROW_DELETED = "row deleted"
    ROW_MOVED = "row moved"
    COLUMN_ADDED = "column added"
    COLUMN_DELETED = "column deleted"
    CELLS = "cells"
    """Cells were merged or split."""
    TABLE_ADDED = "table added"
    TABLE_DELETED = "table deleted"
    FIGURE_ADDED = "figure added"
    FIGURE_DELETED = "figure deleted"
    FIGURE_REPLACED = "figure replaced"
    """Another picture is in its place."""


TYPED_OVER: Mapping[str, EditKind] = MappingProxyType(
    {
        "number": EditKind.NUMBER,
        "label": EditKind.WORD,
        "word": EditKind.WORD,
        "citation": EditKind.CITATION,
        "mention": EditKind.MENTION,
    }
)
"""What it is to type over a slot, by the kind of the slot."""


NO_LOOK = "plain"
"""What words are that have lost the look that they had."""
AUTHORS, REFERENCES = "Authors", "References"
"""Parts of a manuscript in which a number is no result."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the manuscript, as a reader names it; `paragraph` is the bookmark of the paragraph of the draft."""

    section: str = TITLE
    paragraph: str = ""
    part: str = ""
    """Caption, references, authors, or a table."""
    row: str = ""
    column: str = ""

    def __str__(self) -> str:
        within = ", ".join(
            f"{name} {of!r}" for name, of in (("row", self.row), ("column", self.column)) if of
        )
        named = self.part or self.section
        return f"{named}, {within}" if within else named


@dataclass(frozen=True, slots=True)
class Hand:
    """The author of a tracked change or comment and its date; either is empty where the file has none."""

    author: str
    date: str = ""

    def __str__(self) -> str:
        return f"{self.author}, {self.date[:10]}" if self.date else self.author


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: `old` and `new` are the words, `before` and `after` those around them in the draft.

    `start` and `end` are its place in the text of the paragraph of the draft, `slots` the numbers of the slots that
    were typed over or removed, `position` that of the paragraph in the returned file. `near` is the bookmark of the
    paragraph of the draft that an added or moved one follows, `form` what an added one is.
    """

    kind: EditKind
    spot: Spot
    old: str = ""
    new: str = ""
    before: str = ""
    after: str = ""
    start: int = 0
    end: int = 0
    slots: tuple[int, ...] = ()
    position: int = -1
    near: str = ""
    form: str = ""
    hands: tuple[Hand, ...] = ()
