"""Figures that are files of the study: a PNG, JPEG or SVG, checked as every image of a page."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path

from il2report.document.captions import key_of_figure
from il2report.errors import Finding, Place, StudyRefused
from il2report.figures.drawn import Picture
from il2report.pages.images import BadImage, MissingImage, image_of_the_study, image_size, taken_in
from il2report.study import Study
from il2report.study.declarations import OwnFigure

FILE = Place("study.toml")
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
ROOT = re.compile(rb"<svg\b[^>]*>")
SIZE = re.compile(rb'\s(?:width|height|x|y|preserveAspectRatio)="[^"]*"')


def own_pictures(study: Study, folder: Path) -> Mapping[str, Picture]:
    """Give the figures that are files, by key, each as an SVG that is as wide as the page of text.

    Raises
    ------
    StudyRefused
        Naming each file that does not exist or is no image that a page can hold.
    """
    pictures, findings = {}, []
    for figure in _files(study):
        try:
            pictures[key_of_figure(figure)] = _picture(figure, *_content(figure, folder))
        except MissingImage as error:
            findings.append(Finding("missing-image", FILE, f"[[figure]] {figure.name}: {error}"))
        except BadImage as error:
            findings.append(Finding("bad-image", FILE, f"[[figure]] {figure.name}: {error}"))
    if findings:
        raise StudyRefused(tuple(findings))
    return pictures


def own_files(study: Study, folder: Path) -> dict[str, bytes]:
    """Give the files themselves for submission, by file name."""
    return {
        f"{figure.name}.{ENDINGS[kind]}": content
        for figure, kind, content in own_images(study, folder).values()
        if kind != "image/svg+xml"
    }


def own_images(study: Study, folder: Path) -> dict[str, tuple[OwnFigure, str, bytes]]:
    """Give the figures that are files by key: what is declared, the kind of the image, its content."""
    return {key_of_figure(figure): (figure, *_content(figure, folder)) for figure in _files(study)}


def _files(study: Study) -> Iterator[OwnFigure]:
    return (figure for figure in study.configuration.figure if figure.kind == "file")


def _content(figure: OwnFigure, folder: Path) -> tuple[str, bytes]:
    path = str(figure.file)
    kind, content = taken_in(path, image_of_the_study(folder, path))
    if kind not in ENDINGS:
        raise BadImage(f"{path!r} is not an image that a page can show: use PNG, JPEG or SVG")
    return kind, content


def _picture(figure: OwnFigure, kind: str, content: bytes) -> Picture:
    """Put an image in the middle of a picture, of whose width it takes the declared share."""
    width, height = image_size(kind, content)
    if not (width and height):
        raise BadImage(f"{figure.file!r} does not say how large it is")
    whole = width * 100 / figure.width_percent
    place = f'x="{(whole - width) / 2:.6g}" y="0" width="{width:.6g}" height="{height:.6g}"'
    if kind == "image/svg+xml":
        root = ROOT.search(content)
        start = SIZE.sub(b"", root[0]) if root else b""
        if b"viewBox=" not in start:
            place += f' viewBox="0 0 {width:.6g} {height:.6g}"'
        inside = content.replace(
            root[0] if root else b"", start.replace(b"<svg", b"<svg " + place.encode(), 1), 1
        )
    else:
        address = f"data:{kind};base64,{b64encode(content).decode('ascii')}"
        inside = f'<image {place} xlink:href="{address}"/>'.encode()
    frame = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{whole:.6g}" height="{height:.6g}" viewBox="0 0 {whole:.6g} {height:.6g}">'
    )
    return Picture(frame.encode() + inside + b"</svg>\n", height / whole)
