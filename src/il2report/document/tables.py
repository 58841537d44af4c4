"""What a table is before it becomes HTML: frozen descriptions, checked at birth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate, groupby, pairwise
from typing import TypeAlias

from il2report.document.tree import Fragment, element_id

Text: TypeAlias = str | Fragment
"""Plain text, or nodes among which are printed numbers."""

Change: TypeAlias = Callable[[Text], Text]

PAGE_ROWS = 42
"""Rows that fit on one page; a longer table continues, with its head repeated."""


MOST_OF_STUB, BETWEEN_COLUMNS = 18, 3
WIDE, CROWDED, OVERFULL = 130, 160, 200
"""Characters across the page above which a table is set smaller, and divided; the longest word of a heading counts."""
FURTHER = "Further columns"
"""What stands above each block of columns but the first, where a table is divided."""


OVER = "over"
"""Class of a heading that spans columns."""


class Align(StrEnum):
    """How the cells of a column are aligned; each is a class of the style sheet."""

    TEXT = "text"
    NUMBER = "number"
    COUNT_AND_SHARE = "count-share"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, a second line under it (such as "n (%)"), and how cells align.

    Neighbors with the same text `over` them share one heading that spans them.
    """

    heading: Text
    align: Align = Align.TEXT
    subheading: Text = ""
    over: Text = ""

    @property
    def places(self) -> int:
        """The cells of a row that it takes: a count and its percentage have one each."""
        return 2 if self.align == Align.COUNT_AND_SHARE else 1


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the head of a table, over some columns and rows."""

    heading: Text
    align: str = Align.TEXT
    subheading: Text = ""
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class TableNote:
    """A line below the table: under a marker ("a") when cells or headings refer to it."""

    text: Text
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as printed.

    A count has its percentage beside it as `share`, each in a place of its own so that digits
    are under digits; `is_pair` keeps that place for a count of zero.
    """

    content: Text
    share: Text = ""
    marker: str = ""
    is_pair: bool = False

    def changed(self, change: Change) -> Cell:
        """Put something else in place of each text."""
        return replace(self, content=change(self.content), share=change(self.share))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its header and one cell for each further column."""

    header: Text
    cells: tuple[Cell, ...]
    marker: str = ""

    def texts(self) -> Iterator[Text]:
        """Every text in reading order."""
        yield self.header
        for cell in self.cells:
            yield from (cell.content, cell.share)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that belong together, under the heading that spans them ("" for a table without)."""

    rows: tuple[Row, ...]
    heading: Text = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a table that may be set beside the others, with its own caption."""

    groups: tuple[RowGroup, ...]
    caption: Text = ""

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, group after group."""
        return (row for group in self.groups for row in group.rows)


def head_of(stub: Iterable[Text], columns: Iterable[Column]) -> tuple[tuple[HeadCell, ...], ...]:
    """Give the head over some columns: one row, or two where a heading spans columns."""

    def cell(column: Column, rows: int) -> HeadCell:
        return HeadCell(column.heading, column.align, column.subheading, column.places, rows)

    spans = spans_of(columns)
    rows = 2 if any(over for over, _ in spans) else 1
    upper = [HeadCell(heading, rows=rows) for heading in stub]
    for over, of in spans:
        if over:
            upper.append(HeadCell(over, OVER, columns=sum(each.places for each in of)))
        else:
            upper += [cell(each, rows) for each in of]
    lower = tuple(cell(each, 1) for over, of in spans if over for each in of)
    return (tuple(upper), lower) if lower else (tuple(upper),)


def spans_of(columns: Iterable[Column]) -> tuple[tuple[Text, tuple[Column, ...]], ...]:
    """Give columns with what spans them, "" over columns that nothing spans."""
    return tuple((over, tuple(of)) for over, of in groupby(columns, key=lambda each: each.over))


def even_breaks(widths: Sequence[int], most: int) -> tuple[int, ...]:
    """Give the places that part widths into the fewest blocks of at most `most`, as even as possible.

    A width beyond it is a block by itself.
    """
    # Best division of what is before each place: number of blocks, evenness, where the last one begins.
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for end in range(1, len(widths) + 1):
        choices = []
        for start in reversed(range(end)):
            across = sum(widths[start:end])
            if across > most and start < end - 1:
                break
            blocks, uneven, _ = best[start]
            choices.append((blocks + 1, uneven + across**2, start))
        best.append(min(choices))
    breaks = []
    at = best[-1][2]
    while at:
        breaks.append(at)
        at = best[at][2]
    return tuple(reversed(breaks))


