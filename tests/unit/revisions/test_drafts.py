"""Issued drafts are read, held against their own checksums, and found by what people call them."""

import os
import shutil

import pytest
from drafts_on_disk import write_draft

from il2report.errors import WrongUse
from il2report.revisions import NoSuchDraft, find_draft, read_drafts
from il2report.revisions.drafts import DRAFTS, last_draft, next_number, read_draft, slug
from il2report.revisions.history import draft_findings
from il2report.study.files import FileRefused


@pytest.fixture
def study(tmp_path):
    for number, name in ((1, "to co-authors"), (2, "after the board"), (10, "submitted")):
        write_draft(tmp_path, number, name)
    return tmp_path


def test_drafts_are_read_in_the_order_of_their_numbers(study):
    assert [1, 2, 10] == [draft.number for draft in read_drafts(study)]
    assert [True] * 3 == [draft.is_intact for draft in read_drafts(study)]


def test_a_draft_gives_its_page_its_results_its_inputs_and_its_claims(study):
    draft = read_drafts(study)[0]
    assert ("text" in draft.page, {}, draft.folder / "inputs") == (
        True,
        draft.results,
        draft.inputs,
    )
    assert [("a", "x.j2", 3, "holds")] == [
        (c.name, c.file, c.line, c.outcome) for c in draft.claims
    ]


def test_a_study_without_drafts_has_none(tmp_path):
    assert () == read_drafts(tmp_path)
    assert last_draft(tmp_path) is None


def test_the_last_draft_is_the_one_with_the_highest_number(study):
    assert 10 == last_draft(study).number


def test_drafts_are_in_the_order_of_their_numbers_beyond_three_digits(study):
    for number in (999, 1000):
        write_draft(study, number, "late")
    assert [1, 2, 10, 999, 1000] == [draft.number for draft in read_drafts(study)]


def test_of_a_draft_without_its_record_only_the_name_of_its_folder_is_known(study):
    folder = study / DRAFTS / "001-to-co-authors"
    (folder / "draft.json").unlink()
    draft = read_draft(folder)
    assert (1, "to-co-authors", "", "", False) == (
        draft.number,
        draft.name,
        draft.issued,
        draft.style,
        draft.has_record,
    )


def test_a_page_with_bytes_that_are_no_text_is_still_read(study):
    folder = study / DRAFTS / "001-to-co-authors"
    (folder / "manuscript.html").write_bytes(b"<p>caf\xe9</p>")
    assert "<p>caf\N{REPLACEMENT CHARACTER}</p>" == read_draft(folder).page


def test_what_stands_among_the_drafts_and_is_none_is_left_alone(study):
    (study / DRAFTS / "notes").mkdir()
    (study / DRAFTS / ".il2report-abc").mkdir()
    (study / DRAFTS / "011-file").write_text("", encoding="utf-8")
    (study / DRAFTS / "012-mine").mkdir()
    assert 3 == len(read_drafts(study))
    assert 13 == next_number(study)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("manuscript.html", "<p>better</p>"),
        ("inputs/data/patients.csv", "other rows"),
        ("came-later.txt", "mine"),
        ("results.json", None),
        ("draft.json", "no JSON"),
        ("draft.json", "[]"),
        ("draft.json", None),
    ],
)
def test_each_file_that_is_no_longer_what_was_issued_is_named(study, file, text):
    folder = study / DRAFTS / "001-to-co-authors"
    (folder / file).unlink(missing_ok=True)
    if text is not None:
        (folder / file).write_text(text, encoding="utf-8")
    first, *others = read_drafts(study)
    assert (file,) == first.altered
    assert [()] * 2 == [draft.altered for draft in others]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number": 1', '"number": 4'),
        ("to co-authors", "to nobody"),
        ("2026-11-25", "2026-11-24"),
        ('"public": false', '"public": true'),
        ('"data": "ddd', '"data": "abc'),
    ],
)
def test_a_record_that_no_longer_says_what_its_page_says_is_named(study, old, new):
    record = study / DRAFTS / "001-to-co-authors/draft.json"
    text = record.read_text(encoding="utf-8")
    assert old in text
    record.write_text(text.replace(old, new), encoding="utf-8")
    assert ("draft.json",) == read_draft(record.parent).altered


