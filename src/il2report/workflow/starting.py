"""A new study folder, copied from the reference study that comes with the program."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from il2report.errors import BuildFailed, WrongUse
from il2report.workflow.interruption import undone_when_interrupted
from il2report.workflow.output_places import require_real_places

PACKAGE = Path(__file__).resolve().parent.parent
PARTS = ("study.toml", "data", "templates")
PARTS_OF_A_STUDY = frozenset({"data", "templates", "figures", "report"})
GITATTRIBUTES = """\
# Every file is kept to the byte: issued drafts have checksums, and git converts line ends otherwise.
* -text
"""


def reference_study() -> dict[str, Path]:
    """Find the parts of the reference study: in the wheel, or around the source."""
    shipped = PACKAGE / "examples" / "il2"
    root = shipped if shipped.is_dir() else PACKAGE.parent.parent
    return {name: root / name for name in PARTS}


def copy_reference_study(folder: Path) -> tuple[Path, ...]:
    """Copy the reference study into a folder that has none of its files yet.

    It writes nothing where a file would be overwritten, or where the folder is in data/ or another
    part of a study, which would read it. If the disk refuses, what was written is deleted.
    """
    place = Path(os.path.realpath(folder))
    for study in place.parents:
        part = place.relative_to(study).parts[0]
        if part in PARTS_OF_A_STUDY and (study / "study.toml").exists():
            raise WrongUse(f"{folder} is in {part}/ of the study {study}; name a folder elsewhere")
    try:
        return _copied(folder)
    except OSError as error:
        at = f" ({os.fsdecode(error.filename)})" if error.filename else ""
        raise BuildFailed(f"no study could be made in {folder}: {error.strerror}{at}") from error


def _copied(folder: Path) -> tuple[Path, ...]:
    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"{folder} is a file, not a folder")
    copies = {
        folder / name / source.relative_to(part) if part.is_dir() else folder / name: source
        for name, part in reference_study().items()
        for source in sorted(part.rglob("*") if part.is_dir() else [part])
        if source.is_file() and "__pycache__" not in source.parts
    }
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
