"""How a change of a file shows without reading it: its time, size and inode."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from il2report.study.files import is_aside

Stamp = tuple[int, int, int]
Stamps = Mapping[str, Stamp]
"""The files that are watched, by path, each with its time, size and inode; one that is not there is missing."""

TREES = ("data", "templates", "figures")
"""Folders of a study in which a new file may matter, wherever it is."""
DRAFTS = "report/drafts"
MOST_ENTRIES = 10_000
"""Files and folders of one tree that are watched."""


def study_stamps(folder: Path, others: Collection[Path] = ()) -> Stamps:
    """Look at the files of a study.

    Parameters
    ----------
    folder : the study
    others : further files, which were read the last time

    Returns
    -------
    mapping
        A file that is replaced has another inode, one that is written to another time or size. Times are
        compared for equality only, since a clock may be set back.
    """
    stamps: dict[str, Stamp] = {}
    for file in (folder / "study.toml", *others):
        if stamp := _stamp(file):
            stamps[str(file)] = stamp
    for part in TREES:
        stamps.update(_in_tree(folder / part))
    for draft in _entries(folder / DRAFTS):
        record = f"{draft.path}/draft.json"
        if stamp := _stamp(record):
            stamps[record] = stamp
    return stamps


def _in_tree(top: Path) -> Iterator[tuple[str, Stamp]]:
    waiting, left = [str(top)], MOST_ENTRIES
    while waiting and left > 0:
        for entry in _entries(waiting.pop()):
            left -= 1
            if is_aside(entry.name):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif stamp := _stamp(entry.path):
                    yield entry.path, stamp
            except OSError:
                continue


def _entries(folder: str | Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _stamp(file: str | Path) -> Stamp | None:
    try:
        status = os.stat(file)  # noqa: PTH116 (several thousand times a second, without an object for each)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
