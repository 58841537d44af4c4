"""Content of laid-out pages that is cut off or printed over other text: nothing is lost in silence."""

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
    """Something of a page that a reader does not see whole: what it is, how, and in which part."""

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
    """Find what lies beyond an edge of its page, is clipped, or runs into another column.

    Parameters
    ----------
    document : a document that WeasyPrint laid out

    Returns
    -------
    tuple of CutContent
        One for each part of a page, such as a table, and each way of being cut.
    """
    found: dict[tuple[int, str, str], CutContent] = {}
    for number, sheet in enumerate(document.pages, start=1):
        edges = _Edges(0.0, 0.0, sheet.width, sheet.height)
        for cut in _cut(page_box(sheet), edges, number, None):
            key = (cut.page, cut.part, cut.how)
            known = found.get(key)
            found[key] = replace(known, more=known.more + 1) if known else cut
    return tuple(found.values())


def _cut(box: Any, edges: _Edges, page: int, parent: Any) -> Iterator[CutContent]:
    within = _within(box, edges, parent)
    text = getattr(box, "text", None)
    if isinstance(text, str) and text.strip():
        yield from _beyond(box, edges, page, repr(abridged(" ".join(text.split()), NEAR)))
    elif hasattr(box, "replacement"):
        yield from _beyond(box, edges, page, "an image")
    for child in boxes_within(box):
        yield from _cut(child, within, page, box)


def _beyond(box: Any, edges: _Edges, page: int, what: str) -> Iterator[CutContent]:
    if box.style["visibility"] != "visible":
        return
    left, top = box.position_x, box.position_y
    right, bottom = left + box.margin_width(), top + box.margin_height()
    how = ""
    if right > edges.right + TOLERANCE or left < edges.left - TOLERANCE:
        how = "is cut off at the side of the page"
    elif bottom > edges.bottom + TOLERANCE or top < edges.top - TOLERANCE:
        how = "is cut off at the foot or head of the page"
    elif right > edges.behind + TOLERANCE or left < edges.before - TOLERANCE:
        how = "runs into another column"
    if how:
        yield CutContent(page, what, how, edges.part)


def _within(box: Any, edges: _Edges, parent: Any) -> _Edges:
    """Narrow the edges to those of a box that clips, and of a column; name a table or figure."""
    if box.style["overflow"] != "visible" and _has_size(box) and parent is not None:
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


def _has_size(box: Any) -> bool:
    return isinstance(getattr(box, "width", None), float | int) and isinstance(
        getattr(box, "height", None), float | int
    )
