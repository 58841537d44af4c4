"""Earlier revisions of a study, read from its git repository.

Only stored objects are read, with commands that apply no filter, run no hook and fetch nothing: the
configuration of a repository that came with another person's study starts no program. The files of a
revision are written by this module alone. Git's tar archives are not used: Python before 3.11.4
cannot unpack them safely.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from il2report.errors import WrongUse, legible
from il2report.workflow.starting import PARTS
from il2report.workflow.worker import pipe, temporary_folder

MOST_BYTES = 512 * 2**20
"""How large a study of a revision may be, all its files together."""

MOST_LISTED = 8 * 2**20
"""How long git's list of its files may be, in bytes; a tree that repeats itself has no end."""

LINK, FILES = "120000", frozenset({"100644", "100755", "100664"})
STORED_ELSEWHERE = b"version https://git-lfs.github.com/spec/"

NOTHING_FETCHED = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""A repository may say that objects which it lacks come from elsewhere, by a program it names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a revision, as git lists it: its mode, the id of its content, size and path."""

    mode: str
    content: str
    size: int
    name: str


@contextmanager
def revision_folder(study: Path, revision: str) -> Iterator[Path]:
    """Take a study out of an earlier revision of its git repository.

    A revision without the study is a WrongUse, and so is one that holds what a study cannot: links
    that leave it, files that are stored elsewhere, too much.
    """
    prefix = os.fsdecode(_git(study, "rev-parse", "--show-prefix")).rstrip("\n")
    tree = _object(study, f"{revision}:{prefix}")
    if tree is None:
        raise WrongUse(f"revision {revision} has no study in {prefix}")
    with temporary_folder() as folder:
        try:
            _write_entries(study, _entries(study, tree), folder)
        except (ValueError, OSError) as error:
            raise WrongUse(f"revision {revision} cannot be read: {error}") from None
        yield folder


def is_revision(study: Path, name: str) -> bool:
    """Whether the study's repository knows a revision of this name."""
    return _object(study, f"{name}^{{commit}}") is not None


def without_git() -> str:
    """Say that revisions cannot be looked up, where git is missing."""
    return "" if shutil.which("git") else " git is not installed, so revisions cannot be looked up."


def _object(study: Path, name: str) -> str | None:
    """Look up the id of what a name means in the repository; None when it means nothing."""
    try:
        found = _git(study, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    except WrongUse:
        return None
    return found.decode("ascii").strip()


def _entries(study: Path, tree: str) -> list[Entry]:
    """List the files that make up the study, none of which may lie outside of it."""
    listed = _git(study, "ls-tree", "-r", "-l", "-z", "--full-tree", tree, "--", *PARTS)
    entries = []
    for line in filter(None, listed.split(b"\0")):
        described, name = line.split(b"\t", 1)
        mode, _kind, content, size = described.decode("ascii").split()
        entry = Entry(mode, content, 0 if size == "-" else int(size), os.fsdecode(name))
        entries.append(entry)
        if not {"", ".", ".."}.isdisjoint(entry.name.split("/")):
            raise ValueError(f"{legible(entry.name)} is no path within the study")
        if entry.mode not in FILES | {LINK}:
            raise ValueError(
                f"{legible(entry.name)} is a submodule, whose files are in another repository"
            )
    if (total := sum(entry.size for entry in entries)) > MOST_BYTES:
        raise ValueError(
            f"its study.toml, data/ and templates/ have {total / 2**20:,.0f} MB; the most is"
            f" {MOST_BYTES // 2**20} MB"
        )
    return entries


def _write_entries(study: Path, entries: Iterable[Entry], folder: Path) -> None:
    """Write all files, and then all links, so that nothing is written through a link."""
    links: dict[Path, str] = {}
    for entry, content in _contents(study, entries):
        place = folder / entry.name
        place.parent.mkdir(parents=True, exist_ok=True)
        if entry.mode == LINK:
            links[place] = os.fsdecode(content)
            continue
        if content.startswith(STORED_ELSEWHERE):
            raise ValueError(f"{legible(entry.name)} is stored in Git LFS; compare with a checkout")
        with place.open("xb") as file:  # a damaged tree may hold a name twice
            file.write(content)
    for place, target in links.items():
        place.symlink_to(target)
    for place, target in links.items():  # only now is it known where links to links lead
        if not Path(os.path.realpath(place)).is_relative_to(os.path.realpath(folder)):
            name = place.relative_to(folder).as_posix()
            raise ValueError(f"{legible(name)} is a link to {legible(target)}, outside the study")


def _contents(study: Path, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
    """Read the contents one by one as they were committed, through one process of git."""
    with (
        tempfile.TemporaryFile() as said,
        _started(study, "cat-file", "--batch", stdin=subprocess.PIPE, stderr=said) as git,
    ):
        asked, answered = pipe(git.stdin), pipe(git.stdout)
        for entry in entries:
            asked.write(f"{entry.content}\n".encode("ascii"))
            asked.flush()
            answer = answered.readline().split()
            if answer != [entry.content.encode(), b"blob", str(entry.size).encode()]:
                raise ValueError(f"the repository lacks the content of {legible(entry.name)}")
            yield entry, answered.read(entry.size)
            answered.read(1)  # a line ends each content


def _git(study: Path, *arguments: str) -> bytes:
    """Give what a command of git prints."""
    with (
        tempfile.TemporaryFile() as said,
        _started(study, *arguments, stdin=subprocess.DEVNULL, stderr=said) as git,
    ):
        printed = pipe(git.stdout).read(MOST_LISTED + 1)
        if len(printed) > MOST_LISTED:
            git.kill()
            raise WrongUse(f"git lists more files in {study} than a study can have")
        if git.wait():
            said.seek(0)
            message = said.read().decode(errors="replace").strip().removeprefix("fatal: ")
            raise WrongUse(f"git says of {study}: {message}")
    return printed


def _started(
    study: Path, *arguments: str, stdin: int, stderr: IO[bytes]
) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 (a fixed program, no shell)
            ["git", "-C", str(study), *arguments],  # noqa: S607 (wherever the user has git)
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=os.environ | NOTHING_FETCHED,
        )
    except FileNotFoundError:
        raise WrongUse("git is not installed, so no revision can be compared") from None
