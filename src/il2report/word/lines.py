"""Reads what is in a line of a Word file: runs in controls, links and fields, signs, pictures.

A slot is found by the tag of its content control, or, where the file has none of that number, by its bookmark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from il2report.word.flow import PLAIN, Inline, Look, Picture, Run, append_inline
from il2report.word.opening import Relation, WordFile, XmlElement
from il2report.word.resolution import w
from il2report.word.symbols import in_font, symbol
from il2report.word.writing import NAMESPACES

PARAGRAPH_NAME, SLOT_NAME = re.compile(r"_p\d{1,9}"), re.compile(r"_s(\d{1,9})")
TAG = re.compile(r"\d{1,9}")
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML = "{urn:schemas-microsoft-com:vml}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = f"{{{NAMESPACES['r']}}}"
LINKING = re.compile(
    r'^\s*HYPERLINK\s+(?:(\\l)\s+)?"?([^"\s]*)"?(?:\s+\\l\s+"?([^"\s]*)"?)?', re.IGNORECASE
)
REFERRING = re.compile(r'^\s*(?:REF|PAGEREF)\s+"?([^"\s\\]+)"?.*\\h', re.IGNORECASE)
BUILT_IN = {
    name.lower(): name for name in ("Caption", *(f"Heading {level}" for level in range(1, 10)))
}
EMPHASIS = {"Emphasis": Look.ITALIC, "Strong": Look.BOLD, "HTML Code": Look.CODE}
TOGGLES = {
    w("i"): Look.ITALIC,
    w("b"): Look.BOLD,
    w("strike"): Look.STRUCK,
    w("dstrike"): Look.STRUCK,
    w("vanish"): Look.HIDDEN,
    w("highlight"): Look.HIGHLIGHTED,
}
HEIGHTS = {"superscript": Look.RAISED, "subscript": Look.LOWERED}
OFF = frozenset({"0", "false", "off", "none"})
SIGNS: Mapping[str, str] = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("cr"): "\n",
    w("noBreakHyphen"): "\N{NON-BREAKING HYPHEN}",
    w("softHyphen"): "\N{SOFT HYPHEN}",
}
NOTES = {w("footnoteReference"): "footnotes", w("endnoteReference"): "endnotes"}
LINE_BREAK = "textWrapping"
OPENED = frozenset(w(name) for name in ("smartTag", "customXml", "dir", "bdo"))
"""What is only around the text."""


@dataclass(slots=True)
class Field:
    """A field that is open: its instruction, and whether its result has begun."""

    instruction: str = ""
    is_result: bool = False

    @property
    def link(self) -> str:
        """Where it leads."""
        if found := LINKING.match(self.instruction):
            anchor = found[2] if found[1] else found[3]
            return f"{'' if found[1] else found[2]}#{anchor}" if anchor else found[2]
        found = REFERRING.match(self.instruction)
        return f"#{found[1]}" if found else ""


@dataclass(frozen=True, slots=True)
class Around:
    """The slot and the link that a run of text belongs to; `link` is empty outside of links."""

    slot: int | None = None
    link: str = ""


@dataclass(slots=True)
class Line:
    """A paragraph in the making: what is in it, its bookmarks, and what it leads to beside the text.

    `empty` are bookmarks around nothing, as a paragraph that was deleted leaves in the next one; `boxes` are the boxes
    of text at it, `notes` the kinds and numbers of its notes.
    """

    inlines: list[Inline] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    empty: set[str] = field(default_factory=set)
    boxes: list[XmlElement] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Letters and pictures so far."""
        return sum(len(each.text) if isinstance(each, Run) else 1 for each in self.inlines)

    def add(self, text: str, look: frozenset[Look], around: Around) -> None:
        """Add text."""
        if text:
            append_inline(self.inlines, Run(text, look, around.slot, around.link))


