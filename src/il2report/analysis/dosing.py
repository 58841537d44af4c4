"""Doses of interleukin-2 by cycle and by response."""

from collections.abc import Collection

import pandas as pd

from il2report.values import NotEstimable, Number, Patients


def patients_in_cycle(cycles: pd.DataFrame, cycle: int) -> Patients:
    """List the patients who received a cycle with this number, in the order of the table."""
    return tuple(cycles.loc[cycles["cycle"] == cycle, "patient_id"].tolist())


def cycles_given(cycles: pd.DataFrame) -> dict[str, int]:
    """Count the cycles of each patient who received any."""
    return {str(patient): int(n) for patient, n in cycles["patient_id"].value_counts().items()}


def mean_doses_in_cycle(cycles: pd.DataFrame, cycle: int) -> Number:
    """Mean number of doses per patient in one cycle, over those who received it."""
    doses = cycles.loc[cycles["cycle"] == cycle, "doses"]
    if doses.empty:
        return NotEstimable("no patient received this cycle")
    return float(doses.mean())


def mean_doses_per_cycle(cycles: pd.DataFrame, patients: Collection[str]) -> Number:
    """Mean number of doses per cycle, over all cycles of some patients."""
    doses = cycles.loc[cycles["patient_id"].isin(list(patients)), "doses"]
    if doses.empty:
        return NotEstimable("no patient in this group received a cycle")
    return float(doses.mean())
