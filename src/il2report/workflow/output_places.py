"""Where files may be written: in real folders below the one that was named, and through no link."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from il2report.errors import Finding, Place, StudyRefused, WrongUse, legible

INPUTS = ("data", "templates")
KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISREG, "a file"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def require_real_places(folder: Path, names: Iterable[str]) -> None:
    """Require that files of these names can be written within a folder, and nowhere else.

    The user names the folder, and may reach it by a link. Names are paths of files within it, or of
    folders where they end in /. A folder on the way that is a link or no folder is refused, and so is
    what is in a file's place and no regular file; one finding for each.
    """
    wrong = dict.fromkeys(found for name in names for found in _in_the_way(folder, name))
    if wrong:
        raise StudyRefused(_finding(folder, place) for place in wrong)


def require_folder_of_its_own(study: Path, output: Path) -> None:
    """Refuse an output folder in data/ or templates/, or one that a link leads out of the study."""
    for part in INPUTS:
        if Path(os.path.realpath(output)).is_relative_to(os.path.realpath(study / part)):
            raise WrongUse(
                f"{output} is in {part}/ of the study, which holds its inputs; name a folder elsewhere"
            )
    # As they are written: where links lead is the question.
    study_path, output_path = (Path(os.path.normpath(path.absolute())) for path in (study, output))
    leads_to = Path(os.path.realpath(output))
    if not output_path.is_relative_to(study_path) or leads_to.is_relative_to(
        os.path.realpath(study)
    ):
        return
    place = Place(output_path.relative_to(study_path).as_posix())
    message = f"the output folder leads out of the study, to {leads_to}; name it by that path"
    raise StudyRefused([Finding("linked-output", place, message)])


def _in_the_way(folder: Path, name: str) -> Iterator[Path]:
    parts = PurePosixPath(name).parts
    for length in range(1, len(parts) + 1):
        place = folder.joinpath(*parts[:length])
        is_right = stat.S_ISREG if length == len(parts) and name[-1] != "/" else stat.S_ISDIR
        try:
            mode = place.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return
        if not is_right(mode):
            yield place
            return


def _finding(folder: Path, place: Path) -> Finding:
    mode = place.lstat().st_mode
    kind = next((name for is_one, name in KINDS if is_one(mode)), "a device")
    leads = f" to {legible(str(place.readlink()))}" if stat.S_ISLNK(mode) else ""
    return Finding(
        "linked-output",
        Place(place.relative_to(folder).as_posix()),
        f"this is {kind}{leads}; il2report writes only regular files in real folders, so nothing was"
        " written. Move it away, or choose another folder with --output",
    )
