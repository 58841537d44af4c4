"""From the flow of a manuscript to a Word file: paragraphs, tables, slots, figures, sections of pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from il2report.word.flow import (
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
from il2report.word.package import RELATIONS, Relations
from il2report.word.styles import TABLE, style_id

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": RELATIONS,
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    }
)
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
LOOKS: Mapping[Look, str] = MappingProxyType(
    {
        Look.CODE: '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>',
        Look.BOLD: "<w:b/><w:bCs/>",
        Look.ITALIC: "<w:i/><w:iCs/>",
        Look.RAISED: '<w:vertAlign w:val="superscript"/>',
        Look.LOWERED: '<w:vertAlign w:val="subscript"/>',
    }
)
"""What sets a run apart, in the order that Word asks for."""
EMU_PER_TWIP = 635
TALLEST_PICTURE = 0.8
"""The most of the height of a page that a picture takes, so that its caption is below it."""
SHORT_TABLE = 24
"""Rows up to which a table is kept on one page."""
BETWEEN, PER_LETTER = 200, 105
"""Twips between columns, and for each letter of ten points."""


SPACE_BEHIND_TABLE = 240
RASTERS: Mapping[bytes, str] = MappingProxyType({b"\x89PNG": "png", b"\xff\xd8": "jpg"})
"""How a raster begins, and the ending of its name."""


@dataclass(frozen=True, slots=True)
class WordPicture:
    """A picture as raster (PNG or JPEG) and, if it has one, as vector; its height over its width.

    It takes a share of the width of the text, or the width in twips that it has by itself.
    """

    raster: bytes
    aspect: float
    svg: bytes = b""
    share: float = 1.0
    width: int = 0


@dataclass(slots=True)
class BodyWriter:
    """Writes blocks; slots are known by their number, pictures by the key of their figure.

    Ids of bookmarks, controls and drawings are counted within one file, relations are collected for it.
    """

    slots: Sequence[Slot]
    pictures: Mapping[str, WordPicture]
    relations: Relations = field(default_factory=Relations)
    media: dict[str, bytes] = field(default_factory=dict)
    series: dict[int, str] = field(default_factory=dict)
    width: int = 9070
    height: int = 14002
    _ids: int = 0
    _named: set[str] = field(default_factory=set)

    def next_id(self) -> int:
        """Give an id that nothing else in the file has."""
        self._ids += 1
        return self._ids

    # --- paragraphs -------------------------------------------------------------------------------

    def paragraph(
        self,
        paragraph: Paragraph,
        *,
        keep: bool = False,
        section: str = "",
        on_new_page: bool = False,
        is_behind_table: bool = False,
    ) -> str:
        """Write a paragraph; `keep` holds it with what follows, `section` ends a section of pages with it."""
        is_spaced = is_behind_table and not paragraph.style.startswith(SPACED)
        properties = self.properties(
            paragraph,
            keep=keep,
            on_new_page=on_new_page,
            before=SPACE_BEHIND_TABLE if is_spaced else 0,
            section=section,
        )
        inside = self.bookmarked(
            [name for name in (paragraph.name, paragraph.target) if name],
            "".join(self.inlines(paragraph.inlines)),
        )
        return f"<w:p>{properties}{inside}</w:p>"

    def properties(
        self,
        paragraph: Paragraph,
        *,
        keep: bool = False,
        on_new_page: bool = False,
        before: int = 0,
        section: str = "",
        mark: str = "",
    ) -> str:
        """Write the properties of a paragraph; `mark` are those of its end."""
        parts = [f'<w:pStyle w:val="{style_id(paragraph.style)}"/>']
        if keep:
            parts.append("<w:keepNext/>")
        if on_new_page:
            parts.append("<w:pageBreakBefore/>")
        if paragraph.series:
            self.series.setdefault(paragraph.series, paragraph.style)
            number, level = self.list_number(paragraph.series), paragraph.style[-1]
            depth = int(level) - 1 if level.isdecimal() else 0
            parts.append(f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')
        if before:
            parts.append(f'<w:spacing w:before="{before}"/>')
        if mark:
            parts.append(f"<w:rPr>{mark}</w:rPr>")
        return f"<w:pPr>{''.join(parts)}{section}</w:pPr>"

    def list_number(self, series: int) -> int:
        """Give the number by which the file knows a numbered list; 1 to 3 are the kinds of lists."""
        return series + 3

    def bookmarked(self, names: Sequence[str], inside: str) -> str:
        """Put bookmarks around content, each name once in a file."""
        for name in names:
            if name not in self._named:
                self._named.add(name)
                number = self.next_id()
                inside = (
                    f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{inside}'
                    f'<w:bookmarkEnd w:id="{number}"/>'
                )
        return inside

    # --- runs -------------------------------------------------------------------------------------

    def inlines(self, inlines: Iterable[Inline]) -> Iterator[str]:
        """Write what is in a paragraph: the runs of a slot in one control, those of a link in one link."""
        for (slot, link), group in groupby(inlines, _belongs):
            inside = "".join(
                self.picture(each) if isinstance(each, Picture) else run(each) for each in group
            )
            if link:
                inside = self.linked(inside, link)
            yield self.control(slot, inside) if slot else inside

    def linked(self, inside: str, link: str) -> str:
        """Make a link of runs: to a bookmark of the file, or to an address."""
        if link.startswith("#"):
            return (
                f'<w:hyperlink w:anchor={quoteattr(link[1:])} w:history="1">{inside}</w:hyperlink>'
            )
        relation = self.relations.id(f"{RELATIONS}/hyperlink", link, is_external=True)
        return f'<w:hyperlink r:id="{relation}" w:history="1">{inside}</w:hyperlink>'

    def control(self, number: int, inside: str) -> str:
        """Write a slot: a content control within a bookmark, so that either finds it again."""
        slot = self.slots[number - 1]
        control = (
            f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(slot.result[:LONGEST_TITLE])}/>"
            f'<w:tag w:val="{number}"/><w:id w:val="{FIRST_CONTROL + number}"/></w:sdtPr>'
            f"<w:sdtContent>{inside}</w:sdtContent></w:sdt>"
        )
        return self.bookmarked([slot_bookmark(number)], control)

    def picture(self, picture: Picture) -> str:
        """Write the picture of a figure: vector, with the raster for programs that draw none."""
        drawn = self.pictures.get(picture.key)
        if drawn is None:
            return ""
        raster, vector = self.image(drawn.raster), ""
        if drawn.svg:
            vector = (
                f'<a:extLst><a:ext uri="{SVG_EXTENSION}"><asvg:svgBlip r:embed="{self.image(drawn.svg)}"/>'
                "</a:ext></a:extLst>"
            )
        width = min(
            drawn.width or round(drawn.share * self.width),
            self.width,
            round(TALLEST_PICTURE * self.height / drawn.aspect),
        )
        across, down = (round(each * EMU_PER_TWIP) for each in (width, width * drawn.aspect))
        number, words = self.next_id(), quoteattr(picture.alternative)
        extent = f'cx="{across}" cy="{down}"'
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
            f'<wp:docPr id="{number}" name={quoteattr(picture.key)} descr={words}/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            f'<a:graphic><a:graphicData uri="{NAMESPACES["pic"]}"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr id="{number}" name={quoteattr(picture.key)} descr={words}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{raster}">{vector}</a:blip>'
            f"<a:stretch><a:fillRect/></a:stretch>"
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )

    def image(self, content: bytes) -> str:
        """Put an image beside the text, and give the id of the relation to it."""
        known = next((name for name, of in self.media.items() if of == content), None)
        ending = next((of for start, of in RASTERS.items() if content.startswith(start)), "svg")
        name = known or f"media/image{len(self.media) + 1}.{ending}"
        self.media[name] = content
        return self.relations.id(f"{RELATIONS}/image", name)

    # --- tables -----------------------------------------------------------------------------------

    def grid(self, grid: Grid) -> str:
        """Write a table with its notes; a short one is kept on one page, a row never splits."""
        widths = column_widths(grid, self.width)
        notes = _notes(grid)
        last = len(grid.rows) - notes
        is_short = len(grid.rows) <= SHORT_TABLE
        open_cells: dict[int, tuple[int, GridCell]] = {}
        rows = []
        for number, row in enumerate(grid.rows):
            keeps = row.is_head or (number >= last - 1 and number < len(grid.rows) - 1)
            keeps = keeps or (is_short and number < len(grid.rows) - 1)
            edge = (
                "bottom"
                if number == last - 1 or (row.is_head and not grid.rows[number + 1].is_head)
                else ""
            )
            rows.append(
                self._row(row, widths, open_cells, keep=keeps, edge=edge, is_note=number >= last)
            )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style_id(TABLE)}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            f' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
            f"{''.join(rows)}</w:tbl>"
        )

    def _row(
        self,
        row: GridRow,
        widths: Sequence[int],
        open_cells: dict[int, tuple[int, GridCell]],
        *,
        keep: bool,
        edge: str,
        is_note: bool,
    ) -> str:
        """Write a row; `open_cells` are those of rows above that reach into it, by their column."""
        cells, column = [], 0
        waiting = list(row.cells)
        while column < len(widths):
            if column in open_cells:
                left, above = open_cells.pop(column)
                if left > 1:
                    open_cells[column] = (left - 1, above)
                cells.append(
                    self._cell(
                        GridCell((Paragraph(above.paragraphs[0].style),), above.columns),
                        widths,
                        column,
                        "<w:vMerge/>",
                        keep=keep,
                        edge=edge,
                    )
                )
                column += above.columns
                continue
            if not waiting:
                break
            cell = waiting.pop(0)
            merge = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
            if cell.rows > 1:
                open_cells[column] = (cell.rows - 1, cell)
                cells.append(self._cell(cell, widths, column, merge, keep=True, edge=""))
            else:
                cells.append(
                    self._cell(
                        cell, widths, column, merge, keep=keep, edge=edge if not is_note else ""
                    )
                )
            column += cell.columns
        head = "<w:tblHeader/>" if row.is_head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"

    def _cell(
        self,
        cell: GridCell,
        widths: Sequence[int],
        column: int,
        merge: str,
        *,
        keep: bool,
        edge: str,
    ) -> str:
        width = sum(widths[column : column + cell.columns])
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        line = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        borders = f"<w:tcBorders>{line.format(edge)}</w:tcBorders>" if edge else ""
        inside = "".join(self.paragraph(each, keep=keep) for each in cell.paragraphs)
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{borders}</w:tcPr>{inside}</w:tc>'


SPACED = ("Heading", "Caption", "Figure")
"""Styles that have space before them by themselves."""
LONGEST_TITLE = 64
"""Letters that Word takes as the title of a control."""
FIRST_CONTROL = 1_000_000


def slot_bookmark(number: int) -> str:
    """Name the bookmark of a slot."""
    return f"_s{number}"


def _belongs(inline: Inline) -> tuple[int | None, str]:
    return (inline.slot, inline.link) if isinstance(inline, Run) else (None, "")


def run(of: Run, tag: str = "w:t") -> str:
    """Write a run; `tag` is that of its text, which is another where it was deleted."""
    look = "".join(xml for each, xml in LOOKS.items() if each in of.look)
    if of.link:
        look = f'<w:rStyle w:val="Hyperlink"/>{look}'
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}{''.join(_text(of.text, tag))}</w:r>"


def _text(text: str, tag: str) -> Iterator[str]:
    """Write text, in which line breaks and tabs are elements of their own."""
    part = ""
    for sign in (*text, ""):
        if sign not in ("\n", "\t", ""):
            part += sign
            continue
        if part:
            yield f'<{tag} xml:space="preserve">{escape(part)}</{tag}>'
        part = ""
        if sign:
            yield "<w:br/>" if sign == "\n" else "<w:tab/>"


def _notes(grid: Grid) -> int:
    """How many rows at the end are notes."""
    count = 0
    for row in reversed(grid.rows):
        if [each.style for cell in row.cells for each in cell.paragraphs] != ["Table Note"]:
            break
        count += 1
    return count


def column_widths(grid: Grid, available: int) -> list[int]:
    """Give widths by what is in the columns, in twips, that together fill the text.

    A column gets what its longest word needs, then a share of the rest by how much it holds.
    """
    return _shared(*_demands(grid), available)


def is_wide(grid: Grid, available: int) -> bool:
    """Whether the longest words of the columns do not fit beside each other."""
    return sum(BETWEEN + PER_LETTER * each for each in _demands(grid)[0]) > available


def _demands(grid: Grid) -> tuple[list[int], list[int]]:
    """Count the letters of the longest word of each column, and of its longest line."""
    columns = max((sum(cell.columns for cell in row.cells) for row in grid.rows), default=1)
    least, wanted = [0] * columns, [0] * columns
    reached: dict[
        int, int
    ] = {}  # rows, this one included, that a cell above still reaches into a column
    for row in grid.rows[: len(grid.rows) - _notes(grid)]:
        column, next_reached = 0, {of: left - 1 for of, left in reached.items() if left > 1}
        for cell in row.cells:
            while column in reached:
                column += 1
            texts = [each.text for each in cell.paragraphs]
            if cell.columns == 1:
                longest = max((len(word) for text in texts for word in text.split()), default=0)
                least[column] = max(least[column], longest)
                wanted[column] = max(wanted[column], *(len(text) for text in texts))
            for _ in range(cell.columns):
                if cell.rows > 1:
                    next_reached[column] = cell.rows - 1
                column += 1
        reached = next_reached
    return least, wanted


def _shared(least: Collection[int], wanted: Collection[int], available: int) -> list[int]:
    needs = [BETWEEN + PER_LETTER * each for each in least]
    likes = [BETWEEN + PER_LETTER * min(each, 40) for each in wanted]
    rest = available - sum(needs)
    if rest <= 0:
        widths = [available * each / sum(needs) for each in needs]
    else:
        extra = [max(0, like - need) for like, need in zip(likes, needs, strict=True)]
        more = min(1.0, rest / sum(extra)) if sum(extra) else 0
        widths = [need + more * each for need, each in zip(needs, extra, strict=True)]
        spare = (available - sum(widths)) / sum(widths)
        widths = [width * (1 + spare) for width in widths]
    return [int(width) for width in widths]
