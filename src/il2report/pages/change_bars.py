"""Finds the lines of a laid-out redline that hold a change, for the bars in the margin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from il2report.pages.page_boxes import boxes_within, is_column

CHANGED = ("del", "ins")
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
    """Give what was struck or added, and the pictures of figures that are flagged.

    Examples in what the redline says of its own are no changes.
    """
    notes = {
        inner for note in root.iter() if note.get("data-redline") == "note" for inner in note.iter()
    }
    changed = {element for tag in CHANGED for element in root.iter(tag)} - notes
    flagged = (f for f in root.iter("figure") if any(_is_flag(element) for element in f.iter()))
    pictures = {
        picture for figure in flagged for picture in figure.iter("img") if picture not in notes
    }
    return frozenset(changed | pictures)


def change_bars(sheet: Any, changed: frozenset[Element]) -> tuple[Bar, ...]:
    """Give the bars of one laid-out page, each beside its column, table or figure."""
    by_column: dict[float, list[Bar]] = defaultdict(list)
    for bar in _lines(sheet, changed, sheet.content_box_x()):
        by_column[bar.x].append(bar)
    return tuple(bar for x in sorted(by_column) for bar in _joined(by_column[x]))


def _is_flag(element: Element) -> bool:
    return "redline-flag" in element.get("class", "").split()


def _lines(box: Any, changed: frozenset[Element], left: float) -> Iterator[Bar]:
    """Give a bar for each line of each changed element; one box holds what is on one line."""
    if is_column(box) or box.element_tag in {"table", "figure"}:
        left = box.position_x
    if box.element in changed and box.height != "auto":
        yield Bar(left - DISTANCE, box.position_y, box.position_y + box.margin_height())
        return
    for child in boxes_within(box):
        yield from _lines(child, changed, left)


def _joined(bars: list[Bar]) -> Iterator[Bar]:
    """Join the bars of neighboring lines."""
    first, *others = sorted(bars, key=lambda bar: bar.top)
    joined = first
    for bar in others:
        if bar.top - joined.bottom > LARGEST_GAP:
            yield joined
            joined = bar
        else:
            joined = replace(joined, bottom=max(joined.bottom, bar.bottom))
    yield joined
