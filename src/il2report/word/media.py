"""Takes the pictures out of a Word file that a build wrote."""

from __future__ import annotations

import re
from hashlib import sha256

from il2report.word.opening import WordFile, word_file_of
from il2report.word.writing import EMU_PER_TWIP, NAMESPACES, WordPicture

SIZE = re.compile(r"[0-9]{1,9}")
WP, A, ASVG, R = (f"{{{NAMESPACES[name]}}}" for name in ("wp", "a", "asvg", "r"))


def pictures_in(*contents: bytes) -> dict[str, WordPicture]:
    """Give the pictures of files by the keys of their figures, in the size that they have there."""
    found: dict[str, WordPicture] = {}
    for content in contents:
        found |= _pictures(word_file_of(content, "the Word file of a draft"))
    return found


def digest(picture: WordPicture) -> str:
    """Give what is different for every picture."""
    return sha256(picture.svg or picture.raster).hexdigest()


def _pictures(file: WordFile) -> dict[str, WordPicture]:
    relations = file.relations(file.main)

    def content(name: str | None) -> bytes:
        relation = relations.get(name or "")
        return file.parts.get(relation.target, b"") if relation else b""

    found = {}
    for inline in file.xml(file.main).iter(f"{WP}inline"):
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
