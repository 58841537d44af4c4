"""What the page of a draft prints that was issued before drafts had a document.json."""

from collections.abc import Mapping

from il2report.pages.places import PrintedNumber
from il2report.verification.shown import Page, attribute, float_name, result_of

PICTURE = "picture-figure"


def numbers_of_page(page: Page) -> tuple[PrintedNumber, ...]:
    """List every marked number of a page in reading order; a table of contents only repeats."""
    return tuple(
        PrintedNumber(
            result_of(mark),
            " ".join(mark.element.text().split()),
            f"{mark.section} caption" if mark.within(name=PICTURE) else mark.section,
            attribute(mark.element, "data-part"),
        )
        for mark in page.marks
        if not mark.within("nav")
    )


def figure_labels_of_page(page: Page) -> Mapping[str, str]:
    """Give the label of each picture of a page by its key: "figure.ttdp" is "Figure 1"."""
    return {
        spot.element.id.replace("-", ".", 1): float_name(spot.element)
        for spot in page.named(PICTURE)
        if spot.element.find(name="label")
    }
