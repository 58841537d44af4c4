"""Cycles, doses and the time from the first dose to the last: by cycle, group and patient."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import compress
from typing import Any

import pandas as pd

from il2report.analysis.derivations import Derived
from il2report.analysis.derivations.descriptive import Mean, Quantile
from il2report.analysis.description import cells, patients_with
from il2report.analysis.methods import MAXIMUM, MEAN
from il2report.analysis.months import DAYS_PER_MONTH
from il2report.values import NotEstimable, Patients


def patients_in_cycle(cycles: pd.DataFrame, cycle: int) -> Patients:
    """List the patients who received a cycle with this number, in the order of the table."""
    return patients_with(cycles, "cycle", [cycle])


def cycles_given(cycles: pd.DataFrame) -> dict[str, int]:
    """Count the cycles of each patient who received any."""
    return dict(Counter(cycles["patient_id"].tolist()))


def most_cycles(cycles: pd.DataFrame, of: Patients) -> Derived:
    """The most cycles that any of some patients received."""
    given = cycles_given(cycles)
    by_patient = tuple(sorted(given.get(patient, 0) for patient in of))
    if not by_patient:
        return Derived(NotEstimable("no patient in the denominator"), MAXIMUM)
    return Derived(by_patient[-1], MAXIMUM, Quantile(by_patient, Fraction(1)))


def mean_doses_in_cycle(cycles: pd.DataFrame, cycle: int) -> Derived:
    """Mean number of doses per patient in one cycle, over those who received it."""
    is_wanted = (cycles["cycle"] == cycle).tolist()
    return _mean_doses(cycles, is_wanted, "no patient received this cycle")


def mean_doses_per_cycle(cycles: pd.DataFrame, patients: Collection[str]) -> Derived:
    """Mean number of doses per cycle, over all cycles of some patients."""
    is_wanted = map(frozenset(patients).__contains__, cycles["patient_id"].tolist())
    return _mean_doses(cycles, is_wanted, "no patient in this group received a cycle")


DAYS_IN: Mapping[str, float] = {"days": 1, "weeks": 7, "months": DAYS_PER_MONTH}


def doses_given(cycles: pd.DataFrame) -> dict[str, int | None]:
    """Add up the doses of each patient who received any cycle; None where some are not recorded."""
    doses = (None if blank else int(n) for n, blank in _with_blanks(cycles["doses"]))
    given: dict[str, int | None] = {}
    for patient, n in zip(cycles["patient_id"].tolist(), doses, strict=True):
        before = given.get(patient, 0)
        given[patient] = None if n is None or before is None else before + n
    return given


def _with_blanks(column: "pd.Series[Any]") -> Iterator[tuple[Any, bool]]:
    return zip(column.tolist(), column.isna().tolist(), strict=True)


def time_on_treatment(cycles: pd.DataFrame, unit: str) -> dict[str, float | None]:
    """Measure the time from the first dose of each patient to the last; None where a date is blank.

    Parameters
    ----------
    cycles : one row per cycle
        Columns `patient_id`, `start_date` (the day of its first dose), `last_dose_date`.
    unit : days, weeks or months of 30.4375 days; 0 where all doses were given on one day
    """
    edges: dict[str, tuple[date, date] | None] = {}
    rows = (cells(cycles[name]) for name in ("patient_id", "start_date", "last_dose_date"))
    for patient, start, end in zip(*rows, strict=True):
        before = edges.get(patient, (start, end))
        if before is None or start is None or end is None:
            edges[patient] = None
        else:
            edges[patient] = min(before[0], start), max(before[1], end)
    return {
        patient: None if known is None else (known[1] - known[0]).days / DAYS_IN[unit]
        for patient, known in edges.items()
    }


def _mean_doses(cycles: pd.DataFrame, is_wanted: Iterable[bool], missing: str) -> Derived:
    doses = tuple(compress(cycles["doses"].tolist(), is_wanted))
    if not doses:
        return Derived(NotEstimable(missing), MEAN)
    total = sum(doses)
    return Derived(float(total / len(doses)), MEAN, Mean(doses, total))
