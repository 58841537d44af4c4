"""Which number is printed where, in the words of a reader."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType

from il2report.document.document import Document, placed_nodes
from il2report.document.tree import Number

DRAWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "figure.ttdp": (
            "cohort.n",
            "progression.events",
            "progression.censored",
            "progression.median",
        ),
        "figure.swimmer": (
            "patient.*.ttdp",
            "response.??.n",
            "progression.events",
            "progression.censored",
        ),
        "figure.adverse_events": ("toxicity.*.grade_?.n", "toxicity.*.all_grades.n"),
    }
)
"""The results that each figure draws or its alternative text states; the page has no mark for them."""


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """One printed number from data: whose it is, as what it is printed, and where.

    `section` is the place as a reader names it: "Abstract", "Results, Response and progression",
    "Table II", "Figure 1 caption", "Supplementary Table S1". `part` is "n" where it is the
    denominator of the result, and empty for the result itself.
    """

    result_id: str
    text: str
    section: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a result stands and as what; `times` how often it stands there with that text."""

    section: str
    text: str
    part: str = ""
    times: int = 1


def printed_numbers(document: Document) -> tuple[PrintedNumber, ...]:
    """List every number of a manuscript from data, in reading order."""
    return tuple(
        PrintedNumber(node.result, " ".join(node.text.split()), placed.section, node.part)
        for placed in placed_nodes(document)
        if isinstance(node := placed.node, Number)
    )


def places(numbers: Iterable[PrintedNumber]) -> Mapping[str, tuple[Place, ...]]:
    """Collect the places of each result by its id, in reading order."""
    found: dict[str, tuple[Place, ...]] = {}
    for number, n in Counter(numbers).items():
        place = Place(number.section, number.text, number.part, n)
        found[number.result_id] = (*found.get(number.result_id, ()), place)
    return MappingProxyType(found)


def printed_place(place: Place) -> str:
    """Name a place and what stands there: "Abstract: 20.0"."""
    text = f"n={place.text}" if place.part else place.text
    return f"{place.section}: {text}" + (f", {place.times} times" if place.times > 1 else "")


def figures_drawing(result_id: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Name the figures, of those with a label, whose drawing shows a result."""
    return tuple(
        label
        for key, label in labels.items()
        if any(fnmatchcase(result_id, shown) for shown in DRAWN.get(key, ()))
    )


def figure_labels(document: Document) -> Mapping[str, str]:
    """Give the label of each figure of a manuscript by its key: "figure.ttdp" is "Figure 1"."""
    return MappingProxyType({figure.key: figure.label for figure in document.figures})
