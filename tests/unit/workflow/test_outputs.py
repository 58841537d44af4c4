"""The files of a build are written whole or not at all."""

import errno
import fcntl
import importlib.util
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from il2report.errors import BuildFailed, StudyRefused, WrongUse
from il2report.workflow import lock as locking
from il2report.workflow.output_places import require_folder_of_its_own
from il2report.workflow.outputs import undo_interrupted, write_outputs

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
        undo_interrupted(folder)
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


# --- what somebody else left ----------------------------------------------------------------------


def killed_amid_the_moves(folder):
    """A folder in which a build was killed when some of its files had been moved."""
    write_outputs(folder, BEFORE, STALE)
    for last in range(60):
        assert killed_before_call(folder, last)
        seen = {name: file for name, file in contents(folder).items() if name[0] != "."}
        if seen not in (BEFORE, FILES):
            return seen
        undo_interrupted(folder)
    raise AssertionError


def test_what_a_killed_build_left_is_undone_also_where_the_study_was_renamed(tmp_path):
    killed_amid_the_moves(tmp_path / "one")
    (tmp_path / "one").rename(tmp_path / "two")
    assert () == undo_interrupted(tmp_path / "two")
    assert contents(tmp_path / "two") == BEFORE


@pytest.mark.parametrize("options", ["-r", "-a"])
def test_what_a_killed_build_left_means_nothing_in_a_copy_of_the_study(tmp_path, options):
    seen = killed_amid_the_moves(tmp_path / "one")
    subprocess.run(["cp", options, tmp_path / "one", tmp_path / "two"], check=True)
    (notice,) = undo_interrupted(tmp_path / "two")
    assert ("unknown-leftover", False) == (notice.code, notice.is_error)
    assert seen == {
        name: file for name, file in contents(tmp_path / "two").items() if name[0] != "."
    }
    write_outputs(tmp_path / "two", FILES, STALE)
    assert FILES == {
        name: file for name, file in contents(tmp_path / "two").items() if name[0] != "."
    }


def test_what_a_killed_build_left_means_nothing_in_another_study(tmp_path):
    killed_amid_the_moves(tmp_path / "one")
    write_outputs(tmp_path / "two", FILES, STALE)
    (staging,) = (tmp_path / "one").glob(".il2report-*")
    shutil.copytree(staging, tmp_path / "two" / staging.name, copy_function=os.link)
    assert ["unknown-leftover"] == [each.code for each in undo_interrupted(tmp_path / "two")]


JOURNALS = {
    "of an output": '{"report/a.json": true, "figures/b.svg": false}',
    "of the first format": '{"moved": ["report/a.json"], "removed": ["figures/b.svg"]}',
    "up": '{"../stolen": false, "report/../../stolen": false}',
    "absolute": '{"/etc/hostname": false}',
    "of data": '{"data/patients.csv": false}',
    "no names": '[1, null, "x"]',
    "a number": "7",
    "deep": "[" * 100_000,
    "large": '{"report/a.json": true}' + " " * 10_000_000,
    "no JSON": "\x00",
}


@pytest.fixture(params=JOURNALS)
def shipped(request, tmp_path):
    """A study that came with what looks like an interrupted build."""
    study = tmp_path / "study"
    write_outputs(study, BEFORE, STALE)
    staging = study / ".il2report-shared"
    for name in ("new/report/a.json", "old/report/a.json", "old/figures/b.svg"):
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).write_bytes(b"forged")
    (study / "data").mkdir()
    (study / "data/patients.csv").write_bytes(b"rows")
    (tmp_path / "stolen").write_bytes(b"mine")
    (staging / "journal.json").write_text(JOURNALS[request.param], encoding="utf-8")
    (staging / "seal").write_bytes(b"")
    seal = (staging / "seal").stat()
    (staging / "sealed").write_text(f"{seal.st_ino} {seal.st_mtime_ns - 1}", encoding="ascii")
    return study


