"""Images of the study that a template or a style sheet uses, taken into the page itself."""

import re
from base64 import b64decode, b64encode
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from il2report.errors import Il2ReportError
from il2report.rendering.drawings import cleaned_svg

MOST_BYTES = 5_000_000
"""Size of one image; a page in print at 300 dots per inch needs less."""

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

DRAWN_INSIDE = re.compile(r"data:image/svg\+xml;base64,", re.IGNORECASE)
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
    html = IN_A_TAG.sub(lambda tag: tag[1] + _quoted(tag[2], study), html)
    return A_STYLE.sub(
        lambda tag: (
            tag[1] + '"' + escape(style_with_images(_bare(tag[2]), study)) + '"'
            if IN_A_STYLE.search(tag[2])
            else tag[0]
        ),
        html,
    )


def style_with_images(style: str, study: Path) -> str:
    """Put the images of the study into a style sheet, in place of their paths."""
    return IN_A_STYLE.sub(lambda url: _url(url[0], _unquoted(url[1]).strip(), study), style)


def _url(written: str, address: str, study: Path) -> str:
    if DRAWN_INSIDE.match(address):
        return f"url({_cleaned_url(address)})"
    return written if ELSEWHERE.match(address) else f"url({_data_url(address, study)})"


def _quoted(value: str, study: Path) -> str:
    address = _bare(value)
    if DRAWN_INSIDE.match(address):
        return f'"{_cleaned_url(address)}"'
    return value if ELSEWHERE.match(address) else f'"{_data_url(address, study)}"'


def _bare(value: str) -> str:
    return unescape(_unquoted(value)).strip()


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in {'"', "'"} else value


def _data_url(path: str, study: Path) -> str:
    return _written(*taken_in(path, image_of_the_study(study, path)))


def _cleaned_url(address: str) -> str:
    """Judge an SVG that stands in the page already as one that is a file of the study."""
    content = b64decode(address.partition(",")[2])
    return _written(*taken_in("within the page", content))


def _written(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"


def image_of_the_study(study: Path, path: str) -> bytes:
    """Read a file of the study, if it is one and not too large.

    Raises
    ------
    MissingImage
        For a file that is not there, cannot be read, or lies outside the study.
    BadImage
        For one that is too large.
    """
    root = study.resolve()
    try:
        file = (root / unquote(path)).resolve()
        content = file.read_bytes() if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError):  # no permission, a name too long or with a null in it
        content = None
    if content is None:
        raise MissingImage(f"the study folder has no image {path!r}")
    if len(content) > MOST_BYTES:
        raise BadImage(
            f"the image {path!r} has {len(content) / 1e6:.1f} MB; an image may have up to"
            f" {MOST_BYTES / 1e6:.0f} MB. Save it smaller"
        )
    return content


def taken_in(path: str, content: bytes) -> tuple[str, bytes]:
    """Tell the kind of an image by what is in it, and give it as the page holds it.

    Raises
    ------
    BadImage
        For anything but PNG, JPEG, a font, and an SVG that is a picture and no more.
    """
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
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
