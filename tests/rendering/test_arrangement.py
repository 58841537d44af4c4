"""Floats on real pages: laid out by WeasyPrint, read back from the boxes."""

import logging
from pathlib import Path

import pytest
import weasyprint
from weasyprint.formatting_structure import boxes

from il2report.errors import BuildFailed
from il2report.pages.arrangement import LINE, laid_out_with_floats

STYLES = Path(__file__).parents[2] / "src/il2report/templates/styles"
SENTENCE = "A sentence of ordinary length stands here and is followed by others of its kind. "


def _document(paragraphs: int, floats: dict[int, float], supplement: str = "") -> str:
    """A page whose paragraph of a number is followed by a float so many millimeters tall."""
    blocks = ["<h2>Results</h2>"]
    for number in range(paragraphs):
        blocks.append(f"<p>{SENTENCE * 6}</p>")
        if number in floats:
            picture = f'<div style="height: {floats[number]}mm">Figure</div>'
            blocks.append(f'<figure class="float" id="float-{number}">{picture}</figure>')
    css = (STYLES / "print.css").read_text()
    return (
        f'<html lang="en"><head><title>T</title><style>{css}</style></head><body><article>'
        f'<header class="title-block"><h1 data-running="T">T</h1></header>'
        f'<div class="body">{"".join(blocks)}</div>'
        f'<section class="supplement">{supplement}</section></article></body></html>'
    )


def _laid_out(html: str):
    source = weasyprint.HTML(string=html)
    return laid_out_with_floats(source.etree_element, source.render)


def _floats(document) -> list[tuple[int, object]]:
    """The boxes of all floats with their pages, in the order of the pages."""
    return [
        (number, box)
        for number, page in enumerate(document.pages, start=1)
        for box in page._page_box.descendants(placeholders=True)
        if box.element is not None and box.element_tag == "figure"
    ]


def _names(document) -> list[str]:
    return [box.element.get("id") for _, box in _floats(document)]


def _lines(page) -> list[object]:
    """The lines of the text in the columns of a page."""
    columns = [box for box in page._page_box.descendants() if getattr(box, "is_column", False)]
    return [
        box for column in columns for box in column.descendants() if isinstance(box, boxes.LineBox)
    ]


def _is_clear_of_text(page, box) -> bool:
    """Whether a float stands above all text of its page, or, unless placed, below all of it."""
    lines = _lines(page)
    if "placed" in box.element.get("class"):
        return box.position_y + box.border_height() <= min(line.position_y for line in lines)
    return all(line.position_y + line.height <= box.position_y for line in lines)


@pytest.mark.parametrize(
    "floats",
    [
        pytest.param({8: 70}, id="one"),
        pytest.param({8: 70, 9: 60}, id="two from one page"),
        pytest.param({1: 50}, id="one from the page of the abstract"),
        pytest.param({8: 100, 9: 100, 10: 100, 11: 40}, id="more than their pages hold"),
        pytest.param({13: 90, 27: 90, 29: 60}, id="called at page ends and at the end of the text"),
        pytest.param({5: 240}, id="taller than a page of text can take"),
    ],
)
def test_floats_stand_once_in_order_and_clear_of_the_text(floats):
    document = _laid_out(_document(30, floats))
    assert [f"float-{number}" for number in floats] == _names(document)
    assert all(
        _is_clear_of_text(document.pages[number - 1], box) for number, box in _floats(document)
    )


def test_pages_between_the_first_and_the_last_are_filled_to_their_foot():
    document = _laid_out(_document(30, {8: 70, 9: 90, 20: 90}))
    for page in document.pages[1:-2]:
        foot = page._page_box.content_box_y() + page._page_box.height
        assert foot - max(line.position_y + line.height for line in _lines(page)) < 60


def test_a_float_that_lands_on_another_page_than_planned_follows_the_text():
    source = weasyprint.HTML(string=_document(30, {8: 70, 20: 90}))
    body = next(part for part in source.etree_element.iter("div") if part.get("class") == "body")
    layouts = []

    def layout_of_a_text_that_shrank_after_measuring():
        for paragraph in body.findall("p")[:12] if len(layouts) == 1 else ():
            paragraph.text = "Short."
        layouts.append(source.render())
        return layouts[-1]

    document = laid_out_with_floats(
        source.etree_element, layout_of_a_text_that_shrank_after_measuring
    )
    assert ["float-8", "float-20"] == _names(document)
    assert "float" == _floats(document)[-1][1].element.get("class")
    assert all(
        _is_clear_of_text(document.pages[number - 1], box) for number, box in _floats(document)
    )


