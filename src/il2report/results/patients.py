"""patient.ID.*: what the listing of the supplement prints of each patient."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from il2report.analysis.derivations import Derived, Recorded, RowCount
from il2report.analysis.derivations.dates import Span
from il2report.analysis.description import cells
from il2report.analysis.methods import MONTHS_BETWEEN, OBSERVED
from il2report.analysis.months import DAYS_PER_MONTH
from il2report.analysis.variables import Column
from il2report.results.catalogue import Result, Topic
from il2report.results.characteristics import unit_of
from il2report.results.declared import Declared
from il2report.results.endpoints import sources_of
from il2report.results.entries import entry_of_patient
from il2report.study.declarations import Endpoint
from il2report.study.declarations.listing import DOSES, ListingColumn, listed_columns
from il2report.values import NotEstimable, Unit

FAMILY = "patient"


def columns_listed(declared: Declared) -> tuple[ListingColumn, ...]:
    """Give the columns of the listing of a study, as far as it has their tables."""
    choices, tables = declared.declarations, declared.tables
    has_doses = "cycles" in tables and DOSES in tables["cycles"]
    recorded = [each.name for each in choices.variable if not each.derivation]
    columns = listed_columns(
        choices.listing, recorded, tuple(choices.endpoints), has_doses=has_doses
    )
    return tuple(
        each
        for each in columns
        if each.of in choices.endpoints
        or (has_doses if each.of == DOSES else choices.variables[each.of].table in tables)
    )


def is_listed_as_number(column: Column) -> bool:
    """Whether a variable is a result of each patient: a number, or a grade whose codes are numbers."""
    variable = column.variable
    is_grade = variable.of_kind == "ordered" and all(
        each.code.isdecimal() for each in column.levels
    )
    return variable.is_number or (is_grade and bool(column.levels) and not column.has_several)


def patient_results(declared: Declared) -> Iterator[Result]:
    """Give every id that starts with patient."""
    choices = declared.declarations
    for name in (each.of for each in columns_listed(declared)):
        if name in choices.endpoints:
            yield from _times(declared, choices.endpoints[name])
        elif name == DOSES:
            yield from _doses(declared.tables["cycles"])
        elif choices.variables[name].table == "patients" and is_listed_as_number(
            declared.columns[name]
        ):
            yield from _recorded(declared.columns[name])


def name_in_ids(endpoint: Endpoint) -> str:
    """What the time to an end point is called in the ids of one patient."""
    return endpoint.figure or endpoint.name


def _times(declared: Declared, endpoint: Endpoint) -> Iterator[Result]:
    times, frame = declared.times[endpoint.name], declared.tables["patients"]
    starts = (
        dict(zip(frame["patient_id"].tolist(), cells(frame[endpoint.start]), strict=True))
        if endpoint.start
        else {}
    )
    for patient, months, happened in zip(times.patients, times.months, times.happened, strict=True):
        derived = Derived(months, OBSERVED, Recorded(months))
        if start := starts.get(patient):
            span = Span(
                start, start + timedelta(days=round(months * DAYS_PER_MONTH)), is_completed=False
            )
            derived = Derived(span.months, MONTHS_BETWEEN, span)
        time = entry_of_patient(
            f"patient.{patient}.{name_in_ids(endpoint)}",
            derived,
            Topic(FAMILY, endpoint.name, patient=patient),
            Unit.MONTHS,
            f"{endpoint.label} or end of follow-up, patient {patient}",
            sources_of(endpoint),
        )
        yield replace(time, is_ongoing=not happened)


def _recorded(column: Column) -> Iterator[Result]:
    variable = column.variable
    unit, unit_name = unit_of(variable) if variable.is_number else (Unit.COUNT, "")
    for patient in column.patients:
        value = column.by_patient[patient]
        derived, decimals = Derived(NotEstimable("not recorded"), OBSERVED), None
        if value is not None:
            number = float(value)
            number, decimals = (
                (int(number), 0) if number.is_integer() else (number, column.decimals)
            )
            derived = Derived(number, OBSERVED, Recorded(number))
        entry = entry_of_patient(
            f"patient.{patient}.{variable.name}",
            derived,
            Topic(FAMILY, variable.name, patient=patient),
            unit,
            f"{variable.label}, patient {patient}",
            column.sources,
        )
        decimals = decimals if variable.is_number else None
        yield replace(entry, decimals=decimals, unit_name=unit_name)


def _doses(cycles: pd.DataFrame) -> Iterator[Result]:
    columns = (cycles[name].tolist() for name in ("patient_id", "cycle", "doses"))
    given: dict[str, list[int]] = {}
    for patient, cycle, doses in zip(*columns, strict=True):
        given.setdefault(patient, []).append(cycle)
        yield entry_of_patient(
            f"patient.{patient}.cycle_{cycle}.doses",
            doses,
            Topic(FAMILY, "doses", by="cycle", group=str(cycle), patient=patient),
            Unit.COUNT,
            f"Doses in cycle {cycle}, patient {patient}",
            ("cycles.doses",),
            where=(("cycles.cycle", (cycle,)),),
        )
    for patient, numbers in given.items():
        yield entry_of_patient(
            f"patient.{patient}.cycles",
            Derived(len(numbers), OBSERVED, RowCount(tuple(numbers))),
            Topic(FAMILY, "cycles", patient=patient),
            Unit.COUNT,
            f"Cycles received, patient {patient}",
            ("cycles.cycle",),
        )
