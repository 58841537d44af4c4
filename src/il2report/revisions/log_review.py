"""The correction log compared with what really changed between two states of a study."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise

from il2report.errors import Finding, Place, Severity
from il2report.revisions.corrections import (
    PATIENTS,
    CellChange,
    Correction,
    CorrectionKind,
    RowChange,
)
from il2report.study import Study
from il2report.study.correction_log import ADDED, FILE, REMOVED, LogEntry
from il2report.study.spelling import meanings

PATIENT = "patient_id"

Subject = tuple[str, str, str]
"""Table, patient and column."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The entries of the log that explain each correction, by its number, and findings."""

    entries: dict[int, tuple[LogEntry, ...]]
    findings: tuple[Finding, ...]


def review_of(old: Study, new: Study, corrections: Sequence[Correction], since: str) -> Reviewed:
    """Compare the log of a study with what really changed; a study without a log has no findings.

    `since` is what the new state is compared with, as a message names it: "draft 2".
    """
    if new.log is None:
        return Reviewed({}, ())
    return reviewed(corrections, new_entries(old.log or (), new.log), since)


def new_entries(old: Iterable[LogEntry], new: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    """Take the entries that have been written since an earlier state, by date and row."""
    known = Counter(entry.content for entry in old)
    found = []
    for entry in new:
        if known[entry.content]:
            known[entry.content] -= 1
        else:
            found.append(entry)
    return tuple(sorted(found, key=lambda entry: (entry.date, entry.row)))


def reviewed(
    corrections: Sequence[Correction], entries: Sequence[LogEntry], since: str
) -> Reviewed:
    """Compare entries of the log, in order, with the corrections found in the data.

    A correction without an entry, an entry without its correction, and an entry that names another old
    value are findings, all of them notices: a log is not data. Entries may go step by step, from one
    value to the next.
    """
    review = _Review(since, list(entries))
    for correction in corrections:
        if correction.is_of_whole_patient:
            review.explain_patient(correction)
    # What is left to be explained, by table, patient and column; a whole row has no column.
    changes: dict[Subject, list[_Change]] = defaultdict(list)
    for correction in corrections:
        for row in () if correction.is_of_whole_patient else correction.rows:
            for cell in row.cells if row.kind is CorrectionKind.CHANGED else (_whole(row),):
                subject = (row.table, row.patient_id or "", cell.column)
                changes[subject].append(_Change(correction.number, row, cell))
    for subject, of_subject in changes.items():
        review.explain(subject, of_subject)
    review.report_rest()
    findings = sorted(
        review.findings, key=lambda f: (f.place.file == FILE, f.place.file, f.place.row or 0)
    )
    explained = {number: tuple(found) for number, found in review.explained.items()}
    return Reviewed(explained, tuple(findings))


@dataclass(frozen=True, slots=True)
class _Change:
    """One changed cell, or a row that was added or removed, with the number of its correction."""

    number: int
    row: RowChange
    cell: CellChange


def _whole(row: RowChange) -> CellChange:
    return CellChange("", "", ADDED if row.kind is CorrectionKind.ADDED else REMOVED)


@dataclass(slots=True)
class _Review:
    """Entries that explain no change yet, those that do by correction, and findings."""

    since: str
    waiting: list[LogEntry]
    explained: dict[int, list[LogEntry]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)

    def explain_patient(self, correction: Correction) -> None:
        """Find the entries of a patient who was added or removed: of the patient, rows, or an id."""
        change = _Change(correction.number, correction.rows[0], _whole(correction.rows[0]))
        found: dict[int, LogEntry] = {}
        for row in correction.rows:
            ids = [cell for cell in row.cells if cell.column == PATIENT]
            about = self._about((row.table, row.patient_id or "", ""), row)
            about += [e for cell in ids for e in self.waiting if _gives_new_id(e, row, cell)]
            found |= {entry.row: entry for entry in about}
        if not found:
            self._report_unexplained(change)
            return
        self._use(change, found.values())
        for row in correction.rows:
            # A cell may have been corrected before its row was removed, or after it was added.
            cells = {cell.column: cell for cell in row.cells}
            earlier = [
                entry
                for entry in self.waiting
                if (entry.table, entry.patient_id) == (row.table, row.patient_id)
                and (cell := cells.get(entry.column))
                and (
                    alike(entry.old, cell.old)
                    if row.kind is CorrectionKind.REMOVED
                    else alike(entry.new, cell.new)
                )
            ]
            self._use(change, earlier)

    def explain(self, subject: Subject, changes: list[_Change]) -> None:
        """Find the entries of the changes to one cell or kind of row, the best fitting first."""
        ways: tuple[Callable[[list[LogEntry], _Change], list[LogEntry]], ...]
        ways = (_steps, self._with_another_old_value, self._with_another_new_value)
        for way in ways:
            for change in list(changes):
                if entries := way(self._about(subject, change.row), change):
                    changes.remove(change)
                    self._use(change, entries)
        for change in changes:
            if change.row.is_used:  # a log may have columns that nothing reads, but need not
                self._report_unexplained(change)

    def report_rest(self) -> None:
        """Report the entries whose correction was not made; those that lead back to a value are true."""
        for subject in dict.fromkeys(entry.subject for entry in self.waiting):
            entries = [entry for entry in self.waiting if entry.subject == subject]
            is_way = all(alike(before.new, after.old) for before, after in pairwise(entries))
            if len(entries) > 1 and is_way and alike(entries[0].old, entries[-1].new):
                continue
            for entry in entries:
                what = f"{entry.column} became {shown(entry.new)}" if entry.column else f"a row was {entry.new}"  # fmt: skip
                message = (
                    f"the entry says that {what}, but the data have not changed so since"
                    f" {self.since}"
                )
                self.findings.append(
                    Finding("correction-not-made", _place(entry, "new"), message, Severity.NOTICE)
                )

    def _about(self, subject: Subject, row: RowChange) -> list[LogEntry]:
        table, patient, column = subject
        return [
            entry
            for entry in self.waiting
            if (entry.table, entry.patient_id) == (table, patient)
            and (entry.column == column or (not column and _is_about_row(entry, row)))
        ]

    def _use(self, change: _Change, entries: Iterable[LogEntry]) -> None:
        for entry in entries:
            self.waiting.remove(entry)
            self.explained[change.number].append(entry)

    def _with_another_old_value(self, entries: list[LogEntry], change: _Change) -> list[LogEntry]:
        for entry in entries:
            if change.cell.column and alike(entry.new, change.cell.new):
                message = (
                    f"the entry says that it was {shown(entry.old)}, but {self.since} had"
                    f" {shown(change.cell.old)}"
                )
                self.findings.append(
                    Finding("wrong-old-value", _place(entry, "old"), message, Severity.NOTICE)
                )
                return [entry]
        return []

    def _with_another_new_value(self, entries: list[LogEntry], change: _Change) -> list[LogEntry]:
        for entry in entries:
            if change.cell.column and alike(entry.old, change.cell.old):
                data = shown(change.cell.new)
                message = f"the entry says {shown(entry.new)}, but the data have {data}"
                self.findings.append(
                    Finding("correction-not-made", _place(entry, "new"), message, Severity.NOTICE)
                )
                return [entry]
        return []

    def _report_unexplained(self, change: _Change) -> None:
        row, cell = change.row, change.cell
        place = replace(row.place, column=cell.column or None)
        what = f"{shown(cell.old)} became {shown(cell.new)}" if cell.column else f"the row was {cell.new}"  # fmt: skip
        message = f"{what} since {self.since}, and {FILE} has no entry that says so"
        self.findings.append(Finding("undocumented-change", place, message, Severity.NOTICE))


def _steps(entries: list[LogEntry], change: _Change) -> list[LogEntry]:
    """Follow entries from the old value to the new one."""
    if not change.cell.column:
        return entries[:1]
    way: list[LogEntry] = []
    at = change.cell.old
    for entry in entries:
        if alike(entry.old, at):
            way.append(entry)
            at = entry.new
            if alike(at, change.cell.new):
                return way
    return []


def _place(entry: LogEntry, column: str) -> Place:
    return Place(FILE, entry.row, column, entry.patient_id or None)


def alike(one: str, other: str) -> bool:
    """Whether two cells say the same in some spelling: as text, as dates or as numbers."""
    ones, others = meanings(one), meanings(other)
    if {text.casefold() for text in ones} & {text.casefold() for text in others}:
        return True
    return bool(set(_numbers(ones)) & set(_numbers(others)))


def _numbers(texts: Iterable[str]) -> Iterator[float]:
    for text in texts:
        with suppress(ValueError):
            yield float(text)


def shown(text: str) -> str:
    """Quote a cell for a message."""
    return repr(text) if text else "blank"


def _is_about_row(entry: LogEntry, row: RowChange) -> bool:
    """Whether an entry is about a row that was added or removed, whole or by one of its cells."""
    if row.kind is CorrectionKind.CHANGED:
        return False
    if entry.is_of_row:
        return entry.new == (ADDED if row.kind is CorrectionKind.ADDED else REMOVED)
    return any(
        cell.column == entry.column and alike(cell.old, entry.old) and alike(cell.new, entry.new)
        for cell in row.cells
    )


def _gives_new_id(entry: LogEntry, row: RowChange, cell: CellChange) -> bool:
    """Whether an entry says that a patient has another id, by the id before or the one now."""
    if (entry.table, entry.column) != (PATIENTS, PATIENT):
        return False
    if row.kind is CorrectionKind.REMOVED:
        return alike(entry.old, cell.old)
    return alike(entry.new, cell.new)
