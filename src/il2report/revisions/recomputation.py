"""The states between two states of a study, and their results as far as a comparison asks for them."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from il2report.results.catalogue import Result
from il2report.results.families import Basis, Family, families_of
from il2report.revisions.attribution import State
from il2report.revisions.comparison import DENOMINATOR
from il2report.revisions.corrections import (
    CODEBOOK,
    LITERATURE,
    CorrectionKind,
    RowChange,
    StudyChange,
    TableChange,
)
from il2report.study import Codebook, Configuration, Study, Tables
from il2report.study.checks import Rule, premises
from il2report.study.codebook import CodeEntry
from il2report.study.configuration import FILE as CHOICES
from il2report.study.contract import study_records
from il2report.study.records import Record
from il2report.study.tables import Frames, frames_of
from il2report.values import NotEstimable

Numbers = frozenset[int]
"""The numbers of the corrections that are made."""


class ImpossibleState(Exception):
    """A choice of corrections that leaves a study contradicting itself, so it has no results."""


class StudyBetween:
    """Two states of a study and the corrections from one to the other; gives any state between them."""

    def __init__(self, old: Study, new: Study, change: StudyChange) -> None:
        self.old, self.new = old, new
        self.corrections = change.corrections
        self._layers = {
            table: _Layers.of(old.tables[table], new.tables[table], table_change)
            for table, table_change in change.tables.items()
        }
        self._of_table = change.of_table

    def study(self, made: Iterable[int]) -> Study:
        """Give the study in which these corrections are made and no other.

        Rows are in the order of the new state, so that with every correction made it equals that one in
        all but its fingerprint. It has not passed the checks: a state between two may contradict itself.
        Raises ImpossibleState when choices of study.toml exclude each other.
        """
        numbers = frozenset(made)
        is_made = np.isin(np.arange(len(self.corrections) + 1), list(numbers))
        tables = {
            table: self._layers[table].frame(is_made) if table in self._layers else frame
            for table, frame in (self.old.tables | self.new.tables).items()
            # One that only the new state has is there once it is added, another until it is removed.
            if table not in self._of_table
            or (self._of_table[table] in numbers) == (table in self.new.tables)
        }
        return replace(
            self.new,
            tables=Tables(tables),
            configuration=self.configuration(numbers),
            codebook=self._codebook(numbers),
        )

    def _undone(self, table: str, made: Numbers) -> list[RowChange]:
        """Give the changes beside the data that are not made."""
        rows = ((each.number, each.rows[0]) for each in self.corrections)
        return [row for number, row in rows if row.table == table and number not in made]

    def configuration(self, made: Numbers) -> Configuration:
        """Take back the choices that are not made."""
        undone = self._undone(CHOICES, made)
        if not undone:
            return self.new.configuration
        # The mapping of REDCap fields is no choice, and what `model_dump` writes of it cannot be read.
        choices, before = (
            study.configuration.model_dump(exclude={"redcap"}) for study in (self.new, self.old)
        )
        for row in undone:
            into, out_of, name = choices, before, row.cells[0].column
            while name not in into and name not in out_of:
                # What stands in a section is there in both states; its name may have a dot of its own.
                section = next(key for key in into if name.startswith(f"{key}."))
                into, out_of, name = into[section], out_of[section], name[len(section) + 1 :]
            if name in out_of:
                into[name] = out_of[name]
            else:
                del into[name]
        try:
            between = Configuration.model_validate(choices)
        except ValidationError as error:
            raise ImpossibleState("choices of study.toml exclude each other") from error
        return between.model_copy(
            update={name: getattr(self.new.configuration, name) for name in ("redcap", "sources")}
        )

    def _codebook(self, made: Numbers) -> Codebook:
        """Take back the labels and codes that are not made; the order is that of the new state."""
        undone = self._undone(CODEBOOK, made)
        if not undone:
            return self.new.codebook
        entries = {key: dict(codes) for key, codes in self.new.codebook.entries.items()}
        for row in undone:
            table, column, code = row.key[0][1].split(".", 2)
            if row.kind is CorrectionKind.ADDED:
                del entries[table, column][code]
            else:
                before = self.old.codebook
                entry = CodeEntry(
                    before.label(table, column, code), before.group(table, column, code)
                )
                entries.setdefault((table, column), {})[code] = entry
        frozen = {key: MappingProxyType(codes) for key, codes in entries.items()}
        return Codebook(MappingProxyType(frozen))


@dataclass(frozen=True, slots=True)
class _Layers:
    """One table in both states, row by row; a row that one side lacks has the other's cells there.

    `owners` has by column the number of the correction that changed each cell, 0 for none;
    `row_owners` likewise for rows that were added or removed, of which `is_added` marks the former, and
    `of_column` for columns that one side lacks, which are in `old` or in `new` alone.
    """

    index: "pd.Index[Any]"
    old: Mapping[str, np.ndarray[Any, Any]]
    new: Mapping[str, np.ndarray[Any, Any]]
    owners: Mapping[str, np.ndarray[Any, Any]]
    row_owners: np.ndarray[Any, Any]
    is_added: np.ndarray[Any, Any]
    of_column: Mapping[str, int]

    @classmethod
    def of(cls, old: pd.DataFrame, new: pd.DataFrame, change: TableChange) -> "_Layers":
        """Lay the rows of both states side by side."""
        pairs, n = change.pairs, len(old)
        columns = [name for name in new.columns if name in old.columns]
        whole = [name for name in change.of_column if name in (*old.columns, *new.columns)]
        both = pd.concat([old[columns], new[columns]])
        old_at, new_at = [], []
        for pair in pairs:  # a row that one side lacks has the other's cells there
            old_row, new_row = pair.old, None if pair.new is None else n + pair.new
            rows = [row for row in (old_row, new_row) if row is not None]
            old_at.append(rows[0])
            new_at.append(rows[-1])
        owners: dict[str, np.ndarray[Any, Any]] = {}
        for (position, column), number in change.of_cell.items():
            owners.setdefault(column, np.zeros(len(pairs), dtype=int))[position] = number
        return cls(
            index=both.index[new_at],
            old={name: both[name].to_numpy()[old_at] for name in columns}
            | {name: _lone(old, name, [p.old for p in pairs]) for name in whole if name in old},
            new={name: both[name].to_numpy()[new_at] for name in columns}
            | {name: _lone(new, name, [p.new for p in pairs]) for name in whole if name in new},
            owners=owners,
            row_owners=np.array([change.of_row.get(n, 0) for n in range(len(pairs))]),
            is_added=np.array([pair.old is None for pair in pairs]),
            of_column=change.of_column,
        )

    def frame(self, is_made: np.ndarray[Any, Any]) -> pd.DataFrame:
        """Give the table in which these corrections are made."""
        columns = {
            name: np.where(is_made[self.owners[name]], cells, self.old[name])
            if name in self.owners
            else cells
            for name, cells in self.new.items()
            if name not in self.of_column or is_made[self.of_column[name]]
        }
        columns |= {
            name: self.old[name]
            for name, number in self.of_column.items()
            if name in self.old and not is_made[number]
        }
        frame = pd.DataFrame(columns, index=self.index, copy=False)
        if not self.row_owners.any():
            return frame
        is_there = np.where(self.row_owners == 0, True, is_made[self.row_owners] == self.is_added)  # noqa: FBT003 (numpy's)
        return frame[is_there]


def _lone(frame: pd.DataFrame, name: str, at: Sequence[int | None]) -> "np.ndarray[Any, Any]":
    """Take the cells of a column that the other state does not have, blank in rows that only it has."""
    cells = frame[name].reset_index(drop=True)
    return cells.reindex([-1 if row is None else row for row in at]).to_numpy()


# --- the results of a state -----------------------------------------------------------------------

Text = Callable[[Study, Result], str]
"""Prints a result as the study's own state prints it."""

