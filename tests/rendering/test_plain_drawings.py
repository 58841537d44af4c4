"""Drawings of plain paths are painted as WeasyPrint paints them, and anything else is left to it."""

import pypdfium2
import pytest
import weasyprint
from PIL import ImageChops

from il2report.figures.drawn import data_url
from il2report.pages.plain_drawings import plain_drawing

OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{0}pt" height="{1}pt"'
    ' viewBox="0 0 {0} {1}" version="1.1">'
)
SHEET = '<style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style>'
CLIP = '<clipPath id="c"><rect x="0" y="0" width="50" height="30"/></clipPath>'
LETTER = '<path id="o" d="M 0 0 \nQ 32 64 64 0 \nL 32 -20.5 \nz\nM 90 0 \nC 91 40 120 40 130 0 \nz\n" transform="scale(0.5)"/>'
PLAIN = (
    f"<defs>{SHEET}{CLIP}</defs>"
    '<path d="M 0 0 \nL 100 0 \nL 100 60 \nL 0 60 \nz\n" style="fill: #ffffff"/>'
    '<g id="a" style="fill: #0b4f8a" transform="translate(20 30) rotate(-30) scale(0.5 -0.5)">'
    f'<defs>{LETTER}</defs><use xlink:href="#o"/><use xlink:href="#o" transform="translate(60 0)"/></g>'
    '<path d="M 5 5 \nL 95 50 \nL 60 5 \n" clip-path="url(#c)" style="fill: none; stroke: #dd7f1f; stroke-width: 4;'
    ' stroke-dasharray: 8,2; stroke-dashoffset: 1; stroke-linecap: square"/>'
    '<path d="M 70 5 \nL 95 8 \nL 70 11 \n" style="fill: none; stroke: #1a1a1a; stroke-width: 2; stroke-linejoin: miter"/>'
    '<use xlink:href="#o" x="50" y="40" style="fill: #f0c352; stroke: #1a1a1a; stroke-width: 0.6; stroke-linejoin: miter"/>'
)


EDGE_PIXELS = 40


def svg(inside, width=100, height=60):
    return (OPEN.format(width, height) + inside + "</svg>").encode()


def as_shown(page, images=None):
    pdf = weasyprint.HTML(string=page).render(cache=images or {}).write_pdf()
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=2).to_pil().convert("L")


@pytest.mark.parametrize("size", ["width: 100mm", "width: 60mm; height: 60mm", "height: 20mm"])
def test_a_plain_drawing_looks_as_weasyprint_paints_it(size):
    drawn = svg(PLAIN)
    address = data_url(drawn)
    page = f'<style>@page {{ size: 120mm 90mm }} img {{ {size} }}</style><img src="{address}">'
    theirs, ours = as_shown(page), as_shown(page, {address: plain_drawing(drawn)})
    assert theirs.getextrema()[0] < 100
    # The edge of a clip falls between pixels.
    assert sum(ImageChops.difference(theirs, ours).histogram()[8:]) < EDGE_PIXELS


def test_every_figure_of_the_reference_study_is_a_plain_drawing(project):
    drawings = {
        path.name: plain_drawing(path.read_bytes()) for path in project.glob("figures/*.svg")
    }
    assert len(drawings) >= 3
    assert [] == [name for name, drawing in drawings.items() if drawing is None]


def test_a_blank_letter_paints_nothing():
    blank = svg(
        '<defs><path id="space" d="" transform="scale(0.5)"/></defs><use xlink:href="#space"/>'
    )
    assert plain_drawing(blank).operators == b" "


@pytest.mark.parametrize(
    "inside",
    [
        "<text>word</text>",
        '<g style="opacity: 0.5"/>',
        '<g opacity="0.5"/>',
        '<g transform="skewX(30)"/>',
        '<path d="M 0 0 \nA 1 1 0 0 0 2 2 \n"/>',
        '<path d="m 0 0 \nl 1 1 \n"/>',
        '<path d="M 0 0 \nL 1 \n"/>',
        '<path d="M 0 0 \nL 1e-3 2 \n"/>',
        '<path d="M 0 0 \nL 1 1 \n" style="fill: red"/>',
        '<path d="M 0 0 \nL 1 1 \n" style="stroke: #000000; stroke-linejoin: arcs"/>',
        '<path d="M 0 0 \nL 1 1 \n" style="stroke: #000000; stroke-width: 1px"/>',
        '<path d="M 0 0 \nL 1 1 \n" fill-rule="evenodd"/>',
        '<g id="a"/><use xlink:href="#a"/>',
        '<use xlink:href="#nothing"/>',
        '<g clip-path="url(#nothing)"/>',
        '<clipPath id="b"><circle r="3"/></clipPath><g clip-path="url(#b)"/>',
        "<style>g{fill: none}</style>",
        "<style>*{}</style><style>*{}</style>",
        '<svg width="3pt" height="3pt" viewBox="0 0 3 3"/>',
    ],
)
def test_anything_else_is_left_to_weasyprint(inside):
    assert plain_drawing(svg("<g/>")) is not None
    assert plain_drawing(svg(inside)) is None


@pytest.mark.parametrize(
    "drawn",
    [
        b"<svg",
        b"<svg/>",
        svg("", 0),
        svg("").replace(b"0 0 100", b"1 0 100"),
        svg("").replace(b"100pt", b"100px"),
        svg("").replace(b'version="1.1"', b'preserveAspectRatio="none"'),
    ],
)
def test_a_drawing_of_an_unusual_frame_is_left_to_weasyprint(drawn):
    assert plain_drawing(drawn) is None
