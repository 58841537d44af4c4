"""Writes the files of a build whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from il2report.errors import BuildFailed


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
        When the disk refuses; then nothing that stood there has been touched.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".il2report-", dir=folder))
        try:
            _write(staging, files)
            return _move(staging, folder, files, stale)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise BuildFailed(f"the results could not be written to {folder}: {error}") from error


def _write(staging: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _move(
    staging: Path, folder: Path, files: Mapping[str, bytes], stale: frozenset[str]
) -> tuple[Path, ...]:
    written = tuple(folder / name for name in files)
    for name, place in zip(files, written, strict=True):
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staging / name, place)  # noqa: PTH105 (Path.replace does the same)
    for pattern in stale:
        for old in set(folder.glob(pattern)) - set(written):
            old.unlink()
    return written
