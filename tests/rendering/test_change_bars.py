"""A bar stands beside each printed line that changed, and beside no other."""

from base64 import b64encode
from io import BytesIO

import pytest
from pypdf import PdfReader
from redline_pages import manuscript, picture, table

from il2report.pages.arrangement import laid_out_with_floats
from il2report.pages.change_bars import DISTANCE, change_bars, changed_elements
from il2report.pages.pdf import PrintSource, print_redline
from il2report.redline import redline
from il2report.templating.template_files import shipped_templates

LONG = "A sentence of ordinary length stands here and is followed by others of its kind. " * 9


@pytest.fixture(scope="module")
def html():
    """A redline of three pages: changes in columns, in a table, in a figure, and in none."""
    styles = "".join(
        (shipped_templates() / f"styles/{name}.css").read_text() for name in ("common", "print")
    )
    sides = []
    for words, count, source in (("ordinary", "7", "a"), ("uncommon", "8", "b")):
        first = f"<p>{LONG}</p>".replace("ordinary", words, 2)
        blocks = [first, table([("Fever", [count]), ("Rigor", ["3"])]), *[f"<p>{LONG}</p>"] * 9]
        sides.append(manuscript(*blocks, picture(source, "A curve."), f"<p>{LONG}</p>"))
    made = redline(*sides).html.replace("</head>", f"<style>{styles}</style></head>", 1)
    for source, width in (("a", 90), ("b", 80)):
        drawing = f"%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} 9'/%3E"
        coded = b64encode(source.encode()).decode()
        made = made.replace(f"data:image/png;base64,{coded}", f"data:image/svg+xml,{drawing}")
    return made


@pytest.fixture(scope="module")
def laid_out(html, tmp_path_factory):
    source = PrintSource(html, tmp_path_factory.mktemp("study"))
    return laid_out_with_floats(source.root, source.layout), changed_elements(source.root)


def _lines(sheet, changed):
    """Every line of text: its top, its bottom, and whether something in it changed."""
    for box in sheet._page_box.descendants(placeholders=True):
        if type(box).__name__ == "LineBox":
            yield (
                box.position_y,
                box.position_y + box.height,
                any(part.element in changed for part in box.descendants()),
            )


def test_every_changed_line_has_a_bar(laid_out):
    document, changed = laid_out
    for sheet in document.pages:
        bars = change_bars(sheet._page_box, changed)
        for top, bottom, has_changed in _lines(sheet, changed):
            middle = (top + bottom) / 2
            assert not has_changed or any(bar.top < middle < bar.bottom for bar in bars)


def test_a_page_without_a_change_has_no_bar(laid_out):
    document, changed = laid_out
    for sheet in document.pages:
        has_bars = bool(change_bars(sheet._page_box, changed))
        boxes = sheet._page_box.descendants(placeholders=True)
        assert any(box.element in changed for box in boxes) == has_bars


def test_bars_are_little_taller_than_the_lines_and_pictures_that_changed(laid_out):
    document, changed = laid_out
    bars = changes = 0.0
    for sheet in document.pages:
        bars += sum(bar.bottom - bar.top for bar in change_bars(sheet._page_box, changed))
        lines = _lines(sheet, changed)
        changes += sum(bottom - top for top, bottom, has_changed in lines if has_changed)
        boxes = sheet._page_box.descendants(placeholders=True)
        changes += sum(b.height for b in boxes if b.element_tag == "img" and b.element in changed)
    assert 0.8 * changes < bars < 1.3 * changes


def test_bars_stand_left_of_the_columns_and_not_in_the_text(laid_out):
    document, changed = laid_out
    lefts = {bar.x for sheet in document.pages for bar in change_bars(sheet._page_box, changed)}
    starts = {
        box.position_x
        for sheet in document.pages
        for box in sheet._page_box.descendants(placeholders=True)
        if box.element_tag in {"article", "figure", "table"} or getattr(box, "is_column", False)
    }
    assert lefts <= {start - DISTANCE for start in starts}


def test_the_pdf_has_the_bars_as_artifacts_and_nothing_is_complained_of(html, tmp_path):
    content, complaints = print_redline(html, tmp_path)
    pages = PdfReader(BytesIO(content)).pages
    drawn = [page.get_contents().get_data() for page in pages]
    assert () == complaints
    assert all(data.startswith(b"/Artifact BMC q 0 g") for data in drawn)
    assert sum(data.partition(b"EMC")[0].count(b" re f") for data in drawn) >= 4


def test_what_the_redline_says_of_its_own_has_no_bar(laid_out):
    document, changed = laid_out
    key = [
        box.element
        for box in document.pages[0]._page_box.descendants()
        if box.element_tag in {"del", "ins"} and box.element.text in {"no longer there", "new"}
    ]
    assert key
    assert changed.isdisjoint(key)
