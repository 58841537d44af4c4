"""What a draft prints is read from its tree, and of one that was issued before there was one, from its page."""

import json

import pytest
from drafts_on_disk import write_draft

from il2report.document.document import Document, DocumentSection, Front, NumberedFigure
from il2report.document.document_json import document_json
from il2report.document.html import html
from il2report.document.tree import Fragment, Number
from il2report.pages.places import PrintedNumber
from il2report.revisions.drafts import digest, read_draft
from il2report.workflow.editions import printed_in, tree_of

OF_THE_TREE, OF_THE_PAGE = Number("a.n", "4", 4), Number("a.n", "5", 5)
FRONT = Front(Fragment.of("Title"), "Title", (), (), "Draft 1", "", None, None, Fragment())
TREE = document_json(
    Document(
        FRONT,
        (DocumentSection("results", "results", "Results", Fragment.of(OF_THE_TREE)),),
        figures=(NumberedFigure("figure.ttdp", "Figure 1", Fragment()),),
    )
)


@pytest.fixture
def folder(tmp_path):
    """A draft whose page prints one number, without a tree."""
    folder = write_draft(tmp_path, 1, "one")
    page = folder / "manuscript.html"
    marked = f"<h2>Results</h2><p>{html([OF_THE_PAGE])}</p>"
    page.write_text(page.read_text(encoding="utf-8") + marked, encoding="utf-8")
    return folder


def printed(folder):
    draft = read_draft(folder)
    return printed_in(draft, tree_of(draft))


def add_tree(folder, content, issued=None):
    (folder / "document.json").write_text(content, encoding="utf-8")
    record = json.loads((folder / "draft.json").read_text(encoding="utf-8"))
    record["files"]["document.json"] = digest((issued or content).encode())
    (folder / "draft.json").write_text(json.dumps(record), encoding="utf-8")


def test_a_draft_of_the_older_form_is_read_by_its_page(folder):
    numbers, labels = printed(folder)

    assert (PrintedNumber("a.n", "5", "Results"),) == numbers
    assert {} == labels


def test_a_draft_with_a_tree_is_read_by_that(folder):
    add_tree(folder, TREE)
    numbers, labels = printed(folder)

    assert ("a.n", "4") == (numbers[0].result_id, numbers[0].text)
    assert {"figure.ttdp": "Figure 1"} == labels


@pytest.mark.parametrize(("content", "issued"), [(TREE, "another"), ("{}", None), ("", None)])
def test_a_tree_that_was_altered_or_is_damaged_is_not_believed(folder, content, issued):
    add_tree(folder, content, issued)

    assert "5" == printed(folder)[0][0].text
