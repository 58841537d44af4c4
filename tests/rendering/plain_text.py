"""Sections as plain text, for snapshots and for the proof sheet."""

import re
from html import unescape

from il2report.pages.manuscript import Typesetter
from il2report.templating.markdown import MARKDOWN

SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[A-Z*])")


def plain(html: str) -> str:
    """Give a block on a line, a sentence on a line, an empty line between blocks."""
    marked = re.sub(r"<!-- float:([a-z_.]+) -->", r"[\1]", html)
    marked = re.sub(r"<h(\d)[^>]*>", lambda tag: "#" * int(tag[1]) + " ", marked)
    blocks = [unescape(re.sub(r"<[^>]+>", "", block)).strip() for block in marked.split("\n")]
    text = "\n\n".join(SENTENCE_END.sub("\n", block) for block in blocks if block)
    return text.replace("\N{NO-BREAK SPACE}", " ") + "\n"


def rendered(typesetter: Typesetter, section: str) -> str:
    """Render one section to Markdown, each printed number with its mark."""
    return typesetter.seals.opened(typesetter.sealed(section))


def plain_section(name: str, source: str) -> str:
    """Give the plain text of a section that was rendered to Markdown."""
    return plain(MARKDOWN.renderInline(source) if name == "title" else MARKDOWN.render(source))
