"""The list of changes beside the page: by place, each with a link to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from il2report.document.grammar import listed, plural
from il2report.document.html_reader import read_html
from il2report.document.tree import Element, Node
from il2report.redline.changes import Change, Kind
from il2report.redline.edits import MARK, NOTE, link, note

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


KEY = read_html(
    '<p class="redline-key">Struck: <del>no longer there</del>. Underlined: <ins>new</ins>.'
    ' Underlined twice: moved. <span class="in-print">A bar in the margin: a line with a change.'
    "</span></p>"
).parts()[0]
LIST = "redline-changes"
"""The id of the list of changes."""


def change_list(changes: Sequence[Change], since: str, labels: Mapping[str, str]) -> Element:
    """Make the list; citations and mentions that only have another number come last, folded in.

    `labels` are what results are called, by id; one without a label is named by its id.
    """
    renumbered = [change for change in changes if change.kind is Kind.NUMBERING]
    others = [change for change in changes if change.kind is not Kind.NUMBERING]
    parts: list[Node] = []
    if others:
        parts.append(Element("summary", ("All changes",)))
        for place, of_place in groupby(others, key=lambda change: change.place):
            whole_first = sorted(of_place, key=lambda change: change.kind not in WHOLE)
            parts += [Element("h3", (place,)), _entries(whole_first, labels)]
        parts = [Element("details", tuple(parts), (("open", ""),))]
    if renumbered:
        count = f"{len(renumbered)} {plural(len(renumbered), *NAMES[Kind.NUMBERING])}"
        folded = (Element("summary", (count,)), _entries(renumbered, {}))
        parts.append(Element("details", folded))
    title = Element("h2", (f"Changes since {since}",), (("id", "redline-heading"),))
    said = (title, Element("p", (summary(changes),)), KEY, *parts)
    return Element(
        "aside",
        said,
        (
            ("class", "redline-list"),
            ("id", LIST),
            (MARK, NOTE),
            ("tabindex", "-1"),
            ("aria-labelledby", "redline-heading"),
        ),
    )


def steps(changes: Sequence[Change]) -> Mapping[str, Element]:
    """Make by anchor the links to the changes before and after, which are shown where one is open."""
    made = {}
    for number, change in enumerate(changes, start=1):
        parts: list[Node] = [link(LIST, f"{number} of {len(changes)}")]
        if number > 1:
            parts[:0] = [link(changes[number - 2].anchor, "previous"), " "]
        if number < len(changes):
            parts += [" ", link(changes[number].anchor, "next")]
        made[change.anchor] = note("span", "redline-step", *parts)
    return made


def summary(changes: Iterable[Change]) -> str:
    """Count the changes by kind: "Changed: 12 numbers, one table and one figure."."""
    counts = Counter(change.kind for change in changes)
    parts = [
        f"{counts[kind]} {plural(counts[kind], *NAMES[kind])}" for kind in NAMES if counts[kind]
    ]
    return f"Changed: {listed(parts)}." if parts else "Nothing printed has changed."


def _entries(changes: Iterable[Change], labels: Mapping[str, str]) -> Element:
    links = (link(change.anchor, *_entry(change, labels)) for change in changes)
    return Element("ol", tuple(Element("li", (each,)) for each in links))


def _entry(change: Change, labels: Mapping[str, str]) -> list[Node]:
    """Describe a change; a result is named as a reader knows it, or by its id without a label."""
    if change.kind in WHOLE:
        return [f"{change.kind.capitalize()} changed"]
    if change.kind is Kind.MOVED:
        return [f"moved here: {_excerpt(change.new)}"]
    parts: list[Node] = []
    if change.result in labels:
        parts.append(Element("span", (labels[change.result],), (("class", "result"),)))
    elif change.result:
        parts.append(Element("code", (change.result,)))
    sides = (("del", change.old), ("ins", change.new))
    parts += [Element(tag, (_excerpt(text),)) for tag, text in sides if text]
    return [node for part in parts for node in (" ", part)][1:]


def _excerpt(text: str) -> str:
    """Shorten a passage in its middle, between words."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    half = LONGEST_EXCERPT // 2
    return f"{text[:half].rpartition(' ')[0]} … {text[-half:].partition(' ')[2]}"
