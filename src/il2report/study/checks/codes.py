"""Codes: the codebook must be sound, and data and study.toml use no code beyond it."""

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.rules import at_rows, at_texts, reads
from il2report.study.codebook import RESERVED_CODES
from il2report.study.configuration import Configuration
from il2report.study.contract import coded_columns
from il2report.study.declarations.variables import yes_and_no
from il2report.study.findings import quoted, shared
from il2report.study.lookalikes import (
    allowed_codes,
    distinguished,
    in_small_letters,
    look_alike_hint,
    looks,
    nearest,
    similar,
)
from il2report.study.records import ContractColumn
from il2report.study.tables import Frames

if TYPE_CHECKING:
    import pandas as pd

FILE = "data/codebook.csv"
OTHER = RESERVED_CODES["metastases", "site"]
MOST_LEVELS = 30
"""A column of more different codes is hardly one of categories."""
SAYS_WHAT = re.compile(r"[^\W\d_]|[<>≤≥%]")
"""A letter or a sign by which a label is more than a number."""
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


@reads("codebook.code", "codebook.label")
def label_that_is_a_number(frames: Frames) -> Iterator[Finding]:
    """A bare number would pass for a result, unless it is the code itself, such as a grade.

    A limit or a range of percentages, such as "<1%" and "1-49%", is none.
    """
    codes, labels = frames["codebook"]["code"], frames["codebook"]["label"]
    bare = labels.map(lambda label: label is not None and not SAYS_WHAT.search(label))
    message = "{cell} is not allowed; a label has a letter or one of < > ≤ ≥ % in it, or is the code itself"
    yield from at_rows("bad-text", frames, "codebook.label", bare & (labels != codes), message)


