"""The corrections that lead from one state of a study to the next, cell by cell."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from il2report.errors import Place
from il2report.results.ledger import as_written
from il2report.revisions.alignment import Pair, Row, aligned, row_key, rows_of
from il2report.study import Codebook, Configuration, Study
from il2report.study.configuration import FILE as CHOICES
from il2report.study.correction_log import ADDED, REMOVED
from il2report.study.literature import FILE as FACTS
from il2report.study.records import RECORDS

PATIENTS = "patients"
CODEBOOK = "codebook"
LITERATURE = "literature"


class Kind(StrEnum):
    """What happened to a row."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after, as its file writes it; blank where there is none."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that changed, came or went.

    `key` tells the row apart within its patient, as (column, content); the places are those of the
    row in either state, None on the side that does not have it. A change that is not `is_used` is in
    a column that nothing declares: no result reads it.
    """

    table: str
    kind: Kind
    cells: tuple[CellChange, ...]
    patient_id: str | None = None
    key: tuple[tuple[str, str], ...] = ()
    old_place: Place | None = None
    new_place: Place | None = None
    is_used: bool = True

    @property
    def place(self) -> Place:
        """Where the row stands, or stood last."""
        return self.new_place or self.old_place or Place(self.table)


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected in one go: a cell, a row, or all rows of a patient who came or went.

    `number` counts from 1 in the order of tables and rows.
    """

    number: int
    rows: tuple[RowChange, ...]

    @property
    def patient_id(self) -> str | None:
        """Whom it concerns, if a patient."""
        return self.rows[0].patient_id

    @property
    def is_of_whole_patient(self) -> bool:
        """Whether a patient came or went, or has another id."""
        return self.rows[0].table == PATIENTS and self.rows[0].kind is not Kind.CHANGED

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
    `of_row` by the position of a pair that came or went.
    """

    pairs: tuple[Pair, ...]
    of_cell: Mapping[tuple[int, str], int] = field(default_factory=dict)
    of_row: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StudyChange:
    """All corrections between two states of a study, and the tables that they changed, by name."""

    corrections: tuple[Correction, ...]
    tables: Mapping[str, TableChange]


@dataclass(frozen=True, slots=True)
class _Found:
    """A changed row on its way into a correction, and the position of its pair in the table."""

    change: RowChange
    position: int


Group = list[_Found]


def study_change(old: Study, new: Study) -> StudyChange:
    """Compare two states of a study cell by cell.

    Parameters
    ----------
    old, new : studies that have passed their checks

    Returns
    -------
    StudyChange
        Corrections in the order of tables and rows: first those of the data, then of study.toml, of
        the codebook and of the figures of the literature. Each cell of a row is a correction of its
        own, but for a row that came or went or whose key changed; the rows of a patient who came
        or went are one, and so are those of one who only has another id now. Columns that nothing
        declares are compared as well, a whole column that came or went as one.
    """
    compared = {table: _Compared.of(table, old, new) for table in RECORDS}
    found = [each for table in compared.values() for each in table.changes(old, new)]
    groups = _with_new_ids(list(_groups(found, _patients_who_came_or_went(found))))
    rows = [tuple(each.change for each in group) for group in groups]
    rows += [(row,) for row in _unused_columns(old, new)]
    rows += [(row,) for row in _changes_beside_the_data(old, new)]
    changed = {each.change.table for each in found}
    return StudyChange(
        tuple(Correction(number, each) for number, each in enumerate(rows, start=1)),
        {table: _owned(compared[table], table, groups) for table in RECORDS if table in changed},
    )


def _owned(compared: "_Compared", table: str, groups: Sequence[Group]) -> TableChange:
    """Say of each changed cell and row of a table which correction it belongs to."""
    of_cell, of_row = dict[tuple[int, str], int](), dict[int, int]()
    for number, group in enumerate(groups, start=1):
        for each in (each for each in group if each.change.table == table):
            if each.change.kind is Kind.CHANGED:
                of_cell |= {(each.position, cell.column): number for cell in each.change.cells}
            else:
                of_row[each.position] = number
    return TableChange(compared.pairs, of_cell, of_row)


@dataclass(frozen=True, slots=True)
class _Compared:
    """The rows of one table in both states, and which is which.

    Rows have the cells of the declared columns, then those of `unused` ones that both states have.
    """

    table: str
    columns: tuple[str, ...]
    unused: tuple[str, ...]
    old: Sequence[Row]
    new: Sequence[Row]
    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, table: str, old: Study, new: Study) -> Self:
        """Pair the rows of a table."""
        columns = tuple(RECORDS[table].model_fields)
        shared = [name for name in _unused(new, table) if name in _unused(old, table)]
        both = (*columns, *shared)
        before, after = (rows_of(getattr(study.tables, table), both) for study in (old, new))
        if before == after:
            return cls(table, columns, tuple(shared), (), (), ())
        key = row_key(table, RECORDS[table])
        pairs = aligned(before, after, both, key)
        return cls(table, columns, tuple(shared), before, after, pairs)

    def changes(self, old: Study, new: Study) -> Iterator[_Found]:
        """Give each changed cell, and each row that came, went or became another."""
        declared = len(self.columns)
        gone = (None,) * (declared + len(self.unused))
        for position, pair in enumerate(self.pairs):
            before = self.old[pair.old] if pair.old is not None else gone
            after = self.new[pair.new] if pair.new is not None else gone
            if before == after:
                continue
            row = self._row_change(pair, before, after, old, new)
            is_whole = pair.is_renamed or row.kind is not Kind.CHANGED
            for cells in [row.cells] if is_whole else [(cell,) for cell in row.cells]:
                if cells:
                    yield _Found(replace(row, cells=cells), position)
            if row.kind is Kind.CHANGED:
                for cell in _different(self.unused, before[declared:], after[declared:]):
                    yield _Found(replace(row, cells=(cell,), is_used=False), position)

    def _row_change(self, pair: Pair, before: Row, after: Row, old: Study, new: Study) -> RowChange:
        texts = [tuple(map(as_written, row[: len(self.columns)])) for row in (before, after)]
        kind = _kind(pair)
        named = dict(zip(self.columns, texts[kind is not Kind.REMOVED], strict=True))
        key = row_key(self.table, RECORDS[self.table])
        return RowChange(
            table=self.table,
            kind=kind,
            cells=_different(self.columns, before, after),
            patient_id=named["patient_id"],
            key=tuple((name, named[name]) for name in key if name != "patient_id"),
            old_place=_place(old, self.table, named, pair.old),
            new_place=_place(new, self.table, named, pair.new),
        )


def _different(columns: Sequence[str], before: Row, after: Row) -> tuple[CellChange, ...]:
    """Give the cells of some columns that differ; a row may have further ones behind."""
    texts = zip(columns, map(as_written, before), map(as_written, after), strict=False)
    return tuple(CellChange(name, old, new) for name, old, new in texts if old != new)


def _unused(study: Study, table: str) -> tuple[str, ...]:
    """Name the columns of a table that nothing declares."""
    return tuple(getattr(study.tables, table).columns[len(RECORDS[table].model_fields) :])


def _unused_columns(old: Study, new: Study) -> Iterator[RowChange]:
    """Give each undeclared column that one state has and the other has not."""
    for table in RECORDS:
        before, after = _unused(old, table), _unused(new, table)
        for name in dict.fromkeys((*before, *after)):
            if (name in before) != (name in after):
                cell = CellChange(name, "", ADDED if name in after else REMOVED)
                state = new if name in after else old
                rows = getattr(state.tables, table).index[:1].tolist()
                files = (file for file, _, _ in state.layout.cells(table, name, rows))
                place = Place(next(files, f"data/{table}.csv"))
                yield RowChange(table, Kind.CHANGED, (cell,), new_place=place, is_used=False)


def _kind(pair: Pair) -> Kind:
    if pair.old is None:
        return Kind.ADDED
    return Kind.REMOVED if pair.new is None else Kind.CHANGED


def _place(study: Study, table: str, named: Mapping[str, str], at: int | None) -> Place | None:
    """Say where a row stands in the user's own file."""
    if at is None:
        return None
    row = int(getattr(study.tables, table).index[at])
    file, shown, _ = next(study.layout.cells(table, "patient_id", [row]))
    return Place(file, shown, patient_id=named["patient_id"])


