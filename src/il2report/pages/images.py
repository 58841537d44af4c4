"""Images of the study that a template or a style sheet uses, put into the page itself.

What is put in must be an image or a typeface that can be shown: an image may become far larger than its file.
"""

import re
import struct
from base64 import b64decode, b64encode
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from il2report.errors import Il2ReportError
from il2report.pages.drawings import cleaned_svg
from il2report.study.files import MOST_OF_IMAGE, FileMissing, FileRefused, read_file

MOST_OF_PAGE = 50_000_000
"""Characters that the images of one section may take in the page."""
MOST_PIXELS = 50_000_000
"""A page of paper at 600 dots per inch has 35 million."""
MOST_SCANS = 100
"""Passes over a JPEG; a progressive one has some ten."""
MOST_OF_FONT = 50_000_000
"""Bytes of a font once it is unpacked."""
MOST_FAULTS = 5
"""How many faults of one SVG a message names."""

# As nh3 and document/html.py write tags: lower case, every value in double quotes.
SOURCE = re.compile(r'(<img\b(?:[^">]|"[^"]*")*?\ssrc=")([^"]*)')
STYLE = re.compile(r'(<[a-z](?:[^">]|"[^"]*")*?\sstyle=")([^"]*)')
IN_A_STYLE = re.compile(r"""\burl\(\s*("[^"]*"|'[^']*'|[^\s"')]*)\s*\)""", re.IGNORECASE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|$", re.IGNORECASE)
"""How an address starts that is not a path: a scheme, another server, a place within the page."""
WITHIN_THE_PAGE = re.compile(r"data:image/(svg\+xml|png|jpeg);base64,", re.IGNORECASE)

PNG, JPEG, WOFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", (b"wOF2", b"wOFF")
BEGINNINGS = {
    PNG: "image/png",
    JPEG: "image/jpeg",
    b"wOF2": "font/woff2",
    b"wOFF": "font/woff",
    b"OTTO": "font/otf",
    b"\x00\x01\x00\x00": "font/ttf",
}
"""How the files begin that a page may hold, besides SVG; the fonts are for style sheets."""
SIZE_MARKERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The markers of a JPEG that give its height and width."""
MARKERS_ALONE = frozenset({0x01, *range(0xD0, 0xD9), 0xFF})
"""Those without a length; the last is padding."""


class BadImage(Il2ReportError, ValueError):
    """An image that cannot become a part of the page."""


class MissingImage(BadImage):
    """An image that does not exist, or is not in the study."""


def with_images(html: str, study: Path) -> str:
    """Put a data: URL in place of each path in `img` elements and `style` attributes of a page or a part of it.

    `html` passed the allow-list of markup. Other addresses stay; printing refuses those it may not read.

    Raises
    ------
    BadImage
        For a file that does not exist, is not in the study, is too large, or is not an image.
    """
    images = _Images(study)

    def with_source(tag: re.Match[str]) -> str:
        return tag[1] + (images.url(unescape(tag[2]).strip()) or tag[2])

    def with_style(tag: re.Match[str]) -> str:
        if not IN_A_STYLE.search(tag[2]):
            return tag[0]
        return tag[1] + escape(images.in_style(unescape(tag[2]).strip()))

    return STYLE.sub(with_style, SOURCE.sub(with_source, html))


def image_content(address: str, study: Path) -> tuple[str, bytes] | None:
    """Give the kind and content of an image that a page has in it; None for one that is elsewhere.

    Raises
    ------
    BadImage
        As `with_images` does.
    """
    url = _Images(study).url(address.strip())
    if url is None:
        return None
    head, _, coded = url.partition(",")
    return head.removeprefix("data:").partition(";")[0].lower(), b64decode(coded)


def style_with_images(style: str, study: Path) -> str:
    """Put the images of the study into a style sheet, in place of their paths."""
    return _Images(study).in_style(style)


class _Images:
    """Gives the images of a study as data: URLs, up to what one section may take of the page."""

    def __init__(self, study: Path) -> None:
        self._study, self._left = study, MOST_OF_PAGE

    def url(self, address: str) -> str | None:
        """Give the data: URL for an address, or None for one that stays; judge an image in the page too."""
        if WITHIN_THE_PAGE.match(address):
            head, _, coded = address.partition(",")
            try:
                content = b64decode("".join(coded.split()), validate=True)
            except ValueError:
                message = f"an image within the page cannot be read: {address[:60]!r}"
                raise BadImage(message) from None
            if "svg" not in head.lower():
                if fault := _fault(content):
                    raise BadImage(f"an image within the page {fault}")
                return f"{head},{b64encode(content).decode('ascii')}"
            kind, content = taken_in("within the page", content)
        elif ELSEWHERE.match(address):
            return None
        else:
            kind, content = taken_in(address, image_of_the_study(self._study, address))
        url = f"data:{kind};base64,{b64encode(content).decode('ascii')}"
        self._left -= len(url)
        if self._left < 0:
            most = MOST_OF_PAGE // 1_000_000
            raise BadImage(f"the images of one section take more than {most} MB of the page")
        return url

    def in_style(self, style: str) -> str:
        """Put images into CSS."""

        def with_url(found: re.Match[str]) -> str:
            quoted = found[1]
            address = quoted[1:-1] if quoted[:1] in {'"', "'"} else quoted
            url = self.url(address.strip())
            return f"url({url})" if url else found[0]

        return IN_A_STYLE.sub(with_url, style)


def image_of_the_study(study: Path, path: str) -> bytes:
    """Read an image file of the study.

    Raises
    ------
    MissingImage
        For a file that does not exist, cannot be read, or is outside the study.
    BadImage
        For one that is too large.
    """
    try:
        return read_file(study, unquote(path), MOST_OF_IMAGE)
    except FileMissing:
        raise MissingImage(f"the study folder has no image {path!r}") from None
    except FileRefused as error:
        said = error.finding.message
        if error.finding.code == "too-large":
            raise BadImage(f"the image {path!r}: {said}. Save it smaller") from None
        raise MissingImage(f"the study folder has no image {path!r}: {said}") from None


def taken_in(path: str, content: bytes) -> tuple[str, bytes]:
    """Find the kind of an image from its content, and give it as the page holds it.

    Raises
    ------
    BadImage
        For anything but PNG, JPEG, a font, and an SVG that is only a picture.
    """
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            if fault := _fault(content):
                raise BadImage(f"the image {path!r} {fault}")
            return kind, content
    try:
        drawing, faults = cleaned_svg(content)
    except ValueError as error:
        raise BadImage(
            f"{path!r} is not an image that a page can show ({error}): use PNG, JPEG or SVG"
        ) from None
    if faults:
        said = "; ".join(faults[:MOST_FAULTS])
        raise BadImage(f"the image {path!r} {said}; an SVG must be only a picture")
    return "image/svg+xml", drawing


def _fault(content: bytes) -> str:
    """Say why a PNG, JPEG or font cannot be shown: it would be too large, or is not whole."""
    if content.startswith(WOFF):
        unpacked = int.from_bytes(content[16:20], "big")
        return "unpacks to more than a font needs" if unpacked > MOST_OF_FONT else ""
    if content.startswith(PNG[:4]):
        size, ends = _png_size(content), (b"IDAT", b"IEND")
    elif content.startswith(JPEG[:2]):
        if content.count(b"\xff\xda") > MOST_SCANS:
            return f"is drawn in more than {MOST_SCANS} passes"
        size, ends = _jpeg_size(content), (b"\xff\xda", b"\xff\xd9")
    else:
        return ""
    width, height = size
    if not width or not height:
        return "does not say how large it is"
    if width * height > MOST_PIXELS:
        return (
            f"has {width:,} by {height:,} pixels; an image may have up to"
            f" {MOST_PIXELS // 1_000_000} million. Save it smaller"
        )
    pixels, end = ends
    at = content.find(pixels)
    return "is cut off; save or copy it again" if at < 0 or content.find(end, at) < 0 else ""


def image_size(kind: str, content: bytes) -> tuple[float, float]:
    """Give width and height of an image that passed; of an SVG those of its view, or zeros."""
    if kind == "image/png":
        return _png_size(content)
    if kind == "image/jpeg":
        return _jpeg_size(content)
    root = re.search(rb"<svg\b[^>]*>", content)
    start = root[0].decode() if root else ""
    if view := re.search(r'\sviewBox="([^"]*)"', start):
        sides = re.split(r"[\s,]+", view[1].strip())
        found = sides[2:4]
    else:
        found = [
            m[1] for name in ("width", "height") if (m := re.search(rf'\s{name}="([^"]*)"', start))
        ]
    numbers = [m[0] for side in found if (m := re.match(r"\d*\.?\d+(?!\s*%)", side))]
    return (float(numbers[0]), float(numbers[1])) if len(numbers) == 2 else (0.0, 0.0)


def _png_size(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return 0, 0
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Go from marker to marker until one gives height and width."""
    at = 2
    while at + 9 <= len(content):
        marker = content[at + 1]
        if content[at] != 0xFF:
            return 0, 0
        if marker in SIZE_MARKERS:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        if marker in MARKERS_ALONE:
            at += 1 if marker == 0xFF else 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return 0, 0
