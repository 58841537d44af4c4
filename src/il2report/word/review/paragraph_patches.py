"""Makes changes of a template that delete, add or move a whole paragraph.

A paragraph of a template is the lines between two blank lines, or lines that are a tag of Jinja alone. Which paragraph
of a draft such a block prints is not known for sure; setting the manuscript with the change shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from textwrap import fill

from il2report.document.typography import as_typed
from il2report.word.review.blocks import TEXT
from il2report.word.review.literals import CALL, literals
from il2report.word.review.patches import BLANK_LINE, Patch, Replacement, as_markdown

TAG_ALONE = re.compile(r"\{[%#].*[%#]\}")
WIDTH = 118
"""Letters in a line of an added paragraph."""


@dataclass(frozen=True, slots=True)
class TemplateBlock:
    """Lines of a template that are a paragraph: from `start` to `end`, without the last line end."""

    template: str
    source: str
    start: int
    end: int

    @property
    def lines(self) -> range:
        """Its lines, counted from 1."""
        first, last = (self.source.count("\n", 0, at) + 1 for at in (self.start, self.end))
        return range(first, last + 1)

    @property
    def text(self) -> str:
        """What it prints of its own."""
        return " ".join(literals(self.source[self.start : self.end]).text.split())

    def without(self) -> Replacement:
        """Take it away, with the blank line behind it, or the one before it where it is the last."""
        if not self.source[self.end :].strip():
            return Replacement(len(self.source[: self.start].rstrip()), self.end, "")
        behind = re.compile(r"\n(?:[ \t]*\n)?").match(self.source, self.end)
        return Replacement(self.start, behind.end() if behind else self.end, "")

    def beside(self, lines: str, *, is_after: bool) -> Replacement:
        """Put a paragraph after it, or before it."""
        if is_after:
            return Replacement(self.end, self.end, f"{BLANK_LINE}{lines}")
        return Replacement(self.start, self.start, f"{lines}{BLANK_LINE}")

    def patch(self, *replacements: Replacement) -> Patch:
        """Make a change of its template."""
        return Patch(self.template, self.lines[0], self.source, replacements)


def template_blocks(template: str, source: str) -> Iterator[TemplateBlock]:
    """Give the paragraphs of a template, whose lines end with line feeds."""
    at = start = end = 0
    for line in (*source.splitlines(keepends=True), ""):
        said = line.strip()
        if said and not TAG_ALONE.fullmatch(said):
            start, end = (start, at + len(line.rstrip())) if end else (at, at + len(line.rstrip()))
        elif end:
            yield TemplateBlock(template, source, start, end)
            end = 0
        at += len(line)


def written(text: str, form: str) -> str:
    """Write a paragraph, or a heading of some level, as a template has it; nothing for an entry of a list."""
    if form.startswith("heading"):
        return f"#{'#' * int(form[-1])} {as_markdown(text)}"
    if form != TEXT:
        return ""
    return fill(as_markdown(text), WIDTH, break_long_words=False, break_on_hyphens=False)


def blocks_printing(
    text: str, sources: Mapping[str, str], near: Sequence[Sequence[tuple[str, int]]]
) -> Iterator[TemplateBlock]:
    """Give the paragraphs of templates that may print a paragraph, likely ones first.

    In `text` each slot is `CALL`. `near` are lines of templates, those that called for the paragraph first. One without
    calls is found by its words.
    """
    own = near[0] if near else ()
    lines = own if CALL in text else [*chain(*near), *((name, 0) for name in sources)]
    for name in dict.fromkeys(name for name, _ in lines if name in sources):
        for block in template_blocks(name, sources[name]):
            is_called = any(of == name and line in block.lines for of, line in own)
            if is_called if CALL in text else as_typed(block.text) == as_typed(text):
                yield block
