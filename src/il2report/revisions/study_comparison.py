"""Compares two states of a study cell by cell and finds the corrections between them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from il2report.errors import Place
from il2report.results.ledger import as_written
from il2report.revisions.alignment import Pair, Row, aligned, row_key, rows_of
from il2report.revisions.choice_changes import changes_beside_the_tables
from il2report.revisions.corrections import (
    PATIENTS,
    CellChange,
    Correction,
    CorrectionKind,
    RowChange,
    StudyChange,
    TableChange,
)
from il2report.study import Study
from il2report.study.correction_log import ADDED, REMOVED


@dataclass(frozen=True, slots=True)
class _Found:
    """A changed row on its way into a correction, and the position of its pair in the table."""

    change: RowChange
    position: int


Group = list[_Found]


def study_change(old: Study, new: Study) -> StudyChange:
    """Compare two states of a study, which have passed their checks, cell by cell.

    Corrections are in the order of tables and rows: first those of the data, then of study.toml, of
    the codebook and of the figures of the literature. Each cell of a row is a correction of its own,
    but for a row that was added or removed or whose key changed; the rows of a patient who was added
    or removed are one, and so are those of one who only has another id now. Columns that nothing
    declares are compared as well; a whole column that was added or removed is one correction.
    """
    if old is new:  # an edit of the text alone
        return StudyChange((), {}, {})
    found: list[_Found] = []
    pairs: dict[str, tuple[Pair, ...]] = {}
    in_both = [table for table in new.tables if table in old.tables]
    for table in in_both:
        pairs[table], changes = _changes(table, old, new)
        found += changes
    groups = _with_new_ids(_groups(found))
    rows = [tuple(each.change for each in group) for group in groups]
    whole = [*_whole_tables(old, new), *_whole_columns(in_both, old, new)]
    rows += [(row,) for row in (*whole, *changes_beside_the_tables(old, new))]
    corrections = tuple(Correction(number, each) for number, each in enumerate(rows, start=1))
    of_table: dict[str, int] = {}
    of_column: dict[str, dict[str, int]] = defaultdict(dict)
    for number, row in enumerate(whole, start=len(groups) + 1):
        if column := row.cells[0].column:
            of_column[row.table][column] = number
        else:
            of_table[row.table] = number

    of_cell: dict[str, dict[tuple[int, str], int]] = defaultdict(dict)
    of_row: dict[str, dict[int, int]] = defaultdict(dict)
    for number, group in enumerate(groups, start=1):
        for each in group:
            table = each.change.table
            if each.change.kind is CorrectionKind.CHANGED:
                cells = {(each.position, cell.column): number for cell in each.change.cells}
                of_cell[table] |= cells
            else:
                of_row[table][each.position] = number
    changed = {*of_column, *(each.change.table for each in found)}
    tables = {
        table: TableChange(pairs[table], of_cell[table], of_row[table], of_column[table])
        for table in in_both
        if table in changed
    }
    return StudyChange(corrections, tables, of_table)


def _unmoved(count: int) -> tuple[Pair, ...]:
    return tuple(Pair(n, n) for n in range(count))


def _changes(table: str, old: Study, new: Study) -> tuple[tuple[Pair, ...], list[_Found]]:
    """Pair the rows of a table, and give each changed cell, and each row added, removed or renamed.

    Rows have the cells of the declared columns, then those of undeclared ones that both states have.
    """
    before_and_after = [state.tables[table] for state in (old, new)]
    in_both = [name for name in before_and_after[0].columns if name in before_and_after[1].columns]
    if before_and_after[0][in_both].equals(before_and_after[1][in_both]):
        return _unmoved(len(before_and_after[1])), []
    records = [state.records.get(table) for state in (old, new)]
    columns = [n for n in in_both if all(of is not None and n in of.columns for of in records)]
    if "patient_id" not in columns:  # a table that nothing declares, as of another draft
        columns.insert(0, "patient_id")
    shared = [name for name in in_both if name not in columns]
    ours, theirs = (rows_of(frame, (*columns, *shared)) for frame in before_and_after)
    if ours == theirs:
        return _unmoved(len(theirs)), []
    key = row_key(table, records[1], columns)
    none = (None,) * (len(columns) + len(shared))
    pairs = aligned(ours, theirs, (*columns, *shared), key)
    found = []
    for position, pair in enumerate(pairs):
        before = none if pair.old is None else ours[pair.old]
        after = none if pair.new is None else theirs[pair.new]
        if before == after:
            continue
        kind = CorrectionKind.between(was_there=pair.old is not None, is_there=pair.new is not None)
        shown = before if kind is CorrectionKind.REMOVED else after
        named = dict(zip(columns, map(as_written, shown), strict=False))
        patient = named["patient_id"]
        row = RowChange(
            table=table,
            kind=kind,
            cells=_different(columns, before, after),
            patient_id=patient,
            key=tuple((name, named[name]) for name in key if name != "patient_id"),
            old_place=_place(old, table, patient, pair.old),
            new_place=_place(new, table, patient, pair.new),
        )
        if pair.is_renamed or kind is not CorrectionKind.CHANGED:
            found += [_Found(row, position)] if row.cells else []
        else:
            for cell in row.cells:
                of_cell = replace(
                    row,
                    cells=(cell,),
                    old_place=_place(old, table, patient, pair.old, cell.column),
                    new_place=_place(new, table, patient, pair.new, cell.column),
                )
                found.append(_Found(of_cell, position))
        if kind is CorrectionKind.CHANGED:
            undeclared = _different(shared, before[len(columns) :], after[len(columns) :])
            for cell in undeclared:
                found.append(_Found(replace(row, cells=(cell,), is_used=False), position))
    return pairs, found


def _different(columns: Sequence[str], before: Row, after: Row) -> tuple[CellChange, ...]:
    """Give the cells of some columns that differ; a row may have further ones behind."""
    texts = zip(columns, map(as_written, before), map(as_written, after), strict=False)
    return tuple(CellChange(name, old, new) for name, old, new in texts if old != new)


def _place(
    study: Study, table: str, patient: str, at: int | None, column: str = "patient_id"
) -> Place | None:
    """Give the place of a row in the user's own file, which may be another for a column of it."""
    if at is None:
        return None
    row = int(study.tables[table].index[at])
    file, shown, _ = next(study.layout.cells(table, column, [row]))
    sequence = study.layout.sequence(table, column, row) or None
    return Place(file, shown, patient_id=patient, sequence=sequence)


