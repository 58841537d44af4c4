"""A whole Word file: the text in its sections of pages, head and foot of each page, properties, and the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from il2report.word.flow import FlowBlock, Paragraph
from il2report.word.manuscript import Anchor, WordManuscript
from il2report.word.package import (
    CONTENT_TYPES,
    DOCUMENT,
    PACKAGE,
    RELATIONS,
    XML,
    Relations,
    content_types,
    core_properties,
    custom_properties,
    packed,
)
from il2report.word.styles import NUMBERS, WORKS, numbering_xml, settings_xml, styles_xml
from il2report.word.writing import (
    LANDSCAPE_WIDTH,
    MARGIN,
    NAMESPACES,
    PAGE,
    TEXT_WIDTH,
    BodyWriter,
    WordPicture,
)

SINGLE = 240


@dataclass(frozen=True, slots=True)
class WordLayout:
    """How a manuscript is set: line numbers, lines of spacing, where tables and figures are."""

    line_numbers: bool = True
    spacing: float = 1.5
    floats: str = "inline"


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says of itself: title, authors, language, head and foot of its pages, which draft it is."""

    title: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    language: str
    head: str
    foot: str
    draft: Mapping[str, str]


def word_file(
    manuscript: WordManuscript,
    pictures: Mapping[str, WordPicture],
    imprint: Imprint,
    layout: WordLayout,
    wide: frozenset[str] = frozenset(),
) -> bytes:
    """Write a manuscript as a Word file; `wide` are the tables that need a page on its side."""
    writer = BodyWriter(manuscript.slots, pictures)
    # The relations that every file has come first, so that what is in the text does not move their ids.
    parts = {
        "styles": styles_xml(imprint.language, round(SINGLE * layout.spacing)),
        "settings": settings_xml(imprint.language),
        "header1": _edge("hdr", imprint.head),
        "footer1": _edge("ftr", imprint.foot, is_foot=True),
    }
    ids = {
        name: writer.relations.id(f"{RELATIONS}/{name.rstrip('1')}", f"{name}.xml")
        for name in parts
    }
    writer.relations.id(f"{RELATIONS}/numbering", "numbering.xml")
    edges = (
        f'<w:headerReference w:type="default" r:id="{ids["header1"]}"/>'
        f'<w:footerReference w:type="default" r:id="{ids["footer1"]}"/>'
    )
    body = _body(writer, arranged(manuscript, layout), edges, layout, wide)
    parts["numbering"] = numbering_xml(
        [
            (writer.list_number(series), WORKS if style == "Bibliography" else NUMBERS)
            for series, style in writer.series.items()
        ]
    )
    spaces = "".join(f' xmlns:{name}="{of}"' for name, of in NAMESPACES.items())
    parts["document"] = f"{XML}<w:document{spaces}><w:body>{body}</w:body></w:document>"
    return _packed(parts, writer, imprint)


