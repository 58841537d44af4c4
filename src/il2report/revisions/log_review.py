"""The correction log held against what really changed between two states of a study."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise

from il2report.errors import Finding, Place, Severity
from il2report.revisions.corrections import PATIENTS, CellChange, Correction, Kind, RowChange
from il2report.study import Study
from il2report.study.correction_log import ADDED, FILE, REMOVED, LogEntry
from il2report.study.spelling import meanings

PATIENT = "patient_id"

Subject = tuple[str, str, str]
"""Table, patient and column."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The log as it bears on a change: the entries of each correction by its number, and findings."""

    entries: dict[int, tuple[LogEntry, ...]]
    findings: tuple[Finding, ...]


def review_of(old: Study, new: Study, corrections: Sequence[Correction], since: str) -> Reviewed:
    """Hold the log of a study against its corrections; nothing to say where it keeps none.

    Parameters
    ----------
    old, new : the states between which the corrections were found
    corrections : what really changed
    since : what the new state is compared with, as a message names it: "draft 2"
    """
    if new.log is None:
        return Reviewed({}, ())
    return reviewed(corrections, new_entries(old.log or (), new.log), since)


def new_entries(old: Iterable[LogEntry], new: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    """Take the entries that have been written since an earlier state, by date and row."""
    known = Counter(entry.content for entry in old)
    fresh = []
    for entry in new:
        if known[entry.content]:
            known[entry.content] -= 1
        else:
            fresh.append(entry)
    return tuple(sorted(fresh, key=lambda entry: (entry.date, entry.row)))


def reviewed(
    corrections: Sequence[Correction], entries: Sequence[LogEntry], since: str
) -> Reviewed:
    """Hold entries of the log against the corrections found in the data.

    Parameters
    ----------
    corrections : what really changed
    entries : what the log says has changed since, in order
    since : what both compare with, as a message names it: "draft 2"

    Returns
    -------
    Reviewed
        A correction that no entry tells, an entry without its correction, and an entry that names
        another old value are findings, all of them notices: a log is no data. Entries may go
        step by step, from one value to the next.
    """
    review = _Review(since, list(entries))
    for correction in corrections:
        if correction.is_of_whole_patient:
            review.settle_patient(correction)
    for subject, changes in _by_subject(corrections).items():
        review.settle(subject, changes)
    review.settle_rest()
    findings = sorted(review.findings, key=_place_order)
    told = {number: tuple(found) for number, found in review.told.items()}
    return Reviewed(told, tuple(findings))


@dataclass(frozen=True, slots=True)
class _Change:
    """One changed cell, or a row that came or went, with the number of its correction."""

    number: int
    row: RowChange
    cell: CellChange

    @property
    def steps(self) -> tuple[str, str]:
        """Old and new, as an entry would give them."""
        return self.cell.old, self.cell.new


def _by_subject(corrections: Iterable[Correction]) -> dict[Subject, list[_Change]]:
    """Sort what is to be told by table, patient and column; rows that came or went have none."""
    found: dict[Subject, list[_Change]] = defaultdict(list)
    for correction in corrections:
        for row in () if correction.is_of_whole_patient else correction.rows:
            patient = row.patient_id or ""
            for cell in row.cells if row.kind is Kind.CHANGED else (_whole(row),):
                change = _Change(correction.number, row, cell)
                found[row.table, patient, cell.column].append(change)
    return found


def _whole(row: RowChange) -> CellChange:
    return CellChange("", "", ADDED if row.kind is Kind.ADDED else REMOVED)


@dataclass(slots=True)
class _Review:
    """Entries that still wait for their change, what has been told, and what does not fit."""

    since: str
    waiting: list[LogEntry]
    told: dict[int, list[LogEntry]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)

    def settle_patient(self, correction: Correction) -> None:
        """Find the entries of a patient who came or went: of the patient, of rows, or of an id."""
        about = (entry for row in correction.rows for entry in self._about_row(row))
        told = list({entry.row: entry for entry in about}.values())
        change = _Change(correction.number, correction.rows[0], _whole(correction.rows[0]))
        if told:
            self._tell(change, told)
            self._tell(change, [each for row in correction.rows for each in self._earlier(row)])
        else:
            self.findings.append(self._untold(change))

    def _about_row(self, row: RowChange) -> list[LogEntry]:
        """Find the entries that tell of a row, or of the patient's id in it."""
        found = self._about((row.table, row.patient_id or "", ""), row)
        ids = (cell for cell in row.cells if cell.column == PATIENT)
        return [*found, *(e for cell in ids for e in self.waiting if _tells_id(e, row, cell))]

    def _earlier(self, row: RowChange) -> list[LogEntry]:
        """Find entries about a cell that was corrected before its row went, or after it came."""
        cells = {cell.column: cell for cell in row.cells}
        return [
            entry
            for entry in self.waiting
            if (entry.table, entry.patient_id) == (row.table, row.patient_id)
            and entry.column in cells
            and _fits_end(entry, cells[entry.column], row.kind)
        ]

    def settle(self, subject: Subject, changes: list[_Change]) -> None:
        """Find the entries of the changes to one cell or kind of row, the best fitting first."""
        for fits in (self._steps, self._steps_to, self._steps_from):
            for change in list(changes):
                if entries := fits(self._about(subject, change.row), change):
                    changes.remove(change)
                    self._tell(change, entries)
        # A log may have columns that nothing reads, but need not.
        self.findings += [self._untold(change) for change in changes if change.row.is_used]

    def settle_rest(self) -> None:
        """Report the entries whose correction did not happen; those that lead back are true."""
        for subject in dict.fromkeys(entry.subject for entry in self.waiting):
            entries = [entry for entry in self.waiting if entry.subject == subject]
            if not _is_a_way_back(entries):
                self.findings += [self._not_made(entry) for entry in entries]

    def _about(self, subject: Subject, row: RowChange) -> list[LogEntry]:
        table, patient, column = subject
        return [
            entry
            for entry in self.waiting
            if (entry.table, entry.patient_id) == (table, patient)
            and (entry.column == column or (not column and _tells_row(entry, row)))
        ]

    def _tell(self, change: _Change, entries: Sequence[LogEntry]) -> None:
        for entry in entries:
            self.waiting.remove(entry)
        self.told[change.number] += entries

    def _steps(self, entries: list[LogEntry], change: _Change) -> list[LogEntry]:
        """Follow entries from the old value to the new one."""
        old, new = change.steps
        if not change.cell.column:
            return entries[:1]
        way: list[LogEntry] = []
        at = old
        for entry in entries:
            if alike(entry.old, at):
                way.append(entry)
                at = entry.new
                if alike(at, new):
                    return way
        return []

    def _steps_to(self, entries: list[LogEntry], change: _Change) -> list[LogEntry]:
        """Take an entry that has the new value right, but another old one."""
        for entry in entries:
            if change.cell.column and alike(entry.new, change.cell.new):
                self.findings.append(self._wrong_old(entry, change))
                return [entry]
        return []

    def _steps_from(self, entries: list[LogEntry], change: _Change) -> list[LogEntry]:
        """Take an entry that has the old value right, but another new one."""
        for entry in entries:
            if change.cell.column and alike(entry.old, change.cell.old):
                self.findings.append(self._another_new(entry, change))
                return [entry]
        return []

    def _untold(self, change: _Change) -> Finding:
        row, cell = change.row, change.cell
        place = replace(row.place, column=cell.column or None)
        what = f"{shown(cell.old)} became {shown(cell.new)}" if cell.column else f"the row was {cell.new}"  # fmt: skip
        message = f"{what} since {self.since}, and {FILE} has no entry that says so"
        return Finding("undocumented-change", place, message, Severity.NOTICE)

    def _not_made(self, entry: LogEntry) -> Finding:
        what = f"{entry.column} became {shown(entry.new)}" if entry.column else f"a row was {entry.new}"  # fmt: skip
        message = f"the entry says that {what}, but the data have not changed so since {self.since}"
        return Finding("correction-not-made", _place(entry, "new"), message, Severity.NOTICE)

    def _another_new(self, entry: LogEntry, change: _Change) -> Finding:
        message = f"the entry says {shown(entry.new)}, but the data have {shown(change.cell.new)}"
        return Finding("correction-not-made", _place(entry, "new"), message, Severity.NOTICE)

    def _wrong_old(self, entry: LogEntry, change: _Change) -> Finding:
        message = (
            f"the entry says that it was {shown(entry.old)}, but {self.since} had"
            f" {shown(change.cell.old)}"
        )
        return Finding("wrong-old-value", _place(entry, "old"), message, Severity.NOTICE)


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


def _tells_row(entry: LogEntry, row: RowChange) -> bool:
    """Whether an entry tells of a row that came or went, whole or by one of its cells."""
    if row.kind is Kind.CHANGED:
        return False
    if entry.is_of_row:
        return entry.new == (ADDED if row.kind is Kind.ADDED else REMOVED)
    return any(
        cell.column == entry.column and alike(cell.old, entry.old) and alike(cell.new, entry.new)
        for cell in row.cells
    )


def _tells_id(entry: LogEntry, row: RowChange, cell: CellChange) -> bool:
    """Whether an entry says that a patient has another id, by the id before or the one now."""
    if (entry.table, entry.column) != (PATIENTS, PATIENT):
        return False
    said = entry.old if row.kind is Kind.REMOVED else entry.new
    return alike(said, cell.old if row.kind is Kind.REMOVED else cell.new)


def _fits_end(entry: LogEntry, cell: CellChange, kind: Kind) -> bool:
    return alike(entry.old, cell.old) if kind is Kind.REMOVED else alike(entry.new, cell.new)


def _is_a_way_back(entries: Sequence[LogEntry]) -> bool:
    """Whether entries lead from a value over others back to it."""
    is_way = all(alike(before.new, after.old) for before, after in pairwise(entries))
    return len(entries) > 1 and is_way and alike(entries[0].old, entries[-1].new)


def _place(entry: LogEntry, column: str) -> Place:
    return Place(FILE, entry.row, column, entry.patient_id or None)


def _place_order(finding: Finding) -> tuple[bool, str, int]:
    return finding.place.file == FILE, finding.place.file, finding.place.row or 0
