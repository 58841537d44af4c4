"""Draws what a Word file may say: flows of paragraphs and tables, and two versions of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from il2report.word.flow import (
    Flow,
    FlowBlock,
    Grid,
    GridCell,
    GridRow,
    Inline,
    Look,
    Paragraph,
    Picture,
    Run,
    Slot,
    with_runs,
)

WORDS = st.sampled_from(
    [
        "a",
        "of",
        "patients",
        "the",
        "median",
        "20.0",
        "3",
        "(",
        "). ",
        ". ",
        ", ",
        "\n",
        "\t",
        "–",
        "é",
        "<&>",
        "  ",
        "P =",
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
LOOKS = st.sets(st.sampled_from(Look), max_size=2).map(frozenset)
LINKS = st.sampled_from(["", "", "", "https://a.org/?b=1&c"])
STYLES = st.sampled_from(["Body Text", "Body Text", "Heading 1", "Caption", "Quote", "List Bullet"])
RESULTS = [f"result.{n}" for n in range(12)]
PICTURES = ["figure.ttdp", "figure.swimmer"]


@st.composite
def runs(draw: st.DrawFn, most: int = 5) -> tuple[Inline, ...]:
    """Draw runs; a number -n asks for a slot that shows the n-th result."""
    found: list[Inline] = []
    for _ in range(draw(st.integers(1, most))):
        shows = draw(st.one_of(st.none(), st.none(), st.integers(1, len(RESULTS))))
        run = Run(draw(TEXT), draw(LOOKS), -shows if shows else None, draw(LINKS))
        last = found[-1] if found else None
        if not (isinstance(last, Run) and replace(last, text="") == replace(run, text="")):
            found.append(run)
    return tuple(found)


@st.composite
def paragraphs(draw: st.DrawFn) -> Paragraph:
    """Draw a paragraph of text, or the picture of a figure."""
    if draw(st.integers(0, 9)) == 0:
        return Paragraph("Figure", (Picture(draw(st.sampled_from(PICTURES)), draw(TEXT)),))
    if draw(st.integers(0, 9)) == 0:
        return Paragraph("Bibliography", draw(runs()), series=1)
    return Paragraph(draw(STYLES), draw(runs()))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Draw a table: a head, groups of rows under a heading that spans them, rows, notes."""
    width = draw(st.integers(1, 3))
    rows = [GridRow(tuple(_cell(draw, "Table Head") for _ in range(width + 1)), is_head=True)]
    for _ in range(draw(st.integers(0, 3))):
        count = draw(st.integers(1, 3))
        for position in range(count):
            cells = [_cell(draw, "Table Text") for _ in range(width)]
            if count == 1 and draw(st.booleans()) and width > 1:
                rows.append(GridRow((_cell(draw, "Table Stub", columns=2), *cells[1:])))
                continue
            heading = [] if position else [_cell(draw, "Table Stub", rows=count)]
            rows.append(GridRow((*heading, *cells)))
    if draw(st.booleans()):
        rows.append(GridRow((_cell(draw, "Table Note", columns=width + 1),)))
    return Grid(tuple(rows), draw(st.sampled_from(["table.a", "table.b"])))


def _cell(draw: st.DrawFn, style: str, columns: int = 1, rows: int = 1) -> GridCell:
    count = draw(st.sampled_from([0, 1, 1, 1, 1, 2]))
    inside = tuple(Paragraph(style, draw(runs(2))) for _ in range(count))
    return GridCell(inside or (Paragraph(style),), columns, rows)


BLOCKS = st.one_of(paragraphs(), paragraphs(), grids())
FLOWS = st.lists(BLOCKS, max_size=6).map(tuple)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Flow, Flow]:
    """Draw a flow, and one that came of it by changes of all kinds."""
    old = draw(FLOWS)
    new: list[FlowBlock] = []
    for block in old:
        kind = draw(st.sampled_from(["keep", "keep", "drop", "change", "change", "add", "move"]))
        if kind == "add":
            new.append(draw(BLOCKS))
        if kind == "change":
            new.append(_changed(draw, block))
        elif kind == "move":
            new.insert(draw(st.integers(0, len(new))), block)
        elif kind != "drop":
            new.append(block)
    return old, tuple(new)


def _changed(draw: st.DrawFn, block: FlowBlock) -> FlowBlock:
    if isinstance(block, Paragraph):
        return _changed_paragraph(draw, block)
    kind = draw(st.sampled_from(["cells", "rows", "both"]))
    rows = list(block.rows)
    if kind != "rows":
        rows = [
            replace(row, cells=tuple(_changed_cell(draw, cell) for cell in row.cells))
            for row in rows
        ]
    if kind != "cells":
        is_whole = [
            all(cell.rows == 1 for cell in row.cells) and len(row.cells) > 1 for row in rows
        ]
        other = draw(grids())
        rows = [
            row for row, free in zip(rows, is_whole, strict=True) if not free or draw(st.booleans())
        ]
        width = sum(cell.columns for cell in block.rows[0].cells)
        if sum(cell.columns for cell in other.rows[0].cells) == width:
            rows += other.rows[1:]
    return Grid(tuple(_repaired(rows or block.rows[:1])), block.key)


