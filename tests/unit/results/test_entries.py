"""From value objects to results: what is handed on, and under which id."""

import math

import pandas as pd
import pytest

from il2report.analysis.derivations import (
    BetaQuantile,
    ConfidenceLimits,
    Counted,
    Derived,
    Recorded,
    Share,
)
from il2report.analysis.derivations.grades import GradedCount, ReportedGrades
from il2report.analysis.derivations.tests import ContingencyTable, FisherTest
from il2report.analysis.description import Measured
from il2report.analysis.methods import CLOPPER_PEARSON, FISHER, MEAN, OBSERVED, PERCENT
from il2report.results import Result, Unit
from il2report.results.catalogue import Statistic, Topic
from il2report.results.entries import (
    entries_of_limits,
    entries_of_measured,
    entries_of_proportion,
    entry_of_patient,
    entry_of_test,
)
from il2report.values import Exclusion, NotEstimable, Proportion

FOUR = ("Q1", "Q2", "Q3", "Q4")
LEFT_OUT = (Exclusion("Q2", "LDH not measured"),)
SOURCES = ("patients.ldh",)
SEX, LDH, RATE = Topic("cohort", "sex", "female"), Topic("cohort", "ldh"), Topic("response", "orr")


def told(result: Result) -> tuple[object, ...]:
    return (result.id, result.value, result.unit, result.method.key, result.n)


def test_a_proportion_gives_a_count_and_a_percentage() -> None:
    count, percent = entries_of_proportion(
        "cohort.sex.female",
        Proportion(("Q1", "Q4"), FOUR, LEFT_OUT),
        SEX,
        "Female",
        ("patients.sex",),
    )
    assert ("cohort.sex.female.n", 2, Unit.COUNT, "count", 4) == told(count)
    assert ("cohort.sex.female.percent", 50, Unit.PERCENT, "percent", 4) == told(percent)
    assert ("Female, patients", "Female, percent of patients") == (count.label, percent.label)
    assert [(Statistic.N, SEX), (Statistic.PERCENT, SEX)] == [
        (entry.statistic, entry.topic) for entry in (count, percent)
    ]
    assert (Counted(2, 4), Share(2, 4)) == (count.derivation, percent.derivation)
    for entry in (count, percent):
        assert (("Q1", "Q4"), FOUR, LEFT_OUT) == (entry.patients, entry.denominator, entry.excluded)


def test_a_share_of_nobody_has_no_derivation() -> None:
    count, percent = entries_of_proportion("a", Proportion((), ()), SEX, "Female", ())
    assert (0, Counted(0, 0)) == (count.value, count.derivation)
    assert (NotEstimable("no patient in the denominator"), None) == (
        percent.value,
        percent.derivation,
    )


def test_count_and_percentage_of_worst_grades_lead_to_the_grades_reported() -> None:
    where = (("adverse_events.term", ("fever",)),)
    reported = ReportedGrades(pd.DataFrame(EVENTS), frozenset({"fever"}))
    entries = tuple(
        entries_of_proportion(
            "toxicity.fever.all_grades",
            Proportion(("Q1",), FOUR),
            Topic("toxicity", "fever", "all_grades"),
            "Fever",
            (),
            where=where,
            reported=reported,
        )
    )
    assert [("worst_grade", where)] * 2 == [(entry.method.key, entry.where) for entry in entries]
    graded = GradedCount(("Q1",), reported, 4)
    assert [graded, graded] == [entry.derivation for entry in entries]
    assert ("1", "3") == entries[0].derivation.grades("Q1")  # type: ignore[union-attr]


EVENTS = {
    "patient_id": ["Q1", "Q1", "Q1"],
    "term": ["fever", "fever", "anemia"],
    "grade": [3, 1, 4],
}


def estimate() -> Result:
    return Result(
        id="response.orr.percent",
        derived=Derived(50.0, PERCENT, Share(2, 4)),
        unit=Unit.PERCENT,
        label="Overall response",
        statistic=Statistic.PERCENT,
        topic=RATE,
        n=4,
        patients=("Q1", "Q4"),
        denominator=FOUR,
        sources=("patients.best_response",),
    )


BEYOND = NotEstimable("not reached", not_reached=True)
LOW = BetaQuantile(2, 4, 0.05, 2, 3)
LIMITS = ConfidenceLimits(Derived(6.8, CLOPPER_PEARSON, LOW), Derived(BEYOND, CLOPPER_PEARSON), 90)


