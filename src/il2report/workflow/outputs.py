"""Writes the files of a build whole or not at all, also when it is killed in between.

All files are first written to a folder beside their places, and the files in those places are kept
there under a second name. A journal then says that moves have begun, and the files are moved one by
one; when the journal is deleted, the new files count. The next program that finds a journal puts back
the files that were there. A lock lets one build write at a time.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from il2report.errors import BuildFailed, Finding, Place, Severity
from il2report.workflow.interruption import uninterrupted
from il2report.workflow.lock import LOCK, saying_what_failed, writing_alone
from il2report.workflow.output_places import require_real_places
from il2report.workflow.staging import (
    JOURNAL,
    PREFIX,
    discard_left_behind,
    folders_to_disk,
    folders_within,
    left_behind,
    read_regular_file,
    staging_folder,
    write_to_disk,
)

NEW, OLD = "new", "old"
"""Inside a staging folder: what will be moved, and what was in its place."""

TOPS = frozenset({"report", "figures", "templates"})
"""Where a build writes and, with the changes that co-authors made, `review --apply`."""


def write_outputs(
    folder: Path, files: Mapping[str, bytes], stale: frozenset[str]
) -> tuple[Path, ...]:
    """Write all files to a folder beside their places, then move each into its place.

    `stale` are patterns of generated files, which are removed where this build did not write them. If
    the disk refuses, the old files are put back.
    """
    with saying_what_failed(folder):
        folder.mkdir(parents=True, exist_ok=True)
        require_real_places(folder, files)
        with writing_alone(folder):
            _undo_what_was_left(folder)
            found = (path for pattern in stale for path in folder.glob(pattern))
            removed = {path.relative_to(folder).as_posix() for path in found} - set(files)
            require_real_places(folder, removed)
            with staging_folder(folder) as staging:
                _exchange(staging, folder, files, removed)
    return tuple(folder / name for name in files)


def undo_interrupted(folder: Path, names: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Put back what a killed build had begun to replace, and delete what it had not completed.

    `names` are files that will be written, and folders, with a / at the end. A folder that looks like
    one of a killed build and was not made here is left alone, and a notice names it.
    """
    require_real_places(folder, names)
    if not (folder / LOCK).exists() and not any(folder.glob(f"{PREFIX}*")):
        return ()
    with saying_what_failed(folder), writing_alone(folder):
        _undo_what_was_left(folder)
        message = (
            "looks like what an interrupted build leaves, but no build made it in this folder, so its"
            " contents are not used; delete it"
        )
        return tuple(
            Finding("unknown-leftover", Place(f"{path.name}/"), message, Severity.NOTICE)
            for path in left_behind(folder)
        )


def _undo_what_was_left(folder: Path) -> None:
    discard_left_behind(folder, lambda staging: _put_back(staging, folder))


def _exchange(
    staging: Path, folder: Path, files: Mapping[str, bytes], removed: Iterable[str]
) -> None:
    for name, content in files.items():
        write_to_disk(staging / NEW / name, content)
    places = {name: _keep(folder / name, staging / OLD / name) for name in (*files, *removed)}
    with uninterrupted():
        try:
            _begin(staging, places)
            for name in files:
                os.replace(staging / NEW / name, _make_way(folder / name))  # noqa: PTH105 (Path.replace does the same)
            for name in removed:
                (folder / name).unlink()
            folders_to_disk({(folder / name).parent for name in (*files, *removed)})
            (staging / JOURNAL).unlink()  # from here on the new files count
        except BaseException:
            _put_back(staging, folder)
            raise


def _make_way(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _keep(place: Path, kept: Path) -> bool:
    """Keep what is in a place under a second name; whether there is anything."""
    if not place.exists():
        return False
    try:
        _make_way(kept).hardlink_to(place)
    except OSError:  # a file system without second names
        shutil.copy2(place, kept)
    return True


def _begin(staging: Path, places: Mapping[str, bool]) -> None:
    """Write the journal in one step: a kill from here on is undone by the next run."""
    unfinished = staging / "unfinished.json"
    write_to_disk(unfinished, json.dumps(places).encode())
    folders_to_disk(folders_within(staging))  # what will be put back must be there by name
    unfinished.rename(staging / JOURNAL)
    folders_to_disk([staging])


def _put_back(staging: Path, folder: Path) -> None:
    """Put back what was in each place; may be done again after a kill."""
    if not (staging / JOURNAL).exists():
        return
    places = _journal(staging)
    require_real_places(folder, places)
    for name, was_there in places.items():
        place, kept = folder / name, staging / OLD / name
        if not was_there:
            place.unlink(missing_ok=True)
            with suppress(OSError):  # until a folder is not empty
                for parent in PurePosixPath(name).parents[:-1]:
                    (folder / parent).rmdir()
        elif kept.exists():
            kept.replace(_make_way(place))
    (staging / JOURNAL).unlink()


def _journal(staging: Path) -> dict[str, bool]:
    """Read which places a build began to write, and whether anything was there."""
    try:
        places = json.loads(read_regular_file(staging / JOURNAL))
    except (OSError, ValueError, RecursionError):
        places = None
    if isinstance(places, dict) and all(
        name.split("/")[0] in TOPS and ".." not in PurePosixPath(name).parts for name in places
    ):
        return places
    raise BuildFailed(
        f"{staging} holds an interrupted build whose journal cannot be read; delete that folder and"
        " build again"
    )
