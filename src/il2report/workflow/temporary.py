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
    """Make a folder where the system keeps temporary files."""
    folder: Path | None = None

    def remove() -> None:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    with undone_when_interrupted(remove):
        try:
            folder = Path(tempfile.gettempdir()) / f"il2report-{secrets.token_hex(8)}"
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise BuildFailed(
                f"there is no temporary folder to write to: {error.strerror}"
            ) from error
        try:
            yield folder
        finally:
            remove()
