"""Codes: the codebook must be sound, and data and study.toml use no code beyond it."""

from collections.abc import Iterator
from difflib import get_close_matches

from il2report.errors import Finding, Place
from il2report.study.checks.rules import Rule, at_rows, at_texts, reads
from il2report.study.codebook import RESERVED_CODES
from il2report.study.configuration import Configuration
from il2report.study.contract import coded_columns
from il2report.study.lookalikes import (
    distinguished,
    in_small_letters,
    look_alike_hint,
    looks,
    nearest,
    similar,
)
from il2report.study.records import CLOSED_CODES, CODED_COLUMNS, OPEN_COLUMNS
from il2report.study.tables import Frames

FILE = "data/codebook.csv"
OTHER = RESERVED_CODES["metastases", "site"]
CLOSE = 0.75
"""Words less alike than this are different words, not misspellings."""
NAMED = ("codebook.table", "codebook.column", "codebook.code")


def missing_codebook(frames: Frames) -> Iterator[Finding]:
    """Ask a study without a codebook for one, if any of its columns has codes."""
    coded = [
        f"{column.table}.{column.name}"
        for column in coded_columns(frames.records)
        if f"{column.table}.{column.name}" not in frames.absent
        and frames[column.table][column.name].notna().any()
    ]
    if coded:
        names = ", ".join(coded)
        message = f"there is no such file; it has a label for each code of {names}"
        yield Finding("missing-file", Place(FILE), message)


@reads(*NAMED)
def repeated_code(frames: Frames) -> Iterator[Finding]:
    """Every code is listed once."""
    rows = frames["codebook"][["table", "column", "code"]]
    repeated = rows.duplicated() & rows.notna().all(axis=1)
    message = "an earlier row lists {cell} for the same column; give each code once"
    return at_rows("duplicate-key", frames, "codebook.code", repeated, message)


@reads(*NAMED)
def codes_that_look_alike(frames: Frames) -> Iterator[Finding]:
    """Two codes that look nearly the same split the patients who have one."""
    for (table, column), entries in frames.codebook.entries.items():
        for one, *others in similar(entries, looks):
            message = (
                f"{distinguished(others[0], one)} looks like {distinguished(one, others[0])}, another code of "
                f"{table}.{column}; give each code once, in plain letters"
            )
            place = _of_code(frames, table, column, others[0])
            yield Finding("look-alike-code", place, message)
        for one, *others in similar(entries, in_small_letters):
            if len({looks(code) for code in (one, *others)}) > 1:
                message = (
                    f"{others[0]!r} and {one!r}, another code of {table}.{column}, differ only in "
                    "capitals, hyphens or zeros at the front; give each code once"
                )
                place = _of_code(frames, table, column, others[0])
                yield Finding("look-alike-code", place, message)


@reads("codebook.table", "codebook.column")
def column_without_codes(frames: Frames) -> Iterator[Finding]:
    """The codebook has rows for columns that have codes, and for no other."""
    coded = tuple(f"{each.table}.{each.name}" for each in coded_columns(frames.records))
    rows = frames["codebook"][["table", "column"]].dropna()
    for row, name in (rows["table"] + "." + rows["column"]).items():
        if name not in coded:
            hint = nearest(name, coded) or f" Columns with codes are {', '.join(coded)}."
            place = Place(FILE, int(str(row)), "column")
            yield Finding("unknown-coded-column", place, f"{name} has no codes.{hint}")


@reads(*NAMED, whole=("codebook",))
def closed_codes(frames: Frames) -> Iterator[Finding]:
    """Sex, best response and status have the codes that the program computes with, all labeled."""
    for (table, column), known in CLOSED_CODES.items():
        if f"{table}.{column}" in frames.absent:
            continue
        listed = frames.codebook.codes(table, column)
        for code in (code for code in known if code not in listed):
            message = f"the code {code} of {table}.{column} has no row, so it has no label"
            yield Finding("unlabeled-code", Place(FILE), message)
        for code in (code for code in listed if code not in known):
            message = f"{table}.{column} has no code {code!r}; it has {', '.join(known)}"
            yield Finding("unknown-code", _of_code(frames, table, column, code), message)