def codes(study):
    return [finding.code for finding in draft_findings(read_drafts(study), study)]


@pytest.mark.parametrize("name", ["011-submitted", "010-submitted (copy)", "old", "第三稿", "1-x"])
def test_a_draft_that_was_renamed_is_found_by_its_record_and_reported(study, name):
    folder = study / DRAFTS / "010-submitted"
    folder.rename(folder.with_name(name))
    found = find_draft(study, "10")
    assert ("submitted", (), ["draft-renamed"]) == (found.name, found.altered, codes(study))
    assert [1, 2, 10] == [draft.number for draft in read_drafts(study)]
    assert next_number(study) in {11, 12}
    assert found == find_draft(study, name) == find_draft(study, "submitted")


def test_the_number_of_a_draft_that_was_moved_deeper_or_packed_is_not_given_again(study):
    (study / DRAFTS / "old").mkdir()
    (study / DRAFTS / "010-submitted").rename(study / DRAFTS / "old/last year")
    assert (2, 11) == (len(read_drafts(study)), next_number(study))
    (study / DRAFTS / "020-sent.zip").write_bytes(b"PK")
    assert 21 == next_number(study)


@pytest.mark.parametrize("name", ["002-after-the-board (copy)", "001-copy", "Kopie von 002"])
def test_a_copied_draft_is_listed_once_and_reported(study, name):
    shutil.copytree(study / DRAFTS / "002-after-the-board", study / DRAFTS / name)
    assert [1, 2, 10] == [draft.number for draft in read_drafts(study)]
    assert "002-after-the-board" == find_draft(study, "2").folder.name
    assert ["draft-copied"] == codes(study)
    assert 11 == next_number(study)


def test_two_drafts_with_one_number_are_reported_and_found_by_their_folders(study):
    write_draft(study, 2, "from a colleague")
    assert ["draft-number-twice"] == codes(study)
    assert "from a colleague" == find_draft(study, "002-from-a-colleague").name
    with pytest.raises(WrongUse, match="two drafts have the number 2; name the folder: 002-after"):
        find_draft(study, "2")


@pytest.mark.parametrize(
    ("issued", "found"),
    [("2026-11-24", ["draft-dated-earlier"]), ("2026-11-25", []), ("2026-11-26", [])],
)
def test_a_draft_dated_before_its_predecessor_is_reported(study, issued, found):
    write_draft(study, 11, "late", issued=issued)
    assert found == codes(study)


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "._manuscript.pdf",
        "Icon\r",
        ".directory",
        "inputs/data/.DS_Store",
        ".~lock.manuscript.html#",
        "@eaDir/x",
    ],
)
def test_what_a_file_browser_leaves_is_no_alteration(study, name):
    file = study / DRAFTS / "001-to-co-authors" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"\0")
    assert () == read_drafts(study)[0].altered


def test_line_ends_alone_are_no_alteration(study):
    folder = study / DRAFTS / "001-to-co-authors"
    for name in ("manuscript.html", "draft.json", "inputs/data/patients.csv"):
        text = (folder / name).read_bytes()
        (folder / name).write_bytes(text.replace(b"\n", b"\r\n"))
    assert () == read_drafts(study)[0].altered


def test_a_draft_of_a_newer_program_is_told(study):
    record = study / DRAFTS / "001-to-co-authors/draft.json"
    record.write_text('{"format": 2}', encoding="utf-8")
    with pytest.raises(WrongUse, match=r"issued by a newer il2report \(format 2\)"):
        read_drafts(study)


@pytest.mark.parametrize(
    ("which", "number"),
    [
        ("1", 1),
        ("002", 2),
        ("10", 10),
        ("after the board", 2),
        ("after-the-board", 2),
        ("010-submitted", 10),
    ],
)
def test_a_draft_is_found_by_number_name_slug_or_folder(study, which, number):
    assert number == find_draft(study, which).number


