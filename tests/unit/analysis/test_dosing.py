"""Cycles and doses, on four patients."""

import pandas as pd

from il2report.analysis.dosing import (
    cycles_given,
    mean_doses_in_cycle,
    mean_doses_per_cycle,
    patients_in_cycle,
)
from il2report.values import NotEstimable

CYCLES = pd.DataFrame(
    [("Q1", 1, 10), ("Q1", 2, 6), ("Q2", 1, 14), ("Q3", 2, 8), ("Q3", 1, 8), ("Q4", 1, 2)],
    columns=["patient_id", "cycle", "doses"],
)


def test_patients_are_listed_by_the_cycle_they_received() -> None:
    assert ("Q1", "Q2", "Q3", "Q4") == patients_in_cycle(CYCLES, 1)
    assert ("Q1", "Q3") == patients_in_cycle(CYCLES, 2)
    assert () == patients_in_cycle(CYCLES, 3)


def test_the_cycles_of_each_patient_are_counted() -> None:
    assert {"Q1": 2, "Q2": 1, "Q3": 2, "Q4": 1} == cycles_given(CYCLES)


def test_the_mean_of_a_cycle_is_over_those_who_received_it() -> None:
    assert 8.5 == mean_doses_in_cycle(CYCLES, 1).value
    assert 7 == mean_doses_in_cycle(CYCLES, 2).value


def test_a_cycle_that_nobody_received_has_no_mean() -> None:
    assert NotEstimable("no patient received this cycle") == mean_doses_in_cycle(CYCLES, 3).value


def test_the_mean_per_cycle_is_over_cycles_and_not_over_patients() -> None:
    assert 10 == mean_doses_per_cycle(CYCLES, ("Q1", "Q2")).value


def test_a_group_without_cycles_has_no_mean() -> None:
    missing = NotEstimable("no patient in this group received a cycle")
    assert missing == mean_doses_per_cycle(CYCLES, ()).value
    assert missing == mean_doses_per_cycle(CYCLES, ("Q9",)).value
