"""Files of co-authors that are brought up to date: every change of the draft is carried over, every edit stays."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from flows import plain
from openxml_audit import OpenXmlValidator
from returned_files import (
    ANN,
    CASES,
    Root,
    added,
    column_added,
    commented,
    deleted_tracked,
    make,
    moved,
    moved_tracked,
    over,
    paragraph,
    returned,
    row,
    run,
    tracked,
    typed,
    w,
)
from returned_study import PATIENTS, draft_of, write_study
from syrupy.assertion import SnapshotAssertion
from week import steps, write_studies

from il2report.cli.main import main
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
    return [
        draft_of(study, folder / f"draft-{number}", number=number)
        for number, study in enumerate(write_studies(folder), start=1)
    ]


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


def test_a_file_is_brought_up_to_date_twice(
    tmp_path: Path, libreoffice: Callable[..., Path]
) -> None:
    study = write_study(tmp_path / "study")
    patients, abstract = (
        study / name for name in ("data/patients.csv", "templates/sections/abstract.md.j2")
    )
    drafts = [draft_of(study, tmp_path / "first")]
    corrected = PATIENTS.replace("A0,130,female", "A0,131,male")
    patients.write_text(corrected)
    more = 'The study has {{ counted("cohort.n", "patient") }}, {{ words("cohort.sex.male.n") }} men.\n\n**Results.**'
    abstract.write_text(abstract.read_text().replace("**Results.**", more))
    drafts.append(draft_of(study, tmp_path / "second", number=2))
    patients.write_text(corrected.replace("A9,139,female\n", ""))
    abstract.write_text(abstract.read_text().replace("The study has", "This study has"))
    drafts.append(draft_of(study, tmp_path / "third", number=3))
    edits = (tracked("common", "frequent"), typed("is small", "is short"))
    edited = returned(sent(drafts[0]), *edits, commented("Little is known", (ANN, ABOUT)))
    (tmp_path / "edited.docx").write_bytes(edited)
    saved = libreoffice(tmp_path / "edited.docx", "docx", tmp_path / "saved").read_bytes()

    for content in (sent(drafts[0]), edited, saved):
        once = brought(content, *drafts[:2])
        twice = brought(once.content, *drafts[1:])

        assert [(), ()] == [once.conflicts, twice.conflicts]
        expected = edits_of(content, drafts[0])
        assert expected == edits_of(once.content, drafts[1]) == edits_of(twice.content, drafts[2])
        rejected = [
            [plain(each) for each in flow_of(word_file_of(of, "file.docx"), Decision.REJECT)]
            for of in (content, twice.content)
        ]
        assert rejected[0] == rejected[1]
    assert 2 == len(expected)


def second_line(root: Root) -> None:
    """Press Enter in a cell, and type."""
    row(root, "Mean (SD)").findall(w("tc"))[1].append(make("p", run("as admitted")))


def test_a_cell_with_another_line_and_a_table_with_another_column_are_brought_up_to_date(
    small: Refresher,
) -> None:
    edited = returned(sent(small.old), second_line, column_added("P", "0.5", "", "0.8", ""))

    found = small.refresh(edited, "file.docx")

    assert () == found.conflicts
    assert edits_of(edited, small.old) == edits_of(found.content, small.new)


def test_paragraphs_in_which_marks_have_one_id_keep_their_bytes(small: Refresher) -> None:
    edits = (tracked("common", "frequent"), tracked("is small", "is short"), moved_tracked(9, 7))
    edited = returned(sent(small.old), *edits)

    found = small.refresh(edited, "file.docx")

    own = {each for each in paragraphs_in(edited) if b'w:id="900"' in each}
    assert 4 == len(own)
    assert own <= set(paragraphs_in(found.content))


def test_a_table_that_comes_and_a_section_that_goes_leave_a_valid_file(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    choices, results, patients = (
        study / name
        for name in ("study.toml", "templates/sections/results.md.j2", "data/patients.csv")
    )
    whole = results.read_text()
    results.write_text(re.sub(r' ?[({]+ ?(ref|place)\("table.*?\) ?[)}]+', "", whole))
    old = draft_of(study, tmp_path / "first")
    results.write_text(whole)
    choices.write_text(choices.read_text().replace('"introduction", ', ""))
    patients.write_text(PATIENTS.replace("A0,130,female", "A0,131,male"))
    new = draft_of(study, tmp_path / "second", number=2)

    found = brought(returned(sent(old), deleted_tracked(9)), old, new)

    assert any("Characteristics" in each.new for each in found.carried)
    (tmp_path / "found.docx").write_bytes(found.content)
    # The marks of the co-author in these files all have the id 900.
    errors = OpenXmlValidator().validate(str(tmp_path / "found.docx")).errors
    assert [] == [each.description for each in errors if "900" not in each.description]


@pytest.fixture
def file(small: Refresher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in which a number was typed over, of a study with two drafts."""
    monkeypatch.setattr("il2report.workflow.refreshing.draft_of", lambda *_: small.old)
    monkeypatch.setattr("il2report.workflow.refreshing.last_draft", lambda _: small.new)
    path = tmp_path / "from-ann.docx"
    path.write_bytes(returned(sent(small.old), over(5, "134"), typed("is small", "is short")))
    return path


