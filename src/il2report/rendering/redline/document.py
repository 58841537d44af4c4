"""The redline of two manuscripts: the new page with what changed since the old one marked in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from il2report.errors import Il2ReportError
from il2report.rendering.page_tree import Element, Node, Verbatim, read_page, written_page
from il2report.rendering.redline.changes import Change, listed_changes
from il2report.rendering.redline.listing import change_list
from il2report.rendering.redline.merging import PageMerger
from il2report.rendering.template_files import shipped_templates, template_source
from il2report.revisions.identity import PREFIX

STYLE_SHEET = "styles/redline.css"
FOOTER = ("identity", "fingerprint")
"""Classes of what the foot of every printed page repeats; templates/page.html.j2 sets them."""


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
) -> Redline:
    """Mark in a manuscript what changed since an older one.

    Without what stands in elements with ``data-redline="note"``, and without every ``<del>``, the
    text of the redline's article is that of the new manuscript; without every ``<ins>``, it is
    that of the old one.

    Parameters
    ----------
    old_page : the older manuscript.html
    new_page : the newer one, whose frame, styles and pictures the redline has
    since : what the older one is called; by default what it calls itself
    folder : the study, whose own redline.css comes before the shipped one
    labels : what results are called, by id, for the list of changes

    Raises
    ------
    NoManuscript
        When one of the pages has no article.
    """
    old, new = read_page(old_page), read_page(new_page)
    ours, theirs = _article(old, "older"), _article(new, "newer")
    since = since or _identity(ours).replace(" · ", " of ") or "the older draft"
    _name_in_footers(ours, theirs, since)
    merged = PageMerger(ours, theirs, since).page(ours, theirs)
    changes = listed_changes(merged)
    _replace(new, theirs, merged)
    _dress(new, change_list(changes, since, labels), since, _styles(folder))
    return Redline(written_page(new), changes, since)


def _article(page: Element, which: str) -> Element:
    article = page.find("article")
    if article is None:
        raise NoManuscript(
            f"the {which} page has no <article>, so it is no manuscript.html of il2report;"
            " compare two pages that a build wrote"
        )
    return article


def _identity(article: Element) -> str:
    found = article.find(name="identity")
    return found.text() if found else ""


def _name_in_footers(old: Element, new: Element, since: str) -> None:
    """Say at the foot of the page which draft it is, and since which one changes are marked."""
    footers = {name: found.text() for name in FOOTER if (found := new.find(name=name))}
    if "identity" in footers:
        footers["identity"] += f", changes since {since} marked"
    for article in (old, new):
        for element in article.elements():
            for name in FOOTER:
                if name in element.classes and name in footers:
                    element.attributes["data-running"] = footers[name]


def _replace(page: Element, article: Element, merged: Element) -> None:
    for element in page.elements():
        for number, child in enumerate(element.children):
            if child is article:
                element.children[number] = merged
                return


def _dress(page: Element, listing: str, since: str, styles: str) -> None:
    """Give the page the list of changes, the style sheet and a title that says what it is."""
    main, head, title = page.find("main"), page.find("head"), page.find("title")
    if main is None or head is None or title is None:
        raise NoManuscript("the newer page has no <main>, <head> or <title>")
    head.children = [child for child in head.children if not _says_which_draft(child)]
    title.children.insert(0, f"Changes since {since}: ")
    head.holding(Element("style", {}, [Verbatim(f"\n{styles}")]), "\n")
    around = next(element for element in page.elements() if main in element.children)
    around.children.insert(around.children.index(main), Verbatim(listing))


def _says_which_draft(node: Node) -> bool:
    """Whether it is metadata by which `status` knows a draft; a redline is none."""
    name = node.attributes.get("name") if isinstance(node, Element) else None
    return (name or "").startswith(PREFIX)


def _styles(folder: Path | None) -> str:
    if folder is not None:
        return template_source(folder, STYLE_SHEET)[1]
    return (shipped_templates() / STYLE_SHEET).read_text(encoding="utf-8")
