"""MEASUREMENT.*: repeated values by time and group, and tests of pairs of times."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from il2report.analysis.derivations import Derived
from il2report.analysis.paired import mcnemar, paired_t, wilcoxon_signed_rank
from il2report.analysis.repeated import RepeatedValues
from il2report.analysis.variables import Level
from il2report.results.catalogue import Result, Topic
from il2report.results.characteristics import entries_of_column
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_proportion, entry_of_count, entry_of_test
from il2report.study.declarations import Measurement, PairedTest
from il2report.values import Exclusion, Patients, Proportion

TESTS: Mapping[PairedTest, Callable[..., Derived]] = {
    "paired_t": paired_t,
    "wilcoxon": wilcoxon_signed_rank,
    "mcnemar": mcnemar,
    "mcnemar_exact": lambda first, second: mcnemar(first, second, exact=True),
}
ONE_VALUE_ONLY = "not recorded at both times"


@dataclass(frozen=True, slots=True)
class Part:
    """The patients whose values are summarised: all of a measurement, or those of one group."""

    suffix: str
    label: str
    patients: Patients
    by: str = ""
    group: str = ""


def parts_of(declared: Declared, measurement: Measurement) -> tuple[Part, ...]:
    """Give the part of all patients, and with `by` that of each group."""
    among = declared.subset(measurement.among)
    parts = [Part("", "", among)]
    if measurement.by:
        column = declared.columns[measurement.by]
        parts += [
            Part(
                f".{level.key}",
                f", {level.label}",
                column.having((level.code,), among),
                measurement.by,
                level.code,
            )
            for level in column.levels
        ]
    return tuple(parts)


def repeated_results(declared: Declared, measurement: Measurement) -> Iterator[Result]:
    """Give the results of a declared measurement."""
    values = declared.repeated[measurement.name]
    for part in parts_of(declared, measurement):
        for time in values.times:
            yield from _at_time(values, time, part, declared.quantile_type)
        for first, second in measurement.pairs:
            yield from _of_pair(values, (first, second), part, declared.quantile_type)


def pair_name(first: str, second: str) -> str:
    """Two times as an id has them."""
    return f"{first}_{second}".lower()


def _at_time(
    values: RepeatedValues, time: Level, part: Part, quantile_type: int
) -> Iterator[Result]:
    measurement, column = values.measurement, values.columns[time.code]
    prefix = f"{measurement.name}.{time.key}{part.suffix}"
    topic = _topic(measurement, part, time.code)
    where = ((f"{measurement.table}.{measurement.time_column}", (time.code,)),)
    among = part.patients
    if not measurement.is_number:
        # A patient not assessed at this time is not in its denominator, which prints beside it.
        among = column.known_of(among)
        label = f"{column.variable.label}{part.label}, patients with a value"
        yield replace(
            entry_of_count(f"{prefix}.n", topic, label, among, column.sources), where=where
        )
    for entry in entries_of_column(prefix, column, topic, among, quantile_type, part.label):
        yield replace(entry, where=entry.where or where)


def _topic(measurement: Measurement, part: Part, heading: str) -> Topic:
    name = measurement.name
    return Topic(name, name, by=part.by, group=part.group, heading=f"{name} {heading}")


def _of_pair(
    values: RepeatedValues, times: tuple[str, str], part: Part, quantile_type: int
) -> Iterator[Result]:
    """Give the number of pairs, what changed, and the p-value of each declared test."""
    measurement, (first, second) = values.measurement, times
    before, after = values.columns[first], values.columns[second]
    both = values.pair(first, second, part.patients)
    prefix = f"{measurement.name}.{pair_name(first, second)}{part.suffix}"
    topic = _topic(measurement, part, pair_name(first, second))
    label = f"{before.variable.label} and {_names(values)[second]}{part.label}"
    where = ((f"{measurement.table}.{measurement.time_column}", times),)
    both_known = f"{label}, patients with both values"
    count = entry_of_count(f"{prefix}.n", topic, both_known, both, before.sources)
    yield replace(count, where=where)
    if measurement.is_number:
        change = values.difference(first, second, part.patients)
        summary = entries_of_column(
            f"{prefix}.difference", change, topic, both, quantile_type, part.label
        )
        for entry in summary:
            yield replace(entry, where=where)
        pairs = [[column.by_patient[p] for p in both] for column in (before, after)]
    else:
        yes = before.yes.code
        pairs = [[column.has(p, yes) for p in both] for column in (before, after)]
        for name, old, new in (("gained", False, True), ("lost", True, False)):
            having = tuple(
                p for p, was, now in zip(both, *pairs, strict=True) if (was, now) == (old, new)
            )
            changed = entries_of_proportion(
                f"{prefix}.{name}",
                Proportion(having, both),
                replace(topic, level=name),
                f"{label}, {before.yes.label} {name}",
                before.sources,
                where=where,
            )
            yield from changed
    inside = frozenset(both)
    left_out = tuple(Exclusion(p, ONE_VALUE_ONLY) for p in part.patients if p not in inside)
    for place, test in enumerate(measurement.tests):
        derived = TESTS[test](*pairs)
        tested = entry_of_test(
            f"{prefix}.{f'{test}_p' if place else 'p'}",
            derived,
            topic,
            f"{label}, {derived.method.name}",
            both,
            left_out,
            before.sources,
        )
        yield replace(tested, where=where)


def _names(values: RepeatedValues) -> Mapping[str, str]:
    return {time.code: time.label for time in values.times}
