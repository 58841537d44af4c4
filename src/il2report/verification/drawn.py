"""The pictures of a page: each is the one that the build drew."""

from base64 import b64decode

from il2report.figures.pictures import FIGURES
from il2report.pages.manuscript import BLANK
from il2report.verification.shown import Page, Spot, attribute

SVG_URL = "data:image/svg+xml;base64,"


def pictures(page: Page) -> dict[str, tuple[Spot, bytes]]:
    """Give the figures of a page with their SVG, by their key; those that are blank are left out."""
    keys = {key.replace(".", "-"): key for key in FIGURES}
    found = ((keys[i], spot, _picture_of(spot)) for i, spot in page.ids.items() if i in keys)
    return {key: (spot, svg) for key, spot, svg in found if svg is not None}


def _picture_of(figure: Spot) -> bytes | None:
    image = figure.element.find("img")
    source = attribute(image, "src") if image else ""
    if not source.startswith(SVG_URL):
        return None
    try:
        svg = b64decode(source.removeprefix(SVG_URL), validate=True)
    except ValueError:
        return b""
    return None if svg == BLANK else svg
