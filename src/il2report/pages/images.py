"""Images of the study that a template or a style sheet uses, taken into the page itself."""

import re
from base64 import b64decode, b64encode
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from il2report.errors import Il2ReportError
from il2report.pages.drawings import cleaned_svg
from il2report.pages.image_extent import image_fault
from il2report.study.files import MOST_OF_IMAGE, FileMissing, FileRefused, read_file

MOST_OF_PAGE = 50_000_000
"""Signs that the images of one section may take in the page."""

IN_A_TAG = re.compile(
    r"""(<img\b(?:[^>"']|"[^"]*"|'[^']*')*?\ssrc\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""",
    re.IGNORECASE,
)
A_STYLE = re.compile(
    r"""(<[a-z](?:[^>"']|"[^"]*"|'[^']*')*?\sstyle\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE
)
IN_A_STYLE = re.compile(r"""\burl\(\s*("[^"]*"|'[^']*'|[^\s"')]*)\s*\)""", re.IGNORECASE)

ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|$", re.IGNORECASE)
"""How an address starts that is no path: a scheme, another server, a place within the page."""

WITHIN_THE_PAGE = re.compile(r"data:image/(svg\+xml|png|jpeg);base64,", re.IGNORECASE)
SVG = "image/svg+xml"
BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"wOF2": "font/woff2",
    b"wOFF": "font/woff",
    b"OTTO": "font/otf",
    b"\x00\x01\x00\x00": "font/ttf",
}
"""How the files begin that a page may hold, besides SVG; the fonts are for style sheets."""
MOST_FAULTS = 5
"""How many faults of one SVG a message names."""


class BadImage(Il2ReportError, ValueError):
    """An image that cannot become a part of the page."""


class MissingImage(BadImage):
    """An image that is not there, or not in the study."""


def with_images(html: str, study: Path) -> str:
    """Put the images of the study into a page, in `img` elements and `style` attributes.

    Parameters
    ----------
    html : the page, or a part of it
    study : the folder that the paths count from

    Returns
    -------
    str
        With a data: URL for every path. Other addresses stay; printing refuses those it may not
        read.

    Raises
    ------
    BadImage
        For a file that is not there, not of the study, too large, or no image.
    """
    images = _Images(study)
    html = IN_A_TAG.sub(lambda tag: tag[1] + _quoted(tag[2], images), html)
    return A_STYLE.sub(
        lambda tag: (
            tag[1] + '"' + escape(_style_with(images, _bare(tag[2]))) + '"'
            if IN_A_STYLE.search(tag[2])
            else tag[0]
        ),
        html,
    )


def style_with_images(style: str, study: Path) -> str:
    """Put the images of the study into a style sheet, in place of their paths."""
    return _style_with(_Images(study), style)


class _Images:
    """Gives the images of a study as data: URLs, up to what one section may take of the page."""

    def __init__(self, study: Path) -> None:
        self._study, self._left = study, MOST_OF_PAGE

    def of_file(self, path: str) -> str:
        """Give an image by its path."""
        return self._written(*taken_in(path, image_of_the_study(self._study, path)))

    def of_url(self, address: str) -> str:
        """Judge an image that is in the page already as one that is a file of the study."""
        head, _, coded = address.partition(",")
        try:
            content = b64decode("".join(coded.split()), validate=True)
        except ValueError:
            raise BadImage(f"an image within the page cannot be read: {address[:60]!r}") from None
        if "svg" in head.lower():
            return self._written(*taken_in("within the page", content))
        if fault := image_fault(content):
            raise BadImage(f"an image within the page {fault}")
        return f"{head},{b64encode(content).decode('ascii')}"

    def _written(self, kind: str, content: bytes) -> str:
        url = f"data:{kind};base64,{b64encode(content).decode('ascii')}"
        self._left -= len(url)
        if self._left < 0:
            most = MOST_OF_PAGE // 1_000_000
            raise BadImage(f"the images of one section take more than {most} MB of the page")
        return url


def _style_with(images: _Images, style: str) -> str:
    return IN_A_STYLE.sub(lambda url: _url(url[0], _unquoted(url[1]).strip(), images), style)


def _url(written: str, address: str, images: _Images) -> str:
    if WITHIN_THE_PAGE.match(address):
        return f"url({images.of_url(address)})"
    return written if ELSEWHERE.match(address) else f"url({images.of_file(address)})"


def _quoted(value: str, images: _Images) -> str:
    address = _bare(value)
    if WITHIN_THE_PAGE.match(address):
        return f'"{escape(images.of_url(address))}"'
    return value if ELSEWHERE.match(address) else f'"{images.of_file(address)}"'


def _bare(value: str) -> str:
    return unescape(_unquoted(value)).strip()


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in {'"', "'"} else value


def image_of_the_study(study: Path, path: str) -> bytes:
    """Read a file of the study, if it is one and not too large.

    Raises
    ------
    MissingImage
        For a file that is not there, cannot be read, or lies outside the study.
    BadImage
        For one that is too large.
    """
    try:
        return read_file(study, unquote(path), MOST_OF_IMAGE)
    except FileMissing:
        raise MissingImage(f"the study folder has no image {path!r}") from None
    except FileRefused as error:
        if error.finding.code == "too-large":
            message = f"the image {path!r}: {error.finding.message}. Save it smaller"
            raise BadImage(message) from None
        raise MissingImage(
            f"the study folder has no image {path!r}: {error.finding.message}"
        ) from None


def taken_in(path: str, content: bytes) -> tuple[str, bytes]:
    """Find the kind of an image by what is in it, and give it as the page holds it.

    Raises
    ------
    BadImage
        For anything but PNG, JPEG, a font, and an SVG that is a picture and no more.
    """
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            if fault := image_fault(content):
                raise BadImage(f"the image {path!r} {fault}")
            return kind, content
    try:
        drawing, faults = cleaned_svg(content)
    except ValueError as error:
        raise BadImage(
            f"{path!r} is no image that a page can show ({error}): it takes PNG, JPEG and SVG"
        ) from None
    if faults:
        raise BadImage(
            f"the image {path!r} {'; '.join(faults[:MOST_FAULTS])}; an SVG must be a picture and no more"
        )
    return SVG, drawing
