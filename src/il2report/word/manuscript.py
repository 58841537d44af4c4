"""From the tree of a manuscript to the flow of a Word file, and to the list of its slots.

Both are made in one walk in reading order, each table and figure where the text places it, so that slots and
paragraphs have the same numbers in whatever place the file then has its tables and figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from il2report.document.document import (
    ABSTRACT,
    Document,
    NumberedFigure,
    NumberedTable,
    float_name,
)
from il2report.document.html import is_block
from il2report.document.tables import Align, Cell, Column, HeadCell, Row, Table, TablePart, Text
from il2report.document.tree import (
    Element,
    FloatPlace,
    Fragment,
    Node,
    element_id,
    words,
)
from il2report.word.flow import (
    ClaimSpan,
    FlowBlock,
    Grid,
    GridCell,
    GridRow,
    Paragraph,
    Picture,
    Slot,
)
from il2report.word.paragraphs import Lines, Place

STYLES: Mapping[str, str] = MappingProxyType(
    {
        "h1": "Heading 1",
        **{f"h{level}": f"Heading {level - 1}" for level in range(2, 7)},
        "blockquote": "Quote",
        "pre": "HTML Preformatted",
    }
)
"""The styles of blocks; any other has that of running text."""
BODY, CAPTION, BIBLIOGRAPHY = "Body Text", "Caption", "Bibliography"
TABLE_HEAD, TABLE_STUB, TABLE_NOTE = "Table Head", "Table Stub", "Table Note"
CELL_STYLES: Mapping[Align, str] = MappingProxyType(
    {
        Align.TEXT: "Table Text",
        Align.NUMBER: "Table Number",
        Align.COUNT_AND_SHARE: "Table Count",
    }
)
SHARE = "Table Share"
LISTS: Mapping[str, str] = MappingProxyType({"ul": "List Bullet", "ol": "List Number"})
DEEPEST_LIST = 3
"""Word has styles for lists in lists in lists."""


@dataclass(frozen=True, slots=True)
class WordManuscript:
    """A manuscript as the blocks of a Word file, in reading order, with its slots.

    `floats` has the blocks of each table and figure by its key, the supplement's among them; in the text an `Anchor`
    is where the reader meets it. `claims` are the words of claims, by the name of their paragraph.
    """

    front: tuple[FlowBlock, ...]
    body: tuple[FlowBlock | Anchor, ...]
    supplement: tuple[FlowBlock | Anchor, ...]
    floats: Mapping[str, tuple[FlowBlock, ...]]
    slots: tuple[Slot, ...]
    claims: Mapping[str, Sequence[ClaimSpan]] = field(default_factory=dict)

    @property
    def flow(self) -> tuple[FlowBlock, ...]:
        """Every block, tables and figures where the text places them."""
        return (*self.front, *self.placed(self.body), *self.placed(self.supplement))

    def placed(self, blocks: Iterable[FlowBlock | Anchor]) -> Iterator[FlowBlock]:
        """Put tables and figures in their places."""
        for block in blocks:
            if isinstance(block, Anchor):
                yield from self.floats[block.key]
            else:
                yield block


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the text places a table or figure."""

    key: str


def word_manuscript(document: Document, *, is_blinded: bool = False) -> WordManuscript:
    """Take a manuscript as the blocks of a Word file; a blinded one does not name authors and place."""
    return _Walk(document, is_blinded=is_blinded).manuscript()


