"""From the Markdown of a section to HTML, with headings that can be linked to."""

import re
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from il2report.templating.markup import cleaned

MARKDOWN = MarkdownIt("commonmark", {"html": True, "typographer": False})
MARKDOWN_SPECIAL = re.compile(r"[\\`*_\[\]#|~!]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a section: its depth (2 for a section), its element id and its text."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as HTML, with its headings in order."""

    html: Markup
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


def section_text(source: str) -> SectionText:
    """Turn Markdown into HTML and give every heading an id made from its words.

    The id of a heading below the first starts with that of the first: "methods-patients". Comments are
    left out.

    Raises
    ------
    RefusedMarkup
        When it holds markup that no page may hold.
    """
    tokens = MARKDOWN.parse(source)
    headings: list[Heading] = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            heading = _heading(token, inline, within=headings[0].id if headings else "")
            token.attrSet("id", heading.id)
            headings.append(heading)
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return SectionText(cleaned(html), tuple(headings))


def inline_text(source: str) -> Markup:
    """Turn one line of Markdown, such as a title, into HTML without a paragraph around it."""
    return cleaned(MARKDOWN.renderInline(source.strip()))


def _heading(token: Token, inline: Token, within: str) -> Heading:
    title = "".join(
        child.content for child in inline.children or () if child.type in {"text", "code_inline"}
    )
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return Heading(int(token.tag[1]), f"{within}-{slug}" if within else slug, title)
