"""Corrections, causes and crossings in words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from il2report.rendering.grammar import listed, plural
from il2report.revisions.attribution import Attribution, Cause, How, Reading
from il2report.revisions.comparison import Crossing, Line, ValueChange
from il2report.revisions.corrections import CellChange, Correction, Kind, RowChange
from il2report.revisions.difference import ClaimChange, Turn
from il2report.study.correction_log import LogEntry

ARROW = " → "
BLANK = "blank"
MOST_CAUSES = 6
"""How many corrections that act together are told with what each does; the rest is counted."""

TURNS: Mapping[Turn, str] = {
    Turn.BROKE: "is no longer true, has no other wording, and is marked in the text",
    Turn.GAVE_WAY: "no longer holds as it was; another wording is printed",
    Turn.HOLDS_AGAIN: "holds as first written",
    Turn.CAME: "is new",
    Turn.WENT: "is made no longer",
}
LINES: Mapping[Line, str] = {
    Line.SIGNIFICANCE: "crosses the level of significance",
    Line.DIRECTION: "changes direction",
    Line.MEDIAN: "changes between reached and not reached",
}


def arrow(old: str | None, new: str | None) -> str:
    """Write a change as "20.0 → 26.7"; what one side lacks is called none."""
    return f"{'none' if old is None else old or BLANK}{ARROW}{'none' if new is None else new or BLANK}"  # fmt: skip


def correction_subject(correction: Correction) -> str:
    """Say what a correction is about: "P02, patients", "P12", "study.toml"."""
    row = correction.rows[0]
    if correction.is_of_whole_patient:
        return f"patient {row.patient_id} {row.kind.value}"
    key = ", ".join(f"{name} {content}" for name, content in row.key)
    return ", ".join(part for part in (row.patient_id, row.table, key) if part)


def correction_steps(correction: Correction) -> tuple[str, ...]:
    """Say cell by cell, or row by row, what became of it."""
    if correction.is_of_whole_patient:
        counts: dict[str, int] = {}
        for row in correction.rows:
            counts[row.table] = counts.get(row.table, 0) + 1
        told = [f"{n} {plural(n, 'row')} of {table}" for table, n in counts.items()]
        return (listed(told),)
    row = correction.rows[0]
    if row.kind is Kind.CHANGED:
        return tuple(cell_step(cell) for cell in row.cells)
    return (f"row {row.kind.value}: {_cells_of(row)}",)


def cell_step(cell: CellChange) -> str:
    """Write one cell: "best_response: PD → PR"."""
    return f"{cell.column}: {arrow(cell.old, cell.new)}"


def _cells_of(row: RowChange) -> str:
    named = (
        f"{cell.column} {cell.new if row.kind is Kind.ADDED else cell.old}"
        for cell in row.cells
        if cell.column != "patient_id"
    )
    return ", ".join(named)


def correction_place(correction: Correction) -> str:
    """Say where the correction stands: "data/patients.csv, row 3"."""
    row = correction.rows[0]
    return f"{replace(row.place, patient_id=None)}{' before' if row.kind is Kind.REMOVED else ''}"


def correction_words(correction: Correction) -> str:
    """Write a correction on one line."""
    if correction.is_of_whole_patient:
        return correction_subject(correction)
    row = correction.rows[0]
    if row.kind is not Kind.CHANGED:
        subject = row.patient_id or row.table
        return f"{subject}, {row.table} {correction_steps(correction)[0]}"
    about = ", ".join(content for _, content in row.key)
    who = " ".join(part for part in (row.patient_id, about) if part)
    return f"{who or row.table}, {'; '.join(correction_steps(correction))}"


def log_words(entry: LogEntry) -> str:
    """Write an entry of the log: its reason, who and when."""
    return f"{entry.reason} ({entry.who}, {entry.date.isoformat()})"


def cause_words(attribution: Attribution, corrections: Mapping[int, Correction]) -> str:
    """Say which corrections caused a change and how they work together."""
    numbers = [str(number) for number in attribution.corrections]
    named = f"{plural(len(numbers), 'correction')} {listed(numbers)}"
    match attribution.how:
        case How.SOLE:
            return f"{named} ({correction_words(corrections[attribution.corrections[0]])})"
        case How.ADDED_UP:
            return f"{named}, which add up ({_alone(attribution.causes)})"
        case How.TOGETHER:
            return f"{named} together, since they interact ({_alone(attribution.causes)})"


def _alone(causes: Sequence[Cause]) -> str:
    told = [
        f"only {cause.correction}: {reading_words(cause.alone)}" for cause in causes[:MOST_CAUSES]
    ]
    more = len(causes) - len(told)
    return "; ".join([*told, f"and {more} more"] if more else told)


def reading_words(reading: Reading | None) -> str:
    """Print a reading as its state would print it."""
    return "cannot be computed" if reading is None else str(reading[-1])


def crossing_words(crossing: Crossing) -> str:
    """Say which line a result has crossed."""
    first = crossing.changes[0]
    if crossing.line is Line.DIRECTION:
        sides = [f"{value_text(each, new=False)} versus" for each in crossing.changes[:1]]
        before = f"{sides[0]} {value_text(crossing.changes[1], new=False)}"
        after = f"{value_text(first, new=True)} versus {value_text(crossing.changes[1], new=True)}"
        return f"{first.label} {LINES[crossing.line]}: {before}{ARROW}{after}"
    return f"{first.label} {LINES[crossing.line]}: {change_texts(first)}"


def change_texts(change: ValueChange) -> str:
    """Write the texts of a result before and after."""
    return arrow(change.old.text if change.old else None, change.new.text if change.new else None)


def value_text(change: ValueChange, *, new: bool) -> str:
    """Give the text of one side."""
    value = change.new if new else change.old
    return value.text if value else "none"


def claim_words(change: ClaimChange) -> str:
    """Say what became of a claim."""
    state = change.new or change.old
    place = f" ({state.place})" if state else ""
    return f"The claim {change.name}{place} {TURNS[change.turn]}"