BESIDE = frozenset({CHOICES, CODEBOOK, LITERATURE})
"""What is corrected beside the data; it may affect any result."""


class Recomputation:
    """Computes states between two studies, and reads the results of `ids` as `text` prints them.

    A family of results is computed once for each choice of those corrections that are in its
    tables; the others cannot affect it.
    """

    def __init__(self, between: StudyBetween, ids: Iterable[str], text: Text) -> None:
        self.between, self.text = between, text
        self.ids = frozenset(ids)
        self._rules = premises(between.new.records, between.new.configuration)
        self._every_table = frozenset({*between.old.tables, *between.new.tables})
        self._affecting: dict[frozenset[str], frozenset[int]] = {}
        self._families: dict[frozenset[int], tuple[Family, ...]] = {}
        self._needed: dict[frozenset[int], Mapping[str, Record]] = {}
        self._known: dict[tuple[str, frozenset[int]], State] = {}
        self._premises: dict[tuple[Rule, frozenset[int]], bool] = {}

    def state(self, made: frozenset[int]) -> State | None:
        """Compute the state in which these corrections are made; None where it cannot exist.

        A state between two that passed their checks need not pass them. It cannot exist where it
        breaks a rule that the computations rely on, where choices of study.toml exclude each
        other, or where they declare a column that is not there; what else is raised is a mistake of the program and is not caught.
        """
        # A state is put together where a rule or a family asks for it.
        basis = cache(lambda: Basis(self.between.study(made)))
        frames = cache(lambda: frames_of(basis().study.tables, basis().study.records))
        found: dict[str, tuple[object, ...]] = {}
        try:
            if not self._has_columns(made, basis):
                return None
            if not all(self._holds(premise, made, frames) for premise in self._rules):
                return None
            for family in self._families_of(made):
                read = self._every_table if family.tables is None else family.tables
                key = (family.name, made & self._corrections_of(read | BESIDE))
                if key not in self._known:
                    results = {each.id: each for each in family.results(basis())}
                    self._known[key] = readings(basis().study, results, self.ids, self.text)
                found |= self._known[key]
        except ImpossibleState:
            return None
        return found

    def _families_of(self, made: frozenset[int]) -> tuple[Family, ...]:
        """Give the families of a state, which its choices declare and its tables make possible."""
        key = made & self._corrections_of(frozenset({CHOICES}))
        if key not in self._families:
            families = families_of(self.between.configuration(key))
            tables = self.between.study(made).tables
            self._families[key] = tuple(each for each in families if each.is_possible(tables))
        return self._families[key]

    def _has_columns(self, made: frozenset[int], basis: Callable[[], Basis]) -> bool:
        """Whether every column is there that the choices of a state need; choices that stay have theirs."""
        of_choices = self._corrections_of(frozenset({CHOICES}))
        if not of_choices:
            return True
        key = made & of_choices
        if key not in self._needed:
            self._needed[key] = study_records(self.between.configuration(key))
        return all(
            name in frame.columns
            for table, frame in basis().study.tables.items()
            if table in self._needed[key]
            for name, column in self._needed[key][table].columns.items()
            if column.is_required
        )

    def _corrections_of(self, tables: frozenset[str]) -> frozenset[int]:
        """Give the numbers of the corrections that are in some tables."""
        if tables not in self._affecting:
            self._affecting[tables] = frozenset(
                correction.number
                for correction in self.between.corrections
                if any(row.table in tables for row in correction.rows)
            )
        return self._affecting[tables]

    def _holds(self, premise: Rule, made: frozenset[int], frames: Callable[[], Frames]) -> bool:
        """Whether a state keeps a rule; both ends keep it, and so does what equals one of them."""
        affecting = self._corrections_of(premise.tables)
        key = (premise, made & affecting)
        if key[1] in (frozenset(), affecting):
            return True
        if key not in self._premises:
            self._premises[key] = not any(True for _ in premise.findings(frames()))
        return self._premises[key]


def readings(study: Study, results: Mapping[str, Result], ids: Container[str], text: Text) -> State:
    """Read value or reason, and text, of those results of `ids` that there are."""
    found: dict[str, tuple[object, ...]] = {}
    for name, result in results.items():
        if name in ids:
            value = result.value
            full = value.reason if isinstance(value, NotEstimable) else value
            found[name] = (full, text(study, result))
        if (key := f"{name}{DENOMINATOR}") in ids:
            found[key] = (result.n, f"{result.n}")
    return found
