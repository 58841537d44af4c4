"""Ids that look alike, and ids that a table writes otherwise than patients.csv."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.rules import reads
from il2report.study.lookalikes import (
    counterparts,
    distinguished,
    in_small_letters,
    looks,
    mistaken,
    similar,
    without_zeros,
)
from il2report.study.records import data_records
from il2report.study.tables import Frames

PAIRS_NAMED = 3

Ids = Mapping[str, Mapping[str, str]]
"""By table, the ids that it writes otherwise than patients.csv, with those of patients.csv."""


def ids_written_otherwise(frames: Frames) -> Ids:
    """Find ids that no patient has, but one alone nearly has.

    Parameters
    ----------
    frames : the tables

    Returns
    -------
    mapping by table
        Without tables in which every id is a patient's; empty where patients could not be read.
    """
    if "patients.patient_id" in frames.absent or "patients" in frames.partial:
        return {}
    listed = list(frames["patients"]["patient_id"].dropna().unique())
    known = frozenset(listed)
    found = {}
    for table in data_records(frames.records):
        if table == "patients":
            continue
        ids = frames[table]["patient_id"].dropna().unique()
        if pairs := counterparts([one for one in ids if one not in known], listed):
            found[table] = pairs
    return found


def with_listed_ids(frames: Frames, ids: Ids) -> Frames:
    """Write the ids as patients.csv does, so that one fault has no further findings."""
    by_table = dict(frames.by_table)
    for table, pairs in ids.items():
        column = by_table[table]["patient_id"]
        by_table[table] = by_table[table].assign(patient_id=column.map(pairs).fillna(column))
    return replace(frames, by_table=MappingProxyType(by_table)) if ids else frames


def findings_of_ids(frames: Frames, ids: Ids) -> Iterator[Finding]:
    """Report the ids that tables write otherwise: lost zeros in one finding, others in one."""
    lost: dict[str, dict[str, str]] = {}
    other: dict[str, dict[str, str]] = {}
    for table, pairs in ids.items():
        for one, of in pairs.items():
            lost_zeros = looks(one) != looks(of) and without_zeros(one) == without_zeros(of)
            (lost if lost_zeros else other).setdefault(table, {})[one] = of
    if lost:
        how = "in zeros at the front of a number, which spreadsheets drop"
        yield Finding("ids-lost-zeros", *_written_otherwise(frames, lost, how))
    if other:
        how = "in how they are written"
        yield Finding("look-alike-id", *_written_otherwise(frames, other, how))


def _written_otherwise(frames: Frames, ids: Ids, how: str) -> tuple[Place, str]:
    table, *others = ids
    column = frames[table]["patient_id"]
    row = int(column.index[column.isin(ids[table])][0])
    pairs = [
        f"{distinguished(one, of)} is {distinguished(of, one)}" for one, of in ids[table].items()
    ]
    also = f" So do ids of {_and([f'{other}.csv' for other in others])}." if others else ""
    message = (
        f"ids differ from those of patients.csv {how}: {_listed(pairs)}.{also} Write each id as "
        "patients.csv does"
    )
    return Place(f"data/{table}.csv", row, "patient_id"), message


@reads("patients.patient_id")
def ids_that_look_alike(frames: Frames) -> Iterator[Finding]:
    """Two patients whose ids look the same may be one, and no reader could distinguish them."""
    return _alike("patients", [frames["patients"]["patient_id"].dropna()])


def names_that_look_alike(table: str, frame: pd.DataFrame, column: str) -> Iterator[Finding]:
    """Report names within the rows of one patient that look alike: one thing under two names."""
    rows = frame[["patient_id", column]].dropna()
    names = rows[column].unique()
    # Most studies use a few names for all patients; only if some are alike is each patient looked at.
    if any(True for key in (looks, in_small_letters, mistaken) for _ in similar(names, key)):
        yield from _alike(table, [of for _, of in rows.groupby("patient_id")[column]])


def _alike(table: str, columns: Sequence["pd.Series[str]"]) -> Iterator[Finding]:
    """Report names that look alike, and in a notice those that are easily confused.

    Each of `columns` is a column, or the part of it that belongs to one patient.
    """
    alike = [(of, names) for of in columns for names in similar(of, looks)]
    close = [
        (of, names)
        for of in columns
        for names in dict.fromkeys((*similar(of, in_small_letters), *similar(of, mistaken)))
        if len(set(map(looks, names))) > 1
    ]
    if alike:
        message = (
            f"{_listed([_quoted(names) for _, names in alike])} look alike but are different; give each"
            " an id in plain letters"
        )
        yield Finding("look-alike-id", _second(table, *alike[0]), message)
    if close:
        message = (
            f"{_listed([_quoted(names) for _, names in close])} differ only in capitals, in zeros at the"
            " front, or in O and 0, l, I and 1; make sure that they are not the same"
        )
        yield Finding("similar-id", _second(table, *close[0]), message, Severity.NOTICE)


def _second(table: str, column: "pd.Series[str]", names: Sequence[str]) -> Place:
    row = int(column.index[column == names[1]][0])
    return Place(f"data/{table}.csv", row, str(column.name))


def _quoted(names: Sequence[str]) -> str:
    """Quote names that look alike, each with the characters that its neighbor does not have."""
    named = names[: PAIRS_NAMED + 1]
    quoted = [distinguished(one, named[number - 1]) for number, one in enumerate(named)]
    more = len(names) - len(named)
    return _and([*quoted, *([f"{more} more"] if more else [])])


def _listed(pairs: Sequence[str]) -> str:
    if len(pairs) <= PAIRS_NAMED + 1:
        return "; ".join(pairs)
    return f"{'; '.join(pairs[:PAIRS_NAMED])}; and {len(pairs) - PAIRS_NAMED} more"


def _and(texts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))
