"""The parts of a redline before it is written: elements with edits in them, edits, and flags.

Moves are found, and ids given to changes, when the whole page is merged; then each part gives its
nodes. `anchor` is the id by which a link leads to a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import groupby
from typing import TypeAlias

from il2report.document.tree import Element, Node
from il2report.redline.units import Nature, TextUnit, printed

MARK, NOTE = "data-redline", "note"
"""The attribute of what a redline adds, and its value for what is text of neither manuscript."""
DELETED, INSERTED = "deleted", "inserted"
"""Its values for a block that only one of the manuscripts has."""
BREAK = Element("wbr", (), ((MARK, NOTE),))
"""Lets a line end between what was struck and what was added in its place."""


def note(tag: str, name: str, *children: Node, **attributes: str) -> Element:
    """Make an element that is part of neither manuscript; `name` is its class."""
    return Element(tag, children, (("class", name), (MARK, NOTE), *attributes.items()))


def link(name: str, *children: Node) -> Element:
    """Make a link to an element of the page by its id."""
    return Element("a", children, (("href", f"#{name}"),))


class Fate(Enum):
    """What happened to a stretch of text."""

    KEPT = "kept"
    REPRINTED = "reprinted"
    """One unit whose identity stayed and whose text did not."""
    REWRITTEN = "rewritten"
    SPACED = "spaced"


@dataclass(frozen=True, slots=True)
class EditPlace:
    """A section, table or figure: its key and its printed title."""

    key: str
    title: str
    is_listed: bool = True


@dataclass(eq=False, slots=True)
class EditedPassage:
    """Units that are struck or added together; `elsewhere` is the same passage where it moved."""

    units: tuple[TextUnit, ...]
    elsewhere: EditedPassage | None = None
    place: EditPlace | None = None
    anchor: str = ""

    @property
    def words(self) -> int:
        """How many words it has, a printed number counting as one."""
        return sum(unit.is_spoken for unit in self.units)


@dataclass(eq=False, slots=True)
class Edit:
    """A stretch of text of the redline: kept, or with what was struck and what was added.

    `listed_as` is what the list of changes shows instead of its own text: the whole row, for the
    first cell of a row that was added, and nothing for the others.
    """

    fate: Fate
    kept: tuple[TextUnit, ...] = ()
    removed: list[EditedPassage] = field(default_factory=list)
    added: list[EditedPassage] = field(default_factory=list)
    old_place: EditPlace | None = None
    new_place: EditPlace | None = None
    listed_as: str | None = None
    anchors: dict[TextUnit, str] = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        """Whether words or values differ, not spaces alone."""
        return self.fate in {Fate.REPRINTED, Fate.REWRITTEN}

    def nodes(self) -> tuple[Node, ...]:
        """Give the text, with `del` around what was struck and `ins` around what was added."""
        if self.fate is Fate.KEPT:
            return tuple(_nodes(self.kept, {}))
        struck = [node for passage in self.removed for node in self._passage("del", passage)]
        added = [node for passage in self.added for node in self._passage("ins", passage)]
        return (*struck, *([BREAK] if struck and added else []), *added)

    def _passage(self, tag: str, passage: EditedPassage) -> Iterator[Node]:
        classes = ["moved"] if passage.elsewhere else []
        if tag == "ins" and self.removed and passage is self.added[0]:
            classes.append("instead")
        names = (("class", " ".join(classes)), ("id", passage.anchor))
        inside = _nodes(passage.units, self.anchors, is_struck=tag == "del")
        yield Element(tag, tuple(inside), tuple(each for each in names if each[1]))
        other = passage.elsewhere
        if other and other.place:
            way = "moved to" if tag == "del" else "moved from"
            text = f"{way} {other.place.title}"
            yield note("a", "redline-moved", text, href=f"#{other.anchor}")


@dataclass(eq=False, slots=True)
class Flag:
    """A remark at the caption of a table or figure: that it changed, was added, removed or moved."""

    kind: str
    verb: str
    place: EditPlace
    old: str = ""
    new: str = ""
    anchor: str = ""

    def nodes(self) -> tuple[Node, ...]:
        """Give what is written behind the caption."""
        remark = f"{self.kind.capitalize()} {self.verb}"
        return " ", note("span", "redline-flag", remark, id=self.anchor)


@dataclass(eq=False, slots=True)
class Branch:
    """An element of the redline, with edits, flags and other branches in it."""

    element: Element
    children: list[Part] = field(default_factory=list)

    def written(self) -> Element:
        """Give the element with all that is in it."""
        nodes: list[Node] = []
        for part in self.children:
            if isinstance(part, Branch):
                nodes.append(part.written())
            elif isinstance(part, Edit | Flag):
                nodes += part.nodes()
            else:
                nodes.append(part)
        return replace(self.element, children=tuple(nodes))

    def branches(self) -> Iterator[Branch]:
        """Itself and every branch in it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Branch):
                yield from child.branches()

    def marks(self) -> Iterator[Edit | Flag]:
        """Every edit and flag in it, in reading order; not those in a note on a picture."""
        for child in self.children:
            if isinstance(child, Edit | Flag):
                yield child
            elif isinstance(child, Branch) and child.element.get(MARK) != NOTE:
                yield from child.marks()

    @property
    def has_changed(self) -> bool:
        """Whether anything in it was struck or added."""
        is_one_sided = any(b.element.get(MARK) in {DELETED, INSERTED} for b in self.branches())
        return is_one_sided or any(isinstance(m, Edit) and m.is_change for m in self.marks())

    def list_as(self, text: str) -> None:
        """Let the list of changes show one text for all edits in it."""
        for mark in self.marks():
            if isinstance(mark, Edit):
                mark.listed_as, text = text, ""


