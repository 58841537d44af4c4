"""Takes the pictures out of a Word file, and says which of two are the same."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings

from il2report.word.opening import WordFile, word_file_of
from il2report.word.writing import EMU_PER_TWIP, NAMESPACES, WordPicture

if TYPE_CHECKING:
    from PIL.Image import Image

KINDS = ("PNG", "JPEG")
MOST_PIXELS = 40_000_000
"""Pixels of a picture that is opened to be compared; one of a page in print has 35 million."""
FIELDS, FIELDS_RESIZED = 64, 24
"""Into how many fields across and down two pictures are divided to be compared, and such of different sizes."""
BOX = 4
"""The mean of all pixels of a field, as Pillow counts the ways to resize a picture."""
LEAST_DIFFERENCE = 8
"""Steps of gray, of 256, by which a field of another picture differs; saving one as JPEG changes a field by 1 or 2."""
SIZE = re.compile(r"[0-9]{1,9}")
WP, A, ASVG, R = (f"{{{NAMESPACES[name]}}}" for name in ("wp", "a", "asvg", "r"))


def pictures_in(*contents: bytes) -> dict[str, WordPicture]:
    """Give the pictures of the files of a draft by the keys of their figures, in the size that they have there."""
    found: dict[str, WordPicture] = {}
    for content in contents:
        found |= pictures_of(word_file_of(content, "the Word file of a draft"))
    return found


def digest(picture: WordPicture) -> str:
    """Give what is different for every picture."""
    return sha256(picture.svg or picture.raster).hexdigest()


def is_same(one: WordPicture, other: WordPicture) -> bool:
    """Whether two pictures show the same, also where a program has saved one smaller or as another kind.

    LibreOffice drops the drawing and keeps the raster as it was; Word may make the raster smaller.
    """
    if one.raster == other.raster or (one.svg and one.svg == other.svg):
        return True
    images = _opened(one.raster), _opened(other.raster)
    if images[0] is None or images[1] is None:
        return False
    count = FIELDS if images[0].size == images[1].size else FIELDS_RESIZED
    fields = (of.resize((count, count), BOX).tobytes() for of in images if of)
    return all(abs(a - b) < LEAST_DIFFERENCE for a, b in zip(*fields, strict=True))


def _opened(raster: bytes) -> Image | None:
    """Open a picture in gray on white paper; nothing for one that cannot be opened."""
    from PIL import Image  # noqa: PLC0415 (seldom used)

    try:
        with catch_warnings(action="error"), Image.open(BytesIO(raster), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            image = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        return None
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("L")


def pictures_of(file: WordFile) -> dict[str, WordPicture]:
    """Give the pictures of a file by their names, which are the keys of figures in the file of a draft."""
    relations = file.relations(file.main)

    def content(name: str | None) -> bytes:
        relation = relations.get(name or "")
        return file.parts.get(relation.target, b"") if relation else b""

    found = {}
    for inline in file.xml(file.main).iter(f"{WP}inline", f"{WP}anchor"):
        extent, named = inline.find(f"{WP}extent"), inline.find(f"{WP}docPr")
        raster, vector = (next(inline.iter(tag), None) for tag in (f"{A}blip", f"{ASVG}svgBlip"))
        if extent is None or named is None or raster is None:
            continue
        sides = [extent.get(side, "") for side in ("cx", "cy")]
        across, down = (int(of) if SIZE.fullmatch(of) else 0 for of in sides)
        image = content(raster.get(f"{R}embed"))
        svg = content(vector.get(f"{R}embed")) if vector is not None else b""
        if image and across > 0 and down > 0:
            width = round(across / EMU_PER_TWIP)
            found[named.get("name", "")] = WordPicture(image, down / across, svg, width=width)
    return found
