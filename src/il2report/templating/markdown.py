"""From the Markdown of a section to the tree, with headings that can be linked to."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from il2report.document.html import is_block
from il2report.document.html_reader import read_html
from il2report.document.tree import ClaimMark, Element, FloatPlace, Fragment, Node, Part, Word
from il2report.templating.markup import cleaned

BLANK = " \t\n\r\f"
Unsealed: TypeAlias = Callable[[str], Fragment]

MARKDOWN = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable("table")
MARKDOWN.add_render_rule("softbreak", lambda *_: " ")  # a paragraph of a template has many lines
MARKDOWN_SPECIAL = re.compile(r"[\\`*_\[\]#|~!]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a section: its depth (2 for a section), its element id and its text."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class SectionText:
    """The blocks of a section, with its headings in order."""

    nodes: Fragment
    headings: tuple[Heading, ...]


def literal(text: str) -> Markup:
    """Escape text from the data so that neither HTML nor Markdown sees markup in it."""
    parts = MARKDOWN_SPECIAL.split(text)
    marks = (f"&#{ord(mark)};" for mark in MARKDOWN_SPECIAL.findall(text))
    return Markup("").join(
        part
        for pair in zip_longest(map(escape, parts), map(Markup, marks), fillvalue="")
        for part in pair
    )


def section_text(source: str, unsealed: Unsealed = Fragment.of) -> SectionText:
    """Turn Markdown into blocks and give every heading an id made from its words.

    The id of a heading below the first starts with that of the first: "methods-patients". Comments are
    left out. What calls printed is sealed in `source`, and `unsealed` gives the nodes of a piece of text.
    Markup that no page may hold is refused.
    """
    tokens = MARKDOWN.parse(source)
    headings: list[Heading] = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            heading = _heading(token, inline, unsealed, headings)
            token.attrSet("id", heading.id)
            headings.append(heading)
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return SectionText(_nodes(read_html(cleaned(html)), unsealed), tuple(headings))


def inline_text(source: str, unsealed: Unsealed = Fragment.of) -> Fragment:
    """Turn one line of Markdown, such as a title, into nodes without a paragraph around them."""
    return _nodes(read_html(cleaned(MARKDOWN.renderInline(source.strip()))), unsealed)


def _nodes(element: Element, unsealed: Unsealed, *, is_verbatim: bool = False) -> Fragment:
    """Take over what is inside an element; between blocks, white space says nothing."""
    parts: list[Part] = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(unsealed(child))
        elif isinstance(child, Element):
            inside = _nodes(child, unsealed, is_verbatim=is_verbatim or child.tag == "pre")
            shown = [node for node in inside if not _is_blank(node)]
            if child.tag == "p" and all(isinstance(node, FloatPlace | ClaimMark) for node in shown):
                parts += shown  # Markdown leaves an anchor in a paragraph of its own
            else:
                attributes = ((name, unsealed(value).text) for name, value in child.attributes)
                parts.append(Element(child.tag, inside, tuple(attributes)))
    nodes = Fragment.of(*parts)
    if is_verbatim or not any(map(is_block, nodes)):
        return nodes
    around = zip(("", *nodes), nodes, (*nodes[1:], ""), strict=False)
    return Fragment.of(
        *(
            node.lstrip(BLANK) if isinstance(node, str) and is_block(before) else node
            for before, node, behind in around
            if not _is_blank(node) or not (_is_edge(before) or _is_edge(behind))
        )
    )


def _is_blank(node: Node) -> bool:
    return isinstance(node, str) and not node.strip(BLANK)


def _is_edge(node: Node) -> bool:
    return node == "" or is_block(node)


def _heading(token: Token, inline: Token, unsealed: Unsealed, before: Sequence[Heading]) -> Heading:
    title = "".join(
        child.content for child in inline.children or () if child.type in {"text", "code_inline"}
    )
    text = "".join(
        each if isinstance(each, str) else each.text
        for each in unsealed(title)
        if isinstance(each, str | Word)
    )
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    name = f"{before[0].id}-{slug}" if before else slug
    # Two end points may have one label; a link leads to one of them.
    names = (name, *(f"{name}-{number}" for number in range(2, len(before) + 2)))
    taken = {heading.id for heading in before}
    return Heading(int(token.tag[1]), next(each for each in names if each not in taken), title)
