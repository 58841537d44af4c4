"""An image that would become huge when it is shown is refused before anything shows it."""

import struct
import time
import zlib

import pytest

from il2report.pages.images import BadImage, taken_in, with_images


def png(width, height):
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    whole = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + whole + bytes(4) + b"IDAT" + bytes(8) + b"IEND" + bytes(4)


def jpeg(width, height, scans=1):
    before = b"\xff\xe0\x00\x04ab\xff\xff\xfe\x00\x05abc"
    frame = b"\xff\xc2\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + before + frame + b"\xff\xda\x00\x02" * scans + b"\xff\xd9"


@pytest.mark.parametrize("image", [png, jpeg])
@pytest.mark.parametrize(
    ("width", "height", "is_shown"),
    [(4_960, 7_016, True), (10_000, 5_000, True), (10_000, 5_001, False), (65_000, 65_000, False)],
)
def test_an_image_may_have_50_million_pixels(image, width, height, is_shown):
    if is_shown:
        taken_in("a.png", image(width, height))
    else:
        with pytest.raises(BadImage, match="million"):
            taken_in("a.png", image(width, height))


@pytest.mark.parametrize(
    "content",
    [
        png(0, 5),
        jpeg(0, 5),
        png(5, 5)[:20],
        jpeg(5, 5)[:20],
        b"\xff\xd8\xff",
        b"\xff\xd8" + b"\xff" * 1_000_000,
        b"\xff\xd8\xff\xe0\x00\x00" + bytes(100),
    ],
)
def test_an_image_that_does_not_say_its_size_is_refused(content):
    with pytest.raises(BadImage, match="does not say how large"):
        taken_in("a.png", content)


@pytest.mark.parametrize(
    "content", [png(5, 5)[:-8], png(5, 5)[:40], jpeg(5, 5)[:-1], jpeg(5, 5)[:-7]]
)
def test_an_image_that_is_cut_off_is_refused(content):
    with pytest.raises(BadImage, match="is cut off"):
        taken_in("a.png", content)


@pytest.mark.parametrize(("scans", "is_shown"), [(99, True), (100, True), (101, False)])
def test_a_jpeg_may_have_a_hundred_passes(scans, is_shown):
    if is_shown:
        taken_in("a.jpg", jpeg(9, 9, scans))
    else:
        with pytest.raises(BadImage, match="passes"):
            taken_in("a.jpg", jpeg(9, 9, scans))


def test_a_font_that_unpacks_without_end_is_refused():
    with pytest.raises(BadImage, match="unpacks"):
        taken_in("a.woff2", b"wOF2" + bytes(12) + (60_000_000).to_bytes(4, "big"))


def svg(inside):
    links = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {links}>{inside}</svg>".encode()


def doubled(reference):
    """Thirty groups, each of which shows the one before it twice."""
    groups = (f'<g id="g{n + 1}">{reference.format(n=n) * 2}</g>' for n in range(30))
    return svg(f'<rect id="g0" width="1" height="1"/>{"".join(groups)}')


ENDLESS = {
    "use": doubled('<use href="#g{n}"/>'),
    "use of old": doubled('<use xlink:href="#g{n}"/>'),
    "patterns": doubled('<rect fill="url(#g{n})"/>'),
    "styles": doubled("<rect style=\"fill: url('#g{n}')\"/>"),
    "itself": svg('<g id="a"><use href="#a"/></g>'),
    "each other": svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "markers": svg(
        f'<marker id="m"><path d="{"M0 0 " * 500}"/></marker>'
        f'<path marker-mid="url(#m)" d="{"L1 1 " * 100_000}"/>'
    ),
    "markers of a style sheet": svg("<style>path { marker: url(#m) }</style>"),
    "deep": svg("<g>" * 100_000 + "</g>" * 100_000),
    "entities": b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"),
}


@pytest.mark.parametrize("content", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_svg_that_draws_without_end_is_refused_at_once(content):
    start = time.process_time()
    with pytest.raises(BadImage):
        taken_in("a.svg", content)
    assert time.process_time() - start < 5


def test_an_svg_may_refer_to_its_own_parts():
    glyphs = '<defs><path id="c" d="M0 0L1 1"/></defs>' + '<use href="#c" x="1"/>' * 1_000
    gradients = '<linearGradient id="d" href="#e"/><linearGradient id="e"/><rect fill="url(#d)"/>'
    taken_in("a.svg", svg(glyphs + gradients))


def test_images_of_one_section_have_a_bound_together(tmp_path):
    (tmp_path / "a.png").write_bytes(png(9, 9) + bytes(4_900_000))
    assert with_images('<img src="a.png">' * 7, tmp_path)
    with pytest.raises(BadImage, match="50 MB of the page"):
        with_images('<img src="a.png">' * 8, tmp_path)


def test_an_image_within_the_page_is_judged_too(tmp_path):
    from base64 import b64encode

    coded = b64encode(png(65_000, 65_000)).decode()
    with pytest.raises(BadImage, match="within the page"):
        with_images(f'<img src="data:image/png;base64,{coded}">', tmp_path)
