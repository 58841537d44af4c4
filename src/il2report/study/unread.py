"""Files of data/ that look like a part of the study and that nothing reads."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePosixPath

from il2report.errors import Finding, Place, Severity
from il2report.study import bibliography, literature, workbook
from il2report.study.asides import is_aside
from il2report.study.records import READ_TABLES

PUBLISHED = "data/published.toml"
READ = frozenset(
    {
        *(f"data/{table}.csv" for table in READ_TABLES),
        *(literature.FILE, bibliography.FILE, workbook.FILE, PUBLISHED),
    }
)
LIKE_DATA = frozenset(
    {
        ".csv",
        ".tsv",
        ".tab",
        ".xlsx",
        ".xlsm",
        ".xlsb",
        ".xls",
        ".ods",
        ".numbers",
        ".json",
        ".toml",
    }
    | {".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".xpt", ".rds", ".rda", ".rdata", ".parquet"}
)
"""How the names of tables and lists end, in this program and in those that they come from."""
NAMED = 5
"""How many files a finding names; what is left is counted."""
ALIKE = 0.75


def unread_data(found: Collection[str], exported: Collection[str]) -> Iterator[Finding]:
    """Find the files of data/ that look like tables or lists, under names that nothing reads.

    Parameters
    ----------
    found : paths of the files right in data/
    exported : paths of the files that a [redcap] section names
    """
    names = sorted(
        name
        for name in {*found} - READ - {*exported}
        if not is_aside(PurePosixPath(name).name)
        and LIKE_DATA & {*PurePosixPath(name.lower()).suffixes}
    )
    for name in names if len(names) <= NAMED else names[:1]:
        near = _meant(name)
        tables = ", ".join(f"{table}.csv" for table in READ_TABLES)
        hint = f"save it as {near} if it is meant for that" if near else f"tables are {tables}"
        message = f"nothing reads a file of this name; {hint}, or move it out of data/"
        if len(names) > NAMED:
            message += f". {len(names) - 1} further files of data/ are not read either"
        yield Finding("unread-data", Place(name), message, Severity.NOTICE)


def named_otherwise(missing: Finding, found: Collection[str]) -> Finding:
    """Add to the finding about a missing file which file may be meant for it."""
    meant = [
        name for name in sorted(found) if _meant(name) == missing.place.file and name not in READ
    ]
    if not meant:
        return missing
    return replace(
        missing,
        message=f"{missing.message}. Is {meant[0]} meant for it? Then save it under this name",
    )


def _meant(name: str) -> str:
    """Give the path that a file is likely meant for, by its name without endings and letter case."""
    by_stem = {_stem(path): path for path in sorted(READ)}
    near = get_close_matches(_stem(name), by_stem, n=1, cutoff=ALIKE)
    return by_stem[near[0]] if near else ""


def _stem(name: str) -> str:
    return PurePosixPath(name).name.partition(".")[0].lower().strip("_ -")
