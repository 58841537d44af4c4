"""Folders in which files wait, beside their places, until all of them are complete.

What a killed run has left in such a folder is used or deleted only if this program wrote it there. A
seal shows that: a file whose number and time of change in the file system are written down beside it.
The system that makes the file gives both, so no archive, copy or clone of a study can bring a seal
that fits.
"""

import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from il2report.study.files import NO_LINK, NO_WAIT
from il2report.workflow.interruption import undone_when_interrupted

PREFIX = ".il2report-"
SEAL, SEALED = "seal", "sealed"
"""The seal, and what is written down about it."""

JOURNAL = "journal.json"
"""What is being moved at present, if anything is."""

MOST_BYTES = 2**20
"""How much is read of a file in a folder that was left behind."""


@contextmanager
def staging_folder(folder: Path) -> Iterator[Path]:
    """Make a folder for files that will move into places within `folder`, and delete it in the end."""
    staging = folder / f"{PREFIX}{secrets.token_hex(8)}"
    with undone_when_interrupted(lambda: _discard(staging)):
        try:
            staging.mkdir(mode=0o700)
            (staging / SEAL).touch()
            (staging / SEALED).write_text(_description(staging / SEAL), encoding="ascii")
            yield staging
        finally:
            if not (staging / JOURNAL).exists():  # else the next run undoes what could not be now
                _discard(staging)


def write_to_disk(path: Path, content: bytes) -> None:
    """Write a file and its folders, and wait until the disk has its content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def folders_to_disk(folders: Iterable[Path]) -> None:
    """Wait until the disk has the names in folders; Windows opens none, and keeps them in its own log."""
    if sys.platform != "win32":
        for folder in folders:
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)


def folders_within(folder: Path) -> list[Path]:
    """Give a folder and all folders in it, the inner ones first."""
    return [*(path for path in sorted(folder.rglob("*"), reverse=True) if path.is_dir()), folder]


def left_behind(folder: Path) -> Iterator[Path]:
    """Find the folders of this kind, no matter who made them."""
    for path in sorted(folder.glob(f"{PREFIX}*")):
        if stat.S_ISDIR(path.lstat().st_mode):
            yield path


def discard_left_behind(folder: Path, undo: Callable[[Path], object] = lambda _: None) -> None:
    """Delete what killed runs have left, `undo` first; of what others made only empty folders."""
    for staging in left_behind(folder):
        if _is_sealed(staging):
            undo(staging)
            _discard(staging)
        else:
            _discard_empty(staging)


def _is_sealed(staging: Path) -> bool:
    """Whether this program made the folder, where it is now."""
    try:
        written = read_regular_file(staging / SEALED)
        return written == _description(staging / SEAL).encode("ascii")
    except OSError:
        return False


def _description(seal: Path) -> str:
    found = seal.lstat()
    return f"{found.st_ino} {found.st_ctime_ns}"


def _discard(staging: Path) -> None:
    """Delete a folder of ours, its seal last; what cannot be deleted now goes with the next run."""
    with suppress(OSError):
        for path in staging.iterdir():
            if stat.S_ISDIR(path.lstat().st_mode):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in (SEAL, SEALED):
                path.unlink()
        for name in (SEALED, SEAL):
            (staging / name).unlink(missing_ok=True)
        staging.rmdir()


def _discard_empty(staging: Path) -> None:
    """Delete a folder that was left before it had anything in it."""
    with suppress(OSError):
        found = [(path, path.lstat()) for path in staging.iterdir()]
        if all(
            path.name in (SEAL, SEALED) and stat.S_ISREG(of.st_mode) and not of.st_size
            for path, of in found
        ):
            for path, _ in found:
                path.unlink()
            staging.rmdir()


def read_regular_file(path: Path) -> bytes:
    """Read a small file; an OSError if it is a link, a pipe, a device, too large, or not there."""
    opened = os.open(path, os.O_RDONLY | NO_LINK | NO_WAIT)
    with os.fdopen(opened, "rb") as file:
        found = os.fstat(opened)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES or path.is_symlink():
            raise OSError(f"{path} is no small file")
        return file.read(MOST_BYTES)
