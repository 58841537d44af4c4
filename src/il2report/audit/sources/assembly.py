"""From a grid of cells to a printed table."""

import re
from collections.abc import Sequence
from dataclasses import replace

from il2report.audit.sources.captions import caption_of, is_note, is_own_mark, is_running
from il2report.audit.sources.grid import Grid, GridCell, GridRow
from il2report.audit.sources.heads import head_count, is_figure, spread_heads
from il2report.audit.sources.printed_table import PrintedRow, PrintedTable

MOST_LINES = 60
"""Lines of a cell that may each be a row."""
MOSTLY = 0.3
PART = 2
"""Blanks by which a label of the second column is indented below one of the first."""
LEAST_OF_ROWS = 0.4
WORD = re.compile(r"[^\W\d_]{3}")
"""A label of a level may be a number with a word, such as 0-6 months."""
IN_PARENTHESES = re.compile(r"[(\[].*[)\]](?:\^?\S{1,2})?|\u00b1\s*\S+")


def printed_table(grid: Grid) -> PrintedTable | None:
    """Make a table of a grid; its place is given later. None where it has no rows and columns.

    Blank rows and columns are dropped, the notes in its last rows become notes, and labels in two
    columns become labels with an indent.
    """
    grid = _without_blank_rows(grid)
    grid, above = _without_caption(grid)
    grid, below = _without_notes(grid)
    if len(grid.rows) < 2:
        return None
    count = head_count(grid)
    heads = spread_heads(grid, count)
    body = [part for row in grid.rows[count:] for part in _parted(row)]
    heads, body = _without_blank_columns(heads, body)
    heads, body = _with_shares(*_with_one_label(heads, body))
    if not body or len(body[0].cells) < 2 or (grid.is_uncertain and not _has_figures(body)):
        return None
    caption = caption_of(above)
    return PrintedTable(
        place="",
        heading=grid.label or (caption.heading if caption else ""),
        caption=grid.caption or (caption.text if caption else above),
        heads=tuple(tuple(head) for head in heads),
        rows=_rows(body),
        notes=(*grid.notes, *below),
        is_uncertain=grid.is_uncertain,
    )


def _without_blank_rows(grid: Grid) -> Grid:
    kept = [bool(row.filled) for row in grid.rows]
    named = grid.head_rows
    return replace(
        grid,
        rows=tuple(row for row, keep in zip(grid.rows, kept, strict=True) if keep),
        head_rows=None if named is None else sum(kept[:named]),
    )


def _without_caption(grid: Grid) -> tuple[Grid, str]:
    """Take a caption from the first rows, which then have one text each."""
    count = 0
    while count < len(grid.rows) and len(grid.rows[count].filled) == 1:
        row = grid.rows[count]
        is_whole = row.cells[row.filled[0]].span == len(row.cells) and not row.filled[0]
        if not (is_whole or not row.is_wide):
            break
        count += 1
    if not count or count == len(grid.rows):
        return grid, ""
    named = grid.head_rows
    texts = " ".join(row.text for row in grid.rows[:count])
    rest = replace(
        grid,
        rows=grid.rows[count:],
        head_rows=None if named is None or named <= count else named - count,
    )
    return rest, texts


def _without_notes(grid: Grid) -> tuple[Grid, list[str]]:
    """Take notes from the last rows: one text each, or a mark and a text."""
    end, notes = len(grid.rows), list[str]()
    while end > 1 and _is_note_row(grid.rows[end - 1], len(grid.rows[0].cells)):
        end -= 1
        notes.insert(0, grid.rows[end].text)
    named = grid.head_rows
    whole = named is not None and named >= end
    return replace(grid, rows=grid.rows[:end], head_rows=None if whole else named), notes


def _is_note_row(row: GridRow, width: int) -> bool:
    filled = row.filled
    if len(filled) == 1 and not filled[0]:
        return True  # a head of a section has rows below it
    texts = [row.cells[column].shown for column in filled]
    if len(filled) == 2 and filled[0] == 0 and width > 2:
        return is_own_mark(texts[0]) and is_running(f"{texts[1]:<40}") and not is_figure(texts[1])
    return len(filled) == 1 and is_note(texts[0])


def _parted(row: GridRow) -> list[GridRow]:
    """Part a row whose cells have a line for each of several rows."""
    lines = [cell.text.split("\n") for cell in row.cells]
    count = len(lines[0])
    filled = [each for each, cell in zip(lines[1:], row.cells[1:], strict=True) if cell.shown]
    if not (2 <= count <= MOST_LINES and filled) or any(len(each) != count for each in filled):
        return [row]
    second = [each[1].strip() for each in (lines[0], *filled)]
    if count == 2 and (not all(second) or any(text.startswith(("(", "[")) for text in second)):
        return [row]
    return [
        GridRow(
            tuple(
                replace(cell, text=own[line] if cell.shown else "", span=1)
                for cell, own in zip(row.cells, lines, strict=True)
            ),
            row.line,
        )
        for line in range(count)
    ]