def test_limits_take_unit_patients_and_topic_from_their_estimate() -> None:
    low, high = entries_of_limits(estimate(), LIMITS, "response.orr")
    assert ("response.orr.ci_low", 6.8, Unit.PERCENT, "clopper_pearson", 4) == told(low)
    assert ("response.orr.ci_high", BEYOND) == (high.id, high.value)
    assert "Overall response, lower limit of the 90% confidence interval" == low.label
    assert (estimate().patients, estimate().sources) == (high.patients, high.sources)
    assert (LOW, None) == (low.derivation, high.derivation)
    assert [(Statistic.CI_LOW, RATE), (Statistic.CI_HIGH, RATE)] == [
        (limit.statistic, limit.topic) for limit in (low, high)
    ]
    assert ["response.orr.percent"] * 2 == [low.limits_of, high.limits_of]


def test_limits_without_a_prefix_of_their_own_have_that_of_their_estimate() -> None:
    ids = [entry.id for entry in entries_of_limits(estimate(), LIMITS)]
    assert ["response.orr.percent.ci_low", "response.orr.percent.ci_high"] == ids


MEASURED = Measured(("Q1", "Q3"), (200.0, 400.0), LEFT_OUT)


def test_a_measurement_gives_its_n_and_five_statistics() -> None:
    entries = entries_of_measured("cohort.ldh", MEASURED, LDH, "LDH", Unit.NUMBER, SOURCES)
    assert [
        ("cohort.ldh.n", 2, Unit.COUNT, "count", 3),
        ("cohort.ldh.mean", 300.0, Unit.NUMBER, "mean", 2),
        ("cohort.ldh.sd", pytest.approx(math.sqrt(20_000)), Unit.NUMBER, "sd", 2),
        ("cohort.ldh.median", 300.0, Unit.NUMBER, "median", 2),
        ("cohort.ldh.min", 200.0, Unit.NUMBER, "minimum", 2),
        ("cohort.ldh.max", 400.0, Unit.NUMBER, "maximum", 2),
    ] == [told(entry) for entry in entries]


def test_a_measurement_names_who_is_left_out() -> None:
    count, mean, *_ = entries_of_measured("cohort.ldh", MEASURED, LDH, "LDH", Unit.NUMBER, SOURCES)
    assert (("Q1", "Q3"), ("Q1", "Q3", "Q2")) == (count.patients, count.denominator)
    assert (("Q1", "Q3"), LEFT_OUT) == (mean.denominator, mean.excluded)


TABLE = FisherTest(ContingencyTable((1, 1), (0, 1)))


def entry_of_p(p: float | NotEstimable) -> Result:
    outcome = Derived(p, FISHER, None if isinstance(p, NotEstimable) else TABLE)
    return entry_of_test(
        "correlates.ldh.p", outcome, LDH, "LDH", ("Q1", "Q3", "Q4"), LEFT_OUT, SOURCES
    )


def test_a_test_gives_its_p_value_and_its_sample() -> None:
    entry = entry_of_p(0.25)
    assert ("correlates.ldh.p", 0.25, Unit.P_VALUE, "fisher", 3) == told(entry)
    assert (("Q1", "Q3", "Q4"), LEFT_OUT, TABLE) == (
        entry.patients,
        entry.excluded,
        entry.derivation,
    )


@pytest.mark.parametrize("p", [-0.1, 1.000001])
def test_a_p_value_outside_its_range_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="p-value"):
        entry_of_p(p)


@pytest.mark.parametrize("p", [0.0, 0.05, 1.0, NotEstimable("one of the groups is empty")])
def test_a_p_value_within_its_range_or_a_reason_is_accepted(p: float | NotEstimable) -> None:
    assert p == entry_of_p(p).value


def test_a_p_value_has_lost_the_noise_of_its_computation() -> None:
    assert 0.05 == entry_of_p(0.0500000000000001).value
    assert 0.05 == entry_of_p(0.0499999999999999).value


def test_a_recorded_value_is_one_patient_s() -> None:
    where, topic = (("cycles.cycle", (2,)),), Topic("patient", "doses", patient="Q1")
    entry = entry_of_patient(
        "patient.Q1.cycle_2.doses", 6, topic, Unit.COUNT, "Doses", ("cycles.doses",), where=where
    )
    assert ("patient.Q1.cycle_2.doses", 6, Unit.COUNT, "observed", 1) == told(entry)
    assert (("Q1",), ("Q1",), where) == (entry.patients, entry.denominator, entry.where)
    assert Recorded(6) == entry.derivation


@pytest.mark.parametrize(
    ("value", "derivation"), [(1.0, None), (NotEstimable("none"), Counted(1, 1))]
)
def test_a_value_without_a_derivation_or_the_reverse_is_refused(
    value: float | NotEstimable, derivation: Counted | None
) -> None:
    with pytest.raises(ValueError, match="mean"):
        Derived(value, MEAN, derivation)
    assert OBSERVED is Derived(1, OBSERVED, Counted(1, 1)).method
