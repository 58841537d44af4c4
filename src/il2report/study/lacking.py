"""The tables that a study needs and has not, and labels of tables that it has not."""

from collections.abc import Callable, Iterator

from il2report.errors import Finding, Place
from il2report.study import configuration, workbook
from il2report.study.checks.codes import codes_of_absent_tables, missing_codebook
from il2report.study.lookalikes import nearest
from il2report.study.records import CODEBOOK, REQUIRED_TABLES
from il2report.study.redcap.mapping import SECTION
from il2report.study.source_tables import SourceTables
from il2report.study.tables import Frames
from il2report.study.workbook import NO_WORKBOOK, Workbook

CLOSE = 0.7
"""Names of tables less alike than this are different tables."""


def lacking_tables(
    frames: Frames, book: Workbook, sources: SourceTables, is_missing: Callable[[str], bool]
) -> Iterator[Finding]:
    """Find the tables that the study needs and has not, each with what needs it.

    Parameters
    ----------
    frames : the tables as far as they could be read
    book, sources : what may have tables in place of files
    is_missing : whether there is no file of a path, rather than one that cannot be read
    """
    if book is NO_WORKBOOK and not is_missing(workbook.FILE):
        return  # it may have any table, and cannot be read
    absent = {
        table
        for table in frames.missing - sources.mapped
        if is_missing(f"data/{table}.csv") and not sources.is_unreadable
    }
    if CODEBOOK in absent:
        yield from missing_codebook(frames)
    needed = {t for t in absent if t in REQUIRED_TABLES or frames.records[t].needed_by}
    yield from codes_of_absent_tables(frames, sorted(absent.difference(needed)))
    for table in sorted(needed):
        needed_by = () if table in REQUIRED_TABLES else frames.records[table].needed_by[:1]
        by = "".join(f"; {one} of study.toml needs it" for one in needed_by)
        name = f"data/{table}.csv"
        if book is not NO_WORKBOOK:
            message = f"there is no sheet {table}, and no {table}.csv beside the workbook{by}"
            yield Finding("missing-sheet", Place(workbook.FILE), message)
        elif sources.mapping == SECTION:
            message = f"there is no section redcap.{table}, and no {name}{by}"
            yield Finding("missing-mapping", Place(configuration.FILE), message)
        elif table not in REQUIRED_TABLES:  # those that reading the files has reported
            hint = nearest(table, tuple(frames.tables), CLOSE)
            yield Finding(
                "missing-file", Place(name), f"there is no such file{by}{hint and f'.{hint}'}"
            )
