"""From value objects to results: what is handed on, and under which id."""

from il2report.results import Result, Unit
from il2report.results.entries import (
    entries_of_interval,
    entries_of_proportion,
    entries_of_summary,
    entry_of_patient,
    entry_of_test,
)
from il2report.values import (
    Exclusion,
    Interval,
    NotEstimable,
    Proportion,
    Summary,
    TestOutcome,
)

FOUR = ("Q1", "Q2", "Q3", "Q4")
LEFT_OUT = (Exclusion("Q2", "LDH not measured"),)
SOURCES = ("patients.ldh",)


def told(result: Result) -> tuple[object, ...]:
    return (result.id, result.value, result.unit, result.method, result.n)


def test_a_proportion_gives_a_count_and_a_percentage() -> None:
    count, percent = entries_of_proportion(
        "cohort.sex.female", Proportion(("Q1", "Q4"), FOUR, LEFT_OUT), "Female", ("patients.sex",)
    )
    assert ("cohort.sex.female.n", 2, Unit.COUNT, "count", 4) == told(count)
    assert ("cohort.sex.female.percent", 50, Unit.PERCENT, "percent", 4) == told(percent)
    assert ("Female, patients", "Female, percent of patients") == (count.label, percent.label)
    for entry in (count, percent):
        assert (("Q1", "Q4"), FOUR, LEFT_OUT) == (entry.patients, entry.denominator, entry.excluded)


def test_a_method_other_than_counting_holds_for_the_percentage_too() -> None:
    where = (("adverse_events.term", ("fever",)),)
    entries = entries_of_proportion(
        "toxicity.fever.all_grades", Proportion((), FOUR), "Fever", (), "worst_grade", where
    )
    assert [("worst_grade", where)] * 2 == [(entry.method, entry.where) for entry in entries]


def test_an_interval_takes_unit_and_patients_from_its_estimate() -> None:
    estimate = Result(
        id="response.orr.percent",
        value=50.0,
        unit=Unit.PERCENT,
        label="Overall response",
        method="percent",
        n=4,
        patients=("Q1", "Q4"),
        denominator=FOUR,
        sources=("patients.best_response",),
    )
    beyond = NotEstimable("not reached", not_reached=True)
    low, high = entries_of_interval(
        estimate, Interval(6.8, beyond, 90), "clopper_pearson", "response.orr"
    )
    assert ("response.orr.ci_low", 6.8, Unit.PERCENT, "clopper_pearson", 4) == told(low)
    assert ("response.orr.ci_high", beyond) == (high.id, high.value)
    assert "Overall response, lower limit of the 90% confidence interval" == low.label
    assert (estimate.patients, estimate.sources) == (high.patients, high.sources)


def test_an_interval_without_a_prefix_of_its_own_stands_under_its_estimate() -> None:
    estimate = Result(
        id="progression.median", value=5.0, unit=Unit.MONTHS, label="Median", method="x", n=4
    )
    ids = [entry.id for entry in entries_of_interval(estimate, Interval(1.0, 9.0), "x")]
    assert ["progression.median.ci_low", "progression.median.ci_high"] == ids


SUMMARY = Summary(("Q1", "Q3"), LEFT_OUT, 300.0, 141.4, 300.0, 200.0, 400.0)


def test_a_summary_gives_its_n_and_five_statistics() -> None:
    entries = entries_of_summary("cohort.ldh", SUMMARY, "LDH", Unit.U_PER_L, SOURCES)
    assert [
        ("cohort.ldh.n", 2, Unit.COUNT, "count", 3),
        ("cohort.ldh.mean", 300.0, Unit.U_PER_L, "mean", 2),
        ("cohort.ldh.sd", 141.4, Unit.U_PER_L, "sd", 2),
        ("cohort.ldh.median", 300.0, Unit.U_PER_L, "median", 2),
        ("cohort.ldh.min", 200.0, Unit.U_PER_L, "minimum", 2),
        ("cohort.ldh.max", 400.0, Unit.U_PER_L, "maximum", 2),
    ] == [told(entry) for entry in entries]


def test_a_summary_names_who_is_left_out() -> None:
    count, mean = entries_of_summary(
        "cohort.ldh", SUMMARY, "LDH", Unit.U_PER_L, SOURCES, statistics=("mean",)
    )
    assert (("Q1", "Q3"), ("Q1", "Q3", "Q2")) == (count.patients, count.denominator)
    assert (("Q1", "Q3"), LEFT_OUT) == (mean.denominator, mean.excluded)


def test_a_test_gives_its_p_value_and_its_sample() -> None:
    outcome = TestOutcome(0.25, ("Q1", "Q3", "Q4"), LEFT_OUT)
    entry = entry_of_test("correlates.ldh.p", outcome, "LDH", "student", SOURCES)
    assert ("correlates.ldh.p", 0.25, Unit.P_VALUE, "student", 3) == told(entry)
    assert (outcome.patients, LEFT_OUT) == (entry.patients, entry.excluded)


def test_a_recorded_value_is_one_patient_s() -> None:
    where = (("cycles.cycle", (2,)),)
    entry = entry_of_patient(
        "patient.Q1.cycle_2.doses", 6, Unit.COUNT, "Doses", "Q1", ("cycles.doses",), where
    )
    assert ("patient.Q1.cycle_2.doses", 6, Unit.COUNT, "observed", 1) == told(entry)
    assert (("Q1",), ("Q1",), where) == (entry.patients, entry.denominator, entry.where)
