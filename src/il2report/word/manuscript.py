"""From the tree of a manuscript to the flow of a Word file, and to the list of its slots.

Both are made in one walk in reading order, each table and figure where the text places it, so that slots and
paragraphs have the same numbers wherever the file then has its tables and figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType

from il2report.document.document import (
    ABSTRACT,
    TITLE,
    Document,
    NumberedFigure,
    NumberedTable,
    float_name,
)
from il2report.document.tables import Align, Cell, Column, HeadCell, Panel, Row, Table, Text
from il2report.document.tree import (
    BLANKS,
    Citation,
    ClaimMark,
    Element,
    FloatPlace,
    Fragment,
    FromData,
    Label,
    Mention,
    Node,
    Number,
    Word,
    element_id,
    words,
)
from il2report.word.flow import (
    PLAIN,
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
)

LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        **dict.fromkeys(("em", "i", "cite", "dfn", "var"), Look.ITALIC),
        **dict.fromkeys(("strong", "b"), Look.BOLD),
        **dict.fromkeys(("code", "kbd", "samp"), Look.CODE),
        "sup": Look.RAISED,
        "sub": Look.LOWERED,
    }
)
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


LONGEST_BOOKMARK = 40
DIGEST = 8


def bookmark(element: str) -> str:
    """Name the bookmark of an element that links lead to: its id, which Word wants to be short."""
    if len(element) <= LONGEST_BOOKMARK:
        return element
    digest = sha256(element.encode()).hexdigest()[:DIGEST]
    return f"{element[: LONGEST_BOOKMARK - DIGEST - 1]}-{digest}"


@dataclass(frozen=True, slots=True)
class WordManuscript:
    """A manuscript as the blocks of a Word file, in reading order, with its slots.

    `floats` has the blocks of each table and figure by its key, the supplement's among them; in the text an `Anchor`
    is where the reader meets it.
    """

    front: tuple[FlowBlock, ...]
    body: tuple[FlowBlock | Anchor, ...]
    supplement: tuple[FlowBlock | Anchor, ...]
    floats: Mapping[str, tuple[FlowBlock, ...]]
    slots: tuple[Slot, ...]

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


def word_manuscript(document: Document) -> WordManuscript:
    """Take a manuscript as the blocks of a Word file."""
    return _Walk(document).manuscript()


@dataclass(slots=True)
class _Place:
    """Where the walk is, as a reader names it."""

    section: str = TITLE
    table: str = ""
    row: str = ""
    column: str = ""


@dataclass(slots=True)
class _Line:
    """A paragraph in the making."""

    name: str
    inlines: list[Inline] = field(default_factory=list)
    first_slot: int = 0
    is_verbatim: bool = False

    @property
    def text(self) -> str:
        return "".join(each.text for each in self.inlines if isinstance(each, Run))

    def add(
        self,
        text: str,
        look: frozenset[Look] = PLAIN,
        slot: int | None = None,
        link: str = "",
    ) -> None:
        """Add text; white space is one space, and none at the start of a line."""
        if not self.is_verbatim:
            text = BLANKS.sub(" ", text)
            before = self.text
            if not before or before[-1] in " \n":
                text = text.removeprefix(" ")
        self.put(Run(text, look, slot, link))

    def put(self, run: Run) -> None:
        """Add a run as it is, to the one before it where both are alike."""
        last = self.inlines[-1] if self.inlines else None
        if not run.text:
            return
        if isinstance(last, Run) and replace(last, text=run.text) == run:
            self.inlines[-1] = replace(last, text=last.text + run.text)
        else:
            self.inlines.append(run)

    def finished(self, style: str, target: str = "", series: int = 0) -> Paragraph | None:
        """Give the paragraph, or nothing where it would be empty."""
        while not self.is_verbatim and self.inlines and isinstance(last := self.inlines[-1], Run):
            if kept := last.text.rstrip(" \n"):
                self.inlines[-1] = replace(last, text=kept)
                break
            self.inlines.pop()
        return (
            Paragraph(style, tuple(self.inlines), self.name, target and bookmark(target), series)
            if self.inlines
            else None
        )


class _Walk:
    """One walk through a document in reading order, in which slots and paragraphs are counted."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.slots: list[Slot] = []
        self.floats: dict[str, tuple[FlowBlock, ...]] = {}
        self._known = {each.key: each for each in document.floats}
        self._place = _Place()
        self._headings: tuple[str, ...] = ()
        self._paragraphs = self._series = 0

    def manuscript(self) -> WordManuscript:
        """Take the whole document."""
        front = tuple(self._front())
        sections = [block for each in self.document.sections for block in self._blocks(each.nodes)]
        references = self._references()
        legends = self._blocks(self.document.legends)
        body = (*sections, *references, *legends)
        supplement = self._blocks(self.document.supplement)
        return WordManuscript(front, body, tuple(supplement), self.floats, tuple(self.slots))

    def _front(self) -> Iterator[FlowBlock]:
        front = self.document.front
        yield from self._paragraph(front.title, "Title")
        yield from self._paragraph(Fragment.of(", ".join(front.authors)), "Author")
        if front.notice:
            notice = Fragment.of(front.notice, " ", front.source_reference or "")
            yield from self._paragraph(notice, "Notice")
        self._place.section = ABSTRACT
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
        self._place.section = "References"
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
            if node is not None and not _is_block(node):
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
                self._place.section = ", ".join(self._headings)
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
        place, self._place = self._place, _Place(section=self._place.section)
        make = self._table if isinstance(item, NumberedTable) else self._figure
        self.floats[key] = tuple(make(item))  # type: ignore[arg-type]
        self._place = place
        yield Anchor(key)

    def _figure(self, figure: NumberedFigure) -> Iterator[FlowBlock]:
        self._place.section = f"{figure.label} caption"
        self._paragraphs += 1
        picture = Picture(figure.key, figure.alternative)
        yield Paragraph("Figure", (picture,), f"_p{self._paragraphs}")
        yield from self._caption(figure.label, figure.caption, figure.key)

    def _caption(self, label: str, caption: Text, key: str) -> Iterator[Paragraph]:
        text = Fragment.of(Element("strong", (f"{label}.",)), " ", caption)
        yield from self._paragraph(text, CAPTION, element_id(key))

    # --- tables -----------------------------------------------------------------------------------

    def _table(self, item: NumberedTable) -> Iterator[FlowBlock]:
        table = item.table
        self._place.section = self._place.table = float_name(item.label)
        yield from self._caption(item.label, table.caption, table.id)
        for position, panel in enumerate(table.panels):
            rows = list(self._panel(table, panel))
            if position == len(table.panels) - 1:
                rows += self._notes(table)
            yield Grid(tuple(rows), table.id)

    def _panel(self, table: Table, panel: Panel) -> Iterator[GridRow]:
        across = len(table.stub) + sum(each.places for each in table.columns)
        if panel.caption:
            caption = self._cell(panel.caption, TABLE_HEAD, columns=across)
            yield GridRow((caption,), is_head=True)
        for head in table.head:
            yield GridRow(tuple(map(self._head, head)), is_head=True)
        self._place.column = ""
        for group in panel.groups:
            # In reading order the heading of the group is before its rows.
            heading = (
                self._cell(group.heading, TABLE_STUB, rows=len(group.rows))
                if group.heading
                else None
            )
            for position, row in enumerate(group.rows):
                cells = list(self._row(table, row, is_spread=table.is_grouped and heading is None))
                if heading and table.is_grouped and not position:
                    cells.insert(0, heading)
                yield GridRow(tuple(cells))
            self._place.row = ""

    def _head(self, cell: HeadCell) -> GridCell:
        self._place.column = str(cell.heading)
        parts = [self._cell(text, TABLE_HEAD) for text in (cell.heading, cell.subheading)]
        paragraphs = tuple(each for part in parts for each in part.paragraphs if each.inlines)
        return GridCell(paragraphs or parts[0].paragraphs, cell.columns, cell.rows)

    def _row(self, table: Table, row: Row, *, is_spread: bool) -> Iterator[GridCell]:
        self._place.row = str(row.header)
        yield self._cell(row.header, TABLE_STUB, row.marker, columns=2 if is_spread else 1)
        for column, cell in zip(table.columns, row.cells, strict=True):
            self._place.column = str(column.heading)
            yield from self._filled(column, cell)
        self._place.column = ""

    def _filled(self, column: Column, cell: Cell) -> Iterator[GridCell]:
        style, width = CELL_STYLES[column.align], column.places
        if width == 1:
            yield self._cell(cell.content, style, cell.marker)
        elif cell.is_pair:
            yield self._cell(cell.content, style)
            yield self._cell(cell.share, SHARE, cell.marker)
        else:
            yield self._cell(cell.content, CELL_STYLES[Align.NUMBER], cell.marker, columns=width)

    def _notes(self, table: Table) -> Iterator[GridRow]:
        across = len(table.stub) + sum(each.places for each in table.columns)
        for note in table.notes:
            marker = Element("sup", (note.marker,)) if note.marker else ""
            yield GridRow((self._cell(Fragment.of(marker, note.text), TABLE_NOTE, columns=across),))

    def _cell(
        self, text: Text, style: str, marker: str = "", columns: int = 1, rows: int = 1
    ) -> GridCell:
        mark = Element("sup", (marker,)) if marker else ""
        line = self._line(Fragment.of(text, mark))
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
        line = self._line(nodes, is_verbatim=style == STYLES["pre"])
        if paragraph := line.finished(style, target, series):
            yield paragraph

    def _line(self, nodes: Fragment, *, is_verbatim: bool = False) -> _Line:
        self._paragraphs += 1
        line = _Line(f"_p{self._paragraphs}", first_slot=len(self.slots), is_verbatim=is_verbatim)
        self._inline(line, nodes, PLAIN, "")
        return line

    def _inline(self, line: _Line, nodes: Iterable[Node], look: frozenset[Look], link: str) -> None:
        for node in nodes:
            match node:
                case str():
                    line.add(node, look, link=link)
                case ClaimMark():
                    self._claim(line, node)
                case Element(tag="br"):
                    line.put(Run("\n", look))
                case Element(tag="q"):
                    self._inline(
                        line,
                        (
                            "\N{LEFT DOUBLE QUOTATION MARK}",
                            *node.children,
                            "\N{RIGHT DOUBLE QUOTATION MARK}",
                        ),
                        look,
                        link,
                    )
                case Element(tag="img"):
                    line.inlines.append(Picture(node.get("src"), node.get("alt")))
                case Element():
                    further = {LOOKS[node.tag]} if node.tag in LOOKS else set()
                    leads = node.get("href")
                    if leads.startswith("#"):
                        leads = f"#{bookmark(leads[1:])}"
                    self._inline(line, node.children, look | further, leads or link)
                case FloatPlace():
                    pass
                case _:
                    self._slot(line, node, look, link)

    def _slot(self, line: _Line, node: FromData, look: frozenset[Look], link: str) -> None:
        """Fill a slot with what a node from data prints."""
        number = len(self.slots) + 1
        kind, result = _identity(node)
        origin, place = node.origin, self._place
        self.slots.append(
            Slot(
                number,
                kind,
                result,
                node.text,
                line.name,
                place.section,
                origin.template if origin else "",
                origin.line if origin else 0,
                "",
                place.table,
                place.row,
                place.column,
            )
        )
        text = node.text
        if isinstance(node, Number) and node.italic:
            line.add(node.italic, look | {Look.ITALIC}, number, link)
            text = text.removeprefix(node.italic)
        elif isinstance(node, Citation):
            look, link = (
                look | ({Look.RAISED} if node.is_raised else PLAIN),
                f"#reference-{node.first}",
            )
        elif isinstance(node, Mention):
            link = f"#{bookmark(element_id(node.key))}"
        line.add(text, look, number, link)

    def _claim(self, line: _Line, claim: ClaimMark) -> None:
        """Name the claim in the slots of its words, which end here."""
        said, texts = words((claim.sentence,)), [words((line.text,))]
        if not said or not texts[0].endswith(said):
            return
        begins = len(line.text.rstrip()) - len(said)
        at = 0
        for each in line.inlines:
            if isinstance(each, Run):
                if each.slot and at >= begins:
                    self.slots[each.slot - 1] = replace(self.slots[each.slot - 1], claim=claim.name)
                at += len(each.text)


def _is_block(node: Node) -> bool:
    return isinstance(node, FloatPlace) or (isinstance(node, Element) and not node.is_inline)


def _identity(node: FromData) -> tuple[str, str]:
    """Say what kind of node it is, and what it shows."""
    match node:
        case Number(result=result, part=part):
            return "number", f"{result}.{part}" if part else result
        case Label(table=table, column=column, code=code, part=part):
            return "label", f"{table}.{column}={code}{f'.{part}' if part else ''}"
        case Word(source=source):
            return "word", source
        case Citation(keys=keys):
            return "citation", " ".join(keys)
        case Mention(key=key):
            return "mention", key
    raise TypeError(f"{type(node).__name__} fills no slot")
