"""The text of a PDF that WeasyPrint wrote, line by line with its place on the page.

WeasyPrint writes each line of text as one object with its font, its place and its letters by
number, and each font with a map from these numbers to characters. That is read here directly: a
general extraction takes seconds, most of them on the outlines of the figures, and says nothing of
where a line stands.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdf

from il2report.revisions import Identity
from il2report.revisions.pdf_file import open_pdf
from il2report.study.files import MEGABYTE

TEXT_BEGINS, TEXT_ENDS = re.compile(rb"\bBT\b"), re.compile(rb"\bET\b")
# Of bounded length, so that a search through text without any of these ends soon.
PLACED = re.compile(rb"([-\d.]{1,24}) ([-\d.]{1,24}) Tm")
IN_FONT = re.compile(rb"/(\S{1,127}) [-\d.]{1,24} Tf")
SHOWN = re.compile(rb"<([0-9a-fA-F]+)>")
SCALED = re.compile(rb"1 0 0 -1 0 ([\d.]+) cm\s+q\s+([\d.]+) 0 0 ([\d.]+) 0 0 cm")
"""How a page begins: turned so that it is measured from above, and from pixels to points."""
MAPPED = re.compile(rb"<([0-9a-fA-F]+)> *<([0-9a-fA-F]+)>")
ATTACHED = "results.json"
MOST_UNPACKED = 16 * MEGABYTE
"""What the pages and the letters of their fonts unpack to; a page of text has some 50 kB."""
LEAST_COUNTED = 1000
"""What a page or a font counts at least, so that there is an end to empty ones too."""


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
        When it is none, or damaged, or its pages unpack to more than a manuscript has.
    """
    try:
        reader = open_pdf(content)
        unpacked = Unpacked()
        information: Mapping[str, Any] = reader.metadata or {}
        metadata = {str(key).removeprefix("/"): str(value) for key, value in information.items()}
        return PrintedDocument(
            pages=tuple(_page(page, unpacked) for page in reader.pages),
            identity=Identity.of_metadata(metadata),
            results=next((f.content for f in reader.attachment_list if f.name == ATTACHED), None),
        )
    except Exception as error:  # noqa: BLE001 (a damaged PDF fails in many ways)
        raise UnreadablePdf(str(error)) from None


class Unpacked:
    """Counts what the parts of a document unpack to, each as often as it is used."""

    def __init__(self) -> None:
        self.size = 0

    def data(self, stream: Any) -> bytes:
        """Unpack one part.

        Raises
        ------
        UnreadablePdf
            When all parts together are more than a document may have.
        """
        data: bytes = stream.get_object().get_data()
        self.count(len(data))
        return data

    def count(self, size: int) -> None:
        """Count what is used; raises as `data` does."""
        self.size += max(size, LEAST_COUNTED)
        if self.size > MOST_UNPACKED:
            most = MOST_UNPACKED // MEGABYTE
            raise UnreadablePdf(f"its pages and fonts unpack to more than {most} MB")


def _page(page: pypdf.PageObject, unpacked: Unpacked) -> PrintedPage:
    contents: Any = page.get("/Contents", pypdf.generic.StreamObject()).get_object()
    streams = contents if isinstance(contents, list) else [contents]
    drawing = b"\n".join(map(unpacked.data, streams))
    characters = {name: _characters(font, unpacked) for name, font in _fonts(page).items()}
    box = page.mediabox
    lines = tuple(_lines(drawing, characters))
    return PrintedPage(lines, float(box.width), float(box.height))


def _fonts(page: pypdf.PageObject) -> dict[str, Any]:
    resources: Any = page.get("/Resources", pypdf.generic.DictionaryObject())
    fonts: Any = resources.get_object().get("/Font", pypdf.generic.DictionaryObject())
    return {str(name).removeprefix("/"): font for name, font in fonts.get_object().items()}


def _characters(font: Any, unpacked: Unpacked) -> dict[bytes, str]:
    """Read which characters the numbers of a font stand for, each number as two bytes in hex."""
    to_unicode = font.get_object().get("/ToUnicode")
    if to_unicode is None:
        unpacked.count(0)
        return {}
    table = unpacked.data(to_unicode).partition(b"endcodespacerange")[2]
    return {
        match[1].lower(): bytes.fromhex(match[2].decode()).decode("utf-16-be")
        for match in MAPPED.finditer(table)
    }


def _lines(drawing: bytes, characters: Mapping[str, Mapping[bytes, str]]) -> Iterator[Line]:
    scaled = SCALED.match(drawing)
    height, wide, high = map(float, scaled.groups()) if scaled else (0.0, 1.0, -1.0)
    for written in _texts(drawing):
        placed, font = PLACED.search(written), IN_FONT.search(written)
        known = characters.get(font[1].decode() if font else "", {})
        letters = b"".join(SHOWN.findall(written)).lower()
        text = "".join(known.get(letters[i : i + 4], "\ufffd") for i in range(0, len(letters), 4))
        if not text:
            continue
        x, y = (float(placed[1]), float(placed[2])) if placed else (0.0, 0.0)
        yield Line(text, wide * x, height - high * y)


def _texts(drawing: bytes) -> Iterator[bytes]:
    """Give what stands between the signs that begin and end a text."""
    end = 0
    while (begins := TEXT_BEGINS.search(drawing, end)) and (
        ends := TEXT_ENDS.search(drawing, begins.end())
    ):
        yield drawing[begins.end() : ends.start()]
        end = ends.end()


def texts_and_files(content: bytes) -> Iterator[tuple[str | None, bytes | None]]:
    """Give every text of a PDF, no matter who wrote it, and every file that is attached to it.

    Texts are those of the pages, and of each object beside them: metadata, titles, notes, links,
    names of files. Pictures and fonts are left out.

    Raises
    ------
    UnreadablePdf
        When it is none, damaged, or locked with a password.
    """
    try:
        reader = open_pdf(content)
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
