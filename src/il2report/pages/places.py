"""Which number is printed where, in the words of a reader."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from il2report.document.document import Document, placed_nodes
from il2report.document.tree import Number
from il2report.results.catalogue import Result


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """One printed number from data: its result, its text, and where it is printed.

    `section` is the place as a reader names it: "Abstract", "Results, Response and progression", "Table II",
    "Figure 1 caption". `part` is "n" for the denominator of the result, and empty for the result itself.
    """

    result_id: str
    text: str
    section: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class PrintedPlace:
    """Where a result is printed and with which text; `times` is how often, there and with that text."""

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


def places(numbers: Iterable[PrintedNumber]) -> Mapping[str, tuple[PrintedPlace, ...]]:
    """Collect the places of each result by its id, in reading order."""
    found: dict[str, tuple[PrintedPlace, ...]] = {}
    for number, n in Counter(numbers).items():
        place = PrintedPlace(number.section, number.text, number.part, n)
        found[number.result_id] = (*found.get(number.result_id, ()), place)
    return MappingProxyType(found)


def printed_place(place: PrintedPlace) -> str:
    """Name a place and what it prints: "Abstract: 20.0"."""
    text = f"n={place.text}" if place.part else place.text
    return f"{place.section}: {text}" + (f", {place.times} times" if place.times > 1 else "")


def figures_drawing(
    result: Result, labels: Mapping[str, str], drawn: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """Name the figures, of those with a label, that draw a result or state it in their alternative text.

    `drawn` are the ids of the results that each figure draws, by its key.
    """
    keys = (key for key, ids in drawn.items() if result.id in ids)
    return tuple(labels[key] for key in keys if key in labels)


def figure_labels(document: Document) -> Mapping[str, str]:
    """Give the label of each figure of a manuscript by its key: "figure.ttdp" is "Figure 1"."""
    return MappingProxyType({figure.key: figure.label for figure in document.figures})
