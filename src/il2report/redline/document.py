"""The redline of two manuscripts: the new page with what changed marked in it and listed beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from il2report.document.grammar import listed, plural
from il2report.document.html import html, is_block
from il2report.document.html_reader import NestedTooDeep, read_html
from il2report.document.tree import Element, Node, plain_text
from il2report.errors import Il2ReportError
from il2report.pages.images import BadImage, style_with_images, with_images
from il2report.pages.page import FIXED, Head, style_sheets, written
from il2report.pages.panel.page import panel_styles, taken_out, with_panel
from il2report.redline.changes import Change, ChangeKind, listed_changes
from il2report.redline.edits import MARK, NOTE, link, note
from il2report.redline.merging import PageMerger
from il2report.revisions.metadata import PREFIX
from il2report.templating.markup import Refusal, RefusedMarkup, cleaned
from il2report.templating.style_sheets import style_faults
from il2report.templating.template_files import shipped_templates

ALTERED = "one of the two pages was not written by il2report, or was altered since"
FOOTER = ("identity", "fingerprint")
"""Classes of what the foot of every printed page repeats; templates/page.html.j2 sets them."""
LONGEST_EXCERPT = 90
"""Letters of a passage that the list shows."""
NAMES: Mapping[ChangeKind, tuple[str, str]] = MappingProxyType(
    {
        ChangeKind.VALUE: ("number", "numbers"),
        ChangeKind.WORDS: ("passage of text", "passages of text"),
        ChangeKind.MOVED: ("moved passage", "moved passages"),
        ChangeKind.TABLE: ("table", "tables"),
        ChangeKind.FIGURE: ("figure", "figures"),
        ChangeKind.NUMBERING: ("renumbered mention", "renumbered mentions"),
    }
)
WHOLE = frozenset({ChangeKind.TABLE, ChangeKind.FIGURE})


KEY = read_html(
    '<p class="redline-key">Struck: <del>no longer there</del>. Underlined: <ins>new</ins>.'
    ' Underlined twice: moved. <span class="in-print">A bar in the margin: a line with a change.'
    "</span></p>"
).parts()[0]
LIST = "redline-changes"
"""The id of the list of changes."""


class NoManuscript(Il2ReportError, ValueError):
    """A page that is no manuscript, and so cannot be compared with one."""


@dataclass(frozen=True, slots=True)
class Redline:
    """A manuscript with what changed in it, as one page, and the list of its changes."""

    html: str
    changes: tuple[Change, ...]
    since: str


def redline(
    old_page: str,
    new_page: str,
    *,
    since: str = "",
    folder: Path | None = None,
    labels: Mapping[str, str] = MappingProxyType({}),
    figures: Mapping[str, str] = MappingProxyType({}),
) -> Redline:
    """Mark in a manuscript what changed since an older one.

    Without the elements with ``data-redline="note"``, and without every ``<del>``, the text of the
    redline's article is that of the new manuscript; without every ``<ins>``, it is that of the old
    one.

    Parameters
    ----------
    old_page : the older manuscript.html
    new_page : the newer one, whose frame, styles and pictures the redline has
    since : what the older one is called; by default what it calls itself
    folder : the study, whose own redline.css comes before the shipped one
    labels : what results are called, by id, for the list of changes
    figures : what has moved in a figure, in words, by its label such as "Figure 1"

    Raises
    ------
    NoManuscript
        When one of the pages has no article, or holds markup that no page of the program has.
    """
    images = folder or shipped_templates()
    try:
        old, new = read_html(old_page), read_html(new_page)
        ours = _required("article", old, "older")
        theirs, main = (_required(tag, new, "newer") for tag in ("article", "main"))
        root, head, body = (_required(tag, new, "newer") for tag in ("html", "head", "body"))
        identity = ours.find(name="identity")
        named = identity.text().replace(" · ", " of ") if identity else ""
        since = since or named or "the older draft"
        merged = PageMerger(ours, theirs, since, figures).merged
        changes = listed_changes(merged)
        body, panel = taken_out(body)
        article = _finished(merged.written(), steps(changes), _footers(new, since))
        parts = {
            id(main): (change_list(changes, since, labels, figures), main),
            id(theirs): (article,),
        }
        inside = html(_with_parts(body, parts).children).strip()
        text = Markup(with_images(cleaned(inside, is_finished=True), images) + "\n")
        styles = f"{_style_of(head, images)}\n{style_sheets(images, 'redline')}"
    except (RefusedMarkup, NestedTooDeep, BadImage) as error:
        raise NoManuscript(f"{ALTERED}: {error}") from None
    title = head.find("title")
    heading = f"Changes since {since}: {title.text() if title else ''}"
    page = written(Head(root.get("lang"), heading, styles, tuple(_metadata(head))), text)
    return Redline(page if panel is None else with_panel(page, panel), changes, since)


def _required(tag: str, page: Element, which: str) -> Element:
    found = page.find(tag)
    if found is None:
        raise NoManuscript(
            f"the {which} page has no <{tag}>, so it is no manuscript.html of il2report;"
            " compare two pages that a build wrote"
        )
    return found


def _footers(page: Element, since: str) -> Mapping[str, str]:
    """Say at the foot of the page which draft it is, and since which one changes are marked."""
    footers = {name: found.text() for name in FOOTER if (found := page.find(name=name))}
    if "identity" in footers:
        footers["identity"] += f", changes since {since} marked"
    return footers


def _finished(
    element: Element, steps: Mapping[str, Element], footers: Mapping[str, str]
) -> Element:
    """Put the links to other changes behind each change, and name the draft at the foot of the page."""
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, Element):
            children.append(_finished(child, steps, footers))
            children += [steps[child.id]] if child.id in steps else []
        else:
            children.append(child)
    running = next((footers[name] for name in element.classes if name in footers), None)
    named = element if running is None else element.altered(**{"data-running": running})
    return replace(named, children=tuple(children))


def _with_parts(element: Element, parts: Mapping[int, tuple[Element, ...]]) -> Element:
    """Put other elements in the places of some; white space between blocks says nothing."""
    has_blocks = any(map(is_block, element.children))
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, Element):
            shown = parts.get(id(child), (child,))
            children += (_with_parts(each, parts) if each is child else each for each in shown)
        elif not has_blocks or plain_text([child]).strip():
            children.append(child)
    return replace(element, children=tuple(children))


def _metadata(head: Element) -> Iterator[tuple[str, str]]:
    """Give the metadata, but what `status` knows a draft by: a redline is no draft."""
    fixed = {name for name, _ in FIXED}
    for element in head.parts("meta"):
        name = element.get("name")
        if name and name not in fixed and not name.startswith(PREFIX):
            yield name, element.get("content")


def _style_of(head: Element, images: Path) -> str:
    """Give the style sheets of the newer page; that of the panel comes with the panel."""
    texts = [plain_text(style.children).strip() for style in head.parts("style")]
    sheets = "\n".join(text for text in texts if text != panel_styles().strip())
    for fault in style_faults(sheets, takes_paths=False):
        raise RefusedMarkup((Refusal(f"its style sheet {fault.said}"),))
    return style_with_images(sheets, images)


# --- the list of changes --------------------------------------------------------------------------


def change_list(
    changes: Sequence[Change],
    since: str,
    labels: Mapping[str, str],
    figures: Mapping[str, str] = MappingProxyType({}),
) -> Element:
    """Make the list; citations and mentions that only have another number come last, folded in.

    `labels` are what results are called, by id; one without a label is named by its id. `figures`
    say what has moved in a figure.
    """
    renumbered = [change for change in changes if change.kind is ChangeKind.NUMBERING]
    others = [change for change in changes if change.kind is not ChangeKind.NUMBERING]
    parts: list[Node] = []
    if others:
        parts.append(Element("summary", ("All changes",)))
        for place, of_place in groupby(others, key=lambda change: change.place):
            whole_first = sorted(of_place, key=lambda change: change.kind not in WHOLE)
            named = Element("p", (place,), (("class", "redline-place"),))
            parts += [named, _entries(whole_first, labels, figures)]
        parts = [Element("details", tuple(parts), (("open", ""),))]
    if renumbered:
        count = f"{len(renumbered)} {plural(len(renumbered), *NAMES[ChangeKind.NUMBERING])}"
        folded = (Element("summary", (count,)), _entries(renumbered, {}))
        parts.append(Element("details", folded))
    # No headings: the list is before the title of the manuscript, whose headings begin there.
    name = (("class", "redline-title"), ("id", "redline-heading"))
    title = Element("p", (f"Changes since {since}",), name)
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
    found = tuple(changes)
    counts = Counter(change.kind for change in found)
    values = [change for change in found if change.kind is ChangeKind.VALUE]
    parts = [
        f"{counts[kind]} {plural(counts[kind], *NAMES[kind])}" for kind in NAMES if counts[kind]
    ]
    if not parts:
        return "Nothing printed has changed."
    results = len({change.result for change in values if change.result})
    several = f" The {len(values)} numbers print {results} {plural(results, 'result')}, some in several places."
    return f"Changed: {listed(parts)}.{several if 0 < results < len(values) else ''}"


def _entries(
    changes: Iterable[Change],
    labels: Mapping[str, str],
    figures: Mapping[str, str] = MappingProxyType({}),
) -> Element:
    links = (link(change.anchor, *_entry(change, labels, figures)) for change in changes)
    return Element("ol", tuple(Element("li", (each,)) for each in links))


def _entry(change: Change, labels: Mapping[str, str], figures: Mapping[str, str]) -> list[Node]:
    """Describe a change; a result is named as a reader knows it, or by its id without a label."""
    if change.kind in WHOLE:
        words = figures.get(change.place, "") if change.kind is ChangeKind.FIGURE else ""
        return [f"{change.kind.capitalize()} changed{f': {words}' if words else ''}"]
    if change.kind is ChangeKind.MOVED:
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
