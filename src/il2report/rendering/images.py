"""Images of the study that a template or a style sheet uses, taken into the page itself."""

import re
from base64 import b64encode
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from il2report.errors import Il2ReportError

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
WITH_A_LIFE = frozenset({"script", "foreignObject", "iframe", "handler", "listener"})
"""Elements of an SVG that run, or that show a page of their own."""


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
    return written if ELSEWHERE.match(address) else f"url({_data_url(address, study)})"


def _quoted(value: str, study: Path) -> str:
    address = _bare(value)
    return value if ELSEWHERE.match(address) else f'"{_data_url(address, study)}"'


def _bare(value: str) -> str:
    return unescape(_unquoted(value)).strip()


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in {'"', "'"} else value


def _data_url(path: str, study: Path) -> str:
    content = image_of_the_study(study, path)
    return f"data:{kind_of(path, content)};base64,{b64encode(content).decode('ascii')}"


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


def kind_of(path: str, content: bytes) -> str:
    """Tell the kind of an image by what is in it.

    Raises
    ------
    BadImage
        For anything but PNG, JPEG, a font, and an SVG that is a picture and no more.
    """
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    try:
        # No entity is worked out, and nothing is fetched.
        root = ET.fromstring(content) if b"<!ENTITY" not in content else None  # noqa: S314
    except (ET.ParseError, ValueError, LookupError):
        root = None
    if root is None or root.tag != "{http://www.w3.org/2000/svg}svg":
        raise BadImage(f"{path!r} is no image that a page can show: it takes PNG, JPEG and SVG")
    for fault in _faults(root):
        raise BadImage(f"the image {path!r} {fault}; an SVG must be a picture and no more")
    return SVG


def _faults(root: ET.Element) -> Iterator[str]:
    """Say what an SVG would run, and what it would fetch."""
    for element in root.iter():
        name = _name(element.tag)
        if name in WITH_A_LIFE:
            yield f"holds an element {name}"
        styles = [element.text or ""] if name == "style" else []
        for attribute, value in element.attrib.items():
            if _name(attribute).lower().startswith("on"):
                yield f"holds a script in {_name(attribute)}"
            if _name(attribute) in {"href", "src"} and not value.strip().startswith(("#", "data:")):
                yield f"refers to {value!r}"
            styles.append(value)
        for style in styles:
            if "@import" in style:
                yield "imports a style sheet"
            for url in IN_A_STYLE.findall(style):
                if not _unquoted(url).strip().startswith(("#", "data:")):
                    yield f"refers to {_unquoted(url)!r}"


def _name(tag: object) -> str:
    """Give a name without its namespace; a comment has none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
