"""Writes the files of a build whole or not at all, also when it is killed in between.

All files are first written to a staging folder beside their places. A journal then says that they
are complete, and they are moved one by one. Whoever comes next and finds a journal finishes the
moves; a staging folder without one is thrown away. A lock lets one build write at a time.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from il2report.cli.lock import LOCK, saying_what_failed, writing_alone

STAGING = ".il2report-"
NEW, OLD, JOURNAL = "new", "old", "journal.json"
"""Inside a staging folder: what will be moved, what stood in its place, and the list of moves."""

PLACES = frozenset({"report", "figures"})
"""Where a build writes. A journal that came with somebody else's study moves nothing elsewhere."""


def write_outputs(
    folder: Path, files: Mapping[str, bytes], stale: frozenset[str]
) -> tuple[Path, ...]:
    """Write all files to a folder beside their places, then move each into its place.

    Parameters
    ----------
    folder : where report/ and figures/ stand
    files : content by path within the folder
    stale : patterns of generated files to be removed where this build did not write them

    Returns
    -------
    tuple of Path
        The files written, in the order of `files`.

    Raises
    ------
    BuildFailed
        When the disk refuses, or another build keeps writing; then what stood there stands again.
    """
    with saying_what_failed(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with writing_alone(folder):
            _finish_what_was_left(folder)
            staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder))
            try:
                _write(staging / NEW, files)
                _promise(staging, tuple(files), _generated(folder, stale) - set(files))
                _exchange_or_undo(staging, folder)
            finally:
                _discard(staging)
    return tuple(folder / name for name in files)


def finish_interrupted(folder: Path) -> None:
    """Finish what a killed build had begun to move, and throw away what it had not completed.

    Raises
    ------
    BuildFailed
        When the disk refuses.
    """
    if (folder / LOCK).exists() or any(folder.glob(f"{STAGING}*")):
        with saying_what_failed(folder), writing_alone(folder):
            _finish_what_was_left(folder)


def _write(staging: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _generated(folder: Path, patterns: frozenset[str]) -> set[str]:
    found = (path for pattern in patterns for path in folder.glob(pattern))
    return {path.relative_to(folder).as_posix() for path in found}


def _promise(staging: Path, moved: Sequence[str], removed: set[str]) -> None:
    """Write the journal, in one step: a kill from here on leaves what the next build finishes."""
    journal = {"moved": moved, "removed": sorted(removed)}
    unfinished = staging / "unfinished.json"
    unfinished.write_text(json.dumps(journal), encoding="utf-8")
    unfinished.rename(staging / JOURNAL)


def _exchange_or_undo(staging: Path, folder: Path) -> None:
    try:
        _exchange(staging, folder)
    except BaseException:
        _undo(staging, folder)
        raise


def _exchange(staging: Path, folder: Path) -> None:
    """Move what is still to be moved, remove what is still to be removed; may be done again."""
    journal = json.loads((staging / JOURNAL).read_text(encoding="utf-8"))
    for name in journal["moved"]:
        if (staging / NEW / name).exists():
            _keep(folder / name, staging / OLD / name)
            os.replace(staging / NEW / name, folder / name)  # noqa: PTH105 (Path.replace does the same)
    for name in journal["removed"]:
        _keep(folder / name, staging / OLD / name)
        (folder / name).unlink(missing_ok=True)


def _keep(place: Path, kept: Path) -> None:
    """Keep what stands in a place under a second name, so that it can come back."""
    place.parent.mkdir(parents=True, exist_ok=True)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists() or kept.exists():
        return
    try:
        kept.hardlink_to(place)
    except OSError:  # a file system without second names
        shutil.copy2(place, kept)


def _undo(staging: Path, folder: Path) -> None:
    """Bring back what stood there; a kill in between leaves what can still be finished."""
    journal = json.loads((staging / JOURNAL).read_text(encoding="utf-8"))
    for name in journal["moved"]:
        if not (staging / NEW / name).exists():
            (folder / name).rename(staging / NEW / name)
    for kept in (staging / OLD).rglob("*"):
        if kept.is_file():
            kept.replace(folder / kept.relative_to(staging / OLD))


def _finish_what_was_left(folder: Path) -> None:
    for staging in sorted(folder.glob(f"{STAGING}*")):
        if staging.is_dir() and not staging.is_symlink():
            if _is_to_be_finished(staging):
                _exchange(staging, folder)
            _discard(staging)


def _is_to_be_finished(staging: Path) -> bool:
    """Whether a journal promises moves, and only such as a build makes."""
    try:
        journal = json.loads((staging / JOURNAL).read_text(encoding="utf-8"))
        names = [PurePosixPath(name) for name in journal["moved"] + journal["removed"]]
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return False
    return all(name.parts[0] in PLACES and ".." not in name.parts for name in names)


def _discard(staging: Path) -> None:
    """Throw a staging folder away, its journal first: without it nobody acts on the rest."""
    (staging / JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)
