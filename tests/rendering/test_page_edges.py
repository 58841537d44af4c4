"""What a reader of the PDF would not see whole is found, and long words and tables stay readable."""

import re
from pathlib import Path

import pytest
import weasyprint

from il2report.document.html import html
from il2report.document.tree import Fragment, Number
from il2report.errors import StudyRefused
from il2report.pages.page_boxes import boxes_of
from il2report.pages.page_edges import cut_content
from il2report.pages.pdf import measure, print_pdf
from il2report.pages.print_tree import (
    let_long_words_break,
    long_tables,
    repeat_title,
    split_tables,
    without_first_continued,
)
from il2report.tables.printing import in_lines
from il2report.verification.pdf_text import read_pdf
from il2report.workflow.printing import manuscript_pdf

CSS = (Path(__file__).parents[2] / "src/il2report/templates/styles/print.css").read_text(
    encoding="utf-8"
)
COMMON = (Path(__file__).parents[2] / "src/il2report/templates/styles/common.css").read_text(
    encoding="utf-8"
)
SENTENCE = "Words of a sentence that fills the columns of a page. "


def laid_out(body, behind="", lead=90):
    source = weasyprint.HTML(
        string=f"<html lang=en><head><style>{COMMON}{CSS}</style></head><body><article>"
        f'<div class="body"><p>{SENTENCE * lead}</p>{body}<p>{SENTENCE * 40}</p></div>{behind}</article></body></html>'
    )
    let_long_words_break(source.etree_element)
    for table in long_tables(source.etree_element):
        repeat_title(table)
    document = source.render()
    without_first_continued(document)
    return document


def row(*cells):
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


SIDE, FOOT, COLUMN = "side of the page", "foot or head of the page", "runs into another column"
PICTURE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='3000' height='9000'/>"


@pytest.mark.parametrize(
    ("body", "how"),
    [
        (f"<table>{row(*['columnword'] * 30)}</table>", SIDE),
        (f'<p style="white-space: nowrap">{SENTENCE * 5}</p>', SIDE),
        (f'<p style="margin-left: -99mm">{SENTENCE}</p>', COLUMN),
        (f'<p style="margin-left: -199mm">{SENTENCE}</p>', SIDE),
        (f'<p style="position: absolute; top: 400mm">{SENTENCE}</p>', FOOT),
        (f'<div style="overflow: hidden; height: 9px"><p>{SENTENCE * 9}</p></div>', FOOT),
        (f'<div style="overflow: hidden"><p style="white-space: nowrap">{SENTENCE}{SENTENCE}</p></div>', SIDE),
        (f'<p><img alt="" style="max-width: none; max-height: none" src="{PICTURE}"></p>', SIDE),
        (f'<p><img alt="" style="max-height: none; width: 60mm" src="{PICTURE}"></p>', None),
        (f'<p style="letter-spacing: 9mm; white-space: nowrap">{SENTENCE}</p>', SIDE),
    ],
)  # fmt: skip
def test_content_that_is_cut_or_printed_over_other_text_is_found(body, how):
    found = [cut.how for cut in cut_content(laid_out(body))]
    assert any(how in each for each in found) if how else not found


def test_a_line_that_does_not_wrap_and_runs_into_the_next_column_is_found():
    found = cut_content(laid_out(f'<p style="white-space: nowrap">{SENTENCE * 2}</p>', lead=5))
    assert [COLUMN] == [cut.how for cut in found]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>https://example.org/{'a' * 300}</p>",
        f"<p>one <em>two{'b' * 200}</em> three{'c' * 200} four</p>",
        f"<pre>{'d' * 200}</pre>",
        f"<table>{row('word', 'e' * 200, 'word')}</table>",
        f"<h3>{'f' * 90}</h3>",
        f"<ul><li>{'g' * 200}</li></ul>",
        f"<p><code>{'h' * 200}</code></p>",
        f'<p><img alt="" src="{PICTURE}"></p>',
        f"<p>{SENTENCE}</p>",
        f"<table>{row('one', 'two')}</table>",
        f"<p>{'長' * 200}</p>",
    ],
)
def test_long_words_wrap_and_large_images_are_made_smaller(body):
    assert () == cut_content(laid_out(body))


