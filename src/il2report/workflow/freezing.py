"""Writes an issued draft: the whole folder in one step, or nothing.

Everything is written beside the drafts, made read-only and brought to the disk; then the folder is
renamed into its place, which is one step. What a killed issue left is thrown away by the next.
"""

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
    folders_to_disk,
    folders_within,
    is_sealed,
    left_behind,
    staging_folder,
    write_to_disk,
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
            write_to_disk(draft / name, content)
            (draft / name).chmod(READ_ONLY)
        folders_to_disk(folders_within(staging))
        with uninterrupted():
            draft.rename(place)
            folders_to_disk([place.parent])
