"""Temporary folders, which go when their work is done, fails or is interrupted."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from il2report.errors import BuildFailed
from il2report.workflow.interruption import undone_when_interrupted


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder where the system keeps temporary files.

    Raises
    ------
    BuildFailed
        When the system has no place for it.
    """
    try:
        parent = Path(tempfile.gettempdir())
    except OSError as error:
        raise _no_place(error) from error
    folder = parent / f"il2report-{secrets.token_hex(8)}"
    with undone_when_interrupted(lambda: shutil.rmtree(folder, ignore_errors=True)):
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise _no_place(error) from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _no_place(error: OSError) -> BuildFailed:
    return BuildFailed(f"there is no temporary folder to write to: {error.strerror}")
