"""Where tables and figures stand in print: at the head of a page, across both columns.

WeasyPrint fills columns but has no page floats, so the text is laid out once without them and
measured; the plan made here says which page each float heads and behind which block of text its
element is anchored, and the second layout keeps that room free. Nothing here knows WeasyPrint:
lengths are its pixels, blocks are numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

LARGEST_SHARE = 0.72
"""Part of a page that several floats may take together; a single one may take more."""
SMALLEST_TEXT = 0.15
"""Part of a page that is left to the text below a float; a taller float follows the text."""
ANCHOR_AT = 0.4
"""How far down the text of its page a float is anchored: far from both page breaks."""


@dataclass(frozen=True, slots=True)
class TextFlow:
    """The text as one long column, measured without floats.

    `starts` and `end` are positions along that column, one start for each block that a float can
    be anchored before, `references` the start of the reference list; `first_page` is what page one takes of it, below title and abstract, and
    `page_height` the height of each later page, of which `columns` stand side by side.
    """

    starts: tuple[float, ...]
    end: float
    first_page: float
    page_height: float
    columns: int = 2
    references: float = math.inf


@dataclass(frozen=True, slots=True)
class Float:
    """A table or figure: its height, and the position of the text that it belongs to."""

    height: float
    cited_at: float


@dataclass(frozen=True, slots=True)
class Placement:
    """A float (by its number) at the head of a page, `below` so much of the reserved room."""

    number: int
    page: int
    anchor: int
    below: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Which floats head which pages, the room reserved there, and which follow the text."""

    placements: tuple[Placement, ...] = ()
    reserved: dict[int, float] = field(default_factory=dict)
    following: tuple[int, ...] = ()

    def up_to(self, number: int) -> Plan:
        """The plan for the floats before one; that one and all later ones follow the text."""
        kept = tuple(placement for placement in self.placements if placement.number < number)
        moved = tuple(p.number for p in self.placements if p.number >= number)
        pages = {placement.page for placement in kept}
        reserved = {page: room for page, room in self.reserved.items() if page in pages}
        return Plan(kept, reserved, (*moved, *self.following))


def float_plan(flow: TextFlow, floats: Sequence[Float], gap: float) -> Plan:
    """Place floats in their order, each on the page that cites it or the first one after.

    Parameters
    ----------
    flow : TextFlow
        The text, measured without floats.
    floats : sequence of Float
        In reading order, which is kept.
    gap : float
        Pixels between a float and what stands below it.

    Returns
    -------
    Plan
        Floats for which no page of text is left before the references follow the text, as does any
        taller than a page can take.
    """
    placements: list[Placement] = []
    reserved: dict[int, float] = {}
    waiting = list(range(len(floats)))
    page, position = 2, flow.first_page
    while waiting and position < min(flow.end, flow.references):
        heading = _heading_floats(flow, floats, waiting, position, gap)
        room = sum(floats[number].height + gap for number in heading)
        page_end = position + flow.columns * (flow.page_height - room)
        anchor = _anchor(flow, position, min(page_end, flow.end))
        if heading and anchor is not None:
            placements += _stacked(floats, heading, page, anchor, gap)
            reserved[page] = room
            waiting = waiting[len(heading) :]
        else:
            page_end = position + flow.columns * flow.page_height
        position, page = page_end, page + 1
    return Plan(tuple(placements), reserved, tuple(waiting))


def _heading_floats(
    flow: TextFlow, floats: Sequence[Float], waiting: Sequence[int], position: float, gap: float
) -> list[int]:
    heading: list[int] = []
    room = 0.0
    for number in waiting:
        room += floats[number].height + gap
        page_end = position + flow.columns * (flow.page_height - room)
        share = LARGEST_SHARE if heading else 1 - SMALLEST_TEXT
        if room > share * flow.page_height or floats[number].cited_at > page_end:
            break
        heading.append(number)
    return heading


def _anchor(flow: TextFlow, position: float, page_end: float) -> int | None:
    wanted = position + ANCHOR_AT * (page_end - position)
    inside = [
        (abs(start - wanted), number)
        for number, start in enumerate(flow.starts)
        if position < start < page_end
    ]
    return min(inside)[1] if inside else None


def _stacked(
    floats: Sequence[Float], heading: Sequence[int], page: int, anchor: int, gap: float
) -> list[Placement]:
    below = 0.0
    placements = []
    for number in heading:
        placements.append(Placement(number, page, anchor, below))
        below += floats[number].height + gap
    return placements
