"""The files of a build are written whole or not at all."""

import os

import pytest

from il2report.cli.outputs import write_outputs
from il2report.errors import BuildFailed

FILES = {"report/a.json": b"new", "figures/b.svg": b"drawn"}
STALE = frozenset({"report/tables/*.html"})


def contents(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_files_are_written_and_named_in_order(tmp_path):
    folder = tmp_path / "new" / "folder"
    assert (folder / "report/a.json", folder / "figures/b.svg") == write_outputs(
        folder, FILES, STALE
    )
    assert contents(folder) == FILES


def test_what_stood_there_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    write_outputs(tmp_path, {"report/a.json": b"old"}, STALE)
    write_outputs(tmp_path, FILES, STALE)
    assert contents(tmp_path) == FILES
    assert {"report", "figures"} == {entry.name for entry in tmp_path.iterdir()}


def test_generated_files_that_are_no_longer_written_are_removed(tmp_path):
    write_outputs(tmp_path, {"report/tables/old.html": b"", "report/tables/kept.html": b""}, STALE)
    (tmp_path / "report/tables/notes.txt").write_bytes(b"mine")
    (tmp_path / "report/other.html").write_bytes(b"mine")

    write_outputs(tmp_path, {"report/tables/kept.html": b"x"}, STALE)

    kept = {"report/tables/kept.html", "report/tables/notes.txt", "report/other.html"}
    assert kept == set(contents(tmp_path))


def test_a_place_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BuildFailed) as error:
        write_outputs(tmp_path / "file", FILES, STALE)
    assert str(error.value).startswith(f"the results could not be written to {tmp_path / 'file'}: ")


def test_a_disk_that_fills_up_leaves_everything_as_it_was(tmp_path, monkeypatch):
    write_outputs(tmp_path, {"report/a.json": b"old", "report/tables/t.html": b"old"}, STALE)
    before = contents(tmp_path)
    write = type(tmp_path).write_bytes

    def full(path, content):
        if path.name == "b.svg":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(type(tmp_path), "write_bytes", full)
    with pytest.raises(BuildFailed) as error:
        write_outputs(tmp_path, FILES, STALE)
    monkeypatch.undo()
    assert "No space left on device" in str(error.value)
    assert before == contents(tmp_path)
    assert {"report"} == {entry.name for entry in tmp_path.iterdir()}


def test_files_appear_in_one_step_each(tmp_path, monkeypatch):
    moved = []
    replace = os.replace

    def watched(source, target):
        moved.append((source.read_bytes(), target.relative_to(tmp_path).as_posix()))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watched)
    write_outputs(tmp_path, FILES, STALE)
    assert [(content, name) for name, content in FILES.items()] == moved
