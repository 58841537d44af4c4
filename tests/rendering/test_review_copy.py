"""The copy for reviewers: each item of STROBE is on the page and line that the checklist gives."""

import html
import re
from functools import cache

import pypdfium2
import pytest

from il2report.document.strobe import ITEMS
from il2report.pages.manuscript import Typesetter
from il2report.pages.pdf import print_document
from il2report.pages.review_copy import LINE_POINTS, LINES, TOP_POINTS, review_copy
from il2report.results import compute_results
from il2report.study import read_study
from il2report.templating.journal_headings import UnknownHeading, heading
from il2report.templating.strobe_marks import UnknownItem, strobe
from il2report.verification.pdf_text import anchors_in
from il2report.workflow.submitting import page_and_line


@pytest.fixture(scope="module")
def studies():
    """Read and compute a study once."""

    @cache
    def computed(folder):
        study = read_study(folder)
        return study, compute_results(study)

    return computed


def words_behind(page, anchor):
    """Give the first words behind an anchor of the page."""
    behind = page.partition(f'<span id="{anchor}"></span>')[2]
    text = html.unescape(re.sub(r"<[^>]*>", "", behind.partition("</p>")[0].partition("</h")[0]))
    return " ".join(text.split()[:3])


def line_of(pdf, page, line):
    """Read one line of the grid with a reader of its own: the text within its band of the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page - 1]
        top = sheet.get_height() - TOP_POINTS - (line - 1) * LINE_POINTS
        text = sheet.get_textpage().get_text_bounded(70, top - LINE_POINTS, 600, top)
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("reference", "anticancer-research"),
        ("reference", "nejm"),
        ("lung", "ama"),
        ("lung", "lancet"),
    ],
)
def test_each_item_is_on_the_line_that_is_given(project, studies, name, style):
    folder = project if name == "reference" else project / "examples" / name
    study, results = studies(folder)
    setter = Typesetter(study, results, folder, style)
    manuscript = setter.manuscript()
    copy = review_copy(manuscript.document, setter.journal, "en-US")
    pdf, complaints = print_document(copy.page, setter.folder)
    assert () == complaints
    places = anchors_in(pdf)
    assert {"1a", "1b", "2", "3", "4", "12a", "14a", "16a", "18", "19"} <= {
        p.item for p in copy.places
    }
    for each in copy.places:
        page, line = page_and_line(*places[each.anchor])
        assert 1 <= line <= LINES
        assert words_behind(copy.page, each.anchor) in line_of(pdf, page, line), each


def test_the_checklist_has_every_item_once():
    numbers = [each.number for each in ITEMS]
    assert len(set(numbers)) == len(numbers)
    assert [str(n) for n in range(1, 23)] == list(dict.fromkeys(n.rstrip("abcde") for n in numbers))


def test_an_item_or_a_heading_that_there_is_not_is_answered_with_those_that_there_are(
    set_manuscript,
):
    with pytest.raises(UnknownItem, match="STROBE has no item '23'"):
        strobe("23")
    setter, _ = set_manuscript()
    with pytest.raises(UnknownHeading, match="Did you mean methods"):
        heading(setter.journal.headings, "method")
