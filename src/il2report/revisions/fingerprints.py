"""The fingerprints of what a draft is made from: data and choices, templates, program."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from il2report.study.configuration import FILE as CHOICES
from il2report.study.data_folder import file_contents
from il2report.study.fingerprint import fingerprint

SHOWN = 12
"""Digits of a fingerprint that a page shows."""

PARTS = ("data", "templates", "program")
KEPT = (*PARTS, "configuration", "tables")
PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """SHA-256 of each thing that a draft is made from.

    `data` is that of study.toml and data/ together, as results.json gives it; `configuration` and
    `tables` are those of the two apart, so that one can say which of them moved.
    """

    data: str
    templates: str
    program: str
    configuration: str = ""
    tables: str = ""
    draft: str = field(init=False, default="")

    def __post_init__(self) -> None:
        parts = {name: getattr(self, name).encode() for name in PARTS}
        object.__setattr__(self, "draft", fingerprint(parts)[:SHOWN])

    @property
    def working(self) -> str:
        """What a working draft shows: what its text was made from, and not by which program."""
        return f"data {self.data[:SHOWN]} · templates {self.templates[:SHOWN]}"

    def record(self) -> dict[str, str]:
        """Give all by name, as draft.json keeps them."""
        return {name: getattr(self, name) for name in (*KEPT, "draft")}

    @classmethod
    def of_record(cls, record: Mapping[str, str]) -> "Fingerprints":
        """Read them from what `record` gave; the short one follows from the others."""
        return cls(**{name: str(record.get(name, "")) for name in KEPT})


def study_fingerprints(
    folder: Path, templates: Mapping[str, bytes], shipped: Mapping[str, bytes]
) -> Fingerprints:
    """Take the fingerprints of a study as it is on the disk; it need not pass its checks.

    `templates` are those that the study uses, `shipped` those that come with the program, by name.
    `data` of the result equals the fingerprint of the study once it is read.
    """
    contents = file_contents(folder, lambda _: None)
    tables = {name: content for name, content in contents.items() if name != CHOICES}
    return Fingerprints(
        data=fingerprint(contents),
        templates=fingerprint(templates),
        program=program_fingerprint(shipped),
        configuration=fingerprint({CHOICES: contents.get(CHOICES, b"")}),
        tables=fingerprint(tables),
    )


def program_fingerprint(shipped: Mapping[str, bytes]) -> str:
    """Digest the program: its modules and the templates that come with it, by relative name.

    A checkout and an installed wheel of the same source have the same.
    """
    return fingerprint(_modules(PACKAGE) | {f"templates/{name}": shipped[name] for name in shipped})


@cache  # the program that runs is the one that it was when it started
def _modules(package: Path) -> dict[str, bytes]:
    return {
        path.relative_to(package).as_posix(): path.read_bytes() for path in package.rglob("*.py")
    }
