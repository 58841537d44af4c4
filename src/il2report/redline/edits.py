"""What becomes of a stretch of text, and the passages struck and added where it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from html import escape

from il2report.redline.units import FORMATTING, Nature, Unit, printed
from il2report.templating.page_tree import Element, Written, written_page


class Fate(Enum):
    """What happened to a stretch of text."""

    KEPT = "kept"
    PRINTED_OTHERWISE = "printed otherwise"
    """One unit whose identity stayed and whose text did not."""
    REWRITTEN = "rewritten"
    SPACED = "spaced"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the key of a section, table or figure, and its printed title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a link leads to: an id, and the links from there to the changes around."""

    id: str
    steps: str = ""


NOWHERE = Anchor("")
BREAK = '<wbr data-redline="note">'
"""Lets a line end between what was struck and what stands in its place."""


@dataclass(eq=False, slots=True)
class Passage:
    """Units that are struck or added together; `elsewhere` is the same passage where it moved."""

    units: tuple[Unit, ...]
    elsewhere: Passage | None = None
    place: Place | None = None
    anchor: Anchor = NOWHERE

    @property
    def words(self) -> int:
        """How many words it has, a printed number counting as one."""
        return sum(unit.is_spoken for unit in self.units)


@dataclass(eq=False, slots=True)
class Edit(Written):
    """A stretch of text of the redline: kept, or with what was struck and what was added.

    `told` is what the list of changes says of it if that is not its own text: the whole row, for
    the first cell of one that came in, and nothing for the others.
    """

    fate: Fate
    kept: tuple[Unit, ...] = ()
    removed: list[Passage] = field(default_factory=list)
    added: list[Passage] = field(default_factory=list)
    old_place: Place | None = None
    new_place: Place | None = None
    told: str | None = None
    anchors: dict[Unit, Anchor] = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        """Whether words or values differ, not spaces alone."""
        return self.fate in {Fate.PRINTED_OTHERWISE, Fate.REWRITTEN}

    @property
    def old(self) -> tuple[Unit, ...]:
        """Every unit of the old side."""
        return self.kept or tuple(unit for passage in self.removed for unit in passage.units)

    @property
    def new(self) -> tuple[Unit, ...]:
        """Every unit of the new side."""
        return self.kept or tuple(unit for passage in self.added for unit in passage.units)

    def html(self) -> str:
        """Write it with `<del>` around what was struck and `<ins>` around what was added."""
        if self.fate is Fate.KEPT:
            return _markup(self.kept, {})
        struck = "".join(self._passage("del", passage) for passage in self.removed)
        added = "".join(self._passage("ins", passage) for passage in self.added)
        return f"{struck}{BREAK}{added}" if struck and added else struck + added

    def _passage(self, tag: str, passage: Passage) -> str:
        inside = _markup(passage.units, self.anchors, is_struck=tag == "del")
        takes_place = tag == "ins" and self.removed and passage is self.added[0]
        names = {"moved": passage.elsewhere, "instead": takes_place}
        attributes = {
            "class": " ".join(name for name, holds in names.items() if holds),
            "id": passage.anchor.id,
        }
        shown = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
        return f"<{tag}{shown}>{inside}</{tag}>{passage.anchor.steps}{_whereabouts(tag, passage)}"


def _whereabouts(tag: str, passage: Passage) -> str:
    """Say where a moved passage went, or came from."""
    other = passage.elsewhere
    if other is None or other.place is None:
        return ""
    way = "moved to" if tag == "del" else "moved from"
    return (
        f'<a class="redline-moved" data-redline="note" href="#{other.anchor.id}">'
        f"{way} {escape(other.place.title, quote=False)}</a>"
    )


def _markup(units: Iterable[Unit], anchors: dict[Unit, Anchor], *, is_struck: bool = False) -> str:
    """Write units with the inline elements that they stand in, each opened once for a run."""
    pieces: list[str] = []
    open_now: tuple[Element, ...] = ()
    for unit in units:
        for piece in unit.pieces():
            shared = _shared(open_now, piece.around)
            pieces += [element.closing() for element in reversed(open_now[shared:])]
            pieces += [_opened(element, is_struck=is_struck) for element in piece.around[shared:]]
            open_now = piece.around
            anchor = NOWHERE if piece.nature is Nature.SPACE else anchors.get(unit, NOWHERE)
            pieces.append(_unit(piece, anchor, is_struck=is_struck))
    return "".join(pieces) + "".join(element.closing() for element in reversed(open_now))


def _shared(one: Sequence[Element], other: Sequence[Element]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a is not b), min(len(one), len(other)))


def _opened(element: Element, *, is_struck: bool) -> str:
    return (element.without("id") if is_struck else element).opening()


def _unit(unit: Unit, anchor: Anchor, *, is_struck: bool) -> str:
    element = unit.element
    if element is None:
        return escape(unit.text, quote=False)
    shown = _disarmed(element) if is_struck else element.copy()
    if anchor.id:
        shown.attributes["id"] = anchor.id
    return written_page(shown.holding(*element.children)) + anchor.steps


def edits_in(element: Element) -> Iterator[Edit]:
    """Every edit in a merged element, in reading order; not those that explain a picture."""
    for child in element.children:
        if isinstance(child, Edit):
            yield child
        elif isinstance(child, Element) and child.attributes.get("data-redline") != "note":
            yield from edits_in(child)


def tell_together(edits: Iterable[Edit], text: str) -> None:
    """Let the list of changes say one thing of several edits."""
    for edit in edits:
        edit.told, text = text, ""


def _disarmed(element: Element) -> Element:
    """Take from a struck element what would act: its link, its id, the panel of its result."""
    shown = element.without("href", "id", "data-result")
    if result := element.attributes.get("data-result"):
        shown.attributes["data-was-result"] = result
    return shown


def is_same(one: Unit, other: Unit) -> bool:
    """Whether two units are the same thing, printed alike."""
    return one.identity == other.identity and one.text == other.text


def reads_alike(one: Unit, other: Unit) -> bool:
    """Whether a reader sees no difference between two units, whatever they stand for."""
    looks = [tuple(e.tag for e in u.around if e.tag in FORMATTING) for u in (one, other)]
    if Nature.OBJECT in {one.nature, other.nature}:
        return one.identity == other.identity
    return (one.nature, one.text, looks[0]) == (other.nature, other.text, looks[1])


def text_of(passages: Iterable[Passage]) -> str:
    """The text of several passages."""
    return printed([unit for passage in passages for unit in passage.units])
