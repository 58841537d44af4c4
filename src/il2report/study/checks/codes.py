"""Codes: the codebook must be sound, and data and study.toml use no code beyond it."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.rules import Rule, reads, reads_protocol
from il2report.study.codebook import (
    CLOSED_CODES,
    CODED_COLUMNS,
    OPEN_COLUMNS,
    RESERVED_CODES,
    nearest,
)
from il2report.study.configuration import Configuration
from il2report.study.lookalikes import (
    in_small_letters,
    look_alike_hint,
    looks,
    similar,
    told_apart,
)
from il2report.study.missing_words import names_nothing, stands_for_unknown
from il2report.study.repetition import alike, shared
from il2report.study.spelling import MONTHS
from il2report.study.tables import Frames

FILE = "data/codebook.csv"
OTHER = RESERVED_CODES["metastases", "site"]
CLOSE_GROUP = 0.75
A_DAY = "|".join(MONTHS)
MADE_A_DATE = re.compile(
    rf"\d{{1,2}}-(?:{A_DAY})(?:-\d{{2,4}})?|(?:{A_DAY})-\d{{2,4}}", re.IGNORECASE
)
"""What a spreadsheet makes of MAR1, 1-3 or SEPT2, and writes into a CSV file."""
FREE_COLUMNS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("patients", "patient_id", stands_for_unknown),
    ("prior_therapies", "agent", names_nothing),
    ("brain_lesions", "lesion", stands_for_unknown),
)
"""Columns of the study team's own words, of which no list exists, and what is no such word."""
NAMED = ("codebook.table", "codebook.column", "codebook.code")


@reads(*NAMED)
def repeated_code(frames: Frames) -> Iterator[Finding]:
    """Every code is listed once."""
    rows = frames["codebook"][["table", "column", "code"]].dropna()
    for row, code in rows.loc[rows.duplicated(), "code"].items():
        message = f"an earlier row lists {code!r} for the same column; give each code once"
        yield Finding("duplicate-key", _at(row, "code"), message)


@reads(*NAMED)
def codes_that_look_alike(frames: Frames) -> Iterator[Finding]:
    """Two codes that look nearly the same split the patients who have one."""
    for (table, column), entries in frames.codebook.entries.items():
        for one, *others in similar(entries, looks):
            row = _row_of(frames, table, column, others[0])
            message = (
                f"{told_apart(others[0], one)} looks like {told_apart(one, others[0])}, another code of "
                f"{table}.{column}; give each code once, in plain letters"
            )
            yield Finding("look-alike-code", _at(row, "code"), message)
        for one, *others in similar(entries, in_small_letters):
            if len({looks(code) for code in (one, *others)}) > 1:
                row = _row_of(frames, table, column, others[0])
                message = (
                    f"{others[0]!r} and {one!r}, another code of {table}.{column}, differ only in "
                    "capitals, hyphens or zeros at the front; give each code once"
                )
                yield Finding("look-alike-code", _at(row, "code"), message)


@reads(*NAMED)
def codes_of_unknown(frames: Frames) -> Iterator[Finding]:
    """A code such as unknown is counted like any other, so that it makes a patient pretreated."""
    rows = frames["codebook"][["table", "column", "code"]].dropna()
    for row, code in rows["code"].items():
        if stands_for_unknown(code):
            message = (
                f"the code {code!r} says that something is not known, and is counted like any other: a "
                "patient who has it is a patient with one of this column"
            )
            yield Finding("word-for-unknown", _at(row, "code"), message, Severity.NOTICE)


def text_of_unknown(table: str, column: str, is_vague: Callable[[str], bool]) -> Rule:
    """A text such as unknown or test is kept as it is."""

    @reads(f"{table}.{column}")
    def find(frames: Frames) -> Iterator[Finding]:
        cells = frames[table][column].dropna()
        vague = cells[[is_vague(cell) for cell in cells]]
        for text, (row, *others) in alike(zip(map(int, vague.index), vague, strict=True)):
            place = Place(f"data/{table}.csv", row, column, frames[table]["patient_id"][row])
            message = f"{text!r} names nothing, and is kept as it is"
            finding = Finding("word-for-unknown", place, message, Severity.NOTICE)
            yield shared(finding, others)

    return find


def text_as_date(table: str, column: str) -> Rule:
    """A spreadsheet makes dates of names that look like one."""

    @reads(f"{table}.{column}")
    def find(frames: Frames) -> Iterator[Finding]:
        cells = frames[table][column].dropna()
        made = cells[cells.astype(str).str.fullmatch(MADE_A_DATE)]
        for text, (row, *others) in alike(zip(map(int, made.index), made, strict=True)):
            place = Place(f"data/{table}.csv", row, column, frames[table]["patient_id"][row])
            message = (
                f"{text!r} looks like a date that a spreadsheet made of a name such as MAR1 or 1-3"
            )
            yield shared(Finding("text-as-date", place, message, Severity.NOTICE), others)

    return find


