"""What a study's own templates/word/reference.docx gives: fonts, size of the page, margins, head of each page.

Of the file only that is read, and it is written by the program; nothing else of it gets into a manuscript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree

from il2report.errors import Finding, Place, StudyRefused, WrongUse, legible
from il2report.study.declarations.word import REFERENCE
from il2report.study.files import MOST_OF_IMAGE, FileMissing, FileRefused, read_file
from il2report.word.opening import WordFile, XmlElement, word_file_of
from il2report.word.package import RELATIONS
from il2report.word.resolution import w
from il2report.word.stationery import PLAIN, PageHead, Paper, Stationery
from il2report.word.writing import RASTERS

LOOKS = frozenset(
    {
        *("rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "color", "spacing"),
        *("kern", "sz", "szCs", "u"),
    }
)
"""Properties of letters that a style may take over."""
FIELDS = frozenset(
    {
        *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF", "DATE", "TIME", "SAVEDATE"),
        *("TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "COMMENTS", "FILENAME", "DOCPROPERTY"),
    }
)
"""Fields that the head of pages may have: they print what the file itself says, or the day."""
LEAST_TEXT = 2880
"""Twips of text that the margins must leave in each direction, two inches."""
MOST_OF_SIDE = 31680
"""The largest page that Word knows, in twips."""


class UnfitReference(ValueError):
    """A reference.docx of which something cannot be taken over; says what."""


def stationery_of(study: Path) -> Stationery:
    """Read what a study's own reference.docx gives; plain stationery where there is none.

    Raises
    ------
    StudyRefused
        When there is such a file, and it is no Word file or cannot be used.
    """
    try:
        content = read_file(study, REFERENCE, MOST_OF_IMAGE)
    except FileMissing:
        return PLAIN
    except FileRefused as error:
        raise StudyRefused([error.finding]) from None
    try:
        return _read(word_file_of(content, "the file"))
    except (WrongUse, UnfitReference) as error:
        finding = Finding("bad-word-reference", Place(REFERENCE), f"{error}")
        raise StudyRefused([finding]) from None


def _read(file: WordFile) -> Stationery:
    root = file.xml(file.main)
    section = next(reversed(list(root.iter(w("sectPr")))), None)
    letters, sides = _styles(file)
    return Stationery(
        paper=Paper() if section is None else _paper(section),
        letters=letters,
        sides=sides,
        head=None if section is None else _head(file, section),
    )


def _paper(section: XmlElement) -> Paper:
    given: dict[str, int] = {}
    for tag, names in (("pgSz", ("w", "h")), ("pgMar", ("top", "right", "bottom", "left"))):
        element = section.find(w(tag))
        for name in names if element is not None else ():
            text = element.get(w(name), "")
            if re.fullmatch(r"\d{1,5}", text) and int(text) <= MOST_OF_SIDE:
                given[{"w": "width", "h": "height"}.get(name, name)] = int(text)
    paper = Paper(**given)
    if paper.width > paper.height:
        paper = paper.turned()
    if min(paper.text_width, paper.text_height) < LEAST_TEXT:
        raise UnfitReference(
            "leaves less than two inches of a page for text; make its margins narrower"
        )
    return paper


def _styles(file: WordFile) -> tuple[dict[str, str], dict[str, str]]:
    part, letters, sides = file.related("styles"), {}, {}
    if part is None:
        return {}, {}
    root, fonts = file.xml(part), _theme_fonts(file)
    defaults = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
    if defaults is not None:
        letters[""] = _letters(defaults, fonts)
    for style in root.iter(w("style")):
        name = style.find(w("name"))
        if style.get(w("type")) != "paragraph" or name is None:
            continue
        known = name.get(w("val"), "").lower()
        look, side = style.find(w("rPr")), style.find(f"{w('pPr')}/{w('jc')}")
        if look is not None and (written := _letters(look, fonts)):
            letters[known] = written
        if side is not None and re.fullmatch(
            r"left|right|center|both|start|end", side.get(w("val"), "")
        ):
            sides[known] = side.get(w("val"))
    return letters, sides


def _letters(properties: XmlElement, fonts: Mapping[str, str]) -> str:
    """Write properties of letters, each from its name and value; fonts of the theme by their names."""
    written = []
    for each in properties:
        tag = each.tag.rpartition("}")[2] if isinstance(each.tag, str) else ""
        if tag not in LOOKS or each.tag != w(tag):
            continue
        given = {name.rpartition("}")[2]: value for name, value in each.attrib.items()}
        for name in [name for name in given if "Theme" in name or name.startswith("theme")]:
            value = given.pop(name)
            if tag == "rFonts" and (font := fonts.get(value)):
                given[name.removesuffix("Theme")] = font
        attributes = "".join(f" w:{name}={quoteattr(value)}" for name, value in given.items())
        if attributes or tag not in ("rFonts", "color"):
            written.append(f"<w:{tag}{attributes}/>")
    return "".join(written)


def _theme_fonts(file: WordFile) -> dict[str, str]:
    """Give the fonts of the theme by the names that styles call them."""
    part = file.related("theme")
    found = {}
    for each in file.xml(part).iter() if part else ():
        kind = each.tag.rpartition("}")[2] if isinstance(each.tag, str) else ""
        if kind in ("majorFont", "minorFont"):
            latin = next(
                (of for of in each if isinstance(of.tag, str) and of.tag.endswith("}latin")), None
            )
            if latin is not None and latin.get("typeface"):
                for script in ("Ascii", "HAnsi", "Bidi"):
                    found[f"{kind[:5]}{script}"] = latin.get("typeface")
    return found


def _head(file: WordFile, section: XmlElement) -> PageHead | None:
    """Take the head of ordinary pages, with the pictures in it and nothing else that it refers to."""
    used = f"{{{RELATIONS}}}id"
    kinds = {
        each.get(w("type"), "default"): each.get(used, "")
        for each in section.iter(w("headerReference"))
    }
    relation = file.relations(file.main).get(kinds.get("default", ""))
    if relation is None or relation.is_external or relation.target not in file.parts:
        return None
    root = file.xml(relation.target)
    related, pictures = file.relations(relation.target), {}
    for name in sorted(set(_mentioned(root))):
        other = related.get(name)
        content = file.parts.get(other.target, b"") if other and not other.is_external else b""
        if not content.startswith(tuple(RASTERS)):
            raise UnfitReference(
                "has something in the head of its pages that is neither text nor a picture of kind PNG or JPEG;"
                " take it out"
            )
        pictures[name] = content
    if opens := next(_opening(root), ""):
        raise UnfitReference(
            f"has {opens} in the head of its pages, by which Word may open another file; take it out"
        )
    return PageHead(etree.tostring(root, encoding="unicode"), pictures)


def _opening(head: XmlElement) -> Iterator[str]:
    """Name the fields and addresses, other than relations, by which a program may open a file or the network."""
    instructions: list[str] = []
    for each in head.iter(w("fldSimple"), w("fldChar"), w("instrText"), w("delInstrText")):
        if each.tag == w("fldSimple"):
            instructions.append(each.get(w("instr"), ""))
        elif each.get(w("fldCharType")) == "begin":
            instructions.append("")
        elif instructions:
            instructions[-1] += each.text or ""
    for instruction in instructions:
        kind = (instruction.split() or [""])[0]
        if kind.upper() not in FIELDS:
            yield f"a field {legible(kind)!r}"
    for each in head.iter():
        if any(name.rpartition("}")[2] in ("src", "href") for name in each.attrib):
            yield "an address"


def _mentioned(root: XmlElement) -> Iterator[str]:
    for each in root.iter():
        yield from (
            value for name, value in each.attrib.items() if name.startswith(f"{{{RELATIONS}}}")
        )
