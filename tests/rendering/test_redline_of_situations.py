"""Real manuscripts that differ much: situations, each against the one before it."""

from itertools import pairwise

import pytest
from redline_reading import Reading, accepted, read, rejected
from situations import CHOSEN, CORRECTED, INVENTED

from il2report.redline import ChangeKind, redline

NAMES = ("reference", *list(CORRECTED)[::4], *CHOSEN, *list(INVENTED)[::4], "reference")
"""Every fourth, which takes seconds; the pairs that the others make were tried when this was written."""


@pytest.fixture(scope="module")
def page(set_page):
    """The page of a situation, its pictures blank."""
    return lambda name: set_page(name)[1]


def values_that_changed(old: Reading, new: Reading) -> set[tuple[str, str]]:
    """Every result that both print in one place, with another value and another text."""
    ours, theirs = (_prints(reading) for reading in (old, new))
    return {
        (new.titles[place], result.partition("/")[0])
        for place, result in ours.keys() & theirs.keys()
        if _differ(ours[place, result], theirs[place, result])
    }


def _prints(reading: Reading) -> dict[tuple[str, str], set[tuple[str, str]]]:
    prints: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for place, result, value, text in reading.marks:
        prints.setdefault((place, result), set()).add((value, text.casefold()))
    return prints


def _differ(old: set[tuple[str, str]], new: set[tuple[str, str]]) -> bool:
    values, texts = ([{mark[n] for mark in side} for side in (old, new)] for n in (0, 1))
    return texts[0] != texts[1] and (values[0] != values[1] or values[0] == {""})


@pytest.mark.parametrize(("before", "behind"), list(pairwise(NAMES)))
def test_a_redline_holds_both_manuscripts_and_tells_every_value_that_changed(page, before, behind):
    old, new = page(before), page(behind)
    made = redline(old, new)
    assert read(old).blocks == rejected(made.html).blocks
    assert read(new).blocks == accepted(made.html).blocks
    told = {(c.place, c.result) for c in made.changes if c.kind is ChangeKind.VALUE}
    assert values_that_changed(read(old), read(new)) == told


def test_a_mistake_in_a_redline_would_be_noticed(page):
    old, new = page("reference"), page("a fatal event")
    html = redline(old, new).html
    before, article, behind = html.partition("<article>")
    spoiled = before + article + behind.replace("</del>", " more</del>", 1)
    assert read(old).blocks != rejected(spoiled).blocks
    assert read(new).blocks == accepted(spoiled).blocks
