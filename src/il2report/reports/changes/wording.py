"""Corrections, causes and crossings in words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from il2report.document.grammar import listed, plural
from il2report.reports.changes.families import printed
from il2report.reports.changes.naming import column_words
from il2report.revisions.attribution import Attribution, How
from il2report.revisions.comparison import Crossing, Line, ValueChange
from il2report.revisions.corrections import Correction, Kind
from il2report.revisions.difference import ClaimChange, Turn
from il2report.study.correction_log import LogEntry

ARROW = " → "
BLANK = "blank"
MOST_CAUSES = 3
"""Up to how many corrections that act together it is told what each does alone."""

TURNS: Mapping[Turn, str] = {
    Turn.BROKE: "A sentence is no longer true. It has no other wording and is marked in the text",
    Turn.GAVE_WAY: "A sentence no longer holds, and another stands in its place",
    Turn.HOLDS_AGAIN: "A sentence holds again as it was first written",
    Turn.CAME: "A sentence is new",
    Turn.WENT: "A sentence is no longer there",
}


def arrow(old: str | None, new: str | None) -> str:
    """Write a change as "20.0 → 26.7"; what one side lacks is called none."""
    return f"{'none' if old is None else old or BLANK}{ARROW}{'none' if new is None else new or BLANK}"  # fmt: skip


def correction_detail(correction: Correction) -> str:
    """Say how many rows of a patient came or went with it, or nothing."""
    if not correction.is_of_whole_patient:
        return ""
    if correction.new_id:
        return "nothing else of this patient has changed"
    counts: dict[str, int] = {}
    for row in correction.rows[1:]:
        counts[row.table] = counts.get(row.table, 0) + 1
    return "with " * bool(counts) + listed(
        [f"{n} {plural(n, 'row')} of {column_words(table)}" for table, n in counts.items()]
    )


def correction_place(correction: Correction) -> str:
    """Say where the correction stands: "data/patients.csv, row 3, column best_response"."""
    row = correction.rows[0]
    place = replace(row.place, patient_id=None)
    has_columns = place.file == f"data/{row.table}.csv"  # an export may call them otherwise
    if has_columns and row.kind is Kind.CHANGED and len(row.cells) == 1:
        place = replace(place, column=row.cells[0].column)
    return f"{place}{' before' if row.kind is Kind.REMOVED else ''}"


def log_words(entry: LogEntry) -> str:
    """Write an entry of the log: its reason, who and when."""
    return f"{entry.reason} ({entry.who}, {entry.date.isoformat()})"


def numbers_words(numbers: Sequence[int]) -> str:
    """Write "correction 1", "corrections 1, 2 and 5", "corrections 1 to 9 and 12"."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0])
    ]
    told = [
        part
        for run in runs
        for part in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))
    ]
    return f"{plural(len(numbers), 'correction')} {listed(told)}"


def cause_words(attribution: Attribution) -> str:
    """Say which corrections caused a change and how they work together."""
    named = numbers_words(attribution.corrections)
    match attribution.how:
        case How.SOLE:
            return named
        case How.ADDED_UP:
            return f"{named}, which add up"
        case How.TOGETHER:
            return f"{named}, which interact"


def crossing_words(crossing: Crossing) -> str:
    """Say which line a result has crossed, and on which side it is now."""
    first = crossing.changes[0]
    texts = arrow(printed(first.old), printed(first.new))
    match crossing.line:
        case Line.SIGNIFICANCE:
            side = "below" if crossing.is_lower_now else "not below"
            return f"{first.label}: P is now {side} the level of significance ({texts})"
        case Line.MEDIAN:
            side = "no longer reached" if first.new and first.new.value is None else "reached now"
            return f"{first.label}: {side} ({texts})"
        case Line.DIRECTION:
            return _direction_words(crossing)


def _direction_words(crossing: Crossing) -> str:
    with_benefit, without = crossing.changes
    what = with_benefit.label.replace(", patients with clinical benefit", "")
    side = "lower" if crossing.is_lower_now else "higher"
    now, before = (
        f"{value_text(with_benefit, new=new)} versus {value_text(without, new=new)}"
        for new in (True, False)
    )
    return f"{what}: now {side} with clinical benefit than without ({now}; before: {before})"


def value_text(change: ValueChange, *, new: bool) -> str:
    """Give the text of one side."""
    value = change.new if new else change.old
    return value.text if value else "none"


def claim_words(change: ClaimChange) -> str:
    """Say what became of a sentence that makes a claim."""
    return TURNS[change.turn]


def claim_place(change: ClaimChange) -> str:
    """Name a claim and where its template has it."""
    state = change.new or change.old
    return f"claim {change.name}{f', {state.place}' if state else ''}"
