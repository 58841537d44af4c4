"""Figures of the literature: each must be cited where it is printed."""

from collections.abc import Iterator, Mapping

from il2report.errors import Finding
from il2report.verification.shown import Page, Spot, result_of
from il2report.verification.truth import Truth

LISTED = "reference-"


def uncited_fact_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find figures of a work that the paragraph, the table or the figure does not cite.

    Parameters
    ----------
    page : read back
    truth : with the literature of the study and its works as the journal prints them
    """
    keys = _listed_works(page, truth)
    cited: dict[int, set[str]] = {}
    for spot, numbers in page.citations():
        around = cited.setdefault(id(_scope(spot)), set())
        around |= {keys[number] for number in numbers if number in keys}
    for mark in page.marks:
        fact = truth.facts.get(result_of(mark))
        if fact is not None and fact.reference not in cited.get(id(_scope(mark)), set()):
            message = (
                f"{mark.element.text()} is a figure of {fact.reference}, which is not cited here; write"
                f' {{{{ cite("{fact.reference}") }}}} beside it'
            )
            yield Finding("uncited-figure", mark.place, f"{message}; in {mark.words_around()}")


def _scope(spot: Spot) -> object:
    """Give the table or figure, or else the paragraph, within which a work must be cited."""
    return spot.within("figure") or spot.block


def _listed_works(page: Page, truth: Truth) -> Mapping[int, str]:
    """Give the key of each work of the reference list by its number."""
    key_of = {text: key for key, text in truth.works.items()}
    found: dict[int, str] = {}
    for element_id, spot in page.ids.items():
        number = element_id.removeprefix(LISTED)
        said = " ".join(spot.element.text().split())
        if element_id.startswith(LISTED) and number.isdecimal() and said in key_of:
            found[int(number)] = key_of[said]
    return found
