"""Files that co-authors return, each with the whole report on it: no edit is lost, none invented."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from returned_files import (
    ANN,
    BOB,
    CASES,
    added,
    commented,
    counted_on,
    deleted,
    moved,
    over,
    returned,
    tracked,
    typed,
    w,
    without_anchors,
)
from returned_study import draft_of, write_study
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from il2report.cli import reviewing as asking
from il2report.errors import StudyRefused, WrongUse
from il2report.revisions.fingerprints import Fingerprints
from il2report.revisions.identity import Identity, Issue
from il2report.word.opening import word_file_of
from il2report.word.remarks import word_text
from il2report.word.review.report import review_document
from il2report.word.review.review import Review, ReviewedComment
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


@pytest.mark.parametrize(
    "name",
    [
        "saved-and-not-edited",
        "number-in-a-cell",
        "number-typed-over-tracked",
        "words-tracked",
        "paragraph-deleted-tracked",
        "paragraphs-swapped",
        "row-deleted-tracked",
        "column-added",
    ],
)
def test_a_file_that_libreoffice_saved_gives_the_same_report(
    name: str,
    reviewer: Reviewer,
    tmp_path: Path,
    libreoffice: Callable[..., Path],
) -> None:
    file = tmp_path / "returned.docx"
    file.write_bytes(returned(sent(reviewer), *CASES[name]))
    saved = libreoffice(file, "docx", tmp_path / "saved").read_bytes()
    before, after = (
        review_document(reviewed(reviewer, file=content))["files"][0]
        for content in (file.read_bytes(), saved)
    )
    assert before == after


def test_libreoffice_saves_comments_and_their_places_but_not_which_answers_which(
    reviewer: Reviewer, tmp_path: Path, libreoffice: Callable[..., Path]
) -> None:
    said = [(ANN, "Is this the mean?"), (BOB, "Yes."), (ANN, "Thanks.")]
    file = tmp_path / "returned.docx"
    file.write_bytes(returned(sent(reviewer), commented("134.5", *said)))
    saved = libreoffice(file, "docx", tmp_path / "saved").read_bytes()

    found = reviewed(reviewer, file=saved).files[0].comments

    assert [(*each, "134.5", "cohort.sodium.mean", "Abstract", ()) for each in said] == [
        (each.hand.author, each.text, each.about, *results(each), str(each.spot), each.answers)
        for each in found
    ]


def results(comment: ReviewedComment) -> list[str]:
    return [slot.result for slot in comment.slots]


def test_a_file_of_another_draft_is_compared_by_its_text(study: Path, tmp_path: Path) -> None:
    later = write_study(tmp_path / "study")
    abstract, patients = (
        later / name for name in ("templates/sections/abstract.md.j2", "data/patients.csv")
    )
    more = 'The study has {{ counted("cohort.n", "patient") }}.\n\n**Results.**'
    abstract.write_text(abstract.read_text().replace("**Results.**", more))
    patients.write_text(patients.read_text().replace("A9,139,female", "A9,139,male"))
    earlier = draft_of(study, tmp_path / "first")
    file = returned(
        (earlier.folder / "manuscript.docx").read_bytes(),
        over(5, "144"),
        over(15, "155"),
        tracked("common", "frequent", BOB),
        typed("is small", "is short"),
    )

    newer = draft_of(later, tmp_path / "second", number=2)
    found = reviewed(Reviewer(newer), file=file).files[0]

    assert [
        ("common", "frequent"),
        ("The study has 10 patients.", ""),
        ("3", "4"),
        ("30", "40"),
        ("134.5", "144"),
        ("134.5", "155"),
        ("7", "6"),
        ("70", "60"),
        ("3", "4"),
        ("30", "40"),
        ("small", "short"),
    ] == [(each.edit.old, each.edit.new) for each in found.edits]
    assert (
        "in 31 of its 35 paragraphs the content controls and bookmarks are those of"
        in found.notes[-1]
    )


def test_a_program_that_saved_no_looks_at_all_made_no_edit(reviewer: Reviewer) -> None:
    def without_looks(root: Any) -> None:
        for name in ("pStyle", "rPr"):
            for each in list(root.iter(w(name))):
                each.getparent().remove(each)

    found = reviewed(reviewer, file=returned(sent(reviewer), without_looks)).files[0]

    assert ((), ["it has no headings and letters in bold or italics at all, so that"]) == (
        found.edits,
        [note.partition(" edits")[0] for note in found.notes],
    )


def test_a_file_that_says_it_is_another_draft_has_a_note(reviewer: Reviewer) -> None:
    text = word_text(word_file_of(sent(reviewer), "file"))
    made_from = Fingerprints("d" * 64, "t" * 64, "p" * 64)
    other = Identity(made_from, Issue(2, "second", "2026-03-08")).metadata()

    [note] = reviewer.review({"file": replace(text, properties=other)}).files[0].notes

    assert note == (
        "it says that it is draft 2, second, issued 2026-03-08; it was compared with draft 1, so that what differs"
        " between the two is among the edits"
    )


def test_a_paragraph_pasted_from_another_draft_is_compared_by_its_text(
    reviewer: Reviewer,
) -> None:
    file = returned(sent(reviewer), over(4, "50"), over(5, "135.5"), counted_on(5, by=-1))

    found = reviewed(reviewer, file=file).files[0]

    assert [("40", "50"), ("134.5", "135.5")] == [
        (each.edit.old, each.edit.new) for each in found.edits
    ]
    assert [note.partition(" the content")[0] for note in found.notes] == [
        "in 1 of its 35 paragraphs"
    ]


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


@pytest.mark.parametrize(
    "edits",
    [
        (deleted(8), typed("is small", "is short"), added(35, "Its patients were *few*.")),
        (deleted(5), deleted(36)),
        (moved(9, 7), added(4, "**Methods.** All patients were asked.")),
        (added(9, "This is the second new paragraph."), added(9, "This is the first new one.")),
    ],
    ids=["deleted and added", "deleted with its numbers", "moved and added", "two added"],
)
def test_a_draft_with_all_changes_is_what_the_co_author_returned(
    edits: tuple[Callable[[Any], None], ...], reviewer: Reviewer, tmp_path: Path
) -> None:
    file = returned(sent(reviewer), *edits)
    study = write_study(tmp_path / "study")
    for template in (study / "templates/sections").iterdir():
        template.write_text("{# Read again. #}\n\n" + template.read_text())
    patches = [patch for _, _, patch in reviewed(reviewer, ann=file).patches]

    assert [Outcome.MADE] * len(edits) == [each.outcome for each in apply(study, patches)[0]]
    left = reviewed(Reviewer(draft_of(study, tmp_path / "draft")), ann=file).files[0].edits
    assert () == left


@pytest.mark.parametrize(
    ("answers", "made", "code"),
    [("yn", 1, 1), ("yy", 2, 0), ("q", 0, 1)],
    ids=["one", "all", "none"],
)
def test_the_terminal_asks_for_each_change(
    answers: str,
    made: int,
    code: int,
    reviewer: Reviewer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = returned(sent(reviewer), typed("A low", "A reduced"), typed("is small", "is short"))
    study = write_study(tmp_path / "study")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    left = iter(answers)
    monkeypatch.setattr(asking, "_answer", lambda: next(left))
    ended = asking.apply_patches(reviewed(reviewer, ann=file), study, accepts_all=False)
    assert (code, made) == (ended, capsys.readouterr().out.count(": made\n"))


def test_without_a_terminal_nothing_is_applied_unasked(reviewer: Reviewer, tmp_path: Path) -> None:
    file = returned(sent(reviewer), typed("A low", "A reduced"))
    with pytest.raises(WrongUse, match="--yes accepts every change"):
        asking.apply_patches(reviewed(reviewer, ann=file), tmp_path, accepts_all=False)


def test_a_file_of_another_text_is_refused(reviewer: Reviewer) -> None:
    other = returned(
        sent(reviewer),
        without_anchors,
        lambda root: [element.clear() for element in root.iter(w("p"))],
    )
    with pytest.raises(WrongUse, match="0% of the paragraphs of draft 1"):
        reviewed(reviewer, other=other)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not UTF-8"])
def test_a_template_that_cannot_be_read_any_more_is_named(
    content: bytes | None, reviewer: Reviewer, tmp_path: Path
) -> None:
    file = returned(sent(reviewer), typed("A low", "A reduced"))
    patches = [patch for _, _, patch in reviewed(reviewer, ann=file).patches]
    template = write_study(tmp_path / "study") / "templates/sections/abstract.md.j2"
    template.unlink()
    if content is not None:
        template.write_bytes(content)
    with pytest.raises(StudyRefused, match=r"templates/sections/abstract\.md\.j2"):
        apply(tmp_path / "study", patches)


@pytest.mark.parametrize(
    "ends", [(b"\r\n",), (b"\r",), (b"\r\n", b"\n", b"\r")], ids=["Windows", "old Mac", "mixed"]
)
def test_templates_keep_the_ends_of_their_lines(ends: tuple[bytes, ...], tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    for template in (study / "templates/sections").iterdir():
        lines = template.read_bytes().split(b"\n")
        ended = (line + ends[at % len(ends)] for at, line in enumerate(lines[:-1]))
        template.write_bytes(b"".join([*ended, lines[-1]]))
    reviewer = Reviewer(draft_of(study, tmp_path / "draft"))
    file = returned(sent(reviewer), typed("is small", "is short"))
    patches = [patch for _, _, patch in reviewed(reviewer, ann=file).patches]
    discussion = study / "templates/sections/discussion.md.j2"
    expected = discussion.read_bytes().replace(b"is small", b"is short")

    assert [Outcome.MADE] == [each.outcome for each in apply(study, patches)[0]]
    assert expected == discussion.read_bytes()


def test_what_was_applied_is_not_applied_again(reviewer: Reviewer, tmp_path: Path) -> None:
    file = returned(sent(reviewer), typed("A low", "A reduced"))
    patches = [patch for _, _, patch in reviewed(reviewer, ann=file).patches]
    study = write_study(tmp_path / "study")
    outcomes = [apply(study, patches)[0][0].outcome for _ in range(2)]
    assert [Outcome.MADE, Outcome.ALREADY] == outcomes
