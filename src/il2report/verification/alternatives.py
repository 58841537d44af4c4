"""The words in place of the figures: those that the data of the study give."""

from collections.abc import Iterator
from itertools import zip_longest

from il2report.document.printer import Printer
from il2report.errors import Finding
from il2report.figures.pictures import FIGURES, drawables, in_words
from il2report.verification.shown import Page, attribute
from il2report.verification.truth import NUMBER, Truth

SENTENCE_END = ". "


def alternative_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find words for a figure that are not those that the data give."""
    if truth.results is None:
        return
    printer = Printer(truth.results.catalogue, truth.style)
    expected = in_words(drawables(truth.study, truth.results, printer))
    for key in FIGURES:
        spot = page.ids.get(key.replace(".", "-"))
        image = spot.element.find("img") if spot else None
        if spot is None or image is None:
            continue
        said = attribute(image, "alt")
        if said != expected[key]:
            pairs = zip_longest(*(text.split(SENTENCE_END) for text in (said, expected[key])))
            ours, theirs = next((a, b) for a, b in pairs if a != b)
            message = f"the words for the figure say {ours!r}, and the data give {theirs!r}"
            yield Finding("differing-alternative", spot.place, message)


def spoken_counts(page: Page) -> int:
    """Count the numbers in the words for figures."""
    return sum(len(NUMBER.findall(attribute(spot.element, "alt"))) for spot in page.spots)
