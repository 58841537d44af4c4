"""The corrections that lead from one state of a study to the next, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from il2report.errors import Place
from il2report.revisions.alignment import Pair

PATIENTS = "patients"
CODEBOOK = "codebook"
LITERATURE = "literature"


class CorrectionKind(StrEnum):
    """What happened to a row."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"

    @classmethod
    def between(cls, *, was_there: bool, is_there: bool) -> "CorrectionKind":
        """Give what happened to a row that is in one state or in both."""
        if was_there and is_there:
            return cls.CHANGED
        return cls.ADDED if is_there else cls.REMOVED


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after, as its file writes it; blank where there is none."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that was changed, added or removed.

    `key` distinguishes the row from others of its patient, as (column, content); the places are those of the
    row in either state, None on the side that does not have it. A change that is not `is_used` is in
    a column that nothing declares: no result reads it. One that `is_whole` added or removed a column,
    or without one the table, in every row.
    """

    table: str
    kind: CorrectionKind
    cells: tuple[CellChange, ...]
    patient_id: str | None = None
    key: tuple[tuple[str, str], ...] = ()
    old_place: Place | None = None
    new_place: Place | None = None
    is_used: bool = True
    is_whole: bool = False

    @property
    def place(self) -> Place:
        """The place of the row, or its last one."""
        return self.new_place or self.old_place or Place(self.table)

    @property
    def is_of_whole_patient(self) -> bool:
        """Whether it adds or removes a patient."""
        return self.table == PATIENTS and self.kind is not CorrectionKind.CHANGED


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected at once: a cell, a row, or all rows of a patient who was added or removed.

    `number` counts from 1 in the order of tables and rows.
    """

    number: int
    rows: tuple[RowChange, ...]

    @property
    def patient_id(self) -> str | None:
        """The patient that it is about, if any."""
        return self.rows[0].patient_id

    @property
    def is_of_whole_patient(self) -> bool:
        """Whether a patient was added or removed, or has another id."""
        return self.rows[0].is_of_whole_patient

    @property
    def is_used(self) -> bool:
        """Whether anything reads what was corrected."""
        return all(row.is_used for row in self.rows)

    @property
    def new_id(self) -> str | None:
        """The id that a patient has now, all else being the same; None where that is not so."""
        ids = {row.patient_id: None for row in self.rows}
        return list(ids)[1] if len(ids) > 1 else None


@dataclass(frozen=True, slots=True)
class TableChange:
    """One table in both states, its rows paired, and which correction each change belongs to.

    `of_cell` has the number of the correction by the position of the pair and the column,
    `of_row` by the position of a row that was added or removed, `of_column` by the name of a column
    that one state does not have.
    """

    pairs: tuple[Pair, ...]
    of_cell: Mapping[tuple[int, str], int] = field(default_factory=dict)
    of_row: Mapping[int, int] = field(default_factory=dict)
    of_column: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StudyChange:
    """All corrections between two states of a study, and the tables that they changed, by name.

    `of_table` has the number of the correction that added or removed a table.
    """

    corrections: tuple[Correction, ...]
    tables: Mapping[str, TableChange]
    of_table: Mapping[str, int] = field(default_factory=dict)
