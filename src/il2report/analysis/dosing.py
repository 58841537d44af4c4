"""Doses of interleukin-2 by cycle and by response."""

from collections import Counter
from collections.abc import Collection
from itertools import compress

import pandas as pd

from il2report.analysis.description import patients_with
from il2report.values import NotEstimable, Number, Patients


def patients_in_cycle(cycles: pd.DataFrame, cycle: int) -> Patients:
    """List the patients who received a cycle with this number, in the order of the table."""
    return patients_with(cycles, "cycle", [cycle])


def cycles_given(cycles: pd.DataFrame) -> dict[str, int]:
    """Count the cycles of each patient who received any."""
    return dict(Counter(cycles["patient_id"].tolist()))


def mean_doses_in_cycle(cycles: pd.DataFrame, cycle: int) -> Number:
    """Mean number of doses per patient in one cycle, over those who received it."""
    doses = list(compress(cycles["doses"].tolist(), (cycles["cycle"] == cycle).tolist()))
    if not doses:
        return NotEstimable("no patient received this cycle")
    return float(sum(doses) / len(doses))


def mean_doses_per_cycle(cycles: pd.DataFrame, patients: Collection[str]) -> Number:
    """Mean number of doses per cycle, over all cycles of some patients."""
    is_wanted = map(frozenset(patients).__contains__, cycles["patient_id"].tolist())
    doses = list(compress(cycles["doses"].tolist(), is_wanted))
    if not doses:
        return NotEstimable("no patient in this group received a cycle")
    return float(sum(doses) / len(doses))
