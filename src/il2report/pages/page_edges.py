"""Content of laid-out pages that is cut off or printed over other text, so that nothing is lost unnoticed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from il2report.errors import abridged
from il2report.pages.page_boxes import boxes_within, is_column, page_box

TOLERANCE = 1.5
"""Pixels by which a letter may reach over an edge: the slant of an italic, the noise of a layout."""
NEAR = 40
"""Letters quoted of what is cut off."""


@dataclass(frozen=True, slots=True)
class CutContent:
    """Something of a page that a reader does not see whole: what it is, how it is cut, and in which part."""

    page: int
    what: str
    how: str
    part: str
    more: int = 0

    def __str__(self) -> str:
        more = f", and {self.more} more pieces of text there" if self.more else ""
        within = f" ({self.part})" if self.part else ""
        return f"{self.what} {self.how}{within}{more}"


@dataclass(frozen=True, slots=True)
class _Edges:
    """The edges within which a box is seen, and where the columns beside its own end and begin."""

    left: float
    top: float
    right: float
    bottom: float
    before: float = -math.inf
    behind: float = math.inf
    part: str = ""


def cut_content(document: Any) -> tuple[CutContent, ...]:
    """Find what is beyond an edge of its page, is clipped, or runs into another column.

    Each part of a page, such as a table, is reported once for each way of being cut.
    """
    found: dict[tuple[int, str, str], CutContent] = {}
    for number, sheet in enumerate(document.pages, start=1):
        edges = _Edges(0.0, 0.0, sheet.width, sheet.height)
        for what, how, part in _cut(page_box(sheet), edges, None):
            known = found.get((number, part, how))
            found[number, part, how] = (
                replace(known, more=known.more + 1)
                if known
                else CutContent(number, what, how, part)
            )
    return tuple(found.values())


def _cut(box: Any, edges: _Edges, parent: Any) -> Iterator[tuple[str, str, str]]:
    """Give the content of a box that is cut, how, and in which table or figure."""
    text: Any = getattr(box, "text", None)
    is_text = isinstance(text, str) and bool(text.strip())
    if (is_text or hasattr(box, "replacement")) and box.style["visibility"] == "visible":
        what = repr(abridged(" ".join(text.split()), NEAR)) if is_text else "an image"
        left, top = box.position_x, box.position_y
        right, bottom = left + box.margin_width(), top + box.margin_height()
        if right > edges.right + TOLERANCE or left < edges.left - TOLERANCE:
            yield what, "is cut off at the side of the page", edges.part
        elif bottom > edges.bottom + TOLERANCE or top < edges.top - TOLERANCE:
            yield what, "is cut off at the foot or head of the page", edges.part
        elif right > edges.behind + TOLERANCE or left < edges.before - TOLERANCE:
            yield what, "runs into another column", edges.part
    edges = _narrowed(edges, box, parent)
    for child in boxes_within(box):
        yield from _cut(child, edges, box)


def _narrowed(edges: _Edges, box: Any, parent: Any) -> _Edges:
    """Narrow the edges to those of a box that clips, and of a column; name a table or figure."""
    has_size = all(
        isinstance(getattr(box, side, None), float | int) for side in ("width", "height")
    )
    if box.style["overflow"] != "visible" and has_size and parent is not None:
        x, y = box.padding_box_x(), box.padding_box_y()
        edges = replace(
            edges,
            left=max(edges.left, x),
            top=max(edges.top, y),
            right=min(edges.right, x + box.padding_width()),
            bottom=min(edges.bottom, y + box.padding_height()),
        )
    if is_column(box):
        gap = parent.style["column_gap"]
        space = gap.value if hasattr(gap, "value") else 0.0
        start, end = box.position_x, box.position_x + box.width
        is_first = start < parent.content_box_x() + TOLERANCE
        is_last = end > parent.content_box_x() + parent.width - TOLERANCE
        edges = replace(
            edges,
            before=-math.inf if is_first else start - space,
            behind=math.inf if is_last else end + space,
        )
    if box.element_tag == "figure" and box.element is not None:
        edges = replace(edges, part=box.element.get("id", ""))
        if "float" in box.element.get("class", "").split():  # it spans the columns
            edges = replace(edges, before=-math.inf, behind=math.inf)
    return edges