Part: TypeAlias = Node | Branch | Edit | Flag


def _nodes(
    units: Iterable[TextUnit], anchors: Mapping[TextUnit, str], *, is_struck: bool = False
) -> Iterator[Node]:
    """Give units within the inline elements around them, each of which is opened once for a run.

    Of what is struck, ids, links and the panel of a number are taken away: they belong to what was
    kept or added.
    """

    def within(pieces: Sequence[TextUnit], depth: int) -> Iterator[Node]:
        for is_deeper, run in groupby(pieces, lambda each: _around(each, depth)):
            inside = list(run)
            if is_deeper:
                element = inside[0].around[depth]
                shown = element.altered(id=None) if is_struck else element
                yield replace(shown, children=tuple(within(inside, depth + 1)))
            else:
                for piece in inside:
                    yield from whole(piece)

    def whole(unit: TextUnit) -> Iterator[Node]:
        element = unit.element
        if element is None:
            yield unit.text
            return
        if is_struck:
            was = {"data-result": None, "data-was-result": element.get("data-result") or None}
            element = element.altered(href=None, id=None, **was)
        yield element.altered(id=anchors[unit]) if unit in anchors else element

    yield from within([piece for unit in units for piece in unit.pieces], 0)


def _around(unit: TextUnit, depth: int) -> int:
    """Tell the inline element at some depth around a unit from any other, even one that is equal."""
    return id(unit.around[depth]) if depth < len(unit.around) else 0


def is_same(one: TextUnit, other: TextUnit) -> bool:
    """Whether two units are the same thing, printed alike."""
    return one.identity == other.identity and one.text == other.text


def reads_alike(one: TextUnit, other: TextUnit) -> bool:
    """Whether a reader sees no difference between two units, whatever they refer to."""
    if Nature.OBJECT in {one.nature, other.nature}:
        return one.identity == other.identity
    return (one.nature, one.text, one.look) == (other.nature, other.text, other.look)


def text_of(passages: Iterable[EditedPassage]) -> str:
    """The text of several passages."""
    return printed([unit for passage in passages for unit in passage.units])
