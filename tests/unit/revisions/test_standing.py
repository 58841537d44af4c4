"""What moved since a draft, and which of its printed numbers that changes."""

import json
from dataclasses import replace

import pytest
from drafts_on_disk import MADE_FROM, write_draft

from il2report.errors import WrongUse
from il2report.revisions import Fingerprints, Identity, Issue
from il2report.revisions.drafts import digest, read_draft
from il2report.revisions.fingerprints import PACKAGE, program_fingerprint
from il2report.revisions.standing import (
    ChangedNumber,
    Standing,
    changed_numbers,
    moved,
    other_versions,
)
from il2report.workflow.statuses import identity_of

PRINTED = (
    *(("a.n", ""), ("a.n", "n"), ("a.percent", ""), ("a.n", ""), ("b&c", "")),
    ("constant.level", ""),
)
RESULTS = {
    name: {"text": text, "n": 3, "value": float(text), "unit": "count", "label": name}
    for name, text in {"a.n": "1", "a.percent": "33.3", "b&c": "2", "unprinted": "7"}.items()
}


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({}, ()),
        ({"data": "x", "tables": "x"}, ("data",)),
        ({"data": "x", "configuration": "x"}, ("configuration",)),
        ({"data": "x", "tables": "x", "configuration": "x"}, ("data", "configuration")),
        ({"templates": "x", "program": "x"}, ("templates", "program")),
    ],
)
def test_each_thing_that_moved_is_named(changed, names):
    assert names == moved(MADE_FROM, replace(MADE_FROM, **changed))


def test_a_document_knows_data_and_choices_together_and_a_working_draft_no_program():
    known = Fingerprints("d" * 64, "t" * 64, "")
    assert () == moved(known, MADE_FROM)
    assert ("data",) == moved(known, replace(MADE_FROM, data="x", configuration="x"))


def test_changed_numbers_are_those_printed_whose_text_is_another(tmp_path):
    folder = write_draft(
        tmp_path, 1, "one", results=json.dumps({"style": "ama", "results": RESULTS})
    )
    now = {("a.n", ""): "1", ("a.n", "n"): "4", ("a.percent", ""): "25.0", ("unprinted", ""): "8"}
    changed = (
        ChangedNumber("a.n", "n", "3", "4"),
        ChangedNumber("a.percent", "", "33.3", "25.0"),
        ChangedNumber("b&c", "", "2", None),
    )
    assert (4, changed) == changed_numbers(read_draft(folder), PRINTED, now.get)


def test_a_program_that_prints_the_same_is_no_reason_for_a_new_draft():
    assert not Standing(("program",), {"pandas": ("1", "2")}, 9, ()).has_moved
    assert Standing(("templates",), {}, 9, ()).has_moved
    assert Standing((), {}, 9, (ChangedNumber("a", "", "1", "2"),)).has_moved


def test_libraries_of_another_version_are_named_with_both():
    assert {"pandas": ("1", "2")} == other_versions(
        {"pandas": "1", "scipy": "1"}, {"pandas": "2", "scipy": "1"}
    )


# --- fingerprints ---------------------------------------------------------------------------------


def test_the_short_fingerprint_follows_data_templates_and_program():
    shorts = {MADE_FROM.draft} | {
        replace(MADE_FROM, **{name: "x"}).draft for name in ("data", "templates", "program")
    }
    assert (4, {12}) == (len(shorts), {len(short) for short in shorts})


def test_what_a_working_draft_shows_does_not_follow_the_program():
    working, other = Identity(MADE_FROM), Identity(replace(MADE_FROM, program="x"))
    assert (working.fingerprint, working.metadata()) == (other.fingerprint, other.metadata())


def test_the_program_is_its_modules_and_the_templates_that_come_with_it(monkeypatch, tmp_path):
    shipped = {"page.html.j2": b"page"}
    assert program_fingerprint(shipped) == program_fingerprint(dict(shipped))
    assert program_fingerprint(shipped) != program_fingerprint({"page.html.j2": b"other"})
    for place in ("one", "two"):
        (tmp_path / place / "study").mkdir(parents=True)
        (tmp_path / place / "study/a.py").write_text("x = 1", encoding="utf-8")
        (tmp_path / place / "templates").mkdir()
        (tmp_path / place / "py.typed").touch()
    (tmp_path / "two/__pycache__").mkdir()
    (tmp_path / "two/__pycache__/a.pyc").write_bytes(b"compiled")
    prints = []
    for place in ("one", "two"):
        monkeypatch.setattr("il2report.revisions.fingerprints.PACKAGE", tmp_path / place)
        prints.append(program_fingerprint(shipped))
    assert prints[0] == prints[1]
    assert (PACKAGE / "revisions").is_dir()


# --- documents ------------------------------------------------------------------------------------

ISSUED = Identity(MADE_FROM, Issue(3, 'Zoë & "Co"', "2026-11-25", public=True))


@pytest.mark.parametrize("identity", [ISSUED, Identity(MADE_FROM)], ids=["issued", "working"])
def test_a_page_says_which_draft_it_is_also_when_a_browser_saved_it_anew(tmp_path, identity):
    from html import escape

    metas = "\n".join(
        f"<META content='{escape(value)}' NAME='{name}'>"
        for name, value in identity.metadata().items()
    )
    file = tmp_path / "saved.htm"
    file.write_text(
        f"<html><head>{metas}</head><body><meta name=il2report-draft content=9>", encoding="utf-8"
    )
    assert identity.metadata() == identity_of(file).metadata()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><head><title>other</title></head>", "does not say which draft it is"),
        (b"\x00\xff\xfe", "does not say which draft it is"),
        (b"%PDF-1.7\nnonsense", "cannot be read as a PDF"),
        (b"PK\x03\x04nonsense", "is damaged"),
        (b"<meta name=il2report-draft content=3>", "does not say which draft it is"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told(tmp_path, content, said):
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(WrongUse, match=said):
        identity_of(file)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(WrongUse, match="cannot be read: No such file"):
        identity_of(tmp_path / "gone.pdf")


def test_checksums_are_those_of_sha256sum():
    assert "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" == digest(b"")
