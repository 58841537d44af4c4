"""Changed numbers grouped by result family and by cause."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from os.path import commonprefix

from il2report.results.catalogue import OF_TEST, Statistic, Topic
from il2report.results.patients import FAMILY as LISTING
from il2report.revisions.comparison import Value, ValueChange
from il2report.values import Unit

LIMIT = re.compile(r"(?:|(.*), )(?:lower|upper) limit of the (.*)")
MEASURE = re.compile(r", (?:patients|percent|percent of patients)$")
"""What a heading leaves to its rows."""

UNIT_WORDS: Mapping[str, tuple[str, str]] = {
    Unit.PERCENT: ("%", "%"),
    Unit.MONTHS: (" month", " months"),
    Unit.COMPLETED_MONTHS: (" month", " months"),
    Unit.YEARS: (" year", " years"),
    Unit.DOSES: (" dose", " doses"),
    Unit.MILLIMETERS: (" mm", " mm"),
}
PATIENTS, NUMBER_OF = "patients", "number of patients"
ESTIMATE = "estimate"
"""What a row is called that has the heading's own name, beside its confidence limits."""

MOST_IDS = 4
NONE = "none"
"""What a side has that lacks the result."""

PAIRS: Mapping[Statistic, tuple[Statistic, str, str]] = {
    Statistic.PERCENT: (Statistic.N, "{0} ({1})", "the percentage"),
    Statistic.SD: (Statistic.MEAN, "{0} (SD {1})", "the SD"),
    Statistic.CI_HIGH: (Statistic.CI_LOW, "{0} to {1}", "the upper limit"),
}
"""By a statistic, the one printed before it on one line, that line, and the name of the second."""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One line of a family: what it is, and its changes, one or two.

    `unit` follows the whole line, where its numbers have none of their own; `second` is the name of
    the second number.
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

    def side(self, value: Value | None) -> str | None:
        """Print one number of the row, without its unit where that follows the whole row."""
        return printed(value) if not self.unit or value is None else value.text

    def in_words(self) -> str:
        """Write the row as "number of patients 3 (20.0%) → 4 (26.7%)"."""
        old = self.text(lambda change: self.side(change.old))
        new = self.text(lambda change: self.side(change.new))
        return f"{self.what} {old} → {new}".strip()


@dataclass(frozen=True, slots=True)
class NumberFamily:
    """Results that belong together: a heading, and a row for each or for two."""

    heading: str
    rows: tuple[FamilyRow, ...]


def family_of(change: ValueChange) -> tuple[str, str]:
    """Give what a result is reported under; a value that is no result is reported alone."""
    return change.topic.reported_under if change.topic else ("", change.id)


def family(changes: Sequence[ValueChange]) -> NumberFamily:
    """Bring the changes of one family under one heading."""
    topic = changes[0].topic
    of_patient = f", patient {topic.patient}" if topic and topic.patient else ""
    labels = {change.id: change.label.removesuffix(of_patient) for change in changes}
    tests = {change.id: change.label.rpartition(OF_TEST) for change in changes if _is_test(change)}
    compared = {what for what, _, _ in tests.values()}
    if len(compared) == 1:
        # What is compared, and by which groups, heads all rows; that of a test is named by the test.
        others = [label for id_, label in labels.items() if id_ not in tests]
        heading = compared.pop()
        shared = commonprefix([heading, *others]).strip(" ,:")  # noqa: RUF071 (labels are no paths)
        labels = labels | {id_: test for id_, (_, _, test) in tests.items()}
    else:
        heading = shared = _heading(topic, list(labels.values()))
    rows = list(_rows(changes, labels, shared))
    if len(rows) > 1:
        rows = [row if row.what else replace(row, what=ESTIMATE) for row in rows]
    return NumberFamily(heading, tuple(rows))


def named(of: Value | ValueChange) -> str:
    """Name a result where a colon follows: "Age by sex (Student's t-test, two-sided)"."""
    if not _is_test(of):
        return of.label
    compared, _, test = of.label.rpartition(OF_TEST)
    return f"{compared} ({test})"


def _is_test(of: Value | ValueChange) -> bool:
    """Whether it is the p-value of a test of groups, whose label says what is compared by what."""
    by = of.topic.by if of.topic else ""
    return bool(by) and of.statistic == Statistic.P and OF_TEST in of.label


def _heading(topic: Topic | None, labels: Sequence[str]) -> str:
    # The words that all labels start with, as a reader would cut them.
    words = [re.split(r"(?=[ ,:])", label) for label in labels]
    shared = [
        each[0] for each in takewhile(lambda each: len(set(each)) == 1, zip(*words, strict=False))
    ]
    common = MEASURE.sub("", "".join(shared).strip(" ,:")) if len(labels) > 1 else labels[0]
    if topic is None:
        return common
    if topic.family == LISTING:
        return f"Listing of patient {topic.patient}"
    if topic.patient and not common:
        return f"Measured lesions of patient {topic.patient}"
    return common or (topic.heading or topic.variable).replace("_", " ").capitalize()


def _rows(
    changes: Sequence[ValueChange], labels: Mapping[str, str], heading: str
) -> Iterator[FamilyRow]:
    by_role = {(change.topic, change.statistic): change for change in changes}
    listed: set[str] = set()
    for change in changes:
        if change.id in listed:
            continue
        row = _row_of(change, by_role, labels, heading)
        listed |= {each.id for each in row.changes}
        yield row


def _row_of(
    change: ValueChange,
    by_role: Mapping[tuple[Topic | None, Statistic | None], ValueChange],
    labels: Mapping[str, str],
    heading: str,
) -> FamilyRow:
    for statistic, (other, line, second) in PAIRS.items():
        if change.statistic not in (other, statistic):
            continue
        first, last = (by_role.get((change.topic, each)) for each in (other, statistic))
        if first and last and _sides(first) == _sides(last):
            what, unit = _what(labels[first.id], heading), _unit(first)
            # The unit belongs to the line where both are numbers of that unit.
            sides = [side for each in (first, last) for side in (each.old, each.new) if side]
            are_numbers = all(side.value is not None for side in sides)
            is_last = unit == _unit(last) != Unit.PERCENT and are_numbers
            return FamilyRow(what, (first, last), line, unit if is_last else "", second)
    what = _what(labels[change.id], heading, is_alone=True)
    is_p_value = _unit(change) == Unit.P_VALUE
    return FamilyRow(f"{what}, P".removeprefix(", ") if is_p_value else what, (change,))


def _unit(change: ValueChange) -> str:
    return next(side.unit for side in (change.new, change.old) if side)


def _sides(change: ValueChange) -> tuple[bool, bool]:
    return change.old is None, change.new is None


def _what(label: str, heading: str, *, is_alone: bool = False) -> str:
    """Say what a row is within its family."""
    rest = label.removeprefix(heading).strip(" ,:")
    if rest[:1].isdecimal():  # a grade or another number says nothing alone
        rest = f"{heading.rpartition(', ')[2]} {rest}"
    if limit := LIMIT.fullmatch(rest):
        of = MEASURE.sub("", f", {limit[1] or ''}").strip(", ")
        return rest if is_alone else ", ".join(filter(None, (of, limit[2])))
    if rest == PATIENTS:
        return NUMBER_OF
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
    common = commonprefix(listed)  # noqa: RUF071 (ids are no paths)
    if common in listed:
        return common if len(listed) == 1 else f"{common}.*"
    start = common[: common.rfind(".") + 1]
    if len(listed) > MOST_IDS:
        return f"{start}*"
    return f"{start}{{{','.join(each[len(start) :] for each in listed)}}}"