def test_a_journal_that_came_with_a_study_does_nothing(shipped):
    before = contents(shipped.parent)
    assert ["unknown-leftover"] == [each.code for each in undo_interrupted(shipped)]
    assert contents(shipped.parent) == before
    write_outputs(shipped, FILES, STALE)
    leftover = {name: file for name, file in contents(shipped).items() if name[0] == "."}
    assert FILES | {"data/patients.csv": b"rows"} | leftover == contents(shipped)


def test_a_journal_of_our_own_that_was_damaged_is_said(tmp_path):
    killed_amid_the_moves(tmp_path)
    (journal,) = tmp_path.glob(".il2report-*/journal.json")
    for kind, damaged in JOURNALS.items():
        if kind != "of an output":
            journal.write_text(damaged, encoding="utf-8")
            with pytest.raises(
                BuildFailed, match="whose journal cannot be read; delete that folder"
            ):
                undo_interrupted(tmp_path)
    journal.unlink()
    os.mkfifo(journal)
    with pytest.raises(BuildFailed):
        undo_interrupted(tmp_path)


def make_pipe(path):
    os.mkfifo(path)


@pytest.mark.parametrize(
    "make",
    [
        make_pipe,
        lambda path: path.symlink_to(path.parent / "kept"),
        lambda path: path.symlink_to("nowhere"),
        lambda path: path.write_bytes(b"x"),
        lambda path: [path.mkdir(), make_pipe(path / "seal"), make_pipe(path / "sealed")],
        lambda path: [path.mkdir(), make_pipe(path / "journal.json")],
        lambda path: [path.mkdir(), (path / "seal").symlink_to("../kept/a"), (path / "new").symlink_to("../kept")],
        lambda path: [path.mkdir(), (path / "journal.json").mkdir(), (path / "sealed").mkdir()],
        lambda path: (path / "/".join("d" * 900)).mkdir(parents=True),
    ],
)  # fmt: skip
def test_what_only_has_the_name_of_a_leftover_is_left_alone(tmp_path, make):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/a").write_bytes(b"mine")
    make(tmp_path / ".il2report-x")
    undo_interrupted(tmp_path)
    write_outputs(tmp_path, FILES, STALE)
    assert os.path.lexists(tmp_path / ".il2report-x")
    assert b"mine" == (tmp_path / "kept/a").read_bytes()
    assert FILES["report/a.json"] == (tmp_path / "report/a.json").read_bytes()


def test_an_empty_leftover_goes(tmp_path):
    (tmp_path / ".il2report-x").mkdir()
    (tmp_path / ".il2report-y").mkdir()
    (tmp_path / ".il2report-y/seal").touch()
    assert () == undo_interrupted(tmp_path)
    assert [] == list(tmp_path.iterdir())


# --- links ----------------------------------------------------------------------------------------

LINKS = [
    ("report", "OUT"),
    ("report", "data"),
    ("report", "nowhere"),
    ("figures", "OUT"),
    ("figures", "report"),
    ("report/tables", "OUT"),
    ("report/a.json", "OUT/kept.html"),
    ("report/a.json", "b.json"),
    ("report/tables/old.html", "OUT/kept.html"),
    ("report/tables/old.html", "nowhere"),
]