@reads("codebook.table", "codebook.column", choices=True)
def column_without_codes(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """The codebook has rows for columns that have codes, for the levels of variables, and for how times ended."""
    coded = tuple(f"{each.table}.{each.name}" for each in coded_columns(frames.records))
    levels = {f"{one.table}.{one.from_column}" for one in study.variable if not one.is_number}
    levels |= {f"patients.{one.event_column}" for one in study.endpoint if one.event_column}
    rows = frames["codebook"][["table", "column"]].dropna()
    names = rows["table"] + "." + rows["column"]
    for name, of_name in names.groupby(names, sort=False):
        if name in coded or name in levels:
            continue
        hint = nearest(name, coded, CLOSE)
        message = (
            f"nothing declares codes of {name}, so its labels are not used{hint and f'.{hint}'}"
        )
        finding = Finding(
            "unknown-coded-column",
            Place(FILE, int(of_name.index[0]), "column"),
            message,
            Severity.ERROR if hint else Severity.NOTICE,
        )
        yield shared(finding, [int(row) for row in of_name.index[1:]])


def codes_of_absent_tables(frames: Frames, absent: Collection[str]) -> Iterator[Finding]:
    """A table that has labels and no file may have been lost, or saved under another name."""
    rows = frames["codebook"]
    for table in absent:
        if (rows["table"] == table).any():
            row = int(rows.index[rows["table"] == table][0])
            message = f"the study has no table {table}, so these labels are not used"
            yield Finding(
                "codes-without-table", Place(FILE, row, "table"), message, Severity.NOTICE
            )


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


@reads(*NAMED, whole=("codebook",))
def unlisted_codes(frames: Frames) -> Iterator[Finding]:
    """Every code of a column is in the codebook; yes and no need no rows there."""
    for column in coded_columns(frames.records):
        table, name = column.table, column.name
        if f"{table}.{name}" in frames.absent:
            continue
        listed = frames.codebook.codes(table, name)
        cells = frames[table][name]
        if listed:
            strangers = cells[cells.notna() & ~cells.isin(listed)]
            yield from at_texts(
                "unknown-code",
                frames,
                f"{table}.{name}",
                strangers,
                partial(_no_such_code, listed=listed),
            )
        elif not column.is_yes_no:
            yield from _without_labels(column, cells.dropna())
        elif yes_and_no(cells.dropna()) is None:
            yield from _neither_yes_nor_no(column, cells.dropna())


def _no_such_code(code: str, listed: tuple[str, ...]) -> str:
    hint = look_alike_hint(code, listed) or allowed_codes(code, listed)
    return f"codebook.csv has no code {code!r} for this column.{hint}"


def _without_labels(column: ContractColumn, cells: "pd.Series[str]") -> Iterator[Finding]:
    """Ask for the rows of the codebook, which it writes out so that they can be pasted."""
    codes = _in_order(cells.unique())
    if not codes:
        return
    if len(codes) > MOST_LEVELS:
        message = (
            f"codebook.csv has no codes of {column.table}.{column.name}, which has {len(codes)} different"
            f" values, among them {', '.join(map(quoted, codes[:5]))}; is it a number, or free text?"
        )
    else:
        message = (
            f"codebook.csv has no codes of {column.table}.{column.name}; it needs a row for each, with the"
            f" label to be printed: {_rows(column, codes)}"
        )
    yield Finding("codes-without-labels", _first(column, cells), message)


def _neither_yes_nor_no(column: ContractColumn, cells: "pd.Series[str]") -> Iterator[Finding]:
    codes = _in_order(cells.unique())
    message = (
        f"{column.table}.{column.name} has {', '.join(map(quoted, codes[:MOST_LEVELS]))}, which is not"
        " one of the pairs yes and no, 1 and 0, true and false, y and n; use one pair, or list its two"
        " codes in codebook.csv, that which means yes first"
    )
    yield Finding("codes-without-labels", _first(column, cells), message)


def _first(column: ContractColumn, cells: "pd.Series[str]") -> Place:
    return Place(f"data/{column.table}.csv", int(cells.index[0]), column.name)


def _in_order(codes: Iterable[str]) -> list[str]:
    """Sort codes as a person does: 2 comes before 10."""
    return sorted(
        codes, key=lambda code: (not code.isdecimal(), len(code) * code.isdecimal(), code)
    )


def _rows(column: ContractColumn, codes: Iterable[str]) -> str:
    """Write rows of the codebook; a label has a letter, so that it cannot pass for a result."""
    labels = ((c, c if any(map(str.isalpha, c)) else f"{column.name} {c}") for c in codes)
    return " · ".join(
        f"{column.table},{column.name},{code},{label},,{order}"
        for order, (code, label) in enumerate(labels, start=1)
    )


@reads(*NAMED, whole=("codebook",))
def pairs_of_yes_and_no(frames: Frames) -> Iterator[Finding]:
    """A yes-no column has two codes."""
    for column in coded_columns(frames.records):
        listed = frames.codebook.codes(column.table, column.name)
        if column.is_yes_no and len(listed) not in (0, 2):
            message = (
                f"{column.table}.{column.name} is a yes-no column and has {len(listed)} codes here,"
                f" {', '.join(listed)}; it needs two, that which means yes first"
            )
            place = _of_code(frames, column.table, column.name, listed[-1])
            yield Finding("codes-without-labels", place, message)


@reads(*NAMED, choices=True)
def misspelled_derivation(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """A typing error in the codes of `any_of` would count other patients.

    Codes that no patient has need no row in the codebook, so only near misses count.
    """
    for variable in study.variable:
        of = variable.any_of
        if of is None or of.column is None:
            continue
        listed = frames.codebook.codes(of.table, of.column)
        for code in sorted({*(of.codes or ()), *(of.but or ())} - set(listed)):
            for near in get_close_matches(code, listed, n=1, cutoff=CLOSE):
                message = (
                    f"the variable {variable.name} counts by {code!r}, which codebook.csv does not"
                    f" list for {of.table}.{of.column}. Did you mean {near}?"
                )
                yield Finding("unknown-code", Place("study.toml"), message)


def _of_code(frames: Frames, table: str, column: str, code: str) -> Place:
    """Name the codebook's cell of a code."""
    rows = frames["codebook"]
    match = (rows["table"] == table) & (rows["column"] == column) & (rows["code"] == code)
    return Place(FILE, int(rows.index[match][0]), "code")
