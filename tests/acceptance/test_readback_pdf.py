"""The printed manuscript has every letter of the page, and a difference between them is found."""

import io
import re
from dataclasses import replace

import pikepdf
import pypdf
import pytest
from reading_back import replaced

from il2report.received.pdf import UnreadablePdf
from il2report.verification.build import read_build
from il2report.verification.in_print import (
    PAGE_END,
    PrintedBlock,
    compact,
    compared,
    parts_in_print,
    print_findings,
    printed_blocks,
    running_lines,
    with_whole_words,
    without_running_lines,
)
from il2report.verification.pdf_text import LINE_END_HYPHEN, read_pdf
from il2report.verification.shown import Page
from il2report.verification.truth import NUMBER


@pytest.fixture(scope="module")
def build(built):
    return read_build(built.folder)


@pytest.fixture(scope="module")
def page(build):
    return Page(build.html)


@pytest.fixture(scope="module")
def document(build):
    return read_pdf(build.pdf)


@pytest.fixture(scope="module")
def sheets(document, page):
    """The text of each page without head and foot."""
    pages = [sheet.text for sheet in document.pages]
    missing, rest = without_running_lines(pages, *running_lines(page))
    assert [] == missing
    return rest


def test_nothing_is_wrong_with_the_print(build, page):
    assert [] == list(print_findings(page, build))


def test_there_is_something_to_compare(document, page):
    assert len(document.pages) > 5
    assert len(NUMBER.findall(" ".join(block.text for block in printed_blocks(page)))) > 700


def test_another_library_reads_the_same_text(build, document):
    reader = pypdf.PdfReader(io.BytesIO(build.pdf))
    theirs = [compact(sheet.extract_text()) for sheet in reader.pages[:2]]
    block = PrintedBlock("", "".join(theirs), None)
    ours = with_whole_words([sheet.text for sheet in document.pages[:2]], [block])
    assert theirs == list(map(compact, ours))


def test_no_text_is_beyond_the_edge_of_a_page(document):
    assert [()] * len(document.pages) == [sheet.outside for sheet in document.pages]


def test_a_pdf_of_this_build_is_read_as_one_from_elsewhere_is(build, document):
    assert document == read_pdf(build.pdf, is_own=True)


RATE = re.compile(
    rb"(\S+) (\S+) Tm\n(\S+ \S+ Tf)\n\[([^\]]*?)(<0015>0<0013>0<0011>0<0013>0)([^\]]*)\] TJ"
)
"""How page one draws "20.0": place and font of its line, the glyphs before it, its own, those after."""
MOVED = rb"%b %b Tm\n\3\n[\5] TJ\n1 0 0 -1 \1 \2 Tm\n[\4\6] TJ"
"""The number at another place of the page, and then its line without it."""


