"""exposure.*: cycles and doses of each patient, time on treatment, and why treatment ended."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from il2report.analysis.description import share
from il2report.analysis.dosing import cycles_given, doses_given, time_on_treatment
from il2report.analysis.variables import Column
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.characteristics import entries_of_column
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_proportion
from il2report.study.declarations import Discontinuation, Variable
from il2report.values import NotEstimable, Proportion, Unit

FAMILY = "exposure"
CYCLES = "cycles.patient_id"
WHOLE = (Statistic.MEDIAN, Statistic.MIN, Statistic.MAX, Statistic.Q1, Statistic.Q3)
"""Statistics of counts and of days, which are whole numbers themselves as a rule."""


def exposure_columns(declared: Declared) -> tuple[Column, ...]:
    """Give cycles, doses and time on treatment as variables, as far as the data have them.

    A patient without a cycle has no value.
    """
    cycles = declared.tables.get("cycles")
    if cycles is None:
        return ()
    treatment = declared.declarations.treatment
    unit = treatment.duration if treatment else "months"
    known: tuple[
        tuple[Variable, tuple[str, ...], Callable[[pd.DataFrame], Mapping[str, float | None]]], ...
    ] = (
        (_number("cycles", "Number of cycles"), ("patient_id",), cycles_given),
        (_number("doses", "Number of doses"), ("doses",), doses_given),
        (
            _number("duration", "Time from the first dose to the last", unit),
            ("start_date", "last_dose_date"),
            lambda rows: time_on_treatment(rows, unit),
        ),
    )
    columns = []
    for variable, names, by_patient in known:
        if all(name in cycles for name in names):
            found = by_patient(cycles)
            values = tuple(found.get(patient) for patient in declared.patients)
            sources = tuple(f"cycles.{name}" for name in names)
            columns.append(Column(variable, declared.patients, values, (), sources))
    return tuple(columns)


def _number(name: str, label: str, unit: str | None = None) -> Variable:
    return Variable(name=name, kind="number", label=label, unit=unit)


def exposure_results(declared: Declared) -> Iterator[Result]:
    """Give every id that starts with exposure."""
    columns = exposure_columns(declared)
    if columns:
        yield from entries_of_proportion(
            "exposure.treated",
            share(declared.patients, columns[0].known),
            Topic(FAMILY, "treated"),
            "Received any cycle",
            (CYCLES,),
        )
    for column in columns:
        name, treated = column.variable.name, columns[0].known
        prefix, topic = f"exposure.{name}", Topic(FAMILY, name)
        for entry in entries_of_column(prefix, column, topic, treated, declared.quantile_type):
            yield replace(entry, decimals=_decimals(column, entry))
    treatment = declared.declarations.treatment
    if treatment and treatment.discontinuation:
        yield from _reasons(declared, treatment.discontinuation, columns)


def reason_for_end(declared: Declared) -> Column | None:
    """The variable of the reasons why treatment ended, if study.toml names one."""
    treatment = declared.declarations.treatment
    asked = treatment.discontinuation if treatment else None
    return declared.columns[asked.variable] if asked else None


def _decimals(column: Column, entry: Result) -> int | None:
    """One decimal; none of a whole number of cycles, doses or days."""
    if entry.unit is not Unit.NUMBER:
        return None
    value, is_counted = entry.value, column.variable.unit in (None, "days")
    if entry.statistic not in WHOLE or isinstance(value, NotEstimable) or not is_counted:
        return 1
    return 0 if value == int(value) else 1


def _reasons(
    declared: Declared, asked: Discontinuation, given: tuple[Column, ...]
) -> Iterator[Result]:
    """Count who stopped, who goes on, whose reason is not recorded, and each reason, of who was treated."""
    column = declared.columns[asked.variable]
    treated = given[0].known if given else declared.patients
    ongoing = frozenset(asked.ongoing or ())
    label = column.variable.label
    parts = {
        "stopped": [p for p in treated if column.by_patient[p] not in {None, *ongoing}],
        "ongoing": [p for p in treated if column.by_patient[p] in ongoing],
        "missing": column.unknown_of(treated),
    }
    said = {"stopped": "stopped", "ongoing": "still treated", "missing": "not recorded"}
    for name, patients in parts.items():
        yield from entries_of_proportion(
            f"exposure.{name}",
            share(treated, patients),
            Topic(FAMILY, asked.variable, name),
            f"{label}: {said[name]}",
            column.sources,
        )
    of = tuple(parts["stopped"]) if asked.of == "stopped" else treated
    for level in column.levels:
        if level.code not in ongoing:
            having = column.having((level.code,), of)
            yield from entries_of_proportion(
                f"exposure.reason.{level.key}",
                Proportion(having, of),
                Topic(FAMILY, asked.variable, level.key),
                f"{label}: {level.label}",
                column.sources,
            )
