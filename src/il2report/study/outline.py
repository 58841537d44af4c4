"""What a study has before it has patients: its choices, its codes, and the columns to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from il2report.errors import Finding, Place, StudyRefused
from il2report.study import configuration
from il2report.study.checks import Material, contradictions
from il2report.study.checks.lesions import BASELINE
from il2report.study.configuration import Configuration, Period, read_configuration
from il2report.study.contract import coded_columns, conflicting_columns, study_records
from il2report.study.data_folder import file_contents
from il2report.study.declarations import MeasuredLesions
from il2report.study.loading import read_frames
from il2report.study.records import (
    BESIDE_THE_DATA,
    CODEBOOK,
    EARLIEST_DATE,
    REQUIRED_TABLES,
    ContractColumn,
    Record,
)
from il2report.study.workbook import read_workbook

FILE = f"data/{CODEBOOK}.csv"
OF_THE_COURSE = ("cycles", "adverse_events")
AFTER_ENTRY = (
    "patients.progression_date",
    "patients.last_contact_date",
    "cycles.start_date",
    "cycles.last_dose_date",
)


@dataclass(frozen=True, slots=True)
class CodebookRows:
    """The rows of a codebook as recorded, those of one coded column together.

    `columns` are the codebook's own and then extra ones; a blank cell is None.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | None, ...], ...]

    def of(self, column: ContractColumn) -> tuple[tuple[str | int | None, ...], ...]:
        """Give the rows of one column."""
        return tuple(row for row in self.rows if row[:2] == (column.table, column.name))


@dataclass(frozen=True, slots=True)
class Outline:
    """The choices and codes of a study, with or without other tables; `records` are its contract."""

    configuration: Configuration
    codebook: CodebookRows
    notices: tuple[Finding, ...]
    records: Mapping[str, Record]


def read_outline(folder: Path) -> Outline:
    """Read study.toml and the codebook of a study, and nothing else.

    Parameters
    ----------
    folder : the directory that holds study.toml

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
    records = study_records(choices)
    codebook, findings = _codebook(contents, choices, records)
    findings = (*conflicting_columns(choices), *findings)
    if any(finding.is_error for finding in findings):
        raise StudyRefused(findings)
    return Outline(choices, codebook, findings, _asked(records, choices))


def _asked(records: Mapping[str, Record], choices: Configuration) -> Mapping[str, Record]:
    """Leave out what a study that declares its variables does not ask for.

    Cycles and adverse events need no declaration: their sheets are there, to be deleted if the study
    has none.
    """
    if not (choices.variable or choices.endpoint):
        return records
    lesions = choices.measured_lesions
    known = (*OF_THE_COURSE, *([lesions.table] if lesions else ()))
    asked = {}
    for table, record in records.items():
        columns = {
            name: column
            for name, column in record.columns.items()
            if column.is_required or column.needed_by or table in known
        }
        if table in (*REQUIRED_TABLES, *BESIDE_THE_DATA, *known) or record.needed_by:
            asked[table] = replace(record, columns=MappingProxyType(columns))
    return MappingProxyType(asked)


def _codebook(
    contents: Mapping[str, bytes], choices: Configuration, records: Mapping[str, Record]
) -> tuple[CodebookRows, tuple[Finding, ...]]:
    """Read the codebook, from its file or its sheet, with the findings about it alone."""
    findings: list[Finding] = []
    book = read_workbook(contents, findings.append, records)
    frames = read_frames(contents, findings.append, book, (CODEBOOK,), records=records)
    findings += contradictions(Material(frames, choices, None, None), tuple(findings))
    homes: set[tuple[str, str | None]] = {(FILE, None)}
    if CODEBOOK in book.layout.origins:
        home = book.layout.origins[CODEBOOK].placed(Place(FILE))
        homes.add((home.file, home.sheet))
    own = (finding for finding in findings if (finding.place.file, finding.place.sheet) in homes)
    frame = frames[CODEBOOK]
    # A code of a column without codes, which is a finding of its own, comes last.
    coded = coded_columns(records)
    rank = {(column.table, column.name): number for number, column in enumerate(coded)}
    rows = zip(*(frame[name].tolist() for name in frame.columns), strict=True)
    ordered = sorted(rows, key=lambda row: rank.get((row[0], row[1]), len(rank)))
    codebook = CodebookRows(tuple(map(str, frame.columns)), tuple(ordered))
    return codebook, tuple(map(book.layout.finding, own))


def table_columns(table: str, outline: Outline) -> tuple[ContractColumn, ...]:
    """Describe the columns of a table, in their order.

    Parameters
    ----------
    table : one of the study's
    outline : of the study, whose period, eligibility and protocol narrow what the contract allows

    Returns
    -------
    tuple of Column
        What a column refuses, `check` refuses too; a limit that is not firm gives a notice there. A
        date without `high` may be as late as the day on which it is typed.
    """
    choices = outline.configuration
    limits = {**_of_period(choices.period, choices.measured_lesions), **_of_numbers(choices)}
    return tuple(
        _narrowed(column, **limits.get(f"{table}.{name}", {}))
        for name, column in outline.records[table].columns.items()
    )


def _of_period(
    period: Period | None, lesions: MeasuredLesions | None
) -> Mapping[str, Mapping[str, Any]]:
    """Narrow the dates to the study period."""
    if period is None:
        return {}
    start, end = (max(day, EARLIEST_DATE) for day in (period.start, period.end))
    later = {"low": start, "words": f"a date from {start}, when the study period begins, to today"}
    return {
        "patients.entry_date": {
            "low": start,
            "high": end,
            "words": f"a date from {start} to {end}, the study period in study.toml",
        },
        **dict.fromkeys(AFTER_ENTRY, later),
        f"{lesions.table if lesions else ''}.assessed_on": {
            "low": (before := start - timedelta(days=BASELINE.days)),
            "words": f"a date up to today, as a rule from {before}, {BASELINE.days} days before the"
            " study period",
            "is_firm": False,
        },
    }


def _of_numbers(choices: Configuration) -> Mapping[str, Mapping[str, Any]]:
    """Narrow the numbers for which eligibility or protocol has a limit."""
    found: dict[str, Mapping[str, Any]] = {}
    most = choices.protocol and choices.protocol.doses_per_cycle_max
    if most is not None:
        words = f"at most {most} (protocol.doses_per_cycle_max in study.toml)"
        found["cycles.doses"] = {"high": most, "words": words}
    for name, rule in choices.eligibility.items():
        variable, limits = choices.variables[name], list[str]()
        if not variable.is_number:
            continue
        for key, value in rule.bounds.items():
            least = "at least" if key == "min" else "at most"
            limits.append(f"{least} {value} (eligibility.{name}.{key} in study.toml)")
        found[f"{variable.table}.{variable.from_column}"] = {
            "low": rule.min,
            "high": rule.max,
            "words": " and ".join(limits),
        }
    return found


def _narrowed(
    column: ContractColumn,
    words: str = "",
    low: Any = None,
    high: Any = None,
    *,
    is_firm: bool = True,
) -> ContractColumn:
    """Narrow a column to what study.toml allows, and say so in words."""
    low = column.low if low is None else max(column.low, low)
    if column.type is date:
        words = f"{words}, or blank" if words and column.may_be_blank else words
        allowed = words or column.allowed
        return replace(column, low=low, high=high, allowed=allowed, is_firm=is_firm)
    high = column.high if high is None else min(column.high, high)
    if (low, high) == (column.low, column.high):
        return column
    return replace(column, low=low, high=high, allowed=f"{column.allowed}, and {words}")
