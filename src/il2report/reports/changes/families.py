"""Changed numbers brought together: those of one result family and one cause are told as one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from il2report.results import Unit
from il2report.revisions.comparison import DENOMINATOR, Value, ValueChange

LIMIT = re.compile(r"(?:^|.*, )(?:lower|upper) limit of the (.*)")
MEASURE = re.compile(r", (?:patients|percent|percent of patients)$")
"""What a heading leaves to its rows."""

UNIT_WORDS: Mapping[str, tuple[str, str]] = {
    Unit.PERCENT: ("%", "%"),
    Unit.MONTHS: (" month", " months"),
    Unit.COMPLETED_MONTHS: (" month", " months"),
    Unit.YEARS: (" year", " years"),
    Unit.U_PER_L: (" U/L", " U/L"),
    Unit.DOSES: (" dose", " doses"),
    Unit.MILLIMETERS: (" mm", " mm"),
}
ESTIMATE = "estimate"
"""What a row is called that has the heading's own name, beside its confidence limits."""

MOST_IDS = 4
NONE = "none"
"""What a side has that lacks the result."""

PAIRS: Mapping[str, tuple[str, str, str]] = {
    ".percent": (".n", "{0} ({1})", "the percentage"),
    ".sd": (".mean", "{0} (SD {1})", "the SD"),
    ".ci_high": (".ci_low", "{0} to {1}", "the upper limit"),
}
"""By the end of an id, the end of the one that stands before it on one line, that line, and how the
second of the two is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a family: what it is, and the changes that it tells, one or two.

    `unit` stands behind the whole line, where its numbers have none of their own; `second` is what
    the second number is called.
    """

    what: str
    changes: tuple[ValueChange, ...]
    line: str = "{0}"
    unit: str = ""
    second: str = ""

    def text(self, side: Callable[[ValueChange], str | None]) -> str:
        """Write one side, or what a correction makes of it, as one text."""
        texts = [side(change) for change in self.changes]
        if all(text is None for text in texts):
            return NONE
        line = self.line.format(*(NONE if text is None else text for text in texts))
        return with_unit(line, self.unit) if self.unit else line


@dataclass(frozen=True, slots=True)
class Family:
    """Results that belong together: the start of their ids, a heading, and a row for each."""

    stem: str
    heading: str
    rows: tuple[Row, ...]


def stem_of(result_id: str) -> str:
    """Give the two parts of an id that name its family: "response.orr" of `response.orr.n`."""
    return ".".join(result_id.removesuffix(DENOMINATOR).split(".")[:2])


def family(changes: Sequence[ValueChange]) -> Family:
    """Bring the changes of one family under one heading.

    Parameters
    ----------
    changes : of results with one stem, in the order in which they are told
    """
    stem = stem_of(changes[0].id)
    labels = {change.id: _own_label(change, stem) for change in changes}
    heading = _heading(stem, list(labels.values()))
    rows = list(_rows(changes, labels, heading))
    if len(rows) > 1:
        rows = [row if row.what else replace(row, what=ESTIMATE) for row in rows]
    return Family(stem, heading, tuple(rows))


def _own_label(change: ValueChange, stem: str) -> str:
    """Give the label without the patient, whom the heading names."""
    return change.label.removesuffix(f", patient {stem.partition('.')[2]}")


def _heading(stem: str, labels: Sequence[str]) -> str:
    kind, _, name = stem.partition(".")
    if kind == "patient":
        return f"Listing of patient {name}"
    common = MEASURE.sub("", _common_start(labels)) if len(labels) > 1 else labels[0]
    if kind == "brain" and not common:
        return f"Brain metastases of patient {name}"
    return common or name.replace("_", " ").capitalize()


def _common_start(labels: Sequence[str]) -> str:
    """Find the words that all labels start with, as a reader would cut them."""
    words = [re.split(r"(?=[ ,:])", label) for label in labels]
    shared = 0
    while all(len(of) > shared and of[shared] == words[0][shared] for of in words):
        shared += 1
    return "".join(words[0][:shared]).strip(" ,:")


def _rows(changes: Sequence[ValueChange], labels: Mapping[str, str], heading: str) -> Iterator[Row]:
    by_id = {change.id: change for change in changes}
    told: set[str] = set()
    for change in changes:
        if change.id in told:
            continue
        row = _row_of(change, by_id, labels, heading)
        told |= {each.id for each in row.changes}
        yield row


def _row_of(
    change: ValueChange,
    by_id: Mapping[str, ValueChange],
    labels: Mapping[str, str],
    heading: str,
) -> Row:
    for end, (other, line, second) in PAIRS.items():
        ends = (other, end)
        if not change.id.endswith(ends):
            continue
        start = change.id.removesuffix(other).removesuffix(end)
        pair = [by_id.get(f"{start}{each}") for each in ends]
        if pair[0] and pair[1] and _sides(pair[0]) == _sides(pair[1]):
            what = _what(labels[pair[0].id], heading)
            unit = _unit(pair[0])
            is_last = unit == _unit(pair[1]) != Unit.PERCENT and _are_numbers(*pair)
            return Row(what, (pair[0], pair[1]), line, unit if is_last else "", second)
    what = _what(labels[change.id], heading, is_alone=True)
    is_p_value = _unit(change) == Unit.P_VALUE
    return Row(f"{what}, P".removeprefix(", ") if is_p_value else what, (change,))


def _unit(change: ValueChange) -> str:
    return next(side.unit for side in (change.new, change.old) if side)


def _are_numbers(*changes: ValueChange | None) -> bool:
    """Whether every side that there is has a number, to which a unit belongs."""
    sides = (side for change in changes if change for side in (change.old, change.new))
    return all(side.value is not None for side in sides if side)


def _sides(change: ValueChange) -> tuple[bool, bool]:
    return change.old is None, change.new is None


def _what(label: str, heading: str, *, is_alone: bool = False) -> str:
    """Say what a row is within its family."""
    rest = label.removeprefix(heading)
    rest = rest.strip(" ,:").removeprefix("and clinical benefit").strip(" ,")
    if limit := LIMIT.fullmatch(rest):
        return rest if is_alone else limit[1]
    if rest.endswith(", patients, denominator"):
        return rest.replace(", patients, denominator", ", denominator")
    return rest if is_alone else rest.removesuffix(", patients")


def printed(value: Value | None) -> str | None:
    """Print a value with its unit; None where there is none. "Not reached" has no unit."""
    if value is None or value.value is None:
        return None if value is None else value.text
    return with_unit(value.text, value.unit)


def with_unit(text: str, unit: str) -> str:
    """Put a unit behind a number."""
    return f"{text}{UNIT_WORDS[unit][text != '1']}" if unit in UNIT_WORDS else text


def brace(ids: Iterable[str]) -> str:
    """Write ids of one family short: `response.orr.{n,percent}`, or `toxicity.fever.*` for many."""
    listed = list(ids)
    stem = stem_of(listed[0])
    rests = [each.removeprefix(stem).removeprefix(".") for each in listed]
    if len(listed) == 1:
        return listed[0]
    if len(listed) > MOST_IDS or not all(rests):
        return f"{stem}.*"
    return f"{stem}.{{{','.join(rests)}}}"
