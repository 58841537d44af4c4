"""The files of a build are written whole or not at all."""

import fcntl
import json
import multiprocessing
import os
import resource
import signal

import pytest

from il2report.cli import lock as locking
from il2report.cli.outputs import finish_interrupted, write_outputs
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


# --- killed ---------------------------------------------------------------------------------------

BEFORE = {"report/a.json": b"old", "report/tables/old.html": b"old", "figures/b.svg": b"old"}
CHANGING_CALLS = ("rename", "replace", "link", "unlink", "rmdir", "mkdir")
"""What the system is asked for while files move; a kill may come before any of them."""


def write_until_killed(folder, last):
    """Write, and be killed by the system before its call number `last`."""
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
    write_outputs(folder, FILES, STALE)
    os._exit(0)


def killed_before_call(folder, last):
    """Write in a process of its own; whether it was killed before it ended."""
    process = multiprocessing.get_context("fork").Process(
        target=write_until_killed, args=(folder, last)
    )
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


@pytest.fixture(scope="module")
def seen_after_kills(tmp_path_factory):
    """What stands after a kill at each step, and after what comes next has looked."""
    return tuple(killed_at_each_step(tmp_path_factory.mktemp("killed")))


def killed_at_each_step(place):
    for last in range(200):
        folder = place / str(last)
        write_outputs(folder, BEFORE, STALE)
        killed = killed_before_call(folder, last)
        mixed = {name: file for name, file in contents(folder).items() if name[0] != "."}
        finish_interrupted(folder)
        yield mixed, contents(folder)
        if not killed:
            return


def test_a_kill_at_any_step_leaves_all_old_or_all_new_files_once_the_next_build_looks(
    seen_after_kills,
):
    states = [after for _, after in seen_after_kills]
    assert [] == [state for state in states if state not in (BEFORE, FILES)]
    assert (BEFORE, FILES) == (states[0], states[-1])


def test_some_of_these_kills_come_amid_the_moves(seen_after_kills):
    assert [] != [mixed for mixed, _ in seen_after_kills if mixed not in (BEFORE, FILES)]


def test_what_a_killed_build_left_goes_with_the_next_one(tmp_path):
    for last in range(3, 12):
        killed_before_call(tmp_path, last)
    assert [] != list(tmp_path.glob(".il2report*"))
    write_outputs(tmp_path, FILES, STALE)
    assert {"report", "figures"} == {entry.name for entry in tmp_path.iterdir()}


@pytest.mark.parametrize(
    "journal",
    [
        {"moved": ["../stolen"], "removed": []},
        {"moved": ["report/../../stolen"], "removed": []},
        {"moved": [], "removed": ["data/patients.csv"]},
        {"moved": ["/tmp/stolen"], "removed": []},
        {"moved": "nonsense"},
        [],
    ],
)
def test_a_journal_that_came_with_a_study_touches_nothing_but_outputs(tmp_path, journal):
    study = tmp_path / "study"
    staging = study / ".il2report-shared"
    (staging / "new").mkdir(parents=True)
    (study / "data").mkdir()
    (study / "data/patients.csv").write_bytes(b"rows")
    (staging / "journal.json").write_text(json.dumps(journal), encoding="utf-8")
    (study / "stolen").write_bytes(b"mine")

    finish_interrupted(study)

    assert {"data/patients.csv": b"rows", "stolen": b"mine"} == contents(study)


# --- failing amid the moves -----------------------------------------------------------------------


def test_a_file_that_cannot_be_moved_brings_back_those_that_were(tmp_path):
    write_outputs(tmp_path, BEFORE, STALE)
    (tmp_path / "report/z.json/in-the-way").mkdir(parents=True)
    with pytest.raises(BuildFailed) as error:
        write_outputs(tmp_path, FILES | {"report/z.json": b"new"}, STALE)
    assert "z.json" in str(error.value)
    assert contents(tmp_path) == BEFORE
    assert {"report", "figures"} == {entry.name for entry in tmp_path.iterdir()}


def test_a_table_that_was_removed_comes_back_too(tmp_path, monkeypatch):
    write_outputs(tmp_path, BEFORE, STALE)
    unlink = type(tmp_path).unlink

    def interrupted(path, **options):
        unlink(path, **options)
        if path.name == "old.html":
            raise KeyboardInterrupt

    monkeypatch.setattr(type(tmp_path), "unlink", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_outputs(tmp_path, FILES, STALE)
    monkeypatch.undo()
    assert contents(tmp_path) == BEFORE


def write_within(folder, limit):
    """Write under a limit of the system on the size of a file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        write_outputs(folder, FILES | {"figures/large.png": b"x" * 9000}, STALE)
    except BuildFailed as error:
        os._exit(7 if "File too large" in str(error) else 8)
    os._exit(0)


def test_a_system_that_takes_no_more_leaves_everything_as_it_was(tmp_path):
    write_outputs(tmp_path, BEFORE, STALE)
    process = multiprocessing.get_context("fork").Process(
        target=write_within, args=(tmp_path, 4096)
    )
    process.start()
    process.join()
    assert 7 == process.exitcode
    assert contents(tmp_path) == BEFORE
    assert {"report", "figures"} == {entry.name for entry in tmp_path.iterdir()}


# --- two at once ----------------------------------------------------------------------------------


def write_again_and_again(folder, content):
    names = [f"report/{number}.json" for number in range(20)]
    for _ in range(15):
        write_outputs(folder, dict.fromkeys(names, content), frozenset())
    os._exit(0)


def test_two_builds_at_once_do_not_mix(tmp_path):
    fork = multiprocessing.get_context("fork")
    both = [
        fork.Process(target=write_again_and_again, args=(tmp_path, content))
        for content in (b"one", b"two")
    ]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [0, 0] == [process.exitcode for process in both]
    assert 1 == len(set(contents(tmp_path).values()))
    assert {"report"} == {entry.name for entry in tmp_path.iterdir()}


def test_a_build_that_goes_on_writing_is_told_after_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr(locking, "PATIENCE_SECONDS", 0.05)
    with (tmp_path / locking.LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BuildFailed) as error:
            write_outputs(tmp_path, FILES, STALE)
    assert f"another build has been writing to {tmp_path}" in str(error.value)
    assert {} == {n: f for n, f in contents(tmp_path).items() if n != locking.LOCK}


def test_the_lock_of_a_killed_build_is_no_obstacle(tmp_path):
    (tmp_path / locking.LOCK).touch()
    write_outputs(tmp_path, FILES, STALE)
    assert contents(tmp_path) == FILES
