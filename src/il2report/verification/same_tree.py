"""The page against the tree of its build: each paragraph, cell, caption and picture is on it, in order."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from il2report.document.document import (
    ABSTRACT,
    TITLE,
    Document,
    NumberedFigure,
    NumberedTable,
    float_name,
)
from il2report.document.html import html, is_block
from il2report.document.tree import Element, Fragment, Node, Part, element_id, words
from il2report.errors import Finding, Place, Severity, abridged
from il2report.verification.build import DOCUMENT, Build
from il2report.verification.drawn import pictures
from il2report.verification.shown import PAGE, Page

MOST_QUOTED = 60
IMAGES = ("<img", "url(")


def tree_findings(build: Build, page: Page) -> Iterator[Finding]:
    """Find what the tree of a build has and its page has not, or has in another order."""
    tree = build.tree
    if tree is None:
        message = (
            "there is no document.json of this build, so that its text was not compared with it"
        )
        yield Finding("no-tree", Place(DOCUMENT), message, Severity.NOTICE)
        return
    if build.identity is not None and tree.front.fingerprint != build.identity.fingerprint:
        message = "document.json is of another build than the page"
        yield Finding("other-draft", Place(DOCUMENT), message)
        return
    for section, parts in _text_parts(tree):
        yield from _lacking(build.html, section, parts)
    for item in tree.floats:
        start = build.html.find(f'id="{element_id(item.key)}"')
        within = build.html[start : build.html.find("</figure>", start)]
        for parts in _float_parts(item):
            yield from _lacking(within, float_name(item.label), parts)
    for key, (spot, svg) in pictures(page).items():
        known = {figure.svg_sha256 for figure in tree.figures if figure.key == key}
        if sha256(svg).hexdigest() not in known:
            message = "the picture is not the one that the build drew"
            yield Finding("drawn-differently", spot.place, message)


def _text_parts(tree: Document) -> Iterator[tuple[str, Iterable[Part]]]:
    """Give the parts of each section of the text in order, with its name."""
    front = tree.front
    yield TITLE, (front.title,)
    yield ABSTRACT, front.abstract
    for section in tree.sections:
        yield section.title, _blocks(section.nodes)
    yield "References", (each.nodes for each in tree.references)
    yield "Figure legends", _blocks(tree.legends)
    yield "Supplement", _blocks(tree.supplement)


def _float_parts(item: NumberedTable | NumberedFigure) -> Iterator[Iterable[Part]]:
    """Give the rows of a table in order, and what a frame may print around them in any order."""
    if isinstance(item, NumberedTable):
        yield (text for row in item.table.rows for text in row.texts())
        yield from ((text,) for text in item.table.texts())
    else:
        yield (item.caption,)
    yield (item.label,)


def _blocks(nodes: Iterable[Node]) -> Iterator[Node]:
    """Give blocks in the smallest pieces between which a table or figure may stand."""
    for node in nodes:
        if isinstance(node, Element) and any(map(is_block, node.children)):
            yield from _blocks(node.children)
        else:
            yield node


def _lacking(page: str, section: str, parts: Iterable[Part]) -> Iterator[Finding]:
    """Find the parts that are not behind those before them."""
    at = 0
    for part in parts:
        nodes = Fragment.of(part)
        text = html(nodes, {}).strip()
        found = page.find(text, at)
        if found >= 0:
            at = found + len(text)
        elif not any(sign in text for sign in IMAGES):  # whose files are in the page itself
            where = "has in another place" if text in page else "does not have"
            message = (
                f"the page {where} {abridged(words(nodes), MOST_QUOTED)!r}, as the build wrote it"
            )
            yield Finding("differing-page", Place(PAGE, section=section), message)
