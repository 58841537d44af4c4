"""A new study folder, copied from the reference study that comes with the program."""

import shutil
from pathlib import Path

from il2report.errors import WrongUse

PACKAGE = Path(__file__).resolve().parent.parent
PARTS = ("study.toml", "data", "templates")
GITATTRIBUTES = """\
# Every file is kept to the byte: issued drafts have checksums, and git converts line ends otherwise.
* -text
"""


def reference_study() -> dict[str, Path]:
    """Find the parts of the reference study: in the wheel, or around the source."""
    shipped = PACKAGE / "reference"
    if shipped.is_dir():
        return {name: (PACKAGE if name == "templates" else shipped) / name for name in PARTS}
    root = PACKAGE.parent.parent
    return {name: root / name for name in PARTS}


def copy_reference_study(folder: Path) -> tuple[Path, ...]:
    """Copy the reference study into a folder that has none of its files yet.

    Raises
    ------
    WrongUse
        When any file would be overwritten; then nothing is written.
    """
    copies = dict(_copies(folder))
    if taken := [target for target in copies if target.exists()]:
        raise WrongUse(
            f"{taken[0]} exists already, and init overwrites nothing; name a new folder"
            + (f" ({len(taken)} files are in the way)" if len(taken) > 1 else "")
        )
    for target, source in copies.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    if not (folder / ".gitattributes").exists():
        (folder / ".gitattributes").write_text(GITATTRIBUTES, encoding="utf-8", newline="\n")
    return tuple(copies)


def _copies(folder: Path) -> list[tuple[Path, Path]]:
    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"{folder} is a file, not a folder")
    return [
        (folder / name / source.relative_to(part) if part.is_dir() else folder / name, source)
        for name, part in reference_study().items()
        for source in sorted(part.rglob("*") if part.is_dir() else [part])
        if source.is_file() and "__pycache__" not in source.parts
    ]
