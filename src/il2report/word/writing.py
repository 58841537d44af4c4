"""From the flow of a manuscript to a Word file: paragraphs, tables, slots, figures, sections of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from il2report.word.flow import (
    Grid,
    GridRow,
    Inline,
    Look,
    Paragraph,
    Picture,
    Run,
    Slot,
)
from il2report.word.grids import HEAD, SIZES, GridLayout, PlacedCell, notes_of, placed_cells
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
        Look.STRUCK: "<w:strike/>",
        Look.HIDDEN: "<w:vanish/>",
    }
)
SHIFTS: Mapping[Look, str] = MappingProxyType(
    {
        Look.HIGHLIGHTED: '<w:highlight w:val="yellow"/>',
        Look.RAISED: '<w:vertAlign w:val="superscript"/>',
        Look.LOWERED: '<w:vertAlign w:val="subscript"/>',
    }
)
"""What sets a run apart, in the order that Word asks for; the size of its letters is between the two."""
EMU_PER_TWIP = 635
TALLEST_PICTURE = 0.8
"""The most of the height of a page that a picture takes, so that its caption is below it."""


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


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set where its style does not say it.

    `keep` holds it with what follows, `section` ends a section of pages with it, `mark` are properties of its
    end. `before` and `after` are space around it, `stop` is the tab stop of a decimal point.
    """

    keep: bool = False
    section: str = ""
    mark: str = ""
    on_new_page: bool = False
    before: int = 0
    after: int = 0
    stop: int | None = None
    aligned: str = ""


