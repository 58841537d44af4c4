"""Two states of the results compared: which changed, in print or beyond it, and what crossed a line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from il2report.results import Result, Unit
from il2report.results.catalogue import Statistic, Topic
from il2report.results.correlates import BY, GROUPS
from il2report.revisions.attribution import Reading, same
from il2report.revisions.recorded import recorded_statistic, recorded_topic
from il2report.values import is_below_level

CENTRAL = (Statistic.MEAN, Statistic.PERCENT)
"""What says which of two groups is higher."""

DENOMINATOR = "[n]"
"""Behind the id of a result: how many patients it was computed over, which some places print."""


@dataclass(frozen=True, slots=True)
class Value:
    """One result as a state has it: full precision, as the house style prints it, and what it is.

    `value` is None where the data give none; `reason` then says why. What is printed and is no
    result, such as a figure of the literature, has a text alone and no topic.
    """

    id: str
    value: int | float | None
    text: str
    unit: str
    label: str
    reason: str = ""
    statistic: Statistic | None = field(default=None, compare=False)
    topic: Topic | None = field(default=None, compare=False)

    @classmethod
    def of(cls, result_id: str, entry: Mapping[str, Any], known: Result | None = None) -> "Value":
        """Take an entry of results.json, and what it is about from the result of its id today."""
        return cls(
            result_id,
            entry["value"],
            entry["text"],
            entry["unit"],
            entry["label"],
            entry.get("reason", ""),
            known.statistic if known else recorded_statistic(entry),
            known.topic if known else recorded_topic(entry),
        )

    @property
    def reading(self) -> Reading:
        """What is compared: the value, or the reason why there is none."""
        return (self.reason if self.value is None else self.value, self.text)

    @property
    def full(self) -> str:
        """The value in full precision, or why there is none."""
        return self.reason if self.value is None else repr(self.value)


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A result that differs between two states; None on the side that does not have it."""

    id: str
    old: Value | None
    new: Value | None

    @property
    def label(self) -> str:
        """What the result is."""
        value = self.new or self.old
        return value.label if value else ""

    @property
    def statistic(self) -> Statistic | None:
        """Which statistic it is."""
        value = self.new or self.old
        return value.statistic if value else None

    @property
    def topic(self) -> Topic | None:
        """What it is about."""
        value = self.new or self.old
        return value.topic if value else None

    @property
    def old_reading(self) -> Reading | None:
        """What it was, to be compared."""
        return self.old.reading if self.old else None

    @property
    def new_reading(self) -> Reading | None:
        """What it is, to be compared."""
        return self.new.reading if self.new else None

    @property
    def prints_differently(self) -> bool:
        """Whether its printed text differs, wherever it may be printed."""
        return (self.old and self.old.text) != (self.new and self.new.text)


class Line(StrEnum):
    """What kind of line a result crossed."""

    SIGNIFICANCE = "significance"
    DIRECTION = "direction"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A change that may overturn a statement: across 0.05, of direction, or of whether a median is reached.

    `is_lower_now` says of a p-value that it is now below the level of significance, and of two
    groups that the first is now the lower.
    """

    line: Line
    changes: tuple[ValueChange, ...]
    is_lower_now: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The results that crossed."""
        return tuple(change.id for change in self.changes)


def values_of(document: Mapping[str, Any], known: Mapping[str, Result]) -> dict[str, Value]:
    """Take the results of a results.json document; `known` are results of today, by id."""
    entries = document["results"].items()
    return {key: Value.of(key, entry, known.get(key)) for key, entry in entries}


def denominators_of(
    document: Mapping[str, Any], values: Mapping[str, Value], printed: Mapping[str, str]
) -> dict[str, Value]:
    """Take the denominators that a page prints.

    Parameters
    ----------
    document : of results.json
    values : of that document
    printed : the text of each denominator by the id of its result
    """
    entries = document["results"]
    return {
        f"{key}{DENOMINATOR}": Value(
            f"{key}{DENOMINATOR}",
            entries[key]["n"],
            text,
            Unit.COUNT,
            f"{entries[key]['label']}, denominator",
            topic=values[key].topic,
        )
        for key, text in printed.items()
        if key in entries
    }


def value_changes(old: Mapping[str, Value], new: Mapping[str, Value]) -> tuple[ValueChange, ...]:
    """Compare all results of two states; those that differ in value, reason or text, sorted by id."""
    ids = sorted(old.keys() | new.keys())
    changes = (ValueChange(key, old.get(key), new.get(key)) for key in ids)
    return tuple(change for change in changes if _differs(change))


def _differs(change: ValueChange) -> bool:
    return not same(change.old_reading, change.new_reading)


def crossings(
    old: Mapping[str, Value], new: Mapping[str, Value], alphas: tuple[float, float]
) -> tuple[Crossing, ...]:
    """Find what crossed a line: p-values first, then directions, then medians.

    Parameters
    ----------
    old, new : the results of two states
    alphas : the level of significance of either state, 0.05 unless study.toml sets another
    """
    changes = value_changes(old, new)
    found = list(_across(old, new, alphas))
    found += _turned(old, new)
    found += [Crossing(Line.MEDIAN, (each,)) for each in changes if _is_median_gained_or_lost(each)]
    return tuple(found)


def _across(
    old: Mapping[str, Value], new: Mapping[str, Value], alphas: tuple[float, float]
) -> Iterator[Crossing]:
    """Find the p-values on the other side of the level, because they or the level moved."""
    for key in sorted(old.keys() & new.keys()):
        sides = (old[key], new[key])
        if all(map(_is_p_value, sides)):
            was, now = (
                is_below_level(_number(p), alpha) for p, alpha in zip(sides, alphas, strict=True)
            )
            if was != now:
                yield Crossing(Line.SIGNIFICANCE, (ValueChange(key, *sides),), is_lower_now=now)


def _turned(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[Crossing]:
    """Find groups of which the other one is now the higher."""
    benefit, without = GROUPS
    by_role = {(value.topic, value.statistic): key for key, value in new.items()}
    for (topic, statistic), key in by_role.items():
        if topic is None or (topic.by, topic.group) != (BY, benefit) or statistic not in CENTRAL:
            continue
        other = by_role.get((replace(topic, group=without), statistic), "")
        sides = [_difference(values, key, other) for values in (old, new)]
        if sides[0] * sides[1] < 0:
            changes = (ValueChange(name, old[name], new[name]) for name in (key, other))
            yield Crossing(Line.DIRECTION, tuple(changes), is_lower_now=sides[1] < 0)


def _difference(values: Mapping[str, Value], key: str, other: str) -> float:
    one, two = values.get(key), values.get(other)
    if one is None or two is None or one.value is None or two.value is None:
        return 0.0
    return float(one.value - two.value)


def _is_median_gained_or_lost(change: ValueChange) -> bool:
    sides = (change.old, change.new)
    if change.statistic is not Statistic.MEDIAN or any(side is None for side in sides):
        return False
    is_time = all(side.unit == Unit.MONTHS for side in sides if side)
    return is_time and len({side.value is None for side in sides if side}) == 2


def _is_p_value(value: Value | None) -> bool:
    return value is not None and value.unit == Unit.P_VALUE and value.value is not None


def _number(value: Value | None) -> float:
    if value is None or value.value is None:
        raise AssertionError("asked for the number of a result that has none")
    return float(value.value)