def test_of_two_with_one_name_the_last_is_meant(study):
    write_draft(study, 11, "to co-authors")
    assert 11 == find_draft(study, "to co-authors").number


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("to coauthors", "no draft 'to coauthors'. Did you mean 001-to-co-authors?"),
        (
            "7",
            "no draft '7'. Did you mean 001-to-co-authors or 002-after-the-board or 010-submitted?",
        ),
    ],
)
def test_a_miss_names_the_nearest(study, which, said):
    with pytest.raises(NoSuchDraft) as error:
        find_draft(study, which)
    assert said == str(error.value)


def test_a_miss_where_nothing_was_issued_says_so(tmp_path):
    with pytest.raises(NoSuchDraft, match="none has been issued yet"):
        find_draft(tmp_path, "1")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Round 1: to co-authors", "round-1-to-co-authors"),
        ("  Für Zoë ", "fur-zoe"),
        ("../../etc", "etc"),
        ("第一稿", "第一稿"),
        ("Черновик для Йоты", "черновик-для-йоты"),
        ("مسودة أولى", "مسودة-أولى"),
        ("पहला मसौदा", "पहला-मसौदा"),
        ("Zoe\u0301", "zoe"),
        ("🎉", "draft"),
        ("a" * 99, "a" * 60),
        ("a" * 59 + " b", "a" * 59),
        ("稿" * 99, "稿" * 60),
        ("𒀀" * 99, "𒀀" * 50),
    ],
)
def test_the_name_of_a_folder_is_plain(name, expected):
    assert expected == slug(name)


def fifo(path):
    path.unlink()
    os.mkfifo(path)


def link(path):
    path.unlink()
    path.symlink_to("/etc/hostname")


@pytest.mark.parametrize("spoil", [fifo, link], ids=["pipe", "link"])
@pytest.mark.parametrize("file", ["manuscript.html", "results.json", "inputs/data/patients.csv"])
def test_a_file_of_a_draft_that_is_none_or_leads_elsewhere_is_altered_and_not_read(
    study, spoil, file
):
    folder = write_draft(study, 9, "spoiled")
    spoil(folder / file)
    draft = read_draft(folder)
    assert (file,) == draft.altered
    assert "root:" not in draft.page


def test_inputs_that_are_a_link_are_not_those_of_the_draft(study, tmp_path):
    folder = write_draft(study, 9, "spoiled")
    shutil.rmtree(folder / "inputs")
    (folder / "inputs").symlink_to(tmp_path.parent)
    assert read_draft(folder).inputs is None


@pytest.mark.parametrize(
    "record", ["[" * 100_000, '{"number": ' + "9" * 5_000 + "}", '{"files":' * 900]
)
def test_a_record_that_no_parser_takes_is_altered(study, record):
    folder = write_draft(study, 9, "spoiled")
    (folder / "draft.json").write_text(record, encoding="utf-8")
    assert ("draft.json",) == read_draft(folder).altered
    assert 11 == next_number(study)  # the fixture has a draft 10


def test_a_record_that_names_files_elsewhere_reads_none_of_them(study):
    folder = write_draft(study, 9, "spoiled")
    record = folder / "draft.json"
    text = record.read_text(encoding="utf-8").replace('"results.json"', '"../../../../secret"')
    record.write_text(text, encoding="utf-8")
    assert ("../../../../secret", "results.json") == read_draft(folder).altered


@pytest.mark.parametrize("place", ["report/drafts", "report/drafts/009-link"])
def test_drafts_that_lie_elsewhere_are_refused_by_name(tmp_path, place):
    study = tmp_path / "study"
    (study / place).parent.mkdir(parents=True)
    (study / place).symlink_to(tmp_path)
    with pytest.raises(FileRefused, match=f"{place}: the link leads to"):
        read_drafts(study)


def test_a_pipe_in_the_place_of_the_drafts_is_refused(tmp_path):
    (tmp_path / "report").mkdir()
    os.mkfifo(tmp_path / "report/drafts")
    with pytest.raises(FileRefused, match="this is a named pipe, not a folder"):
        read_drafts(tmp_path)
