"""Corrections, causes and crossed limits in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from il2report.document.grammar import listed, plural
from il2report.reports.changes.families import printed
from il2report.reports.changes.naming import column_words
from il2report.revisions.attribution import Attribution, How
from il2report.revisions.comparison import Crossing, Line
from il2report.revisions.corrections import Correction, Kind
from il2report.revisions.difference import Turn
from il2report.study.correction_log import LogEntry

BLANK = "blank"
MOST_CAUSES = 3
"""Up to how many corrections that act together the report says what each does alone."""
TURNS: Mapping[Turn, str] = {
    Turn.BROKE: "A sentence is no longer true. It has no other wording and is marked in the text",
    Turn.GAVE_WAY: "A sentence is no longer true and was replaced by another wording",
    Turn.HOLDS_AGAIN: "A sentence is true again in its first wording",
    Turn.CAME: "A sentence is new",
    Turn.WENT: "A sentence is no longer there",
}
HOW: Mapping[How, str] = {
    How.SOLE: "",
    How.ADDED_UP: ", which add up",
    How.TOGETHER: ", which interact",
}


def arrow(old: str | None, new: str | None) -> str:
    """Write a change as "20.0 → 26.7"; what one side lacks is called none."""
    return " → ".join("none" if side is None else side or BLANK for side in (old, new))


def correction_detail(correction: Correction) -> str:
    """Say how many rows of a patient were added or removed with it, or nothing."""
    if not correction.is_of_whole_patient:
        return ""
    if correction.new_id:
        return "nothing else of this patient has changed"
    counts = Counter(row.table for row in correction.rows[1:])
    return "with " * bool(counts) + listed(
        [f"{n} {plural(n, 'row')} of {column_words(table)}" for table, n in counts.items()]
    )


def correction_place(correction: Correction) -> str:
    """Say where a correction was made: "data/patients.csv, row 3, column best_response"."""
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
    parts: list[str] = []
    for _, pairs in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in pairs]
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)
    return f"{plural(len(numbers), 'correction')} {listed(parts)}"


def cause_words(attribution: Attribution) -> str:
    """Say which corrections caused a change and how they work together."""
    return f"{numbers_words(attribution.corrections)}{HOW[attribution.how]}"


def crossing_words(crossing: Crossing) -> str:
    """Say which limit a result has crossed, and on which side it is now."""
    first = crossing.changes[0]
    texts = arrow(printed(first.old), printed(first.new))
    match crossing.line:
        case Line.SIGNIFICANCE:
            now = "now significant" if crossing.is_lower_now else "no longer significant"
            return f"{first.label}: {now} (P {texts})"
        case Line.MEDIAN:
            now = "no longer reached" if first.new and first.new.value is None else "now reached"
            return f"{first.label}: {now} ({texts})"
        case Line.DIRECTION:
            sides = [(change.old, change.new) for change in crossing.changes]
            before, after = (
                " versus ".join(value.text if value else "none" for value in values)
                for values in zip(*sides, strict=True)
            )
            what = first.label.replace(", patients with clinical benefit", "")
            now = "lower" if crossing.is_lower_now else "higher"
            return (
                f"{what}: now {now} with clinical benefit than without ({after}; before: {before})"
            )
