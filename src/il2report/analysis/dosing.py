"""Doses of interleukin-2 by cycle and by response."""

from collections import Counter
from collections.abc import Collection, Iterable
from fractions import Fraction
from itertools import compress

import pandas as pd

from il2report.analysis.derivations import Derived, Mean, Quantile
from il2report.analysis.description import patients_with
from il2report.analysis.methods import MAXIMUM, MEAN
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


def _mean_doses(cycles: pd.DataFrame, is_wanted: Iterable[bool], missing: str) -> Derived:
    doses = tuple(compress(cycles["doses"].tolist(), is_wanted))
    if not doses:
        return Derived(NotEstimable(missing), MEAN)
    total = sum(doses)
    return Derived(float(total / len(doses)), MEAN, Mean(doses, total))
