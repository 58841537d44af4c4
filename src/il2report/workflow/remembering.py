"""What the last build of an output folder drew and compared, and from what.

A figure that shows the same as in the last build is not drawn again: the files that this build wrote are taken, if each is still
what was written. The record has digests alone, no data and no drawing, and is outside of any study, where the
sender of a study cannot write. Without it, or where anything about it is in doubt, everything is drawn. docs/adr/0028.
"""

import json
import os
import pickle
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from il2report.document.formats import NumberStyle
from il2report.figures.drawn import Picture
from il2report.figures.pictures import SUBMITTED, Drawables, file_stem
from il2report.revisions.versions import program_versions
from il2report.study.files import MOST_OF_DOCUMENT, FileRefused, read_file

if TYPE_CHECKING:
    from il2report.analysis.endpoints import Times

FOLDER = "il2report"
MOST_KEPT = 50
"""Output folders of which there is a record; the oldest is forgotten."""
PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure that needs no drawing: its picture, and its files for submission by their names."""

    picture: Picture
    files: Mapping[str, bytes]


@dataclass(slots=True)
class LastBuild:
    """The record of the last build of an output folder, and that of this build, which replaces it."""

    output: Path
    _record: Path | None = None
    _known: dict[str, Any] = field(default_factory=dict)
    _new: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, output: Path) -> "LastBuild":
        """Read the record of an output folder, as far as there is one."""
        found = cls(output)
        with suppress(OSError, RuntimeError, ValueError):  # there may be no home folder
            found._record = _records() / f"{_digest(os.fsencode(output.resolve()))}.json"
            found._known = _mapping(json.loads(found._record.read_bytes()))
        return found

    def drawn(self, shown: Drawables, style: NumberStyle) -> dict[str, Drawn]:
        """Give those of some figures that were drawn from the same and whose files are as they were written."""
        program, known = _program(), _mapping(self._known.get("figures"))
        found = {}
        for key, each in shown.items():
            source = _source(program, each, style)
            self._new.setdefault("sources", {})[key] = source
            before = _mapping(known.get(key))
            if before.get("source") == source and (drawn := self._unchanged(key, before)):
                found[key] = drawn
        return found

    def _unchanged(self, key: str, before: Mapping[str, Any]) -> Drawn | None:
        digests, aspect = _mapping(before.get("files")), before.get("aspect")
        stem, files = file_stem(key), {}
        for ending in ("svg", *SUBMITTED):
            name = f"{stem}.{ending}"
            try:
                files[name] = read_file(self.output, f"figures/{name}", MOST_OF_DOCUMENT)
            except FileRefused:
                return None
            if digests.get(name) != _digest(files[name]):
                return None
        if not isinstance(aspect, float):
            return None
        return Drawn(Picture(files.pop(f"{stem}.svg"), aspect), files)

    def printed_before(self, shown: Drawables) -> Drawables:
        """Give those of some figures that the last build printed; all where there is no record of it."""
        known = _mapping(self._known.get("figures"))
        return {key: each for key, each in shown.items() if key in known} if known else shown

    def agreed(self, times: "Sequence[Times]", level: int) -> bool:
        """Whether the same curves of the same times were compared with lifelines, and agreed."""
        source = _source(_program(), tuple(times), level)
        self._new["curves"] = source
        return self._known.get("curves") == source

    def keep(self, pictures: Mapping[str, Picture], files: Mapping[str, bytes]) -> None:
        """Write what this build drew and compared, once its files are written."""
        if self._record is None:
            return
        figures = {}
        for key, source in self._new.pop("sources", {}).items():
            names = [f"{file_stem(key)}.{ending}" for ending in ("svg", *SUBMITTED)]
            if key in pictures and all(f"figures/{name}" in files for name in names):
                digests = {name: _digest(files[f"figures/{name}"]) for name in names}
                aspect = pictures[key].aspect
                figures[key] = {"source": source, "aspect": aspect, "files": digests}
        with suppress(OSError):  # nothing depends on it
            _write(self._record, json.dumps({**self._new, "figures": figures}).encode())


def _records() -> Path:
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (chosen if chosen.is_absolute() else Path.home() / ".cache") / FOLDER


def _write(record: Path, content: bytes) -> None:
    """Put a record in its place by one rename, and forget the oldest ones."""
    record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file, name = tempfile.mkstemp(dir=record.parent)
    try:
        with os.fdopen(file, "wb") as opened:
            opened.write(content)
        Path(name).replace(record)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    with os.scandir(record.parent) as entries:
        ages = sorted((entry.stat().st_mtime, entry.path) for entry in entries)
    for _, path in ages[:-MOST_KEPT]:
        Path(path).unlink(missing_ok=True)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _source(program: bytes, *given: object) -> str:
    return _digest(program + pickle.dumps(given))


@cache
def _program() -> bytes:
    """Say which program this is: the versions of its libraries, and each of its files as Python knows a compiled one."""
    files = sorted(
        (str(path), found.st_size, found.st_mtime_ns)
        for folder, _, names in os.walk(PACKAGE)
        for name in names
        if name.endswith(".py")
        for path in [Path(folder, name)]
        for found in [path.stat()]
    )
    return repr((program_versions(), files)).encode()
