"""What a study has before it has patients: its choices and its codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from il2report.errors import Finding, Place, Severity, StudyRefused
from il2report.study import configuration
from il2report.study.checks import Material, contradictions
from il2report.study.codebook import CODED_COLUMNS
from il2report.study.configuration import Configuration, read_configuration
from il2report.study.loading import file_contents, read_frames
from il2report.study.tables import Frames
from il2report.study.workbook import read_workbook

TABLE = "codebook"
FILE = f"data/{TABLE}.csv"


@dataclass(frozen=True, slots=True)
class CodebookRows:
    """The rows of a codebook as recorded, those of one coded column standing together.

    `columns` are the codebook's own and then extra ones; a blank cell is None.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The choices and codes of a study, whatever its other tables hold, or whether it has any."""

    configuration: Configuration
    codebook: CodebookRows
    notices: tuple[Finding, ...]


def read_outline(folder: Path, spare: Path) -> Outline:
    """Read study.toml and the codebook of a study, and nothing else.

    Parameters
    ----------
    folder : the directory that holds study.toml
    spare : the codebook.csv that is taken, with a notice, when the study has no code of its own

    Returns
    -------
    Outline

    Raises
    ------
    StudyRefused
        With the findings of study.toml, or else of the codebook.
    """
    found: list[Finding] = []
    contents = file_contents(folder, found.append)
    choices = None
    if configuration.FILE in contents:
        choices = read_configuration(contents[configuration.FILE], found.append)
    if choices is None:
        raise StudyRefused(finding for finding in found if finding.place.file == configuration.FILE)
    codebook, findings = _codebook(contents, choices)
    if not codebook.rows:
        message = "there are no codes to read, so the reference study's are taken; make them yours"
        findings = (Finding("borrowed-codebook", Place(FILE), message, Severity.NOTICE),)
        codebook, _ = _codebook({FILE: spare.read_bytes()}, choices)
    if any(finding.is_error for finding in findings):
        raise StudyRefused(findings)
    return Outline(choices, codebook, findings)


def _codebook(
    contents: Mapping[str, bytes], choices: Configuration
) -> tuple[CodebookRows, tuple[Finding, ...]]:
    """Read the codebook, from its file or its sheet, with what is wrong with it alone."""
    findings: list[Finding] = []
    book = read_workbook(contents, findings.append)
    frames = read_frames(contents, findings.append, book, (TABLE,))
    findings += contradictions(Material(frames, choices, None, None), tuple(findings))
    homes: set[tuple[str, str | None]] = {(FILE, None)}
    if TABLE in book.layout.origins:
        home = book.layout.origins[TABLE].placed(Place(FILE))
        homes.add((home.file, home.sheet))
    own = (finding for finding in findings if (finding.place.file, finding.place.sheet) in homes)
    return _in_blocks(frames), tuple(map(book.layout.finding, own))


def _in_blocks(frames: Frames) -> CodebookRows:
    frame = frames[TABLE]
    cells = (frame[name].tolist() for name in frame.columns)
    rows = sorted(zip(*cells, strict=True), key=_block)
    return CodebookRows(tuple(map(str, frame.columns)), tuple(rows))


def _block(row: tuple[str | int | None, ...]) -> int:
    """Rank a row by the column of its code; a column without codes is a finding of its own."""
    known = row[:2] in CODED_COLUMNS
    return CODED_COLUMNS.index((str(row[0]), str(row[1]))) if known else len(CODED_COLUMNS)
