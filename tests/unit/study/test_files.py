"""A study is read within its own folder: ordinary files, up to a size, and never a wait."""

import os
import socket

import pytest

from il2report.errors import WrongUse
from il2report.study import files, inspect_study
from il2report.study.files import (
    FileMissing,
    FileRefused,
    file_names,
    read_file,
    read_named_file,
    stray_findings,
)


@pytest.fixture(params=["step by step", "by path"])
def folder(request, tmp_path, monkeypatch):
    """A folder with a file, a folder in it and a file beside it; read as Linux does, and as Windows."""
    if request.param == "by path":
        monkeypatch.setattr(os, "supports_dir_fd", frozenset())
    study = tmp_path / "study"
    (study / "data/more").mkdir(parents=True)
    (study / "data/a.csv").write_bytes(b"here")
    (study / "data/more/b.csv").write_bytes(b"below")
    (tmp_path / "secret").write_bytes(b"outside")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.csv").write_bytes(b"outside")
    return study


def refusal(folder, name, most=100):
    with pytest.raises(FileRefused) as refused:
        read_file(folder, name, most)
    return refused.value.finding.code


def test_a_file_is_read(folder):
    assert b"here" == read_file(folder, "data/a.csv", 100)


def test_a_study_may_be_reached_over_a_link(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder)
    assert b"here" == read_file(tmp_path / "link", "data/a.csv", 100)


@pytest.mark.parametrize(
    "target", ["a.csv", "../data/a.csv", "more/../a.csv", "{folder}/data/a.csv"]
)
def test_a_link_within_the_study_is_followed(folder, target):
    (folder / "data/link.csv").symlink_to(target.format(folder=folder))
    assert b"here" == read_file(folder, "data/link.csv", 100)
    assert () == tuple(stray_findings(folder, ("data",)))


@pytest.mark.parametrize(
    "target",
    ["../../secret", "{outside}", "/dev/zero", "/proc/self/environ", "../../nothing", "../..", "/"],
)
def test_a_link_out_of_the_study_is_refused_by_name(folder, tmp_path, target):
    (folder / "data/link.csv").symlink_to(target.format(outside=tmp_path / "secret"))
    assert "outside-study" == refusal(folder, "data/link.csv")
    (finding,) = stray_findings(folder, ("data",))
    assert ("outside-study", "data/link.csv") == (finding.code, finding.place.file)


def test_a_folder_that_is_a_link_out_of_the_study_is_refused(folder, tmp_path):
    (folder / "data/other").symlink_to(tmp_path / "elsewhere")
    assert "outside-study" == refusal(folder, "data/other/a.csv")
    (finding,) = stray_findings(folder, ("data",))
    assert "data/other" == finding.place.file


def test_a_link_over_another_link_is_followed_to_its_end(folder, tmp_path):
    (folder / "data/first").symlink_to("second")
    (folder / "data/second").symlink_to(tmp_path / "secret")
    assert "outside-study" == refusal(folder, "data/first")


@pytest.mark.parametrize("name", ["../secret", "data/../../secret", "/etc/hostname", "../study2/x"])
def test_a_path_out_of_the_study_is_refused(folder, name):
    assert "outside-study" == refusal(folder, name)


def test_a_folder_whose_name_only_begins_like_the_study_is_outside(folder, tmp_path):
    (tmp_path / "study2").mkdir()
    (tmp_path / "study2/x").write_bytes(b"outside")
    (folder / "x").symlink_to("../study2/x")
    assert "outside-study" == refusal(folder, "x")


def test_links_that_lead_in_a_circle_are_refused(folder):
    (folder / "data/first").symlink_to("second")
    (folder / "data/second").symlink_to("first")
    assert "unreadable-file" == refusal(folder, "data/first")
    assert ["unreadable-file"] * 2 == [f.code for f in stray_findings(folder, ("data",))]


def test_a_link_to_nothing_is_told(folder):
    (folder / "data/gone.csv").symlink_to("nothing.csv")
    (finding,) = stray_findings(folder, ("data",))
    assert ("unreadable-file", "data/gone.csv") == (finding.code, finding.place.file)


@pytest.mark.parametrize("name", ["data/none.csv", "data/a.csv\0", "data/a.csv/x", "x" * 300])
def test_what_is_not_there_is_missing(folder, name):
    with pytest.raises(FileMissing if "/x" not in name and "xx" not in name else FileRefused):
        read_file(folder, name, 100)


def test_a_pipe_a_socket_and_a_folder_are_no_files(folder, monkeypatch):
    os.mkfifo(folder / "pipe")
    monkeypatch.chdir(folder)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        assert ["not-a-file"] * 3 == [refusal(folder, n) for n in ("pipe", "socket", "data")]
        told = [finding.message for finding in stray_findings(folder, ("",))]
    assert ["this is a named pipe, not a file", "this is a socket, not a file"] == told


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_a_device_is_no_file(folder):
    os.mknod(folder / "zero", 0o666 | 0o020000, os.makedev(1, 5))
    assert "not-a-file" == refusal(folder, "zero")


