"""A text that was pasted or saved: tables in one of four forms, captions, notes, paragraphs."""

from collections.abc import Sequence

from il2report.audit.sources.aligned import aligned_blocks, line_of
from il2report.audit.sources.flow import printed_paper
from il2report.audit.sources.grid import Block, GridCell, GridRow
from il2report.audit.sources.limits import MOST_OF_TEXT, CellCount, too_large
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.audit.sources.separated import (
    is_piped,
    is_rule,
    piped_cells,
    separated_rows,
    separator,
    unmarked,
)
from il2report.audit.sources.sheet import SheetForm, sheet_blocks

LONGEST_LINE = 100_000
PAGE_BREAK = "\f"
"""What `pdftotext` puts at the end of a page: columns are then those of a page in print."""


def paper_of_text(text: str, name: str) -> PrintedPaper:
    """Read a text: a CSV file, a pasted table, or a paper with its tables.

    Raises
    ------
    StudyRefused
        When it is larger than can be read.
    """
    if len(text) > MOST_OF_TEXT:
        message = f"the text has {len(text):,} characters; up to {MOST_OF_TEXT:,} are read"
        raise too_large(name, message)
    is_named = name.lower().endswith((".csv", ".tsv", ".tab"))
    mark = separator(text, is_named=is_named)
    if mark:
        return printed_paper(sheet_blocks(separated_rows(text, mark, name), SheetForm()))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    return printed_paper(text_blocks(lines, name, is_uncertain=PAGE_BREAK in text))


def text_blocks(lines: Sequence[str], name: str, *, is_uncertain: bool = False) -> list[Block]:
    """Read the lines of a text, each table in the form that its lines have."""
    longest = max(range(len(lines)), key=lambda n: len(lines[n]), default=0)
    if lines and len(lines[longest]) > LONGEST_LINE:
        message = (
            f"the line has {len(lines[longest]):,} characters; up to {LONGEST_LINE:,} are read"
        )
        raise too_large(name, message, longest + 1)
    if any("\t" in line for line in lines):
        rows = separated_rows("\n".join(lines), "\t", name)
        return sheet_blocks(rows, SheetForm())
    if is_piped(lines):
        return _piped_blocks(lines, name)
    kept = (line_of(line, n) for n, line in enumerate(lines, start=1) if not is_rule(line))
    return aligned_blocks(list(kept), name, is_uncertain=is_uncertain)


def _piped_blocks(lines: Sequence[str], name: str) -> list[Block]:
    """Read Markdown tables; a rule that follows the first row of a table ends its head."""
    rows, heads_at, count = list[GridRow](), set[int](), CellCount(name)
    for number, line in enumerate(lines, start=1):
        if is_rule(line):
            is_first = len(rows) < 2 or not rows[-2].is_wide
            if "|" in line and rows and rows[-1].is_wide and is_first:
                heads_at.add(len(rows) - 1)
            continue
        cells = piped_cells(line) if "|" in line else [unmarked(line)]
        count.add(len(cells), row=number)
        rows.append(GridRow(tuple(map(GridCell, cells)), number))
    return sheet_blocks(rows, SheetForm(), frozenset(heads_at))
