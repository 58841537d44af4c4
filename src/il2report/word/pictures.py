"""The pictures of a Word file: figures that were drawn, and images that are files of the study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from il2report.figures.drawn import Picture, data_url
from il2report.figures.pictures import file_stem
from il2report.pages.images import image_content, image_size
from il2report.pages.own_pictures import own_images
from il2report.study import Study
from il2report.word.flow import Flow, paragraphs_of
from il2report.word.flow import Picture as PictureInText
from il2report.word.writing import WordPicture

SVG = "image/svg+xml"
TWIPS_PER_PIXEL = 15
POINTS_OF_RASTER = 480
"""How wide a drawing is printed of which a raster is made: the width of the text."""
PIXELS_OF_RASTER = 2000


def word_pictures(
    flow: Flow,
    drawn: Mapping[str, Picture],
    submission: Mapping[str, bytes],
    study: Study,
    folder: Path,
    rasters: Mapping[str, bytes],
) -> dict[str, WordPicture]:
    """Give the pictures of a flow by key; `submission` has the files of figures that the program drew.

    `rasters` are those of drawings of the study itself, which have no other.
    """
    own = own_images(study, folder)
    pictures = {}
    for key in _keys(flow):
        raster = submission.get(f"{file_stem(key)}.png") if key in drawn else None
        if key in own and own[key][1] != SVG:
            figure, kind, content = own[key]
            width, height = image_size(kind, content)
            share = figure.width_percent / 100
            pictures[key] = WordPicture(content, height / width, share=share)
        elif key in drawn:
            picture = drawn[key]
            pictures[key] = WordPicture(raster or rasters[key], picture.aspect, picture.svg)
        elif image := image_content(key, folder):
            kind, content = image
            width, height = (side or 1 for side in image_size(kind, content))
            by_itself = round(width * TWIPS_PER_PIXEL)
            is_drawing = kind == SVG
            pictures[key] = WordPicture(
                rasters[key] if is_drawing else content,
                height / width,
                content if is_drawing else b"",
                width=by_itself,
            )
    return pictures


def drawings_without_raster(
    flow: Flow, own: Mapping[str, Picture], study: Study, folder: Path
) -> dict[str, str]:
    """Give a page for each drawing of the study itself, by key, of which a raster is to be made."""
    images = own_images(study, folder)
    pages = {}
    for key in _keys(flow):
        if key in own:
            if images[key][1] == SVG:
                pages[key] = _page(own[key].svg, own[key].aspect)
        elif not key.startswith("figure.") and (image := image_content(key, folder)):
            kind, content = image
            if kind == SVG:
                width, height = (side or 1 for side in image_size(kind, content))
                pages[key] = _page(content, height / width)
    return pages


def _keys(flow: Flow) -> Iterator[str]:
    found = (
        each.key
        for paragraph in paragraphs_of(flow)
        for each in paragraph.inlines
        if isinstance(each, PictureInText)
    )
    yield from dict.fromkeys(found)


def _page(svg: bytes, aspect: float) -> str:
    size = f"{POINTS_OF_RASTER}pt {max(1.0, POINTS_OF_RASTER * aspect):.6g}pt"
    style = f"@page {{ size: {size}; margin: 0 }} body {{ margin: 0 }} img {{ width: 100%; display: block }}"
    return (
        f"<!doctype html><html lang=en><head><title>Drawing</title><style>{style}</style></head>"
        f'<body><img alt="Drawing" src="{escape(data_url(svg))}"></body></html>'
    )
