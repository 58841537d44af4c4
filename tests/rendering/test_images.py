"""Images of the study become part of the page, and nothing else does."""

import shutil
from base64 import b64decode, b64encode
from html import escape
from xml.etree import ElementTree as ET

import pytest

from il2report.pages.drawings import SVG, XLINK, cleaned_svg
from il2report.pages.images import BadImage, MissingImage, taken_in, with_images
from il2report.pages.manuscript import Typesetter
from il2report.study.files import MOST_OF_IMAGE
from il2report.templating.markup import cleaned
from il2report.verification.mentions import image_findings
from il2report.verification.proof import proof

DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" /></svg>'
)


def svg(inside: str) -> bytes:
    links = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {links}>{inside}</svg>".encode()


def data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


@pytest.fixture
def folder(tmp_path, project):
    """A study folder with two images, and one beside it that is another's."""
    study = tmp_path / "study"
    shutil.copytree(project / "templates", study / "templates")
    (study / "images").mkdir()
    (study / "images" / "a dot.png").write_bytes(DOT)
    (study / "square.svg").write_bytes(SQUARE)
    (tmp_path / "other.png").write_bytes(DOT)
    (study / "link.png").symlink_to(tmp_path / "other.png")
    (study / "table.png").write_text("patient_id,sex", encoding="utf-8")
    return study


@pytest.mark.parametrize(
    ("written", "kind", "content"),
    [
        ('<img src="images/a%20dot.png" alt="">', "image/png", DOT),
        ("<img alt='a > b' src='images/a dot.png'>", "image/png", DOT),
        ("<IMG alt=x src=square.svg>", "image/svg+xml", SQUARE),
    ],
)
def test_an_image_is_put_in_where_its_path_stood(folder, written, kind, content):
    assert f'src="{data_url(kind, content)}"' in with_images(cleaned(written), folder)


def test_other_libraries_do_not_decide_on_the_prefixes_of_a_drawing():
    drawing = f'<svg xmlns="{SVG}" xmlns:xlink="{XLINK}"><g id="a" /><use xlink:href="#a" /></svg>'
    for prefix, namespace in (("", "urn:other"), ("x", SVG), ("link", XLINK)):
        ET.register_namespace(prefix, namespace)
        assert (drawing.encode(), ()) == cleaned_svg(drawing.encode())


def test_a_style_takes_its_images_in_too(folder):
    html = with_images('<p style="color: red; background: url(square.svg)">a</p>', folder)
    wanted = f"color: red; background: url({data_url('image/svg+xml', SQUARE)})"
    assert f'<p style="{wanted}">a</p>' == html


@pytest.mark.parametrize(
    "html",
    [
        '<img src="data:image/png;base64,AAAA">',
        '<img src="#picture-of:figure.ttdp">',
        '<img data-src="nothing.png" src="#a">',
        "<p>url(nothing.png) and src=nothing.png</p>",
        '<p style="fill: url(#pattern)">a</p>',
    ],
)
def test_what_is_no_path_stays_as_it_is(folder, html):
    assert html == with_images(html, folder)


@pytest.mark.parametrize(
    "coded", ["A", "AAA", 'AAAA" onerror="alert(1)', "AAAA'>", "%41%41", "AAAA)AAAA"]
)
def test_an_image_within_the_page_holds_nothing_but_an_image(folder, coded):
    with pytest.raises(BadImage, match="an image within the page cannot be read"):
        with_images(f'<img src="data:image/png;base64,{escape(coded)}">', folder)
    with pytest.raises(BadImage, match="an image within the page cannot be read"):
        with_images('<p style="background: url(data:image/png;base64,AAA)">a</p>', folder)


@pytest.mark.parametrize("path", ["nothing.png", "../other.png", "link.png", "images", "a\0b.png"])
def test_what_is_not_of_the_study_is_missing(folder, path):
    with pytest.raises(MissingImage, match="the study folder has no image"):
        with_images(f'<img src="{path}">', folder)


def test_a_file_that_is_no_image_is_not_taken_in(folder):
    with pytest.raises(BadImage, match=r"'table\.png' is not an image that a page can show"):
        with_images('<img src="table.png">', folder)


