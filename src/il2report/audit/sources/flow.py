"""From the texts and grids of a file, in their order, to the paper: each table gets its caption and notes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from il2report.audit.sources.assembly import printed_table
from il2report.audit.sources.captions import SHORT, caption_of, is_note
from il2report.audit.sources.grid import Block, Grid, Text, one_line
from il2report.audit.sources.printed_table import PrintedPaper, PrintedTable

CONTINUED = "continued"


def printed_paper(blocks: Sequence[Block], title: str = "") -> PrintedPaper:
    """Assemble a paper; tables that continue another are joined with it."""
    tables, texts = list[PrintedTable](), list[Text]()
    position = 0
    while position < len(blocks):
        block = blocks[position]
        position += 1
        if isinstance(block, Text):
            texts.append(block)
            continue
        table = printed_table(block)
        if table is None:
            texts.extend(Text(row.text) for row in block.rows if row.text)
            continue
        is_continued = False
        if not table.heading:
            table, is_continued = _with_caption(table, texts)
        if not table.heading and position < len(blocks):
            table, position = _with_caption_below(table, blocks, position)
        notes = _notes_after(blocks, position)
        position += len(notes)
        table = replace(table, notes=(*table.notes, *notes))
        if not _is_joined(tables, table, is_continued=is_continued):
            tables.append(table)
    paragraphs = tuple(text for each in texts if (text := one_line(each.text)))
    return PrintedPaper(title=one_line(title), tables=_placed(tables), paragraphs=paragraphs)


def _notes_after(blocks: Sequence[Block], position: int) -> list[str]:
    """Give the texts behind a table that are its notes."""
    notes = list[str]()
    for block in blocks[position:]:
        if not isinstance(block, Text):
            break
        text = one_line(block.text)
        if block.role != "note" and not is_note(text):
            break
        notes.append(text)
    return notes


def _with_caption(table: PrintedTable, texts: list[Text]) -> tuple[PrintedTable, bool]:
    """Take the caption from the texts before the table: "Table 1" may be a line of its own."""
    for back in (1, 2):
        if len(texts) < back:
            break
        caption = caption_of(one_line(texts[-back].text))
        if caption is None or (back == 2 and caption.text and texts[-1].role != "caption"):
            continue
        rest = [one_line(each.text) for each in texts[len(texts) - back + 1 :]]
        del texts[-back:]
        words = " ".join(filter(None, (caption.text, *rest, table.caption)))
        return replace(table, heading=caption.heading, caption=words), caption.is_continued
    if texts and texts[-1].role == "caption" and not table.caption:
        return replace(table, caption=one_line(texts.pop().text)), False
    return table, False


def _with_caption_below(
    table: PrintedTable, blocks: Sequence[Block], position: int
) -> tuple[PrintedTable, int]:
    """Take the caption from the text behind the table, unless that is of the next table."""
    block = blocks[position]
    if isinstance(block, Grid) or any(
        isinstance(b, Grid) for b in blocks[position + 1 : position + 3]
    ):
        return table, position
    caption = caption_of(one_line(block.text))
    if caption is None or len(caption.text) > 3 * SHORT:
        return table, position
    words = " ".join(filter(None, (table.caption, caption.text)))
    return replace(table, heading=caption.heading, caption=words), position + 1


def _is_joined(tables: list[PrintedTable], table: PrintedTable, *, is_continued: bool) -> bool:
    """Join a table with the one that it continues, if it has the same columns."""
    if not tables:
        return False
    last = tables[-1]
    says_so = is_continued or CONTINUED in table.caption.lower()
    is_same = bool(table.heading) and _key(table.heading) == _key(last.heading)
    widths = {len(row.cells) for row in chain(last.rows, table.rows)}
    if not (is_same or (says_so and not table.heading)) or len(widths) != 1:
        return False
    if not says_so and table.heads != last.heads:
        return False
    if table.heads and table.heads != last.heads:
        return False
    notes = tuple(dict.fromkeys((*last.notes, *table.notes)))
    tables[-1] = replace(last, rows=(*last.rows, *table.rows), notes=notes)
    return True


def _key(heading: str) -> str:
    return heading.lower().rstrip(".")


def _placed(tables: Sequence[PrintedTable]) -> tuple[PrintedTable, ...]:
    """Name each table by its number, or by its order where it has none."""
    counts, placed = Counter[str](), list[PrintedTable]()
    for order, table in enumerate(tables, start=1):
        place = _place(table.heading) or f"T{order}"
        counts[place] += 1
        free = place if counts[place] == 1 else f"{place}_{counts[place]}"
        counts[free] += free != place
        placed.append(replace(table, place=free))
    return tuple(placed)


def _place(heading: str) -> str:
    """Shorten "Table 2" to T2, "Supplementary Table S1" to TS1, "eTable 3" to eT3."""
    *words, number = heading.split() or [""]
    if not words:
        return ""
    letters = "".join(sign for sign in number if sign.isalnum())
    start = "eT" if words[-1].lower().startswith("e") else "T"
    is_apart = len(words) > 1 and not letters[:1].isalpha()
    return f"{'S' if is_apart else ''}{start}{letters}"
