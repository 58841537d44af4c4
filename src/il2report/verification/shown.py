"""A built page as a reader goes through it: each piece of text with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from il2report.document.document import float_name as name_of_label
from il2report.document.html_reader import read_html
from il2report.document.tree import Element
from il2report.errors import Place

PAGE = "report/manuscript.html"
UNSEEN = frozenset({"head", "style", "script", "template", "dialog"})
"""Elements whose text is not shown; a dialog is filled by the script of the panel."""
HEADINGS = ("h2", "h3")
BLOCKS = frozenset({"caption", "figcaption", "h1", "h2", "h3", "li", "p", "td", "th"})
TITLE = "Title"
AROUND = 45
"""Letters quoted on either side of what a finding is about."""
MARK = "data"


@dataclass(frozen=True, slots=True)
class Spot:
    """An element of the page, those around it from the outside in, and the section it stands in."""

    element: Element
    around: tuple[Element, ...]
    section: str

    def within(self, tag: str = "", name: str = "") -> Element | None:
        """The nearest element, from here outwards, with a tag or a class."""
        return next((e for e in reversed(self.around) if _is(e, tag, name)), None)

    @property
    def block(self) -> Element:
        """The paragraph, cell or the like that it stands in."""
        return next((e for e in reversed(self.around) if e.tag in BLOCKS), self.element)

    @property
    def place(self) -> Place:
        """Where it stands, for a finding."""
        return Place(PAGE, section=self.section)

    def words_around(self) -> str:
        """Quote it with the words before and behind it in its block; a cell with its row."""
        row = self.within("tr") if self.block.tag in ("td", "th") else None
        before, behind = _split(row or self.block, self.element)
        return quoted(before, self.element.text(), behind)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text and the element right around it."""

    text: str
    spot: Spot

    def words_around(self, start: int, end: int) -> str:
        """Quote a part of it with the words before and behind."""
        return quoted(self.text[:start], self.text[start:end], self.text[end:])


def quoted(before: str, words: str, behind: str) -> str:
    """Quote words between those before and behind, of which only the nearest are given."""
    before, behind = (" ".join(side.split()) for side in (f".{before}.", f".{behind}."))
    before, behind = before[1:-1].lstrip(), behind[1:-1].rstrip()
    if len(before) > AROUND:
        before = f"... {before[-AROUND:].partition(' ')[2]}"
    if len(behind) > AROUND:
        behind = f"{behind[:AROUND].rpartition(' ')[0]} ..."
    return f'"{before}{words}{behind}"'


def _is(element: Element, tag: str, name: str) -> bool:
    return (bool(tag) and element.tag == tag) or (bool(name) and name in element.classes)


def _split(block: Element, at: Element) -> tuple[str, str]:
    """Give the text of a block before and behind one of its elements."""
    sides: tuple[list[str], list[str]] = ([], [])
    _fill(block, at, sides, 0)
    return "".join(sides[0]), "".join(sides[1])


def _fill(element: Element, at: Element, sides: tuple[list[str], list[str]], side: int) -> int:
    for child in element.children:
        if child is at:
            side = 1
        elif isinstance(child, str):
            sides[side].append(child)
        elif isinstance(child, Element):
            side = _fill(child, at, sides, side)
    return side


class Page:
    """A page read back; what a table of contents repeats is read too, but is no section."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.root = read_html(html)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every element that is shown, in reading order."""
        return tuple(_Walk().through(self.root, ()))

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every piece of text that is shown, in reading order."""
        return tuple(
            Text(child, spot)
            for spot in self.spots
            for child in spot.element.children
            if isinstance(child, str) and child.strip()
        )

    @cached_property
    def marks(self) -> tuple[Spot, ...]:
        """Every number that says whose it is, in reading order."""
        return tuple(
            spot
            for spot in self.spots
            if spot.element.tag == MARK and spot.element.has("data-result")
        )

    @cached_property
    def ids(self) -> dict[str, Spot]:
        """Every element with an id, by it; of two with one id the first."""
        found: dict[str, Spot] = {}
        for spot in self.spots:
            if spot.element.id:
                found.setdefault(spot.element.id, spot)
        return found

    def named(self, name: str) -> list[Spot]:
        """Every element with a class."""
        return [spot for spot in self.spots if name in spot.element.classes]

    def citations(self) -> list[tuple[Spot, tuple[int, ...]]]:
        """Every citation in the text with the numbers that it gives."""
        return [(spot, cited_numbers(spot.element.text())) for spot in self.named("citation")]


def attribute(element: Element, name: str) -> str:
    """Give an attribute, or nothing."""
    return element.get(name)


def result_of(spot: Spot) -> str:
    """Give the id that a mark names."""
    return attribute(spot.element, "data-result")


def cited_numbers(text: str) -> tuple[int, ...]:
    """Read the numbers of a citation: "1, 3-5" is 1, 3, 4 and 5."""
    numbers: list[int] = []
    for first, last in re.findall(r"(\d{1,4})(?:[-\N{EN DASH}](\d{1,4}))?", text):
        numbers += range(int(first), int(last or first) + 1)
    return tuple(numbers)


class _Walk:
    """Goes through a page and keeps track of the section, as a reader names it."""

    def __init__(self) -> None:
        self.headings: tuple[str, ...] = ()

    def through(self, element: Element, around: tuple[Element, ...]) -> Iterator[Spot]:
        if element.tag in UNSEEN or element.has("hidden"):
            return
        around = (*around, element)
        self._enter(element, around)
        yield Spot(element, around, _section(around) or ", ".join(self.headings) or TITLE)
        for child in element.children:
            if isinstance(child, Element):
                yield from self.through(child, around)

    def _enter(self, element: Element, around: tuple[Element, ...]) -> None:
        if element.tag in HEADINGS and not any(e.tag in ("figure", "nav") for e in around):
            kept = self.headings[:1] if element.tag == "h3" else ()
            self.headings = (*kept, element.text())


def _section(around: tuple[Element, ...]) -> str:
    """Name the table or figure that an element stands in, or the contents."""
    for element in reversed(around):
        if element.tag == "nav":
            return "Contents"
        if element.tag == "figure":
            return float_name(element)
    return ""


def float_name(figure: Element) -> str:
    """Name a table or figure by its label: "Table II", "Supplementary Table S1", "Figure 1"."""
    label = figure.find(name="label")
    name = label.text().rstrip(".:").replace("\N{NO-BREAK SPACE}", " ") if label else ""
    return name_of_label(name) if name else figure.id or "a figure"