def _patients_who_came_or_went(found: Iterable[_Found]) -> frozenset[str | None]:
    return frozenset(
        each.change.patient_id
        for each in found
        if each.change.table == PATIENTS and each.change.kind is not Kind.CHANGED
    )


def _groups(found: Sequence[_Found], whole: frozenset[str | None]) -> Iterator[Group]:
    """Bring the rows of a patient who came or went together, where the patient's own row stands."""
    for each in found:
        if each.change.patient_id not in whole:
            yield [each]
        elif each.change.table == PATIENTS:
            yield [other for other in found if other.change.patient_id == each.change.patient_id]


def _with_new_ids(groups: Sequence[Group]) -> list[Group]:
    """Make one group of a patient who went and one who came with all the same cells."""
    came: dict[object, list[int]] = {}
    for at, group in enumerate(groups):
        if group[0].change.table == PATIENTS and group[0].change.kind is Kind.ADDED:
            came.setdefault(_content(group), []).append(at)
    merged = list(groups)
    for at, group in enumerate(groups):
        if group[0].change.table == PATIENTS and group[0].change.kind is Kind.REMOVED:
            same = came.get(_content(group), [])
            if len(same) == 1:
                other = came.pop(_content(group))[0]
                merged[at], merged[other] = [*group, *groups[other]], []
    return [group for group in merged if group]


