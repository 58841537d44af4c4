"""Writes an issued draft: the whole folder in one step, or nothing.

Everything is written beside the drafts, made read-only and brought to the disk; then the folder is
renamed into its place, which is one step. What a killed issue left is thrown away by the next.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from il2report.cli.lock import saying_what_failed, writing_alone
from il2report.revisions.drafts import DRAFTS

STAGING = ".il2report-"
READ_ONLY = 0o444


@contextmanager
def issuing_alone(study: Path) -> Iterator[Path]:
    """Hold the drafts of a study, so that two issues get two numbers; gives their folder.

    Raises
    ------
    BuildFailed
        When the disk refuses, or another issue does not end.
    """
    folder = study / DRAFTS
    with ExitStack() as held:
        with saying_what_failed(folder):
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(writing_alone(folder))
        for staging in folder.glob(f"{STAGING}*"):
            shutil.rmtree(staging, ignore_errors=True)
        yield folder


def freeze(place: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a draft, read-only, and let its folder appear whole.

    Parameters
    ----------
    place : the folder of the draft, which must not exist; the lock of the drafts is held
    files : content by path within it

    Raises
    ------
    BuildFailed
        When the disk refuses; then there is no such folder.
    """
    with saying_what_failed(place.parent):
        _freeze(place, files)


def _freeze(place: Path, files: Mapping[str, bytes]) -> None:
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=place.parent))
    try:
        for name, content in files.items():
            _write(staging / name, content)
        staging.chmod(0o755)  # mkdtemp makes it for its owner alone
        for folder in (*(path for path in staging.rglob("*") if path.is_dir()), staging):
            _to_disk(folder)
        staging.rename(place)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _to_disk(place.parent)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), READ_ONLY)
        file.flush()
        os.fsync(file.fileno())


def _to_disk(folder: Path) -> None:
    """Bring the entries of a folder to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