def _packed(parts: Mapping[str, str], writer: BodyWriter, imprint: Imprint) -> bytes:
    kinds = {
        f"word/{name}.xml": f"{DOCUMENT}.{'document.main' if name == 'document' else name.rstrip('1')}+xml"
        for name in parts
    }
    root = Relations()
    root.id(f"{RELATIONS}/officeDocument", "word/document.xml")
    root.id(f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")
    root.id(f"{RELATIONS}/custom-properties", "docProps/custom.xml")
    kinds["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    kinds["docProps/custom.xml"] = (
        "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    )
    texts = {
        CONTENT_TYPES: content_types(kinds),
        "_rels/.rels": root.xml(),
        "word/_rels/document.xml.rels": writer.relations.xml(),
        "docProps/core.xml": core_properties(
            imprint.title, imprint.authors, imprint.keywords, imprint.language
        ),
        "docProps/custom.xml": custom_properties(imprint.draft),
        **{f"word/{name}.xml": text for name, text in parts.items()},
    }
    media = {f"word/{name}": content for name, content in writer.media.items()}
    return packed({name: text.encode() for name, text in texts.items()} | media)


def arranged(manuscript: WordManuscript, layout: WordLayout) -> Iterator[tuple[str, FlowBlock]]:
    """Give the blocks in the order of the file, each with the key of the table or figure that it belongs to."""

    def placed(blocks: Iterable[FlowBlock | Anchor]) -> Iterator[tuple[str, FlowBlock]]:
        for block in blocks:
            if not isinstance(block, Anchor):
                yield "", block
            elif layout.floats == "inline":
                yield from ((block.key, each) for each in manuscript.floats[block.key])
            else:
                held.append(block.key)

    held: list[str] = []
    yield from (("", block) for block in manuscript.front)
    for part in (manuscript.body, manuscript.supplement):
        yield from placed(part)
        yield from ((key, each) for key in held for each in manuscript.floats[key])
        held.clear()


def _body(
    writer: BodyWriter,
    blocks: Iterable[tuple[str, FlowBlock]],
    edges: str,
    layout: WordLayout,
    wide: frozenset[str],
) -> str:
    """Write the blocks, those of wide tables in sections of pages on their side."""
    written: list[str] = []
    upright, sideways = (_section(edges, layout, is_wide=each) for each in (False, True))
    runs = [
        (is_wide, list(group)) for is_wide, group in groupby(blocks, lambda each: each[0] in wide)
    ]
    for number, (is_wide, group) in enumerate(runs):
        writer.width = LANDSCAPE_WIDTH if is_wide else TEXT_WIDTH
        for position, (key, block) in enumerate(group):
            following = group[position + 1] if position + 1 < len(group) else ("", None)
            keep = bool(key) and following[0] == key
            is_last = position == len(group) - 1 and number < len(runs) - 1
            if is_last and isinstance(block, Paragraph) and not is_wide:
                written.append(writer.paragraph(block, section=upright))
                continue
            written.append(writer.block(block, keep=keep))
            if is_last:
                # A section ends with a paragraph, and after a table there is none that says something.
                section = sideways if is_wide else upright
                written.append(
                    f'<w:p><w:pPr><w:suppressLineNumbers/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>{section}</w:pPr></w:p>'
                )
            elif not isinstance(block, Paragraph):
                written.append(SPACE_BEHIND_TABLE)
    return "".join(written) + (sideways if runs and runs[-1][0] else upright)


SPACE_BEHIND_TABLE = (
    '<w:p><w:pPr><w:suppressLineNumbers/><w:spacing w:before="0" w:after="120"/></w:pPr></w:p>'
)
"""An empty paragraph, without which Word would join two tables, and which a text behind a table needs."""


def _section(edges: str, layout: WordLayout, *, is_wide: bool) -> str:
    across, down = reversed(PAGE) if is_wide else PAGE
    turned = ' w:orient="landscape"' if is_wide else ""
    sides = "".join(f' w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    lines = '<w:lnNumType w:countBy="1" w:restart="continuous"/>' if layout.line_numbers else ""
    return (
        f'<w:sectPr>{edges}<w:type w:val="nextPage"/><w:pgSz w:w="{across}" w:h="{down}"{turned}/>'
        f'<w:pgMar{sides} w:header="709" w:footer="709" w:gutter="0"/>{lines}</w:sectPr>'
    )


def _edge(tag: str, text: str, *, is_foot: bool = False) -> str:
    """Write head or foot of each page; the foot has the number of the page."""
    style = "footer" if is_foot else "header"
    number = f'<w:r><w:tab/></w:r>{_field("PAGE")}<w:r><w:t xml:space="preserve"> of </w:t></w:r>{_field("NUMPAGES")}'
    inside = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>{number if is_foot else ""}'
    return f'{XML}<w:{tag} xmlns:w="{NAMESPACES["w"]}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p></w:{tag}>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
