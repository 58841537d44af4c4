"""The list of changes beside the page: by place, each with a link to where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from markupsafe import Markup

from il2report.document.grammar import listed, plural
from il2report.redline.changes import Change, Kind

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


def change_list(
    changes: Sequence[Change], since: str, labels: Mapping[str, str] = MappingProxyType({})
) -> Markup:
    """Write the list; numbers of citations and tables that only moved on come last, folded in.

    Parameters
    ----------
    changes : in the order of the page
    since : what the older manuscript is called
    labels : what results are called, by id; one without a label is named by its id
    """
    told = [change for change in changes if change.kind is not Kind.NUMBERING]
    renumbered = [change for change in changes if change.kind is Kind.NUMBERING]
    places = groupby(told, key=lambda change: change.place)
    sections = Markup("\n").join(_section(place, list(each), labels) for place, each in places)
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
    return Markup('<details open="">\n<summary>All changes</summary>\n{}\n</details>').format(
        sections
    )


def _folded(changes: Sequence[Change]) -> Markup:
    name = plural(len(changes), *NAMES[Kind.NUMBERING])
    return Markup("<details>\n<summary>{} {}</summary>\n{}\n</details>\n").format(
        len(changes), name, _entries(changes, {})
    )


def _section(place: str, changes: Sequence[Change], labels: Mapping[str, str]) -> Markup:
    whole_first = sorted(changes, key=lambda change: change.kind not in WHOLE)
    return Markup("<h3>{}</h3>\n{}").format(place, _entries(whole_first, labels))


def _entries(changes: Iterable[Change], labels: Mapping[str, str]) -> Markup:
    items = Markup("\n").join(
        Markup('<li><a href="#{}">{}</a></li>').format(change.anchor, _told(change, labels))
        for change in changes
    )
    return Markup("<ol>\n{}\n</ol>").format(items)


def _told(change: Change, labels: Mapping[str, str]) -> Markup:
    if change.kind in WHOLE:
        return Markup("{} changed").format(change.kind.capitalize())
    if change.kind is Kind.MOVED:
        return Markup("moved here: {}").format(_excerpt(change.new))
    pairs = (("del", change.old), ("ins", change.new))
    sides = [Markup(f"<{tag}>{{}}</{tag}>").format(_excerpt(text)) for tag, text in pairs if text]
    return _name(change.result, labels) + Markup(" ").join(sides)


def _name(result: str | None, labels: Mapping[str, str]) -> Markup:
    """Name a result as a reader knows it, or by its id where nothing says how."""
    if not result:
        return Markup()
    if result in labels:
        return Markup('<span class="result">{}</span> ').format(labels[result])
    return Markup("<code>{}</code> ").format(result)


def _excerpt(text: str) -> str:
    """Shorten a passage in its middle, between words."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    half = LONGEST_EXCERPT // 2
    return f"{text[:half].rpartition(' ')[0]} … {text[-half:].partition(' ')[2]}"