@reads(*NAMED)
def reserved_codes(frames: Frames) -> Iterator[Finding]:
    """No code takes the name of a result that the program itself computes."""
    for (table, column), code in RESERVED_CODES.items():
        if code in frames.codebook.codes(table, column):
            message = f"the code {code!r} is the name of a result of the program; choose another"
            yield Finding("reserved-code", _of_code(frames, table, column, code), message)


@reads("codebook.table", "codebook.column", "codebook.group")
def groups_of_codes(frames: Frames) -> Iterator[Finding]:
    """Every adverse event has its organ system, and a site of the others is written as such.

    A site whose group is misspelled would have a row of its own in place of a share in one.
    """
    rows = frames["codebook"]
    terms = (rows["table"] == "adverse_events") & (rows["column"] == "term")
    message = "the cell is blank; for an adverse-event term, group is its organ system"
    blank = terms & rows["group"].isna()
    yield from at_rows("missing-value", frames, "codebook.group", blank, message)
    sites = rows["group"].where((rows["table"] == "metastases") & (rows["column"] == "site"))
    misspelled = sites.map(lambda group: group != OTHER and bool(nearest(group, (OTHER,), CLOSE)))
    message = f"the group {{cell}} is not {OTHER!r}, which counts the other sites together"
    yield from at_rows("unknown-code", frames, "codebook.group", misspelled, message)


def _code_not_listed(table: str, column: str) -> Rule:
    """Every code of a data column is in the codebook."""

    @reads(f"{table}.{column}", *NAMED, whole=("codebook",))
    def find(frames: Frames) -> Iterator[Finding]:
        return _unlisted(frames, table, column)

    return find


def _unlisted(frames: Frames, table: str, column: str) -> Iterator[Finding]:
    listed = frames.codebook.codes(table, column)
    cells = frames[table][column]

    def message(code: str) -> str:
        hint = look_alike_hint(code, listed) or nearest(code, listed)
        return f"codebook.csv has no code {code!r} for this column.{hint}"

    strangers = cells[cells.notna() & ~cells.isin(listed)]
    return at_texts("unknown-code", frames, f"{table}.{column}", strangers, message)


UNLISTED_RULES = tuple(_code_not_listed(table, column) for table, column in OPEN_COLUMNS)


@reads(*NAMED, whole=("codebook",))
def declared_codes(frames: Frames) -> Iterator[Finding]:
    """Every code of a column that study.toml declares is in the codebook."""
    for column in coded_columns(frames.records):
        where = column.table, column.name
        is_declared = where not in CODED_COLUMNS
        if is_declared and f"{column.table}.{column.name}" not in frames.absent:
            yield from _unlisted(frames, *where)


@reads(*NAMED, choices=True)
def misspelled_modality(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """A typing error in definitions.non_systemic would count radiation as systemic therapy.

    Modalities that no patient had need no row in the codebook, so only near misses count.
    """
    listed = frames.codebook.codes("prior_therapies", "modality")
    for code in sorted(set(study.definitions.non_systemic) - set(listed)):
        for near in get_close_matches(code, listed, n=1, cutoff=CLOSE):
            message = (
                f"definitions.non_systemic has {code!r}, which codebook.csv does not list"
                f" for prior_therapies.modality. Did you mean {near}?"
            )
            yield Finding("unknown-code", Place("study.toml"), message)


def _of_code(frames: Frames, table: str, column: str, code: str) -> Place:
    """Name the codebook's cell of a code."""
    rows = frames["codebook"]
    match = (rows["table"] == table) & (rows["column"] == column) & (rows["code"] == code)
    return Place(FILE, int(rows.index[match][0]), "code")
