"""Draws what a co-author may do to the flow of a draft, with what a review must say of it."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from il2report.word.flow import (
    Flow,
    FlowBlock,
    Grid,
    GridRow,
    Paragraph,
    Run,
    with_paragraphs,
    with_runs,
)
from il2report.word.review.edits import EditKind

Expected = Counter[tuple[EditKind, str, str]]
Edited = tuple[FlowBlock, tuple[EditKind, str, str]]
FEWEST_WORDS = 12
LONGEST_NUMBER = 6
SYLLABLES = ("ba", "de", "fi", "go", "lu", "me", "ni", "po", "ra", "su")


def invented(rng: random.Random, words: int = 1) -> str:
    """Give words that are in no draft."""
    return " ".join("".join(rng.choices(SYLLABLES, k=5)) for _ in range(words))


def without_anchors(flow: Flow) -> tuple[FlowBlock, ...]:
    """Take bookmarks and slots away, as some programs do."""
    plain = (with_runs(each, lambda run: Run(run.text, run.look)) for each in flow)
    return tuple(with_paragraphs(each, _nameless) for each in plain)


def _nameless(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, name="", target="")


def with_anchors_of_another_draft(flow: Flow, rng: random.Random) -> tuple[FlowBlock, ...]:
    """Count bookmarks and slots on from some place as in a draft that had more there."""
    more_slots, more_paragraphs = rng.randint(0, 3), rng.randint(0, 2)
    start = rng.randrange(len(flow))

    def renumbered(paragraph: Paragraph) -> Paragraph:
        number = int(paragraph.name.removeprefix("_p") or 0) + more_paragraphs
        return replace(paragraph, name=f"_p{number}" if paragraph.name else "")

    def shifted(run: Run) -> Run:
        return replace(run, slot=run.slot + more_slots) if run.slot else run

    behind = (with_paragraphs(with_runs(each, shifted), renumbered) for each in flow[start:])
    return (*flow[:start], *behind)


def number_typed_over(block: FlowBlock, rng: random.Random) -> Edited | None:
    """Type another number over one of the paragraph."""
    if not isinstance(block, Paragraph):
        return None
    slots = [
        at
        for at, run in enumerate(block.inlines)
        if isinstance(run, Run)
        and run.slot
        and len(run.text) < LONGEST_NUMBER
        and any(map(str.isdigit, run.text))
    ]
    if not slots:
        return None
    at = rng.choice(slots)
    run, new = block.inlines[at], str(rng.randint(1000, 9999))
    assert isinstance(run, Run)
    inlines = (*block.inlines[:at], replace(run, text=new), *block.inlines[at + 1 :])
    return replace(block, inlines=inlines), (EditKind.NUMBER, run.text, new)


def word_changed(block: FlowBlock, rng: random.Random) -> Edited | None:
    """Put another word in place of one, or add one, amid words that are in no slot."""
    if not isinstance(block, Paragraph):
        return None
    places = [
        (at, number)
        for at, run in enumerate(block.inlines)
        if isinstance(run, Run) and not run.slot
        for number, word in enumerate(run.text.split(" ")[:-1])
        if word.isalpha() and number > 0
    ]
    if not places:
        return None
    at, number = rng.choice(places)
    run, new = block.inlines[at], invented(rng)
    assert isinstance(run, Run)
    words = run.text.split(" ")
    if rng.random() < 0.5:
        expected = (EditKind.WORDS, words[number], new)
        words[number] = new
    else:
        expected = (EditKind.WORDS, "", f"{new} ")
        words.insert(number, new)
    inlines = (*block.inlines[:at], replace(run, text=" ".join(words)), *block.inlines[at + 1 :])
    return replace(block, inlines=inlines), expected


def cell_typed_over(block: FlowBlock, rng: random.Random) -> Edited | None:
    """Type another number into a cell."""
    if not isinstance(block, Grid):
        return None
    rows = [at for at, row in enumerate(block.rows) if not row.is_head]
    for at in rng.sample(rows, len(rows)):
        cells = block.rows[at].cells
        for place in rng.sample(range(len(cells)), len(cells)):
            if made := number_typed_over(cells[place].paragraphs[0], rng):
                paragraph, expected = made
                assert isinstance(paragraph, Paragraph)
                cell = replace(cells[place], paragraphs=(paragraph, *cells[place].paragraphs[1:]))
                row = replace(block.rows[at], cells=(*cells[:place], cell, *cells[place + 1 :]))
                return replace(block, rows=(*block.rows[:at], row, *block.rows[at + 1 :])), expected
    return None


def row_deleted_or_added(block: FlowBlock, rng: random.Random) -> Edited | None:
    """Delete a row over which no cell reaches, or add one."""
    if not isinstance(block, Grid):
        return None
    free = [
        at
        for at, row in enumerate(block.rows)
        if not row.is_head
        and len(row.cells) == max(len(each.cells) for each in block.rows)
        and all(cell.rows == 1 for cell in row.cells)
    ]
    if not free:
        return None
    at = rng.choice(free)
    row = block.rows[at]
    if rng.random() < 0.5:
        text = " | ".join(" ".join(cell.paragraphs[0].text.split()) for cell in row.cells)
        return replace(block, rows=(*block.rows[:at], *block.rows[at + 1 :])), (
            EditKind.ROW_DELETED,
            text,
            "",
        )
    texts = [invented(rng, 2) for _ in row.cells]
    cells = tuple(
        replace(cell, paragraphs=(Paragraph("Table Text", (Run(text),)),))
        for cell, text in zip(row.cells, texts, strict=True)
    )
    added = GridRow(cells)
    return replace(block, rows=(*block.rows[: at + 1], added, *block.rows[at + 1 :])), (
        EditKind.ROW_ADDED,
        "",
        " | ".join(texts),
    )


WITHIN: tuple[Callable[[FlowBlock, random.Random], Edited | None], ...] = (
    number_typed_over,
    word_changed,
    cell_typed_over,
    row_deleted_or_added,
)


def edited(flow: Flow, rng: random.Random) -> tuple[tuple[FlowBlock, ...], Expected, int]:
    """Edit a flow in several places apart from each other; also gives how many paragraphs were swapped."""
    blocks, expected, swaps = list(flow), Expected(), 0
    places = [
        at
        for at, block in enumerate(flow)
        if isinstance(block, Grid) or len(block.text.split()) >= FEWEST_WORDS
    ]
    taken: set[int] = set()
    of_whole: list[int] = []
    for at in rng.sample(places, min(len(places), rng.randint(1, 7))):
        if taken & {at - 1, at, at + 1}:
            continue
        taken.add(at)
        if isinstance(flow[at], Paragraph) and rng.random() < 0.4:
            of_whole.append(at)
            continue
        for change in rng.sample(WITHIN, len(WITHIN)):
            if made := change(flow[at], rng):
                blocks[at], found = made
                expected[found] += 1
                break
    for at in sorted(of_whole, reverse=True):
        block, behind = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
        what = rng.choice(("deleted", "added", "swapped"))
        assert isinstance(block, Paragraph)
        if what == "deleted":
            expected[EditKind.DELETED, " ".join(block.text.split()), ""] += 1
            del blocks[at]
        elif what == "added":
            text = invented(rng, 10)
            expected[EditKind.ADDED, "", text] += 1
            blocks.insert(at, Paragraph("Body Text", (Run(text),)))
        elif isinstance(behind, Paragraph) and behind.text:
            blocks[at : at + 2] = behind, block
            swaps += 1
    return tuple(blocks), expected, swaps
