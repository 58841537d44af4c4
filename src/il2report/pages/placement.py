"""Where tables and figures are printed: at the head of a page, across both columns.

WeasyPrint fills columns but has no page floats, so the text is laid out once without them and measured. The
plan made here says which page each float heads and in front of which block of text its element is anchored;
the second layout leaves that space free. Nothing here knows WeasyPrint: lengths are its pixels, blocks are
numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

LARGEST_SHARE = 0.8
"""Part of a page that several floats may take together; a single one may take more."""
SMALLEST_TEXT = 0.15
"""Part of a page that is left to the text below a float; a taller float follows the text."""
ANCHOR_AT = 0.4
"""How far down the text of its page a float is anchored: far from both page breaks."""


@dataclass(frozen=True, slots=True)
class TextFlow:
    """The text as one long column, measured without floats.

    `starts` and `end` are positions along that column: the start of each block where a float can be anchored,
    and the end. `first_page` is how much of it page one takes below title and abstract, `page_height` the
    height of each later page, with `columns` side by side. The text below a float begins at a full `line`.
    """

    starts: tuple[float, ...]
    end: float
    first_page: float
    page_height: float
    columns: int = 2
    line: float = 1.0


@dataclass(frozen=True, slots=True)
class Float:
    """A table or figure: its height, and the position of the text that it belongs to."""

    height: float
    cited_at: float


@dataclass(frozen=True, slots=True)
class Placement:
    """A float (by its number) at the head of a page, `below` pixels down the reserved space."""

    number: int
    page: int
    anchor: int
    below: float


@dataclass(frozen=True, slots=True)
class FloatPlan:
    """Which floats head which pages, the height reserved there, and which follow the text."""

    placements: tuple[Placement, ...] = ()
    reserved: dict[int, float] = field(default_factory=dict)
    following: tuple[int, ...] = ()

    def up_to(self, number: int) -> FloatPlan:
        """Give the plan for the floats before one; that one and all later ones follow the text."""
        kept = tuple(placement for placement in self.placements if placement.number < number)
        moved = tuple(p.number for p in self.placements if p.number >= number)
        pages = {placement.page for placement in kept}
        reserved = {page: height for page, height in self.reserved.items() if page in pages}
        return FloatPlan(kept, reserved, (*moved, *self.following))


def float_plan(flow: TextFlow, floats: Sequence[Float], gap: float) -> FloatPlan:
    """Place floats in their order, each on the page that cites it or the first one after it.

    `gap` is the distance between a float and what is below it. Floats for which no page of text is left
    follow it, as does any that is taller than a page can take.
    """
    placements: list[Placement] = []
    reserved: dict[int, float] = {}
    waiting = list(range(len(floats)))
    page, position = 2, flow.first_page
    while waiting and position < flow.end:
        heading = _heading_floats(flow, floats, waiting, position, gap)
        height = _full_lines(flow, sum(floats[number].height + gap for number in heading))
        page_end = position + flow.columns * (flow.page_height - height)
        text_end = min(page_end, flow.end)
        wanted = position + ANCHOR_AT * (text_end - position)
        anchors = [
            (abs(start - wanted), block)
            for block, start in enumerate(flow.starts)
            if position < start < text_end
        ]
        if heading and anchors:
            below = 0.0
            for number in heading:
                placements.append(Placement(number, page, min(anchors)[1], below))
                below += floats[number].height + gap
            reserved[page] = height
            waiting = waiting[len(heading) :]
        else:
            page_end = position + flow.columns * flow.page_height
        position, page = page_end, page + 1
    return FloatPlan(tuple(placements), reserved, tuple(waiting))


def _full_lines(flow: TextFlow, height: float) -> float:
    return math.ceil(height / flow.line) * flow.line


def _heading_floats(
    flow: TextFlow, floats: Sequence[Float], waiting: Sequence[int], position: float, gap: float
) -> list[int]:
    """Take as many of the waiting floats as the page can have at its head."""
    heading: list[int] = []
    height = 0.0
    for number in waiting:
        height += floats[number].height + gap
        page_end = position + flow.columns * (flow.page_height - height)
        share = LARGEST_SHARE if heading else 1 - SMALLEST_TEXT
        if height > share * flow.page_height or floats[number].cited_at > page_end:
            break
        heading.append(number)
    return heading
