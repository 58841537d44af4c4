"""Findings and places as the page of the preview shows them, each with a link that opens the line."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from il2report.errors import Finding, Il2ReportError, Place, StudyRefused
from il2report.preview.board import Record
from il2report.study.files import is_within

FaultReport = Callable[[Exception], Il2ReportError]
"""Gives the error to show for any that was raised, also one that is a mistake of the program."""
EDITOR = "vscode://file"
"""How the address of a line begins; other editors take the path, which can be copied."""


def records_of(error: Il2ReportError, folder: Path) -> tuple[Record, ...]:
    """Give why there is no newer page."""
    if isinstance(error, StudyRefused):
        return tuple(finding_record(each, folder) for each in error.findings)
    return ({"severity": "error", "code": "", "where": "", "message": str(error), "line": None},)


def finding_record(finding: Finding, folder: Path) -> Record:
    """Give a finding, the file, row and column of it, and the line to open."""
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "where": str(finding.place),
        "message": finding.message,
        "line": line_record(finding.place, folder),
    }


def line_record(place: Place, folder: Path) -> Record | None:
    """Give the path of a place and the address that opens it; None for one that is no file of the study."""
    path = folder / place.file
    if not (place.file and path.is_file() and is_within(folder, place.file)):
        return None
    return file_record(path, place.file, place.row if not (place.sheet or place.letter) else None)


def file_record(path: Path, name: str, line: int | None) -> Record:
    """Give a line of a file: what it is called, the path to copy, and the address that opens it."""
    at = "" if line is None else f":{line}"
    address = quote(path.as_posix(), safe="/:")
    address = address if address.startswith("/") else f"/{address}"  # a drive of Windows
    return {"name": f"{name}{at}", "path": f"{path}{at}", "address": f"{EDITOR}{address}{at}"}
