"""Gives the blocks of a flow the places that a reader names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from il2report.document.document import TITLE
from il2report.word.flow import Flow, FlowBlock, Grid, GridCell, Paragraph, Picture, paragraphs_of
from il2report.word.manuscript import BIBLIOGRAPHY, CAPTION
from il2report.word.review.alignment import Part, joined
from il2report.word.review.edits import AUTHORS, NO_LOOK, REFERENCES, Spot
from il2report.word.review.tokens import Line, line_of

STYLE_OF_AUTHORS = "Author"


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """A block as it is compared, with its place, and the position of its first paragraph among all."""

    block: FlowBlock
    part: Part
    spot: Spot
    position: int


def blocks_of(flow: Flow, texts: Mapping[int, str]) -> list[FoundBlock]:
    """Take the blocks of a flow with the places that a reader gives them."""
    found: list[FoundBlock] = []
    section, heading, label, position = TITLE, "", "", 0
    for block in flow:
        first = position
        if isinstance(block, Grid):
            part = Part(
                "table", *cells_read([cell for row in block.rows for cell in row.cells], texts)
            )
            spot = Spot(section, "", label or "a table")
            position += sum(1 for _ in paragraphs_of((block,)))
        else:
            line, position = line_of(block, texts), position + 1
            if block.style == "Heading 1":
                section = heading = line.text
            elif block.style.startswith("Heading"):
                section = f"{heading}, {line.text}"
            named = ""
            if block.style == CAPTION:
                label = line.text.partition(".")[0]
                named = f"{label}, caption"
                if found and found[-1].part.kind == "figure":
                    found[-1] = replace(found[-1], spot=replace(found[-1].spot, part=label))
            elif block.style == STYLE_OF_AUTHORS:
                named = AUTHORS
            elif block.style == BIBLIOGRAPHY:
                named = REFERENCES
            is_picture = any(isinstance(each, Picture) for each in block.inlines)
            kind = "figure" if is_picture and not line.tokens else "p"
            part = Part(kind, (block.name,) if block.name else (), line)
            spot = Spot(section, block.name, named)
        found.append(FoundBlock(block, part, spot, first))
    return found


def cells_read(cells: Sequence[GridCell], texts: Mapping[int, str]) -> tuple[tuple[str, ...], Line]:
    """Give the bookmarks in some cells, and what the cells say as one line."""
    paragraphs = [each for cell in cells for each in cell.paragraphs]
    names = tuple(each.name for each in paragraphs if each.name)
    return names, joined([line_of(each, texts) for each in paragraphs])


def alternative(block: FlowBlock) -> str:
    """Give the words in place of a picture, or its name."""
    found = block.inlines if isinstance(block, Paragraph) else ()
    return next((each.alternative or each.key for each in found if isinstance(each, Picture)), "")


TEXT = "no heading or list"
FEWEST_DROPPED = 3
"""Headings, or runs of letters that look different, from which on a file without any has not lost them by an edit."""


def kind_of(paragraph: Paragraph) -> str:
    """Say what a paragraph is beside its words: a heading of some level, an entry of a list, or text."""
    style = paragraph.style
    if style.startswith("Heading"):
        return style.lower()
    return "entry of a list" if style.startswith(("List Bullet", "List Number")) else TEXT


def what_is_dropped(draft: Flow, returned: Flow) -> dict[str, str]:
    """Name what a program that saved a file dropped as a whole, by what each place that had it is now."""
    counts = []
    for flow in (draft, returned):
        paragraphs = list(paragraphs_of(flow))
        looks = sum(bool(run.look) for each in paragraphs for run in each.runs)
        counts.append((sum(kind_of(each).startswith("heading") for each in paragraphs), looks))
    names = {TEXT: "headings", NO_LOOK: "letters in bold or italics"}
    return {
        look: name
        for (look, name), before, after in zip(names.items(), *counts, strict=True)
        if before >= FEWEST_DROPPED and not after
    }
