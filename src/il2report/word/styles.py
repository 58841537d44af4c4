"""The styles, numbering and settings of a Word file: built-in styles by their names, set as a journal asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from xml.sax.saxutils import quoteattr

from il2report.word.package import XML
from il2report.word.stationery import Stationery

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BULLETS, NUMBERS, WORKS = 1, 2, 3
"""The kinds of lists: with bullets, numbered, and the list of references."""
INDENT = 360
"""Twips by which each level of a list is set in."""
LEVELS = 3


@dataclass(frozen=True, slots=True)
class Style:
    """A style of paragraphs: what it is based on, what follows it, its paragraph and run properties."""

    name: str
    paragraph: str = ""
    run: str = ""
    based_on: str = "Normal"
    following: str = ""
    is_own: bool = False

    def xml(self) -> str:
        """Write it."""
        parts = [f"<w:name w:val={quoteattr(word_name(self.name))}/>"]
        if self.based_on and self.name != "Normal":
            parts.append(f'<w:basedOn w:val="{style_id(self.based_on)}"/>')
        if self.following:
            parts.append(f'<w:next w:val="{style_id(self.following)}"/>')
        parts.append("<w:qFormat/>")
        parts += [
            f"<w:{tag}>{of}</w:{tag}>"
            for tag, of in (("pPr", self.paragraph), ("rPr", self.run))
            if of
        ]
        marks = ' w:customStyle="1"' if self.is_own else ""
        marks += ' w:default="1"' if self.name == "Normal" else ""
        return f'<w:style w:type="paragraph"{marks} w:styleId="{style_id(self.name)}">{"".join(parts)}</w:style>'


def style_id(name: str) -> str:
    """Give the id of a style, which is its name without blanks, as Word makes it."""
    return name.replace(" ", "")


SMALL = ("Heading ", "Caption", "Header", "Footer")


def word_name(name: str) -> str:
    """Give the name of a style in the file: those of some built-in styles are small there."""
    return name.lower() if name.startswith(SMALL) else name


def _spacing(before: int = 0, after: int = 0, line: int = 0) -> str:
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


KEEP, SINGLE = "<w:keepNext/><w:keepLines/>", 240
LEFT, RIGHT, CENTER = (f'<w:jc w:val="{side}"/>' for side in ("left", "right", "center"))
NO_LINES = "<w:suppressLineNumbers/>"


def _tab(position: int) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{position}"/></w:tabs>'


def paragraph_styles(line: int, width: int) -> tuple[Style, ...]:
    """Give every style that a manuscript uses; `line` is the spacing of running text, 240 for single."""
    body = _spacing(after=120, line=line)
    headings = (
        Style(
            f"Heading {level}",
            f'{KEEP}{_spacing(before, 120)}<w:outlineLvl w:val="{level - 1}"/>',
            f"<w:b/><w:bCs/>{'<w:i/><w:iCs/>' if level > 2 else ''}{_size(points)}",
            following="Body Text",
        )
        for level, before, points in (
            (1, 360, 14),
            (2, 240, 12),
            (3, 200, 12),
            (4, 200, 12),
            (5, 200, 12),
        )
    )
    cells = (
        ("Table Head", LEFT, f"<w:b/><w:bCs/>{_size(10)}"),
        ("Table Stub", LEFT, ""),
        ("Table Text", LEFT, ""),
        ("Table Number", CENTER, ""),
        ("Table Count", RIGHT, ""),
        ("Table Share", LEFT, ""),
        ("Table Note", LEFT, _size(9)),
    )
    return (
        Style("Normal", _spacing(line=SINGLE), based_on=""),
        Style(
            "Title",
            f"<w:keepLines/>{_spacing(0, 240)}{LEFT}",
            f"<w:b/><w:bCs/>{_size(18)}",
            following="Author",
        ),
        Style("Author", _spacing(0, 240), following="Body Text", is_own=True),
        Style(
            "Notice",
            f"{_spacing(0, 240)}",
            f"<w:i/><w:iCs/>{_size(11)}",
            following="Body Text",
            is_own=True,
        ),
        Style("Body Text", f"<w:widowControl/>{body}"),
        *headings,
        Style("Quote", f'{body}<w:ind w:left="720" w:right="720"/>'),
        Style(
            "HTML Preformatted",
            _spacing(after=120),
            '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
            + _size(10),
        ),
        *(
            Style(
                f"List {kind}{f' {level}' if level > 1 else ''}",
                f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{number}"/></w:numPr>{body}',
                based_on="Body Text",
            )
            for kind, number in (("Bullet", BULLETS), ("Number", NUMBERS))
            for level in range(1, LEVELS + 1)
        ),
        Style("Caption", f"{NO_LINES}{_spacing(240, 120)}", _size(11)),
        Style(
            "Figure",
            f"<w:keepNext/>{NO_LINES}{_spacing(240)}{CENTER}",
            is_own=True,
            following="Caption",
        ),
        Style(
            "Bibliography",
            f'<w:numPr><w:numId w:val="{WORKS}"/></w:numPr>{_spacing(after=80, line=line)}',
        ),
        *(Style(name, f"{NO_LINES}{_tab(width)}", _size(9)) for name in ("Header", "Footer")),
        *(
            Style(name, f"{_spacing(20, 20, SINGLE)}{side}", run or _size(10), is_own=True)
            for name, side, run in cells
        ),
    )


CHARACTERS: Mapping[str, str] = MappingProxyType(
    {
        "Hyperlink": '<w:color w:val="1F4E79"/>',
        "annotation reference": '<w:sz w:val="16"/><w:szCs w:val="16"/>',
        "line number": "",
    }
)
TABLE = "Manuscript Table"


def styles_xml(language: str, line: int, stationery: Stationery) -> str:
    """Write the styles: fonts and language of the whole file, and each style by its built-in name.

    What stationery says of the letters and sides of a style takes the place of what it has here.
    """
    fonts = "".join(f' w:{of}="Times New Roman"' for of in ("ascii", "hAnsi", "eastAsia", "cs"))
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{stationery.letters.get('') or f'<w:rFonts{fonts}/>{_size(12)}'}"
        f"<w:lang w:val={quoteattr(language)} w:eastAsia={quoteattr(language)}/></w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )
    characters = "".join(
        f'<w:style w:type="character" w:styleId="{style_id(name)}"><w:name w:val="{name}"/><w:rPr>{of}</w:rPr></w:style>'
        for name, of in CHARACTERS.items()
    )
    edge = '<w:{} w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
    table = (
        f'<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id(TABLE)}"><w:name w:val="{TABLE}"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr>'
        f"<w:tblBorders>{edge.format('top')}</w:tblBorders>"
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    paragraphs = "".join(
        _as_stationery(style, stationery).xml()
        for style in paragraph_styles(line, stationery.paper.text_width)
    )
    return f"{XML}<w:styles {W}>{defaults}{paragraphs}{characters}{table}</w:styles>"


SIDE = re.compile(r'<w:jc w:val="\w+"/>')


def _as_stationery(style: Style, stationery: Stationery) -> Style:
    name = style.name.lower()
    side, paragraph = stationery.sides.get(name), style.paragraph
    if side:
        aligned = f'<w:jc w:val="{side}"/>'
        outline = paragraph.find("<w:outlineLvl")
        before, behind = (
            (paragraph, "") if outline < 0 else (paragraph[:outline], paragraph[outline:])
        )
        paragraph = f"{SIDE.sub('', before)}{aligned}{behind}"
    return replace(style, paragraph=paragraph, run=stationery.letters.get(name) or style.run)


FONTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"Times New Roman": ("roman", "variable"), "Courier New": ("modern", "fixed")}
)


def fonts_xml() -> str:
    """Write which fonts the styles name, and of which kind each is, for machines without them."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
        for name, (family, pitch) in FONTS.items()
    )
    return f"{XML}<w:fonts {W}>{fonts}</w:fonts>"