@reads("codebook.table", "codebook.column")
def column_without_codes(frames: Frames) -> Iterator[Finding]:
    """Only columns that have codes are spoken of."""
    coded = {f"{table}.{column}": (table, column) for table, column in CODED_COLUMNS}
    rows = frames["codebook"][["table", "column"]].dropna()
    for row, table, column in zip(rows.index, rows["table"], rows["column"], strict=True):
        name = f"{table}.{column}"
        if name not in coded:
            hint = nearest(name, tuple(coded)) or f" Coded are {', '.join(coded)}."
            yield Finding("unknown-coded-column", _at(row, "column"), f"{name} has no codes.{hint}")


@reads(*NAMED, whole=("codebook",))
def closed_codes(frames: Frames) -> Iterator[Finding]:
    """Sex, best response and status have the codes that the program computes with, all labeled."""
    codebook = frames.codebook
    for (table, column), known in CLOSED_CODES.items():
        listed = codebook.codes(table, column)
        for code in (code for code in known if code not in listed):
            message = f"the code {code} of {table}.{column} has no row, so it has no label"
            yield Finding("unlabeled-code", Place(FILE), message)
        for code in (code for code in listed if code not in known):
            row = _row_of(frames, table, column, code)
            message = f"{table}.{column} has no code {code!r}; it has {', '.join(known)}"
            yield Finding("unknown-code", _at(row, "code"), message)


@reads(*NAMED)
def reserved_codes(frames: Frames) -> Iterator[Finding]:
    """No code takes the name of a result that the program itself computes."""
    codebook = frames.codebook
    for (table, column), code in RESERVED_CODES.items():
        if code in codebook.codes(table, column):
            message = f"the code {code!r} is taken by a result of the program; choose another"
            yield Finding(
                "reserved-code", _at(_row_of(frames, table, column, code), "code"), message
            )


@reads("codebook.table", "codebook.column", "codebook.group")
def term_without_group(frames: Frames) -> Iterator[Finding]:
    """Table II puts every adverse event under its organ system."""
    rows = frames["codebook"]
    terms = (rows["table"] == "adverse_events") & (rows["column"] == "term")
    for row in rows.index[terms & rows["group"].isna()]:
        message = "the cell is blank; for an adverse-event term, group is its organ system"
        yield Finding("missing-value", _at(row, "group"), message)


@reads("codebook.table", "codebook.column", "codebook.group")
def misspelled_other(frames: Frames) -> Iterator[Finding]:
    """A site that was to be counted among the others would have a row of its own."""
    rows = frames["codebook"]
    sites = (rows["table"] == "metastases") & (rows["column"] == "site") & rows["group"].notna()
    for row, group in rows.loc[sites, "group"].items():
        if group != OTHER and nearest(group, (OTHER,), CLOSE_GROUP):
            message = f"the group {group!r} is not {OTHER!r}, which counts the other sites together"
            yield Finding("unknown-code", _at(row, "group"), message)


def code_not_listed(table: str, column: str) -> Rule:
    """Every code of a data column stands in the codebook."""

    @reads(f"{table}.{column}", *NAMED, whole=("codebook",))
    def find(frames: Frames) -> Iterator[Finding]:
        listed = frames.codebook.codes(table, column)
        cells = frames[table][column]
        strangers = cells[cells.notna() & ~cells.isin(listed)]
        ids = frames[table]["patient_id"]
        for code, (row, *others) in alike(zip(map(int, strangers.index), strangers, strict=True)):
            place = Place(f"data/{table}.csv", row, column, ids[row])
            hint = look_alike_hint(code, listed) or nearest(code, listed)
            message = f"codebook.csv has no code {code!r} for this column.{hint}"
            yield shared(Finding("unknown-code", place, message), others)

    return find


@reads_protocol(*NAMED)
def misspelled_modality(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """One slip in definitions.non_systemic would count radiation as systemic therapy.

    Modalities that no patient had need no row in the codebook, so only near misses count.
    """
    listed = frames.codebook.codes("prior_therapies", "modality")
    for code in sorted(set(study.definitions.non_systemic) - set(listed)):
        for near in get_close_matches(code, listed, n=1, cutoff=0.75):
            message = (
                f"definitions.non_systemic has {code!r}, which codebook.csv does not list"
                f" for prior_therapies.modality. Did you mean {near}?"
            )
            yield Finding("unknown-code", Place("study.toml"), message)


def _row_of(frames: Frames, table: str, column: str, code: str) -> int:
    rows = frames["codebook"]
    match = (rows["table"] == table) & (rows["column"] == column) & (rows["code"] == code)
    return int(rows.index[match][0])


def _at(row: object, column: str) -> Place:
    return Place(FILE, int(str(row)), column)


CODE_RULES = (
    repeated_code,
    codes_that_look_alike,
    codes_of_unknown,
    *(text_of_unknown(*column) for column in FREE_COLUMNS),
    *(text_as_date(table, column) for table, column, _ in FREE_COLUMNS),
    column_without_codes,
    closed_codes,
    reserved_codes,
    term_without_group,
    misspelled_other,
    *(code_not_listed(table, column) for table, column in OPEN_COLUMNS),
)