def test_the_file_is_replaced_and_kept_beside(file: Path) -> None:
    before = file.read_bytes()

    ended = CliRunner().invoke(main, ["refresh", str(file), "--json"])

    kept = file.with_name("from-ann.before-draft-2.docx")
    found = json.loads(ended.stdout)
    assert (1, "") == (ended.exit_code, ended.stderr)
    assert [kept.as_posix(), file.as_posix()] == found["written"]
    assert before == kept.read_bytes()
    assert "2" == word_file_of(file.read_bytes(), "file").properties()["il2report-draft"]
    [conflict] = found["conflicts"]
    assert ("134.5", "134", "134.6") == (conflict["old"], conflict["typed"], conflict["new"])
    assert ["cohort.sodium.mean"] == conflict["results"]


def test_another_file_is_written_where_that_is_asked(file: Path, tmp_path: Path) -> None:
    before, other = file.read_bytes(), tmp_path / "other.docx"
    options = ["refresh", str(file), "--output", str(other)]

    ended = [CliRunner().invoke(main, options) for _ in range(2)]

    assert [1, 2] == [each.exit_code for each in ended]
    assert (before, [file, other]) == (file.read_bytes(), sorted(tmp_path.iterdir()))
    assert "the file has “134”, the newer draft has “134.6”" in ended[0].stdout
    assert f"{other} exists" in ended[1].stderr


def test_a_file_of_the_last_draft_is_left_alone(
    file: Path, small: Refresher, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr("il2report.workflow.refreshing.last_draft", lambda _: small.old)

    ended = CliRunner().invoke(main, ["refresh", str(file)])

    assert (2, before) == (ended.exit_code, file.read_bytes())
    assert "no newer one has been issued" in ended.stderr


def test_a_claim_with_another_sentence_has_a_comment(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    old = draft_of(study, tmp_path / "first")
    others = {"male": "female", "female": "male"}
    swapped = re.sub(r"female|male", lambda sex: others[sex[0]], PATIENTS)
    (study / "data/patients.csv").write_text(swapped)
    new = draft_of(study, tmp_path / "second", number=2)
    edited = returned(sent(old), typed("Fewer women", "Notably fewer women"))

    found = [brought(content, old, new) for content in (sent(old), edited)]

    sentence = "More women than men were admitted to the ward in this series."
    said = [
        [each.text for each in text_of(of.content).comments if sentence in each.text]
        for of in found
    ]
    assert [
        [f"The claim few-women gave way to another wording. The sentence is now: “{sentence}”"]
    ] * 2 == said
    assert [[], ["Fewer"]] == [[each.old for each in of.conflicts if each.old] for of in found]
    assert ["few-women"] == [each.name for each in found[0].flips]


def test_a_table_gets_rows_of_another_shape(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    choices, codes = study / "study.toml", study / "data/codebook.csv"
    both = choices.read_text()
    first = '\n[[variable]]\nname = "of"\nkind = "category"\nlabel = "Ward"\n'
    patients = study / "data/patients.csv"
    old = draft_of(study, tmp_path / "first")
    choices.write_text(both + first)
    codes.write_text(
        codes.read_text() + "patients,of,a,First ward,,1\npatients,of,b,Second ward,,2\n"
    )
    rows = patients.read_text().splitlines()
    patients.write_text(
        "\n".join([f"{rows[0]},of", *(f"{row},{'ab'[n % 2]}" for n, row in enumerate(rows[1:]))])
    )
    new = draft_of(study, tmp_path / "second", number=2)

    for one, other in ((old, new), (replace(new, number=1), replace(old, number=2))):
        found = brought(sent(one), one, other)

        file = word_file_of(found.content, "refreshed.docx")
        assert () == found.conflicts
        assert flow_of(word_file_of(sent(other), "draft.docx")) == flow_of(file)


def test_a_file_of_the_draft_that_is_named_is_left_alone(
    file: Path, small: Refresher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("il2report.workflow.refreshing.find_draft", lambda *_: small.old)

    ended = CliRunner().invoke(main, ["refresh", str(file), "--to", "1"])

    assert (2, True) == (ended.exit_code, "is of draft 1 already" in ended.stderr)
