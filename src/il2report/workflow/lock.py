"""One writer at a time in a folder, and one sentence when the disk refuses.

The lock is one of the operating system, which ends it with the process however that ends.
"""

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from il2report.errors import BuildFailed
from il2report.study.files import NO_LINK, NO_WAIT
from il2report.workflow.interruption import undone_when_interrupted

if sys.platform == "win32":
    import msvcrt

    def _hold(lock: int) -> None:
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _hold(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK = ".il2report.lock"
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.02


@contextmanager
def saying_what_failed(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one sentence that names the folder."""
    try:
        yield
    except OSError as error:
        at = f" ({os.fsdecode(error.filename)})" if error.filename else ""
        raise BuildFailed(
            f"the results could not be written to {folder}: {error.strerror or error}{at}"
        ) from error


@contextmanager
def writing_alone(folder: Path) -> Iterator[None]:
    """Lock a folder; the file of the lock is deleted with it, so that nothing is left."""
    path, deadline = folder / LOCK, time.monotonic() + PATIENCE_SECONDS
    while (lock := _locked(path)) is None:
        if time.monotonic() > deadline:
            raise BuildFailed(
                f"another build has been writing to {folder} for {PATIENCE_SECONDS:.0f} seconds;"
                " wait for it, or end it"
            )
        time.sleep(PAUSE_SECONDS)
    try:
        with undone_when_interrupted(lambda: path.unlink(missing_ok=True)):
            yield
    finally:
        with suppress(PermissionError):  # Windows deletes no file that is open
            path.unlink(missing_ok=True)
        os.close(lock)
        if sys.platform == "win32":
            with suppress(PermissionError):  # the next build has it open already
                path.unlink(missing_ok=True)


def _locked(path: Path) -> int | None:
    """Open and lock a file; None when another build holds it, or has just removed it."""
    is_link = f"{path} is a link or no regular file, so it cannot be a lock; delete it"
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK | NO_WAIT, 0o666)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise BuildFailed(is_link) from None
        raise
    if not stat.S_ISREG(os.fstat(lock).st_mode) or path.is_symlink():
        os.close(lock)
        raise BuildFailed(is_link)
    try:
        _hold(lock)
        if os.path.samestat(os.fstat(lock), path.lstat()):
            return lock
    except (BlockingIOError, FileNotFoundError, PermissionError):
        pass
    os.close(lock)
    return None
