"""Repeated values of a measurement: by time and group, and what changed between two times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from il2report.analysis.repeated import RepeatedValues
from il2report.analysis.variables import Column as Values
from il2report.analysis.variables import Level
from il2report.document.method_sentences import method_name
from il2report.document.tables import (
    Align,
    Cell,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
    Text,
)
from il2report.document.tree import Fragment, Label, Word, composed, joined
from il2report.results.repeated import pair_name
from il2report.study.declarations import Measurement
from il2report.tables.groups import level_label
from il2report.tables.printing import NOTHING, Source, with_abbreviations


def measurement_table(source: Source, values: RepeatedValues, groups: Values | None) -> Table:
    """Summarise a measurement at each time, of all patients and of each group.

    Parameters
    ----------
    source : results, labels and style
    values : the measurement over the cohort
    groups : the variable that it is given by, if it is
    """
    measurement = values.measurement
    levels: Sequence[Level] = groups.levels if groups else ()
    suffixes = ["", *(f".{level.key}" for level in levels)]
    headings: list[Text] = ["All patients"]
    headings += [level_label(groups, level) for level in levels] if groups else []
    by_code = {time.code: time for time in values.times}
    rows = [_at_time(source, values, time, suffixes) for time in values.times]
    rows += [
        _of_pair(source, values, (by_code[first], by_code[second]), suffixes)
        for first, second in measurement.pairs
    ]
    table = Table(
        id=f"table.{measurement.name}",
        caption=composed("{} by time.", _label(measurement)),
        stub=("Time", "Summary"),
        columns=tuple(Column(heading, Align.NUMBER) for heading in headings),
        panels=(Panel(tuple(rows)),),
        notes=tuple(_notes(source, measurement)),
    )
    return with_abbreviations(table)


def _label(measurement: Measurement) -> Fragment:
    name = measurement.name
    label = Fragment.of(Word(f"study.measurement.{name}.label", measurement.label))
    if measurement.unit:
        return label + ", " + Word(f"study.measurement.{name}.unit", measurement.unit)
    return label


def _time(measurement: Measurement, time: Level) -> Fragment:
    where = measurement.table, measurement.time_column
    return Fragment.of(Label(*where, time.code, time.label))


def _at_time(
    source: Source, values: RepeatedValues, time: Level, suffixes: Sequence[str]
) -> RowGroup:
    measurement = values.measurement
    prefixes = [f"{measurement.name}.{time.key}{suffix}" for suffix in suffixes]
    rows = [Row("Patients", tuple(Cell(source.number(f"{each}.n")) for each in prefixes))]
    if measurement.is_number:
        for header, printed in (
            ("Mean (SD)", source.mean_and_sd),
            ("Median (range)", source.median_and_range),
            ("Median (IQR)", source.median_and_quartiles),
        ):
            rows.append(Row(header, tuple(Cell(printed(each)) for each in prefixes)))
    else:
        column = values.columns[time.code]
        for level in column.levels:
            cells = (_count(source, f"{each}.{level.key}") for each in prefixes)
            rows.append(Row(level_label(column, level), tuple(cells)))
    return RowGroup(tuple(rows), _time(measurement, time))


def _count(source: Source, prefix: str) -> Cell:
    number = source.number(f"{prefix}.n")
    if not source.occurs(prefix):
        return Cell(number)
    return Cell(
        composed("{} ({}%)", number, source.printer.percent(f"{prefix}.percent", sign=False))
    )


def _of_pair(
    source: Source, values: RepeatedValues, pair: tuple[Level, Level], suffixes: Sequence[str]
) -> RowGroup:
    measurement, (first, second) = values.measurement, pair
    name = f"{measurement.name}.{pair_name(first.code, second.code)}"
    prefixes = [f"{name}{suffix}" for suffix in suffixes]
    rows = [Row("Patients with both", tuple(Cell(source.number(f"{each}.n")) for each in prefixes))]
    if measurement.is_number:
        for header, printed in (
            ("Difference, mean (SD)", source.mean_and_sd),
            ("Difference, median (IQR)", source.median_and_quartiles),
        ):
            cells = tuple(Cell(printed(f"{each}.difference")) for each in prefixes)
            rows.append(Row(header, cells))
    else:
        for header, key in (("Appeared", "gained"), ("Went", "lost")):
            rows.append(Row(header, tuple(_count(source, f"{each}.{key}") for each in prefixes)))
    for place, test in enumerate(measurement.tests):
        ids = [f"{each}.{f'{test}_p' if place else 'p'}" for each in prefixes]
        tested = composed("{}, {}", source.printer.p_label(), method_name(source.catalogue[ids[0]]))
        cells = tuple(
            Cell(source.printer.number(each) if source.has(each) else NOTHING) for each in ids
        )
        rows.append(Row(tested, cells))
    heading = composed("{} to {}", _time(measurement, first), _time(measurement, second))
    return RowGroup(tuple(rows), heading)


def _notes(source: Source, measurement: Measurement) -> Iterator[TableNote]:
    if not measurement.is_number:
        yield TableNote("Percentages are of the patients with a value at that time.")
    reasons: dict[str, Fragment] = {}
    for first, second in measurement.pairs:
        p = f"{measurement.name}.{pair_name(first, second)}.p"
        value = source.catalogue[p].value
        if not source.has(p):
            reason = getattr(value, "reason", "")
            reasons[reason] = Fragment.of(Word(p, reason))
    if reasons:
        yield TableNote(composed("Not tested: {}.", joined("; ", reasons.values())))
