"""A change counts when the files are at rest, whatever an editor does and whatever the clock says."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from il2report.preview.stamps import study_stamps
from il2report.preview.watching import EMPTY_SECONDS, LOOK_SECONDS, MOST_SECONDS, Watcher

OLD, NEW, NEWER = {"a": (1, 10, 1)}, {"a": (2, 11, 1)}, {"a": (3, 12, 1)}
EMPTY: dict[str, tuple[int, int, int]] = {"a": (2, 0, 1)}


class Time:
    """A clock that goes on only when something waits."""

    def __init__(self, looks: Iterable[object]) -> None:
        self.looks, self.seconds = iter(looks), 0.0
        self.last: object = None

    def look(self) -> object:
        self.last = next(self.looks, self.last)
        return self.last

    def wait(self, seconds: float) -> None:
        self.seconds += seconds

    def now(self) -> float:
        return self.seconds


def watched(*looks: object) -> tuple[Watcher, Time]:
    time = Time(looks)
    return Watcher(time.look, time.wait, time.now), time


def test_nothing_changed_until_something_did():
    watcher, time = watched(OLD, OLD, OLD, NEW)

    assert NEW == watcher.changed(OLD)
    assert time.seconds >= 3 * LOOK_SECONDS


def test_a_file_that_is_being_written_is_waited_for():
    watcher, _ = watched(OLD, NEW, NEWER)

    assert NEWER == watcher.changed(OLD)


def test_a_file_that_was_emptied_is_waited_for_longer():
    watcher, time = watched(EMPTY, *[EMPTY] * 10, NEW)

    assert NEW == watcher.changed(OLD)
    assert time.seconds < EMPTY_SECONDS


@pytest.mark.parametrize("gone", [EMPTY, {}])
def test_a_file_that_stays_empty_or_away_counts_in_the_end(gone: object):
    watcher, time = watched(gone)

    assert gone == watcher.changed(OLD)
    assert EMPTY_SECONDS <= time.seconds < 2 * EMPTY_SECONDS


def test_a_file_that_is_written_without_end_counts_after_a_while():
    watcher, time = watched(*({"a": (n, n, 1)} for n in range(2, 10_000)))

    assert watcher.changed(OLD)
    assert MOST_SECONDS <= time.seconds < 2 * MOST_SECONDS


def test_waiting_ends_when_its_time_is_over():
    watcher, time = watched(OLD)

    assert watcher.changed(OLD, 1.0) is None
    assert 1.0 <= time.seconds < 1.1


def test_many_files_are_looked_at_more_rarely():
    time = Time([OLD, OLD, NEW])

    def look() -> object:
        time.wait(0.1)
        return time.look()

    Watcher(look, time.wait, time.now).changed(OLD)

    assert time.seconds > 1.0


# --- what is looked at ----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("study.toml", "data/patients.csv", "templates/sections/results.md.j2"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("old")
    return tmp_path


def written(folder: Path) -> None:
    (folder / "data/patients.csv").write_text("new")


def replaced_with_the_old_time(folder: Path) -> None:
    file, new = folder / "data/patients.csv", folder / "data/.new"
    new.write_text("new")
    times = file.stat()
    os.utime(new, ns=(times.st_atime_ns, times.st_mtime_ns))
    new.rename(file)


def set_back(folder: Path) -> None:
    os.utime(folder / "study.toml", (0, 0))


def added(folder: Path) -> None:
    (folder / "templates/sections/own").mkdir()
    (folder / "templates/sections/own/part.md.j2").write_text("new")


def deleted(folder: Path) -> None:
    (folder / "study.toml").unlink()


def issued(folder: Path) -> None:
    (folder / "report/drafts/001-first").mkdir(parents=True)
    (folder / "report/drafts/001-first/draft.json").write_text("{}")


def lost(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "change", [written, replaced_with_the_old_time, set_back, added, deleted, issued, lost]
)
def test_every_way_to_change_a_study_shows(folder: Path, change):
    before = study_stamps(folder)
    change(folder)

    assert before != study_stamps(folder)


@pytest.mark.parametrize(
    "name", ["data/.patients.csv.swp", "data/patients.csv~", "data/.#a", "data/4913~"]
)
def test_what_an_editor_leaves_is_no_change(folder: Path, name: str):
    before = study_stamps(folder)
    (folder / name).write_text("x")

    assert before == study_stamps(folder)


def test_a_file_elsewhere_that_was_read_is_looked_at(folder: Path):
    other = folder / "pictures/flow.png"
    before = study_stamps(folder, [other])
    other.parent.mkdir()
    other.write_bytes(b"x")

    assert before != study_stamps(folder, [other])