def test_a_pipe_put_in_place_of_a_judged_file_does_not_hold_the_program(folder, monkeypatch):
    os.mkfifo(folder / "data/pipe")
    judged = (folder / "data/a.csv").stat()
    monkeypatch.setattr(files.os, "stat", lambda *_, **__: judged)
    if not os.supports_dir_fd:
        pytest.skip("Windows has no pipes in folders")
    assert "not-a-file" == refusal(folder, "data/pipe")


def test_a_link_put_in_place_of_a_judged_folder_is_not_followed(folder, tmp_path, monkeypatch):
    (folder / "data/more").rename(folder / "data/less")
    (folder / "data/more").symlink_to(tmp_path / "elsewhere")
    judged = folder.resolve() / "data/more/a.csv"
    monkeypatch.setattr(files, "_require_within", lambda *_: judged)
    assert "unreadable-file" == refusal(folder, "data/more/a.csv")


@pytest.mark.parametrize(("most", "is_read"), [(5, True), (4, True), (3, False)])
def test_a_file_may_be_as_large_as_its_kind_and_no_larger(folder, most, is_read):
    if is_read:
        assert b"here" == read_file(folder, "data/a.csv", most)
    else:
        assert "too-large" == refusal(folder, "data/a.csv", most)


def test_a_large_file_is_refused_before_it_is_read(folder):
    with (folder / "data/huge.csv").open("wb") as huge:
        huge.truncate(2**40)
    assert "too-large" == refusal(folder, "data/huge.csv")


def test_a_file_that_the_system_refuses_is_told(folder, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.os, "open", refuse)
    assert "unreadable-file" == refusal(folder, "data/a.csv")


def test_hidden_files_and_locks_are_listed_only_on_demand(folder):
    for name in (".hidden", "~lock", "copy~"):
        (folder / "data" / name).write_bytes(b"")
    (folder / "data/.#a.csv").symlink_to("somebody@machine.1234:5678")
    assert ("data/a.csv", "data/more/b.csv") == file_names(folder, "data", print)
    assert ("data/a.csv",) == file_names(folder, "data", print, deep=False)
    found = []
    assert 5 == len(file_names(folder, "data", found.append, aside=True))
    assert ["unreadable-file"] == [finding.code for finding in found]


def test_a_linked_folder_is_listed_once(folder):
    (folder / "data/again").symlink_to(".")
    (folder / "data/more/up").symlink_to("../..")
    names = file_names(folder, "data", print)
    assert {b"here", b"below"} == {read_file(folder, name, 100) for name in names}
    assert 2 == len(names)


def test_files_beyond_number_are_told(folder, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 3)
    assert () == tuple(stray_findings(folder, ("data",)))
    (folder / "data/c.csv").write_bytes(b"")
    (finding,) = stray_findings(folder, ("data",))
    assert "too-many-files" == finding.code


def test_a_name_that_is_no_text_is_told(folder):
    os.mknod(os.fsencode(folder / "data") + b"/\xff.csv")
    (finding,) = stray_findings(folder, ("data",))
    assert ("not-utf8", "data/\\udcff.csv") == (finding.code, str(finding.place))


def test_a_study_that_is_no_folder_is_wrong_use(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"")
    for name in ("pipe", "file"):
        with pytest.raises(WrongUse, match="is not a folder"):
            inspect_study(tmp_path / name)


def test_a_study_whose_link_leads_back_to_itself_is_wrong_use(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(WrongUse, match="leads back to itself"):
        inspect_study(tmp_path / "loop")


def test_a_file_named_on_the_command_line_is_read_over_links_but_never_waited_for(folder, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe")
    assert b"outside" == read_named_file(tmp_path / "link", 100)
    for name, message in {
        "pipe": "this is a named pipe",
        "study": "this is a folder",
        "none": "No such file",
        "link": "such a file may have up to",
        "n\0l": "null",
    }.items():
        with pytest.raises(WrongUse, match=message):
            read_named_file(tmp_path / name, 3)


@pytest.mark.parametrize("part", ["data", "templates", "figures", "report"])
def test_no_part_of_a_study_may_lead_out_of_it(small_study, tmp_path, part):
    study = small_study()
    (study / part / "notes").mkdir(parents=True, exist_ok=True)
    (study / part / "notes/link").symlink_to(tmp_path.parent)
    (finding,) = inspect_study(study).findings
    assert ("outside-study", f"{part}/notes/link") == (finding.code, finding.place.file)


def test_data_that_is_a_link_out_of_the_study_is_one_finding(small_study, tmp_path):
    study, elsewhere = small_study(), tmp_path.parent / "data elsewhere"
    (study / "data").rename(elsewhere)
    (study / "data").symlink_to(elsewhere)
    (finding,) = inspect_study(study).findings
    assert ("outside-study", "data") == (finding.code, finding.place.file)