def _with_references(floats, entries=30):
    html = _document(12, floats, supplement="<h2>Supplement</h2>")
    works = "".join(f"<li>{SENTENCE}</li>" for _ in range(entries))
    references = f'<section class="references"><h2>References</h2><ol>{works}</ol></section>'
    return html.replace("</div><section", f"{references}</div><section")


def _where(document, tag, name):
    """The page and the height at which an element begins."""
    return next(
        (number, box.position_y)
        for number, page in enumerate(document.pages, start=1)
        for box in page._page_box.descendants(placeholders=True)
        if box.element is not None and box.element_tag == tag and name in str(box.element.attrib)
    )


@pytest.mark.parametrize(
    "floats",
    [
        pytest.param(dict.fromkeys(range(2, 12), 120), id="more than the text has pages for"),
        pytest.param({5: 240}, id="taller than a page of text can take"),
        pytest.param({3: 60, 4: 240, 5: 60, 11: 60}, id="one too tall between others"),
    ],
)
def test_floats_that_follow_the_text_stand_before_the_references(floats):
    document = _laid_out(_with_references(floats))
    assert [f"float-{number}" for number in floats] == _names(document)
    references = _where(document, "section", "references")
    assert all(_where(document, "figure", f"float-{n}") < references for n in floats)
    assert references < _where(document, "section", "supplement")


def _line_tops(columns):
    return [
        [round(box.position_y, 2) for box in column.descendants() if isinstance(box, boxes.LineBox)]
        for column in columns
    ]


def test_text_and_references_have_columns_of_their_own_that_end_together():
    document = _laid_out(_with_references({1: 40}, entries=10))
    page = document.pages[-2]  # the supplement is on the last one
    groups = {}
    for box in page._page_box.descendants():
        if getattr(box, "is_column", False):
            groups.setdefault(round(box.position_y), []).append(box)
    assert 2 == len(groups)
    for columns in groups.values():
        left, right = _line_tops(columns)
        assert abs(left[-1] - right[-1]) <= 2 * LINE + 1
        step = left[-1] - left[-2]
        assert {0.0} == {round((each - left[0]) / step % 1, 2) % 1 for each in right}


def test_a_float_leaves_full_lines_to_the_text_below_it():
    document = _laid_out(_document(30, {8: 71}))
    number, _ = _floats(document)[0]
    top = document.pages[number - 1]._page_box.margin_top
    first = min(line.position_y for line in _lines(document.pages[number - 1]))
    assert 0 == round((first - top) % LINE, 3) % LINE


def test_text_and_floats_that_a_style_sheet_hides_in_print_are_no_obstacle():
    hiding = "p:nth-of-type(3n), #float-3 { display: none }</style>"
    document = _laid_out(_document(12, {3: 60, 8: 60}).replace("</style>", hiding))
    assert ["float-8"] == _names(document)


@pytest.mark.parametrize(
    ("old", "new"), [("article>", "div>"), ('class="body"', 'class="text"'), ("</style>", ".body { display: none }</style>")]
)  # fmt: skip
def test_a_frame_that_leaves_no_text_to_print_is_refused_by_name(old, new):
    with pytest.raises(BuildFailed, match=r"templates/page\.html\.j2"):
        _laid_out(_document(2, {1: 40}).replace(old, new))


def test_the_supplement_comes_back_after_measuring():
    document = _laid_out(_document(10, {3: 40}, supplement="<h2>Supplement</h2>"))
    last = document.pages[-1]._page_box
    assert any(box.element_tag == "h2" for box in last.descendants() if box.element is not None)


def test_a_document_without_floats_is_laid_out_once():
    layouts = []
    source = weasyprint.HTML(string=_document(3, {}))

    def layout():
        layouts.append(source.render())
        return layouts[-1]

    assert laid_out_with_floats(source.etree_element, layout) is layouts[-1]
    assert 1 == len(layouts)


def test_the_style_sheets_raise_no_complaint(caplog):
    css = "".join((STYLES / f"{name}.css").read_text() for name in ("common", "screen", "print"))
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        weasyprint.HTML(string=f"<html lang=en><style>{css}</style><p>x").render()
    assert [] == caplog.messages
