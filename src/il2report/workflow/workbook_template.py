"""template: an empty workbook for a study, which is written once and never over anything."""

from dataclasses import dataclass
from pathlib import Path

from il2report.blank_workbook.writing import blank_workbook
from il2report.errors import BuildFailed, Finding, WrongUse
from il2report.study.outline import read_outline
from il2report.study.workbook import FILE
from il2report.workflow.staging import staging_folder, write_to_disk

NAME = Path(FILE).name


@dataclass(frozen=True, slots=True)
class WrittenTemplate:
    """The workbook that was written, and what has to be done before it is used."""

    study: Path
    file: Path
    sheets: int
    codes: int
    notices: tuple[Finding, ...]
    csv_files: tuple[str, ...]


def write_template(study: Path, file: Path | None) -> WrittenTemplate:
    """Write the empty workbook of a study, by default in its folder and not in data/."""
    file = file or study / NAME
    if file.suffix.lower() != ".xlsx":
        raise WrongUse(f"{file} cannot be a workbook; its name must end in .xlsx")
    if file.parent.is_file():
        raise WrongUse(f"{file.parent} is a file, not a folder")
    taken = WrongUse(f"{file} exists already, and template overwrites nothing; name another file")
    if file.exists() or file.is_symlink():
        raise taken
    outline = read_outline(study)
    try:
        _write(file, blank_workbook(outline))
    except FileExistsError:
        raise taken from None
    except OSError as error:
        raise BuildFailed(f"{file} could not be written: {error.strerror}") from error
    csv_files = (f"data/{table}.csv" for table in outline.records)
    return WrittenTemplate(
        study=study,
        file=file,
        sheets=len(outline.records),
        codes=len(outline.codebook.rows),
        notices=outline.notices,
        csv_files=tuple(name for name in csv_files if (study / name).exists()),
    )


def _write(file: Path, content: bytes) -> None:
    """Write beside the place, then give the file its name, unless that was taken meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with staging_folder(file.parent) as staging:
        whole = staging / file.name
        write_to_disk(whole, content)
        try:
            file.hardlink_to(whole)
        except FileExistsError:
            raise
        except OSError:  # a file system without second names
            if file.exists():
                raise FileExistsError(file) from None
            whole.rename(file)
