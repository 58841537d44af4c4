"""The sources of a study's tables other than CSV files and its workbook, put together."""

from collections.abc import Mapping
from dataclasses import replace

from il2report.errors import Finding, Place, Report
from il2report.study import workbook
from il2report.study.adam.reading import read_adam
from il2report.study.configuration import FILE, Configuration
from il2report.study.declarations.adam import adam_in
from il2report.study.labelled_codes import with_labels
from il2report.study.layout import Layout
from il2report.study.records import CODEBOOK, Record
from il2report.study.sheets import Sheet
from il2report.study.source_tables import SourceTables
from il2report.study.statistical_tables import read_statistical_tables
from il2report.study.workbook import Workbook


def statistical_and_adam(
    contents: Mapping[str, bytes],
    book: Workbook,
    settings: Configuration | None,
    records: Mapping[str, Record],
    report: Report,
) -> SourceTables:
    """Read the tables that are files of SAS, SPSS or Stata, and those of ADaM data sets.

    Parameters
    ----------
    contents : bytes of the files by path
    book : the workbook, which must not have the same tables
    settings : study.toml, None where it has errors
    records : the contract of the study
    report : called once per finding
    """
    found = read_statistical_tables(contents, records, report)
    for table in sorted(found.mapped):
        origin = found.layout.origins.get(table)
        own = origin.placed(Place("")).file if origin else ""
        report_twice(table, own, contents, book, report)
    adam = adam_in(contents.get(FILE, b""))
    if adam is None:
        return found
    for table in adam.tables:
        report_twice(table, "", contents, book, report, "source.adam")
        if table in found.mapped:
            origin = found.layout.origins.get(table)
            own = origin.placed(Place("")).file if origin else f"data/{table}"
            message = f"source.adam: {own} has the table {table} too; keep one of them"
            report(Finding("table-twice", Place(FILE), message))
    return found | read_adam(adam, contents, records, settings, report)


def report_twice(
    table: str,
    own: str,
    contents: Mapping[str, bytes],
    book: Workbook,
    report: Report,
    setting: str = "",
) -> None:
    """Report a table that is a CSV file or a sheet of the workbook as well."""
    other = f"data/{table}.csv" if f"data/{table}.csv" in contents else ""
    other = workbook.FILE if table in book.records else other
    if other:
        message = f"{other} has this table too; keep one of them"
        message = f"{setting}: {message}" if setting else message
        report(Finding("table-twice", Place(own or FILE), message))


def with_codebook(found: SourceTables, codebook: Sheet | None, layout: Layout) -> SourceTables:
    """Add the codes that files label themselves to the codebook.

    Parameters
    ----------
    found : the sources, with their labels
    codebook : the study's own, None where it has none
    layout : of the other tables
    """
    if not found.labels:
        return found
    sheet, origin = with_labels(codebook, found.labels, layout.origins.get(CODEBOOK))
    added = SourceTables(
        mapped=frozenset({CODEBOOK}),
        sheets={CODEBOOK: sheet},
        layout=Layout({CODEBOOK: origin}),
    )
    return replace(found | added, labels=())
