"""From the rows of a sheet or of a text to its tables, with what is written above and below each.

A row with one text is a caption, the head of a section, a note or running text, which its place decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from il2report.audit.sources.captions import SHORT, caption_of, is_note, is_own_mark, is_running
from il2report.audit.sources.grid import Block, Grid, GridRow, Text, rectangle
from il2report.audit.sources.heads import MOST_HEADS, is_like_a_head


@dataclass(frozen=True, slots=True)
class SheetForm:
    """What is known of all tables of a sheet."""

    has_spans: bool = False
    is_uncertain: bool = False


def sheet_blocks(
    rows: Sequence[GridRow], form: SheetForm, heads_at: frozenset[int] = frozenset()
) -> list[Block]:
    """Part the rows of a sheet into tables and texts.

    Parameters
    ----------
    rows : all of them, blank ones too
    form : what is known of the tables
    heads_at : indices of rows that are known to be the last of a head
    """
    blocks: list[Block] = []
    starts = [0, *(n for n, row in enumerate(rows) if n and _is_caption(row)), len(rows)]
    for start, end in pairwise(starts):
        blocks.extend(_segment(rows, start, end, form, heads_at))
    return blocks


def _is_caption(row: GridRow) -> bool:
    filled = row.filled
    return len(filled) == 1 and caption_of(row.cells[filled[0]].shown) is not None


def _is_wide(row: GridRow) -> bool:
    """Whether a row is one of a table: a figure beside the label, or several texts that are no note."""
    filled = row.filled
    if len(filled) < 2:
        return bool(filled) and filled[0] > 0 and not is_running(row.text) and not _is_caption(row)
    texts = [row.cells[column].shown for column in filled]
    return not (len(filled) == 2 and is_own_mark(texts[0]) and is_running(f"{texts[1]:<40}"))


def _segment(
    rows: Sequence[GridRow], start: int, end: int, form: SheetForm, heads_at: frozenset[int]
) -> list[Block]:
    """Part what is between two captions."""
    wide = [n for n in range(start, end) if _is_wide(rows[n])]
    blocks: list[Block] = []
    before = start
    for first, last in _runs(rows, wide):
        if last == first:
            continue  # one row is a line of text with a wide blank
        blocks.extend(_above(rows, before, first))
        known = [n for n in range(first, min(first + MOST_HEADS, last + 1)) if n in heads_at]
        blocks.append(
            Grid(
                rectangle(list(rows[first : last + 1])),
                head_rows=known[0] - first + 1 if known else None,
                has_spans=form.has_spans,
                is_uncertain=form.is_uncertain,
            )
        )
        before = last + 1
        while before < end and rows[before].filled and not _is_wide(rows[before]):
            blocks.append(Text(rows[before].text, "note"))
            before += 1
    blocks.extend(_texts(rows, before, end))
    return blocks


def _runs(rows: Sequence[GridRow], wide: Sequence[int]) -> list[tuple[int, int]]:
    """Group the rows of each table: running text parts them, or a blank row before another head."""
    runs = list[tuple[int, int]]()
    for n in wide:
        if not runs:
            runs.append((n, n))
            continue
        first, last = runs[-1]
        between = rows[last + 1 : n]
        running = [
            row for row in between if row.filled and (is_running(row.text) or is_note(row.text))
        ]
        has_blank = any(not row.filled for row in between)
        is_other = has_blank and n > first + 2 and is_like_a_head(rows[n], rows[first])
        if running or is_other:
            runs.append((n, n))
        else:
            runs[-1] = (first, n)
    return runs


def _above(rows: Sequence[GridRow], start: int, first: int) -> list[Block]:
    """Read what is above a table: its caption with all its lines, and texts."""
    if start < first and _is_caption(rows[start]):
        near = next((n for n in range(start, first) if not rows[n].filled), first)
        caption = Text(" ".join(row.text for row in rows[start:near]), "caption")
        return [caption, *_texts(rows, near, first)]
    near = first
    while near > start and rows[near - 1].filled:
        near -= 1
    title = " ".join(row.text for row in rows[near:first])
    if title and len(title) < SHORT:
        return [*_texts(rows, start, near), Text(title, "caption")]
    return _texts(rows, start, first)


def _texts(rows: Sequence[GridRow], start: int, end: int) -> list[Block]:
    """Join the lines of each paragraph; long lines are paragraphs of their own."""
    paragraphs: list[list[str]] = [[]]
    for row in rows[start:end]:
        if not row.filled:
            paragraphs.append([])
        elif len(row.text) > SHORT:
            paragraphs.extend(([row.text], []))
        elif is_note(row.text):
            paragraphs.append([row.text])
        else:
            paragraphs[-1].append(row.text)
    return [Text(" ".join(lines)) for lines in paragraphs if lines]