def style_names(file: WordFile) -> dict[str, str]:
    """Give the names of styles by their ids, those of built-in ones as Word displays them."""
    part = file.related("styles")
    found = {}
    for style in file.xml(part).iter(w("style")) if part else ():
        name = style.find(w("name"))
        shown = name.get(w("val"), "") if name is not None else ""
        found[style.get(w("styleId"), "")] = BUILT_IN.get(shown.lower(), shown)
    return found


def opened(parent: XmlElement, around: Around) -> Iterator[tuple[XmlElement, Around]]:
    """Give what is in an element, with controls, smart tags and alternatives opened."""
    for each in parent:
        if each.tag == w("sdt"):
            content = each.find(w("sdtContent"))
            if content is not None and not _is_placeholder(each):
                yield from opened(content, _within(each, around))
        elif each.tag in OPENED:
            yield from opened(each, around)
        elif each.tag == f"{MC}AlternateContent":
            chosen = next((child for child in each if len(child)), None)
            if chosen is not None:
                yield from opened(chosen, around)
        else:
            yield each, around


def _within(control: XmlElement, around: Around) -> Around:
    tag = control.find(f"{w('sdtPr')}/{w('tag')}")
    value = tag.get(w("val"), "") if tag is not None else ""
    return replace(around, slot=int(value)) if TAG.fullmatch(value) else around


def _is_placeholder(control: XmlElement) -> bool:
    """Whether a control is empty and shows only what to do there, in words of Word."""
    return control.find(f"{w('sdtPr')}/{w('showingPlcHdr')}") is not None


