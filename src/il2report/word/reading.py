"""Reads a Word file as a flow: its text with all tracked changes accepted, or rejected.

Word, LibreOffice and other programs write one text in many ways: split into runs, wrapped in controls, links and
fields, with boxes of text, drawings in two forms, notes at the foot. What a reader sees is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from il2report.word.anchors import anchored
from il2report.word.flow import FlowBlock, Grid, GridCell, GridRow, Paragraph, paragraphs_of
from il2report.word.lines import OFF, PARAGRAPH_NAME, Around, Line, LineReader, opened
from il2report.word.opening import WordFile, XmlElement
from il2report.word.resolution import (
    CELL,
    PARAGRAPH,
    PLACE,
    ROW,
    TABLE,
    Decision,
    resolved,
    w,
)

NUMBERED = ("List Bullet", "List Number", "Bibliography", "Heading")
"""Styles whose paragraphs may have a number or bullet."""
LISTS = ("List Number", "Bibliography")
"""Styles whose paragraphs are numbered; in a list of another style Word counts, but the draft does not."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a file as read: its flow and, for each place of `PLACE`, the number of its paragraph in it."""

    flow: tuple[FlowBlock, ...]
    positions: Mapping[str, int]


def flow_of(file: WordFile, decision: Decision = Decision.ACCEPT) -> tuple[FlowBlock, ...]:
    """Read the text of a file with every tracked change accepted, or rejected."""
    return reading_of(file, resolved(anchored(file), decision), decision).flow


def reading_of(file: WordFile, root: XmlElement, decision: Decision = Decision.ACCEPT) -> Reading:
    """Read the main part of a file, whose tracked changes are resolved."""
    body = root.find(w("body"))
    reader = _Reader(file, decision, LineReader.of(file, root), numbered_lists(file))
    flow = tuple(reader.blocks(root if body is None else body))
    return Reading(flow, reader.positions)


def numbered_lists(file: WordFile) -> dict[str, tuple[str, bool]]:
    """Give for each number of a list its definition, and whether it starts at a number of its own."""
    part = file.related("numbering")
    found = {}
    for each in file.xml(part).iter(w("num")) if part else ():
        definition = each.find(w("abstractNumId"))
        name = definition.get(w("val"), "") if definition is not None else ""
        starts = next(each.iter(w("startOverride")), None) is not None
        found[each.get(w("numId"), "")] = (name, starts)
    return found


NOWHERE = Around()


