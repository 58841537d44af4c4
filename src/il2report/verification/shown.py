"""A built page as a reader goes through it: each element with those around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from il2report.document.document import float_name as name_of_label
from il2report.document.html_reader import read_html
from il2report.document.tree import Element

UNSEEN = frozenset({"head", "style", "script", "template", "dialog"})
"""Elements whose text is not shown; a dialog is filled by the script of the panel."""
HEADINGS = ("h2", "h3")
TITLE = "Title"


@dataclass(frozen=True, slots=True)
class Spot:
    """An element of the page, those around it from the outside in, and its section."""

    element: Element
    around: tuple[Element, ...]
    section: str

    def within(self, tag: str = "", name: str = "") -> Element | None:
        """The nearest element, from here outwards, with a tag or a class."""
        return next((e for e in reversed(self.around) if _is(e, tag, name)), None)


def _is(element: Element, tag: str, name: str) -> bool:
    return (bool(tag) and element.tag == tag) or (bool(name) and name in element.classes)


class Page:
    """A page read back; what a table of contents repeats is read too, but is no section."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.root = read_html(html)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every element that is shown, in reading order."""
        return tuple(_Walk().through(self.root, ()))

    def named(self, name: str) -> list[Spot]:
        """Every element with a class."""
        return [spot for spot in self.spots if name in spot.element.classes]


def attribute(element: Element, name: str) -> str:
    """Give an attribute, or nothing."""
    return element.get(name)


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
    """Name the table or figure that an element belongs to, or the contents."""
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
