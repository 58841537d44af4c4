"""The files of a study that are read as its data: which they are, which lack, which nothing reads."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from il2report.errors import Finding, Place, Report, Severity
from il2report.study import bibliography, configuration, literature, workbook
from il2report.study.declarations.adam import adam_in, has_adam
from il2report.study.files import (
    MEGABYTE,
    MOST_OF_BIBLIOGRAPHY,
    MOST_OF_DATA,
    MOST_OF_TABLE,
    MOST_OF_TEXT,
    FileMissing,
    FileRefused,
    file_names,
    is_aside,
    is_within,
    read_file,
)
from il2report.study.records import READ_TABLES, REQUIRED_TABLES, Record
from il2report.study.redcap.mapping import has_mapping, mapping_in
from il2report.study.statistical_files import READERS

DATA = "data"
CSV = tuple(f"data/{table}.csv" for table in READ_TABLES)
FILES = (configuration.FILE, *CSV, literature.FILE, bibliography.FILE)
"""What a study is read from, in the order in which findings are listed."""
PUBLISHED = "data/published.toml"
READ = frozenset({*FILES[1:], workbook.FILE, PUBLISHED})
"""The files of data/ that the program itself knows."""
LIKE_DATA = frozenset(
    [
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
        ".sav",
        ".zsav",
        ".por",
        ".dta",
        ".sas7bdat",
        ".xpt",
        ".rds",
        ".rda",
        ".rdata",
        ".parquet",
    ]
)
"""How the names of tables and lists end, in this program and in those that they come from."""
NAMED = 5
"""How many files a finding names; what is left is counted."""
A_COPY = re.compile(r"[\s_-]*(?:\(\d+\)|copy|final|new|v?\d+)$")
"""What a system or a person writes behind the name of a copy."""
ALIKE = 0.75
NOT_DECLARED = "declare a variable with its name as the table, or move it out of data/"


def file_contents(folder: Path, report: Report) -> Mapping[str, bytes]:
    """Read study.toml and the files of data/, reporting those that are missing.

    Parameters
    ----------
    folder : the directory that holds study.toml and data/
    report : called once per finding

    Returns
    -------
    mapping of bytes by path within the study
        Hidden files and locks are left out: they belong to the system or an editor, not to the study. Of
        folders within data/ only the files that study.toml names are read.
    """
    read = _content(folder, configuration.FILE, report)
    if not (folder / DATA).is_dir():
        message = "there is no such folder; a study has its tables in it"
        report(Finding("missing-file", Place(DATA), message))
        return MappingProxyType(read)
    found = file_names(folder, DATA, report, deep=False)
    if not is_within(folder, DATA):
        return MappingProxyType(read)
    choices = read.get(configuration.FILE, b"")
    is_mapped = has_mapping(choices) or has_adam(choices)
    required = {
        f"data/{table}.csv"
        for table in REQUIRED_TABLES
        if not (is_mapped or {workbook.FILE, *in_other_forms(table)} & {*found})
    }
    for name in dict.fromkeys((*FILES[1:], *mapped_files(choices), *found)):
        is_optional = name in FILES and name not in required
        read |= _content(folder, name, report, found, is_optional=is_optional)
        if sum(map(len, read.values())) > MOST_OF_DATA:
            message = f"the files of data/ have more than {MOST_OF_DATA // MEGABYTE} MB together"
            report(Finding("too-large", Place(DATA), message))
            break
    return MappingProxyType(read)


def mapped_files(choices: bytes) -> tuple[str, ...]:
    """Name the files that a `[redcap]` or `[source.adam]` section of study.toml names."""
    mapping, adam = mapping_in(choices), adam_in(choices)
    exported = (mapping.dictionary_file, mapping.export_file) if mapping else ()
    return (*exported, *(adam.files.values() if adam else ()))


def in_other_forms(table: str) -> tuple[str, ...]:
    """Name the files of SAS, SPSS and Stata that may be in the place of a table's CSV file."""
    return tuple(f"data/{table}{suffix}" for suffix in READERS)


def _content(
    folder: Path,
    name: str,
    report: Report,
    found: Collection[str] = (),
    *,
    is_optional: bool = False,
) -> dict[str, bytes]:
    """Read one file, if it can be read; `found` are files that may be meant for a missing one."""
    most = MOST_OF_TEXT if name.endswith(".toml") else MOST_OF_TABLE
    most = MOST_OF_BIBLIOGRAPHY if name == bibliography.FILE else most
    try:
        return {name: read_file(folder, name, most)}
    except FileMissing as error:
        if not is_optional:
            report(_named_otherwise(error.finding, found))
    except FileRefused as error:
        report(error.finding)
    return {}


def unread_data(
    contents: Collection[str], exported: Collection[str], records: Mapping[str, Record]
) -> Iterator[Finding]:
    """Find the files of data/ that look like tables or lists, and that nothing declares.

    Parameters
    ----------
    contents : paths of the files that were read
    exported : paths of the files that study.toml names
    records : the contract of the study
    """
    read = READ | {f"data/{table}.csv" for table in records}
    read |= {name for table in records for name in in_other_forms(table)}
    names = sorted(
        name
        for name in {*contents} - read - {*exported}
        if PurePosixPath(name).parent == PurePosixPath(DATA)
        and not is_aside(PurePosixPath(name).name)
        and LIKE_DATA & {*PurePosixPath(name.lower()).suffixes}
    )
    for name in names if len(names) <= NAMED else names[:1]:
        near = _meant(name, read)
        hint = f"save it as {near} if it is meant for that" if near else NOT_DECLARED
        message = f"nothing in study.toml declares this file, and no result uses it; {hint}"
        if len(names) > NAMED:
            message += f". {len(names) - 1} further files of data/ are not used either"
        yield Finding("unread-data", Place(name), message, Severity.NOTICE)


def _named_otherwise(missing: Finding, found: Collection[str]) -> Finding:
    """Add to the finding about a missing file which file may be meant for it."""
    for name in sorted({*found} - READ):
        if _meant(name, READ) == missing.place.file:
            hint = f"Is {name} meant for it? Then save it under this name"
            return replace(missing, message=f"{missing.message}. {hint}")
    return missing


def _meant(name: str, read: Collection[str]) -> str:
    """Give the path that a file is likely meant for, by its name without endings and letter case."""
    by_stem = {_stem(path): path for path in sorted(read, reverse=True)}
    near = get_close_matches(_stem(name), by_stem, n=1, cutoff=ALIKE)
    if not near:
        return ""
    meant, suffix = PurePosixPath(by_stem[near[0]]), PurePosixPath(name).suffix.lower()
    return str(meant.with_suffix(suffix) if suffix in READERS else meant)


def _stem(name: str) -> str:
    stem = PurePosixPath(name).name.partition(".")[0].lower()
    return A_COPY.sub("", stem).strip("_ -")
