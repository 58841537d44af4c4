"""The list of changes beside the page: by place, each with a link to where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from markupsafe import Markup

from il2report.rendering.grammar import listed, plural
from il2report.rendering.redline.changes import Change, Kind

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
KEY = Markup(
    '<p class="redline-key">Struck: <del>no longer there</del>. Underlined: <ins>new</ins>.'
    ' Underlined twice: moved. <span class="in-print">A bar in the margin: a line with a change.'
    "</span></p>"
)


def change_list(changes: Sequence[Change], since: str) -> Markup:
    """Write the list; numbers of citations and tables that only moved on come last, folded in."""
    told = [change for change in changes if change.kind is not Kind.NUMBERING]
    renumbered = [change for change in changes if change.kind is Kind.NUMBERING]
    places = groupby(told, key=lambda change: change.place)
    sections = Markup("\n").join(_section(place, list(each)) for place, each in places)
    folded = _folded(renumbered) if renumbered else Markup()
    return Markup(
        '<aside class="redline-list" id="redline-changes" data-redline="note" tabindex="-1"'
        ' aria-labelledby="redline-heading">\n<h2 id="redline-heading">Changes since {}</h2>\n'
        "<p>{}</p>\n{}\n{}\n{}</aside>\n"
    ).format(since, summary(changes), KEY, _unfolded(sections), folded)


def summary(changes: Iterable[Change]) -> str:
    """Count the changes by kind: "Changed are 12 numbers, a table and a figure."."""
    counts = Counter(change.kind for change in changes)
    parts = [
        f"{counts[kind]} {plural(counts[kind], *NAMES[kind])}" for kind in NAMES if counts[kind]
    ]
    return f"Changed: {listed(parts)}." if parts else "Nothing printed has changed."


def _unfolded(sections: Markup) -> Markup:
    if not sections:
        return Markup()
    return Markup("<details open>\n<summary>All changes</summary>\n{}\n</details>").format(sections)


def _folded(changes: Sequence[Change]) -> Markup:
    name = plural(len(changes), *NAMES[Kind.NUMBERING])
    return Markup("<details>\n<summary>{} {}</summary>\n{}\n</details>\n").format(
        len(changes), name, _entries(changes)
    )


def _section(place: str, changes: Sequence[Change]) -> Markup:
    whole_first = sorted(changes, key=lambda change: change.kind not in WHOLE)
    return Markup("<h3>{}</h3>\n{}").format(place, _entries(whole_first))


def _entries(changes: Iterable[Change]) -> Markup:
    items = Markup("\n").join(
        Markup('<li><a href="#{}">{}</a></li>').format(change.anchor, _told(change))
        for change in changes
    )
    return Markup("<ol>\n{}\n</ol>").format(items)


def _told(change: Change) -> Markup:
    if change.kind in WHOLE:
        return Markup("{} changed").format(change.kind.capitalize())
    if change.kind is Kind.MOVED:
        return Markup("moved here: {}").format(_excerpt(change.new))
    pairs = (("del", change.old), ("ins", change.new))
    sides = [Markup(f"<{tag}>{{}}</{tag}>").format(_excerpt(text)) for tag, text in pairs if text]
    name = Markup("<code>{}</code> ").format(change.result) if change.result else Markup()
    return name + Markup(" ").join(sides)


def _excerpt(text: str) -> str:
    """Shorten a passage in its middle, between words."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    half = LONGEST_EXCERPT // 2
    return f"{text[:half].rpartition(' ')[0]} … {text[-half:].partition(' ')[2]}"