@dataclass(frozen=True, slots=True)
class TablePart:
    """What is printed as one grid: the rows of a panel, at some of the columns of its table."""

    head: tuple[tuple[HeadCell, ...], ...]
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    caption: Text = ""

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, group after group."""
        return (row for group in self.groups for row in group.rows)

    def texts(self) -> Iterator[Text]:
        """Every text in reading order."""
        yield self.caption
        for row in self.head:
            for cell in row:
                yield from (cell.heading, cell.subheading)
        for group in self.groups:
            yield group.heading
            for each in group.rows:
                yield from each.texts()


def one_panel(rows: Iterable[Row]) -> tuple[Panel]:
    """Give the panel of a table without parts and headings."""
    return (Panel((RowGroup(tuple(rows)),)),)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `id` is what the text refers to, such as `table.toxicity`.

    `stub` heads the row headers; with two headings the first is that of the group headings.
    A table of several panels names each of them. `breaks` are the places of the columns that begin a further block
    where a table too wide for the page is divided; row headers and head are printed again over each block.
    """

    id: str
    caption: Text
    stub: tuple[Text, ...]
    columns: tuple[Column, ...]
    panels: tuple[Panel, ...]
    notes: tuple[TableNote, ...] = ()
    breaks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.stub) not in (1, 2):
            raise ValueError(f"{self.id}: a stub has one column, or two with group headings")
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{self.id}: row {row.header!r} does not fill the columns")
        if undefined := self._markers() - {note.marker for note in self.notes}:
            raise ValueError(f"{self.id}: no note for {', '.join(sorted(undefined))}")
        if len(self.panels) > 1 and not all(panel.caption for panel in self.panels):
            raise ValueError(f"{self.id}: each of several panels needs a caption")

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, panel after panel."""
        return (row for panel in self.panels for row in panel.rows)

    @property
    def is_grouped(self) -> bool:
        """Whether a column of group headings precedes the row headers."""
        return len(self.stub) > 1

    @property
    def head(self) -> tuple[tuple[HeadCell, ...], ...]:
        """The head over all columns."""
        return head_of(self.stub, self.columns)

    @property
    def spans(self) -> tuple[tuple[Text, tuple[Column, ...]], ...]:
        """The columns with what spans them, "" over columns that nothing spans."""
        return spans_of(self.columns)

    @property
    def parts(self) -> tuple[TablePart, ...]:
        """What is printed one after the other: each block of columns, of every panel."""
        return tuple(
            self._part(slice(start, end), panel)
            for start, end in pairwise((0, *self.breaks, len(self.columns)))
            for panel in self.panels
        )

    def _part(self, at: slice, panel: Panel) -> TablePart:
        caption = panel.caption
        if at.start:
            caption = Fragment.of(caption, ": further columns") if caption else FURTHER
        columns = self.columns[at]
        groups = tuple(
            replace(of, rows=tuple(replace(row, cells=row.cells[at]) for row in of.rows))
            for of in panel.groups
        )
        return TablePart(head_of(self.stub, columns), columns, groups, caption)

    @property
    def is_long(self) -> bool:
        """Whether it may have to run on over a page: panels are beside each other, blocks of columns are not."""
        rows = [sum(1 for _ in part.rows) for part in self.parts]
        if self.breaks:
            rows = [sum(rows) + sum(1 + len(part.head) for part in self.parts)]
        return max(rows, default=0) > PAGE_ROWS

    @property
    def crowding(self) -> str:
        """How much smaller it is set to fit the page: not, "wide" or "crowded"; classes of the style sheet."""
        across = max(map(self.characters_across, self.parts), default=0)
        return "crowded" if across > CROWDED else "wide" if across > WIDE else ""

    def characters_across(self, part: TablePart) -> int:
        """Estimate the width of a part in characters."""
        longest = max((len(str(row.header)) for row in part.rows), default=0)
        widths = [min(MOST_OF_STUB, longest), MOST_OF_STUB * self.is_grouped]
        for place, column in enumerate(part.columns):
            words = (
                word for text in (column.heading, column.subheading) for word in str(text).split()
            )
            cells = (row.cells[place] for row in part.rows)
            texts = [f"{cell.content} {cell.share}".strip() for cell in cells]
            if column.align == Align.TEXT:  # which may be broken into lines
                texts = [word for text in texts for word in text.split()]
            widths.append(BETWEEN_COLUMNS + max(map(len, (*words, *texts)), default=0))
        return sum(widths)

    def divided(self) -> Table:
        """Divide a table too wide for the page into as few blocks of columns as fit, of much the same width.

        Columns under one heading stay together. A table that fits at the smallest size stays whole.
        """
        across = max(map(self.characters_across, self.parts), default=0)
        if self.breaks or across <= OVERFULL:
            return self
        together = [(len(of),) if over else (1,) * len(of) for over, of in self.spans]
        places = list(accumulate((n for each in together for n in each), initial=0))
        widths = []
        for start, end in pairwise(places):
            parts = (self._part(slice(start, end), panel) for panel in self.panels)
            widths.append(max(map(self.characters_across, parts)))
        stub = max(
            map(self.characters_across, (self._part(slice(0), each) for each in self.panels))
        )
        breaks = even_breaks([width - stub for width in widths], CROWDED - stub)
        return replace(self, breaks=tuple(places[each] for each in breaks))

    @property
    def element_id(self) -> str:
        """The id of its HTML element, such as `table-toxicity`."""
        return element_id(self.id)

    def texts(self) -> Iterator[Text]:
        """Every text in reading order; each of several parts repeats the head."""
        yield self.caption
        for part in self.parts:
            yield from part.texts()
        yield from (note.text for note in self.notes)

    def changed(self, change: Change) -> Table:
        """Put something else in place of each text."""

        def row(of: Row) -> Row:
            cells = tuple(cell.changed(change) for cell in of.cells)
            return replace(of, header=change(of.header), cells=cells)

        def group(of: RowGroup) -> RowGroup:
            return replace(of, rows=tuple(map(row, of.rows)), heading=change(of.heading))

        # What spans several columns stays one text of all of them.
        spans = [(change(over), of) for over, of in self.spans]

        return replace(
            self,
            caption=change(self.caption),
            stub=tuple(map(change, self.stub)),
            columns=tuple(
                Column(change(each.heading), each.align, change(each.subheading), over)
                for over, of in spans
                for each in of
            ),
            panels=tuple(
                replace(of, groups=tuple(map(group, of.groups)), caption=change(of.caption))
                for of in self.panels
            ),
            notes=tuple(replace(note, text=change(note.text)) for note in self.notes),
        )

    def _markers(self) -> set[str]:
        cells = {cell.marker for row in self.rows for cell in row.cells}
        return (cells | {row.marker for row in self.rows}) - {""}