def _content(group: Group) -> object:
    """Give the cells of a patient's rows without the patient's id, whatever their order."""
    gone = group[0].change.kind is Kind.REMOVED
    return frozenset(
        Counter(
            (
                each.change.table,
                *(
                    (cell.column, cell.old if gone else cell.new)
                    for cell in each.change.cells
                    if cell.column != "patient_id"
                ),
            )
            for each in group
        ).items()
    )


def _changes_beside_the_data(old: Study, new: Study) -> Iterator[RowChange]:
    before, after = flat(old.configuration), flat(new.configuration)
    for cell in _cells(before, after):
        yield RowChange(CHOICES, Kind.CHANGED, (cell,), new_place=Place(CHOICES))
    codebook = next(new.layout.cells(CODEBOOK, "code", [0]))[0]
    yield from _keyed(CODEBOOK, "code", _codes(old.codebook), _codes(new.codebook), codebook)
    yield from _keyed(LITERATURE, "fact", _facts(old), _facts(new), FACTS)


def flat(configuration: Configuration) -> dict[str, str]:
    """Write every choice of study.toml as text, by its key; a list as one choice.

    Which field of an export feeds which column is no choice: what it changes are cells.
    """
    found: dict[str, str] = {}

    def collect(prefix: str, value: object) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                collect(f"{prefix}.{name}" if prefix else name, inner)
        elif isinstance(value, tuple):
            found[prefix] = ", ".join(str(item) for item in value)
        else:
            found[prefix] = "" if value is None else as_written(value)

    collect("", configuration.model_dump(exclude={"redcap"}))
    return found


def _facts(study: Study) -> dict[str, dict[str, str]]:
    return {
        fact_id: {name: as_written(value) for name, value in fact.model_dump().items()}
        for fact_id, fact in study.literature.items()
    }


def _codes(codebook: Codebook) -> dict[str, dict[str, str]]:
    return {
        f"{table}.{column}.{code}": {"label": entry.label, "group": entry.group}
        for (table, column), codes in codebook.entries.items()
        for code, entry in codes.items()
    }


def _keyed(
    table: str,
    name: str,
    before: Mapping[str, Mapping[str, str]],
    after: Mapping[str, Mapping[str, str]],
    file: str,
) -> Iterator[RowChange]:
    """Compare entries by their name: one change for each that came, went or differs."""
    for key in dict.fromkeys((*before, *after)):
        cells = tuple(_cells(before.get(key, {}), after.get(key, {})))
        if cells:
            kind = Kind.ADDED if key not in before else Kind.REMOVED if key not in after else Kind.CHANGED  # fmt: skip
            yield RowChange(table, kind, cells, key=((name, key),), new_place=Place(file))


def _cells(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[CellChange]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            yield CellChange(name, old, new)
