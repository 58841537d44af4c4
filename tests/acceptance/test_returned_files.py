"""Files that co-authors return, each with the whole report on it: no edit is lost, none invented."""

from pathlib import Path

import pytest
from returned_files import ANN, BOB, CASES, over, returned, tracked, typed, without_anchors
from returned_study import draft_of, write_study
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from il2report.word.opening import word_file_of
from il2report.word.remarks import word_text
from il2report.word.review.report import review_document
from il2report.word.review.review import Review
from il2report.workflow.applying import Outcome, apply
from il2report.workflow.reviewing import Reviewer


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("returned") / "study")


@pytest.fixture(scope="module")
def reviewer(study: Path) -> Reviewer:
    return Reviewer(draft_of(study, study.parent / "draft"))


def reviewed(reviewer: Reviewer, **files: bytes) -> Review:
    return reviewer.review({name: word_text(word_file_of(of, name)) for name, of in files.items()})


def sent(reviewer: Reviewer) -> bytes:
    return (reviewer.draft.folder / "manuscript.docx").read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_the_report_on_a_returned_file_is_whole(
    name: str, reviewer: Reviewer, snapshot: SnapshotAssertion
) -> None:
    found = reviewed(reviewer, file=returned(sent(reviewer), *CASES[name]))
    [file] = review_document(found)["files"]
    assert {"edits": file["edits"], "comments": file["comments"]} == snapshot(
        extension_class=JSONSnapshotExtension
    )


def test_co_authors_who_disagree_are_side_by_side(
    reviewer: Reviewer, snapshot: SnapshotAssertion
) -> None:
    ann = returned(
        sent(reviewer), tracked("common", "frequent", ANN), over(5, "134"), typed("small", "short")
    )
    bob = returned(
        sent(reviewer),
        tracked("common", "usual", BOB),
        over(5, "135"),
        typed("small", "short"),
        without_anchors,
    )
    found = review_document(reviewed(reviewer, ann=ann, bob=bob))
    assert found["disagreements"] == snapshot(extension_class=JSONSnapshotExtension)
    assert [2 + 1, 2 + 1] == [len(file["edits"]) for file in found["files"]]


def test_a_template_that_has_moved_on_is_changed_where_it_says_the_same(
    reviewer: Reviewer, tmp_path: Path
) -> None:
    file = returned(
        sent(reviewer), typed("A low", "A reduced"), typed("is the most common", "is a frequent")
    )
    patches = [patch for _, _, patch in reviewed(reviewer, ann=file).patches]
    study = write_study(tmp_path / "study")
    abstract, introduction = (
        study / f"templates/sections/{name}.md.j2" for name in ("abstract", "introduction")
    )
    abstract.write_text("{# Read again. #}\n\n" + abstract.read_text().replace("ward", "unit"))
    introduction.write_text(
        introduction.read_text().replace("is the most common disorder", "is the first disorder")
    )
    expected = abstract.read_text().replace("A low", "A reduced")
    kept = introduction.read_text()
    applied, files = apply(study, patches)
    assert [Outcome.MADE, Outcome.CONFLICT] == [each.outcome for each in applied]
    assert (expected, kept) == (abstract.read_text(), introduction.read_text())
    assert (abstract,) == files
    assert "is the first disorder" in applied[1].working
    assert "is a frequent disorder" in applied[1].wanted


def test_what_was_applied_is_not_applied_again(reviewer: Reviewer, tmp_path: Path) -> None:
    file = returned(sent(reviewer), typed("A low", "A reduced"))
    patches = [patch for _, _, patch in reviewed(reviewer, ann=file).patches]
    study = write_study(tmp_path / "study")
    outcomes = [apply(study, patches)[0][0].outcome for _ in range(2)]
    assert [Outcome.MADE, Outcome.ALREADY] == outcomes
