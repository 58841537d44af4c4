"""One of the two pages of a redline: its blocks, and the section, table or figure of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from il2report.document.tree import Element, Node
from il2report.redline.alignment import Block
from il2report.redline.edits import Place
from il2report.redline.units import Works

TITLE = Place("title", "Title")
STRUCTURE = frozenset({"figure", "ol", "table", "tbody", "thead", "tr", "ul"})
"""Elements that are no text even when they are empty."""
UNLISTED = frozenset({"contents", "provenance"})
"""Classes of what follows from other parts of the page, or from the day: marked, not listed."""


def is_leaf(element: Element) -> bool:
    """Whether it holds text and inline elements alone."""
    return element.tag not in STRUCTURE and all(
        part.is_inline or part is element for part in element.elements()
    )


class Side:
    """The article of one of the pages; `results` has by place the results that it prints there."""

    def __init__(self, article: Element) -> None:
        self.works = Works.of(article)
        self.figures = {element.id for element in article.elements() if element.tag == "figure"}
        self.results: dict[str, set[str]] = defaultdict(set)
        self._section, self._part = TITLE, TITLE
        self._places: dict[int, Place] = {}
        self._places_behind: dict[int, Place] = {}
        self._locate(article, None, is_listed=True)

    def place(self, element: Element) -> Place:
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
                found.append(Block(None, self.works.units(run), is_leaf=True, place=place))
            run = []
            if isinstance(node, Element):
                found.append(self.block(node))
                place = self._places_behind[id(node)]
        return found

    def _locate(self, element: Element, figure: Place | None, *, is_listed: bool) -> None:
        is_listed = is_listed and UNLISTED.isdisjoint(element.classes)
        if element.tag == "h2":
            self._section = self._part = Place(element.id, element.text())
        elif element.tag == "h3":
            self._part = Place(element.id, f"{self._section.title}: {element.text()}")
        elif element.tag == "figure":
            label = element.find(name="label")
            title = label.text().rstrip(".") if label else element.id
            figure = Place(element.id, title.replace("\N{NO-BREAK SPACE}", " "))
        place = replace(figure or self._part, is_listed=is_listed)
        self._places[id(element)] = place
        if result := element.get("data-result"):
            self.results[place.key].add(result)
        for part in element.parts():
            self._locate(part, figure, is_listed=is_listed)
        around = self._part if element.tag == "figure" else figure or self._part
        self._places_behind[id(element)] = replace(around, is_listed=is_listed)