def _whole_tables(old: Study, new: Study) -> Iterator[RowChange]:
    """Give each table that one state has and the other has not."""
    for table in dict.fromkeys((*new.tables, *old.tables)):
        if (table in old.tables) != (table in new.tables):
            yield _whole(table, "", table in new.tables, new if table in new.tables else old)


def _whole_columns(tables: Iterable[str], old: Study, new: Study) -> Iterator[RowChange]:
    """Give each column that one state has and the other has not."""
    for table in tables:
        before, after = old.tables[table].columns, new.tables[table].columns
        for name in dict.fromkeys((*before, *after)):
            if (name in before) != (name in after):
                yield _whole(table, name, name in after, new if name in after else old)


def _whole(table: str, column: str, is_new: bool, state: Study) -> RowChange:  # noqa: FBT001
    declared = state.records.get(table)
    cell = CellChange(column, "", ADDED if is_new else REMOVED)
    rows = state.tables[table].index[:1].tolist()
    files = (file for file, _, _ in state.layout.cells(table, column or "patient_id", rows))
    return RowChange(
        table,
        CorrectionKind.CHANGED,
        (cell,),
        new_place=Place(next(files, f"data/{table}.csv")),
        is_used=declared is not None and (not column or column in declared.columns),
        is_whole=True,
    )


def _groups(found: Sequence[_Found]) -> list[Group]:
    """Bring the rows of a patient who was added or removed together, where the patient's own row is."""
    patients = {each.change.patient_id for each in found if each.change.is_of_whole_patient}
    groups = []
    for each in found:
        patient = each.change.patient_id
        if patient not in patients:
            groups.append([each])
        elif each.change.table == PATIENTS:
            groups.append([other for other in found if other.change.patient_id == patient])
    return groups


def _with_new_ids(groups: Sequence[Group]) -> list[Group]:
    """Make one group of a patient who was removed and one who was added with all the same cells."""
    added: dict[object, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        if group[0].change.is_of_whole_patient and group[0].change.kind is CorrectionKind.ADDED:
            added[_content(group)].append(at)
    merged = list(groups)
    for at, group in enumerate(groups):
        if group[0].change.is_of_whole_patient and group[0].change.kind is CorrectionKind.REMOVED:
            same = added.get(_content(group), [])
            if len(same) == 1:
                other = same.pop()
                merged[at], merged[other] = [*group, *groups[other]], []
    return [group for group in merged if group]


def _content(group: Group) -> object:
    """Give the cells of a patient's rows without the patient's id, whatever their order."""
    is_removed = group[0].change.kind is CorrectionKind.REMOVED
    rows: Counter[object] = Counter()
    for each in group:
        cells = (cell for cell in each.change.cells if cell.column != "patient_id")
        contents = tuple((cell.column, cell.old if is_removed else cell.new) for cell in cells)
        rows[each.change.table, contents] += 1
    return frozenset(rows.items())
