"""Writes an issued draft: the whole folder in one step, or nothing.

Everything is written beside the drafts, made read-only and brought to the disk; then the folder is
renamed into its place, which is one step. What a killed issue left is thrown away by the next.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from il2report.revisions.drafts import DRAFTS
from il2report.workflow.interruption import uninterrupted
from il2report.workflow.lock import saying_what_failed, writing_alone
from il2report.workflow.output_places import require_real_places
from il2report.workflow.staging import (
    discard,
    discard_empty,
    is_sealed,
    left_behind,
    staging_folder,
)

NEW = "new"
"""Inside a staging folder: the folder of the draft."""

READ_ONLY = 0o444


@contextmanager
def issuing_alone(study: Path) -> Iterator[Path]:
    """Hold the drafts of a study, so that two issues get two numbers; gives their folder.

    Raises
    ------
    StudyRefused
        When the folder, or report/, is a link.
    BuildFailed
        When the disk refuses, or another issue does not end.
    """
    folder = study / DRAFTS
    require_real_places(study, [f"{DRAFTS}/"])
    with ExitStack() as held:
        with saying_what_failed(folder):
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(writing_alone(folder))
        for staging in left_behind(folder):
            if is_sealed(staging):
                discard(staging)
            else:
                discard_empty(staging)
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
    with staging_folder(place.parent) as staging:
        draft = staging / NEW
        for name, content in files.items():
            _write(draft / name, content)
        for folder in (*(path for path in draft.rglob("*") if path.is_dir()), draft, staging):
            _to_disk(folder)
        with uninterrupted():
            draft.rename(place)
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
