"""Opens a Word file that was received: within bounds, without entities, without opening anything outside of it.

A file comes back by mail and may come from anybody. Each refusal says what is wrong with the file and what to do;
what is there and is not read (macros, linked files, embedded objects) is a note. Nothing is ever unpacked to disk,
and no network is used. docs/safety.md lists the bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from lxml import etree

from il2report.errors import WrongUse, abridged, legible
from il2report.study.files import MEGABYTE
from il2report.word.package import CONTENT_TYPES, DOCUMENT, PACKAGE

XmlElement: TypeAlias = Any
"""An element of lxml, which has no types."""

MOST_PARTS = 2_000
MOST_UNPACKED = 256 * MEGABYTE
MOST_OF_PART = 64 * MEGABYTE
"""Bytes of a part that is XML; the text of a thesis of 1,000 pages has a tenth."""
HIGHEST_RATIO = 400
"""How many times a part may be larger unpacked; a table in which every cell is alike has some 100."""
ALWAYS_UNPACKED = MEGABYTE
"""Up to this size a part may be packed as well as it can."""
MOST_MARKS = 6_000_000
"""Marks of XML in a part."""
DEEPEST = 120
"""Elements within each other. A table in a table takes four more than the one around it."""

ROOTS = frozenset(
    {
        *("Types", "Relationships", "Properties", "document", "styles", "numbering", "theme"),
        *("hdr", "ftr", "footnotes", "endnotes", "comments", "commentsEx", "coreProperties"),
    }
)
"""The outermost elements of the parts that are read."""
METHODS = (ZIP_STORED, ZIP_DEFLATED)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the older files of Office begin, and every one with a password."""
PROTECTED = "EncryptedPackage".encode("utf-16-le")
TYPES = f"{{{PACKAGE}/content-types}}"
RELATION = f"{{{PACKAGE}/relationships}}Relationship"
STRICT = "http://purl.oclc.org/ooxml"
MAIN = (f"{DOCUMENT}.document.main+xml", f"{DOCUMENT}.template.main+xml")
WITH_MACROS = re.compile(r"application/vnd\.ms-word\.(document|template)\.macroEnabled.*")
OTHER_KINDS = {
    "spreadsheetml": "an Excel workbook",
    "ms-excel": "an Excel workbook",
    "presentationml": "a PowerPoint file",
    "ms-powerpoint": "a PowerPoint file",
}
SAVE_AS = "open it in Word or LibreOffice and save it as a Word document (.docx)"
OTHER_BEGINNINGS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF file"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
)