def _without_blank_columns(
    heads: Sequence[list[str]], body: Sequence[GridRow]
) -> tuple[list[list[str]], list[GridRow]]:
    """Drop columns without a cell whose heads, if any, are those of a column beside it."""
    width = len(body[0].cells) if body else 0
    blank = {column for column in range(width) if not any(r.cells[column].shown for r in body)}
    kept = [
        column
        for column in range(width)
        if column not in blank or any(_is_alone(head, column) for head in heads)
    ]
    if kept and 0 in blank and 0 not in kept and any(heads):
        kept.insert(0, 0)  # rows without a label
    return (
        [[head[column] for column in kept] for head in heads],
        [GridRow(tuple(row.cells[column] for column in kept), row.line) for row in body],
    )


def _is_alone(head: Sequence[str], column: int) -> bool:
    text = head[column]
    beside = [near for near in (column - 1, column + 1) if 0 <= near < len(head)]
    return bool(text) and not any(head[near] == text for near in beside)


def _has_figures(body: Sequence[GridRow]) -> bool:
    """Whether what was guessed to be a table has figures in most of its rows, and not words."""
    figures = sum(any(is_figure(cell.shown) for cell in row.cells[1:]) for row in body)
    return figures >= max(LEAST_OF_ROWS * len(body), 2)


def _with_shares(
    heads: list[list[str]], body: list[GridRow]
) -> tuple[list[list[str]], list[GridRow]]:
    """Join a column of texts in parentheses with the one before it: `12` and `(26.7)` are one cell."""
    width = len(body[0].cells) if body else 0
    column = 2
    while column < width:
        pairs = [(row.cells[column - 1].shown, row.cells[column].shown) for row in body]
        shares = [(before, share) for before, share in pairs if share]
        if shares and all(before and IN_PARENTHESES.fullmatch(share) for before, share in shares):
            heads = [_joined_head(head, column) for head in heads]
            body = [_joined_cell(row, column) for row in body]
            width -= 1
        else:
            column += 1
    return heads, body


def _joined_head(head: list[str], column: int) -> list[str]:
    texts = dict.fromkeys(filter(None, head[column - 1 : column + 1]))
    return [*head[: column - 1], " ".join(texts), *head[column + 1 :]]


def _joined_cell(row: GridRow, column: int) -> GridRow:
    texts = filter(None, (cell.shown for cell in row.cells[column - 1 : column + 1]))
    cells = (*row.cells[: column - 1], GridCell(" ".join(texts)), *row.cells[column + 1 :])
    return GridRow(cells, row.line)


def _with_one_label(
    heads: list[list[str]], body: list[GridRow]
) -> tuple[list[list[str]], list[GridRow]]:
    """Make one column of labels of several: each has the parts of the one before it."""
    if not body or len(body[0].cells) < 3 or not _has_two_labels(heads, body):
        return heads, body
    rows, margin = list[GridRow](), 0.0
    for row in body:
        first, second, *rest = row.cells
        margin = first.depth if first.shown else margin
        if first.shown:
            alone = not second.shown
            cells = rest if alone else [GridCell()] * len(rest)
            rows.append(GridRow((first, *cells), row.line))
        if second.shown:
            indented = replace(second, text=second.shown, indent=margin + PART)
            rows.append(GridRow((indented, *rest), row.line))
        if not first.shown and not second.shown:
            rows.append(GridRow((first, *rest), row.line))
    return _with_one_label([[head[0] or head[1], *head[2:]] for head in heads], rows)


def _has_two_labels(heads: Sequence[Sequence[str]], body: Sequence[GridRow]) -> bool:
    second = [row for row in body if row.cells[1].shown]
    texts = [row.cells[1].shown for row in second]
    levels = [text for text in texts if is_figure(text) and not WORD.search(text)]
    if not second or 2 * len(levels) > len(second):
        return False
    if any(head[1] and head[1] == head[2] for head in heads):
        return False
    below = [row for row in second if not row.cells[0].shown]
    has_figures = any(is_figure(cell.shown) for row in second for cell in row.cells[2:])
    return has_figures and len(below) >= MOSTLY * len(second)


def _rows(body: Sequence[GridRow]) -> tuple[PrintedRow, ...]:
    """Give each label its depth among those above it."""
    rows, above = list[PrintedRow](), list[float]()
    for row in body:
        depth = row.cells[0].depth if row.cells[0].shown else above[-1] if above else 0
        while above and above[-1] >= depth:
            above.pop()
        cells = tuple(cell.shown for cell in row.cells[1:])
        rows.append(PrintedRow(row.cells[0].shown, len(above), cells, row.line))
        above.append(depth)
    if all(row.indent == 0 for row in rows):
        return tuple(_below_sections(rows))
    return tuple(rows)


def _below_sections(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """Indent the rows below a row without cells, in a table that indents none.

    A section ends at the next one, or at a row that names its own statistic where none of the section did.
    """
    found, inside, first_has_own = list[PrintedRow](), False, False
    begins = False
    for row in rows:
        if row.label and not any(row.cells):
            inside, begins = True, True
            found.append(row)
            continue
        if begins:
            first_has_own, begins = _names_a_statistic(row.label), False
        elif inside and _names_a_statistic(row.label) and not first_has_own:
            inside = False
        found.append(replace(row, indent=1) if inside else row)
    return found


def _names_a_statistic(label: str) -> bool:
    words = label.lower().replace("(", " ").replace(",", " ").split()
    return not {"mean", "median", "±", "(%)", "%)", "no."}.isdisjoint(words)
