"""The tables and paragraphs of a Word file, with changes taken as accepted."""

from collections.abc import Iterator

from il2report.audit.sources.flow import printed_paper
from il2report.audit.sources.grid import Block, Grid, GridCell, Text, one_line
from il2report.audit.sources.limits import MOST_TABLES, CellCount, refused, too_large
from il2report.audit.sources.office import OfficeFile, attribute, child, is_on
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.audit.sources.spans import SpanCell, SpanRow, expanded
from il2report.received.xml import XmlElement, local_name

MAIN = "word/document.xml"
DELETED = frozenset({"del", "moveFrom", "delText", "instrText", "Fallback", "txbxContent", "pict"})
"""What is not in the text once changes are accepted, and what is there a second time for older programs."""
PER_TWIP = 1 / 60
"""A blank of 10 points is some 60 twips wide."""
SYMBOLS = {
    0xB1: "±",
    0xB3: "≥",
    0xA3: "≤",
    0xB4: "×",
    0x6D: "μ",
    0xB0: "°",
    0xB7: "·",
    0x61: "α",
    0x62: "β",
    0x63: "χ",
    0x44: "Δ",
    0xB9: "≠",
    0xA5: "∞",
    0xBB: "≈",
    0x2D: "−",
    0x64: "δ",
    0x67: "γ",
}
"""Signs of the font Symbol by their numbers in it."""
PLAIN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": ""}


def paper_of_document(file: OfficeFile) -> PrintedPaper:
    """Read a Word file in its order.

    Raises
    ------
    StudyRefused
        When it has no text, or more cells than are read.
    """
    main = file.first("", "officeDocument", MAIN)
    body = child(file.xml(main), "body") if main is not None else None
    if main is None or body is None:
        raise refused(file.name, "the Word file is damaged: it has no text")
    reader = _Document(file, main)
    blocks = list(reader.blocks(body))
    return printed_paper(blocks, reader.title)


