"""A whole Word file: the text in its sections of pages, head and foot of each page, properties, and the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from xml.sax.saxutils import escape

from il2report.document.tree import is_figure
from il2report.study.declarations.word import WordLayout
from il2report.word.flow import FlowBlock, Grid, Run, paragraphs_of, with_runs
from il2report.word.grids import grid_layout, is_wide
from il2report.word.manuscript import CAPTION, Anchor, WordManuscript
from il2report.word.package import (
    CONTENT_TYPES,
    DOCUMENT,
    OFFICE,
    PACKAGE,
    RELATIONS,
    XML,
    Relations,
    content_types,
    core_properties,
    custom_properties,
    packed,
)
from il2report.word.stationery import PLAIN, Paper, Stationery
from il2report.word.styles import (
    NUMBERS,
    WORKS,
    fonts_xml,
    numbering_xml,
    settings_xml,
    styles_xml,
    theme_xml,
)
from il2report.word.writing import NAMESPACES, BodyWriter, Setting, WordPicture

SINGLE = 240
SPACE = 240
"""Twips between a table or figure and the text behind it."""
SPACED = ("Heading", CAPTION, "Figure")
"""Styles that have space before them by themselves."""
MANUSCRIPT, FLOATS = "manuscript.docx", "tables-and-figures.docx"
CLOSING = (
    '<w:p><w:pPr><w:suppressLineNumbers/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    "{}</w:pPr></w:p>"
)
"""A paragraph of no height: a section of pages and the body end with one, and without it Word joins two tables."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says of itself: title, authors, language, head and foot of its pages, which draft it is.

    `issued` is the day on which its draft was issued; any other file has no date, since its bytes would change
    with each build.
    """

    title: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    language: str
    head: str
    foot: str
    notice: str = ""
    issued: str = ""
    draft: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block in its place, with the key of the table or figure that it belongs to."""

    block: FlowBlock
    key: str = ""
    on_new_page: bool = False


def word_files(
    manuscript: WordManuscript,
    pictures: Mapping[str, WordPicture],
    imprint: Imprint,
    layout: WordLayout,
    stationery: Stationery = PLAIN,
) -> dict[str, bytes]:
    """Write a manuscript as its Word files by name: one, or two where tables and figures are separate."""
    blocks, apart = arranged(manuscript, layout.floats)
    contents = {MANUSCRIPT: blocks} | ({FLOATS: apart} if layout.floats == "separate" else {})
    return {
        name: word_file(of, manuscript, pictures, imprint, layout, stationery)
        for name, of in contents.items()
    }


def arranged(
    manuscript: WordManuscript, floats: str
) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """Give the blocks in the order of the file, and those of tables and figures that are apart from it."""
    text = [Placed(block) for block in manuscript.front]
    apart: list[Placed] = []
    held: list[str] = []
    for part in (manuscript.body, manuscript.supplement):
        is_behind_floats, held = bool(held) and floats == "end", []
        for block in part:
            if not isinstance(block, Anchor):
                text.append(Placed(block, on_new_page=is_behind_floats))
                is_behind_floats = False
            elif floats == "inline":
                text += (Placed(each, block.key) for each in manuscript.floats[block.key])
            else:
                held.append(block.key)
        home = apart if floats == "separate" else text
        for key in sorted(held, key=is_figure):
            first, *rest = manuscript.floats[key]
            home.append(Placed(first, key, on_new_page=bool(home)))
            home += (Placed(each, key) for each in rest)
    return _without_dead_links(text), _without_dead_links(apart)


def _without_dead_links(blocks: Sequence[Placed]) -> tuple[Placed, ...]:
    """Leave text alone whose link leads to nothing in the file."""
    flow = [each.block for each in blocks]
    known = {f"#{name}" for each in paragraphs_of(flow) for name in (each.name, each.target)}

    def alive(run: Run) -> Run:
        is_dead = run.link.startswith("#") and run.link not in known
        return replace(run, link="") if is_dead else run

    return tuple(replace(each, block=with_runs(each.block, alive)) for each in blocks)


def word_file(
    blocks: Sequence[Placed],
    manuscript: WordManuscript,
    pictures: Mapping[str, WordPicture],
    imprint: Imprint,
    layout: WordLayout,
    stationery: Stationery = PLAIN,
    writer: BodyWriter | None = None,
) -> bytes:
    """Write blocks as a Word file; `writer` is another one than that of a manuscript."""
    paper, head = stationery.paper, stationery.head
    writer = writer or BodyWriter(manuscript.slots, pictures, height=paper.text_height)
    # The relations that every file has come first, so that what is in the text does not move their ids.
    parts = {
        "styles": styles_xml(imprint.language, round(SINGLE * layout.spacing), stationery),
        "settings": settings_xml(imprint.language),
        "fontTable": fonts_xml(),
        "theme/theme1": theme_xml(),
        "header1": head.part if head else _edge("hdr", imprint.head, imprint.notice),
        "footer1": _edge("ftr", imprint.foot),
    }
    ids = {name: writer.relations.id(_kind_of_relation(name), f"{name}.xml") for name in parts}
    writer.relations.id(f"{RELATIONS}/numbering", "numbering.xml")
    edges = (
        f'<w:headerReference w:type="default" r:id="{ids["header1"]}"/>'
        f'<w:footerReference w:type="default" r:id="{ids["footer1"]}"/>'
    )
    body = _body(writer, blocks, edges, layout, paper)
    parts["numbering"] = numbering_xml(
        [
            (writer.list_number(series), WORKS if style == "Bibliography" else NUMBERS)
            for series, style in writer.series.items()
        ]
    )
    parts |= writer.further_parts()
    if head and head.pictures:
        of_head = Relations()
        for name, content in head.pictures.items():
            of_head.add(name, f"{RELATIONS}/image", writer.image_part(content))
        parts["_rels/header1"] = of_head.xml()
    spaces = "".join(f' xmlns:{name}="{of}"' for name, of in NAMESPACES.items())
    parts["document"] = f"{XML}<w:document{spaces}><w:body>{body}</w:body></w:document>"
    return _packed(parts, writer, imprint)


