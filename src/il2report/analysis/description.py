"""Counts, shares and summaries of one measurement over patients."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import compress
from typing import Any

import pandas as pd

from il2report.analysis import methods
from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.descriptive import (
    InterpolatedQuantile,
    Mean,
    Quantile,
    StandardDeviation,
)
from il2report.analysis.measurements import Measurements
from il2report.analysis.methods import Method
from il2report.values import Exclusion, NotEstimable, Patients, Proportion

NO_VALUE = NotEstimable("no patient has a value")


def everyone(patients: pd.DataFrame) -> Patients:
    """List all patients in the order of the table."""
    return tuple(patients["patient_id"].tolist())


def cells(column: "pd.Series[Any]") -> list[Any]:
    """List the cells of a column as plain values: dates as `datetime.date`, None where blank."""
    values = column.to_numpy()
    return (values.astype("datetime64[D]") if values.dtype.kind == "M" else values).tolist()


def is_blank(value: Any) -> bool:
    """Whether a cell is blank: None, no text, or NaN in a column of numbers."""
    return value is None or value == "" or value != value  # noqa: PLR0124 (NaN)


def code_of(value: Any) -> str:
    """Write a code as the codebook does; those such as 0 to 4 are numbers in the table."""
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if is_whole else value)


def share(of: Patients, having: Collection[str]) -> Proportion:
    """Count those of `of` that are in `having`, in the order of `of`."""
    return Proportion(tuple(filter(frozenset(having).__contains__, of)), of)


def patients_with(frame: pd.DataFrame, column: str, codes: Iterable[object]) -> Patients:
    """List the patients of the rows in which a column has one of some codes.

    Parameters
    ----------
    frame : any number of rows per patient; a patient is listed once for each row
    """
    is_wanted = map(frozenset(codes).__contains__, frame[column].tolist())
    return tuple(compress(frame["patient_id"].tolist(), is_wanted))


@dataclass(frozen=True)
class Measured:
    """One measurement over patients: the values, and the patients without one, each with the reason.

    `values` are in the order of `patients`, and in the unit of the measurement.
    """

    patients: Patients
    values: tuple[float, ...]
    excluded: tuple[Exclusion, ...] = ()

    @property
    def n(self) -> int:
        """Patients with a value."""
        return len(self.patients)

    @cached_property
    def exact(self) -> Measurements:
        """The values as the decimals that were recorded."""
        return Measurements.of(self.values)

    @cached_property
    def ordered(self) -> tuple[float, ...]:
        """The values in rising order."""
        return tuple(sorted(self.values))


# Each statistic is computed exactly on the decimals recorded, and rounded once, to the nearest float.


def mean(of: Measured) -> Derived:
    """Arithmetic mean."""
    if not of.n:
        return Derived(NO_VALUE, methods.MEAN)
    derivation = Mean(of.values, float(of.exact.total))
    return Derived(float(of.exact.mean), methods.MEAN, derivation)


def standard_deviation(of: Measured) -> Derived:
    """Standard deviation, with n - 1 in its denominator."""
    if of.n < 2:
        missing = NotEstimable("SD undefined for n = 1") if of.n else NO_VALUE
        return Derived(missing, methods.SD)
    known = of.exact
    derivation = StandardDeviation(float(known.mean), float(known.squares), known.n)
    return Derived(known.sd, methods.SD, derivation)


def median(of: Measured) -> Derived:
    """Middle value, or mean of the two middle values."""
    return quantile(of, Fraction(1, 2), methods.MEDIAN)


def minimum(of: Measured) -> Derived:
    """Smallest value."""
    return quantile(of, Fraction(0), methods.MINIMUM)


def maximum(of: Measured) -> Derived:
    """Largest value."""
    return quantile(of, Fraction(1), methods.MAXIMUM)


def quantile(of: Measured, probability: Fraction, method: Method, definition: int = 2) -> Derived:
    """Quantile by one of the definitions of R's `quantile`, called types there.

    Parameters
    ----------
    of : the values
    probability : 0 for the minimum to 1 for the maximum, a quarter for the first quartile
    method : what this quantile is called
    definition : 2, the default of SAS and of the R package cards; 6, of SPSS; 7, of R. The median
        is the same by each of them.

    References
    ----------
    Hyndman RJ, Fan Y. Am Stat 1996;50:361-365.
    """
    if not of.ordered:
        return Derived(NO_VALUE, method)
    derivation: Quantile | InterpolatedQuantile = Quantile(of.ordered, probability)
    if definition != 2:
        derivation = InterpolatedQuantile(of.ordered, probability, definition)
    return Derived(derivation.value, method, derivation)


def measured(patients: Patients, values: Sequence[float], missing: str) -> Measured:
    """Collect one measurement, leaving out patients without a value.

    Parameters
    ----------
    patients : who they are
    values : one per patient in the same order, NaN where the cell is blank
    missing : the reason recorded for each patient whose cell is blank
    """
    blank = [math.isnan(value) for value in values]
    excluded = tuple(Exclusion(patient, missing) for patient in compress(patients, blank))
    known = [not is_blank for is_blank in blank]
    return Measured(tuple(compress(patients, known)), tuple(compress(values, known)), excluded)
