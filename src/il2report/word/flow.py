"""What a Word file says, without its markup: paragraphs and tables in reading order, runs of text in them.

A draft that is written, a file that comes back, and both sides of tracked changes are flows, so that one comparison
serves all. A flow knows nothing of XML: `writing` makes a file of it, `reading` finds it again in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias


class Look(StrEnum):
    """How a run differs from the text around it; a draft has none of the last three, but a co-author's file may."""

    ITALIC = "italic"
    BOLD = "bold"
    RAISED = "raised"
    LOWERED = "lowered"
    CODE = "code"
    STRUCK = "struck out"
    HIGHLIGHTED = "highlighted"
    HIDDEN = "hidden"


PLAIN: frozenset[Look] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; `slot` is the number of the slot that it fills, `link` where it leads.

    A link is "#NAME" for a bookmark of the file, or an address. Line breaks and tabs are characters of the text.
    """

    text: str
    look: frozenset[Look] = PLAIN
    slot: int | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a figure in a line of its own: the key of the figure, and the words in place of it."""

    key: str
    alternative: str = ""


Inline: TypeAlias = Run | Picture


def append_inline(inlines: list[Inline], inline: Inline) -> None:
    """Add text or a picture to what is in a line; text goes to the run before it where both are alike."""
    last = inlines[-1] if inlines else None
    if not (isinstance(inline, Run) and isinstance(last, Run)):
        inlines.append(inline)
    elif replace(last, text=inline.text) == inline:
        inlines[-1] = replace(last, text=last.text + inline.text)
    else:
        inlines.append(inline)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its style by its name in Word ("Heading 1"), what is in it, and its bookmarks.

    `name` is the bookmark that every paragraph of a draft has, `target` a further one that links lead to. `series` is
    the number of the numbered list that it is an entry of; 0 for any other paragraph.
    """

    style: str
    inlines: tuple[Inline, ...] = ()
    name: str = ""
    target: str = ""
    series: int = 0

    @property
    def runs(self) -> Iterator[Run]:
        """Its runs of text."""
        return (each for each in self.inlines if isinstance(each, Run))

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell over one or several columns and rows of the grid."""

    paragraphs: tuple[Paragraph, ...]
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row; those of the head are repeated on each further page. Cells of rows above may reach into it."""

    cells: tuple[GridCell, ...]
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, its notes included: the key of the table ("table.toxicity"), or nothing if it is not known."""

    rows: tuple[GridRow, ...]
    key: str = ""


FlowBlock: TypeAlias = Paragraph | Grid
Flow: TypeAlias = Sequence[FlowBlock]


def paragraphs_of(flow: Flow) -> Iterator[Paragraph]:
    """Give every paragraph in reading order, those of tables cell by cell."""
    for block in flow:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.paragraphs


def with_paragraphs(block: FlowBlock, change: Callable[[Paragraph], Paragraph]) -> FlowBlock:
    """Put another paragraph in place of each."""
    if isinstance(block, Paragraph):
        return change(block)
    return replace(
        block,
        rows=tuple(
            replace(
                row,
                cells=tuple(
                    replace(cell, paragraphs=tuple(map(change, cell.paragraphs)))
                    for cell in row.cells
                ),
            )
            for row in block.rows
        ),
    )


def with_runs(block: FlowBlock, change: Callable[[Run], Run]) -> FlowBlock:
    """Put another run in place of each."""

    def changed(paragraph: Paragraph) -> Paragraph:
        inlines = (change(each) if isinstance(each, Run) else each for each in paragraph.inlines)
        return replace(paragraph, inlines=tuple(inlines))

    return with_paragraphs(block, changed)


@dataclass(frozen=True, slots=True)
class ClaimSpan:
    """The words of a claim: from which to before which character of its paragraph they are."""

    claim: str
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that shows something from data: its number, counted in reading order from 1, and what is there.

    `result` is the id that was looked up, or the column, the value of study.toml, the works cited or the float
    mentioned; `paragraph` the bookmark of its paragraph; `template` and `line` what called for it; `claim` the claim whose
    words it is among; `table`, `row` and `column` its place in a table, as a reader names row and column.
    """

    number: int
    kind: str
    result: str
    text: str
    paragraph: str
    section: str
    template: str = ""
    line: int = 0
    claim: str = ""
    table: str = ""
    row: str = ""
    column: str = ""
