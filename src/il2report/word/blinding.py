"""What a blinded manuscript does not say: who wrote it, where, and who paid for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from il2report.document.tree import Node, Word, from_data
from il2report.study.configuration import Configuration
from il2report.word.flow import FlowBlock, Grid, Paragraph

BLINDED = "[blinded]"
NAMES = ("study.site.", "study.ethics.body", "study.ethics.number", "study.ethics.date")
"""How the sources of words begin that become `[blinded]` within their sentence."""
OF_PEOPLE = (
    *("study.authors.", "study.affiliations.", "study.grant.", "study.statements.funding"),
    *("study.statements.role_of_funder", "study.statements.conflicts"),
    *("study.statements.acknowledgments", "study.statements.presentation"),
    "study.statements.assistance",
)
"""Those of words whose whole paragraph does: who did what, who paid, whom the authors thank."""
SHORTEST = 3
"""Letters of a name that is looked for; initials and short names are parts of other words."""

LONG = 5
"""Letters of a word of an affiliation that is looked for alone, such as a city."""
WORD = re.compile(r"[^\W\d_]+")
OF_ANY_PLACE = re.compile(
    "academic|biology|biostatistics|branch|cancer|center|centers|centre|centres|chemotherapy|"
    "clinic|clinical|clinics|college|comprehensive|department|departments|dermatology|"
    "division|east|eastern|epidemiology|faculty|foundation|general|graduate|health|"
    "hematology|hospital|hospitals|immunology|immunotherapy|institute|institutes|"
    "international|laboratory|medical|medicine|national|north|northern|office|oncology|"
    "pathology|pharmacology|pharmacy|program|programme|public|radiology|regional|research|"
    "school|science|sciences|service|services|south|southern|statistics|street|surgery|"
    "surgical|system|therapy|trust|unit|university|urology|west|western",
    re.IGNORECASE,
)
"""Words of affiliations that name no place: those of every department, hospital and university."""


def is_name(source: str) -> bool:
    """Whether a word says who wrote the manuscript, or where."""
    return source.startswith((*NAMES, *OF_PEOPLE))


def is_of_people(nodes: Iterable[Node]) -> bool:
    """Whether a paragraph is about the authors as a whole."""
    words = (node for node in from_data(nodes) if isinstance(node, Word))
    return any(word.source.startswith(OF_PEOPLE) for word in words)


def declared_names(choices: Configuration) -> tuple[str, ...]:
    """Give every name of study.toml that a reviewer must not read."""
    found: list[str | None] = []
    for author in choices.authors:
        found += [author.full_name, author.family, author.email, author.orcid]
    found += choices.affiliations.values()
    for grant in choices.grant:
        found += [grant.funder, grant.number]
    if choices.ethics:
        found += [choices.ethics.body, choices.ethics.number]
    if choices.site:
        found += [choices.site.institution, choices.site.city]
    return tuple(dict.fromkeys(name for name in found if name and len(name) >= SHORTEST))


def words_of_places(choices: Configuration, texts: Iterable[str]) -> tuple[str, ...]:
    """Give the long words of affiliations that name a place, such as a city.

    A word names a place if it has a capital letter there, is none of those that any affiliation may have, and
    is nowhere in the text with a small one.
    """
    places = [*choices.affiliations.values(), *([choices.site.institution] if choices.site else ())]
    found = dict.fromkeys(word for place in places for word in WORD.findall(place))
    small = {word for text in texts for word in WORD.findall(text) if word[0].islower()}
    return tuple(
        word
        for word in found
        if len(word) >= LONG
        and word[0].isupper()
        and not OF_ANY_PLACE.fullmatch(word)
        and word.lower() not in small
    )


def names_left(
    flow: Iterable[FlowBlock], choices: Configuration
) -> Iterator[tuple[str, Paragraph]]:
    """Find what the paragraphs of a blinded file still have of declared names and places, but for its reference list."""
    searched = [each for each in _paragraphs(flow) if each.style != "Bibliography"]
    names = sorted(declared_names(choices), key=len, reverse=True)
    places = words_of_places(choices, (each.text for each in searched))
    patterns = [
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", flags)
        for words, flags in ((names, re.IGNORECASE), (places, re.NOFLAG))
        if words
    ]
    for paragraph in searched:
        for pattern in patterns:
            if found := pattern.search(paragraph.text):
                yield found[0], paragraph
                break


def _paragraphs(flow: Iterable[FlowBlock]) -> Iterator[Paragraph]:
    for block in flow:
        if isinstance(block, Grid):
            yield from (
                each for row in block.rows for cell in row.cells for each in cell.paragraphs
            )
        else:
            yield block
