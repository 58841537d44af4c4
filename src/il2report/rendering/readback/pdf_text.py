"""The text of a PDF that WeasyPrint wrote, line by line with its place on the page.

WeasyPrint writes each line of text as one object with its font, its place and its letters by
number, and each font with a map from these numbers to characters. That is read here directly: a
general extraction takes seconds, most of them on the outlines of the figures, and says nothing of
where a line stands.
"""

import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdf

from il2report.revisions import Identity

A_TEXT = re.compile(rb"\bBT\b(.*?)\bET\b", re.DOTALL)
PLACED = re.compile(rb"([-\d.]+) ([-\d.]+) Tm")
IN_FONT = re.compile(rb"/(\S+) [-\d.]+ Tf")
SHOWN = re.compile(rb"<([0-9a-fA-F]+)>")
SCALED = re.compile(rb"1 0 0 -1 0 ([\d.]+) cm\s+q\s+([\d.]+) 0 0 ([\d.]+) 0 0 cm")
"""How a page begins: turned so that it is measured from above, and from pixels to points."""
MAPPED = re.compile(rb"<([0-9a-fA-F]+)> *<([0-9a-fA-F]+)>")
ATTACHED = "results.json"


class UnreadablePdf(ValueError):
    """The file is no PDF, or one that is damaged."""


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text on a page, with where it begins in points from the left and from below."""

    text: str
    left: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page: its lines in the order in which they are written, and its size in points."""

    lines: tuple[Line, ...]
    width: float
    height: float

    @property
    def text(self) -> str:
        """All its text, a line each."""
        return "\n".join(line.text for line in self.lines)

    def outside(self) -> Iterator[Line]:
        """The lines that begin beyond the edge of the page, where nobody sees them."""
        for line in self.lines:
            if line.text.strip() and not (
                0 <= line.left < self.width and 0 < line.bottom < self.height
            ):
                yield line


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A PDF: its pages, which draft it says it is, and the results that travel in it."""

    pages: tuple[PrintedPage, ...]
    identity: Identity | None
    results: bytes | None


def read_pdf(content: bytes) -> PrintedDocument:
    """Read a PDF.

    Raises
    ------
    UnreadablePdf
        When it is none, or damaged.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a repaired file is no news for a user
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        information: Mapping[str, Any] = reader.metadata or {}
        metadata = {str(key).removeprefix("/"): str(value) for key, value in information.items()}
        return PrintedDocument(
            pages=tuple(map(_page, reader.pages)),
            identity=Identity.of_metadata(metadata),
            results=next(iter(reader.attachments.get(ATTACHED, [])), None),
        )
    except Exception as error:  # noqa: BLE001 (a damaged PDF fails in many ways)
        raise UnreadablePdf(str(error)) from None


def _page(page: pypdf.PageObject) -> PrintedPage:
    contents = page.get_contents()
    drawing = contents.get_data() if contents is not None else b""
    characters = {name: _characters(font) for name, font in _fonts(page).items()}
    box = page.mediabox
    lines = tuple(_lines(drawing, characters))
    return PrintedPage(lines, float(box.width), float(box.height))


def _fonts(page: pypdf.PageObject) -> dict[str, Any]:
    resources: Any = page.get("/Resources", {})
    fonts: Any = resources.get_object().get("/Font", {})
    return {str(name).removeprefix("/"): font for name, font in fonts.get_object().items()}


def _characters(font: Any) -> dict[bytes, str]:
    """Read which characters the numbers of a font stand for, each number as two bytes in hex."""
    to_unicode = font.get_object().get("/ToUnicode")
    if to_unicode is None:
        return {}
    table = to_unicode.get_object().get_data().partition(b"endcodespacerange")[2]
    return {
        match[1].lower(): bytes.fromhex(match[2].decode()).decode("utf-16-be")
        for match in MAPPED.finditer(table)
    }


def _lines(drawing: bytes, characters: Mapping[str, Mapping[bytes, str]]) -> Iterator[Line]:
    scaled = SCALED.match(drawing)
    height, wide, high = map(float, scaled.groups()) if scaled else (0.0, 1.0, -1.0)
    for match in A_TEXT.finditer(drawing):
        placed, font = PLACED.search(match[1]), IN_FONT.search(match[1])
        known = characters.get(font[1].decode() if font else "", {})
        letters = b"".join(SHOWN.findall(match[1])).lower()
        text = "".join(known.get(letters[i : i + 4], "\ufffd") for i in range(0, len(letters), 4))
        if not text:
            continue
        x, y = (float(placed[1]), float(placed[2])) if placed else (0.0, 0.0)
        yield Line(text, wide * x, height - high * y)


def texts_and_files(content: bytes) -> Iterator[tuple[str | None, bytes | None]]:
    """Give every text of a PDF, no matter who wrote it, and every file that is attached to it.

    Texts are those of the pages, and of each object beside them: metadata, titles, notes, links,
    names of files. Pictures and fonts are left out.

    Raises
    ------
    UnreadablePdf
        When it is none, damaged, or locked with a password.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        for page in reader.pages:
            yield page.extract_text(), None
            if (drawing := page.get_contents()) is not None:  # it may hold texts for readers aloud
                yield drawing.get_data().decode("latin-1"), None
        size: Any = reader.trailer["/Size"]
        yield _strings(reader.trailer), None
        for number in range(1, int(size)):
            found: Any = reader.get_object(number)
            if found is None:
                continue
            yield _strings(found), None
            if isinstance(found, pypdf.generic.StreamObject):
                yield from _of_stream(found)
    except Exception as error:  # noqa: BLE001 (a damaged PDF fails in many ways)
        raise UnreadablePdf(str(error)) from None


def _of_stream(stream: Any) -> Iterator[tuple[str | None, bytes | None]]:
    kind, subtype = stream.get("/Type"), stream.get("/Subtype")
    if kind == "/EmbeddedFile":
        yield None, stream.get_data()
    elif kind == "/Metadata" or subtype in {"/XML", "/Form"}:
        yield stream.get_data().decode("utf-8", errors="replace"), None


def _strings(found: Any) -> str:
    """Join the strings and names of one object, but not those of objects that it points to."""
    match found:
        case dict():  # whose own `items` does not follow what it points to
            return "\n".join(f"{key} {_strings(value)}" for key, value in dict.items(found))
        case list():
            return "\n".join(map(_strings, list.__iter__(found)))
        case str():
            return str(found)
        case bytes():
            return found.decode("utf-8", errors="replace")
        case _:
            return ""
