"""A new study folder: a starter with declarations to fill in, or a copy of a worked example."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from il2report.errors import BuildFailed, WrongUse
from il2report.workflow.interruption import undone_when_interrupted
from il2report.workflow.output_places import require_real_places

PACKAGE = Path(__file__).resolve().parent.parent
PARTS = ("study.toml", "data", "templates")
REFERENCE = "il2"
"""The example that the repository itself is."""
CONTRACT = "templates/README.md"
"""What templates can call, for the writing team of any study."""
PARTS_OF_A_STUDY = frozenset({"data", "templates", "figures", "report"})
GITATTRIBUTES = """\
# Every file is kept to the byte: issued drafts have checksums, and git converts line ends otherwise.
* -text
"""


def examples() -> dict[str, Path]:
    """Find the worked studies by name: in the wheel, or around the source."""
    shipped = PACKAGE / "examples"
    root = PACKAGE.parent.parent
    folders = [*shipped.glob("*")] if shipped.is_dir() else [*(root / "examples").glob("*")]
    found = {each.name: each for each in sorted(folders) if (each / "study.toml").is_file()}
    return found if shipped.is_dir() else {REFERENCE: root, **found}


def start_study(folder: Path, example: str | None = None) -> tuple[Path, ...]:
    """Make a study in a folder that has none of its files yet: a starter, or a copy of an example.

    It writes nothing where a file would be overwritten, or where the folder is in data/ or another
    part of a study, which would read it. If the disk refuses, what was written is deleted.
    """
    known = examples()
    if example is not None and example not in known:
        raise WrongUse(f"there is no example {example!r}; choose from {', '.join(known)}")
    sources = _sources(known[example] if example else PACKAGE / "starter")
    if example != REFERENCE:
        sources.setdefault(CONTRACT, known[REFERENCE] / CONTRACT)
    place = Path(os.path.realpath(folder))
    for study in place.parents:
        part = place.relative_to(study).parts[0]
        if part in PARTS_OF_A_STUDY and (study / "study.toml").exists():
            raise WrongUse(f"{folder} is in {part}/ of the study {study}; name a folder elsewhere")
    try:
        return _copied(folder, {folder / name: source for name, source in sources.items()})
    except OSError as error:
        at = f" ({os.fsdecode(error.filename)})" if error.filename else ""
        raise BuildFailed(f"no study could be made in {folder}: {error.strerror}{at}") from error


def _sources(study: Path) -> dict[str, Path]:
    """Give what a study is made of, by its name in the study."""
    parts = [study / part for part in PARTS]
    files = [file for part in parts for file in (part.rglob("*") if part.is_dir() else [part])]
    return {
        file.relative_to(study).as_posix(): file
        for file in sorted(files)
        if file.is_file() and "__pycache__" not in file.parts
    }


def _copied(folder: Path, copies: Mapping[Path, Path]) -> tuple[Path, ...]:
    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"{folder} is a file, not a folder")
    if taken := [target for target in copies if target.exists()]:
        raise WrongUse(
            f"{taken[0]} exists already, and init overwrites nothing; name a new folder"
            + (f" ({len(taken)} files are in the way)" if len(taken) > 1 else "")
        )
    attributes = folder / ".gitattributes"
    require_real_places(folder, (path.relative_to(folder).as_posix() for path in copies))
    made: list[Path] = []
    with undone_when_interrupted(lambda: _delete(made)):
        try:
            for target, source in copies.items():
                _make_folder(target.parent, made)
                made.append(target)
                shutil.copyfile(source, target)
            if not os.path.lexists(attributes):
                made.append(attributes)
                attributes.write_text(GITATTRIBUTES, encoding="utf-8", newline="\n")
        except BaseException:
            _delete(made)
            raise
    return tuple(copies)


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, noting which were not there."""
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        made.append(folder)
        folder.mkdir()


def _delete(made: list[Path]) -> None:
    """Delete what was made; a folder that holds anything else stays."""
    for path in reversed(made):
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