PLAIN_SETTING = Setting()


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
    points: float = 0.0
    _ids: int = 0
    _named: set[str] = field(default_factory=set)

    def go_on_from(self, last_id: int, names: Iterable[str]) -> None:
        """Write into a file that is there: its ids and bookmarks are taken."""
        self._ids, self._named = last_id, set(names)

    def next_id(self) -> int:
        """Give an id that nothing else in the file has."""
        self._ids += 1
        return self._ids

    # --- paragraphs -------------------------------------------------------------------------------

    def paragraph(self, paragraph: Paragraph, setting: Setting = PLAIN_SETTING) -> str:
        """Write a paragraph."""
        inside = self.bookmarked(
            [name for name in (paragraph.name, paragraph.target) if name],
            "".join(self.inlines(paragraph.inlines, at_stop=setting.stop is not None)),
        )
        return f"<w:p>{self.properties(paragraph, setting)}{inside}</w:p>"

    def properties(self, paragraph: Paragraph, setting: Setting) -> str:
        """Write the properties of a paragraph, in the order that Word asks for."""
        parts = [f'<w:pStyle w:val="{style_id(paragraph.style)}"/>']
        if setting.keep:
            parts.append("<w:keepNext/>")
        if setting.on_new_page:
            parts.append("<w:pageBreakBefore/>")
        parts.append(self.numbered(paragraph))
        if setting.stop is not None:
            parts.append(f'<w:tabs><w:tab w:val="decimal" w:pos="{setting.stop}"/></w:tabs>')
        if setting.before or setting.after:
            spaces = (("before", setting.before), ("after", setting.after))
            given = "".join(f' w:{name}="{of}"' for name, of in spaces if of)
            parts.append(f"<w:spacing{given}/>")
        if setting.aligned:
            parts.append(f'<w:jc w:val="{setting.aligned}"/>')
        if setting.mark:
            parts.append(f"<w:rPr>{setting.mark}</w:rPr>")
        return f"<w:pPr>{''.join(parts)}{setting.section}</w:pPr>"

    def numbered(self, paragraph: Paragraph) -> str:
        """Write the number of an entry of a list that starts at 1."""
        if not paragraph.series:
            return ""
        self.series.setdefault(paragraph.series, paragraph.style)
        number, level = self.list_number(paragraph.series), paragraph.style[-1]
        depth = int(level) - 1 if level.isdecimal() else 0
        return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'

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

    def inlines(self, inlines: Iterable[Inline], *, at_stop: bool = False) -> Iterator[str]:
        """Write what is in a paragraph: the runs of a slot in one control, those of a link in one link."""
        for (slot, link), group in groupby(inlines, slot_and_link):
            inside = "".join(
                self.picture(each) if isinstance(each, Picture) else run(each, points=self.points)
                for each in group
            )
            if link:
                inside = self.linked(inside, link)
            if slot:
                inside = self.control(slot, inside, is_link=bool(link), at_stop=at_stop)
            yield inside

    def linked(self, inside: str, link: str) -> str:
        """Make a link of runs: to a bookmark of the file, or to an address."""
        if link.startswith("#"):
            return (
                f'<w:hyperlink w:anchor={quoteattr(link[1:])} w:history="1">{inside}</w:hyperlink>'
            )
        relation = self.relations.id(f"{RELATIONS}/hyperlink", link, is_external=True)
        return f'<w:hyperlink r:id="{relation}" w:history="1">{inside}</w:hyperlink>'

    def control(
        self, number: int, inside: str, *, is_link: bool = False, at_stop: bool = False
    ) -> str:
        """Write a slot: a content control within a bookmark, so that either finds it again."""
        # LibreOffice 25.2 fails to print a link in a control that has a title.
        is_known = number <= len(self.slots) and not is_link
        title = self.slots[number - 1].result[:LONGEST_TITLE] if is_known else ""
        # At the tab stop of a decimal point LibreOffice 7.4 never ends to lay out a control of rich text that is
        # wider than its column, as a number is in letters wider than those of Times.
        kind = "<w:text/>" if at_stop else ""
        control = (
            f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(title)}/>"
            f'<w:tag w:val="{number}"/><w:id w:val="{FIRST_CONTROL + number}"/>{kind}</w:sdtPr>'
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
        return self.relations.id(f"{RELATIONS}/image", self.image_part(content))

    def image_part(self, content: bytes) -> str:
        """Put an image into the file once, and give the name of its part."""
        known = next((name for name, of in self.media.items() if of == content), None)
        ending = next((of for start, of in RASTERS.items() if content.startswith(start)), "svg")
        number, taken = len(self.media) + 1, {name.partition(".")[0] for name in self.media}
        while f"media/image{number}" in taken:
            number += 1
        name = known or f"media/image{number}.{ending}"
        self.media[name] = content
        return name

    # --- tables -----------------------------------------------------------------------------------

    def grid(self, grid: Grid, layout: GridLayout, *, is_last: bool = True) -> str:
        """Write a table, or a part of one, with its notes; a row never splits."""
        last = len(grid.rows) - notes_of(grid)
        self.points = layout.points if layout.points != SIZES[0] else 0.0
        rows = []
        for number, cells in enumerate(placed_cells(grid.rows)):
            row = grid.rows[number]
            following = grid.rows[number + 1] if number + 1 < len(grid.rows) else None
            ends_head = row.is_head and not (following and following.is_head)
            has_rule = ends_head or (is_last and number == last - 1)
            begins_group = any(each.cell.rows > 1 and not each.is_continued for each in cells)
            keep = begins_group or layout.keeps(number, grid.rows)
            written = (
                self.cell(each, layout, keep=keep, has_rule=has_rule, is_head=row.is_head)
                for each in cells
            )
            head = "<w:tblHeader/>" if row.is_head else ""
            head += self.row_mark(row)
            rows.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(written)}</w:tr>")
        self.points = 0.0
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in layout.widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style_id(TABLE)}"/><w:tblW w:w="{sum(layout.widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
            f' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
            f"{''.join(rows)}</w:tbl>"
        )

    def row_mark(self, row: GridRow) -> str:  # noqa: ARG002 (where changes are tracked, it depends on the row)
        """Say what happened to a row."""
        return ""

    def further_parts(self) -> dict[str, str]:
        """Give further parts of the file, by name."""
        return {}

    def cell(
        self, placed: PlacedCell, layout: GridLayout, *, keep: bool, has_rule: bool, is_head: bool
    ) -> str:
        """Write a cell; one over several rows is written in each of them, and has its text in the first."""
        cell = placed.cell
        width = sum(layout.widths[placed.column : placed.column + cell.columns])
        parts = [f'<w:tcW w:w="{width}" w:type="dxa"/>']
        if cell.columns > 1:
            parts.append(f'<w:gridSpan w:val="{cell.columns}"/>')
        if placed.is_continued:
            parts.append("<w:vMerge/>")
        elif cell.rows > 1:
            parts.append('<w:vMerge w:val="restart"/>')
        if has_rule:
            parts.append(f"<w:tcBorders>{RULE}</w:tcBorders>")
        if is_head:
            parts.append('<w:vAlign w:val="bottom"/>')
        stop = layout.stop(placed)
        aligned = ""
        if stop is not None:
            aligned = "left"
        elif is_head and layout.is_centered[placed.column] and placed.style == HEAD:
            is_across = cell.columns == len(layout.widths) and cell.columns > 1
            aligned = "" if is_across else "center"
        paragraphs = cell.paragraphs or (Paragraph("Table Text"),)
        if placed.is_continued:
            paragraphs = (Paragraph(placed.style),)
        setting = Setting(keep=keep, stop=stop, aligned=aligned)
        inside = "".join(self.paragraph(each, setting) for each in paragraphs)
        return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{inside}</w:tc>"


RULE = '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/>'

LONGEST_TITLE = 64
"""Letters that Word takes as the title of a control."""
FIRST_CONTROL = 1_000_000


def slot_bookmark(number: int) -> str:
    """Name the bookmark of a slot."""
    return f"_s{number}"


def slot_and_link(inline: Inline) -> tuple[int | None, str]:
    """Say which slot text fills, and where it leads; a picture does neither."""
    return (inline.slot, inline.link) if isinstance(inline, Run) else (None, "")


def run(of: Run, tag: str = "w:t", points: float = 0.0) -> str:
    """Write a run; `tag` is that of its text, which is another where it was deleted, `points` its size."""
    look = "".join(xml for each, xml in LOOKS.items() if each in of.look)
    if points:
        look += f'<w:sz w:val="{round(2 * points)}"/><w:szCs w:val="{round(2 * points)}"/>'
    look += "".join(xml for each, xml in SHIFTS.items() if each in of.look)
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