def _path(part: str) -> str:
    return f"word/{part}.xml{'.rels' if part.startswith('_rels/') else ''}"


def _kind_of_relation(part: str) -> str:
    return f"{RELATIONS}/{part.rpartition('/')[2].rstrip('1')}"


def _content_type(part: str) -> str:
    name = part.rpartition("/")[2].rstrip("1")
    if name == "theme":
        return f"{OFFICE}.theme+xml"
    return f"{DOCUMENT}.{'document.main' if name == 'document' else name}+xml"


def _packed(parts: Mapping[str, str], writer: BodyWriter, imprint: Imprint) -> bytes:
    texts = {_path(name): text for name, text in parts.items()}
    kinds = {_path(name): _content_type(name) for name in parts if not name.startswith("_rels/")}
    root = Relations()
    root.id(f"{RELATIONS}/officeDocument", "word/document.xml")
    root.id(f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")
    root.id(f"{RELATIONS}/custom-properties", "docProps/custom.xml")
    kinds["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    kinds["docProps/custom.xml"] = f"{OFFICE}.custom-properties+xml"
    texts |= {
        CONTENT_TYPES: content_types(kinds),
        "_rels/.rels": root.xml(),
        "word/_rels/document.xml.rels": writer.relations.xml(),
        "docProps/core.xml": core_properties(
            imprint.title, imprint.authors, imprint.keywords, imprint.language, imprint.issued
        ),
        "docProps/custom.xml": custom_properties(imprint.draft),
    }
    media = {f"word/{name}": content for name, content in writer.media.items()}
    return packed({name: text.encode() for name, text in texts.items()} | media)


def _body(
    writer: BodyWriter, blocks: Iterable[Placed], edges: str, layout: WordLayout, paper: Paper
) -> str:
    """Write the blocks, those of wide tables in sections of pages on their side."""
    blocks = tuple(blocks)
    tables: dict[str, list[Grid]] = {}
    for each in blocks:
        if each.key and isinstance(each.block, Grid):
            tables.setdefault(each.key, []).append(each.block)
    wide = frozenset(key for key, grids in tables.items() if is_wide(grids, paper.text_width))
    written: list[str] = []
    runs = [
        (turned, list(group))
        for turned, group in groupby(blocks, lambda each: bool(each.key) and each.key in wide)
    ]
    for number, (turned, group) in enumerate(runs):
        page = paper.turned() if turned else paper
        writer.width, writer.height = page.text_width, page.text_height
        section = _section(edges, page, layout, turned=turned)
        is_last = number == len(runs) - 1
        written += _of_section(writer, group, "" if is_last else section)
        if is_last:
            written.append(section)
    return "".join(written) or _section(edges, paper, layout, turned=False)


def _of_section(writer: BodyWriter, group: Sequence[Placed], section: str) -> Iterator[str]:
    """Write the blocks of one section of pages; its properties are in its last paragraph."""
    before: FlowBlock | None = None
    for position, each in enumerate(group):
        following = group[position + 1] if position + 1 < len(group) else None
        is_inside = bool(each.key) and following is not None and following.key == each.key
        if isinstance(each.block, Grid):
            if isinstance(before, Grid):
                yield CLOSING.format("")
            parts = [of.block for of in group if of.key == each.key and isinstance(of.block, Grid)]
            layout = grid_layout(parts, writer.width, writer.height)
            yield writer.grid(each.block, layout, is_last=each.block is parts[-1])
        else:
            is_spaced = isinstance(before, Grid) and not each.block.style.startswith(SPACED)
            is_below_figure = each.block.style == CAPTION and not is_inside
            setting = Setting(
                keep=is_inside,
                section="" if following else section,
                on_new_page=each.on_new_page and position > 0,
                before=SPACE if is_spaced else 0,
                after=SPACE if is_below_figure else 0,
            )
            yield writer.paragraph(each.block, setting)
        before = each.block
    if isinstance(before, Grid):
        yield CLOSING.format(section)


def _section(edges: str, paper: Paper, layout: WordLayout, *, turned: bool) -> str:
    orientation = ' w:orient="landscape"' if turned else ""
    sides = "".join(
        f' w:{side}="{getattr(paper, side)}"' for side in ("top", "right", "bottom", "left")
    )
    lines = (
        '<w:lnNumType w:countBy="1" w:distance="284" w:restart="continuous"/>'
        if layout.line_numbers
        else ""
    )
    return (
        f'<w:sectPr>{edges}<w:type w:val="nextPage"/><w:pgSz w:w="{paper.width}" w:h="{paper.height}"{orientation}/>'
        f'<w:pgMar{sides} w:header="709" w:footer="709" w:gutter="0"/>{lines}</w:sectPr>'
    )


def _edge(tag: str, text: str, right: str = "") -> str:
    """Write head or foot of each page: a text and, at the right, another or the number of the page."""
    is_foot = tag == "ftr"
    style = "Footer" if is_foot else "Header"
    at_right = f"{_field('PAGE')}{_run(' of ')}{_field('NUMPAGES')}" if is_foot else _run(right)
    inside = f"{_run(text)}<w:r><w:tab/></w:r>{at_right}"
    return (
        f'{XML}<w:{tag} xmlns:w="{NAMESPACES["w"]}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"{inside}</w:p></w:{tag}>"
    )


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
