"""Takes a line of text apart into what a redline compares: words, values, links, pictures.

A unit has a text, which is printed, and an identity, by which it is recognized: that of a word is
the word itself, that of a printed number the result that it was looked up by, that of a citation
the works cited, that of a mention the table or figure, that of a picture its figure. Where an
identity stays and its text does not, the same thing is printed differently.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from il2report.document.tree import BLANKS, Element, Node
from il2report.document.typography import as_typed

TOKEN = re.compile(r"\s+|\w+(?:[-'’.,]\w+)*|.", re.DOTALL)
FORMATTING = frozenset({"b", "code", "em", "i", "s", "small", "strong", "sub", "sup", "u"})
"""Elements that change how a word looks: setting one in italics changes it."""
ENTRY = re.compile(r"reference-([0-9]{1,9})")
NUMBERS = re.compile(r"(\d+)(?:[-\N{EN DASH}](\d+))?")
LONGEST_RANGE = 999


class Nature(Enum):
    """What a unit is."""

    SPACE = auto()
    WORD = auto()
    PUNCTUATION = auto()
    VALUE = auto()
    REFERRAL = auto()
    OBJECT = auto()


@dataclass(frozen=True, slots=True, eq=False)
class TextUnit:
    """The smallest part of a text that is kept, struck or added as a whole.

    `around` are the inline elements that it is in, from the outside in; `space` is the white space
    before it. A unit that is an element of its own, such as a printed number, has that `element`.
    """

    nature: Nature
    text: str
    identity: Hashable
    around: tuple[Element, ...] = ()
    element: Element | None = None
    space: TextUnit | None = None

    @property
    def is_spoken(self) -> bool:
        """Whether it counts as a word when a passage is measured."""
        return self.nature not in {Nature.SPACE, Nature.PUNCTUATION}

    @property
    def look(self) -> Hashable:
        """How it looks, apart from what it says."""
        return tuple(element.tag for element in self.around if element.tag in FORMATTING)

    @property
    def result(self) -> str:
        """The id of the result printed; nothing for any other unit."""
        return self.element.get("data-result") if self.element else ""

    @property
    def value(self) -> str:
        """The full-precision value of the result printed, or nothing."""
        return self.element.get("value") if self.element else ""

    @property
    def pieces(self) -> tuple[TextUnit, ...]:
        """The space before it, if any, and the unit."""
        return (self.space, self) if self.space else (self,)

    def bare(self) -> TextUnit:
        """The unit without the space before it."""
        return replace(self, space=None) if self.space else self


def printed(units: Sequence[TextUnit]) -> str:
    """The text of several units, with the spaces between them."""
    return "".join(piece.text for unit in units for piece in unit.pieces).strip()


def reference_number(element: Element) -> str:
    """Give the number of an entry of the reference list; nothing for any other element."""
    entry = ENTRY.fullmatch(element.id) if element.tag == "li" else None
    return entry[1] if entry else ""


@dataclass(frozen=True, slots=True)
class Works:
    """What the numbers of citations in a page refer to, and which images are the picture of a figure."""

    by_number: Mapping[int, str]
    pictures: frozenset[int] = frozenset()

    @classmethod
    def of(cls, page: Element) -> Works:
        """Read the reference list and the figures of a page."""
        numbers = {reference_number(element): element for element in page.elements()}
        figures = (element for element in page.elements() if element.tag == "figure")
        return cls(
            {int(number): entry.text() for number, entry in numbers.items() if number},
            frozenset(id(picture) for each in figures if (picture := each.find("img"))),
        )

    def cited(self, text: str) -> tuple[str, ...]:
        """Give the works that a citation such as "1, 3-5" refers to, or its text where unknown."""
        found: list[str] = []
        for match in NUMBERS.finditer(text):
            first = int(match[1])
            last = min(int(match[2] or first), first + LONGEST_RANGE)
            found += (self.by_number.get(n, str(n)) for n in range(first, last + 1))
        return tuple(found) or (text,)

    def units(self, nodes: Sequence[Node]) -> tuple[TextUnit, ...]:
        """Take the inline content of a block apart; white space at its ends is left out.

        Each space goes with the unit behind it; several in a row are one, as a browser shows them.
        """
        found: list[TextUnit] = []
        space: TextUnit | None = None
        for unit in self._loose(nodes, ()):
            if unit.nature is not Nature.SPACE:
                found.append(replace(unit, space=space if found else _at_the_edge(space)))
                space = None
            elif space:
                space = replace(space, text=BLANKS.sub(" ", space.text + unit.text))
            else:
                space = unit
        if edge := _at_the_edge(space):
            found.append(replace(edge, nature=Nature.PUNCTUATION, identity=("space", edge.text)))
        return tuple(found)

    def _loose(self, nodes: Sequence[Node], around: tuple[Element, ...]) -> Iterator[TextUnit]:
        for node in nodes:
            if isinstance(node, str):
                yield from _words(node, around)
            elif isinstance(node, Element):
                if whole := self._whole(node, around):
                    yield whole
                else:
                    yield from self._loose(node.children, (*around, node))

    def _whole(self, element: Element, around: tuple[Element, ...]) -> TextUnit | None:
        """Make one unit of an element that changes as a whole, or give none."""
        text = element.text()
        identity: Hashable
        if result := element.get("data-result"):
            identity = ("value", result, element.get("data-part"))
            return TextUnit(Nature.VALUE, text, identity, around, element)
        if element.tag == "a" and element.find(tag="data") is None:
            identity = ("link", text)
            if "citation" in element.classes:
                identity = ("citation", self.cited(text))
            elif "mention" in element.classes:
                identity = ("mention", element.get("href"))
            return TextUnit(Nature.REFERRAL, text, identity, around, element)
        if element.tag in {"img", "br", "wbr"}:
            identity = (element.tag, element.get("src"), element.get("alt"))
            if id(element) in self.pictures:
                identity = ("picture",)
            return TextUnit(Nature.OBJECT, "", identity, around, element)
        return None


def _words(text: str, around: tuple[Element, ...]) -> Iterator[TextUnit]:
    look = tuple(element.tag for element in around if element.tag in FORMATTING)
    for token in TOKEN.findall(text):
        if token.isspace():
            yield TextUnit(Nature.SPACE, BLANKS.sub(" ", token), None, around)
        else:
            nature = Nature.WORD if token[0].isalnum() else Nature.PUNCTUATION
            yield TextUnit(nature, token, (as_typed(token), look), around)


def _at_the_edge(space: TextUnit | None) -> TextUnit | None:
    """Give what is visible of a space at the start or end of a line: no-break spaces alone."""
    text = space.text.strip(" ") if space else ""
    return replace(space, text=text) if space and text else None
