"""The redline of two manuscripts: the new page with what changed since the old one marked in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from il2report.errors import Il2ReportError
from il2report.pages.images import BadImage, style_with_images, with_images
from il2report.pages.page import FIXED, Head, style_sheets, written
from il2report.pages.panel.page import panel_styles, taken_out, with_panel
from il2report.redline.changes import Change, listed_changes
from il2report.redline.listing import change_list
from il2report.redline.merging import PageMerger
from il2report.revisions.identity import PREFIX
from il2report.templating.markup import (
    Refusal,
    RefusedMarkup,
    cleaned,
)
from il2report.templating.page_tree import Element, Verbatim, read_page, written_page
from il2report.templating.style_sheets import style_faults
from il2report.templating.template_files import shipped_templates

ALTERED = "one of the two pages was not written by il2report, or was altered since"
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
        When one of the pages has no article, or holds markup that no page of the program has.
    """
    try:
        old, new = read_page(old_page), read_page(new_page)
    except RefusedMarkup as error:
        raise NoManuscript(f"{ALTERED}: {error}") from None
    ours, theirs = _article(old, "older"), _article(new, "newer")
    since = since or _identity(ours).replace(" · ", " of ") or "the older draft"
    _name_in_footers(ours, theirs, since)
    merged = PageMerger(ours, theirs, since).page(ours, theirs)
    changes = listed_changes(merged)
    _replace(new, theirs, merged)
    _beside(new, change_list(changes, since, labels))
    return Redline(_written(new, since, folder), changes, since)


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


def _beside(page: Element, listing: str) -> None:
    """Put the list of changes beside the text."""
    main = page.find("main")
    if main is None:
        raise NoManuscript("the newer page has no <main>")
    around = next(element for element in page.elements() if main in element.children)
    around.children.insert(around.children.index(main), Verbatim(listing))


def _written(page: Element, since: str, folder: Path | None) -> str:
    """Write the redline as any page of ours is written: a draft may have come from somebody else."""
    html, head, body = page.find("html"), page.find("head"), page.find("body")
    if html is None or head is None or body is None:
        raise NoManuscript("the newer page has no <html>, <head> or <body>")
    data = taken_out(body)
    inside = "".join(map(written_page, body.children)).strip()
    images = folder or shipped_templates()
    try:
        text = Markup(with_images(cleaned(inside, is_finished=True), images) + "\n")
        styles = f"{_sheet_of(head, images)}\n{_styles(folder)}"
    except (RefusedMarkup, BadImage) as error:
        raise NoManuscript(f"{ALTERED}: {error}") from None
    title = head.find("title")
    named = f"Changes since {since}: {title.text() if title else ''}"
    metadata = tuple(_metadata(head))
    whole = written(Head(html.attributes.get("lang") or "", named, styles, metadata), text)
    return whole if data is None else with_panel(whole, data)


def _metadata(head: Element) -> Iterator[tuple[str, str]]:
    """Give the metadata, but what `status` knows a draft by: a redline is none."""
    fixed = {name for name, _ in FIXED}
    for element in head.parts("meta"):
        name = element.attributes.get("name")
        if name and name not in fixed and not name.startswith(PREFIX):
            yield name, element.attributes.get("content") or ""


def _sheet_of(head: Element, images: Path) -> str:
    """Give the style sheets of the newer page; that of the panel comes with the panel."""
    texts = ["".join(map(written_page, style.children)).strip() for style in head.parts("style")]
    sheets = "\n".join(text for text in texts if text != panel_styles().strip())
    for fault in style_faults(sheets, takes_paths=False):
        raise RefusedMarkup((Refusal(f"its style sheet {fault.said}"),))
    return style_with_images(sheets, images)


def _styles(folder: Path | None) -> str:
    return style_sheets(folder or shipped_templates(), "redline")