class _Document:
    """Goes through a document once; footnotes that a table refers to become its notes."""

    def __init__(self, file: OfficeFile, main: str) -> None:
        self.title = ""
        self._file, self._count, self._tables = file, CellCount(file.name), 0
        self._hidden_styles, self._style_indents, self._titles = _styles(
            file, file.first(main, "styles")
        )
        part = file.first(main, "footnotes")
        notes = file.xml(part) if part is not None else []
        self._footnotes = {
            attribute(each, "id"): each for each in notes if local_name(each) == "footnote"
        }
        own = (key for key in self._footnotes if key.isdigit() and key.strip("0"))
        self._numbers = {key: number for number, key in enumerate(own, start=1)}
        self._called = list[str]()

    def blocks(self, element: XmlElement) -> Iterator[Block]:
        """Give paragraphs and tables below an element."""
        for each in element:
            name = local_name(each)
            if name == "p":
                text = self._text(each)
                if style_of(each) in self._titles and not self.title:
                    self.title = one_line(text)
                elif one_line(text):
                    yield Text(text)
            elif name == "tbl":
                yield from self._table(each)
            elif name not in DELETED:
                yield from self.blocks(each)

    def _table(self, table: XmlElement) -> Iterator[Block]:
        """Read a table; one within a cell follows it."""
        self._tables += 1
        if self._tables > MOST_TABLES:
            raise too_large(self._file.name, f"the document has more than {MOST_TABLES:,} tables")
        self._called = []
        rows = [row for row in _below(table, "tr") if child(row, "trPr", "del") is None]
        heads = 0
        while heads < len(rows) and is_on(child(rows[heads], "trPr", "tblHeader")):
            heads += 1
        cells = [SpanRow(tuple(self._cells(row))) for row in rows]
        notes = [self._footnote(key) for key in dict.fromkeys(self._called)]
        yield Grid(
            expanded(cells, self._count),
            head_rows=heads or None,
            has_spans=True,
            notes=tuple(filter(None, notes)),
        )
        for row in rows:
            for cell in _below(row, "tc"):
                for inner in _below(cell, "tbl"):
                    yield from self._table(inner)

    def _cells(self, row: XmlElement) -> Iterator[SpanCell]:
        """Read the cells of a row; one that continues the one above it is there and has no text."""
        before = child(row, "trPr", "gridBefore")
        if before is not None and (width := _number(attribute(before, "val"), 0)):
            yield SpanCell(GridCell(), columns=width)
        for cell in _below(row, "tc"):
            properties = child(cell, "tcPr")
            if child(properties, "cellDel") is not None:
                continue
            span = child(properties, "gridSpan")
            merge = child(properties, "vMerge")
            columns = _number(attribute(span, "val"), 1) if span is not None else 1
            is_covered = merge is not None and attribute(merge, "val", "continue") == "continue"
            paragraphs = list(_below(cell, "p"))
            text = "\n".join(map(self._text, paragraphs))
            indent = self._indent(paragraphs[0]) if paragraphs else 0
            shown = GridCell() if is_covered else GridCell(text.rstrip("\n"), indent)
            yield SpanCell(shown, columns=columns)

    def _indent(self, paragraph: XmlElement) -> float:
        """Say how far a paragraph is moved to the right, by itself or by its style."""
        own = child(paragraph, "pPr", "ind")
        if own is not None:
            return _twips(own)
        return self._style_indents.get(style_of(paragraph), 0)

    def _text(self, paragraph: XmlElement) -> str:
        parts = list[str]()
        self._collect(paragraph, parts)
        return "".join(parts)

    def _collect(self, element: XmlElement, parts: list[str]) -> None:
        for each in element:
            name = local_name(each)
            if name in DELETED or not name:
                continue
            if name == "r":
                self._run(each, parts)
            elif name not in {"pPr", "rPr"}:
                self._collect(each, parts)

    def _run(self, run: XmlElement, parts: list[str]) -> None:
        """Read a run: what is hidden is left out, what is raised is after a caret."""
        properties = child(run, "rPr")
        style = child(properties, "rStyle")
        if is_on(child(properties, "vanish")) or (
            style is not None and attribute(style, "val") in self._hidden_styles
        ):
            return
        texts = list[str]()
        for each in run:
            name = local_name(each)
            if name == "t":
                texts.append(each.text or "")
            elif name in PLAIN:
                texts.append(PLAIN[name])
            elif name == "sym":
                texts.append(_symbol(each))
            elif name == "footnoteReference":
                key = attribute(each, "id")
                self._called.append(key)
                texts.append(f"^{self._mark(key)}")
            elif name == "AlternateContent":
                self._collect(each, texts)
        text = "".join(texts)
        place = child(properties, "vertAlign")
        is_raised = place is not None and attribute(place, "val") == "superscript"
        if is_raised and text.strip() and not text.startswith("^"):
            before = parts[-1] if parts else ""
            goes_on = before.startswith("^") and not before.endswith(" ")
            text = text if goes_on else f"^{text.strip()}"
        parts.append(text)

    def _mark(self, key: str) -> str:
        """Number a footnote by its order among those of the file."""
        return str(self._numbers.get(key, key))

    def _footnote(self, key: str) -> str:
        if key not in self._footnotes:
            return ""
        texts = (self._text(each) for each in _below(self._footnotes[key], "p"))
        return f"^{self._mark(key)} {one_line(' '.join(texts))}"


def _below(element: XmlElement, name: str) -> Iterator[XmlElement]:
    """Give the nearest elements of a name, also those in a control of content or an insertion."""
    for each in element:
        own = local_name(each)
        if own == name:
            yield each
        elif own in {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"}:
            yield from _below(each, name)


def style_of(paragraph: XmlElement) -> str:
    """Give the id of the style of a paragraph."""
    style = child(paragraph, "pPr", "pStyle")
    return attribute(style, "val") if style is not None else ""


def _styles(file: OfficeFile, part: str | None) -> tuple[set[str], dict[str, float], set[str]]:
    """Give the styles that hide a text, the indents of styles, and the styles of a title."""
    hidden, indents, titles = set[str](), dict[str, float](), set[str]()
    for style in file.xml(part) if part is not None else []:
        if local_name(style) != "style":
            continue
        key, name = attribute(style, "styleId"), child(style, "name")
        if is_on(child(style, "rPr", "vanish")):
            hidden.add(key)
        if (indent := child(style, "pPr", "ind")) is not None:
            indents[key] = _twips(indent)
        if name is not None and attribute(name, "val").lower() == "title":
            titles.add(key)
    return hidden, indents, titles


def _twips(indent: XmlElement) -> float:
    left = _number(attribute(indent, "left") or attribute(indent, "start"), 0)
    first = _number(attribute(indent, "firstLine"), 0) - _number(attribute(indent, "hanging"), 0)
    return (left + first) * PER_TWIP


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.lstrip("-").isdigit() and len(text) < 7 else otherwise


def _symbol(element: XmlElement) -> str:
    """Give a sign of a font of symbols."""
    try:
        number = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    if attribute(element, "font").lower() == "symbol":
        return SYMBOLS.get(number & 0xFF, "")
    return chr(number) if number < 0xE000 else ""
