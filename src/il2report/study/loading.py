"""Reading a study folder: every file once, every finding at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, count
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from il2report.errors import MOST_ERRORS, Collected, EnoughErrors, Finding, Report, StudyRefused
from il2report.study import bibliography, configuration, literature
from il2report.study.bibliography import Reference
from il2report.study.checks import Material, contradictions
from il2report.study.checks.identity import FEWEST_FOR_TEXT
from il2report.study.codebook import Codebook
from il2report.study.configuration import Acceptance, Configuration
from il2report.study.contract import conflicting_columns, study_records
from il2report.study.correction_log import LogEntry, log_of
from il2report.study.data_folder import DATA, FILES, file_contents, mapped_files, unread_data
from il2report.study.files import stray_findings
from il2report.study.findings import (
    AcceptedNotice,
    condensed,
    without_accepted,
)
from il2report.study.fingerprint import fingerprint
from il2report.study.journal_files import journal_of, read_journals
from il2report.study.journals import JournalProfile
from il2report.study.lacking import lacking_tables
from il2report.study.layout import CSV_FILES, Layout
from il2report.study.literature import LiteratureFact
from il2report.study.records import BESIDE_THE_DATA, CODEBOOK, READ_TABLES, Record
from il2report.study.reference_styles import (
    ReferenceStyle,
    reference_style,
    reference_style_findings,
)
from il2report.study.sheets import Sheet, read_sheet, sheet_of
from il2report.study.source_tables import NO_SOURCES, SourceTables
from il2report.study.sources import read_sources
from il2report.study.spelling import in_contract_spelling
from il2report.study.tables import Frames, Tables, empty_frame, frame_from, without_unused_columns
from il2report.study.workbook import NO_WORKBOOK, Workbook, read_workbook

Parsed = TypeVar("Parsed")

SEARCHED = (DATA, "templates", "figures", "report")
"""Where a link must not lead out of the study, whether or not the file is read."""
OTHER_FILES = 0.5
"""The rank of a workbook or a REDCap export among the files: after study.toml."""
LONG_TABLE, SAMPLED_ROWS = 100_000, 5_000
"""Rows from which on a sample of a table is checked first, and how many rows that has."""
SHOWN_ONE_BY_ONE = ("listing_rows", "swimmer_lanes")
"""The limits below which patients are shown one by one; a public study exceeds both."""


@dataclass(frozen=True, slots=True)
class Study:
    """A study without errors: choices, tables, codes, literature, their log and fingerprint.

    `log` is None where the study keeps none. `notices` are without those that are `accepted`, which
    the configuration does not repeat: they name patients. `waiting` are the entries of `accepted`, by
    number, on what is found later, such as notices on models. `is_public` marks a study whose patients
    are numbers, and are not shown one by one. `folder` is where it was read from. `journals` are the
    profiles of its own.
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
    waiting: Mapping[int, Acceptance] = field(default_factory=dict, compare=False)
    is_public: bool = False
    folder: Path | None = field(default=None, compare=False, repr=False)
    journals: Mapping[str, JournalProfile] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )

    def journal(self, name: str | None = None) -> JournalProfile:
        """Give the profile of a journal, by default of the one that study.toml names.

        Raises
        ------
        UnknownJournal
            When neither the study nor the program has it.
        """
        return journal_of(name or self.configuration.journal.style, self.journals)

    def reference_style(self, name: str) -> ReferenceStyle:
        """Find a style of references, which may be a file of the study.

        Raises
        ------
        UnfitReferenceStyle
            When there is none of that name.
        """
        return reference_style(name, self.folder)

    @property
    def records(self) -> Mapping[str, Record]:
        """The contract of its tables."""
        return study_records(self.configuration)

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
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def notices(self) -> tuple[Finding, ...]:
        """The findings that do not."""
        return tuple(finding for finding in self.findings if not finding.is_error)


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
    journals: Mapping[str, JournalProfile] = MappingProxyType({})
    layout, contents, records = CSV_FILES, dict[str, bytes](), READ_TABLES

    def parsed(read: Callable[[bytes, Report], Parsed | None], name: str) -> Parsed | None:
        return read(contents[name], report) if name in contents else None

    try:
        for stray in stray_findings(folder, SEARCHED):
            report(stray)
        contents |= file_contents(folder, report)
        settings = parsed(_choices, configuration.FILE)

        def is_missing(name: str) -> bool:
            """Whether there is no such file, rather than one that cannot be read."""
            unreadable = {finding.place.file for finding in findings if finding.is_error}
            return unreadable.isdisjoint((DATA, name)) and name not in contents

        references = parsed(bibliography.read_references, bibliography.FILE)
        facts = parsed(literature.read_literature, literature.FILE)
        # A study without these files has no works and no facts; one that cannot be read may have any.
        references = MappingProxyType({}) if is_missing(bibliography.FILE) else references
        facts = MappingProxyType({}) if is_missing(literature.FILE) else facts
        if settings is not None:
            records = study_records(settings)
            exported = mapped_files(contents[configuration.FILE])
            for unread in unread_data(contents, exported, records):
                report(unread)
        book = read_workbook(contents, report, records)
        codebook = partial(_sheet, CODEBOOK, records[CODEBOOK], contents, book)
        sources = read_sources(contents, book, settings, records, codebook, report)
        layout = book.layout | sources.layout
        # Without its choices the columns that a study declares are unknown.
        report_frames = report if settings else partial(_unless, "extra-column", report)
        frames = read_frames(contents, report_frames, book, sources=sources, records=records)
        journals = read_journals(folder, settings.journal.style if settings else None, report)
        lacking = lacking_tables(frames, book, sources, is_missing)
        for finding in chain(lacking, reference_style_findings(journals.values(), folder)):
            report(finding)
        material = Material(frames, settings, references, facts)
        for contradiction in contradictions(material, tuple(findings)):
            report(contradiction)
    except EnoughErrors as enough:
        findings.append(enough.finding)
    order = (*FILES[:1], *(f"data/{table}.csv" for table in records), *FILES[1:])
    placed = map(layout.finding, sorted(findings, key=partial(_reading_order, order)))
    ordered = condensed(dict.fromkeys(placed))
    if settings is None or frames is None or any(finding.is_error for finding in ordered):
        return Inspection(None, ordered)
    entries = dict(enumerate(settings.accepted, start=1))
    ordered, accepted, waiting = without_accepted(ordered, entries)
    study = Study(
        configuration=settings.model_copy(update={"accepted": ()}),
        tables=frames.tables,
        codebook=frames.codebook,
        literature=facts or MappingProxyType({}),
        references=references or MappingProxyType({}),
        fingerprint=fingerprint(contents),
        layout=layout,
        log=log_of(frames),
        notices=ordered,
        accepted=accepted,
        waiting=waiting,
        folder=folder.absolute(),
        journals=journals,
    )
    return Inspection(study, ordered)


