"""Takes a page apart into blocks, and finds which block of the old page became which of the new.

Blocks keep their order. Headings, tables and figures are known by their ids; paragraphs by how
many pairs of neighboring words they share: a paragraph that was rewritten keeps many, two
paragraphs on different subjects share few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol, TypeVar

from il2report.document.tree import Element, Node
from il2report.redline.edits import EditPlace
from il2report.redline.units import TextUnit, Works

TITLE = EditPlace("title", "Title")
STRUCTURE = frozenset({"figure", "ol", "table", "tbody", "thead", "tr", "ul"})
"""Elements that are no text even when they are empty."""
UNLISTED = frozenset({"contents", "provenance"})
"""Classes of what follows from other parts of the page, or from the day: marked, not listed."""

LEAST_LIKENESS = 0.25
"""Share of word pairs from which on two blocks of text are versions of each other."""
SAME_NAME = 2.0
"""Likeness of two blocks with one id, above that of any two texts."""


class Alignable(Protocol):
    """What two versions of a text are made of, one after the other: blocks of a page, paragraphs, rows."""

    @property
    def tag(self) -> str:
        """What kind it is; those of different kinds are no versions of each other."""

    @property
    def name(self) -> str:
        """What it is known by, whatever it says; or nothing."""

    @property
    def units(self) -> tuple[TextUnit, ...]:
        """Its text."""

    @property
    def is_leaf(self) -> bool:
        """Whether it is known by its text, if it has no name."""

    def shingles(self) -> frozenset[Hashable]:
        """Give every pair of neighboring identities."""


A = TypeVar("A", bound=Alignable)


def neighboring(units: Sequence[TextUnit]) -> frozenset[Hashable]:
    """Give every pair of neighboring identities of a text, those of its ends included."""
    ends = (None, *(unit.identity for unit in units if unit.is_spoken), None)
    return frozenset(pairwise(ends))


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A block of the page, with the place it is in; a run of text beside blocks is one too."""

    element: Element
    units: tuple[TextUnit, ...]
    is_leaf: bool
    place: EditPlace
    is_run: bool = False

    @property
    def tag(self) -> str:
        """Its tag; a run of text has none."""
        return "" if self.is_run else self.element.tag

    @property
    def name(self) -> str:
        """Its id, and for a container without one its classes; the id of a list item is a number."""
        if self.is_run or self.tag == "li":
            return ""
        return self.element.id or ("" if self.is_leaf else " ".join(self.element.classes))

    def shingles(self) -> frozenset[Hashable]:
        """Give every pair of neighboring identities, those of its ends included."""
        return neighboring(self.units)


def is_leaf(element: Element) -> bool:
    """Whether it holds text and inline elements alone."""
    return element.tag not in STRUCTURE and all(
        part.is_inline or part is element for part in element.elements()
    )


