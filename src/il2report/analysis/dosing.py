"""Doses of interleukin-2 by cycle and by response."""

from collections import Counter
from collections.abc import Collection

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
    pairs = zip(cycles["cycle"].tolist(), cycles["doses"].tolist(), strict=True)
    doses = [given for number, given in pairs if number == cycle]
    if not doses:
        return NotEstimable("no patient received this cycle")
    return float(sum(doses) / len(doses))


def mean_doses_per_cycle(cycles: pd.DataFrame, patients: Collection[str]) -> Number:
    """Mean number of doses per cycle, over all cycles of some patients."""
    wanted = frozenset(patients)
    pairs = zip(cycles["patient_id"].tolist(), cycles["doses"].tolist(), strict=True)
    doses = [given for patient, given in pairs if patient in wanted]
    if not doses:
        return NotEstimable("no patient in this group received a cycle")
    return float(sum(doses) / len(doses))
