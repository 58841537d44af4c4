"""Ids that look alike, and ids that a table writes otherwise than patients.csv."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import pandas as pd

from il2report.errors import Finding, Place, Severity
from il2report.study.checks.rules import reads
from il2report.study.lookalikes import (
    counterparts,
    in_small_letters,
    looks,
    mistaken,
    similar,
    told_apart,
    without_zeros,
)
from il2report.study.records import RECORDS
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
    for table in (table for table in RECORDS if table != "patients"):
        strangers = [
            one for one in frames[table]["patient_id"].dropna().unique() if one not in known
        ]
        if pairs := counterparts(strangers, listed):
            found[table] = pairs
    return found


def with_listed_ids(frames: Frames, ids: Ids) -> Frames:
    """Write the ids as patients.csv does, so that one fault has no further findings."""
    if not ids:
        return frames
    by_table = {
        table: frame.assign(
            patient_id=frame["patient_id"].map(ids[table]).fillna(frame["patient_id"])
        )
        if table in ids
        else frame
        for table, frame in frames.by_table.items()
    }
    return replace(frames, by_table=MappingProxyType(by_table))


def findings_of_ids(frames: Frames, ids: Ids) -> Iterator[Finding]:
    """Report the ids that tables write otherwise: lost zeros in one finding, others in one."""
    lost = {table: dict(filter(_lost_zeros, pairs.items())) for table, pairs in ids.items()}
    other = {
        table: {one: of for one, of in pairs.items() if one not in lost[table]}
        for table, pairs in ids.items()
    }
    why = "in zeros at the front of a number, which spreadsheets drop"
    if any(lost.values()):
        yield Finding("ids-lost-zeros", *_written_otherwise(frames, lost, why))
    if any(other.values()):
        how = "in how they are written"
        yield Finding("look-alike-id", *_written_otherwise(frames, other, how))


def _lost_zeros(pair: tuple[str, str]) -> bool:
    one, of = pair
    return looks(one) != looks(of) and without_zeros(one) == without_zeros(of)


def _written_otherwise(frames: Frames, ids: Ids, how: str) -> tuple[Place, str]:
    tables = [table for table, pairs in ids.items() if pairs]
    first = ids[tables[0]]
    column = frames[tables[0]]["patient_id"]
    row = int(column.index[column.isin(first)][0])
    pairs = [f"{told_apart(one, of)} is {told_apart(of, one)}" for one, of in first.items()]
    also = f" So do ids of {_and([f'{table}.csv' for table in tables[1:]])}." if tables[1:] else ""
    message = (
        f"ids differ from those of patients.csv {how}: {_listed(pairs)}.{also} Write each id as "
        "patients.csv does"
    )
    return Place(f"data/{tables[0]}.csv", row, "patient_id"), message


@reads("patients.patient_id")
def ids_that_look_alike(frames: Frames) -> Iterator[Finding]:
    """Two patients whose ids look the same may be one, and no reader could distinguish them."""
    ids = frames["patients"]["patient_id"].dropna()
    yield from _alike("patients", "patient_id", [ids])


@reads("brain_lesions.patient_id", "brain_lesions.lesion")
def lesions_that_look_alike(frames: Frames) -> Iterator[Finding]:
    """One lesion under two names is two lesions."""
    rows = frames["brain_lesions"][["patient_id", "lesion"]].dropna()
    names = rows["lesion"].unique()
    if not any(
        group for key in (looks, in_small_letters, mistaken) for group in similar(names, key)
    ):
        return
    yield from _alike(
        "brain_lesions", "lesion", [of for _, of in rows.groupby("patient_id")["lesion"]]
    )


def _alike(table: str, column: str, columns: Sequence["pd.Series[str]"]) -> Iterator[Finding]:
    """Report names of one column that look alike, and in a notice those that are easily confused."""
    alike = [_Alike(of, group) for of in columns for group in similar(of, looks)]
    close = [
        _Alike(of, group)
        for of in columns
        for group in dict.fromkeys((*similar(of, in_small_letters), *similar(of, mistaken)))
        if len(set(map(looks, group))) > 1
    ]
    if alike:
        message = (
            f"{_listed(list(map(str, alike)))} look alike, and are not the same; give each an id in "
            "plain letters"
        )
        place = Place(f"data/{table}.csv", alike[0].row, column)
        yield Finding("look-alike-id", place, message)
    if close:
        message = (
            f"{_listed(list(map(str, close)))} differ only in capitals, in zeros at the front, or in O "
            "and 0, l, I and 1; make sure that they are not the same"
        )
        place = Place(f"data/{table}.csv", close[0].row, column)
        yield Finding("similar-id", place, message, Severity.NOTICE)


@dataclass(frozen=True, slots=True)
class _Alike:
    """Names of one column, or of the part of it that is one patient's, which look alike."""

    column: "pd.Series[str]"
    names: tuple[str, ...]

    @property
    def row(self) -> int:
        """The row of the second of them."""
        return int(self.column.index[self.column == self.names[1]][0])

    def __str__(self) -> str:
        """Quote the names, each with the characters that its neighbor has not."""
        named = self.names[: PAIRS_NAMED + 1]
        quoted = [told_apart(one, named[number - 1]) for number, one in enumerate(named)]
        more = len(self.names) - len(named)
        return _and([*quoted, *([f"{more} more"] if more else [])])


def _listed(pairs: Sequence[str]) -> str:
    if len(pairs) <= PAIRS_NAMED + 1:
        return "; ".join(pairs)
    return f"{'; '.join(pairs[:PAIRS_NAMED])}; and {len(pairs) - PAIRS_NAMED} more"


def _and(texts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))


LIKENESS_RULES = (ids_that_look_alike, lesions_that_look_alike)