COLORS: Mapping[str, str] = MappingProxyType(
    {
        "dk1": "000000",
        "lt1": "FFFFFF",
        "dk2": "44546A",
        "lt2": "E7E6E6",
        "accent1": "4472C4",
        "accent2": "ED7D31",
        "accent3": "A5A5A5",
        "accent4": "FFC000",
        "accent5": "5B9BD5",
        "accent6": "70AD47",
        "hlink": "0563C1",
        "folHlink": "954F72",
    }
)
"""The colors that a program offers to who edits the file; the styles use none of them."""


def theme_xml() -> str:
    """Write the theme, which Word expects to be there: colors, fonts and three plain ways to fill and to line."""
    colors = "".join(f'<a:{name}><a:srgbClr val="{of}"/></a:{name}>' for name, of in COLORS.items())
    latin = '<a:latin typeface="Times New Roman"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = (
        '<a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
        '<a:prstDash val="solid"/></a:ln>'
    ) * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{XML}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Manuscript">'
        f'<a:themeElements><a:clrScheme name="Manuscript">{colors}</a:clrScheme>'
        f'<a:fontScheme name="Manuscript"><a:majorFont>{latin}</a:majorFont><a:minorFont>{latin}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="Manuscript"><a:fillStyleLst>{fill}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line}</a:lnStyleLst><a:effectStyleLst>{effect}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def numbering_xml(series: Sequence[tuple[int, int]]) -> str:
    """Write the lists; `series` has for each numbered list its number and its kind, and starts it at 1."""

    def level(kind: int, depth: int) -> str:
        form = "bullet" if kind == BULLETS else "decimal"
        text = "\N{BULLET}" if kind == BULLETS else f"%{depth + 1}."
        width = 480 if kind == WORKS else INDENT
        left = width if kind == WORKS else INDENT * (depth + 1)
        return (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="{width}"/></w:pPr></w:lvl>'
        )

    kinds = (BULLETS, NUMBERS, WORKS)
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(level(kind, depth) for depth in range(LEVELS))}</w:abstractNum>"
        for kind in kinds
    )
    start = "".join(
        f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="1"/></w:lvlOverride>'
        for depth in range(LEVELS)
    )
    numbers = "".join(
        f'<w:num w:numId="{kind}"><w:abstractNumId w:val="{kind}"/></w:num>' for kind in kinds
    )
    numbers += "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>{start}</w:num>'
        for number, kind in series
    )
    return f"{XML}<w:numbering {W}>{abstract}{numbers}</w:numbering>"


def settings_xml(language: str) -> str:
    """Write the settings: the rules of Word 2013 and later, no fields that ask to be updated."""
    modern = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return (
        f'{XML}<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f"<w:compat>{modern}</w:compat><w:themeFontLang w:val={quoteattr(language)}/>"
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )
