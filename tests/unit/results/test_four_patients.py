"""Every family of results, on four patients that one can check by hand (see ../conftest.py)."""

import math
from statistics import NormalDist

import pytest

from il2report.results import Catalogue, StudyResults
from il2report.results.curves import endpoint_curve
from il2report.values import GradeCounts, NotEstimable

MONTH = 30.4375
T_AGE = 10 / math.sqrt(200)  # means 50 and 60, pooled variance 200, two degrees of freedom
P_AGE = 1 - T_AGE / math.sqrt(2 + T_AGE**2)
T_LDH = 600 / math.sqrt(30_000)  # means 300 and 900, pooled variance 20,000, one degree of freedom
WIDTH = NormalDist().inv_cdf(0.975) * math.sqrt(2 / 3) / math.log(3)
LOW_AT_6_MONTHS = 100 * (1 / 3) ** math.exp(WIDTH)

COHORT = {
    "cohort.n": 4,
    "cohort.age.n": 4,
    "cohort.age.mean": 55,
    "cohort.age.sd": math.sqrt(500 / 3),
    "cohort.age.median": 55,
    "cohort.age.min": 40,
    "cohort.age.max": 70,
    "cohort.ldh.n": 3,
    "cohort.ldh.mean": 500,
    "cohort.ldh.sd": math.sqrt(130_000),
    "cohort.sex.female.n": 2,
    "cohort.sex.male.percent": 50,
    "cohort.ecog.0.n": 1,
    "cohort.ecog.1.percent": 50,
    "cohort.ecog.4.n": 0,
    "cohort.site.lung.n": 2,
    "cohort.site.heart.percent": 25,
    "cohort.site.other.n": 1,
    "cohort.site.adrenal.percent": 0,
    "cohort.prior.radiation.n": 2,
    "cohort.prior_any.percent": 50,
    "cohort.prior_systemic.percent": 25,
}
RESPONSE = {
    "response.cr.n": 1,
    "response.pr.percent": 0,
    "response.ne.percent": 25,
    "response.orr.n": 1,
    "response.orr_recist.n": 1,
    "response.benefit.percent": 50,
    "response.orr.ci_low": 100 * (1 - 0.975 ** (1 / 4)),
}
PROGRESSION = {
    "progression.events": 2,
    "progression.events.percent": 50,
    "progression.censored": 2,
    "progression.mean_naive": (487 + 61 + 150 + 30) / 4 / MONTH,
    "progression.median": 150 / MONTH,
    "progression.median.ci_low": 61 / MONTH,
    "progression.at_6_months": 100 / 3,
    "progression.at_6_months.ci_low": LOW_AT_6_MONTHS,
    "progression.at_12_months": 100 / 3,
    "progression.rmst_12": 61 / MONTH + 89 / MONTH * 2 / 3 + (12 - 150 / MONTH) / 3,
    "progression.follow_up.median": 16,
    "progression.by_response.pd.median": 61 / MONTH,
    "progression.by_response.sd.median": 150 / MONTH,
}
DOSING = {
    "dosing.cycles_max": 2,
    "dosing.one_cycle_only.percent": 50,
    "dosing.cycle_1.n": 4,
    "dosing.cycle_2.percent": 50,
    "dosing.cycle_1.doses.mean": 8.5,
    "dosing.cycle_2.doses.mean": 7,
    "dosing.by_response.cr.doses.mean": 8,
    "dosing.by_response.pd.doses.mean": 14,
    "dosing.doses.mean": 8,
}
CORRELATES = {
    "correlates.sex.p": 1,
    "correlates.sex.benefit.female.n": 1,
    "correlates.sex.no_benefit.female.percent": 50,
    "correlates.prior_systemic.p": 1,
    "correlates.prior_systemic.benefit.pretreated.n": 1,
    "correlates.age.p": P_AGE,
    "correlates.age.welch_p": P_AGE,
    "correlates.age.mann_whitney_p": 2 / 3,
    "correlates.age.benefit.mean": 50,
    "correlates.age.no_benefit.sd": math.sqrt(200),
    "correlates.ldh.p": 1 - 2 / math.pi * math.atan(T_LDH),
    "correlates.ldh.mann_whitney_p": 2 / 3,
    "correlates.ldh.benefit.n": 2,
    "correlates.ldh.no_benefit.mean": 900,
}
TOXICITY = {
    "toxicity.hypotension.grade_2.n": 0,
    "toxicity.hypotension.grade_3.n": 2,
    "toxicity.hypotension.all_grades.percent": 50,
    "toxicity.fever.grade_1.n": 1,
    "toxicity.fever.grade_4.percent": 25,
    "toxicity.anuria.all_grades.n": 0,
    "toxicity.any.grade_1.n": 0,
    "toxicity.any.grade_3.n": 2,
    "toxicity.any.grade_4.n": 1,
    "toxicity.any.all_grades.percent": 75,
}
SINGLE_PATIENTS = {
    "brain.n": 1,
    "brain.resolved.n": 1,
    "brain.Q1.age": 40,
    "brain.Q1.ecog": 0,
    "brain.Q1.duration": 13,  # 2003-03-05 to 2004-05-02: 424 days
    "brain.Q1.ongoing": 1,
    "brain.Q1.disease_free": 15,  # 2003-01-20 to 2004-05-02: 468 days
    "brain.Q1.lesion.1.diameter": 10,
    "brain.Q1.lesion.2.diameter": 17.5,
    "patient.Q4.age": 70,
    "patient.Q4.ecog": 2,
    "patient.Q3.ldh": 400,
    "patient.Q1.ttdp": 16,
    "patient.Q3.cycles": 2,
    "patient.Q1.cycle_2.doses": 6,
}
VALUES = COHORT | RESPONSE | PROGRESSION | DOSING | CORRELATES | TOXICITY | SINGLE_PATIENTS