class _Walk:
    """One walk through a document in reading order, in which slots and paragraphs are counted."""

    def __init__(self, document: Document, *, is_blinded: bool) -> None:
        self.document = document
        self.lines = Lines(is_blinded=is_blinded)
        self.floats: dict[str, tuple[FlowBlock, ...]] = {}
        self._known = {each.key: each for each in document.floats}
        self._headings: tuple[str, ...] = ()
        self._series = 0

    def manuscript(self) -> WordManuscript:
        """Take the whole document."""
        front = tuple(self._front())
        sections = [block for each in self.document.sections for block in self._blocks(each.nodes)]
        references = self._references()
        legends = self._blocks(self.document.legends)
        body = (*sections, *references, *legends)
        supplement = self._blocks(self.document.supplement)
        lines = self.lines
        return WordManuscript(
            front, body, tuple(supplement), self.floats, tuple(lines.slots), lines.claims
        )

    def _front(self) -> Iterator[FlowBlock]:
        front = self.document.front
        yield from self._paragraph(front.title, "Title")
        people = [front.people, *(line.nodes for line in front.lines)]
        # Their slots are counted in a blinded file too, so that those of the text keep their numbers.
        lines = [line for each in people for line in self._paragraph(each, "Author")]
        yield from () if self.lines.is_blinded else lines
        if front.notice:
            notice = Fragment.of(front.notice, " ", front.source_reference or "")
            yield from self._paragraph(notice, "Notice")
        self.lines.place.section = ABSTRACT
        if front.abstract:
            yield from self._paragraph(Fragment.of(ABSTRACT), "Heading 1", "abstract")
            yield from (
                each for each in self._blocks(front.abstract) if not isinstance(each, Anchor)
            )
        if front.keywords:
            label = Element("strong", ("Key words:",))
            yield from self._paragraph(Fragment.of(label, f" {', '.join(front.keywords)}"), BODY)

    def _references(self) -> Iterator[FlowBlock]:
        if not self.document.references:
            return
        self.lines.place.section = "References"
        yield from self._paragraph(Fragment.of("References"), "Heading 1", "references")
        self._series += 1
        series = self._series
        for number, each in enumerate(self.document.references, start=1):
            yield from self._paragraph(each.nodes, BIBLIOGRAPHY, f"reference-{number}", series)

    # --- blocks -----------------------------------------------------------------------------------

    def _blocks(
        self, nodes: Iterable[Node], style: str = BODY, depth: int = 0, series: int = 0
    ) -> Iterator[FlowBlock | Anchor]:
        """Take blocks and runs of text beside them, which become paragraphs of a style."""
        run: list[Node] = []
        for node in (*nodes, None):
            if node is not None and not is_block(node):
                run.append(node)
                continue
            yield from self._paragraph(Fragment.of(*run), style, series=series)
            series = 0 if run else series  # what follows in an entry of a list has no number
            run = []
            if isinstance(node, FloatPlace):
                yield from self._float(node.key)
            elif isinstance(node, Element):
                yield from self._block(node, style, depth)

    def _block(self, element: Element, style: str, depth: int) -> Iterator[FlowBlock | Anchor]:
        if element.tag in LISTS:
            yield from self._list(element, depth + 1)
        elif element.tag == "table":
            yield self._written_table(element)
        elif element.is_heading:
            title = words(element.children)
            if element.tag in ("h2", "h3"):
                kept = self._headings[:1] if element.tag == "h3" else ()
                self._headings = (*kept, title)
                self.lines.place.section = ", ".join(self._headings)
            yield from self._paragraph(Fragment(element.children), STYLES[element.tag], element.id)
        elif element.tag == "pre":
            yield from self._paragraph(Fragment(element.children), STYLES["pre"])
        else:
            yield from self._blocks(element.children, STYLES.get(element.tag, style), depth)

    def _list(self, element: Element, depth: int) -> Iterator[FlowBlock | Anchor]:
        level = min(depth, DEEPEST_LIST)
        style = LISTS[element.tag] + (f" {level}" if level > 1 else "")
        self._series += 1
        series = self._series if element.tag == "ol" else 0
        for entry in element.parts("li"):
            yield from self._blocks(entry.children, style, depth, series)

    def _float(self, key: str) -> Iterator[Anchor]:
        item = self._known.get(key)
        if item is None:
            return
        place, self.lines.place = self.lines.place, Place(section=self.lines.place.section)
        make = self._table if isinstance(item, NumberedTable) else self._figure
        self.floats[key] = tuple(make(item))  # type: ignore[arg-type]
        self.lines.place = place
        yield Anchor(key)

    def _figure(self, figure: NumberedFigure) -> Iterator[FlowBlock]:
        self.lines.place.section = f"{figure.label} caption"
        picture = Picture(figure.key, figure.alternative)
        yield Paragraph("Figure", (picture,), self.lines.next_name())
        yield from self._caption(figure.label, figure.caption, figure.key)

    def _caption(self, label: str, caption: Text, key: str) -> Iterator[Paragraph]:
        text = Fragment.of(Element("strong", (f"{label}.",)), " ", caption)
        yield from self._paragraph(text, CAPTION, element_id(key))

    # --- tables -----------------------------------------------------------------------------------

    def _table(self, item: NumberedTable) -> Iterator[FlowBlock]:
        table = item.table
        self.lines.place.section = self.lines.place.table = float_name(item.label)
        yield from self._caption(item.label, table.caption, table.id)
        parts = table.parts
        for part in parts:
            rows = list(self._part(table, part))
            if part is parts[-1]:
                rows += self._notes(table, part)
            yield Grid(tuple(rows), table.id)

    def _part(self, table: Table, part: TablePart) -> Iterator[GridRow]:
        across = len(table.stub) + sum(each.places for each in part.columns)
        if part.caption:
            caption = self._cell(part.caption, TABLE_HEAD, columns=across)
            yield GridRow((caption,), is_head=True)
        for head in part.head:
            yield GridRow(tuple(map(self._head, head)), is_head=True)
        self.lines.place.column = ""
        for group in part.groups:
            # In reading order the heading of the group is before its rows.
            heading = (
                self._cell(group.heading, TABLE_STUB, rows=len(group.rows))
                if group.heading
                else None
            )
            for position, row in enumerate(group.rows):
                cells = list(self._row(part, row, is_spread=table.is_grouped and heading is None))
                if heading and table.is_grouped and not position:
                    cells.insert(0, heading)
                yield GridRow(tuple(cells))
            self.lines.place.row = ""

    def _head(self, cell: HeadCell) -> GridCell:
        self.lines.place.column = str(cell.heading)
        parts = [self._cell(text, TABLE_HEAD) for text in (cell.heading, cell.subheading)]
        paragraphs = tuple(each for part in parts for each in part.paragraphs if each.inlines)
        return GridCell(paragraphs or parts[0].paragraphs, cell.columns, cell.rows)

    def _row(self, part: TablePart, row: Row, *, is_spread: bool) -> Iterator[GridCell]:
        self.lines.place.row = str(row.header)
        yield self._cell(row.header, TABLE_STUB, row.marker, columns=2 if is_spread else 1)
        for column, cell in zip(part.columns, row.cells, strict=True):
            self.lines.place.column = str(column.heading)
            yield from self._filled(column, cell)
        self.lines.place.column = ""

    def _filled(self, column: Column, cell: Cell) -> Iterator[GridCell]:
        style, width = CELL_STYLES[column.align], column.places
        if width == 1:
            yield self._cell(cell.content, style, cell.marker)
        elif cell.is_pair:
            yield self._cell(cell.content, style)
            yield self._cell(cell.share, SHARE, cell.marker)
        else:
            yield self._cell(cell.content, CELL_STYLES[Align.NUMBER], cell.marker, columns=width)

    def _notes(self, table: Table, last: TablePart) -> Iterator[GridRow]:
        across = len(table.stub) + sum(each.places for each in last.columns)
        for note in table.notes:
            marker = Element("sup", (note.marker,)) if note.marker else ""
            yield GridRow((self._cell(Fragment.of(marker, note.text), TABLE_NOTE, columns=across),))

    def _cell(
        self, text: Text, style: str, marker: str = "", columns: int = 1, rows: int = 1
    ) -> GridCell:
        mark = Element("sup", (marker,)) if marker else ""
        line = self.lines.line(Fragment.of(text, mark))
        paragraph = line.finished(style) or Paragraph(style, (), line.name)
        return GridCell((paragraph,), columns, rows)

    def _written_table(self, table: Element) -> Grid:
        """Take a table that a template wrote as HTML."""
        rows = []
        for row in (each for each in table.elements() if each.tag == "tr"):
            cells = []
            for cell in row.parts("th", "td"):
                style = TABLE_HEAD if cell.tag == "th" else CELL_STYLES[Align.TEXT]
                columns, down = (
                    max(1, int(cell.get(name) or 1)) for name in ("colspan", "rowspan")
                )
                cells.append(self._cell(Fragment(cell.children), style, "", columns, down))
            rows.append(GridRow(tuple(cells), is_head=not row.parts("td")))
        return Grid(tuple(rows))

    # --- lines ------------------------------------------------------------------------------------

    def _paragraph(
        self, nodes: Fragment, style: str, target: str = "", series: int = 0
    ) -> Iterator[Paragraph]:
        if not words(nodes) and not target and not any(isinstance(each, Element) for each in nodes):
            return
        line = self.lines.line(nodes, is_verbatim=style == STYLES["pre"])
        if paragraph := line.finished(style, target, series):
            yield paragraph
