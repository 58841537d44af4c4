"""The sources of a study's tables other than CSV files and its workbook, put together."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from il2report.errors import Finding, Place, Report
from il2report.study import workbook
from il2report.study.configuration import FILE, Configuration
from il2report.study.declarations.adam import adam_in, has_adam
from il2report.study.labelled_codes import with_labels
from il2report.study.layout import Layout
from il2report.study.records import CODEBOOK, Record
from il2report.study.redcap.mapping import SECTION, has_mapping, mapping_in
from il2report.study.sheets import Sheet
from il2report.study.source_tables import NO_SOURCES, UNREADABLE, SourceTables
from il2report.study.statistical_tables import read_statistical_tables
from il2report.study.workbook import Workbook


def read_sources(
    contents: Mapping[str, bytes],
    book: Workbook,
    settings: Configuration | None,
    records: Mapping[str, Record],
    codebook: Callable[[SourceTables, Report], Sheet | None],
    report: Report,
) -> SourceTables:
    """Read the tables that are neither CSV files nor sheets of the workbook, of all sources.

    Parameters
    ----------
    contents : bytes of the files by path
    book : the workbook, which must not have the same tables
    settings : study.toml, None where it has errors
    records : the contract of the study
    codebook : reads the study's own codebook, given the sources that may have it
    report : called once per finding; a table in two places is one
    """
    files = read_statistical_tables(contents, records, report)
    for table in sorted(files.mapped):
        _report_twice(_own(table, files), "", _other(table, contents, book), report)
    found = files
    choices = contents.get(FILE, b"")
    for mapped in (
        _redcap(choices, contents, settings, records, codebook, files, report),
        _adam(choices, contents, settings, records, report),
    ):
        for table in sorted(mapped.mapped):
            section = (
                f"redcap.{table}" if mapped.mapping == SECTION else f"source.adam, table {table}"
            )
            other = _other(table, contents, book) or (
                _own(table, files) if table in files.mapped else ""
            )
            _report_twice(FILE, f"{section}: ", other, report)
        found |= mapped
    if not found.labels:
        return found
    own = codebook(found, found.reporting(CODEBOOK, book.reporting(CODEBOOK, report)))
    beneath = (book.layout | found.layout).origins.get(CODEBOOK)
    sheet, origin = with_labels(own, found.labels, beneath)
    return replace(found, labels=()) | SourceTables(
        mapped=frozenset({CODEBOOK}),
        sheets={CODEBOOK: sheet},
        layout=Layout({CODEBOOK: origin}),
    )


def _redcap(
    choices: bytes,
    contents: Mapping[str, bytes],
    settings: Configuration | None,
    records: Mapping[str, Record],
    codebook: Callable[[SourceTables, Report], Sheet | None],
    files: SourceTables,
    report: Report,
) -> SourceTables:
    """Read the REDCap project that study.toml maps, if it maps one."""
    mapping = mapping_in(choices)
    if mapping is None:
        return UNREADABLE if has_mapping(choices) else NO_SOURCES
    # Few studies have such a project, and reading one takes modules of its own.
    from il2report.study.redcap.codes import study_labels  # noqa: PLC0415
    from il2report.study.redcap.reading import read_redcap  # noqa: PLC0415

    allowed = frozenset(settings.privacy.allowed_columns) if settings else None
    labels = study_labels(codebook(files, lambda _: None), records)

    def report_known(finding: Finding) -> None:
        # Without its choices the settings of a study are unknown.
        if settings or finding.code != "unknown-setting":
            report(finding)

    return read_redcap(mapping, contents, labels, records, allowed, report_known)


def _adam(
    choices: bytes,
    contents: Mapping[str, bytes],
    settings: Configuration | None,
    records: Mapping[str, Record],
    report: Report,
) -> SourceTables:
    """Read the data sets of ADaM that study.toml maps, if it maps any."""
    adam = adam_in(choices)
    if adam is None:
        return UNREADABLE if has_adam(choices) else NO_SOURCES
    from il2report.study.adam.reading import read_adam  # noqa: PLC0415 (as for REDCap)

    return read_adam(adam, contents, records, settings, report)


def _own(table: str, files: SourceTables) -> str:
    """Name the file of a table."""
    origin = files.layout.origins.get(table)
    return origin.placed(Place("")).file if origin else f"data/{table}"


def _other(table: str, contents: Mapping[str, bytes], book: Workbook) -> str:
    """Name the CSV file or the workbook that has a table as well."""
    name = f"data/{table}.csv"
    return workbook.FILE if table in book.records else name if name in contents else ""


def _report_twice(place: str, section: str, other: str, report: Report) -> None:
    if other:
        message = f"{section}{other} has this table too; keep one of them"
        report(Finding("table-twice", Place(place), message))