REASONS = {
    "progression.median.ci_high": "not reached within follow-up",
    "progression.by_response.cr.median": "not reached within follow-up",
    "progression.by_response.mr.median": "no patient in this group",
    "dosing.by_response.pr.doses.mean": "no patient in this group received a cycle",
    "correlates.ldh.welch_p": "one of the groups has fewer than two values",
    "correlates.ldh.no_benefit.sd": "SD undefined for n = 1",
    "patient.Q2.ldh": "not recorded",
}

PATIENTS = {
    "cohort.n": ("Q1", "Q2", "Q3", "Q4"),
    "cohort.ldh.mean": ("Q1", "Q3", "Q4"),
    "cohort.site.other.n": ("Q3",),
    "response.benefit.percent": ("Q1", "Q3"),
    "response.orr.ci_high": ("Q1",),
    "progression.events": ("Q2", "Q3"),
    "progression.censored.percent": ("Q1", "Q4"),
    "dosing.cycles_max": ("Q1", "Q3"),
    "dosing.cycle_2.doses.mean": ("Q1", "Q3"),
    "correlates.ldh.p": ("Q1", "Q3", "Q4"),
    "toxicity.any.grade_3.n": ("Q1", "Q4"),
    "toxicity.anuria.grade_3.n": (),
    "brain.resolved.n": ("Q1",),
    "patient.Q2.ttdp": ("Q2",),
}


@pytest.mark.parametrize(("result_id", "expected"), VALUES.items(), ids=VALUES)
def test_a_result_is_what_one_counts_by_hand(
    catalogue: Catalogue, result_id: str, expected: float
) -> None:
    assert pytest.approx(expected, rel=1e-9) == catalogue[result_id].value


@pytest.mark.parametrize(("result_id", "reason"), REASONS.items(), ids=REASONS)
def test_what_four_patients_cannot_tell_says_why(
    catalogue: Catalogue, result_id: str, reason: str
) -> None:
    value = catalogue[result_id].value
    assert isinstance(value, NotEstimable)
    assert (reason, reason.startswith("not reached")) == (value.reason, value.not_reached)


