"""One measure of each patient at several times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from il2report.analysis.description import cells
from il2report.analysis.paired import differences
from il2report.analysis.variables import YES_AND_NO, Column, Level
from il2report.study.codebook import Codebook
from il2report.study.declarations import Measurement, Variable
from il2report.values import Patients


@dataclass(frozen=True)
class RepeatedValues:
    """A measurement over the cohort: one column of values per time, times in codebook order."""

    measurement: Measurement
    times: tuple[Level, ...]
    columns: Mapping[str, Column]

    def pair(self, first: str, second: str, among: Patients) -> Patients:
        """List the patients with a value at both times, in their order."""
        before, after = self.columns[first], self.columns[second]
        return after.known_of(before.known_of(among))

    def difference(self, first: str, second: str, among: Patients) -> Column:
        """Second value minus first, of the patients with both."""
        both = self.pair(first, second, among)
        before, after = self.columns[first], self.columns[second]
        change = differences(
            [before.by_patient[p] for p in both], [after.by_patient[p] for p in both]
        )
        names = {time.code: time.label for time in self.times}
        label = f"{self.measurement.label}, {names[second]} minus {names[first]}"
        variable = after.variable.model_copy(update={"label": label})
        return Column(variable, both, change, (), after.sources)


def repeated_values(
    tables: Mapping[str, pd.DataFrame],
    measurement: Measurement,
    codebook: Codebook,
    patients: Patients,
) -> RepeatedValues:
    """Arrange the rows of a measurement by time and patient.

    Parameters
    ----------
    tables : typed tables by name; that of the measurement has one row per patient and time
    measurement : its declaration
    codebook : labels and order of the times
    patients : the cohort, in the order of patients.csv

    Returns
    -------
    RepeatedValues
        A patient without a row, or with a blank value, has no value at that time.
    """
    table, at = measurement.table, measurement.time_column
    frame = tables[table]
    times = tuple(
        Level(code, codebook.label(table, at, code))
        for code in codebook.codes(table, at)
        if code in measurement.times
    )
    found: dict[str, dict[str, Any]] = {time.code: {} for time in times}
    ids, marks = frame["patient_id"].tolist(), [str(mark) for mark in frame[at].tolist()]
    for patient, time, value in zip(ids, marks, cells(frame[measurement.column]), strict=True):
        if time in found and value is not None and value != "" and value == value:  # noqa: PLR0124 (NaN)
            found[time][patient] = float(value) if measurement.is_number else str(value)
    levels = () if measurement.is_number else _levels(measurement, codebook)
    sources = (f"{table}.{measurement.column}", f"{table}.{at}")
    return RepeatedValues(
        measurement,
        times,
        {
            time.code: Column(
                _variable(measurement, time),
                patients,
                tuple(map(found[time.code].get, patients)),
                tuple(levels),
                sources,
            )
            for time in times
        },
    )


def _levels(measurement: Measurement, codebook: Codebook) -> Sequence[Level]:
    where = measurement.table, measurement.column
    known = [Level(code, codebook.label(*where, code)) for code in codebook.codes(*where)]
    return known or YES_AND_NO


def _variable(measurement: Measurement, time: Level) -> Variable:
    return Variable(
        name=measurement.name,
        label=f"{measurement.label}, {time.label}",
        kind=measurement.kind,
        unit=measurement.unit,
        decimals=measurement.decimals,
    )