def test_an_image_has_its_limit(folder):
    (folder / "large.png").write_bytes(DOT + bytes(MOST_OF_IMAGE))
    with pytest.raises(BadImage, match=r"has 5 MB; such a file may have up to 5 MB"):
        with_images('<img src="large.png">', folder)


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>alert(1)</script>", "holds an element script"),
        ('<rect onload="alert(1)"/>', "holds an attribute onload"),
        ("<foreignObject/>", "holds an element foreignObject"),
        ('<image xlink:href="http://example.org/x.png"/>', "refers to"),
        ('<use href="other.svg#a"/>', "refers to 'other.svg#a'"),
        ("<style>rect { fill: url(http://example.org/x) }</style>", "refers to"),
        ("<style>@import 'x.css';</style>", "imports another style sheet"),
        ('<a href="javascript:alert(1)"/>', "holds an element a; refers to 'javascript:alert"),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', "holds an element animate"),
        ('<image href="data:image/svg+xml;base64,AA=="/>', "refers to 'data:image/svg"),
        (r'<rect style="fill: u\72l(http://example.org/x)"/>', "refers to 'http://example.org/x'"),
        ('<rect fill="url(http://example.org/x)"/>', "refers to 'http://example.org/x'"),
        ('<style>rect { fill: image-set("x.png" 1x) }</style>', "refers to 'x.png'"),
        ('<rect xml:base="http://example.org"/>', "holds an attribute xml:base"),
        ('<p xmlns="http://www.w3.org/1999/xhtml"/>', "holds an element p"),
        ("<filter><feImage/></filter>", "holds an element feImage"),
        ("<SCRIPT/>", "holds an element SCRIPT"),
    ],
)
def test_an_svg_is_a_picture_and_no_more(inside, fault):
    with pytest.raises(BadImage, match=fault):
        taken_in("x.svg", svg(inside))


def test_an_svg_may_refer_to_itself():
    kept = '<style>rect { fill: url(#a) }</style><use xlink:href="#b"/><!-- c -->'
    assert "image/svg+xml" == taken_in("x.svg", svg(kept))[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "first",
    ['<!DOCTYPE svg [<!ENTITY a "b">]>', '<?xml-stylesheet href="http://example.org/x.css"?>'],
)
def test_an_svg_has_no_entities_and_no_style_sheet_elsewhere(first, encoding):
    with pytest.raises(BadImage, match="is not an image"):
        taken_in("x.svg", (first + svg("").decode()).encode(encoding))


def test_what_drawing_programs_keep_for_themselves_is_left_out_of_an_svg():
    links = 'xmlns:i="http://www.inkscape.org/namespaces/inkscape"'
    inside = f'<g {links} i:label="L"><i:page/>a<metadata>who</metadata>b</g>'
    assert (
        svg("<g>ab</g>").replace(b' xmlns:xlink="http://www.w3.org/1999/xlink"', b"")
        == (taken_in("x.svg", svg(inside))[1])
    )


@pytest.mark.parametrize(("depth", "passes"), [(198, True), (199, True), (200, False)])
def test_an_svg_is_nested_as_deep_as_a_drawing_needs(depth, passes):
    drawing = svg("<g>" * depth + "</g>" * depth)
    if passes:
        assert "image/svg+xml" == taken_in("x.svg", drawing)[0]
    else:
        with pytest.raises(BadImage, match="more than 200 deep"):
            taken_in("x.svg", drawing)


@pytest.mark.parametrize("name", ["ttdp", "swimmer", "adverse_events"])
def test_the_figures_of_the_program_are_pictures_and_no_more(project, name):
    drawn = (project / f"figures/{name}.svg").read_bytes()
    assert "image/svg+xml" == taken_in("x.svg", drawn)[0]


def test_the_manuscript_holds_the_images_that_its_templates_name(case, folder):
    study, results, _ = case("reference")
    own = folder / "templates/sections/title.md.j2"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("A title ![A square](square.svg)", encoding="utf-8")
    style = folder / "templates/styles/screen.css"
    style.parent.mkdir(parents=True)
    style.write_text("body { background: url('images/a dot.png'); }", encoding="utf-8")
    page = Typesetter(study, results, folder).manuscript().page
    assert 1 == page.count(f'src="{data_url("image/svg+xml", SQUARE)}" alt="A square"')
    assert 1 == page.count(f"body {{ background: url({data_url('image/png', DOT)}); }}")


@pytest.mark.parametrize(
    ("path", "code"), [("nothing.png", "missing-image"), ("table.png", "bad-image")]
)
def test_each_image_that_the_page_cannot_take_in_is_found_at_its_line(folder, path, code):
    style = folder / "templates/styles/screen.css"
    style.parent.mkdir(parents=True)
    style.write_text(f"body {{\n background: url({path});\n}}", encoding="utf-8")
    [finding] = image_findings(folder)
    assert (code, "templates/styles/screen.css", 2) == (
        finding.code,
        finding.place.file,
        finding.place.row,
    )


def test_an_image_that_only_rendering_names_is_found_in_its_section(case, folder):
    study, results, _ = case("reference")
    own = folder / "templates/sections/title.md.j2"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('T <img src="{{ "table" }}.png">', encoding="utf-8")
    [finding] = [f for f in proof(study, results, folder).findings if f.is_error]
    assert ("template-fails", "templates/sections/title.md.j2") == (
        finding.code,
        finding.place.file,
    )
