"""PDF from anybody: opened within seconds, also a damaged one, and its parts counted before they are unpacked."""

import io
import logging
from typing import Any

import pypdf

MEGABYTE = 1_000_000
LARGEST_REPAIRED = 8 * MEGABYTE
"""Up to this size a PDF whose list of objects is damaged is searched for them."""
LAST = 1024
"""Bytes in which the mark of the end must be; a larger file is not searched for it."""
MOST_UNPACKED = 16 * MEGABYTE
"""What pages, forms and fonts of a manuscript unpack to; a page of text has some 50 kB."""
LEAST_COUNTED = 1000
"""What each of them counts at least, so that there is an end to empty ones too."""


class UnreadablePdf(ValueError):
    """The file is not a PDF, or a damaged one."""


def open_pdf(content: bytes) -> pypdf.PdfReader:
    """Open a PDF; a large one must be whole, since the search of its objects takes long.

    Raises exceptions of many kinds when it is no PDF, or damaged.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a repaired file is no news for a user
    is_large = len(content) > LARGEST_REPAIRED
    if is_large and b"%%EOF" not in content[-LAST:]:
        raise ValueError("the end is missing")
    return pypdf.PdfReader(io.BytesIO(content), strict=is_large)


class Unpacked:
    """Counts what PDFium will unpack, each part as often as it is used, fonts once.

    Parameters
    ----------
    most : bytes of all parts together that a document may have
    """

    def __init__(self, most: int = MOST_UNPACKED) -> None:
        self._most, self._size, self._seen = most, 0, set[int]()

    def count_page(self, page: pypdf.PageObject) -> None:
        """Count the content of a page with what it draws and the fonts that it names.

        Raises
        ------
        UnreadablePdf
            When all parts together are more than a document may have.
        """
        contents: Any = page.get("/Contents", pypdf.generic.StreamObject()).get_object()
        parts = contents if isinstance(contents, list) else [contents]
        self._drawing(b"\n".join(map(self._data, parts)), page.get("/Resources"))

    def _drawing(self, drawing: bytes, resources: Any) -> None:
        named = resources.get_object() if resources is not None else {}
        for font in _values(named, "/Font"):
            self._count(0)
            self._streams_below(font)
        forms = [each for each in _values(named, "/XObject") if each.get("/Subtype") == "/Form"]
        for _ in range(drawing.count(b"Do")):  # the name of a form may be written in many ways
            for form in forms:
                self._drawing(self._data(form), form.get("/Resources", resources))

    def _streams_below(self, found: Any) -> None:
        found = found.get_object()
        if id(found) in self._seen or not isinstance(found, dict | list):
            return
        self._seen.add(id(found))
        if isinstance(found, pypdf.generic.StreamObject):
            self._data(found)
        for value in dict.values(found) if isinstance(found, dict) else list.__iter__(found):
            self._streams_below(value)

    def _data(self, stream: Any) -> bytes:
        data: bytes = stream.get_object().get_data()
        self._count(len(data))
        return data

    def _count(self, size: int) -> None:
        self._size += max(size, LEAST_COUNTED)
        if self._size > self._most:
            most = self._most // MEGABYTE
            raise UnreadablePdf(f"its pages and fonts unpack to more than {most} MB")


def _values(resources: Any, kind: str) -> list[Any]:
    named = resources.get(kind)
    return [each.get_object() for each in named.get_object().values()] if named is not None else []