def _repaired(rows: Sequence[GridRow]) -> list[GridRow]:
    """Give every row its full width again: a heading spans as many rows as are left below it."""
    width = sum(cell.columns for cell in rows[0].cells) if rows else 0
    fixed: list[GridRow] = []
    start = 0
    for row in rows:
        missing = width - sum(cell.columns for cell in row.cells)
        if (
            missing > 0
            and fixed
            and fixed[start].cells[0].columns == missing == 1
            and len(fixed[start].cells) > 1
        ):
            first = fixed[start]
            heading = replace(first.cells[0], rows=len(fixed) - start + 1)
            fixed[start] = replace(first, cells=(heading, *first.cells[1:]))
            fixed.append(row)
        elif missing > 0:
            cells = (
                replace(row.cells[0], columns=row.cells[0].columns + missing, rows=1),
                *row.cells[1:],
            )
            start, fixed = len(fixed), [*fixed, replace(row, cells=cells)]
        else:
            cells = tuple(replace(cell, rows=1) for cell in row.cells)
            start, fixed = len(fixed), [*fixed, replace(row, cells=cells)]
    return fixed


def _changed_cell(draw: st.DrawFn, cell: GridCell) -> GridCell:
    if draw(st.integers(0, 3)):
        return cell
    kind = draw(st.sampled_from(["change", "add", "drop", "style"]))
    inside = tuple(each for each in cell.paragraphs if each.inlines)
    if kind == "style":
        inside = tuple(replace(each, style="Table Number") for each in cell.paragraphs)
    elif kind == "add":
        inside = (*inside, Paragraph(cell.paragraphs[0].style, draw(runs(2))))
    elif kind == "drop":
        inside = inside[1:]
    else:
        inside = tuple(_changed_paragraph(draw, each) for each in inside)
    return replace(cell, paragraphs=inside or (Paragraph(cell.paragraphs[0].style),))


def _changed_paragraph(draw: st.DrawFn, paragraph: Paragraph) -> Paragraph:
    kind = draw(st.sampled_from(["number", "words", "style", "look", "all"]))
    if kind == "all" or not paragraph.inlines or isinstance(paragraph.inlines[0], Picture):
        alone = isinstance(paragraph.inlines[0], Picture) if paragraph.inlines else False
        return draw(paragraphs()) if alone else replace(paragraph, inlines=draw(runs()))
    if kind == "style":
        return replace(paragraph, style="Quote", series=0)
    changed: list[Inline] = []
    for each in paragraph.inlines:
        run = each
        if isinstance(run, Run) and draw(st.booleans()):
            if kind == "look":
                run = replace(run, look=draw(LOOKS))
            elif (kind == "number") == (run.slot is not None):
                run = replace(run, text=draw(TEXT))
        last = changed[-1] if changed else None
        if (
            isinstance(run, Run)
            and isinstance(last, Run)
            and replace(last, text="") == replace(run, text="")
        ):
            continue
        changed.append(run)
    return replace(paragraph, inlines=tuple(changed))


def finished(flow: Flow) -> tuple[tuple[FlowBlock, ...], tuple[Slot, ...]]:
    """Number slots, paragraphs and lists as a draft does."""
    slots: list[Slot] = []
    count = 0

    def numbered(run: Run) -> Run:
        if run.slot is None:
            return run
        number = len(slots) + 1
        slots.append(Slot(number, "number", RESULTS[-run.slot - 1], run.text, "", ""))
        return replace(run, slot=number)

    def named(paragraph: Paragraph) -> Paragraph:
        nonlocal count
        count += 1
        return replace(paragraph, name=f"_p{count}")

    blocks: list[FlowBlock] = []
    for block in flow:
        given = with_runs(block, numbered)
        if isinstance(given, Paragraph):
            blocks.append(named(given))
        else:
            rows = tuple(
                replace(
                    row,
                    cells=tuple(
                        replace(cell, paragraphs=tuple(map(named, cell.paragraphs)))
                        for cell in row.cells
                    ),
                )
                for row in given.rows
            )
            blocks.append(replace(given, rows=rows))
    return tuple(blocks), tuple(slots)


def plain(block: FlowBlock) -> FlowBlock:
    """Leave out what only the newer version has: slots and bookmarks."""
    if isinstance(block, Paragraph):
        return _plain_paragraph(block)
    rows = tuple(
        replace(
            row,
            cells=tuple(
                replace(cell, paragraphs=tuple(map(_plain_paragraph, cell.paragraphs)))
                for cell in row.cells
            ),
        )
        for row in block.rows
    )
    return Grid(rows)


def _plain_paragraph(paragraph: Paragraph) -> Paragraph:
    inlines: list[object] = []
    for each in paragraph.inlines:
        inline = replace(each, slot=None) if isinstance(each, Run) else each
        last = inlines[-1] if inlines else None
        if (
            isinstance(last, Run)
            and isinstance(inline, Run)
            and replace(last, text="") == replace(inline, text="")
        ):
            inlines[-1] = replace(last, text=last.text + inline.text)
        else:
            inlines.append(inline)
    return replace(paragraph, inlines=tuple(inlines), name="", target="", series=0)  # type: ignore[arg-type]
