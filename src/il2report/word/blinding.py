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


def names_left(
    flow: Iterable[FlowBlock], choices: Configuration
) -> Iterator[tuple[str, Paragraph]]:
    """Find the declared names that the paragraphs of a blinded file still have, but for its reference list."""
    names = sorted(declared_names(choices), key=len, reverse=True)
    if not names:
        return
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    for paragraph in _paragraphs(flow):
        if paragraph.style != "Bibliography" and (found := pattern.search(paragraph.text)):
            yield found[0], paragraph


def _paragraphs(flow: Iterable[FlowBlock]) -> Iterator[Paragraph]:
    for block in flow:
        if isinstance(block, Grid):
            yield from (
                each for row in block.rows for cell in row.cells for each in cell.paragraphs
            )
        else:
            yield block
