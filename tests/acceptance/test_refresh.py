"""Files of co-authors that are brought up to date: every change of the draft is carried over, every edit stays."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flows import plain
from make_cohorts import write_study as write_cohort
from returned_files import (
    ANN,
    CASES,
    Root,
    added,
    commented,
    deleted_tracked,
    moved,
    over,
    paragraph,
    returned,
    tracked,
    typed,
    w,
)
from returned_study import PATIENTS, draft_of, write_study
from syrupy.assertion import SnapshotAssertion
from week import states, steps

from il2report.document.document_json import read_document
from il2report.revisions import Draft
from il2report.word.manuscript import word_manuscript
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of
from il2report.word.refresh.outcome import Refreshed
from il2report.word.remarks import WordText, word_text
from il2report.word.resolution import Decision
from il2report.word.review.anchors import with_own_anchors
from il2report.word.review.comparison import compared
from il2report.workflow.refreshing import Refresher

STEPS = steps()


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> list[Draft]:
    """The draft before the week, and after each correction."""
    folder = tmp_path_factory.mktemp("week")
    found, edits = [], []
    for number, tables in enumerate(states()):
        study = write_cohort(folder / f"{number:02}", tables)
        if number:
            edits += STEPS[number - 1].choices
        choices = study / "study.toml"
        text = choices.read_text(encoding="utf-8")
        for old, new in edits:
            text = text.replace(old, new)
        choices.write_text(text, encoding="utf-8")
        found.append(draft_of(study, folder / f"draft-{number}", number=number + 1))
    return found


def sent(draft: Draft) -> bytes:
    return (draft.folder / "manuscript.docx").read_bytes()


def brought(content: bytes, old: Draft, new: Draft) -> Refreshed:
    return Refresher(old, new).refresh(content, "file.docx")


PAIRS = [(number, number + 1) for number in range(len(STEPS))]
ABOUT = "Is this still so?"


def test_a_file_that_was_not_edited_becomes_the_newer_draft(drafts: list[Draft]) -> None:
    old, new = drafts[0], drafts[-1]

    found = brought(sent(old), old, new)

    file = word_file_of(found.content, "refreshed.docx")
    accepted, rejected = (flow_of(file, each) for each in Decision)
    flows = [flow_of(word_file_of(sent(each), "draft.docx")) for each in (old, new)]
    assert () == found.conflicts
    assert flows[1] == accepted
    assert [plain(each) for each in flows[0]] == [plain(each) for each in rejected]


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=[step.name for step in STEPS])
def test_the_edits_of_a_co_author_outlast_a_correction(
    before: int, after: int, drafts: list[Draft]
) -> None:
    old, new = drafts[before], drafts[after]
    edited = returned(
        sent(old),
        *(retyped(number, tracks=bool(number % 2)) for number in (11, 12)),
        deleted_tracked(13),
        added(14, "A sentence that the co-author added.", tracks=True),
        moved(9, 11),
        over(1, "Another title"),
        commented_paragraph(14),
    )

    found = brought(edited, old, new)

    assert () == found.conflicts
    assert edits_of(edited, old) == edits_of(found.content, new)
    assert [ABOUT] == [each.text for each in text_of(found.content).comments if each.author == ANN]
    assert untouched(edited, new) <= set(paragraphs_in(found.content))


def retyped(number: int, *, tracks: bool) -> Callable[[Root], None]:
    """Type another word over the third of a paragraph."""

    def edit(root: Root) -> None:
        element = next(
            each for each in paragraph(root, number).iter(w("t")) if len(each.text.split()) > 4
        )
        third = f" {element.text.split()[2]} "
        (tracked if tracks else typed)(third, " somewhat ")(paragraph(root, number))

    return edit


def commented_paragraph(number: int) -> Callable[[Root], None]:
    """Comment on the first words of a paragraph."""

    def edit(root: Root) -> Any:
        element = next(each for each in paragraph(root, number).iter(w("t")))
        return commented(element.text, (ANN, ABOUT))(root)

    return edit


def edits_of(content: bytes, draft: Draft) -> list[tuple[object, ...]]:
    """List the edits that make a file of a draft, without the numbers of slots and paragraphs."""
    document = read_document((draft.folder / "document.json").read_bytes())
    slots = word_manuscript(document).slots
    flow = flow_of(word_file_of(sent(draft), "draft.docx"))
    text = with_own_anchors(flow, text_of(content), slots)
    assert () == text.notes
    found = compared(flow, text.accepted, slots).edits
    return [(each.kind, str(each.spot), each.old, each.new) for each in found]


def text_of(content: bytes) -> WordText:
    return word_text(word_file_of(content, "file.docx"))


def paragraphs_in(content: bytes) -> list[bytes]:
    """Give the bytes of each paragraph."""
    with ZipFile(BytesIO(content)) as package:
        return re.findall(rb"<w:p>.*?</w:p>|<w:p .*?</w:p>", package.read("word/document.xml"))


def untouched(content: bytes, new: Draft) -> set[bytes]:
    """Give the bytes of the paragraphs that print nothing from data and that the newer draft has as well."""
    own = {each for each in paragraphs_in(content) if b"<w:sdt>" not in each}
    return own & set(paragraphs_in(sent(new)))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Refresher:
    """Two drafts of a small study, with a correction of a patient between them."""
    folder = tmp_path_factory.mktemp("small")
    study = write_study(folder / "study")
    old = draft_of(study, folder / "first")
    corrected = PATIENTS.replace("A0,130,female", "A0,131,male")
    (study / "data" / "patients.csv").write_text(corrected, encoding="utf-8")
    return Refresher(old, draft_of(study, folder / "second", number=2))


@pytest.mark.parametrize("name", CASES)
def test_a_file_keeps_each_edit_and_what_it_has_instead_is_listed(
    name: str, small: Refresher, snapshot: SnapshotAssertion
) -> None:
    edited = returned(sent(small.old), *CASES[name])

    found = small.refresh(edited, "file.docx")

    before, after = edits_of(edited, small.old), edits_of(found.content, small.new)
    lines = [
        f"left: {each.spot}: {each.old} | {each.typed} | {each.new}" for each in found.conflicts
    ]
    lines += [f"no longer: {edit}" for edit in before if edit not in after]
    lines += [f"now: {edit}" for edit in after if edit not in before]
    assert "\n".join(lines) == snapshot
    assert found.conflicts or before == after