@pytest.mark.parametrize(("name", "target"), LINKS)
def test_a_link_in_a_place_to_be_written_is_refused_by_name(tmp_path, name, target):
    study, outside = tmp_path / "study", tmp_path / "outside"
    for kept in (outside / "kept.html", study / "data/a.json", study / "report/b.json"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(b"mine")
    place = study / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        shutil.rmtree(place)
    place.symlink_to(target.replace("OUT", str(outside)))
    before = contents(tmp_path)

    with pytest.raises(StudyRefused) as error:
        write_outputs(study, {**FILES, "report/tables/t.html": b"new"}, STALE)

    assert str(error.value).startswith(f"{name}: this is a link to ")
    assert "[linked-output]" in str(error.value)
    assert before == contents(tmp_path)


@pytest.mark.parametrize(
    ("make", "kind"),
    [(make_pipe, "a pipe"), (lambda path: path.mkdir(), "a folder")],
)
def test_what_is_no_file_in_the_place_of_one_is_refused(tmp_path, make, kind):
    (tmp_path / "report").mkdir()
    make(tmp_path / "report/a.json")
    with pytest.raises(StudyRefused) as error:
        write_outputs(tmp_path, FILES, STALE)
    assert str(error.value).startswith(f"report/a.json: this is {kind}; ")


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "report").write_bytes(b"mine")
    with pytest.raises(StudyRefused) as error:
        write_outputs(tmp_path, FILES, STALE)
    assert str(error.value).startswith("report: this is a file; ")


def test_a_second_name_of_a_file_elsewhere_is_replaced_and_that_file_stays(tmp_path):
    (tmp_path / "outside").write_bytes(b"mine")
    (tmp_path / "study/report").mkdir(parents=True)
    (tmp_path / "study/report/a.json").hardlink_to(tmp_path / "outside")
    write_outputs(tmp_path / "study", FILES, STALE)
    assert (b"mine", FILES) == ((tmp_path / "outside").read_bytes(), contents(tmp_path / "study"))


def test_the_named_folder_itself_may_be_reached_by_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_outputs(tmp_path / "link", FILES, STALE)
    assert FILES == contents(tmp_path / "real")


def test_an_output_folder_in_the_study_must_not_lead_out_of_it(tmp_path):
    study = tmp_path / "study"
    study.mkdir()
    (tmp_path / "outside").mkdir()
    (study / "out").symlink_to(tmp_path / "outside")
    (study / "in").mkdir()
    (study / "within").symlink_to("in")
    for fine in (study, study / "in", study / "within", study / "new", tmp_path / "outside"):
        require_folder_of_its_own(study, fine)
    for name in ("out", "out/deeper", "in/../out"):
        with pytest.raises(StudyRefused, match="leads out of the study"):
            require_folder_of_its_own(study, study / name)


@pytest.mark.parametrize(
    "make",
    [
        make_pipe,
        lambda path: path.symlink_to("../outside"),
        lambda path: path.symlink_to("../made"),
        lambda path: path.symlink_to(path),
    ],
)
def test_a_lock_that_is_no_file_is_refused_by_name(tmp_path, make):
    (tmp_path / "outside").write_bytes(b"mine")
    (tmp_path / "study").mkdir()
    make(tmp_path / "study" / locking.LOCK)
    with pytest.raises(BuildFailed, match="is a link or no regular file, so it cannot be a lock"):
        write_outputs(tmp_path / "study", FILES, STALE)
    assert ["outside", "study"] == sorted(path.name for path in tmp_path.iterdir())
    assert b"mine" == (tmp_path / "outside").read_bytes()


# --- failing amid the moves -----------------------------------------------------------------------


def test_a_file_that_cannot_be_moved_brings_back_those_that_were(tmp_path, monkeypatch):
    write_outputs(tmp_path, BEFORE, STALE)
    replace = os.replace

    def refused(source, target):
        if target.name == "z.json":
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(BuildFailed) as error:
        write_outputs(tmp_path, FILES | {"report/new/z.json": b"new"}, STALE)
    assert "z.json" in str(error.value)
    assert contents(tmp_path) == BEFORE
    assert not (tmp_path / "report/new").exists()
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


TAKING_SPACE = ("mkdir", "link", "open")
"""What a full disk refuses; names can still be changed and deleted."""


def disk_full_after(monkeypatch, calls):
    """Let the disk take so many things more, and nothing after that."""
    taken, is_opened = 0, os.open

    def limited(call):
        def ask(*arguments, **options):
            nonlocal taken
            if call is not is_opened or arguments[1] & os.O_CREAT:
                taken += 1
                if taken > calls:
                    raise OSError(errno.ENOSPC, "No space left on device")
            return call(*arguments, **options)

        return ask

    for name in TAKING_SPACE:
        monkeypatch.setattr(os, name, limited(getattr(os, name)))
    for name in ("write_bytes", "write_text", "touch"):
        monkeypatch.setattr(Path, name, limited(getattr(Path, name)))