class Article:
    """The article of one of the two pages; `results` has by place the results that it prints there."""

    def __init__(self, article: Element) -> None:
        self.works = Works.of(article)
        self.figures = {element.id for element in article.elements() if element.tag == "figure"}
        self.results: dict[str, set[str]] = defaultdict(set)
        self._section, self._part = TITLE, TITLE
        self._places: dict[int, EditPlace] = {}
        self._places_behind: dict[int, EditPlace] = {}
        self._locate(article, None, is_listed=True)

    def place(self, element: Element) -> EditPlace:
        """The narrowest section, table or figure that an element of the article is in."""
        return self._places[id(element)]

    def block(self, element: Element) -> Block:
        """Take an element as a block."""
        leaf = is_leaf(element)
        units = self.works.units(element.children) if leaf else ()
        return Block(element, units, leaf, self.place(element))

    def blocks(self, within: Element, tags: Sequence[str] = ()) -> list[Block]:
        """Part what is right inside an element into blocks and runs of text; blank runs are left out."""
        found: list[Block] = []
        run: list[Node] = []
        place = self.place(within)
        nodes: Sequence[Node] = within.parts(*tags) if tags else within.children
        for node in (*nodes, None):
            if node is not None and not (isinstance(node, Element) and not node.is_inline):
                run.append(node)
                continue
            if not all(isinstance(each, str) and not each.strip() for each in run):
                element, units = Element("span", tuple(run)), self.works.units(run)
                found.append(Block(element, units, is_leaf=True, place=place, is_run=True))
            run = []
            if isinstance(node, Element):
                found.append(self.block(node))
                place = self._places_behind[id(node)]
        return found

    def _locate(self, element: Element, figure: EditPlace | None, *, is_listed: bool) -> None:
        is_listed = is_listed and UNLISTED.isdisjoint(element.classes)
        if element.tag == "h2":
            self._section = self._part = EditPlace(element.id, element.text())
        elif element.tag == "h3":
            self._part = EditPlace(element.id, f"{self._section.title}: {element.text()}")
        elif element.tag == "figure":
            label = element.find(name="label")
            title = label.text().rstrip(".") if label else element.id
            figure = EditPlace(element.id, title.replace("\N{NO-BREAK SPACE}", " "))
        place = replace(figure or self._part, is_listed=is_listed)
        self._places[id(element)] = place
        if result := element.get("data-result"):
            self.results[place.key].add(result)
        for part in element.parts():
            self._locate(part, figure, is_listed=is_listed)
        around = self._part if element.tag == "figure" else figure or self._part
        self._places_behind[id(element)] = replace(around, is_listed=is_listed)


def aligned(old: Sequence[A], new: Sequence[A]) -> list[tuple[A | None, A | None]]:
    """Pair the blocks of two pages in order; what has no counterpart is paired with nothing."""
    before = _same_ends(old, new)
    behind = _same_ends(old[before:][::-1], new[before:][::-1])
    old_end, new_end = len(old) - behind, len(new) - behind
    return [
        *zip(old[:before], new[:before], strict=True),
        *_best(old[before:old_end], new[before:new_end]),
        *zip(old[old_end:], new[new_end:], strict=True),
    ]


def _same_ends(old: Sequence[Alignable], new: Sequence[Alignable]) -> int:
    """How many blocks from the start on are the same."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if (one.tag, one.name, one.is_leaf) != (other.tag, other.name, other.is_leaf):
            break
        ours, theirs = ([unit.identity for unit in block.units] for block in (one, other))
        if not (ours == theirs if one.is_leaf else one.name):
            break
        count += 1
    return count


def _likenesses(old: Sequence[Alignable], new: Sequence[Alignable]) -> Callable[[int, int], float]:
    # What it takes to work out is taken once for each block, not for each pair.
    ours, theirs = (
        [((each.tag, each.is_leaf), each.name, each.shingles()) for each in side]
        for side in (old, new)
    )

    def likeness(i: int, j: int) -> float:
        (kind, name, said), (other_kind, other_name, other_said) = ours[i], theirs[j]
        if kind != other_kind:
            return 0.0
        if name and name == other_name:
            return SAME_NAME
        if not kind[1]:
            return 0.0 if name or other_name else 1.0
        shared = 2 * len(said & other_said) / (len(said) + len(other_said))
        return shared if shared >= LEAST_LIKENESS else 0.0

    return likeness


def _best(old: Sequence[A], new: Sequence[A]) -> list[tuple[A | None, A | None]]:
    """Pair so that the likenesses add up to the most (Needleman and Wunsch, 1970)."""
    likeness = _likenesses(old, new)
    most = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = likeness(i, j)
            most[i][j] = max(
                most[i + 1][j + 1] + together if together else 0.0, most[i + 1][j], most[i][j + 1]
            )
    pairs: list[tuple[A | None, A | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        together = likeness(i, j)
        if together and most[i][j] == most[i + 1][j + 1] + together:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif most[i][j] == most[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    return pairs + [(block, None) for block in old[i:]] + [(None, block) for block in new[j:]]