@dataclass(slots=True)
class _Reader:
    """Reads one part of a file; fields may go on from paragraph to paragraph."""

    file: WordFile
    decision: Decision
    lines: LineReader
    lists: Mapping[str, tuple[str, bool]]
    positions: dict[str, int] = field(default_factory=dict)
    _series: dict[str, int] = field(default_factory=dict)
    _latest: dict[str, str] = field(default_factory=dict)
    _count: int = 0
    _caption: str = ""

    # --- blocks -----------------------------------------------------------------------------------

    def blocks(
        self, parent: XmlElement, around: Around = NOWHERE, *, in_cell: bool = False
    ) -> Iterator[FlowBlock]:
        """Read paragraphs and tables; outside of cells an empty paragraph is only distance, and left out."""
        for each, inner in opened(parent, around):
            if each.tag == PARAGRAPH:
                yield from self._paragraph(each, inner, in_cell=in_cell)
            elif each.tag == TABLE:
                grid = self._grid(each, inner)
                if grid.rows:
                    yield grid
            else:
                self.lines.mark(each, None)

    def _paragraph(
        self, element: XmlElement, around: Around, *, in_cell: bool
    ) -> Iterator[FlowBlock]:
        properties, line = element.find(w("pPr")), Line()
        self.lines.read(element, line, around)
        names = [each for each in line.names if PARAGRAPH_NAME.fullmatch(each)]
        name = next((each for each in names if each not in line.empty), names[0] if names else "")
        target = next((each for each in line.names if not each.startswith("_")), "")
        self.positions |= dict.fromkeys(element.get(PLACE, "").split(), self._count)
        if line.inlines or in_cell:
            style = self._style(properties)
            series = self._list(properties, style)
            yield Paragraph(style, tuple(line.inlines), name, target, series)
            self._count += bool(line.inlines)
            self._caption = target or self._caption
        yield from self._aside(line)

    def _style(self, properties: XmlElement | None) -> str:
        """Name the style; a paragraph that was made an entry of a list keeps its own, and is one all the same."""
        style = properties.find(w("pStyle")) if properties is not None else None
        value = style.get(w("val"), "") if style is not None else "Normal"
        name: str = self.lines.names.get(value) or value
        number = properties.find(f"{w('numPr')}/{w('numId')}") if properties is not None else None
        is_entry = number is not None and number.get(w("val"), "0") != "0"
        return "List Bullet" if is_entry and not name.startswith(NUMBERED) else name

    def _list(self, properties: XmlElement | None, style: str) -> int:
        """Number the lists in the order in which they begin; 0 where the style is not that of a numbered list."""
        number = properties.find(f"{w('numPr')}/{w('numId')}") if properties is not None else None
        if number is None or not style.startswith(LISTS):
            return 0
        value = number.get(w("val"), "")
        definition, starts = self.lists.get(value, (value, True))
        # LibreOffice starts a list by one number and goes on with another of the same definition.
        key = value if starts or definition not in self._latest else self._latest[definition]
        self._latest[definition] = key
        return self._series.setdefault(key, len(self._series) + 1)

    # --- tables -----------------------------------------------------------------------------------

    def _grid(self, table: XmlElement, around: Around) -> Grid:
        key = table.find(f"{w('tblPr')}/{w('tblCaption')}")
        name = key.get(w("val"), "") if key is not None else ""
        if not name and self._caption.startswith("table-"):
            name = self._caption.replace("-", ".", 1)
        rows: list[list[GridCell]] = []
        heads = []
        reaching: dict[int, tuple[int, int]] = {}  # the row and place of the cell above, by column
        for row, inner in opened(table, around):
            if row.tag != ROW:
                continue
            head = row.find(f"{w('trPr')}/{w('tblHeader')}")
            heads.append(head is not None and head.get(w("val"), "1") not in OFF)
            rows.append([])
            self._row(row, inner, rows, reaching)
        made = zip(rows, heads, strict=True)
        return Grid(tuple(GridRow(tuple(cells), is_head) for cells, is_head in made), name)

    def _row(
        self,
        row: XmlElement,
        around: Around,
        rows: list[list[GridCell]],
        reaching: dict[int, tuple[int, int]],
    ) -> None:
        column = _number(row.find(f"{w('trPr')}/{w('gridBefore')}"), 0)
        seen = set()
        for cell, inner in opened(row, around):
            if cell.tag != CELL:
                continue
            width = _number(cell.find(f"{w('tcPr')}/{w('gridSpan')}"), 1)
            merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
            seen.add(column)
            if (
                merge is not None
                and merge.get(w("val"), "continue") == "continue"
                and column in reaching
            ):
                at, place = reaching[column]
                above = rows[at][place]
                rows[at][place] = replace(above, rows=len(rows) - at)
            else:
                paragraphs = tuple(self._cell_paragraphs(cell, inner))
                rows[-1].append(GridCell(paragraphs, width))
                if merge is not None and merge.get(w("val"), "continue") == "restart":
                    reaching[column] = len(rows) - 1, len(rows[-1]) - 1
                else:
                    reaching.pop(column, None)
            column += width
        for left in set(reaching) - seen:
            del reaching[left]

    def _cell_paragraphs(self, cell: XmlElement, around: Around) -> Iterator[Paragraph]:
        """Read the paragraphs of a cell, those of a table within it among them; an empty one only in an empty cell."""
        start = self._count
        found = list(paragraphs_of(list(self.blocks(cell, around, in_cell=True))))
        kept = [each for each in found if each.inlines] or found[:1] or [Paragraph("Normal")]
        self._count = start + len(kept)
        yield from kept

    # --- what is beside the text ------------------------------------------------------------------

    def _aside(self, line: Line) -> Iterator[Paragraph]:
        """Read the boxes of text and the notes of a line behind it."""
        for box in line.boxes:
            yield from self._paragraphs_in(box)
        for kind, number in line.notes:
            part = self.file.related(kind)
            root = resolved(self.file.xml(part), self.decision) if part else ()
            for note in root:
                if note.get(w("id"), "") == number:
                    yield from self._paragraphs_in(note)

    def _paragraphs_in(self, part: XmlElement) -> Iterator[Paragraph]:
        yield from paragraphs_of(list(self.blocks(part)))


def _number(element: XmlElement | None, otherwise: int) -> int:
    value = element.get(w("val"), "") if element is not None else ""
    return (
        min(int(value), 1000)
        if value.isdecimal() and value.isascii() and len(value) < 6
        else otherwise
    )
