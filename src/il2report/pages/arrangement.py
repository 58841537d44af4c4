"""Carries out a placement plan on a parsed page: measure the text, move the floats, lay out again.

Works on the element tree that WeasyPrint parsed and on the boxes that it laid out, through their
attributes alone; the layout itself is a function that the caller passes in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from il2report.errors import BuildFailed
from il2report.pages.page_boxes import boxes_of, page_box
from il2report.pages.placement import Float, Plan, TextFlow, float_plan

GAP = 18.0
"""Pixels between a float and what stands below it."""

FRAME = "templates/page.html.j2"
NOT_SHOWN = (math.nan, math.nan)
"""The place of a block that the style sheets do not print: no float can be anchored there."""

GALLEY = "galley"
"""Class under which templates/styles/print.css sets the text in one column on a long page."""

OPENING = ("header", "section")
"""Elements above the text on page one: the title and the abstract."""

ANCHORING = ("p", "li")
"""Elements of the text that a float can be anchored at: paragraphs and references."""

HEADINGS = ("h2", "h3")
"""Headings, before which it can be anchored as well."""

Layout = Callable[[], Any]
Spans = dict[Element, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Galley:
    """What one layout of the galley has measured, in pixels, apart from any element.

    `floats` are in reading order; `picture_widths` has the width of each one's picture, or 0 for a
    table. A picture may still be blank, as long as it takes no height.
    """

    flow: TextFlow
    floats: tuple[Float, ...]
    picture_widths: tuple[float, ...]

    def with_pictures(self, aspects: Sequence[float]) -> Sequence[Float]:
        """Give the floats with their pictures drawn, from the height of each over its width."""
        drawn = iter(aspects)
        return [
            replace(each, height=each.height + width * next(drawn)) if width else each
            for each, width in zip(self.floats, self.picture_widths, strict=True)
        ]


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
        As `arranged` returns it.
    """
    page = Page.of(root)
    if not page.floats:
        return layout()
    page.lay_aside()
    galley = _measured(layout(), page)
    return _arranged(page, layout, float_plan(galley.flow, galley.floats, GAP))


def measured_galley(root: Element, layout: Layout) -> Galley:
    """Lay the text out as a galley, and measure it and the floats behind it."""
    page = Page.of(root)
    page.lay_aside()
    return _measured(layout(), page)


def arranged(root: Element, layout: Layout, galley: Galley, aspects: Sequence[float]) -> Any:
    """Lay the page out with every float at the head of its page.

    Parameters
    ----------
    root, layout
        As for `laid_out_with_floats`; the tree may be parsed anew since it was measured.
    galley : Galley
        What the measuring gave.
    aspects : sequence of float
        What each picture adds to the height measured, over its width; in reading order.

    Returns
    -------
    Document
        Every float stands once and in order. One that a line more or less has carried to another
        page than planned follows the text instead, for which the page is laid out once more.
    """
    plan = float_plan(galley.flow, galley.with_pictures(aspects), GAP)
    return _arranged(Page.of(root), layout, plan)


def _arranged(page: Page, layout: Layout, plan: Plan) -> Any:
    while True:
        plan = page.in_order(plan)
        page.arrange(plan)
        document = layout()
        astray = _astray(document, page, plan)
        if not astray:
            return document
        plan = plan.up_to(min(astray))


@dataclass(slots=True)
class Page:
    """The parts of the tree that move, in reading order, and where the text cites each float."""

    article: Element
    body: Element
    supplement: Element | None
    floats: list[Element]
    cited_in: list[Element | None]
    following: Element
    references: Element
    style: Element

    @classmethod
    def of(cls, root: Element) -> Page:
        """Find text, floats and supplement in the page that templates/page.html.j2 frames."""
        article = next(root.iter("article"), None)
        parts = list(article) if article is not None else []
        body = next((part for part in parts if _has_class(part, "body")), None)
        if article is None or body is None:
            raise BuildFailed(f'{FRAME} has no <article> with a <div class="body"> for the text')
        supplement = next((part for part in article if _has_class(part, "supplement")), None)
        floats = [element for element in body.iter("figure") if _has_class(element, "float")]
        cited_in = [_text_before(body, element) for element in floats]
        following = Element("div", {"class": "following"})
        style = SubElement(next(root.iter("head")), "style")
        references = Element("div", {"class": "body"})
        return cls(article, body, supplement, floats, cited_in, following, references, style)

    def anchors(self) -> list[Element]:
        """Where a float can be anchored; only while the floats are detached.

        Not between a heading and its paragraph, whose style depends on what it follows.
        """
        tags = (*ANCHORING, *HEADINGS)
        blocks = [element for element in self.body.iter() if element.tag in tags]
        return [
            block
            for above, block in zip([None, *blocks], blocks, strict=False)
            if above is None or above.tag not in HEADINGS
        ]

    def lay_aside(self) -> None:
        """Set the text as a galley with the floats behind it, for measuring; no supplement.

        A galley is one column on one long page, so that each line is made only once.
        """
        self._detach()
        self.body.set("class", f"{self.body.get('class')} {GALLEY}")
        self.following.extend(self.floats)
        self.article.append(self.following)

    def arrange(self, plan: Plan) -> None:
        """Anchor each float where the plan says, and bring the supplement back."""
        self._detach()
        self.body.set("class", _without(self.body, GALLEY))
        anchors = self.anchors()
        for placement in plan.placements:
            element = self.floats[placement.number]
            element.set("class", f"{element.get('class')} placed")
            element.set("style", f"top: {placement.below - plan.reserved[placement.page]:.3f}px")
            _anchor(self.body, anchors[placement.anchor], element)
        self.following.extend(self.floats[number] for number in plan.following)
        if plan.following:
            self.article.append(self.following)
            self._move_references()
        if self.supplement is not None:
            self.article.append(self.supplement)
        self.style.text = _reserving(plan)

    def in_order(self, plan: Plan) -> Plan:
        """Place no float among the references, when others must follow the text before them."""
        if not plan.following:
            return plan
        self._detach()
        anchors, tail = self.anchors(), {part for each in self.tail() for part in each.iter()}
        late = [each.number for each in plan.placements if anchors[each.anchor] in tail]
        return plan.up_to(min(late)) if late else plan

    def tail(self) -> list[Element]:
        """The references, and what is behind them in the body."""
        parts = list(self.body)
        at = next((n for n, part in enumerate(parts) if _has_class(part, "references")), len(parts))
        return parts[at:]

    def _move_references(self) -> None:
        """Put the references behind the floats that follow the text, which belong to the text."""
        for part in self.tail():
            self.body.remove(part)
            self.references.append(part)
        if len(self.references):
            self.article.append(self.references)

    def _detach(self) -> None:
        self.body.extend(list(self.references))
        self.references[:] = []
        parents = {child: parent for parent in self.article.iter() for child in parent}
        for element in (*self.floats, self.following, self.references, self.supplement):
            if element is not None and element in parents:
                parents[element].remove(element)
        for element in self.floats:
            _as_it_was(element)
        self.following[:] = []


