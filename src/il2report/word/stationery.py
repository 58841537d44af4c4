"""How the pages of a Word file look: their size and margins, the letters of its styles, the head of each page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paper:
    """The size of a page and its margins, in twips."""

    width: int = 11906
    height: int = 16838
    top: int = 1418
    right: int = 1418
    bottom: int = 1418
    left: int = 1418

    @property
    def text_width(self) -> int:
        """How wide the text is."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """How high it is."""
        return self.height - self.top - self.bottom

    def turned(self) -> Paper:
        """The same on its side."""
        return Paper(self.height, self.width, self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True, slots=True)
class PageHead:
    """The head of each page as a part of a file, and its pictures by the ids of their relations."""

    part: str
    pictures: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Stationery:
    """How a page looks: its size, the letters of running text, those of single styles, its head.

    `letters` and `sides` are properties and alignment by the name of a style in small letters; "" is running text.
    """

    paper: Paper = Paper()
    letters: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)
    head: PageHead | None = None


PLAIN = Stationery()
