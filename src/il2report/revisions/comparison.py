"""Two states of the results compared: which changed, in print or beyond it, and what crossed a line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from il2report.analysis import methods
from il2report.results import Result
from il2report.results.catalogue import Statistic, Topic
from il2report.revisions.attribution import Reading, same
from il2report.values import Unit, is_below_level

CENTRAL = (Statistic.MEAN, Statistic.PERCENT)
"""What says which of two groups is higher."""

DENOMINATOR = "[n]"
"""Behind the id of a result: how many patients it was computed over, which some places print."""


@dataclass(frozen=True, slots=True)
class Value:
    """One result as a state has it: full precision, as the house style prints it, and what it is.

    `value` is None where the data give none; `reason` then says why. What is printed and is not
    a result, such as a figure of the literature, has a text alone and no topic.
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
    def value(self) -> Value | None:
        """The result as the newer of the two states has it."""
        return self.new or self.old

    @property
    def label(self) -> str:
        """What the result is."""
        return self.value.label if self.value else ""

    @property
    def statistic(self) -> Statistic | None:
        """Which statistic it is."""
        return self.value.statistic if self.value else None

    @property
    def topic(self) -> Topic | None:
        """What it is about."""
        return self.value.topic if self.value else None

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
    """Take the denominators that a page prints; `printed` is the text of each by the id of its result."""
    entries = document["results"]
    found = {}
    for result_id, text in printed.items():
        if entry := entries.get(result_id):
            key, label = f"{result_id}{DENOMINATOR}", f"{entry['label']}, denominator"
            topic = values[result_id].topic
            found[key] = Value(key, entry["n"], text, Unit.COUNT, label, topic=topic)
    return found


def value_changes(old: Mapping[str, Value], new: Mapping[str, Value]) -> tuple[ValueChange, ...]:
    """Compare all results of two states; those that differ in value, reason or text, sorted by id."""
    ids = sorted(old.keys() | new.keys())
    changes = (ValueChange(key, old.get(key), new.get(key)) for key in ids)
    return tuple(each for each in changes if not same(each.old_reading, each.new_reading))


def crossings(
    old: Mapping[str, Value], new: Mapping[str, Value], alphas: tuple[float, float]
) -> tuple[Crossing, ...]:
    """Find what crossed a line: p-values first, then directions, then medians.

    `alphas` are the levels of significance of the two states, 0.05 unless study.toml sets another.
    """
    medians = (each for each in value_changes(old, new) if each.statistic is Statistic.MEDIAN)
    return (
        *_across(old, new, alphas),
        *_turned(old, new),
        *(Crossing(Line.MEDIAN, (each,)) for each in medians if _is_gained_or_lost(each)),
    )


def _across(
    old: Mapping[str, Value], new: Mapping[str, Value], alphas: tuple[float, float]
) -> Iterator[Crossing]:
    """Find the p-values on the other side of the level, because they or the level moved."""
    for key in sorted(old.keys() & new.keys()):
        sides = (old[key], new[key])
        is_below = [
            is_below_level(p.value, alpha)
            for p, alpha in zip(sides, alphas, strict=True)
            if p.unit == Unit.P_VALUE and p.value is not None
        ]
        if is_below in ([True, False], [False, True]):
            change = ValueChange(key, *sides)
            yield Crossing(Line.SIGNIFICANCE, (change,), is_lower_now=is_below[1])


def _turned(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[Crossing]:
    """Find pairs of groups of which the other one is now the higher.

    Of two levels that make up the whole, one says it all.
    """
    levels: dict[tuple[Topic, Statistic], dict[str, list[str]]] = {}
    for key, value in new.items():
        topic, statistic = value.topic, value.statistic
        if topic and topic.by and topic.group and statistic in CENTRAL:
            about = replace(topic, group="", level=""), statistic
            levels.setdefault(about, {}).setdefault(topic.level, []).append(key)
    for by_level in levels.values():
        of_two = [keys for keys in by_level.values() if len(keys) == 2]
        for keys in of_two[:1] if len(by_level) == 2 else of_two:
            before, after = (_difference(*map(values.get, keys)) for values in (old, new))
            if before * after < 0:
                changes = tuple(ValueChange(name, old[name], new[name]) for name in keys)
                yield Crossing(Line.DIRECTION, changes, is_lower_now=after < 0)


def _difference(one: Value | None, other: Value | None) -> float:
    if one is None or other is None or one.value is None or other.value is None:
        return 0.0
    return float(one.value - other.value)


def _is_gained_or_lost(median: ValueChange) -> bool:
    """Whether a median time is reached in one of the states alone."""
    old, new = median.old, median.new
    if old is None or new is None or not (old.unit == new.unit == Unit.MONTHS):
        return False
    return (old.value is None) != (new.value is None)


# --- what an entry is about, where no result of today has its id ----------------------------------

# An id is not read: it may come from another version of the program. What an entry is about follows
# from its method, its unit and its label.
LIMIT = re.compile(r", (lower|upper) limit of the \d+% confidence interval$")
ENDING = re.compile(r", (?:patients|percent of patients|percent|mean|median|standard deviation)$")
BY_METHOD: Mapping[str, Statistic] = MappingProxyType(
    {
        methods.MEAN.key: Statistic.MEAN,
        methods.NAIVE_MEAN.key: Statistic.MEAN,
        methods.SD.key: Statistic.SD,
        methods.MEDIAN.key: Statistic.MEDIAN,
        methods.FIRST_QUARTILE.key: Statistic.Q1,
        methods.THIRD_QUARTILE.key: Statistic.Q3,
        methods.KAPLAN_MEIER_MEDIAN.key: Statistic.MEDIAN,
        methods.REVERSE_KAPLAN_MEIER.key: Statistic.MEDIAN,
        methods.MINIMUM.key: Statistic.MIN,
        methods.MAXIMUM.key: Statistic.MAX,
        methods.KAPLAN_MEIER.key: Statistic.SURVIVAL,
        methods.RESTRICTED_MEAN.key: Statistic.RESTRICTED_MEAN,
        methods.OBSERVED.key: Statistic.VALUE,
        methods.COMPLETED_MONTHS.key: Statistic.VALUE,
        methods.MONTHS_BETWEEN.key: Statistic.VALUE,
    }
)
BY_UNIT: Mapping[str, Statistic] = MappingProxyType(
    {Unit.COUNT: Statistic.N, Unit.PERCENT: Statistic.PERCENT, Unit.P_VALUE: Statistic.P}
)


def recorded_statistic(entry: Mapping[str, Any]) -> Statistic:
    """Find the statistic of an entry by its label, its method and its unit."""
    if limit := LIMIT.search(entry["label"]):
        return Statistic.CI_LOW if limit[1] == "lower" else Statistic.CI_HIGH
    unit = BY_UNIT.get(entry["unit"], Statistic.VALUE)
    return BY_METHOD.get(entry.get("method", ""), unit)


def recorded_topic(entry: Mapping[str, Any]) -> Topic:
    """Find the topic of an entry by what its label says before the statistic."""
    variable = ENDING.sub("", LIMIT.sub("", entry["label"]))
    return Topic("", variable)
