"""cohort.VARIABLE.*: the declared characteristics of the patients."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from il2report.analysis.description import Measured, quantile
from il2report.analysis.methods import FIRST_QUARTILE, THIRD_QUARTILE
from il2report.analysis.variables import Column
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_measured, entries_of_proportion, entry_of_count
from il2report.study.declarations import Variable
from il2report.values import Patients, Proportion, Unit

FAMILY = "cohort"
AS_RECORDED = (Statistic.MIN, Statistic.MAX)
"""Statistics that are values of the data; all others print one digit more."""
UNITS = {unit.value: unit for unit in (Unit.YEARS, Unit.MONTHS, Unit.DOSES)}
"""Units of variables that the program knows, with a singular."""


def unit_of(variable: Variable) -> tuple[Unit, str]:
    """Give the unit of a number, and its name where only the study knows it."""
    known = UNITS.get(variable.unit or "")
    return (known, "") if known else (Unit.NUMBER, variable.unit or "")


def patients_counted(declared: Declared) -> Iterator[Result]:
    """Give cohort.n."""
    sources = ("patients.patient_id",)
    yield entry_of_count(
        "cohort.n", Topic(FAMILY, "patients"), "Patients", declared.patients, sources
    )


def characteristics_results(declared: Declared, variable: Variable) -> Iterator[Result]:
    """Give cohort.VARIABLE.* of a declared variable."""
    name, column = variable.name, declared.columns[variable.name]
    topic = Topic(FAMILY, name)
    yield from entries_of_column(
        f"cohort.{name}", column, topic, declared.patients, declared.quantile_type
    )
    if column.variable.of_kind == "yes_no":
        yield from entries_of_proportion(
            f"cohort.{name}",
            column.with_level(column.yes.code),
            topic,
            column.variable.label,
            column.sources,
            where=column.rows_read((column.yes.code,)),
        )


def entries_of_column(
    prefix: str,
    column: Column,
    topic: Topic,
    among: Patients,
    quantile_type: int,
    whose: str = "",
) -> Iterator[Result]:
    """Summarise a variable over some patients: statistics of a number, the count of each level else.

    Parameters
    ----------
    prefix : of the ids
    column : the variable
    topic : what the results are about; each level has its own
    among : the patients, in their order
    quantile_type : 7, 6 or 2, the definition of the quartiles
    whose : behind the label, where they are a group
    """
    label = f"{column.variable.label}{whose}"
    if column.variable.is_number:
        values = column.measured(among)
        yield from _entries_of_number(prefix, column, topic, values, label)
        yield from _quartiles(prefix, column, topic, values, label, quantile_type)
    else:
        for level in column.levels:
            named = level.key, f"{label}: {level.label}", (level.code,)
            yield from _entries_of_level(prefix, column, topic, among, named)
        for group in dict.fromkeys(level.group for level in column.levels if level.group):
            codes = tuple(level.code for level in column.levels if level.group == group)
            of_group = key_of(group), f"{label}: {group}", codes
            yield from _entries_of_level(prefix, column, topic, among, of_group)
    yield _missing(prefix, column, topic, among, label)


def key_of(group: str) -> str:
    """A group of levels as result ids have it."""
    return re.sub(r"[^a-z0-9]+", "_", group.lower()).strip("_")


def _entries_of_level(
    prefix: str,
    column: Column,
    topic: Topic,
    among: Patients,
    level: tuple[str, str, tuple[str, ...]],
) -> Iterator[Result]:
    """Count the patients with any of the codes of a level, or of a group of levels."""
    key, label, codes = level
    sources = column.sources
    if column.variable.any_of and codes != (column.yes.code,):
        sources = ("patients.patient_id", *sources)  # those counted have no such rows
    having = column.having(codes, among)
    yield from entries_of_proportion(
        f"{prefix}.{key}",
        Proportion(having, among),
        replace(topic, level=key),
        label,
        sources,
        where=column.rows_read(codes),
    )


def _entries_of_number(
    prefix: str, column: Column, topic: Topic, values: Measured, label: str
) -> Iterator[Result]:
    variable = column.variable
    unit, name = unit_of(variable)
    for each in entries_of_measured(prefix, values, topic, label, unit, column.sources):
        if each.statistic is Statistic.N:
            yield each
        else:
            decimals = column.decimals + (each.statistic not in AS_RECORDED)
            yield replace(each, unit_name=name, decimals=decimals)


def _quartiles(
    prefix: str, column: Column, topic: Topic, values: Measured, label: str, quantile_type: int
) -> Iterator[Result]:
    unit, unit_name = unit_of(column.variable)
    for statistic, quarter, method, name in (
        (Statistic.Q1, 1, FIRST_QUARTILE, "first quartile"),
        (Statistic.Q3, 3, THIRD_QUARTILE, "third quartile"),
    ):
        yield Result(
            id=f"{prefix}.{statistic}",
            derived=quantile(values, Fraction(quarter, 4), method, definition=quantile_type),
            unit=unit,
            unit_name=unit_name,
            decimals=column.decimals + 1,
            label=f"{label}, {name}",
            statistic=statistic,
            topic=topic,
            n=values.n,
            patients=values.patients,
            denominator=values.patients,
            excluded=values.excluded,
            sources=column.sources,
        )


def _missing(prefix: str, column: Column, topic: Topic, among: Patients, label: str) -> Result:
    return entry_of_count(
        f"{prefix}.missing",
        replace(topic, level="missing"),
        f"{label}, patients without a value",
        column.unknown_of(among),
        column.sources,
        of=among,
    )