def with_drawing(pdf, change):
    """Change the content of page one, or its fonts."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened.pages[0])
        written = io.BytesIO()
        opened.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("drawn", "found"),
    [
        (rb"\1 \2 Tm\n\3\n[\4<0015>0<0014>0<0011>0<0013>0\6] TJ", "was21.0%"),
        (rb"\1 \2 Tm\n\3\n[\4\6] TJ", "was%"),
        (MOVED % (b"900", b"\\2"), "'20.0' is beyond the edge"),
        (MOVED % (b"-60", b"\\2"), "'20.0' is beyond the edge"),
        (MOVED % (b"\\1", b"-90"), "'20.0' is beyond the edge"),
        (MOVED % (b"\\1", b"2000"), "'20.0' is beyond the edge"),
        (MOVED % (b"782", b"\\2"), "'20.0' is beyond the edge"),
        (rb"\1 \2 Tm\n\3\n[\4] TJ 0 Tz\n[\5] TJ 100 Tz\n[\6] TJ", "was%"),
    ],
    ids=["altered", "missing", "right", "left", "low", "high", "cut", "narrow"],
)
def test_a_number_that_was_altered_in_the_pdf_is_found(build, page, drawn, found):
    def change(sheet):
        drawing, times = RATE.subn(drawn, sheet.Contents.read_bytes(), count=1)
        assert times == 1
        sheet.Contents.write(drawing)

    other = replace(build, pdf=with_drawing(build.pdf, change))
    assert found in " ".join(map(str, print_findings(page, other)))


@pytest.mark.parametrize("is_removed", [True, False])
def test_a_font_that_gives_other_letters_is_found(build, page, is_removed):
    def change(sheet):
        for font in sheet.Resources.Font.values():
            if is_removed:
                del font["/ToUnicode"]
            else:
                letters = font.ToUnicode.read_bytes()
                font.ToUnicode.write(letters.replace(b"<0015> <0032>", b"<0015> <0033>"))

    other = replace(build, pdf=with_drawing(build.pdf, change))
    found = [f for f in print_findings(page, other) if f.code == "differing-print"]
    assert len(found) > 10


@pytest.mark.parametrize(
    ("old", "new", "printed"),
    [
        (">20.0</data>%", ">20.1</data>%", "20.1"),
        (">20.0</data>%", ">20</data>%", "20% (three"),
        ("derived clinical benefit.", "derived clinical benefit in 5.", "benefit"),
        ('data-result="cohort.n">15</data>', 'data-result="cohort.n">14</data>', "14"),
        (" 181: 193-201, 1995.", " 181: 193-210, 1995.", "193-210"),
        ("Table S1.", "Table S4.", "S4"),
        ("Reporting follows", "Reporting follow", "follow"),
    ],
)
def test_a_difference_between_page_and_print_is_noticed(build, old, new, printed):
    page = Page(replaced(build.html, old, new))
    found = [f for f in print_findings(page, build) if f.code == "differing-print"]
    assert any(finding.place.page for finding in found)
    assert printed in " ".join(map(str, found))


def test_two_numbers_that_changed_places_are_noticed(build):
    html = build.html.replace(">11.8</data>", ">@</data>").replace(">4.3</data>", ">11.8</data>")
    page = Page(html.replace(">@</data>", ">4.3</data>"))
    assert "11.8" in " ".join(map(str, print_findings(page, build)))


def test_paragraphs_that_changed_places_are_noticed(build, page):
    first, second = (p for p in build.html.split("\n") if "<p>Interleukin-2 (" in p or "<p>Metastasis to" in p)  # fmt: skip
    html = build.html.replace(first, "@").replace(second, first).replace("@", second)
    assert "before the text that it follows" in " ".join(
        map(str, print_findings(Page(html), build))
    )


def test_a_number_that_only_the_print_has_is_noticed(sheets, page):
    planted = [sheets[0].replace("Abstract", "Abstract 77", 1), *sheets[1:]]
    assert ((1, "77"),) == compared(printed_blocks(page), planted).added


def test_a_paragraph_that_is_not_printed_is_noticed(build):
    page = Page(replaced(build.html, '<h2 id="discussion"', '<p>Unprinted words.</p><h2 id="discussion"'))  # fmt: skip
    [finding] = print_findings(page, build)
    assert "'Unprinted words.' of Results, Brain metastases is not printed" in str(finding)


def test_hyphens_at_the_end_of_a_line_go_and_typed_ones_stay():
    printed = "me\N{SOFT HYPHEN}\ndian TTDP of\N{NO-BREAK SPACE}2.9-\n3.1"
    assert "medianTTDPof2.9-3.1" == compact(printed)
    printed = "a well-meant para-graph".replace("-", LINE_END_HYPHEN)
    block = PrintedBlock("", compact("a well-meant paragraph"), None)
    assert ["a well-meant paragraph"] == with_whole_words([printed], [block])
    sheets = [f"a well{LINE_END_HYPHEN}6 of 8", "meant paragraph"]
    assert ["a well-6 of 8", "meant paragraph"] == with_whole_words(sheets, [block])
    sheets = [f"a well-meant para{LINE_END_HYPHEN}6 of 8", "graph"]
    assert ["a well-meant para6 of 8", "graph"] == with_whole_words(sheets, [block])


def test_what_a_reader_does_not_see_is_not_compared():
    typed = "e\N{LATIN SMALL LIGATURE FI}cient\N{SOFT HYPHEN}ly a\N{ZERO WIDTH SPACE}b"
    assert "eficientlyab" == compact(typed)


def test_a_page_break_may_divide_a_block_once_and_not_into_letters():
    end = PAGE_END
    assert [(1, 7)] == parts_in_print("abcdef", "xabcdefx")
    assert [(1, 4), (6, 9)] == parts_in_print("abcdef", f"xabcx{end}def")
    assert [] == parts_in_print("abcdef", "abc-def")
    assert [] == parts_in_print("abcdef", f"abc{end}x{end}def")
    assert [] == parts_in_print("abcdef", f"ab{end}cd{end}ef")
    assert [] == parts_in_print("abcdef", f"a{end}bcdef")


def test_a_page_without_its_number_is_noticed():
    missing, _ = without_running_lines(["text 1 of 2", "text 3 of 2"], [], ["text"])
    assert [(2, "2 of 2")] == missing


def test_results_and_draft_of_the_print_are_those_beside_it(build, page):
    other = replace(build, results=build.results + b"\n")
    assert ["other-draft"] == [finding.code for finding in print_findings(page, other)]
    html = build.html.replace('il2report-draft" content="working', 'il2report-draft" content="1')
    found = print_findings(page, replace(build, html=html))
    assert ["other-draft"] == [finding.code for finding in found]


def test_a_file_that_is_not_a_pdf_is_reported(build, page):
    with pytest.raises(UnreadablePdf):
        read_pdf(b"%PDF-1.7 and no more")
    found = print_findings(page, replace(build, pdf=b"not one"))
    assert ["unreadable-print"] == [finding.code for finding in found]
