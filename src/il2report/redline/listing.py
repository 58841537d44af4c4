"""The list of changes beside the page: by place, each with a link to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from il2report.document.grammar import listed, plural
from il2report.document.tree import Element, Node
from il2report.redline.changes import LIST, Change, Kind
from il2report.redline.edits import MARK, NOTE

LONGEST_EXCERPT = 90
"""Letters of a passage that the list shows."""
NAMES: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        Kind.VALUE: ("number", "numbers"),
        Kind.WORDS: ("passage of text", "passages of text"),
        Kind.MOVED: ("moved passage", "moved passages"),
        Kind.TABLE: ("table", "tables"),
        Kind.FIGURE: ("figure", "figures"),
        Kind.NUMBERING: ("renumbered mention", "renumbered mentions"),
    }
)
WHOLE = frozenset({Kind.TABLE, Kind.FIGURE})


def element(tag: str, *children: Node, **attributes: str) -> Element:
    """Make an element; an underscore in the name of an attribute is left out or a hyphen."""
    named = ((name.strip("_").replace("_", "-"), value) for name, value in attributes.items())
    return Element(tag, children, tuple(named))


KEY = element(
    "p",
    "Struck: ",
    element("del", "no longer there"),
    ". Underlined: ",
    element("ins", "new"),
    ". Underlined twice: moved. ",
    element("span", "A bar in the margin: a line with a change.", class_="in-print"),
    class_="redline-key",
)


def change_list(changes: Sequence[Change], since: str, labels: Mapping[str, str]) -> Element:
    """Make the list; citations and mentions that only have another number come last, folded in.

    Parameters
    ----------
    changes : in the order of the page
    since : what the older manuscript is called
    labels : what results are called, by id; one without a label is named by its id
    """
    renumbered = [change for change in changes if change.kind is Kind.NUMBERING]
    others = [change for change in changes if change.kind is not Kind.NUMBERING]
    parts: list[Node] = []
    if others:
        parts.append(element("summary", "All changes"))
        for place, of_place in groupby(others, key=lambda change: change.place):
            whole_first = sorted(of_place, key=lambda change: change.kind not in WHOLE)
            parts += [element("h3", place), _entries(whole_first, labels)]
        parts = [element("details", *parts, open="")]
    if renumbered:
        count = f"{len(renumbered)} {plural(len(renumbered), *NAMES[Kind.NUMBERING])}"
        parts.append(element("details", element("summary", count), _entries(renumbered, {})))
    heading = element("h2", f"Changes since {since}", id="redline-heading")
    return Element(
        "aside",
        (heading, element("p", summary(changes)), KEY, *parts),
        (
            ("class", "redline-list"),
            ("id", LIST),
            (MARK, NOTE),
            ("tabindex", "-1"),
            ("aria-labelledby", "redline-heading"),
        ),
    )


def summary(changes: Iterable[Change]) -> str:
    """Count the changes by kind: "Changed: 12 numbers, one table and one figure."."""
    counts = Counter(change.kind for change in changes)
    parts = [
        f"{counts[kind]} {plural(counts[kind], *NAMES[kind])}" for kind in NAMES if counts[kind]
    ]
    return f"Changed: {listed(parts)}." if parts else "Nothing printed has changed."


def _entries(changes: Iterable[Change], labels: Mapping[str, str]) -> Element:
    links = (element("a", *_entry(each, labels), href=f"#{each.anchor}") for each in changes)
    return element("ol", *(element("li", link) for link in links))


def _entry(change: Change, labels: Mapping[str, str]) -> list[Node]:
    """Describe a change; a result is named as a reader knows it, or by its id without a label."""
    if change.kind in WHOLE:
        return [f"{change.kind.capitalize()} changed"]
    if change.kind is Kind.MOVED:
        return [f"moved here: {_excerpt(change.new)}"]
    nodes: list[Node] = []
    if label := labels.get(change.result):
        nodes += [element("span", label, class_="result"), " "]
    elif change.result:
        nodes += [element("code", change.result), " "]
    sides = (("del", change.old), ("ins", change.new))
    marked: list[Node] = [element(tag, _excerpt(text)) for tag, text in sides if text]
    return [*nodes, *marked[:1], *(node for each in marked[1:] for node in (" ", each))]


def _excerpt(text: str) -> str:
    """Shorten a passage in its middle, between words."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    half = LONGEST_EXCERPT // 2
    return f"{text[:half].rpartition(' ')[0]} … {text[-half:].partition(' ')[2]}"
