"""An issued draft is whole or not there, has a number of its own, and says what it was made from."""

import json
import multiprocessing
import os
import shutil
import signal
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from make_cohorts import write_study

from il2report.errors import BuildFailed, StudyRefused, WrongUse
from il2report.revisions import find_draft, read_drafts
from il2report.revisions.drafts import DRAFTS, next_number
from il2report.study import read_study
from il2report.templating.claims import Claims
from il2report.workflow import issuing
from il2report.workflow.building import Product
from il2report.workflow.issuing import (
    IssueRequest,
    freeze,
    issue,
    issuing_alone,
    study_inputs,
)

FORK = multiprocessing.get_context("fork")


def silence(_step):
    """Say nothing."""


DOCUMENTS = {"draft.json", "document.json", "manuscript.html", "manuscript.pdf", "results.json"}


def page_of(request):
    metas = "".join(
        f'<meta name="{name}" content="{escape(content)}">'
        for name, content in request.identity.metadata().items()
    )
    return f"<head>{metas}</head><body></body>".encode()


def produced(request, _clock):
    """What a build gives, without building: documents that know their identity."""
    study = read_study(request.study)
    files = {"report/manuscript.html": page_of(request), "report/manuscript.pdf": b"%PDF"}
    results = json.dumps({"style": "ama", "results": {}, "public": request.public}).encode()
    files |= {"report/results.json": results, "report/document.json": b"{}"}
    files |= {"figures/ttdp.svg": b"<svg/>"}
    return Product(files, study.notices, Claims(), "ama")


@pytest.fixture
def study(tmp_path, tables, monkeypatch):
    """A small study whose drafts are not really typeset."""
    monkeypatch.setattr(issuing, "produce", produced)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1257000000")
    return write_study(tmp_path / "study", tables)


def contents(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


# --- what is kept ---------------------------------------------------------------------------------


def test_a_draft_holds_the_documents_and_the_inputs_as_they_were(study):
    before = study_inputs(study)
    draft = issue(IssueRequest(study, "To the co-authors"), silence).draft
    held = contents(draft.folder)
    assert study / DRAFTS / "001-to-the-co-authors" == draft.folder
    assert {f"inputs/{name}": content for name, content in before.items()} == {
        name: content for name, content in held.items() if name.startswith("inputs/")
    }
    assert {"study.toml", "data/patients.csv"} <= before.keys()
    assert DOCUMENTS == {name for name in held if "/" not in name}


def test_its_record_says_what_the_contract_says(study):
    draft = issue(IssueRequest(study, "Round 1: Größe"), silence).draft
    record = json.loads((draft.folder / "draft.json").read_text(encoding="utf-8"))
    assert {
        "format": 1,
        "number": 1,
        "name": "Round 1: Größe",
        "slug": "round-1-grosse",
        "issued": "2009-10-31",
        "public": False,
        "style": "ama",
    } == {name: record[name] for name in list(record)[:7]}
    assert {"data", "templates", "program", "draft"} <= record["fingerprints"].keys()
    assert 12 == len(record["fingerprints"]["draft"])
    assert read_study(study).fingerprint == record["fingerprints"]["data"]
    assert {"il2report", "python", "pandas", "weasyprint", "markdown-it-py"} <= record[
        "program"
    ].keys()
    assert contents(draft.folder).keys() - {"draft.json"} == record["files"].keys()


def test_hidden_files_and_locks_of_an_editor_are_not_frozen(study):
    for name in (".DS_Store", "~$patients.csv", "patients.csv~"):
        (study / "data" / name).write_bytes(b"aside")
    assert [] == [name for name in study_inputs(study) if b"aside" == (study / name).read_bytes()]


def test_a_public_draft_keeps_no_inputs(study):
    draft = issue(IssueRequest(study, "journal", public=True), silence).draft
    assert None is draft.inputs
    assert DOCUMENTS == set(contents(draft.folder))
    assert draft.results["public"]


def test_no_file_of_a_draft_can_be_written_to(study):
    draft = issue(IssueRequest(study, "one"), silence).draft
    modes = {file.stat().st_mode & 0o777 for file in draft.folder.rglob("*") if file.is_file()}
    assert {0o444} == modes


# --- which number ---------------------------------------------------------------------------------


def test_drafts_are_counted_and_a_number_is_never_given_twice(study):
    for name in ("one", "two"):
        issue(IssueRequest(study, name), silence)
    shutil.rmtree(study / DRAFTS / "001-one")
    (study / DRAFTS / "notes").mkdir()
    assert 3 == issue(IssueRequest(study, "three"), silence).draft.number


def test_nothing_has_changed_is_a_notice_and_no_refusal(study):
    first = issue(IssueRequest(study, "one"), silence)
    second = issue(IssueRequest(study, "two"), silence)
    assert [] == [each.code for each in first.notices if each.code == "draft-unchanged"]
    [notice] = [each for each in second.notices if each.code == "draft-unchanged"]
    assert str(notice).startswith("report/drafts/001-one: data, templates and program are those of")


def issue_in_a_process(study, name):
    issue(IssueRequest(study, name), silence)
    os._exit(0)


def test_two_at_once_get_two_numbers(study):
    both = [FORK.Process(target=issue_in_a_process, args=(study, name)) for name in ("a", "b", "c")]
    for process in both:
        process.start()
    for process in both:
        process.join()
    drafts = read_drafts(study)
    assert [(1, True), (2, True), (3, True)] == [(each.number, each.is_intact) for each in drafts]
    assert {"a", "b", "c"} == {draft.name for draft in drafts}


# --- refused --------------------------------------------------------------------------------------


def test_a_name_without_letters_is_refused(study):
    with pytest.raises(WrongUse, match="has no letter and no digit"):
        issue(IssueRequest(study, "***"), silence)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "has no letter and no digit"),
        ("a" * 201, "has 201 characters; allowed are up to 200"),
        ("one\ntwo", "holds a line break or tab"),
        ("one\u202etwo", "holds U\\+202E RIGHT-TO-LEFT OVERRIDE"),
        ("one\x00", "holds U\\+0000"),
        ("\udcff1", "holds U\\+DCFF"),
    ],
)
def test_a_name_that_a_list_could_not_show_is_refused(study, name, said):
    with pytest.raises(WrongUse, match=said):
        issue(IssueRequest(study, name), silence)
    assert () == read_drafts(study)


