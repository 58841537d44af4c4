"""How long a manuscript is, as journals count: words of text and abstract, tables, figures, references."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from il2report.document.document import Document
from il2report.document.tree import (
    Element,
    FloatPlace,
    Fragment,
    Node,
    is_supplementary,
    plain_text,
    words,
)
from il2report.study.journals import JournalProfile, Limit

NOT_COUNTED = frozenset({"declarations"})
"""Sections that are not text: journals count from the introduction through the discussion."""
NAMES: Mapping[str, str] = {
    "words": "words of text",
    "abstract_words": "words of abstract",
    "tables": "tables",
    "figures": "figures",
    "tables_and_figures": "tables and figures",
    "references": "references",
    "keywords": "key words",
    "title_characters": "characters of the title",
    "short_title_characters": "characters of the short title",
}
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something a manuscript has, and what its journal takes at most."""

    key: str
    number: int
    limit: Limit | None

    @property
    def is_over(self) -> bool:
        """Whether the journal takes fewer."""
        return self.limit is not None and self.number > self.limit.at_most

    @property
    def name(self) -> str:
        """What is counted."""
        return NAMES[self.key]


def counts(document: Document, journal: JournalProfile, short_title: str) -> tuple[Count, ...]:
    """Count a manuscript, and give each number with the limit of its journal.

    Words are what blanks separate, if there is a letter or digit in it, so that a number with its
    percentage is two words. Headings count; tables, figures and their captions do not, nor does the supplement.
    """
    front = document.front
    tables = sum(not is_supplementary(each.key) for each in document.tables)
    figures = sum(not is_supplementary(each.key) for each in document.figures)
    text = (each.nodes for each in document.sections if each.name not in NOT_COUNTED)
    numbers = {
        "words": sum(map(word_count, text)),
        "abstract_words": word_count(front.abstract),
        "tables": tables,
        "figures": figures,
        "tables_and_figures": tables + figures,
        "references": len(document.references),
        "keywords": len(front.keywords),
        "title_characters": len(words(front.title)),
        "short_title_characters": len(short_title),
    }
    limits = dict(journal.limits.given())
    return tuple(Count(key, number, limits.get(key)) for key, number in numbers.items())


def word_count(nodes: Fragment) -> int:
    """Count the words of a text, without tables that are written in it."""
    return sum(
        any(map(str.isalnum, word))
        for block in _texts(nodes)
        for word in block.replace(THIN_SPACE, "").split()
    )


def _texts(nodes: Fragment) -> Iterator[str]:
    """Give the text of each block: words of two blocks are never one."""
    run: list[Node] = []
    for node in (*nodes, None):
        is_inline = isinstance(node, Element) and node.is_inline
        if node is not None and (is_inline or not isinstance(node, Element | FloatPlace)):
            run.append(node)
            continue
        yield plain_text(Fragment(tuple(run)))
        run = []
        if isinstance(node, Element) and node.tag != "table":
            yield from _texts(Fragment(node.children))
