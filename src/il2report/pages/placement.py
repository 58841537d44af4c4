"""Where tables and figures are printed: at the head of a page, across both columns.

WeasyPrint fills columns but has no page floats, so the text is laid out once without them and measured. The
plan made here says which page each float heads and in front of which block of text its element is anchored;
the second layout leaves that space free. Nothing here knows WeasyPrint: lengths are its pixels, blocks are
numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

SMALLEST_TEXT = 0.13
"""Part of a page that is left to the text below its floats; a taller float follows the text."""
COMFORTABLE_TEXT = 0.2
"""Part of a page below which the text that is left to it looks like a strip."""
LATE, NEXT_PAGE, STRIP, BLANK_PAGE = 100.0, 3.0, 30.0, 400.0
"""What an editor would object to, against each other: a page more between a float and its citation than the next one,
the next one, a strip of text below the floats, and blank space in front of the references, by its part of a page.
"""
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


@dataclass(frozen=True, slots=True)
class _Draft:
    """A plan up to the end of a page: how many floats are placed, and where the text goes on."""

    cost: float = 0.0
    position: float = 0.0
    plan: FloatPlan = field(default_factory=FloatPlan)

    @property
    def placed(self) -> int:
        return len(self.plan.placements)


def float_plan(flow: TextFlow, floats: Sequence[Float], gap: float) -> FloatPlan:
    """Place floats in their order, none on a page before the one that cites it.

    Of all plans it is the one with the floats nearest to their citations and the least blank space. `gap` is the
    distance between a float and what is below it. Floats for which no page of text is left follow it, as does any
    that is taller than a page can take.
    """
    drafts = [_Draft(position=flow.first_page)]
    complete: list[_Draft] = []
    page = 2
    while drafts:
        best: dict[int, _Draft] = {}
        for draft in drafts:
            if draft.position >= flow.end:
                complete.append(_followed(flow, floats, draft, gap))
                continue
            for longer in _with_page(flow, floats, draft, page, gap):
                known = best.get(longer.placed)
                if known is None or longer.cost < known.cost:
                    best[longer.placed] = longer
        # The one with most floats first: it is taken where two are as good.
        drafts = [best[placed] for placed in sorted(best, reverse=True)]
        page += 1
    return min(complete, key=lambda draft: draft.cost).plan


def _with_page(
    flow: TextFlow, floats: Sequence[Float], draft: _Draft, page: int, gap: float
) -> Iterator[_Draft]:
    """Give a draft with each number of floats that its next page can have at its head."""
    position, first = draft.position, draft.placed
    height = 0.0
    for after in range(first, len(floats) + 1):
        height += floats[after - 1].height + gap if after > first else 0.0
        reserved = math.ceil(height / flow.line) * flow.line
        page_end = position + flow.columns * (flow.page_height - reserved)
        if after > first and (
            height > (1 - SMALLEST_TEXT) * flow.page_height or floats[after - 1].cited_at > page_end
        ):
            return
        text_end = min(page_end, flow.end)
        wanted = position + ANCHOR_AT * (text_end - position)
        anchors = [
            (abs(start - wanted), block)
            for block, start in enumerate(flow.starts)
            if position < start < text_end
        ]
        if after > first and not anchors:
            return
        plan, below = draft.plan, 0.0
        placements = list(plan.placements)
        for number in range(first, after):
            placements.append(Placement(number, page, min(anchors)[1], below))
            below += floats[number].height + gap
        yield _Draft(
            draft.cost
            + _waiting(floats[after:], position, text_end)
            + STRIP * (height > (1 - COMFORTABLE_TEXT) * flow.page_height),
            page_end,
            FloatPlan(
                tuple(placements), plan.reserved | ({page: reserved} if after > first else {})
            ),
        )


def _waiting(floats: Sequence[Float], start: float, end: float) -> float:
    """Give the cost of floats that are not on a page whose text has a start and an end."""
    return sum(
        LATE if each.cited_at <= start else NEXT_PAGE for each in floats if each.cited_at <= end
    )


def _followed(flow: TextFlow, floats: Sequence[Float], draft: _Draft, gap: float) -> _Draft:
    """Let the floats that are left follow the text, at the foot of its last page and on further ones."""
    cost, left = draft.cost, range(draft.placed, len(floats))
    beyond = (draft.position - flow.end) / flow.columns
    used = max(0.0, flow.page_height - beyond)
    for number in left:
        height = floats[number].height + gap
        if used + height > flow.page_height:
            cost += BLANK_PAGE * (1 - used / flow.page_height) + LATE * (len(floats) - number)
            used = 0.0
        used += height
    return _Draft(
        cost, draft.position, FloatPlan(draft.plan.placements, draft.plan.reserved, tuple(left))
    )