def test_a_disk_that_is_full_at_any_moment_leaves_old_or_new_files(tmp_path):
    states = []
    for calls in range(60):
        folder = tmp_path / str(calls)
        write_outputs(folder, BEFORE, STALE)
        with pytest.MonkeyPatch.context() as patch:
            disk_full_after(patch, calls)
            with suppress(BuildFailed):
                write_outputs(folder, FILES | {"report/new/c.json": b"new"}, STALE)
        states.append(contents(folder) == BEFORE)
        assert contents(folder) in (BEFORE, FILES | {"report/new/c.json": b"new"})
        assert {"report", "figures"} == {entry.name for entry in folder.iterdir()}
        if not states[-1]:
            break
    assert 15 < len(states) < 60
    assert [False] == sorted(states)[:1]


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


@pytest.mark.parametrize("output", ["data", "templates", "data/x", "templates/figures"])
def test_nothing_is_built_into_what_the_study_is_read_from(tmp_path, output):
    with pytest.raises(WrongUse, match="which holds its inputs; name a folder elsewhere"):
        require_folder_of_its_own(tmp_path, tmp_path / output)


@pytest.mark.parametrize("output", [".", "out", "database"])
def test_it_may_be_built_elsewhere_in_the_study(tmp_path, output):
    require_folder_of_its_own(tmp_path, tmp_path / output)


# --- a system without flock -----------------------------------------------------------------------


@pytest.fixture
def lock_of_windows(monkeypatch):
    """The lock as Windows has it: by msvcrt, which is played here by flock."""

    def locking_of(opened, mode, size):
        assert ("without waiting", 1) == (mode, size)
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)

    msvcrt = SimpleNamespace(locking=locking_of, LK_NBLCK="without waiting")
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("lock_of_windows", locking.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_windows_lets_one_build_write_at_a_time_and_leaves_no_lock(
    tmp_path, monkeypatch, lock_of_windows
):
    monkeypatch.setattr(lock_of_windows, "PATIENCE_SECONDS", 0.05)
    with lock_of_windows.writing_alone(tmp_path):
        assert [lock_of_windows.LOCK] == [path.name for path in tmp_path.iterdir()]
        with (
            pytest.raises(BuildFailed, match="another build has been writing"),
            lock_of_windows.writing_alone(tmp_path),
        ):
            pass
    assert [] == list(tmp_path.iterdir())


def test_windows_takes_no_link_for_a_lock(tmp_path, monkeypatch, lock_of_windows):
    monkeypatch.setattr(lock_of_windows, "NO_LINK", 0)
    (tmp_path / "elsewhere").touch()
    (tmp_path / lock_of_windows.LOCK).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BuildFailed, match="is a link or no regular file"):  # noqa: SIM117
        with lock_of_windows.writing_alone(tmp_path):
            pass


# --- brought to the disk --------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux names open files")
def test_each_file_is_on_the_disk_before_it_is_moved_and_its_name_after(tmp_path, monkeypatch):
    steps = []
    fsync, replace = os.fsync, os.replace

    def synced(number):
        steps.append(("disk", Path(f"/proc/self/fd/{number}").readlink().name))
        fsync(number)

    def moved(source, target):
        steps.append(("moved", target.name))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", moved)
    write_outputs(tmp_path, FILES, STALE)
    order = [step for step in steps if step[1] in {"a.json", "b.svg", "report", "figures"}]
    for name, folder in (("a.json", "report"), ("b.svg", "figures")):
        assert order.index(("disk", name)) < order.index(("moved", name))
        last = len(order) - 1 - order[::-1].index(("disk", folder))
        assert order.index(("moved", name)) < last
