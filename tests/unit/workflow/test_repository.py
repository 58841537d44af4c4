"""A study is taken out of a git revision: its own files, whatever the repository holds or configures."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from il2report.errors import WrongUse
from il2report.workflow import repository
from il2report.workflow.repository import is_revision, revision_folder


def git(study: Path, *arguments: str, given: bytes = b"") -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    command = ["git", "-C", str(study), *who, *arguments]
    return subprocess.run(command, input=given, check=True, capture_output=True).stdout.decode()


def commit(study: Path) -> None:
    git(study, "init", "-q")
    git(study, "add", "-A")
    git(study, "commit", "-q", "-m", "as issued")


def commit_tree(study: Path, *entries: tuple[str, str, str]) -> None:
    """Commit a tree as git itself would not write it: mode, name, id of each entry."""
    raw = b"".join(
        f"{mode} {name}".encode() + b"\0" + bytes.fromhex(content)
        for mode, name, content in entries
    )
    tree = git(study, "hash-object", "-t", "tree", "--literally", "-w", "--stdin", given=raw)
    made = git(study, "commit-tree", "-m", "damaged", tree.strip())
    git(study, "update-ref", "refs/heads/damaged", made.strip())


def blob(study: Path, content: bytes) -> str:
    return git(study, "hash-object", "-w", "--stdin", given=content).strip()


def subtree(study: Path, entries: str) -> str:
    return git(study, "mktree", "--missing", given=entries.encode()).strip()


@pytest.fixture
def study(tmp_path):
    study = tmp_path / "study"
    for name in ("data/a.csv", "templates/t.md.j2", "other/o.txt"):
        (study / name).parent.mkdir(parents=True, exist_ok=True)
        (study / name).write_text(name, encoding="utf-8")
    (study / "study.toml").write_text("title", encoding="utf-8")
    return study


def contents(study: Path, revision: str = "HEAD") -> dict[str, str]:
    with revision_folder(study, revision) as folder:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


def refusal(study: Path, revision: str = "HEAD") -> str:
    with pytest.raises(WrongUse) as refused, revision_folder(study, revision):
        pass
    return re.sub(r"/\S*/il2report-\w+", "FOLDER", str(refused.value))


OWN = {"study.toml": "title", "data/a.csv": "data/a.csv", "templates/t.md.j2": "templates/t.md.j2"}


def test_the_study_alone_is_taken_out_of_a_revision(study):
    commit(study)
    (study / "data/a.csv").write_text("changed since", encoding="utf-8")
    assert OWN == contents(study)


def test_a_study_below_the_top_of_its_repository_is_found(study):
    commit(study.parent)
    assert OWN == contents(study)


def test_names_that_are_no_utf_8_or_hold_line_ends_are_kept(study):
    odd = os.fsdecode(b"data/b\xff\nc.csv")
    (study / odd).write_text("odd", encoding="utf-8")
    commit(study)
    assert OWN | {odd: "odd"} == contents(study)


def test_a_link_that_stays_in_the_study_is_kept(study):
    (study / "data/b.csv").symlink_to("../data/a.csv")
    commit(study)
    assert OWN | {"data/b.csv": "data/a.csv"} == contents(study)


@pytest.mark.parametrize(
    "links",
    [
        {"data/b": "/etc/passwd"},
        {"data/b": "../../x"},
        {"data/b": "/"},
        {"data/up": "..", "data/b": "up/../x"},  # within the study as text, not as the system reads it
        {"data/b": "c", "data/c": "../templates/../../x"},
        {"study.toml": "/dev/null"},
        {"data/b": "../templates/./../data/.././../x"},
    ],
)  # fmt: skip
def test_a_link_that_leaves_the_study_is_refused_by_name(study, links):
    for name, target in links.items():
        (study / name).unlink(missing_ok=True)
        (study / name).symlink_to(target)
    commit(study)
    assert any(
        f"revision HEAD cannot be read: {name} is a link to {target}, outside the study"
        == refusal(study)
        for name, target in links.items()
    )


def test_a_circle_of_links_ends(study):
    (study / "data/b").symlink_to("c")
    (study / "data/c").symlink_to("b")
    commit(study)
    assert OWN == contents(study)


def test_a_name_that_leads_out_of_the_study_is_refused(study):
    commit(study)
    evil = subtree(study, f"100644 blob {blob(study, b'x')}\tevil")
    raw = b"40000 ..\0" + bytes.fromhex(evil)
    data = git(study, "hash-object", "-t", "tree", "--literally", "-w", "--stdin", given=raw)
    commit_tree(study, ("40000", "data", data.strip()))
    assert "revision damaged cannot be read: data/../evil is no path within the study" == refusal(
        study, "damaged"
    )


def test_nothing_is_written_through_a_link_of_the_same_revision(study, tmp_path):
    commit(study)
    outside = tmp_path / "outside"
    outside.mkdir()
    link = blob(study, str(outside).encode())
    for mode in ("100644", "120000"):
        evil = subtree(study, f"{mode} blob {blob(study, b'x')}\tevil")
        commit_tree(study, ("120000", "data", link), ("40000", "data", evil))
        assert refusal(study, "damaged").startswith("revision damaged cannot be read: ")
    assert [] == list(outside.iterdir())


def test_a_submodule_is_refused(study):
    commit(study)
    commit_tree(study, ("160000", "templates", "1" * 40))
    assert (
        "revision damaged cannot be read: templates is a submodule, whose files are in another"
        " repository"
    ) == refusal(study, "damaged")


def test_a_file_in_large_file_storage_is_refused(study):
    (study / "data/study.xlsx").write_bytes(repository.STORED_ELSEWHERE + b"v1\noid sha256:1\n")
    commit(study)
    assert (
        "revision HEAD cannot be read: data/study.xlsx is stored in Git LFS; compare with a checkout"
        == refusal(study)
    )


def test_a_study_that_is_too_large_is_refused_before_it_is_read(study, monkeypatch):
    commit(study)
    size = sum(map(len, OWN.values()))
    monkeypatch.setattr(repository, "MOST_BYTES", size)
    assert OWN == contents(study)
    monkeypatch.setattr(repository, "MOST_BYTES", size - 1)
    assert "the most is 0 MB" in refusal(study)


def test_a_tree_that_repeats_itself_without_end_is_refused(study):
    commit(study)
    tree = subtree(study, f"100644 blob {blob(study, b'x')}\tx")
    for _ in range(8):
        tree = subtree(study, "".join(f"040000 tree {tree}\t{i}\n" for i in range(10)))
    commit_tree(study, ("40000", "data", tree))
    assert f"git lists more files in {study} than a study can have" == refusal(study, "damaged")


def test_no_program_that_the_repository_configures_is_started(study, tmp_path):
    commit(study)
    ran = tmp_path / "ran"
    program = f"touch {ran}; cat"
    (study / ".gitattributes").write_text("* filter=x diff=x\n", encoding="utf-8")
    git(study, "add", "-A")
    git(study, "commit", "-q", "-m", "attributes")
    for name in ("filter.x.smudge", "filter.x.clean", "diff.x.textconv", "core.fsmonitor"):
        git(study, "config", name, program)
    for name in ("core.sshCommand", "core.pager", "core.hooksPath"):
        git(study, "config", name, program)
    assert OWN == contents(study)
    assert not ran.exists()


@pytest.mark.parametrize("address", ["ext::sh -c 'touch {ran}'", "ssh://host/x", "{origin}"])
def test_content_that_the_repository_lacks_is_not_fetched(study, tmp_path, address):
    commit(study)
    ran = tmp_path / "ran"
    git(tmp_path, "clone", "-q", "--bare", str(study), "origin")
    for name, setting in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": address.format(ran=ran, origin=tmp_path / "origin"),
        "remote.origin.uploadpack": f"touch {ran}; git-upload-pack",
        "core.sshCommand": f"touch {ran}",
        "protocol.allow": "always",
    }.items():
        git(study, "config", name, setting)
    lost = git(study, "rev-parse", "HEAD:data/a.csv").strip()
    (study / ".git/objects" / lost[:2] / lost[2:]).unlink()
    assert refusal(study).startswith(("revision HEAD cannot be read: ", "git says of "))
    assert not ran.exists()


@pytest.mark.parametrize("name", ["--all", "-h", "", "HEAD:data", "HEAD..HEAD", "no such", "@{99}"])
def test_a_name_that_is_no_revision_is_none(study, name):
    commit(study)
    assert not is_revision(study, name)