def test_drafts_can_be_named_in_any_script_and_each_has_a_number_of_its_own(study):
    names = [
        "第二稿",
        "черновик",
        "ЧЕРНОВИК",
        "🎉",
        "👩‍⚕️",
        "مسودة",
        "Zoé",
        "Zoe\u0301",
        "a" * 200,
        "7",
    ]
    issued = [issue(IssueRequest(study, name), silence).draft for name in names]
    assert list(range(1, 11)) == [draft.number for draft in issued]
    assert names == [draft.name for draft in read_drafts(study)]
    assert [True] * 10 == [draft.is_intact for draft in read_drafts(study)]
    assert [1, 2, 3, 4, 8, 7] == [
        find_draft(study, which).number
        for which in ("第二稿", "черновик", "ЧЕРНОВИК", "🎉", "Zoé", "7")
    ]


def test_a_draft_dated_before_its_predecessor_is_a_notice(study, monkeypatch):
    issue(IssueRequest(study, "one"), silence)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1256000000")
    notices = issue(IssueRequest(study, "two"), silence).notices
    assert "draft-dated-earlier" in [notice.code for notice in notices]


def test_where_there_is_no_study_no_folder_is_made(tmp_path):
    with pytest.raises(StudyRefused):
        issue(IssueRequest(tmp_path, "one"), silence)
    assert [] == list(tmp_path.iterdir())


def test_a_study_that_is_edited_meanwhile_is_not_issued(study, monkeypatch):
    def edited(request, clock):
        file = request.study / "data/patients.csv"
        file.write_text(file.read_text(encoding="utf-8").replace(",50,", ",51,"), encoding="utf-8")
        return produced(request, clock)

    monkeypatch.setattr(issuing, "produce", edited)
    with pytest.raises(BuildFailed, match="was edited while its draft was built"):
        issue(IssueRequest(study, "one"), silence)
    assert () == read_drafts(study)
    assert {} == contents(study / DRAFTS)


