"""What the report on a change and the redline say of each other: their counts, and changed figures in words."""

import re
from collections.abc import Mapping
from dataclasses import replace

from il2report.document.grammar import plural
from il2report.reports.blocks import Remark, ReportTree, Role
from il2report.reports.changes.families import family, family_of
from il2report.revisions.comparison import ValueChange
from il2report.revisions.difference import Difference

FIGURE = re.compile(r"Figure S?\d+")
MOST_IN_FIGURE = 8
"""Changed numbers of a figure that are said in words."""


def figure_words(difference: Difference) -> Mapping[str, str]:
    """Say by the label of a figure which of the numbers that it shows have changed."""
    shown: dict[str, dict[tuple[str, str], list[ValueChange]]] = {}
    for change in difference.printed:
        for place in difference.places(change.id):
            if FIGURE.fullmatch(place):
                families = shown.setdefault(place, {})
                families.setdefault(family_of(change), []).append(change)
    return {place: _in_words([*families.values()]) for place, families in shown.items()}


def _in_words(families: list[list[ValueChange]]) -> str:
    texts = [
        f"{found.heading}, {row.in_words()}"
        for found in map(family, families)
        for row in found.rows
    ]
    more = len(texts) - MOST_IN_FIGURE
    rest = [f"{more} more {plural(more, 'number')}"] if more > 0 else []
    return "; ".join((*texts[:MOST_IN_FIGURE], *rest))


def counted_once(
    report: ReportTree, difference: Difference, marked: Mapping[str, int]
) -> ReportTree:
    """Say how the number of changed results goes with the number of marks of the redline.

    `marked` has by the id of a result how often the redline marks it as a number.
    """
    k, found = len(difference.printed), {each.id for each in difference.printed} & marked.keys()
    if not found:
        return report
    n, rest = sum(marked[each] for each in found), k - len(found)
    text = (
        f"Each result is counted once here. The redline marks {len(found)} of the {k} at {n}"
        f" {plural(n, 'place')} that {plural(n, 'prints', 'print')} {plural(len(found), 'it', 'them')}"
    )
    if rest:
        text += f"; the other {rest} came or went with the words around, or {plural(rest, 'is', 'are')} drawn in a figure"
    return replace(report, opening=(*report.opening, Remark(Role.EXPLANATION, f"{text}.")))
