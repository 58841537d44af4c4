"""The time axis of each patient, on four patients."""

import pandas as pd
import pytest

from il2report.analysis import lanes
from il2report.study import Study
from il2report.values import PatientLane, TreatmentPeriod


def patient_lanes(
    patients: pd.DataFrame, cycles: pd.DataFrame, study: Study
) -> tuple[PatientLane, ...]:
    responses = dict(zip(patients["patient_id"], patients["best_response"], strict=True))
    endpoint = study.configuration.endpoints["progression"]
    return lanes.patient_lanes(patients, cycles, endpoint, responses)


@pytest.fixture
def cycles(four_patients: Study) -> pd.DataFrame:
    return four_patients.tables.cycles


def test_lanes_stand_in_the_order_of_the_patients(
    four_patients: Study, cycles: pd.DataFrame
) -> None:
    found = patient_lanes(four_patients.tables.patients.iloc[::-1], cycles, four_patients)
    expected = [("Q4", "NE"), ("Q3", "SD"), ("Q2", "PD"), ("Q1", "CR")]
    assert expected == [(lane.patient_id, lane.response) for lane in found]


def test_a_lane_tells_treatment_progression_and_last_contact_in_months(
    four_patients: Study, cycles: pd.DataFrame
) -> None:
    lane = patient_lanes(four_patients.tables.patients, cycles, four_patients)[2]
    expected = (
        TreatmentPeriod(1, 0.0, 2 / 30.4375, 8),
        TreatmentPeriod(2, 16 / 30.4375, 18 / 30.4375, 8),
    )
    assert expected == lane.periods
    assert (150 / 30.4375, 275 / 30.4375) == (lane.progression, lane.last_contact)


def test_who_has_not_progressed_has_no_time_of_progression(
    four_patients: Study, cycles: pd.DataFrame
) -> None:
    lane = patient_lanes(four_patients.tables.patients, cycles, four_patients)[0]
    assert lane.progression is None
    assert 16 == lane.last_contact


def test_cycles_stand_in_their_order_whatever_that_of_the_file(
    four_patients: Study, cycles: pd.DataFrame
) -> None:
    forward = patient_lanes(four_patients.tables.patients, cycles, four_patients)
    assert forward == patient_lanes(four_patients.tables.patients, cycles.iloc[::-1], four_patients)


def test_a_patient_without_cycles_has_a_lane_without_periods(
    four_patients: Study, cycles: pd.DataFrame
) -> None:
    found = patient_lanes(four_patients.tables.patients, cycles.iloc[:0], four_patients)
    assert [()] * 4 == [lane.periods for lane in found]
