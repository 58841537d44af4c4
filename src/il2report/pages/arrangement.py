"""Carries out a placement plan on a parsed page: measure the text, move the floats, lay out again.

Works on the elements that WeasyPrint parsed and the boxes that it laid out, through their attributes alone;
the layout itself is a function that the caller passes in. What is measured is the frame of the page with all
its elements, most of which are not in the document tree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from il2report.errors import BuildFailed
from il2report.pages.page_boxes import boxes_of, page_box
from il2report.pages.placement import Float, FloatPlan, TextFlow, float_plan

GAP = 18.0
"""Least pixels between a float and what is below it."""
LINE = 16.0
"""Height of a line of the text in templates/styles/print.css, in pixels."""
FRAME = "templates/page.html.j2"
NOT_SHOWN = (math.nan, math.nan)
"""The place of a block that the style sheets do not print: no float can be anchored there."""
MEASURED = "galley"
"""Class under which templates/styles/print.css sets the text in one column on a long page."""
OPENING = ("header", "section")
"""Elements above the text on page one: the title and the abstract."""
ANCHORING = ("p", "li")
"""Elements of the text where a float can be anchored: paragraphs and entries of lists."""
HEADINGS = ("h2", "h3")
"""Headings, in front of which a float can be anchored as well."""

Layout = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class LayoutMeasurement:
    """What was measured in one long column, in pixels, without any element.

    `floats` are in reading order; `picture_widths` has the width of the picture of each, or 0 for a table. A
    picture may still be blank, as long as it has no height.
    """

    flow: TextFlow
    floats: tuple[Float, ...]
    picture_widths: tuple[float, ...]

    def plan(self, aspects: Iterable[float]) -> FloatPlan:
        """Place the floats, with the height of each picture over its width, in reading order."""
        drawn = iter(aspects)
        floats = [
            replace(each, height=each.height + width * next(drawn)) if width else each
            for each, width in zip(self.floats, self.picture_widths, strict=True)
        ]
        return float_plan(self.flow, floats, GAP)


def laid_out_with_floats(root: Element, layout: Layout) -> Any:
    """Lay the page out twice: to measure it, and with every float at the head of its page."""
    parts = PageParts.of(root)
    if not parts.floats:
        parts.arrange(FloatPlan())
        return layout()
    return arranged(parts, layout, measured(parts, layout).plan(repeat(0.0)))


def arranged(parts: PageParts, layout: Layout, plan: FloatPlan) -> Any:
    """Lay the page out with every float at the head of its page, each once and in order.

    A float that a line more or less has moved to another page than planned is anchored in a block that is on its
    page, since the text flows the same. One for which there is none follows the text, with those after it.
    """
    is_corrected = False
    while True:
        parts.arrange(plan)
        document = layout()
        pages = _pages_of(document, "figure")
        astray = [
            placement.number
            for placement in plan.placements
            if pages.get(parts.floats[placement.number]) != {placement.page}
        ]
        if not astray:
            return document
        moved = plan if is_corrected else _anchored_as_laid_out(parts, plan, document)
        plan = plan.up_to(min(astray)) if moved == plan else moved
        is_corrected = True


def _anchored_as_laid_out(parts: PageParts, plan: FloatPlan, document: Any) -> FloatPlan:
    """Anchor each float in the middle one of the blocks that begin on its page, if any does."""
    parts.detach()
    begun: dict[int, list[int]] = {}
    found = _pages_of(document, *ANCHORING, *HEADINGS)
    for number, block in enumerate(parts.anchors()):
        if block in found:
            begun.setdefault(min(found[block]), []).append(number)
    placements = (
        replace(each, anchor=begun[each.page][len(begun[each.page]) // 2])
        if each.page in begun
        else each
        for each in plan.placements
    )
    return replace(plan, placements=tuple(placements))


def _pages_of(document: Any, *tags: str) -> dict[Element, set[int]]:
    """Give the pages on which there is something of each element with one of some tags."""
    pages: dict[Element, set[int]] = {}
    for tag in tags:
        for number, box in boxes_of(document, tag):
            pages.setdefault(box.element, set()).add(number)
    return pages


@dataclass(slots=True)
class PageParts:
    """The parts of the page that move, in reading order, and where the text cites each float."""

    article: Element
    body: Element
    supplement: Element | None
    floats: list[Element]
    cited_in: list[Element | None]
    following: Element
    references: Element
    style: Element
    """The references, and what is behind them, have columns of their own behind all floats of the text."""

    @classmethod
    def of(cls, root: Element) -> PageParts:
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
        for part in _tail(body):
            body.remove(part)
            references.append(part)
        return cls(article, body, supplement, floats, cited_in, following, references, style)

    def anchors(self) -> list[Element]:
        """Give the blocks where a float can be anchored, while the floats are detached.

        Not the block after a heading, whose style depends on what it follows.
        """
        tags = (*ANCHORING, *HEADINGS)
        blocks = [element for element in self.body.iter() if element.tag in tags]
        return [
            block
            for above, block in zip([None, *blocks], blocks, strict=False)
            if above is None or above.tag not in HEADINGS
        ]

    def lay_aside(self) -> None:
        """Set the text in one column on one long page with the floats behind it; no supplement.

        So each line is made only once.
        """
        self.detach()
        self.body.set("class", f"{self.body.get('class')} {MEASURED}")
        self.following.extend(self.floats)
        self.article.append(self.following)

    def arrange(self, plan: FloatPlan) -> None:
        """Anchor each float where the plan says; those of no page follow the text."""
        self.detach()
        self.body.set("class", _without(self.body, MEASURED))
        anchors = self.anchors()
        for placement in plan.placements:
            element, anchor = self.floats[placement.number], anchors[placement.anchor]
            element.set("class", f"{element.get('class')} placed")
            element.set("style", f"top: {placement.below - plan.reserved[placement.page]:.3f}px")
            if anchor.tag == "li":
                anchor.append(element)
            else:
                parent = next(parent for parent in self.body.iter() if anchor in list(parent))
                parent.insert(list(parent).index(anchor), element)
        if plan.following:
            self.following.extend(self.floats[number] for number in plan.following)
            self.article.append(self.following)
        if len(self.references):
            self.article.append(self.references)
        if self.supplement is not None:
            self.article.append(self.supplement)
        reserving = (
            f"@page :nth({page}) {{ padding-top: {height:.3f}px }}"
            for page, height in sorted(plan.reserved.items())
        )
        self.style.text = "@media print { " + " ".join(reserving) + " }"

    def detach(self) -> None:
        """Take out what moves: the floats, and what follows the text."""
        parents = {child: parent for parent in self.article.iter() for child in parent}
        for element in (*self.floats, self.following, self.references, self.supplement):
            if element is not None and element in parents:
                parents[element].remove(element)
        for element in self.floats:
            element.set("class", _without(element, "placed"))
            element.attrib.pop("style", None)
            element.tail = None
        self.following[:] = []


def measured(parts: PageParts, layout: Layout) -> LayoutMeasurement:
    """Lay the text out in one long column, behind a page with title and abstract, and measure it."""
    parts.lay_aside()
    document = layout()
    strips = [box for _, box in boxes_of(document, "div") if box.element is parts.body]
    if not strips:
        raise BuildFailed(f"{FRAME} and the style sheets leave no text to print")
    # Where every element starts and ends, as if the strips of the column were one.
    spans: dict[Element, tuple[float, float]] = {}
    above = 0.0
    for strip in strips:
        for box in strip.descendants():
            if box.element is not None:
                start = above + box.position_y - strip.position_y
                first = spans.get(box.element, (start, start))[0]
                spans[box.element] = (first, start + box.margin_height())
        above += strip.height
    sheet = page_box(document.pages[0])
    feet = (
        float(box.position_y + box.margin_height())
        for tag in OPENING
        for number, box in boxes_of(document, tag)
        if number == 1
    )
    head = max(feet, default=sheet.content_box_y())
    columns = int(sheet.width / strips[0].width)
    flow = TextFlow(
        starts=tuple(spans.get(anchor, NOT_SHOWN)[0] for anchor in parts.anchors()),
        end=above,
        first_page=columns * (sheet.content_box_y() + sheet.height - head),
        page_height=sheet.height,
        columns=columns,
        line=LINE,
    )
    heights = {box.element: box.border_height() for _, box in boxes_of(document, "figure")}
    pictures = {box.element: box.width for _, box in boxes_of(document, "img")}
    floats = (
        Float(heights.get(element, 0.0), spans[text][1] if text in spans else 0.0)
        for element, text in zip(parts.floats, parts.cited_in, strict=True)
    )
    widths = (
        next((pictures[part] for part in element.iter("img") if part in pictures), 0.0)
        for element in parts.floats
    )
    return LayoutMeasurement(flow, tuple(floats), tuple(widths))


def _tail(body: Element) -> list[Element]:
    """Give the references, and what is behind them in the body."""
    parts = list(body)
    at = next((n for n, part in enumerate(parts) if _has_class(part, "references")), len(parts))
    return parts[at:]


def _without(element: Element, name: str) -> str:
    return " ".join(other for other in element.get("class", "").split() if other != name)


def _has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _text_before(body: Element, wanted: Element) -> Element | None:
    """Find the paragraph or heading that a float follows, if any; not one inside another float."""
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