@dataclass(slots=True)
class LineReader:
    """Reads the lines of a file one after the other; a field, or a bookmark, may go on from one to the next.

    `tags` are the slots that have a content control, `names` the names of styles by their ids.
    """

    tags: frozenset[int]
    names: Mapping[str, str]
    relations: Mapping[str, Relation]
    _fields: list[Field] = field(default_factory=list)
    _open: dict[str, int] = field(default_factory=dict)
    _starts: dict[str, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, file: WordFile, root: XmlElement) -> LineReader:
        """Make a reader of the main part of a file."""
        tags = (each.get(w("val"), "") for each in root.iter(w("tag")))
        known = frozenset(int(tag) for tag in tags if TAG.fullmatch(tag))
        return cls(known, style_names(file), file.relations(file.main))

    def read(self, parent: XmlElement, line: Line, around: Around) -> None:
        """Read what is in an element into a line."""
        for each, inner in opened(parent, around):
            match each.tag.rpartition("}")[2]:
                case "r" if each.tag == w("r"):
                    self._run(each, line, inner)
                case "hyperlink":
                    self.read(each, line, replace(inner, link=self._linked(each)))
                case "fldSimple":
                    link = Field(each.get(w("instr"), "")).link or inner.link
                    self.read(each, line, replace(inner, link=link))
                case "oMath" | "oMathPara":
                    text = "".join(part.text or "" for part in each.iter(f"{MATH}t"))
                    line.add(text, PLAIN, self._placed(inner))
                case _:
                    self.mark(each, line)

    def _linked(self, element: XmlElement) -> str:
        relation = self.relations.get(element.get(f"{R}id", ""))
        anchor = element.get(w("anchor"), "")
        return f"{relation.target if relation else ''}{'#' if anchor else ''}{anchor}"

    def mark(self, element: XmlElement, line: Line | None) -> None:
        """Note where a bookmark begins and ends."""
        if element.tag == w("bookmarkStart"):
            name = element.get(w("name"), "")
            if line is not None:
                line.names.append(name)
                self._starts[element.get(w("id"), "")] = name, line.length
            slot = SLOT_NAME.fullmatch(name)
            if slot and int(slot[1]) not in self.tags:
                self._open[element.get(w("id"), "")] = int(slot[1])
        elif element.tag == w("bookmarkEnd"):
            self._open.pop(element.get(w("id"), ""), None)
            name, start = self._starts.pop(element.get(w("id"), ""), ("", -1))
            if line is not None and name in line.names and line.length == start:
                line.empty.add(name)

    def _placed(self, around: Around) -> Around:
        """Add the slot of a bookmark, and the link of a field, to what a run is within."""
        slot = around.slot
        if slot is None and self._open:
            slot = next(reversed(self._open.values()))
        link = around.link or next((each.link for each in self._fields if each.link), "")
        return Around(slot, link)

    def _run(self, run: XmlElement, line: Line, around: Around) -> None:
        look = self._look(run.find(w("rPr")))
        fonts = run.find(f"{w('rPr')}/{w('rFonts')}")
        font = fonts.get(w("ascii"), "") if fonts is not None else ""
        for each, inner in opened(run, around):
            if self._is_of_field(each):
                continue
            placed = self._placed(inner)
            if each.tag == w("t"):
                line.add(in_font(font, each.text or ""), look, placed)
            elif each.tag in SIGNS:
                line.add(SIGNS[each.tag], look, placed)
            elif each.tag == w("br"):
                is_of_line = each.get(w("type"), LINE_BREAK) == LINE_BREAK
                line.add("\n" if is_of_line else "", look, placed)
            elif each.tag == w("sym"):
                line.add(symbol(each.get(w("font"), ""), each.get(w("char"), "")), look, placed)
            elif each.tag in NOTES:
                line.notes.append((NOTES[each.tag], each.get(w("id"), "")))
            elif each.tag in (w("drawing"), w("pict"), w("object")):
                _draw(each, line)

    def _is_of_field(self, element: XmlElement) -> bool:
        """Follow the marks of fields; whether an element belongs to an instruction, and is not shown."""
        if element.tag == w("fldChar"):
            kind = element.get(w("fldCharType"), "")
            if kind == "begin":
                self._fields.append(Field())
            elif kind == "separate" and self._fields:
                self._fields[-1].is_result = True
            elif kind == "end" and self._fields:
                self._fields.pop()
            return True
        if element.tag == w("instrText"):
            if self._fields:
                self._fields[-1].instruction += element.text or ""
            return True
        return any(not each.is_result for each in self._fields)

    def _look(self, properties: XmlElement | None) -> frozenset[Look]:
        looks: set[Look] = set()
        for each in properties if properties is not None else ():
            value = each.get(w("val"), "")
            if each.tag in TOGGLES:
                (looks.discard if value in OFF else looks.add)(TOGGLES[each.tag])
            elif each.tag == w("vertAlign") and value in HEIGHTS:
                looks.add(HEIGHTS[value])
            elif each.tag == w("rFonts") and each.get(w("ascii"), "").startswith("Courier"):
                looks.add(Look.CODE)
            elif each.tag == w("rStyle"):
                name = self.names.get(value, value)
                looks |= {EMPHASIS[name]} if name in EMPHASIS else set()
        return frozenset(looks)


def _draw(drawing: XmlElement, line: Line) -> None:
    """Read a drawing: boxes of text beside the line, or a picture in it."""
    if boxes := _boxes(drawing):
        line.boxes += boxes
        return
    named = next(drawing.iter(f"{{{NAMESPACES['wp']}}}docPr"), None)
    if named is not None:
        line.inlines.append(Picture(named.get("name", ""), named.get("descr", "")))
    else:
        shape = next(drawing.iter(f"{VML}shape"), None)
        line.inlines.append(Picture("", shape.get("alt", "") if shape is not None else ""))


def _boxes(drawing: XmlElement) -> list[XmlElement]:
    """Give the outermost boxes of text of a drawing, of which the second form repeats the first."""
    boxes = [
        each
        for each in drawing.iter(w("txbxContent"))
        if not any(above.tag == f"{MC}Fallback" for above in each.iterancestors())
    ]
    return [each for each in boxes if not any(above in boxes for above in each.iterancestors())]