def test_nothing_of_a_text_is_lost_or_moved_when_its_long_words_break():
    long = "x" * 40
    text = f"one {long} two <em>{long}</em> three {long}-{long} four"
    source = weasyprint.HTML(string=f"<p>{text}</p>").etree_element
    before = "".join(source.itertext())
    let_long_words_break(source)
    assert before == "".join(source.itertext())
    assert 3 == sum(each.get("class") == "long-word" for each in source.iter("span"))


def long_table(classes):
    rows = "".join(row(f"P{n:03}", "value") for n in range(120))
    return (
        f'<div class="following"><figure class="{classes}" id="table-a"><table>'
        '<caption id="c"><span class="label">Table S3.</span> Sixteen to a page.</caption>'
        f"<thead><tr><th>Patient</th><th>Value</th></tr></thead><tbody>{rows}</tbody></table></figure></div>"
    )


def titles(document):
    """What each page of the table prints above its rows."""
    pages = (
        "".join(getattr(box, "text", None) or "" for box in page._page_box.descendants())
        for page in document.pages
    )
    return [
        re.search(r"(Table S3.*?)Patient", text)[1].strip() if "Table S3" in text else "nothing"
        for text in pages
        if re.search(r"P\d{3}", text)
    ]


def test_a_long_table_repeats_its_title_with_the_word_continued():
    document = laid_out("", long_table("block long"))
    first, *others = titles(document)
    assert "Table S3. Sixteen to a page." == first
    assert others
    assert {"Table S3. Sixteen to a page. (continued)"} == set(others)


def test_a_table_that_turns_out_to_be_split_is_found():
    document = laid_out("", long_table("wide"))
    assert ["table"] == [table.tag for table in split_tables(document)]
    assert [] == split_tables(laid_out("", long_table("block long")))


def test_a_float_that_is_taller_than_a_page_follows_the_text_and_repeats_its_title(tmp_path):
    table = long_table("float").partition(">")[2].removesuffix("</div>")
    page = (
        f"<html lang=en><head><title>t</title><style>{COMMON}{CSS}</style></head><body><article>"
        f'<div class="body"><p>{SENTENCE * 90}</p>{table}<p>{SENTENCE * 40}</p></div></article></body></html>'
    )
    content, complaints, cut = print_pdf(page, tmp_path, {}, "{}")
    assert ((), ()) == (complaints, cut)
    pages = [sheet.text for sheet in read_pdf(content).pages if "Table S3." in sheet.text]
    assert len(pages) > 1
    assert [False, *[True] * (len(pages) - 1)] == ["(continued)" in text for text in pages]


def test_what_is_wrong_with_an_image_is_complained_of_although_it_was_measured_before(tmp_path):
    page = (
        f"<html lang=en><head><title>t</title><style>{COMMON}{CSS}</style></head><body><article>"
        '<div class="body"><p>Text</p><img alt="" src="missing.png"></div></article></body></html>'
    )
    measure(page, tmp_path, ())
    _, complaints, _ = print_pdf(page, tmp_path, {}, "{}")
    assert [True] == ["missing.png" in complaint for complaint in complaints]


def test_a_build_stops_at_what_would_be_cut_off():
    cut = cut_content(laid_out(f"<table>{row(*['columnword'] * 30)}</table>"))
    with pytest.raises(StudyRefused) as refused:
        manuscript_pdf(lambda: (b"%PDF", (), cut))
    assert {("cut-content", 1)} == {(each.code, each.place.page) for each in refused.value.findings}
    assert b"%PDF" == manuscript_pdf(lambda: (b"%PDF", (), ()))


def test_a_list_of_doses_has_eight_values_to_a_line():
    doses = [Fragment.of(Number("doses", "14", 14))] * 17
    lines = html(in_lines(doses)).split("<br>")
    assert [8, 8, 1] == [line.count("<data") for line in lines]
    two = [Fragment.of("14"), Fragment.of("12")]
    assert ("14, 12", "–") == (str(in_lines(two)), in_lines([]))


def test_a_raised_citation_leaves_the_distance_of_the_lines_as_it_is():
    cited = "<p>" + "words<sup>1,2</sup> of a paragraph " * 30 + "</p>"
    document = laid_out(cited, lead=2)
    heights = {
        round(line.height, 2)
        for _, box in boxes_of(document, "p")
        for line in box.children
        if type(line).__name__ == "LineBox"
    }
    assert 1 == len(heights)