def _reading_order(files: Sequence[str], finding: Finding) -> tuple[float, str, int, str]:
    """Sort findings as a reader goes through the study: by file, row and column."""
    place = finding.place
    rank = files.index(place.file) if place.file in files else OTHER_FILES
    return rank, place.file, place.row or 0, place.column or ""


def read_frames(
    contents: Mapping[str, bytes],
    report: Report,
    book: Workbook = NO_WORKBOOK,
    tables: Collection[str] | None = None,
    sources: SourceTables = NO_SOURCES,
    records: Mapping[str, Record] = READ_TABLES,
) -> Frames:
    """Read every table as far as it can be read.

    Parameters
    ----------
    contents : bytes of the files by path
    report : called once per finding
    book : the sheets of the workbook, for tables without a CSV file
    tables : those to be read, by default all
    sources : the tables that other files give, such as a REDCap project
    records : the contract of the study

    Returns
    -------
    Frames
        A table that is missing or not read has no rows, and all its columns are absent.
    """
    by_table, absent, partial, missing = {}, set[str](), set[str](), set[str]()
    for table, record in records.items():
        once = sources.reporting(table, book.reporting(table, report))
        sheet = (
            _sheet(table, record, contents, book, sources, once)
            if tables is None or table in tables
            else None
        )
        if sheet and len(sheet.rows) > LONG_TABLE:
            _look_through(sheet, record, once)
        sheet = in_contract_spelling(sheet, record, once) if sheet else None
        is_in_book = table in book.records
        sheet = sheet and without_unused_columns(sheet, record, is_in_book=is_in_book)
        by_table[table] = frame_from(sheet, record, once) if sheet else empty_frame(record)
        missing |= set() if sheet else {table}
        present = sheet.columns.keys() - sheet.refused if sheet else ()
        absent |= {f"{table}.{column}" for column in record.columns if column not in present}
        is_whole = sheet is not None and sheet.is_whole and table not in book.partial
        # A row without id may be any patient's, so no patient can be said to have no row.
        is_whole &= table in BESIDE_THE_DATA or not by_table[table]["patient_id"].isna().any()
        partial |= set() if is_whole else {table}
    return Frames(
        MappingProxyType(by_table),
        frozenset(absent),
        frozenset(partial),
        records,
        frozenset(missing),
    )