def test_claims_must_hold_unless_they_may_be_broken(study, monkeypatch):
    asked = []
    monkeypatch.setattr(
        issuing,
        "produce",
        lambda request, clock: asked.append(request.claims_must_hold) or produced(request, clock),
    )
    issue(IssueRequest(study, "one"), silence)
    issue(IssueRequest(study, "two", with_broken_claims=True), silence)
    assert [True, False] == asked


def test_a_disk_that_fills_up_leaves_no_draft(study, monkeypatch):
    def full(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BuildFailed, match="No space left on device"):
        issue(IssueRequest(study, "one"), silence)
    monkeypatch.undo()
    assert {} == contents(study / DRAFTS)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux names open files")
def test_each_file_of_a_draft_is_on_the_disk_before_the_draft_appears(tmp_path, monkeypatch):
    place, on_disk = tmp_path / "001-one", []
    fsync = os.fsync

    def synced(number):
        on_disk.append((Path(f"/proc/self/fd/{number}").readlink().name, place.exists()))
        fsync(number)

    monkeypatch.setattr(os, "fsync", synced)
    freeze(place, FILES)
    before = {name for name, has_appeared in on_disk if not has_appeared}
    assert {"draft.json", "results.json", "patients.csv", "data", "inputs", "new"} <= before
    assert (tmp_path.name, True) == on_disk[-1]


# --- killed ---------------------------------------------------------------------------------------

FILES = {"draft.json": b"{}", "results.json": b"x", "inputs/data/patients.csv": b"rows"}
CHANGING_CALLS = (
    "rename",
    "replace",
    "unlink",
    "rmdir",
    "mkdir",
    "fsync",
    "fchmod",
    "chmod",
    "open",
)
"""What the system is asked for while a draft is frozen; a kill may come before any of them."""


def freeze_until_killed(study, last):
    """Freeze, and be killed by the system before its call number `last`."""
    asked = 0

    def counted(call):
        def ask(*arguments, **options):
            nonlocal asked
            asked += 1
            if asked > last:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return ask

    for name in CHANGING_CALLS:
        setattr(os, name, counted(getattr(os, name)))
    with issuing_alone(study) as drafts:
        freeze(drafts / "001-one", FILES)
    os._exit(0)


def was_killed(study, last):
    process = FORK.Process(target=freeze_until_killed, args=(study, last))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def test_a_kill_at_any_step_leaves_the_whole_draft_or_none(tmp_path):
    seen = []
    for last in range(100):
        study = tmp_path / f"{last}"
        study.mkdir()
        killed = was_killed(study, last)
        place = study / DRAFTS / "001-one"
        seen.append(contents(place) if place.exists() else None)
        with issuing_alone(study) as drafts:
            assert next_number(study) == (2 if place.exists() else 1)
            left = [each.name for each in drafts.iterdir()]
        assert {".il2report.lock", *(["001-one"] if place.exists() else [])} == set(left)
        if not killed:
            break
    assert [] == [each for each in seen if each not in (None, FILES)]
    assert (None, FILES) == (seen[0], seen[-1])
    assert (
        10 < seen.index(FILES) < len(seen) - 1
    )  # some kills come before the draft, some behind it


def test_a_killed_issue_is_followed_by_one_that_takes_its_number(study):
    for last in (5, 12):
        was_killed(study, last)
    assert [] != list((study / DRAFTS).glob(".il2report*"))
    assert 1 == issue(IssueRequest(study, "one"), silence).draft.number
    assert ["001-one"] == [each.name for each in (study / DRAFTS).iterdir()]


# --- public ---------------------------------------------------------------------------------------


def test_a_public_draft_that_would_name_a_patient_is_refused(study, monkeypatch):
    def telling(request, clock):
        product = produced(request, clock)
        page = page_of(request) + b'<data data-result="patient.Q1.age">40</data>'
        return replace(product, files=product.files | {"report/manuscript.html": page})

    monkeypatch.setattr(issuing, "produce", telling)
    with pytest.raises(StudyRefused) as error:
        issue(IssueRequest(study, "one", public=True), silence)
    said = "manuscript.html: a public draft must not name patients, but this file names Q1"
    assert f"{said} [patient-in-public-draft]" == str(error.value)
    assert {} == contents(study / DRAFTS)