class WordFileRefused(WrongUse):
    """A file that cannot be read as a Word file; says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part of a file refers to: another part, or an address outside the file."""

    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word file that was opened: its name, its parts by name, and sentences on what is not read of it."""

    name: str
    parts: Mapping[str, bytes]
    main: str
    notes: tuple[str, ...] = ()
    _trees: dict[str, XmlElement] = field(default_factory=dict, compare=False, repr=False)

    def xml(self, part: str) -> XmlElement:
        """Give the root of a part, the same object each time.

        Raises
        ------
        WordFileRefused
            When the part is no XML, declares entities, or is larger or deeper than a document needs.
        """
        if part not in self._trees:
            self._trees[part] = parsed(self.parts[part], part, self.name)
        return self._trees[part]

    def relations(self, part: str) -> dict[str, Relation]:
        """Give the relations of a part by id; the targets of those within the file are names of parts."""
        name = relations_part(part)
        if name not in self.parts:
            return {}
        return {each.get("Id", ""): _relation(each, part) for each in self.xml(name).iter(RELATION)}

    def related(self, kind: str) -> str | None:
        """Give the part that the main part refers to under a kind such as "comments", if it is there."""
        found = (
            each.target
            for each in self.relations(self.main).values()
            if each.kind == kind and not each.is_external
        )
        return next((target for target in found if target in self.parts), None)

    def properties(self) -> dict[str, str]:
        """Give the custom properties, by which a draft says which one it is."""
        found = {}
        for each in self.relations("").values():
            if each.kind == "custom-properties" and each.target in self.parts:
                for entry in self.xml(each.target):
                    if isinstance(entry.tag, str):
                        found[entry.get("name", "")] = "".join(entry.itertext())
        return found


def word_file_of(content: bytes, name: str) -> WordFile:
    """Open the content of a file; `name` is what messages call it.

    Raises
    ------
    WordFileRefused
        When it is no Word file that may be opened.
    """

    def refuse(message: str) -> WordFileRefused:
        return WordFileRefused(f"{name} {message}")

    if content.startswith(COMPOUND):
        if PROTECTED in content:
            raise refuse("is protected by a password; save it without one")
        raise refuse(f"is a file of Word 97-2003 or of another older program; {SAVE_AS}")
    for beginning, kind in OTHER_BEGINNINGS:
        if content.lstrip()[:20].lower().startswith(beginning.lower()):
            raise refuse(f"is {kind}, not a Word file; {SAVE_AS}")
    if not content.startswith(b"PK"):
        raise refuse("is no Word file (.docx), or it was damaged on its way; have it sent again")
    try:
        with ZipFile(BytesIO(content)) as package:
            fault = next(_faults(package), "")
            entries = () if fault else package.infolist()
            parts = {each.filename: package.read(each) for each in entries if not each.is_dir()}
    except Exception as error:  # noqa: BLE001 (zlib, struct and others have errors of their own)
        reason = abridged(legible(str(error)), 100)
        raise refuse(f"is damaged ({reason}); have it sent again, or {SAVE_AS}") from None
    if fault:
        raise refuse(fault)
    main, notes = _main_part(parts, name)
    found = WordFile(name, parts, main, notes)
    return WordFile(name, parts, main, (*notes, *_outside(found)), found._trees)  # noqa: SLF001


def _faults(package: ZipFile) -> Iterator[str]:
    """Say why the parts of a package are not unpacked."""
    entries = package.infolist()
    if len(entries) > MOST_PARTS:
        yield f"has {len(entries):,} parts; a Word file may have up to {MOST_PARTS:,}"
    size = sum(entry.file_size for entry in entries)
    if size > MOST_UNPACKED:
        most = MOST_UNPACKED // MEGABYTE
        yield f"unpacks to {size / MEGABYTE:,.0f} MB; a Word file may have up to {most} MB"
    names = [entry.filename for entry in entries]
    for entry in entries:
        part = f"its part {legible(entry.filename)!r}"
        if entry.flag_bits & 1:
            yield "is protected by a password; save it without one"
        if entry.compress_type not in METHODS:
            yield f"cannot be opened: {part} is packed in a way that Word does not use"
        if names.count(entry.filename) > 1:
            yield f"cannot be opened: {part} is there twice"
        is_large = entry.file_size > ALWAYS_UNPACKED
        if is_large and entry.file_size > HIGHEST_RATIO * max(1, entry.compress_size):
            times = entry.file_size / max(1, entry.compress_size)
            yield f"cannot be opened: {part} unpacks to {times:,.0f} times its size, which no document does"
        if entry.filename.lower().endswith((".xml", ".rels")) and entry.file_size > MOST_OF_PART:
            megabytes = f"{entry.file_size / MEGABYTE:,.0f} MB; it may have up to {MOST_OF_PART // MEGABYTE} MB"
            yield f"cannot be opened: {part} has {megabytes}"


def parsed(content: bytes, part: str, name: str) -> XmlElement:
    """Parse a part: no entities, no document type, nothing from outside, bounded in size and depth."""

    def refuse(message: str) -> WordFileRefused:
        return WordFileRefused(f"{name} cannot be read: its part {legible(part)!r} {message}")

    if content.count(b"<") > MOST_MARKS:
        raise refuse(f"has more than {MOST_MARKS:,} marks of XML, more than a document needs")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    is_declared = any(
        mark.encode(encoding) in content
        for mark in ("<!DOCTYPE", "<!ENTITY")
        for encoding in ("ascii", "utf-16-le", "utf-16-be")
    )
    if is_declared:
        raise refuse("declares a document type or entities, which Word never writes")
    try:
        root: XmlElement = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise refuse(f"has elements more than {DEEPEST} deep within each other") from None
        reason = abridged(legible(str(error)), 100)
        raise refuse(f"is damaged ({reason}); have the file sent again, or {SAVE_AS}") from None
    if root.getroottree().docinfo.doctype:
        raise refuse("declares a document type or entities, which Word never writes")
    if etree.QName(root).localname not in ROOTS:
        raise refuse(f"is damaged (it begins as {legible(root.tag)!r}); have the file sent again")
    if _is_too_deep(root):
        raise refuse(f"has elements more than {DEEPEST} deep within each other")
    return root


def _is_too_deep(root: XmlElement) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def relations_part(part: str) -> str:
    """Name the part that has the relations of a part; those of the file itself for ""."""
    folder, _, last = part.rpartition("/")
    return f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels"


def _relation(element: XmlElement, part: str) -> Relation:
    target, is_external = element.get("Target", ""), element.get("TargetMode") == "External"
    if not is_external:
        inside = target.lstrip("/") if target.startswith("/") else join(dirname(part), target)
        target = normpath(inside) if inside else ""
    return Relation(element.get("Type", "").rpartition("/")[2], target, is_external)


def _main_part(parts: Mapping[str, bytes], name: str) -> tuple[str, tuple[str, ...]]:
    """Find the part with the text of the document, and say what is not read."""

    def refuse(message: str) -> WordFileRefused:
        return WordFileRefused(f"{name} {message}")

    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
        raise refuse(f"is an OpenDocument file; {SAVE_AS}")
    if CONTENT_TYPES not in parts:
        raise refuse("is a ZIP archive, not a Word file (.docx)")
    types = parsed(parts[CONTENT_TYPES], CONTENT_TYPES, name)
    kinds = {
        each.get("PartName", "").lstrip("/"): each.get("ContentType", "")
        for each in types.iter(f"{TYPES}Override")
    }
    root = parsed(parts["_rels/.rels"], "_rels/.rels", name) if "_rels/.rels" in parts else []
    relations = (_relation(each, "") for each in root if each.tag == RELATION)
    found = [each for each in relations if each.kind == "officeDocument" and not each.is_external]
    main = found[0].target if found else "word/document.xml"
    kind = kinds.get(main, MAIN[0] if main == "word/document.xml" else "")
    if main not in parts:
        raise refuse(f"is damaged: it has no text ({legible(main)}); have it sent again")
    other = next((words for sign, words in OTHER_KINDS.items() if sign in kind), "")
    has_macros = bool(WITH_MACROS.fullmatch(kind))
    if other or not (kind in MAIN or has_macros):
        raise refuse(f"is {other or 'an Office file of another kind'}, not a Word file (.docx)")
    if any(STRICT.encode() in part[:4096] for part in (parts[main], parts.get("_rels/.rels", b""))):
        raise refuse("is saved as Strict Open XML; save it as an ordinary Word document (.docx)")
    has_macros = has_macros or any(each.lower().endswith("vbaproject.bin") for each in parts)
    return main, ("it has macros, which are not read and never run",) if has_macros else ()


ORDINARY = frozenset({"hyperlink"})
"""Kinds of relations to the outside that are no more than an address in the text."""


def _outside(file: WordFile) -> Iterator[str]:
    """Say what a file refers to outside of it, or holds in a form that is not read."""
    kinds: dict[str, int] = {}
    for name in file.parts:
        folder, _, last = name.rpartition("/_rels/")
        if last.endswith(".rels"):
            part = f"{folder}/{last.removesuffix('.rels')}"
            for each in file.relations(part).values():
                if each.is_external and each.kind not in ORDINARY:
                    kinds[each.kind] = kinds.get(each.kind, 0) + 1
    for kind, count in sorted(kinds.items()):
        files = "a file" if count == 1 else f"{count} files"
        yield f"it refers to {files} outside of it ({legible(kind)}), which {'is' if count == 1 else 'are'} not opened"
    embedded = {each.kind for each in file.relations(file.main).values() if not each.is_external}
    for kind, words in (
        ("aFChunk", "a document of another kind"),
        ("oleObject", "an object of another program"),
    ):
        if kind in embedded:
            yield f"it embeds {words}, which is not read"
