"""Takes a line of text apart into what a redline compares: words, values, links, pictures.

A unit has a text, which is printed, and an identity, by which it is recognized: that of a word is
the word itself, that of a printed number the result that it was looked up by, that of a citation
the works cited, that of a mention the table or figure. Where an identity stays and its text does
not, the same thing is printed otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from il2report.templating.page_tree import BLANKS, Element, Node

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
class Unit:
    """The smallest part of a text that is kept, struck or added as a whole.

    `around` are the inline elements that it stands in, from the outside in; `space` stands before
    it. A unit that is an element of its own, such as a printed number, has that `element`.
    """

    nature: Nature
    text: str
    identity: Hashable
    around: tuple[Element, ...] = ()
    element: Element | None = None
    space: Unit | None = None

    @property
    def is_spoken(self) -> bool:
        """Whether it counts as a word when a passage is measured."""
        return self.nature not in {Nature.SPACE, Nature.PUNCTUATION}

    @property
    def result(self) -> str:
        """The id of the result printed; nothing for any other unit."""
        element = self.element if self.nature is Nature.VALUE else None
        return (element.attributes.get("data-result") or "") if element else ""

    @property
    def value(self) -> str:
        """The full-precision value of the result printed, or nothing."""
        return (self.element.attributes.get("value") or "") if self.element else ""

    def bare(self) -> Unit:
        """The unit without the space before it."""
        return self.behind(None) if self.space else self

    def behind(self, space: Unit | None) -> Unit:
        """The unit with another space before it."""
        return Unit(self.nature, self.text, self.identity, self.around, self.element, space)

    def pieces(self) -> Iterator[Unit]:
        """The space before it, if any, and the unit, of which the text alone counts."""
        if self.space:
            yield self.space
        yield self


def printed(units: Sequence[Unit]) -> str:
    """The text of several units, with the spaces between them."""
    return "".join(piece.text for unit in units for piece in unit.pieces()).strip()


def reference_number(element: Element) -> str:
    """Give the number of an entry of the reference list; nothing for any other element."""
    entry = ENTRY.fullmatch(element.id) if element.tag == "li" else None
    return entry[1] if entry else ""


@dataclass(frozen=True, slots=True)
class Works:
    """The reference list of a page: what each number of a citation stands for."""

    by_number: Mapping[int, str]

    @classmethod
    def of(cls, page: Element) -> Works:
        """Read the list; a page without one has no works."""
        numbers = {reference_number(element): element for element in page.elements()}
        return cls({int(number): of.text() for number, of in numbers.items() if number})

    def cited(self, text: str) -> tuple[str, ...]:
        """Give the works that a citation such as "1, 3-5" stands for, or its text where unknown."""
        numbers = [number for match in NUMBERS.finditer(text) for number in _range(match)]
        return tuple(self.by_number.get(number, str(number)) for number in numbers) or (text,)

    def units(self, nodes: Sequence[Node]) -> tuple[Unit, ...]:
        """Take the inline content of a block apart; white space around it is left out."""
        return tuple(_spaced(self._loose(nodes, ())))

    def _loose(self, nodes: Sequence[Node], around: tuple[Element, ...]) -> Iterator[Unit]:
        for node in nodes:
            if isinstance(node, str):
                yield from _words(node, around)
            elif isinstance(node, Element):
                whole = self._whole(node, around)
                yield from [whole] if whole else self._loose(node.children, (*around, node))

    def _whole(self, element: Element, around: tuple[Element, ...]) -> Unit | None:
        """Make one unit of an element that changes as a whole, or give none."""
        attributes, text = element.attributes, element.text()
        if attributes.get("data-result"):
            identity: Hashable = (attributes["data-result"], attributes.get("data-part"))
            return Unit(Nature.VALUE, text, ("value", identity), around, element)
        if element.tag == "a" and element.find(tag="data") is None:
            return Unit(Nature.REFERRAL, text, self._target(element, text), around, element)
        if element.tag in {"img", "br", "wbr"}:
            shown = (element.tag, attributes.get("src"), attributes.get("alt"))
            return Unit(Nature.OBJECT, "", shown, around, element)
        return None

    def _target(self, link: Element, text: str) -> Hashable:
        if "citation" in link.classes:
            return "citation", self.cited(text)
        if "mention" in link.classes:
            return "mention", link.attributes.get("href")
        return "link", text


def _range(match: re.Match[str]) -> range:
    first = int(match[1])
    return range(first, min(int(match[2] or first), first + LONGEST_RANGE) + 1)


def _words(text: str, around: tuple[Element, ...]) -> Iterator[Unit]:
    look = tuple(element.tag for element in around if element.tag in FORMATTING)
    for token in TOKEN.findall(text):
        if token.isspace():
            yield Unit(Nature.SPACE, BLANKS.sub(" ", token), None, around)
        else:
            nature = Nature.WORD if token[0].isalnum() else Nature.PUNCTUATION
            yield Unit(nature, token, (token, look), around)


def _spaced(loose: Iterator[Unit]) -> Iterator[Unit]:
    """Hang each space on the unit behind it; several in a row are shown as a browser does."""
    space, is_first = None, True
    for unit in loose:
        if unit.nature is Nature.SPACE:
            space = replace(space, text=BLANKS.sub(" ", space.text + unit.text)) if space else unit
            continue
        yield unit.behind(_at_the_edge(space) if is_first else space) if space else unit
        space, is_first = None, False
    if edge := _at_the_edge(space):
        yield replace(edge, nature=Nature.PUNCTUATION, identity=("space", edge.text))


def _at_the_edge(space: Unit | None) -> Unit | None:
    """Give what shows of a space at the start or end of a line: no-break spaces alone."""
    text = space.text.strip(" ") if space else ""
    return replace(space, text=text) if space and text else None
