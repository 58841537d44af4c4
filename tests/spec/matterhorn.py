"""The failure conditions of PDF/UA-1 that a program can find, by their numbers in the Matterhorn Protocol 1.1.

Each function takes an open PDF and gives one line for each fault: number of the condition, what is wrong, where. A few
conditions are of ISO 32000-1 itself, which the protocol takes for granted; they are named by the entry of the file. What our files
cannot have at all (forms, media, optional content, XFA, encryption) is asked once, and refused.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import pikepdf
from fontTools.ttLib import TTFont

GROUPING = {
    "Document",
    "Part",
    "Art",
    "Sect",
    "Div",
    "BlockQuote",
    "Caption",
    "TOC",
    "TOCI",
    "Index",
    "NonStruct",
    "Private",
}
BLOCK = {
    "P",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "L",
    "LI",
    "Lbl",
    "LBody",
    "Table",
    "TR",
    "TH",
    "TD",
    "THead",
    "TBody",
    "TFoot",
}
INLINE = {
    "Span",
    "Quote",
    "Note",
    "Reference",
    "BibEntry",
    "Code",
    "Link",
    "Annot",
    "Ruby",
    "RB",
    "RT",
    "RP",
    "Warichu",
    "WT",
    "WP",
}
STANDARD = GROUPING | BLOCK | INLINE | {"Figure", "Formula", "Form"}
WITHIN = {  # ISO 32000-1, tables 336 and 337
    "LI": {"L"},
    "Lbl": {"LI", "Note"},
    "LBody": {"LI"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
}
HOLDS = {
    "L": {"Caption", "L", "LI"},
    "LI": {"Lbl", "LBody"},
    "Table": {"Caption", "THead", "TBody", "TFoot", "TR"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
}
HEADING = re.compile(r"H([1-6])")
LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*")
WORDS = re.compile(r"[^\W\d_]{2}|\d")
SHOWS = {
    "Tj",
    "TJ",
    "'",
    '"',
    "f",
    "F",
    "f*",
    "B",
    "B*",
    "b",
    "b*",
    "S",
    "s",
    "sh",
    "Do",
    "INLINE",
    "IMAGE",
}
Element = pikepdf.Dictionary
Faults = Iterator[str]


def failures(pdf: pikepdf.Pdf) -> list[str]:
    """Every fault of a file."""
    return [fault for check in CHECKS for fault in check(pdf)]


def kids(element: Element) -> list:
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def inner(element: Element) -> list[Element]:
    return [kid for kid in kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def name(element: Element) -> str:
    return str(element.S)[1:]


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[Element, str]]:
    """Every element of the structure, with the name of the one that it is in."""

    def below(element: Element, outer: str) -> Iterator[tuple[Element, str]]:
        yield element, outer
        for kid in inner(element):
            yield from below(kid, name(element))

    for element in inner(pdf.Root.StructTreeRoot):
        yield from below(element, "")


def named(pdf: pikepdf.Pdf, *names: str) -> list[Element]:
    return [element for element, _ in elements(pdf) if name(element) in names]


def number_tree(node: Element) -> dict[int, pikepdf.Object]:
    numbers = list(node.get("/Nums", []))
    found = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    for kid in node.get("/Kids", []):
        found |= number_tree(kid)
    return found


# --- 01 Real content and artifacts ----------------------------------------------------------------


def content(pdf: pikepdf.Pdf) -> Faults:
    """01-003 to 01-005, 30-002, and that content and structure name each other."""
    owners = _owners(pdf)
    parents = number_tree(pdf.Root.StructTreeRoot.ParentTree)
    for number, page in enumerate(pdf.pages):
        seen = Counter()
        for fault in _stream(page, seen):
            yield f"{fault} (page {number + 1})"
        marked = {mcid for page_of, mcid in owners if page_of == page.objgen}
        if set(seen) != marked or set(seen.values()) - {1}:
            yield f"01-005: page {number + 1}: content and structure differ in {set(seen) ^ marked}"
        known = list(parents[int(page.StructParents)])
        for mcid in seen:
            owner = owners.get((page.objgen, mcid))
            if mcid >= len(known) or owner is None or known[mcid].objgen != owner.objgen:
                yield f"ParentTree: page {number + 1}, content {mcid}"
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form":
            if b"MCID" in thing.read_bytes():
                yield "30-002: a form with content of its own in the structure"
            if "/Ref" in thing:
                yield "30-001: a form that refers to another file"


def _owners(pdf: pikepdf.Pdf) -> dict[tuple, Element]:
    found = {}
    for element, _ in elements(pdf):
        for kid in kids(element):
            if isinstance(kid, int):
                found[element.Pg.objgen, kid] = element
            elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
                found[kid.Pg.objgen, int(kid.MCID)] = element
    return found


def _stream(page: pikepdf.Page, seen: Counter) -> Faults:
    open_marks: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page, " ".join(("BMC BDC EMC", *SHOWS))):
        sign = str(operator)
        if sign in {"BMC", "BDC"}:
            is_tagged = sign == "BDC" and "/MCID" in operands[1]
            kind = "tagged" if is_tagged else "artifact" if operands[0] == "/Artifact" else ""
            if kind == "artifact" and "tagged" in open_marks:
                yield "01-003: an artifact within tagged content"
            if kind == "tagged" and "artifact" in open_marks:
                yield "01-004: tagged content within an artifact"
            if is_tagged:
                seen[int(operands[1].MCID)] += 1
            open_marks.append(kind)
        elif sign == "EMC":
            open_marks.pop()
        elif sign in SHOWS and not any(open_marks):
            yield f"01-005: {sign} is neither tagged nor an artifact"


# --- 02 to 09 Tags, metadata, title ---------------------------------------------------------------


def tags(pdf: pikepdf.Pdf) -> Faults:
    """01-007, 02-001 to 02-004, 09-004, 09-005."""
    if not pdf.Root.get("/MarkInfo", {}).get("/Marked"):
        yield "06-001: the file does not call itself tagged"
    if pdf.Root.get("/MarkInfo", {}).get("/Suspects"):
        yield "01-007: Suspects"
    if "/RoleMap" in pdf.Root.StructTreeRoot:
        yield "02-003: we need no tags but the standard ones"
    for element, outer in elements(pdf):
        yield from _tag(element, outer, [name(kid) for kid in inner(element)])


def _tag(element: Element, outer: str, held: list[str]) -> Faults:
    tag, has_content = name(element), len(held) < len(kids(element))
    number = "09-005" if tag in {"L", "LI", "Lbl", "LBody"} else "09-004"
    if tag not in STANDARD:
        yield f"02-001: {tag} is no standard tag"
    if tag in WITHIN and outer not in WITHIN[tag]:
        yield f"{number}: {tag} within {outer}"
    if tag in HOLDS and (has_content or set(held) - HOLDS[tag]):
        yield f"{number}: {tag} holds {held}"
    if tag in {"L", "Table"} and "Caption" in held[1:]:
        yield f"{number}: the caption of a {tag} is not its first element"
    if tag == "LI" and held.count("LBody") != 1:
        yield f"09-005: LI holds {held}"
    if tag in GROUPING - {"Caption"} and has_content:
        yield f"ISO 32000-1, 14.8.4.2: content directly in {tag}"
    if tag not in {"TH", "TD"} and not kids(element):
        yield f"09-004: an empty {tag}"


def metadata(pdf: pikepdf.Pdf) -> Faults:
    """06-001 to 06-003, 07-001, 07-002, 11-001 to 11-006."""
    if "/Metadata" not in pdf.Root:
        yield "06-001: no metadata"
        return
    xmp = pdf.open_metadata()
    if xmp.get("pdfuaid:part") != "1":
        yield "06-002: no identifier of PDF/UA"
    if not xmp.get("dc:title"):
        yield "06-003: no title in the metadata"
    if not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "07-001: the title is not shown"
    languages = [pdf.Root.get("/Lang", "")]
    languages += [element.Lang for element, _ in elements(pdf) if "/Lang" in element]
    for language in languages:
        if not LANGUAGE.fullmatch(str(language)):
            yield f"11-001: the language is {str(language)!r}"


# --- 13 to 19 Figures, headings, tables -----------------------------------------------------------


def figures(pdf: pikepdf.Pdf) -> Faults:
    """13-004, 17-002, 19-003, and the box of a figure (ISO 32000-1, table 344)."""
    for figure in named(pdf, "Figure", "Formula"):
        if not str(figure.get("/Alt", figure.get("/ActualText", ""))).strip():
            yield f"{'13-004' if name(figure) == 'Figure' else '17-002'}: no alternative text"
        box = [float(edge) for edge in figure.get("/A", {}).get("/BBox", [0, 0, 0, 0])]
        left, bottom, right, top = (float(edge) for edge in figure.Pg.MediaBox)
        if not (left <= box[0] < box[2] <= right and bottom <= box[1] < box[3] <= top):
            yield f"BBox: a figure at {box}"
    for note in named(pdf, "Note"):
        if "/ID" not in note:
            yield "19-003: a note without ID"


def headings(pdf: pikepdf.Pdf) -> Faults:
    """14-002, 14-003, 14-006, 14-007."""
    found = [HEADING.fullmatch(name(element)) for element, _ in elements(pdf)]
    levels = [int(match[1]) for match in found if match]
    if not levels or levels[0] != 1:
        yield f"14-002: the first heading is of level {levels[:1]}"
    for before, level in pairwise(levels):
        if level > before + 1:
            yield f"14-003: level {level} follows level {before}"
    if named(pdf, "H"):
        yield "14-007: H beside numbered headings"


def tables(pdf: pikepdf.Pdf) -> Faults:
    """15-003, and that a table is a grid, that heads exist, that IDTree finds them."""
    ids = [(bytes(element.ID), element) for element, _ in elements(pdf) if "/ID" in element]
    tree = list(pdf.Root.StructTreeRoot.get("/IDTree", {}).get("/Names", []))
    in_tree = [(bytes(key), value.objgen) for key, value in zip(tree[::2], tree[1::2], strict=True)]
    if sorted((key, element.objgen) for key, element in ids) != in_tree:
        yield "IDTree: it is not the sorted list of all elements with an ID"
    if len(dict(ids)) < len(ids):
        yield "19-004: an ID occurs twice"
    for number, table in enumerate(named(pdf, "Table"), start=1):
        cells = [cell for cell in _inside(table) if name(cell) in {"TH", "TD"}]
        heads = {bytes(cell.ID) for cell in cells if name(cell) == "TH" and "/ID" in cell}
        for cell in cells:
            said = cell.get("/A", {})
            if name(cell) == "TH" and said.get("/Scope") not in {"/Row", "/Column", "/Both"}:
                yield f"15-003: table {number}: a head without Scope"
            if {bytes(head) for head in said.get("/Headers", [])} - heads:
                yield f"15-003: table {number}: Headers names a cell that is none of the table's"
        if len(widths := set(_widths(table))) != 1:
            yield f"15: table {number}: rows are {sorted(widths)} columns wide"


def _inside(element: Element) -> Iterator[Element]:
    for kid in inner(element):
        yield kid
        yield from _inside(kid)


def _widths(table: Element) -> Iterator[int]:
    """How many columns each row of a table takes, with the cells that reach into it from above."""
    reaching: Counter[int] = Counter()
    for number, row in enumerate(each for each in _inside(table) if name(each) == "TR"):
        width = reaching[number]
        for cell in inner(row):
            columns, rows = (int(cell.A.get(key, 1)) for key in ("/ColSpan", "/RowSpan"))
            width += columns
            for below in range(number + 1, number + rows):
                reaching[below] += columns
        yield width


# --- 20 to 28 What is not there, attachments, annotations -----------------------------------------


def refused(pdf: pikepdf.Pdf) -> Faults:
    """20, 21-001, 25-001, 26."""
    if "/OCProperties" in pdf.Root:
        yield "20-001: optional content"
    if "/AcroForm" in pdf.Root:
        yield "25-001: a form"
    if pdf.is_encrypted:
        yield "26-001: encrypted"
    dictionaries = (thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary))
    for thing in dictionaries:
        if thing.get("/Type") == "/Filespec" and not {"/F", "/UF", "/Desc"} <= set(thing):
            yield "21-001: an attachment without name or description"


def annotations(pdf: pikepdf.Pdf) -> Faults:
    """28-002 to 28-012."""
    owners = {}
    for element, _ in elements(pdf):
        for kid in kids(element):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                owners[kid.Obj.objgen] = element
    parents = number_tree(pdf.Root.StructTreeRoot.ParentTree)
    for number, page in enumerate(pdf.pages, start=1):
        found = list(page.get("/Annots", []))
        if found and page.get("/Tabs") != "/S":
            yield f"28-009: page {number}: the order of tabs is not that of the structure"
        for annotation in found:
            for fault in _annotation(annotation, owners.get(annotation.objgen), parents):
                yield f"{fault} (page {number})"


def _annotation(annotation: Element, owner: Element | None, parents: dict) -> Faults:
    if annotation.Subtype != "/Link":
        yield f"28-006: {annotation.Subtype}"
    if owner is None or name(owner) != "Link":
        yield "28-011: a link without the tag Link"
    elif parents[int(annotation.StructParent)].objgen != owner.objgen:
        yield "ParentTree: a link"
    said = str(annotation.get("/Contents", ""))
    if not WORDS.search(said) or said == str(annotation.get("/Dest", "")):
        yield f"28-012: a link is described as {said!r}"


# --- 10 and 31 Fonts ------------------------------------------------------------------------------

MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def fonts(pdf: pikepdf.Pdf) -> Faults:
    """10-001, 31-001 to 31-009, 31-012, 31-027 to 31-030."""
    used: dict[tuple, set[int]] = {}
    known: dict[tuple, pikepdf.Dictionary] = {}
    for page in pdf.pages:
        font = None
        by_name = page.Resources.get("/Font", {})
        for operands, operator in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
            if str(operator) == "Tf":
                font = by_name[str(operands[0])]
                known[font.objgen] = font
                continue
            shown = operands[0] if str(operator) == "TJ" else operands
            text = b"".join(bytes(each) for each in shown if isinstance(each, pikepdf.String))
            codes = {high << 8 | low for high, low in zip(text[::2], text[1::2], strict=True)}
            used.setdefault(font.objgen, set()).update(codes)
    for key, font in known.items():
        yield from _font(font, used.get(key, set()))


def _font(font: pikepdf.Dictionary, used: set[int]) -> Faults:
    title = str(font.BaseFont)
    if font.Subtype != "/Type0" or font.Encoding != "/Identity-H":
        yield f"31-006: {title} is no font of Type 0 with Identity-H"
        return
    (own,) = font.DescendantFonts
    if own.Subtype == "/CIDFontType2" and own.get("/CIDToGIDMap") != "/Identity":
        yield f"31-004: {title} has no CIDToGIDMap"
    if not {"/FontFile2", "/FontFile3"} & set(own.FontDescriptor):
        yield f"31-009: {title} is not embedded"
        return
    if "/ToUnicode" not in font:
        yield f"31-027: {title} has no ToUnicode"
        return
    mapped = {int(a, 16): b for a, b in MAPPED.findall(font.ToUnicode.read_bytes())}
    if missing := used - set(mapped):
        yield f"10-001: {title} has no character for {sorted(missing)[:5]}"
    if wrong := {mapped.get(code) for code in used} & {b"0000", b"FEFF", b"feff", b"FFFE", b"fffe"}:
        yield f"31-028: {title} maps to {wrong}"
    if 0 in used:
        yield f"31-030: {title} shows .notdef"
    yield from _metrics(title, own, used)


def _metrics(title: str, own: pikepdf.Dictionary, used: set[int]) -> Faults:
    descriptor = own.FontDescriptor
    program = descriptor.get("/FontFile2", descriptor.get("/FontFile3")).read_bytes()
    with TTFont(io.BytesIO(program), lazy=True) as font:
        scale, advances = 1000 / font["head"].unitsPerEm, font["hmtx"].metrics
        order = font.getGlyphOrder()
        widths = _given_widths(own)
        for code in sorted(used):
            if code >= len(order):
                yield f"31-011: {title} has no glyph {code}"
                return
            advance = advances[order[code]][0] * scale
            if abs(widths.get(code, float(own.get("/DW", 1000))) - advance) > 1:
                yield f"31-012: {title}: the width of glyph {code}"
                return


def _given_widths(own: pikepdf.Dictionary) -> dict[int, float]:
    found: dict[int, float] = {}
    given = list(own.get("/W", []))
    while given:
        first, second = int(given.pop(0)), given.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {first + place: float(width) for place, width in enumerate(second)}
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(given.pop(0)))
    return found


CHECKS: tuple[Callable[[pikepdf.Pdf], Faults], ...] = (
    content,
    tags,
    metadata,
    figures,
    headings,
    tables,
    refused,
    annotations,
    fonts,
)
