"""Lines as WeasyPrint breaks them, and what the program adds: wholes, limits, soft hyphens."""

from pathlib import Path

import pypdfium2
import pyphen
import pytest

from il2report.pages.line_breaks import (
    HYPHEN,
    MOST_ADDED,
    hyphens_in_a_row,
    limit_spaces,
    lines_of,
    texts_of,
)
from il2report.pages.pdf import PrintSource, warm_up
from il2report.pages.print_tree import keep_whole
from il2report.verification.pdf_text import LINE_END_HYPHEN

SHEET = (
    "@page { size: %smm 200mm; margin: 5mm } .whole { white-space: nowrap } .undivided { hyphens: manual }"
    " .long-word { overflow-wrap: anywhere }"
    " body { hyphens: auto; hyphenate-limit-chars: 7 3 3; text-align: justify; font: 10pt STIXGeneral } p { margin: 0 }"
)
LONG = "considerable interpretation hyphenation documentation administration recommendation "


def source(text, width=60, tag="p"):
    page = f"<html lang=en><style>{SHEET % width}</style><body><{tag}>{text}</{tag}></body></html>"
    return PrintSource(page, Path(__file__).parent)


def printed(document):
    return ["".join(text.text for text in texts_of(line)).strip() for line in lines_of(document)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The estimates of this series are by Kaplan-Meier", "Kaplan-Meier"),
        ("The sum of these is <data>4.3</data>–<data>48.1</data> months", "4.3–48.1"),
        ("The sum of these is <data>4.3</data> to <data>48.1</data>", "4.3 to 48.1"),
        (
            'In a journal doi: <a href="https://doi.org/10.1000/a-b">10.1000/a-b</a>',
            "doi: 10.1000/a-b",
        ),
        ("In a journal https://doi.org/10.1000/a-b", "https://doi.org/10.1000/a-b"),
        ("<p class=references>In J Immunother 25: 82-87 by Lee JK, <em>as</em> is", "82-87"),
        ("<p class=references>In a list PMID: 17129764, and so on", "PMID: 17129764"),
        ("<p class=references>After others by Schwartz JK, and so on", "Schwartz JK"),
        ("As Schwartzentruber has it", "Schwartzentruber"),
        ("Given interleukin-2 as is", "interleukin-2"),
    ],
)
def test_no_line_ends_within_a_name_an_interval_or_a_doi(text, whole):
    for width in range(45, 75):
        lines = printed(source(text, width).layout())
        assert any(whole in line for line in lines), lines


def test_a_word_in_a_table_keeps_its_breaks_and_one_too_long_has_some():
    table = source("<tr><td>Kaplan-Meier</td></tr>", 12, "table")
    assert 2 == len(printed(table.layout()))
    assert 1 < len(printed(source("a" * 60, 40).layout()))


def test_a_line_takes_what_fits_into_it_but_for_the_space_at_its_end():
    """WeasyPrint alone ends such a line behind its first word."""
    text = f"{'word ' * 30}with <data>1.23</data> and <data>45.6</data> in{' all of these' * 4}"
    for width in (each / 4 for each in range(200, 232)):
        lines = printed(source(text, width).layout())
        assert [] == [each for each in lines[:-1] if len(each) < 0.6 * len(lines[0])]


def test_spaces_are_widened_to_a_limit_and_their_line_ends_short():
    document = source(f"Words and then {'x' * 25} follow. " * 3, 52).layout()
    before = [text.justification_spacing for line in lines_of(document) for text in texts_of(line)]
    limit_spaces(document)
    lines = list(lines_of(document))
    most = MOST_ADDED * lines[0].style["font_size"]
    after = [text.justification_spacing for line in lines for text in texts_of(line)]
    assert max(before) > most + 0.1
    assert max(after) == pytest.approx(most)
    assert [min(most, each) for each in before] == pytest.approx(after)
    for line in lines:
        ends = [text.position_x + text.width for text in texts_of(line)]
        assert line.position_x + line.width == pytest.approx(max(ends), abs=0.01)


def test_words_of_a_third_hyphen_in_a_row_are_named_and_kept_whole():
    narrow = next(
        each
        for each in (source(LONG * 9, width) for width in range(32, 60))
        if any(hyphens_in_a_row(each.layout()))
    )
    found = list(hyphens_in_a_row(narrow.layout()))
    assert {word for _, word in found} <= set(LONG.split())
    for _ in range(5):
        for element, word in found:
            keep_whole(element, word)
        found = list(hyphens_in_a_row(narrow.layout()))
    assert [] == found


def test_a_divided_word_has_a_soft_hyphen_and_a_typed_hyphen_stays():
    narrow = source(f"It is {LONG * 3} well-meaning words", 52)
    document = narrow.layout()
    assert sum(line.endswith(HYPHEN) for line in printed(document)) > 1
    with pypdfium2.PdfDocument(narrow.write(document)) as pdf:
        whole = pdf[0].get_textpage().get_text_range()
    assert HYPHEN not in whole
    joined = whole.replace(LINE_END_HYPHEN, "").replace("\r\n", " ")
    assert {*LONG.split()} <= {*joined.split()}
    assert "well-meaning" in joined


def test_numbers_that_no_line_divides_are_taken_out_of_their_elements():
    text = (
        "<data>Fifteen</data> of <data>15</data> (<data>13.3</data>%; <data>95%</data> CI <data>1.7</data>-<data>40.5</data>),"
        " <data id=a>two</data> <data>two</data>, <data><em>3</em></data>, <data>not reached</data>, <data>3-4</data>"
    )
    (paragraph,) = source(text).root.iter("p")
    assert ["Fifteen", "two", "3", "not reached", "3-4"] == [
        "".join(each.itertext()) for each in paragraph.iter("data")
    ]
    assert "Fifteen of 15 (13.3%; 95% CI 1.7-40.5), two two, 3, not reached, 3-4" == "".join(
        paragraph.itertext()
    )


def test_lines_break_as_they_do_around_numbers_in_elements():
    """An element of another name keeps its box."""
    text = (
        "A share of <x>13.3</x>% (<x>two</x> of <x>15</x>; <x>95%</x> CI, <x>1.7</x>-<x>40.5</x>) was small. "
        * 4
    )
    marked = f"<style>mark {{ white-space: nowrap; hyphens: manual }}</style>{text.replace('x>', 'mark>')}"
    for width in range(45, 60):
        ours = printed(source(text.replace("x>", "data>"), width).layout())
        assert printed(source(marked, width).layout()) == ours


def test_the_process_that_prints_has_hyphens_before_the_first_page_comes(monkeypatch):
    monkeypatch.setattr(pyphen, "hdcache", {})
    warm_up()
    assert ["hyph_en_US.dic"] == [path.name for path in pyphen.hdcache]