@pytest.mark.parametrize(("result_id", "patients"), PATIENTS.items(), ids=PATIENTS)
def test_a_result_names_the_patients_behind_it(
    catalogue: Catalogue, result_id: str, patients: tuple[str, ...]
) -> None:
    assert patients == catalogue[result_id].patients


@pytest.mark.parametrize("result_id", ["cohort.ldh.mean", "correlates.ldh.p", "cohort.ldh.n"])
def test_who_has_no_ldh_is_left_out_of_it_and_named(catalogue: Catalogue, result_id: str) -> None:
    left_out = [(out.patient_id, out.reason) for out in catalogue[result_id].excluded]
    assert [("Q2", "not recorded")] == left_out


def test_the_n_of_a_statistic_leaves_out_who_has_no_value(catalogue: Catalogue) -> None:
    assert (3, 4) == (catalogue["cohort.ldh.mean"].n, catalogue["cohort.ldh.n"].n)


def test_who_is_not_evaluable_stays_in_the_denominator_of_a_rate(catalogue: Catalogue) -> None:
    rate = catalogue["response.orr.percent"]
    assert (4, ("Q1", "Q2", "Q3", "Q4")) == (rate.n, rate.denominator)


def test_durations_that_have_not_ended_are_marked(catalogue: Catalogue) -> None:
    ongoing = [result.id for result in catalogue.values() if result.is_ongoing]
    expected = ["brain.Q1.disease_free", "brain.Q1.duration", "patient.Q1.ttdp", "patient.Q4.ttdp"]
    assert expected == ongoing


def test_what_is_recorded_as_a_whole_number_prints_as_one(catalogue: Catalogue) -> None:
    assert isinstance(catalogue["brain.Q1.age"].value, int)
    assert (0, None) == (
        catalogue["patient.Q1.age"].decimals,
        catalogue["patient.Q1.ecog"].decimals,
    )


def test_the_series_for_the_figures_are_those_of_the_cohort(four_results: StudyResults) -> None:
    times = four_results.declared.times["progression"]
    assert ("Q1", "Q2", "Q3", "Q4") == times.patients
    assert [4, 3, 2, 1] == [step.at_risk for step in times.curve(95).steps]
    assert ["Q1", "Q2", "Q3", "Q4"] == [lane.patient_id for lane in four_results.lanes]
    endpoint = four_results.declared.declarations.endpoints["progression"]
    table = endpoint_curve(four_results.declared, endpoint).risk_table
    assert (4, 0) == (table[0].at_risk, table[-1].at_risk)


def test_grades_are_counted_for_the_terms_that_occurred_in_the_order_of_the_codebook(
    four_results: StudyResults,
) -> None:
    expected = (GradeCounts("hypotension", (0, 0, 2, 0, 0)), GradeCounts("fever", (1, 0, 0, 1, 0)))
    assert expected == four_results.grades


def test_a_patient_with_brain_metastases_is_described_in_codes(four_results: StudyResults) -> None:
    (patient,) = four_results.lesion_patients
    recorded = patient.recorded
    assert ("Q1", (("CR", None),)) == (patient.id, recorded["best_response"])
    assert (("lung", None),) == recorded["site"]
    assert (("radiation", "whole brain"),) == recorded["prior"]
    assert (True, True) == (patient.resolved, patient.ongoing)
    lesions = [(each.prefix, each.number, each.location) for each in patient.lesions]
    assert [
        ("brain.Q1.lesion.1", 1, "left_frontal"),
        ("brain.Q1.lesion.2", 2, "left_parietal"),
    ] == lesions


def test_a_patient_and_a_lesion_give_the_ids_of_their_results(
    four_results: StudyResults, catalogue: Catalogue
) -> None:
    (patient,) = four_results.lesion_patients
    assert 13 == catalogue[patient.result("duration")].value
    assert 17.5 == catalogue[patient.lesions[1].result("diameter")].value
