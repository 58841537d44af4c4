"""The boxes of the pages that WeasyPrint laid out, read through their attributes alone."""

from collections.abc import Iterator
from typing import Any


def page_box(sheet: Any) -> Any:
    """Give the box of a whole page."""
    return sheet._page_box  # noqa: SLF001 (there is no public way to the boxes)


def all_boxes(sheet: Any) -> Iterator[Any]:
    """Give every box of a page, also those that are placed absolutely."""
    yield from page_box(sheet).descendants(placeholders=True)


def boxes_of(document: Any, tag: str) -> Iterator[tuple[int, Any]]:
    """Give the boxes of the elements with a tag, each with the number of its page."""
    for number, sheet in enumerate(document.pages, start=1):
        for box in all_boxes(sheet):
            if box.element is not None and box.element_tag == tag:
                yield number, box


def boxes_within(box: Any) -> Iterator[Any]:
    """Give the children of a box; one that is placed absolutely is taken out of its placeholder."""
    for child in getattr(box, "children", ()):
        yield getattr(child, "_box", child)


def is_column(box: Any) -> bool:
    """Whether a box is a column of the text."""
    return bool(getattr(box, "is_column", False))