def _look_through(sheet: Sheet, record: Record, report: Report) -> None:
    """Stop at a long table that is wrong in every row, before each cell of it is read.

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
    record: Record,
    contents: Mapping[str, bytes],
    book: Workbook,
    sources: SourceTables,
    report: Report,
) -> Sheet | None:
    """Take a table from another source, the workbook or its own file; a study without any was reported."""
    name, columns = f"data/{table}.csv", record.columns
    if table in sources.mapped:
        return sources.sheets.get(table)
    if table in book.records:
        sheet = sheet_of(name, book.records[table], (), report, columns)
        return replace(sheet, refused=book.refused.get(table, frozenset())) if sheet else None
    if name in contents:
        return read_sheet(name, contents[name], report, columns)
    return None


def _choices(content: bytes, report: Report) -> Configuration | None:
    """Read study.toml; None too where it takes one column for two things, of which nothing can be read."""
    settings = configuration.read_configuration(content, report)
    conflicts = tuple(conflicting_columns(settings)) if settings else ()
    for conflict in conflicts:
        report(conflict)
    return None if conflicts else settings


def _unless(code: str, report: Report, finding: Finding) -> None:
    """Report a finding, unless it has this code."""
    if finding.code != code:
        report(finding)


def public_study(study: Study) -> Study:
    """Put numbers in the place of patient ids, and show no patient in listing and swimmer plot.

    No result of the study can then name a patient. Those with measured lesions, whom their table
    shows, have the first numbers, in the order of the patients table.

    Parameters
    ----------
    study : with the patients' own ids

    Returns
    -------
    Study
        With the same results; those of one patient have ids such as liver.1.duration.
    """
    tables, choices = study.tables, study.configuration
    lesions = choices.measured_lesions
    shown = frozenset[str]()
    if lesions and lesions.table in tables:
        shown = frozenset(tables[lesions.table]["patient_id"])
    patients = dict.fromkeys(tables.patients["patient_id"])
    order = sorted(patients, key=lambda patient: patient not in shown)
    # No number is given that is the id of a patient.
    free = (str(number) for number in count(1) if str(number) not in patients)
    numbers = dict(zip(order, free, strict=False))
    numbered = {
        name: frame.assign(patient_id=frame["patient_id"].map(numbers))
        for name, frame in tables.items()
    }
    limits = choices.limits.model_copy(update=dict.fromkeys(SHOWN_ONE_BY_ONE, 0))
    return replace(
        study,
        configuration=choices.model_copy(update={"limits": limits}),
        tables=Tables(numbered),
        log=None,
        is_public=True,
    )
