"""The items of STROBE, and the marks that say which paragraph answers which.

STROBE: von Elm and others, The Strengthening the Reporting of Observational Studies in Epidemiology
statement, 2007, checklist for cohort studies. Numbers are those of the checklist; names are short ones of our own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from il2report.document.tree import Element, Fragment

CLASS = "strobe-"
MARK = re.compile(rf"{CLASS}(\d+[a-e]?)")


@dataclass(frozen=True, slots=True)
class StrobeItem:
    """An item or sub-item of the checklist: its number, the part of the paper, and what is asked for."""

    number: str
    part: str
    name: str


ITEMS: tuple[StrobeItem, ...] = tuple(
    StrobeItem(number, part, name)
    for part, items in (
        ("Title and abstract", (("1a", "design named"), ("1b", "balanced summary"))),
        ("Introduction", (("2", "background and rationale"), ("3", "objectives"))),
        (
            "Methods",
            (
                ("4", "study design"),
                ("5", "setting, places and dates"),
                ("6a", "eligibility, selection and follow-up of participants"),
                ("6b", "matching"),
                ("7", "variables defined"),
                ("8", "data sources and measurement"),
                ("9", "efforts against bias"),
                ("10", "study size"),
                ("11", "handling of quantitative variables"),
                ("12a", "statistical methods"),
                ("12b", "subgroups and interactions"),
                ("12c", "missing data"),
                ("12d", "loss to follow-up"),
                ("12e", "sensitivity analyses"),
            ),
        ),
        (
            "Results",
            (
                ("13a", "numbers of participants at each stage"),
                ("13b", "reasons for not taking part"),
                ("13c", "flow diagram"),
                ("14a", "characteristics of participants"),
                ("14b", "participants with missing data"),
                ("14c", "follow-up time"),
                ("15", "numbers of outcome events"),
                ("16a", "estimates with their precision"),
                ("16b", "boundaries of categories"),
                ("16c", "absolute risks"),
                ("17", "other analyses"),
            ),
        ),
        (
            "Discussion",
            (
                ("18", "key results"),
                ("19", "limitations"),
                ("20", "interpretation"),
                ("21", "generalizability"),
            ),
        ),
        ("Other information", (("22", "funding"),)),
    )
    for number, name in items
)
"""The 22 items with their sub-items, in order."""
NUMBERS: Mapping[str, StrobeItem] = MappingProxyType({item.number: item for item in ITEMS})


def items_marked(element: Element) -> tuple[str, ...]:
    """Name the items that an element marks: the mark of a paragraph is an empty span in it."""
    return tuple(MARK.findall(element.get("class"))) if element.tag == "span" else ()


def marked_items(nodes: Fragment) -> Iterator[str]:
    """Name the items that are marked within nodes, in reading order."""
    for node in nodes:
        if isinstance(node, Element):
            yield from items_marked(node)
            yield from marked_items(Fragment(node.children))
