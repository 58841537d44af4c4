"""Finds the lines of a laid-out redline that have a change, for the bars in the margin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from il2report.pages.page_boxes import boxes_within, is_column

DISTANCE = 6.0
"""Pixels from the text, or the table, to the bar at its left."""
LARGEST_GAP = 7.0
"""Pixels between two changed lines that one bar may bridge: less than a line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in the margin, in pixels from the upper left corner of the sheet."""

    x: float
    top: float
    bottom: float


def changed_elements(root: Element) -> frozenset[Element]:
    """Give what was deleted or inserted, and the pictures of figures that are flagged.

    Examples in the notes of the redline itself are not changes.
    """
    notes = {
        inner for note in root.iter() if note.get("data-redline") == "note" for inner in note.iter()
    }
    changed = {element for tag in ("del", "ins") for element in root.iter(tag)}
    for figure in root.iter("figure"):
        if any("redline-flag" in inner.get("class", "").split() for inner in figure.iter()):
            changed.update(figure.iter("img"))
    return frozenset(changed - notes)


def change_bars(sheet: Any, changed: frozenset[Element]) -> tuple[Bar, ...]:
    """Give the bars of one laid-out page, each beside its column, table or figure."""
    by_column: dict[float, list[Bar]] = defaultdict(list)
    lines = sorted(_lines(sheet, changed, sheet.content_box_x()), key=lambda bar: (bar.x, bar.top))
    for bar in lines:
        bars = by_column[bar.x]
        if bars and bar.top - bars[-1].bottom <= LARGEST_GAP:
            bars[-1] = replace(bars[-1], bottom=max(bars[-1].bottom, bar.bottom))
        else:
            bars.append(bar)
    return tuple(bar for bars in by_column.values() for bar in bars)


def _lines(box: Any, changed: frozenset[Element], left: float) -> Iterator[Bar]:
    """Give a bar for each line of each changed element; each of its boxes is on one line."""
    if is_column(box) or box.element_tag in {"table", "figure"}:
        left = box.position_x
    if box.element in changed and box.height != "auto":
        yield Bar(left - DISTANCE, box.position_y, box.position_y + box.margin_height())
        return
    for child in boxes_within(box):
        yield from _lines(child, changed, left)