def _measured(document: Any, page: Page) -> Galley:
    """Read a layout of the galley, in which page one has title and abstract alone."""
    strips = [box for _, box in boxes_of(document, "div") if box.element is page.body]
    if not strips:
        raise BuildFailed(f"{FRAME} and the style sheets leave no text to print")
    spans = _spans(strips)
    sheet = page_box(document.pages[0])
    feet = (_foot(box) for tag in OPENING for n, box in boxes_of(document, tag) if n == 1)
    head = max(feet, default=sheet.content_box_y())
    columns = int(sheet.width / strips[0].width)
    flow = TextFlow(
        starts=tuple(spans.get(anchor, NOT_SHOWN)[0] for anchor in page.anchors()),
        end=sum(strip.height for strip in strips),
        first_page=columns * (sheet.content_box_y() + sheet.height - head),
        page_height=sheet.height,
        columns=columns,
        references=spans[tail[0]][0] if (tail := page.tail()) and tail[0] in spans else math.inf,
    )
    heights = {box.element: box.border_height() for _, box in boxes_of(document, "figure")}
    pictures = {box.element: box.width for _, box in boxes_of(document, "img")}
    return Galley(
        flow,
        tuple(
            Float(heights.get(element, 0.0), spans[text][1] if text in spans else 0.0)
            for element, text in zip(page.floats, page.cited_in, strict=True)
        ),
        tuple(
            next((pictures[part] for part in element.iter("img") if part in pictures), 0.0)
            for element in page.floats
        ),
    )


def _foot(box: Any) -> float:
    return float(box.position_y + box.margin_height())


def _spans(strips: list[Any]) -> Spans:
    """Where every element of the galley starts and ends, were its strips one."""
    spans: Spans = {}
    above = 0.0
    for strip in strips:
        for box in strip.descendants():
            if box.element is not None:
                start = above + box.position_y - strip.position_y
                first = spans.get(box.element, (start, start))[0]
                spans[box.element] = (first, start + box.margin_height())
        above += strip.height
    return spans


def _astray(document: Any, page: Page, plan: Plan) -> frozenset[int]:
    """Find the floats that stand on another page than planned, or on several."""
    found: dict[Element, set[int]] = {}
    for number, box in boxes_of(document, "figure"):
        found.setdefault(box.element, set()).add(number)
    return frozenset(
        placement.number
        for placement in plan.placements
        if found.get(page.floats[placement.number]) != {placement.page}
    )


def _reserving(plan: Plan) -> str:
    rules = (
        f"@page :nth({page}) {{ padding-top: {room:.3f}px }}"
        for page, room in sorted(plan.reserved.items())
    )
    return "@media print { " + " ".join(rules) + " }"


def _without(element: Element, name: str) -> str:
    return " ".join(other for other in element.get("class", "").split() if other != name)


def _as_it_was(element: Element) -> None:
    element.set("class", _without(element, "placed"))
    element.attrib.pop("style", None)
    element.tail = None


def _has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _text_before(body: Element, wanted: Element) -> Element | None:
    """Find the paragraph or heading that a float follows, if any; not one of another float."""
    before = None
    inside: set[Element] = set()
    for element in body.iter():
        if element is wanted:
            break
        if element.tag == "figure":
            inside.update(element.iter())
        elif element.tag in ("p", *HEADINGS) and element not in inside:
            before = element
    return before


def _anchor(body: Element, anchor: Element, element: Element) -> None:
    """Put an element in front of a block of text, or into a reference."""
    if anchor.tag == "li":
        anchor.append(element)
        return
    parent = next(parent for parent in body.iter() if anchor in list(parent))
    parent.insert(list(parent).index(anchor), element)
