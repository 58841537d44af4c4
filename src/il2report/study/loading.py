"""Reading a study folder: every file once, every finding at once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from il2report.errors import Finding, Place, Report, Severity, StudyRefused
from il2report.study import bibliography, configuration, literature, workbook
from il2report.study.acceptance import AcceptedNotice, without_accepted
from il2report.study.bibliography import Reference
from il2report.study.checks import Material, contradictions
from il2report.study.checks.identity import FEWEST_FOR_TEXT
from il2report.study.codebook import Codebook
from il2report.study.configuration import Configuration
from il2report.study.correction_log import LogEntry, log_of
from il2report.study.extent import MOST_ERRORS, Collected, EnoughErrors
from il2report.study.files import (
    MEGABYTE,
    MOST_OF_BIBLIOGRAPHY,
    MOST_OF_DATA,
    MOST_OF_TABLE,
    MOST_OF_TEXT,
    FileMissing,
    FileRefused,
    file_names,
    lies_within,
    read_file,
    stray_findings,
)
from il2report.study.fingerprint import fingerprint
from il2report.study.layout import CSV_FILES, Layout
from il2report.study.literature import LiteratureFact
from il2report.study.records import OPTIONAL_TABLES, READ_TABLES, RECORDS, Record
from il2report.study.redcap.codes import study_labels
from il2report.study.redcap.mapping import has_mapping, mapping_in
from il2report.study.redcap.reading import (
    NO_REDCAP,
    UNREADABLE_MAPPING,
    RedcapTables,
    read_redcap,
)
from il2report.study.repetition import condensed
from il2report.study.sheets import Sheet, read_sheet, sheet_of
from il2report.study.spelling import in_contract_spelling
from il2report.study.tables import Frames, Tables, empty_frame, frame_from
from il2report.study.unread import named_otherwise, unread_data
from il2report.study.workbook import NO_WORKBOOK, Workbook, read_workbook

Parsed = TypeVar("Parsed")

DATA = "data"
SEARCHED = (DATA, "templates", "figures", "report")
"""Where a link must not lead out of the study, whether or not the file is read."""

CSV = tuple(f"data/{table}.csv" for table in READ_TABLES)
OTHER_FILES = 0.5
"""Where in that order a workbook or a REDCap export stands: after study.toml."""

DATA_CSV = tuple(f"data/{table}.csv" for table in RECORDS)
FILES = (
    configuration.FILE,
    *CSV,
    literature.FILE,
    bibliography.FILE,
)
"""What a study is read from, in the order in which findings are listed."""
LONG_TABLE, SAMPLED_ROWS = 100_000, 5_000
"""Rows from which on a table is looked through first, and how many of them then."""
NOT_REQUIRED = tuple(f"data/{table}.csv" for table in OPTIONAL_TABLES)


@dataclass(frozen=True, slots=True)
class Study:
    """A study that holds together: choices, tables, codes, literature, their log and fingerprint.

    `log` is None where the study keeps none. `notices` are without those that are `accepted`, which
    the configuration does not repeat: they name patients. `is_public` marks a study whose patients are numbers,
    and are not shown one by one. `folder` is where it was read from.
    """

    configuration: Configuration
    tables: Tables
    codebook: Codebook
    literature: Mapping[str, LiteratureFact]
    references: Mapping[str, Reference]
    fingerprint: str
    layout: Layout = CSV_FILES
    log: tuple[LogEntry, ...] | None = None
    notices: tuple[Finding, ...] = ()
    accepted: tuple[AcceptedNotice, ...] = ()
    is_public: bool = False
    folder: Path | None = field(default=None, compare=False, repr=False)

    @property
    def has_text(self) -> bool:
        """Whether there are enough patients for a text on them; fewer have tables and figures only."""
        return len(self.tables.patients) >= FEWEST_FOR_TEXT


@dataclass(frozen=True, slots=True)
class Inspection:
    """What reading a study folder found; there is a study when no finding is an error."""

    study: Study | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a build."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def notices(self) -> tuple[Finding, ...]:
        """The findings that do not."""
        return tuple(f for f in self.findings if f.severity is Severity.NOTICE)


def read_study(folder: Path) -> Study:
    """Read a study folder.

    Parameters
    ----------
    folder : the directory that holds study.toml and data/

    Returns
    -------
    Study

    Raises
    ------
    StudyRefused
        With every error and notice, in the order of files and rows.
    """
    inspection = inspect_study(folder)
    if inspection.study is None:
        raise StudyRefused(inspection.findings)
    return inspection.study


def inspect_study(folder: Path) -> Inspection:
    """Read a study folder and list all that is wrong or odd with it.

    Parameters
    ----------
    folder : the directory that holds study.toml and data/

    Returns
    -------
    Inspection
        Never raises for what a user may have put into the folder.
    """
    findings = Collected()
    report = findings.report
    settings = facts = references = frames = None
    layout, contents = CSV_FILES, dict[str, bytes]()
    try:
        for stray in stray_findings(folder, SEARCHED):
            report(stray)
        contents |= file_contents(folder, report)
        settings = _parsed(configuration.read_configuration, contents, configuration.FILE, report)
        references = _parsed(bibliography.read_references, contents, bibliography.FILE, report)
        facts = _parsed(literature.read_literature, contents, literature.FILE, report)
        book = read_workbook(contents, report)
        project = _project(contents, book, settings, report)
        layout = book.layout | project.layout
        frames = read_frames(contents, report, book, project=project)
        material = Material(frames, settings, references, facts)
        for contradiction in contradictions(material, tuple(findings)):
            report(contradiction)
    except EnoughErrors as enough:
        findings.append(enough.finding)
    placed = map(layout.finding, sorted(findings, key=_reading_order))
    ordered = condensed(dict.fromkeys(placed))
    if settings is None or frames is None or any(f.severity is Severity.ERROR for f in ordered):
        return Inspection(None, ordered)
    ordered, accepted = without_accepted(ordered, settings.accepted)
    study = Study(
        configuration=settings.model_copy(update={"accepted": ()}),
        tables=Tables(**{table: frames[table] for table in RECORDS}),
        codebook=frames.codebook,
        literature=facts or MappingProxyType({}),
        references=references or MappingProxyType({}),
        fingerprint=fingerprint(contents),
        layout=layout,
        log=log_of(frames),
        notices=ordered,
        accepted=accepted,
        folder=folder.absolute(),
    )
    return Inspection(study, ordered)


def file_contents(folder: Path, report: Report) -> Mapping[str, bytes]:
    """Read study.toml and the files of data/, reporting those that are missing.

    Parameters
    ----------
    folder : the directory that holds study.toml and data/
    report : called once per finding

    Returns
    -------
    mapping of bytes by path within the study
        Hidden files and locks are left out: they are a system's or an editor's, not the study's. Of
        folders within data/ only the files that a `[redcap]` section names are read.
    """
    choices = _content(folder, configuration.FILE, report)
    read = {} if choices is None else {configuration.FILE: choices}
    if not (folder / DATA).is_dir():
        message = "there is no such folder; it holds the tables"
        report(Finding("missing-file", Place(DATA), message))
        return MappingProxyType(read)
    found = file_names(folder, DATA, report, deep=False)
    if not lies_within(folder, DATA):
        return MappingProxyType(read)
    mapping = mapping_in(choices or b"")
    exported = (mapping.dictionary_file, mapping.export_file) if mapping else ()
    elsewhere = CSV if workbook.FILE in found else DATA_CSV if has_mapping(choices or b"") else ()
    spared = {*elsewhere, *NOT_REQUIRED}
    required = (name for name in FILES[1:] if name not in spared)
    for unread in unread_data(found, exported):
        report(unread)
    for name in dict.fromkeys((*required, *exported, *found)):
        content = _content(folder, name, report, found)
        if content is not None:
            read[name] = content
        if sum(map(len, read.values())) > MOST_OF_DATA:
            message = f"its files have more than {MOST_OF_DATA // MEGABYTE} MB together"
            report(Finding("too-large", Place(DATA), message))
            break
    return MappingProxyType(read)


def _content(folder: Path, name: str, report: Report, found: Collection[str] = ()) -> bytes | None:
    most = MOST_OF_TEXT if name.endswith(".toml") else MOST_OF_TABLE
    try:
        return read_file(folder, name, MOST_OF_BIBLIOGRAPHY if name == bibliography.FILE else most)
    except FileMissing as error:
        report(named_otherwise(error.finding, found))
    except FileRefused as error:
        report(error.finding)
    return None


def read_frames(
    contents: Mapping[str, bytes],
    report: Report,
    book: Workbook = NO_WORKBOOK,
    tables: Collection[str] = READ_TABLES,
    project: RedcapTables = NO_REDCAP,
) -> Frames:
    """Read every table as far as it can be read.

    Parameters
    ----------
    contents : bytes of the files by path
    report : called once per finding
    book : the sheets of the workbook, for tables without a CSV file
    tables : those to be read, by default all
    project : the tables of a REDCap project, for those that study.toml maps

    Returns
    -------
    Frames
        A table that is missing or not read has no rows, and all its columns are absent.
    """
    by_table, absent, partial = {}, set[str](), set[str]()
    for table, record in READ_TABLES.items():
        once = project.reporting(table, book.reporting(table, report))
        sheet = _sheet(table, contents, book, project, once) if table in tables else None
        if sheet and len(sheet.rows) > LONG_TABLE:
            _look_through(sheet, record, once)
        sheet = in_contract_spelling(sheet, record, once) if sheet else None
        by_table[table] = frame_from(sheet, record, once) if sheet else empty_frame(record)
        present = sheet.columns.keys() - sheet.refused if sheet else ()
        absent |= {f"{table}.{column}" for column in record.model_fields if column not in present}
        is_whole = sheet is not None and sheet.is_whole and table not in book.partial
        # Whose row has no id is not known, so no patient can be said to have no row.
        is_whole &= table not in RECORDS or not by_table[table]["patient_id"].isna().any()
        partial |= set() if is_whole else {table}
    return Frames(MappingProxyType(by_table), frozenset(absent), frozenset(partial))


def _look_through(sheet: Sheet, record: type[Record], report: Report) -> None:
    """Stop at a long table that is wrong in every row, before each cell of it is looked at.

    Raises
    ------
    EnoughErrors
        When some thousand rows from top to bottom have more errors than are listed.
    """
    step = len(sheet.rows) // SAMPLED_ROWS
    columns = {name: cells[::step] for name, cells in sheet.columns.items()}
    sample = replace(sheet, rows=sheet.rows[::step], columns=columns)
    found: list[Finding] = []
    frame_from(in_contract_spelling(sample, record, found.append), record, found.append)
    errors = [finding for finding in found if finding.is_error]
    for error in errors if len(errors) > MOST_ERRORS else ():
        report(error)


def _sheet(
    table: str,
    contents: Mapping[str, bytes],
    book: Workbook,
    project: RedcapTables,
    report: Report,
) -> Sheet | None:
    """Take a table from REDCap, the workbook or its own file; no file at all was told before."""
    name, columns = f"data/{table}.csv", READ_TABLES[table].model_fields
    if table in project.mapped:
        return project.sheets.get(table)
    if table in book.records:
        sheet = sheet_of(name, book.records[table], (), report, columns)
        return replace(sheet, refused=book.refused.get(table, frozenset())) if sheet else None
    if name in contents:
        return read_sheet(name, contents[name], report, columns)
    if book is not NO_WORKBOOK and table not in OPTIONAL_TABLES:
        message = f"there is no sheet {table}, and no {table}.csv beside the workbook"
        report(Finding("missing-sheet", Place(workbook.FILE), message))
    elif project is not NO_REDCAP and table in RECORDS:
        message = f"there is no section redcap.{table}, and no {name}"
        report(Finding("missing-mapping", Place(configuration.FILE), message))
    return None


def _project(
    contents: Mapping[str, bytes],
    book: Workbook,
    settings: Configuration | None,
    report: Report,
) -> RedcapTables:
    """Read the REDCap project that study.toml maps, if it maps one."""
    choices = contents.get(configuration.FILE, b"")
    mapping = mapping_in(choices)
    if mapping is None:
        return UNREADABLE_MAPPING if has_mapping(choices) else NO_REDCAP
    codebook = _sheet("codebook", contents, book, NO_REDCAP, lambda _: None)
    allowed = frozenset(settings.privacy.allowed_columns) if settings else None
    project = read_redcap(mapping, contents, study_labels(codebook), allowed, report)
    for table in RECORDS:
        other = f"data/{table}.csv" if f"data/{table}.csv" in contents else ""
        other = f"{workbook.FILE}" if table in book.records else other
        if table in project.mapped and other:
            message = f"redcap.{table}: {other} has this table too; keep one of them"
            report(Finding("table-twice", Place(configuration.FILE), message))
    return project


def _parsed(
    read: Callable[[bytes, Report], Parsed | None],
    contents: Mapping[str, bytes],
    name: str,
    report: Report,
) -> Parsed | None:
    return read(contents[name], report) if name in contents else None


def _reading_order(finding: Finding) -> tuple[float, str, int, str]:
    """Sort findings as a reader goes through the study: by file, row and column."""
    place = finding.place
    rank = FILES.index(place.file) if place.file in FILES else OTHER_FILES
    return rank, place.file, place.row or 0, place.column or ""
