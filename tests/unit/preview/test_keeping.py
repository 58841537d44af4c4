"""What was made from files is made again when one of them has another content, and not before."""

import os
from pathlib import Path

import pytest

from il2report.errors import StudyRefused
from il2report.preview.keeping import Kept
from il2report.study.files import FileMissing, file_names, read_file
from il2report.study.traces import read_once, traced

MOST = 1000


class Counted:
    def __init__(self, folder: Path) -> None:
        self.folder, self.times = folder, 0

    def __call__(self) -> tuple[object, ...]:
        self.times += 1
        names = file_names(self.folder, "data", lambda _: None)
        return tuple(read_file(self.folder, name, MOST) for name in names)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.csv").write_text("a")
    return tmp_path


def test_the_same_contents_are_read_into_the_same(folder: Path):
    kept, make = Kept[tuple[object, ...]](), Counted(folder)
    first = kept.made(make)
    os.utime(folder / "data/a.csv", (0, 0))

    assert first is kept.made(make)
    assert 1 == make.times


@pytest.mark.parametrize(
    "change",
    [
        lambda data: (data / "a.csv").write_text("b"),
        lambda data: (data / "b.csv").write_text("b"),
        lambda data: (data / "a.csv").unlink(),
        lambda data: (data / "b.csv").symlink_to("/etc/passwd"),
    ],
)
def test_another_content_another_file_or_a_stray_link_makes_it_anew(folder: Path, change):
    kept, make = Kept[tuple[object, ...]](), Counted(folder)
    kept.made(make)
    change(folder / "data")
    kept.made(make)

    assert 2 == make.times


def test_an_error_is_kept_until_its_file_changes(folder: Path):
    kept, times = Kept[bytes](), []

    def make() -> bytes:
        times.append(1)
        try:
            return read_file(folder, "study.toml", MOST)
        except FileMissing as missing:
            raise StudyRefused([missing.finding]) from None

    for _ in range(2):
        with pytest.raises(StudyRefused):
            kept.made(make)
    assert 1 == len(times)

    (folder / "study.toml").write_text("x")
    assert b"x" == kept.made(make)


def test_a_file_is_read_once_and_noted_each_time(folder: Path):
    with read_once():
        with traced() as first:
            before = read_file(folder, "data/a.csv", MOST)
        (folder / "data/a.csv").write_text("b")
        with traced() as second:
            assert before == read_file(folder, "data/a.csv", MOST)

    assert first.files == second.files != {}
    assert b"b" == read_file(folder, "data/a.csv", MOST)
