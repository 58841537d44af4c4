"""Corrections, causes and crossed limits in words; tables, columns and codes by their names."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile

from il2report.document.grammar import listed, plural
from il2report.reports.changes.families import named, printed
from il2report.revisions.attribution import Attribution, How
from il2report.revisions.comparison import Crossing, Line
from il2report.revisions.corrections import (
    PATIENTS,
    CellChange,
    Correction,
    CorrectionKind,
    RowChange,
)
from il2report.revisions.difference import Turn
from il2report.study.correction_log import LogEntry

BLANK = "blank"
Label = Callable[[str, str, str], str | None]
"""Gives the codebook's label of a code by table, column and code; None where it lists none."""

ABBREVIATIONS = {"id": "ID", "mm": "(mm)"}
ROW_NAMES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "metastases": (("site", "metastasis in {}"),),
    "prior_therapies": (("modality", "prior therapy {}"), ("agent", "{}")),
    "cycles": (("cycle", "cycle {}"),),
    "adverse_events": (("term", "{}"), ("cycle", "in cycle {}"), ("start_date", "on {}")),
}
"""How a row is called by those columns of its key that it has, in this order."""
MEASURED = frozenset({"lesion", "assessed_on"})
"""The key of a row of measured lesions, whose table the study names."""
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


@dataclass(frozen=True, slots=True)
class PrimaryEndpoint:
    """The primary end point: what the ids of its results begin with, and what a reader calls it."""

    id: str
    label: str

    def has(self, result_id: str) -> bool:
        """Whether a result is one of it."""
        return f"{result_id}.".startswith(f"{self.id}.")


@dataclass(frozen=True, slots=True)
class Names:
    """Gives each thing of the data the name that a reader knows it by."""

    label: Label = lambda _table, _column, _code: None
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    primary: PrimaryEndpoint | None = None

    def column(self, column: str) -> str:
        """Write the name of a column as words, with the abbreviations of the study in capitals."""
        return column_words(column, self.abbreviations)

    def cell(self, table: str, column: str, text: str) -> str:
        """Write a cell: the label of a code, with the code where that is an abbreviation."""
        if not text:
            return BLANK
        label = self.label(table, column, text)
        if label is None:
            return text
        inner = label if label[:2].isupper() else label[:1].lower() + label[1:]
        return f"{inner} ({text})" if text.isupper() else inner

    def row(self, row: RowChange) -> str:
        """Call a row of a table by its key: "hypotension in cycle 1"; empty for a patient's own."""
        key = dict(row.key)
        if row.table == PATIENTS:
            return ""
        parts = ROW_NAMES.get(row.table)
        if key.keys() >= MEASURED:
            lesion = column_words(row.table).removesuffix("s")
            parts = (("lesion", f"{lesion} {{}}"), ("assessed_on", "on {}"))
        if parts is None:
            return ", ".join((row.table, *key.values()))
        named = (
            pattern.format(self.cell(row.table, name, key[name]))
            for name, pattern in parts
            if key.get(name)
        )
        return " ".join(named)

    def step(self, row: RowChange, cell: CellChange) -> str:
        """Write what became of a cell: "best response: stable disease (SD) → ..."."""
        old, new = (self.cell(row.table, cell.column, text) for text in (cell.old, cell.new))
        return f"{self.column(cell.column)}: {old} → {new}"

    def whole_row(self, row: RowChange) -> str:
        """Say that a row came or went, with the cells that do not name it."""
        is_new = row.kind is CorrectionKind.ADDED
        named = {"patient_id", *(name for name, _ in row.key)}
        rest = [
            f"{self.column(cell.column)} "
            f"{self.cell(row.table, cell.column, cell.new if is_new else cell.old)}"
            for cell in row.cells
            if cell.column not in named
        ]
        return f"{row.kind.value} ({', '.join(rest)})" if rest else row.kind.value

    def correction(self, correction: Correction) -> str:
        """Write a correction on one line."""
        if correction.is_of_whole_patient:
            change = correction.rows[0].kind.value
            if correction.new_id:
                change = f"is now {correction.new_id}"
            return f"patient {correction.patient_id} {change}"
        row = correction.rows[0]
        if row.is_whole:
            if not row.cells[0].column:
                return f"table {column_words(row.table)} {row.cells[0].new}"
            return f"column {row.cells[0].column} of {column_words(row.table)} {row.cells[0].new}"
        subject = ", ".join(part for part in (row.patient_id, self.row(row)) if part)
        if row.kind is not CorrectionKind.CHANGED:
            return f"{subject} {self.whole_row(row)}"
        steps = [self.step(row, cell) for cell in row.cells]
        return f"{subject}, {'; '.join(steps)}"


def abbreviations_of(labels: Iterable[str]) -> dict[str, str]:
    """Give the words of labels that are written in capitals, by the same in small letters."""
    words = (word for label in labels for word in label.split() if word.isalpha())
    return {word.lower(): word for word in words if word.isupper() and len(word) > 1}


def column_words(column: str, abbreviations: Mapping[str, str] = ABBREVIATIONS) -> str:
    """Write the name of a column as words; a key of study.toml as it is."""
    if "." in column:
        return column
    known = {**ABBREVIATIONS, **abbreviations}
    return " ".join(known.get(word, word) for word in column.split("_"))


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
    if has_columns and row.kind is CorrectionKind.CHANGED and len(row.cells) == 1:
        place = replace(place, column=row.cells[0].column)
    return f"{place}{' before' if row.kind is CorrectionKind.REMOVED else ''}"


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
            return f"{named(first)}: {now} (P {texts})"
        case Line.MEDIAN:
            now = "no longer reached" if first.new and first.new.value is None else "now reached"
            return f"{first.label}: {now} ({texts})"
        case Line.DIRECTION:
            sides = [(change.old, change.new) for change in crossing.changes]
            before, after = (
                " versus ".join(value.text if value else "none" for value in values)
                for values in zip(*sides, strict=True)
            )
            what, one, other = _two_groups(*(change.label for change in crossing.changes))
            now = "lower" if crossing.is_lower_now else "higher"
            return f"{what}: {one} now {now} than {other} ({after}; before: {before})"


def _two_groups(first: str, second: str) -> tuple[str, str, str]:
    """Part two labels, "Age, Women, mean" and "Age, Men, mean", into what they share and the two groups."""
    one, other = first.split(", "), second.split(", ")
    start = _same_at_start(one, other)
    end = _same_at_start(one[:start:-1], other[:start:-1])
    shared = [*one[:start], *one[len(one) - end :]]
    own, others = (", ".join(each[start : len(each) - end]) for each in (one, other))
    return ", ".join(shared), own, others


def _same_at_start(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
