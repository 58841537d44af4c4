"""Which files of a study were read while something was made, so that it can be kept until one of them changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from il2report.errors import Finding


class AskedFile(NamedTuple):
    """A file that was asked for: its folder, its path within that, and how large it may be."""

    folder: Path
    name: str
    most: int


class AskedFolder(NamedTuple):
    """A part of a folder that was listed, and how."""

    folder: Path
    part: str
    deep: bool
    aside: bool


@dataclass(slots=True)
class Trace:
    """What was read: the digest of each file, None where there is none, and what each folder had in it."""

    files: dict[AskedFile, bytes | None] = field(default_factory=dict)
    folders: dict[AskedFolder, tuple[str | Finding, ...]] = field(default_factory=dict)


_CONTENTS: ContextVar[dict[AskedFile, bytes] | None] = ContextVar("contents", default=None)
_TRACES: ContextVar[tuple[Trace, ...]] = ContextVar("traces", default=())


@contextmanager
def traced() -> Iterator[Trace]:
    """Note what is read within, in this thread."""
    trace = Trace()
    token = _TRACES.set((*_TRACES.get(), trace))
    try:
        yield trace
    finally:
        _TRACES.reset(token)


@contextmanager
def read_once() -> Iterator[None]:
    """Read no file a second time within: all of it sees one state of each, and takes less time."""
    token = _CONTENTS.set({})
    try:
        yield
    finally:
        _CONTENTS.reset(token)


def read_before(asked: AskedFile) -> bytes | None:
    """Give the content of a file that is read once and has been read."""
    contents = _CONTENTS.get()
    return None if contents is None else contents.get(asked)


def note_file(asked: AskedFile, content: bytes | None) -> None:
    """Note that a file was asked for, and what it holds."""
    contents = _CONTENTS.get()
    if contents is not None and content is not None:
        contents[asked] = content
    if traces := _TRACES.get():
        digest = None if content is None else sha256(content).digest()
        for trace in traces:
            trace.files[asked] = digest


def note_folder(asked: AskedFolder, found: tuple[str | Finding, ...]) -> None:
    """Note that a folder was listed, and what was found in it."""
    for trace in _TRACES.get():
        trace.folders[asked] = found
