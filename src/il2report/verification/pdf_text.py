"""The text of a PDF, page by page, with what is printed beyond the edge of a page.

PDFium reads the text. What it has to unpack is counted before with pypdf, since PDFium itself has no limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2

from il2report.received.pdf import Unpacked, UnreadablePdf, open_pdf
from il2report.revisions import Identity
from il2report.revisions.metadata import PARTS, PREFIX

ATTACHED = "results.json"
NAMES = tuple(f"{PREFIX}{part}".replace("-", "") for part in PARTS)
"""Names of the metadata that say which draft a PDF is."""
MM_PER_INCH = 25.4
TOLERANCE = 1.5
"""Points by which a letter may reach over the edge of its page."""
LINE_END_HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line, be it typed or that of a divided word."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page: its text in the order in which it was written, and the pieces beyond its edge."""

    text: str
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A PDF: its pages, the draft that its metadata name, and the results attached to it."""

    pages: tuple[PrintedPage, ...]
    identity: Identity | None
    results: bytes | None


def page_as_png(content: bytes, width: int) -> bytes:
    """Draw the first page of a PDF that this build wrote as a PNG of so many pixels across."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        drawn = page.render(scale=width / page.get_width()).to_pil()
    buffer = BytesIO()
    drawn.save(buffer, format="PNG")
    return buffer.getvalue()


def page_as_tiff(content: bytes, width_mm: int, dots_per_inch: int) -> bytes:
    """Draw the first page of a PDF of this build as a TIFF of a width in print and a resolution."""
    pixels = round(width_mm / MM_PER_INCH * dots_per_inch)
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        drawn = page.render(scale=pixels / page.get_width()).to_pil().convert("RGB")
    buffer = BytesIO()
    dots = (dots_per_inch, dots_per_inch)
    drawn.save(buffer, format="TIFF", compression="tiff_lzw", dpi=dots)
    return buffer.getvalue()


def anchors_in(content: bytes) -> dict[str, tuple[int, float]]:
    """Give page and height of each named place of a PDF of this build: points from the top of the page."""
    reader = pypdf.PdfReader(BytesIO(content))
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is not None:
            height = float(reader.pages[number].mediabox.height)
            found[name] = (number + 1, height - float(place.top or 0))
    return found


def read_pdf(content: bytes, *, is_own: bool = False) -> PrintedDocument:
    """Read a PDF; one that this build wrote itself (`is_own`) is read without counting first.

    Raises
    ------
    UnreadablePdf
        When it is not a PDF, or damaged, or its pages unpack to more than a manuscript has.
    """
    try:
        if not is_own:
            unpacked = Unpacked()
            for page in open_pdf(content).pages:
                unpacked.count_page(page)
        with pypdfium2.PdfDocument(content) as document:
            attached = map(document.get_attachment, range(document.count_attachments()))
            return PrintedDocument(
                pages=tuple(map(_printed_page, document)),
                identity=Identity.of_metadata({n: document.get_metadata_value(n) for n in NAMES}),
                results=next(
                    (bytes(f.get_data()) for f in attached if f.get_name() == ATTACHED), None
                ),
            )
    except Exception as error:  # noqa: BLE001 (a damaged PDF fails in many ways)
        raise UnreadablePdf(str(error)) from None


def _printed_page(page: pypdfium2.PdfPage) -> PrintedPage:
    left, bottom, right, top = page.get_mediabox()
    text = page.get_textpage()
    runs = [text.get_rect(number) for number in range(text.count_rects())]
    outside = (
        text.get_text_bounded(*run)
        for run in runs
        if run[0] < left - TOLERANCE
        or run[1] < bottom - TOLERANCE
        or run[2] > right + TOLERANCE
        or run[3] > top + TOLERANCE
    )
    whole = text.get_text_range().replace("\r\n", "\n")
    return PrintedPage(whole, tuple(filter(None, map(str.strip, outside))))


def texts_and_files(content: bytes) -> Iterator[tuple[str | None, bytes | None]]:
    """Give every text of a PDF, no matter who wrote it, and every file that is attached to it.

    Texts are those of the pages, and of each object beside them: metadata, titles, notes, links,
    names of files. Pictures and fonts are left out.

    Raises
    ------
    UnreadablePdf
        When it is not a PDF, damaged, or locked with a password.
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
                kind, subtype = found.get("/Type"), found.get("/Subtype")
                if kind == "/EmbeddedFile":
                    yield None, found.get_data()
                elif kind == "/Metadata" or subtype in {"/XML", "/Form"}:
                    yield found.get_data().decode("utf-8", errors="replace"), None
    except Exception as error:  # noqa: BLE001 (a damaged PDF fails in many ways)
        raise UnreadablePdf(str(error)) from None


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
