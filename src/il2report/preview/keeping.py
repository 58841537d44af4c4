"""Keeps what was made from files until one of these has another content."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

from il2report.errors import Finding, Il2ReportError
from il2report.study.files import FileRefused, file_names, read_file
from il2report.study.traces import AskedFile, AskedFolder, Trace, traced

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """One thing made from files; an error is kept as well, and raised again."""

    def __init__(self) -> None:
        self.trace = Trace()
        self._made: Made | None = None
        self._error: Il2ReportError | None = None

    def made(self, make: Callable[[], Made]) -> Made:
        """Give what is kept, or make it again if a file that it was made from has changed."""
        if (self._made is None and self._error is None) or not is_current(self.trace):
            self._made = self._error = None
            with traced() as self.trace:
                try:
                    self._made = make()
                except Il2ReportError as error:
                    self._error = error
        if self._error is not None:
            raise self._error.with_traceback(None)  # it may be raised a thousand times
        if self._made is None:
            raise AssertionError
        return self._made

    @property
    def files(self) -> frozenset[Path]:
        """The files that it was made from, and those that were asked for and are not there."""
        return frozenset(asked.folder / asked.name for asked in self.trace.files)


def is_current(trace: Trace) -> bool:
    """Whether every file that was read has the same content, and every folder the same files."""
    return all(_listed(asked) == found for asked, found in trace.folders.items()) and all(
        _digest(asked) == digest for asked, digest in trace.files.items()
    )


def _digest(asked: AskedFile) -> bytes | None:
    try:
        return sha256(read_file(*asked)).digest()
    except Il2ReportError:
        return None


def _listed(asked: AskedFolder) -> tuple[str | Finding, ...]:
    reported: list[Finding] = []
    try:
        names = file_names(
            asked.folder, asked.part, reported.append, deep=asked.deep, aside=asked.aside
        )
    except FileRefused:
        return ()
    return (*names, *reported)
