"""Carries out a placement plan on a parsed page: measure the text, move the floats, lay out again.

Works on the element tree that WeasyPrint parsed and on the boxes that it laid out, through their
attributes alone; the layout itself is a function that the caller passes in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from il2report.rendering.placement import Float, Plan, TextFlow, float_plan

GAP = 18.0
"""Pixels between a float and what stands below it."""

Layout = Callable[[], Any]


def laid_out_with_floats(root: Element, layout: Layout) -> Any:
    """Lay the page out twice: to measure, and with every float at the head of its page.

    Parameters
    ----------
    root : Element
        The `html` element of the document; it is rearranged in place.
    layout : callable
        Lays out the tree as it stands and returns a WeasyPrint document.

    Returns
    -------
    Document
        Every float stands once and in order. One that a line break more or less has carried to
        another page than planned follows the text instead, for which the page is laid out again.
    """
    page = _Page.of(root)
    if not page.floats:
        return layout()
    page.lay_aside()
    measured = layout()
    plan = float_plan(_text_flow(measured, page), _floats(measured, page), GAP)
    while True:
        page.arrange(plan)
        document = layout()
        astray = _astray(document, page, plan)
        if not astray:
            return document
        plan = _without(plan, astray)


@dataclass(slots=True)
class _Page:
    """The parts of the tree that are moved, as they stood at first."""

    root: Element
    body: Element
    article: Element
    supplement: Element | None
    floats: list[Element]
    cited_after: list[Element | None]
    following: Element
    style: Element

    @classmethod
    def of(cls, root: Element) -> _Page:
        """Find text, floats and supplement; a document without text has no floats to move."""
        article = next(root.iter("article"))
        body = next(element for element in article.iter("div") if _has_class(element, "body"))
        supplement = next((part for part in article if _has_class(part, "supplement")), None)
        floats = [element for element in body.iter("figure") if _has_class(element, "float")]
        following = Element("div", {"class": "following"})
        style = SubElement(next(root.iter("head")), "style")
        cited_after = [_before(body, element) for element in floats]
        return cls(root, body, article, supplement, floats, cited_after, following, style)

    def blocks(self) -> list[Element]:
        """The blocks of text that a float can be anchored before, in reading order."""
        return [
            block
            for parent in (self.body, *self.body)
            for block in parent
            if block.tag == "p" and not _has_class(block, "float")
        ]

    def lay_aside(self) -> None:
        """Put the floats behind the text and leave the supplement out, for measuring."""
        self._detach()
        self.article.append(self.following)
        self.following.extend(self.floats)

    def arrange(self, plan: Plan) -> None:
        """Anchor each float where the plan says, and bring the supplement back."""
        blocks = self.blocks()
        self._detach()
        for placement in reversed(plan.placements):
            element = self.floats[placement.number]
            element.set("class", f"{_classes(element)} placed")
            element.set("style", f"top: {placement.below - plan.reserved[placement.page]:.3f}px")
            _insert_before(self.body, blocks[placement.anchor], element)
        self.following.extend(self.floats[number] for number in plan.following)
        if plan.following:
            self.article.append(self.following)
        if self.supplement is not None:
            self.article.append(self.supplement)
        self.style.text = _reserving(plan)

    def _detach(self) -> None:
        parents = {child: parent for parent in self.root.iter() for child in parent}
        for element in (*self.floats, self.following, self.supplement):
            if element is not None and element in parents:
                parents[element].remove(element)
        for element in self.floats:
            element.tail = None
            element.set("class", _classes(element))
            element.attrib.pop("style", None)
        self.following.clear()
        self.following.set("class", "following")


def _reserving(plan: Plan) -> str:
    rules = (
        f"@page :nth({page}) {{ padding-top: {room:.3f}px }}"
        for page, room in sorted(plan.reserved.items())
    )
    return "@media print {" + " ".join(rules) + "}"


def _classes(element: Element) -> str:
    return " ".join(name for name in element.get("class", "").split() if name != "placed")


def _has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _before(body: Element, wanted: Element) -> Element | None:
    """The last paragraph or heading before an element, in document order."""
    last = None
    for element in body.iter():
        if element is wanted:
            return last
        if element.tag in ("p", "h2", "h3"):
            last = element
    return last


def _insert_before(body: Element, block: Element, element: Element) -> None:
    for parent in body.iter():
        children = list(parent)
        if block in children:
            parent.insert(children.index(block), element)
            return


def _text_flow(document: Any, page: _Page) -> TextFlow:
    """Read the measured text as one long column."""
    tops = _tops(document, page)
    sheets = [(sheet, list(_columns(sheet))) for sheet in document.pages]
    text = [columns for _, columns in sheets if columns]
    height = document.pages[-1]._page_box.height  # noqa: SLF001
    end = sum(column.height for columns in text for column in columns)
    first = sum(column.height for column in text[0])
    starts = tuple(tops[block][0] for block in page.blocks())
    return TextFlow(starts, end, first, height, columns=len(text[0]))


def _tops(document: Any, page: _Page) -> dict[Element, tuple[float, float]]:
    """Position of the first and the last fragment's end of every element in the long column."""
    positions: dict[Element, tuple[float, float]] = {}
    above = 0.0
    for sheet in document.pages:
        for column in _columns(sheet):
            for box in column.descendants():
                if box.element is not None and not box.element_tag.count("::"):
                    start = above + box.position_y - column.position_y
                    first = positions.get(box.element, (start, start))[0]
                    positions[box.element] = (first, start + box.margin_height())
            above += column.height
    return positions


def _floats(document: Any, page: _Page) -> list[Float]:
    heights = {
        box.element: box.border_height()
        for sheet in document.pages
        for box in sheet._page_box.descendants()  # noqa: SLF001
        if box.element is not None and box.element_tag == "figure"
    }
    ends = _tops(document, page)
    return [
        Float(heights[element], ends[before][1] if before is not None else 0.0)
        for element, before in zip(page.floats, page.cited_after, strict=True)
    ]


def _columns(sheet: Any) -> Iterator[Any]:
    return (box for box in sheet._page_box.descendants() if getattr(box, "is_column", False))  # noqa: SLF001


def _astray(document: Any, page: _Page, plan: Plan) -> frozenset[int]:
    """Floats that stand on another page than planned, or on several."""
    found: dict[Element, set[int]] = {}
    for number, sheet in enumerate(document.pages, start=1):
        for box in sheet._page_box.descendants(placeholders=True):  # noqa: SLF001
            if box.element is not None and box.element_tag == "figure":
                found.setdefault(box.element, set()).add(number)
    return frozenset(
        placement.number
        for placement in plan.placements
        if found.get(page.floats[placement.number]) != {placement.page}
    )


def _without(plan: Plan, astray: frozenset[int]) -> Plan:
    """The plan with all floats from the first stray one on behind the text, so that order holds."""
    first = min(astray)
    kept = tuple(placement for placement in plan.placements if placement.number < first)
    moved = tuple(p.number for p in plan.placements if p.number >= first)
    pages = {placement.page for placement in kept}
    reserved = {page: room for page, room in plan.reserved.items() if page in pages}
    return replace(
        plan, placements=kept, reserved=reserved, following=(*moved, *plan.following)
    )
