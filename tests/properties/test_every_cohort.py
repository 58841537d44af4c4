"""What holds of the results of every valid cohort, however its patients fare."""

import math
import tempfile
from pathlib import Path

import pytest
from drawn_studies import (
    DrawnStudy,
    cohorts,
    every_study,
    few_studies,
    shuffled,
    some_studies,
    studies,
    study_of,
)
from hypothesis import given
from hypothesis import strategies as st
from make_cohorts import Tables as Rows
from make_cohorts import write_study

from il2report.analysis.methods import COUNT, WORST_GRADE
from il2report.results import Catalogue, Result, Unit, compute_results
from il2report.results.curves import endpoint_curve
from il2report.results.ledger import Ledger
from il2report.study import inspect_study
from il2report.values import NotEstimable

GRADES = tuple(f"grade_{grade}" for grade in range(1, 6))
GROUPS = ("benefit", "no_benefit")


def count(catalogue: Catalogue, result_id: str) -> int:
    value = catalogue[result_id].value
    assert isinstance(value, int)
    return value


def values(catalogue: Catalogue) -> dict[str, object]:
    return {result_id: result.value for result_id, result in catalogue.items()}


def stems(catalogue: Catalogue, suffix: str) -> list[str]:
    """The ids that end in a suffix, without it."""
    return [key.removesuffix(suffix) for key in catalogue if key.endswith(suffix)]


@some_studies
@given(cohorts())
def test_a_drawn_cohort_is_one_that_the_program_accepts(rows: Rows) -> None:
    with tempfile.TemporaryDirectory() as folder:
        findings = inspect_study(write_study(Path(folder) / "study", rows)).findings
        assert set() == {finding.code for finding in findings} - {
            "death-without-progression",
            "tables-only",
        }


# Counts add up


@every_study
@given(studies())
def test_categories_that_part_the_cohort_add_up_to_everybody(study: DrawnStudy) -> None:
    catalogue, everybody = study.catalogue, len(study.patients)
    for stem, parts in (
        ("response", ("cr", "pr", "mr", "sd", "pd", "ne")),
        ("cohort.sex", ("male", "female")),
        ("cohort.ecog", ("0", "1", "2", "3", "4")),
    ):
        assert everybody == sum(count(catalogue, f"{stem}.{part}.n") for part in parts)
    assert everybody == count(catalogue, "cohort.n")
    progressed, censored = (
        count(catalogue, f"progression.{kind}") for kind in ("events", "censored")
    )
    assert everybody == progressed + censored


@every_study
@given(studies())
def test_a_pooled_rate_is_the_sum_of_its_categories(study: DrawnStudy) -> None:
    catalogue = study.catalogue
    for rate, parts in (
        ("orr_recist", ("cr", "pr")),
        ("orr", ("cr", "pr", "mr")),
        ("benefit", ("cr", "pr", "mr", "sd")),
    ):
        pooled = sum(count(catalogue, f"response.{part}.n") for part in parts)
        assert pooled == count(catalogue, f"response.{rate}.n")


@every_study
@given(studies())
def test_who_is_measured_and_who_is_left_out_are_everybody(study: DrawnStudy) -> None:
    for measure in ("age", "ldh"):
        result = study.catalogue[f"cohort.{measure}.n"]
        assert len(study.patients) == count(study.catalogue, result.id) + len(result.excluded)
        in_groups = [count(study.catalogue, f"correlates.{measure}.{group}.n") for group in GROUPS]
        assert result.value == sum(in_groups)
        assert result.value == study.catalogue[f"correlates.{measure}.p"].n


@every_study
@given(studies())
def test_worst_grades_count_each_patient_once(study: DrawnStudy) -> None:
    catalogue = study.catalogue
    for term in stems(catalogue, ".all_grades.n"):
        by_grade = [catalogue[f"{term}.{grade}.n"] for grade in GRADES]
        patients = [patient for result in by_grade for patient in result.patients]
        assert len(patients) == len(set(patients))
        assert set(patients) == set(catalogue[f"{term}.all_grades.n"].patients)
        assert len(patients) == count(catalogue, f"{term}.all_grades.n")


@every_study
@given(studies())
def test_any_adverse_event_is_at_least_as_frequent_as_each_and_never_milder(
    study: DrawnStudy,
) -> None:
    catalogue = study.catalogue
    for term in stems(catalogue, ".all_grades.n"):
        for milder in range(5):
            at_least = GRADES[milder:]
            of_term = {p for g in at_least for p in catalogue[f"{term}.{g}.n"].patients}
            of_any = {p for g in at_least for p in catalogue[f"toxicity.any.{g}.n"].patients}
            assert of_term <= of_any


@every_study
@given(studies())
def test_the_counts_are_those_of_the_rows(study: DrawnStudy) -> None:
    catalogue, rows = study.catalogue, study.rows
    assert len({row["patient_id"] for row in rows["adverse_events"]}) == count(
        catalogue, "toxicity.any.all_grades.n"
    )
    assert len({row["patient_id"] for row in rows["prior_therapies"]}) == count(
        catalogue, "cohort.prior_any.n"
    )
    for stem in stems(catalogue, ".n"):
        if stem.startswith("cohort.site.") and not stem.endswith(".other"):
            having = [row for row in rows["metastases"] if row["site"] == stem.split(".")[-1]]
            assert len(having) == count(catalogue, f"{stem}.n")
    doses = [int(row["doses"]) for row in rows["cycles"]]
    assert pytest.approx(sum(doses) / len(doses)) == catalogue["dosing.doses.mean"].value


@every_study
@given(studies())
def test_fewer_patients_receive_each_further_cycle(study: DrawnStudy) -> None:
    most = count(study.catalogue, "dosing.cycles_max")
    received = [count(study.catalogue, f"dosing.cycle_{k}.n") for k in range(1, most + 1)]
    assert sorted(received, reverse=True) == received
    assert (len(study.patients), True) == (received[0], received[-1] > 0)
    assert f"dosing.cycle_{most + 1}.n" not in study.catalogue


# Estimates and their intervals


@every_study
@given(studies())
def test_every_interval_holds_its_estimate(study: DrawnStudy) -> None:
    catalogue = study.catalogue
    prefixes = stems(catalogue, ".ci_low")
    assert {"response.orr", "progression.median", "progression.at_6_months"} <= set(prefixes)
    for prefix in prefixes:
        estimate = catalogue[prefix if prefix in catalogue else f"{prefix}.percent"]
        low, high = catalogue[f"{prefix}.ci_low"], catalogue[f"{prefix}.ci_high"]
        known = [r.value for r in (low, estimate, high) if not isinstance(r.value, NotEstimable)]
        assert sorted(known) == known
        assert {estimate.unit} == {low.unit, high.unit}
        assert estimate.is_estimable or not (low.is_estimable and high.is_estimable)


@every_study
@given(studies())
def test_the_curve_never_rises_and_its_risk_table_adds_up(study: DrawnStudy) -> None:
    results, everybody = study.results, len(study.patients)
    times = results.declared.times["progression"]
    drawn = endpoint_curve(results.declared, results.declared.declarations.endpoints["progression"])
    steps = times.curve(95).steps
    survival = [step.survival for step in steps]
    assert sorted(survival, reverse=True) == survival
    assert {everybody} == {c.at_risk + c.censored + c.events for c in drawn.risk_table}
    assert everybody == drawn.risk_table[0].at_risk
    assert drawn.risk_table[-1].time >= max(times.months)
    events = sum(step.events for step in steps)
    assert events == count(study.catalogue, "progression.events")


@every_study
@given(studies())
def test_free_of_progression_at_twelve_months_are_no_more_than_at_six(study: DrawnStudy) -> None:
    six, twelve = (study.catalogue[f"progression.at_{months}_months"].value for months in (6, 12))
    assert isinstance(twelve, NotEstimable) or twelve <= six  # type: ignore[operator]


# Every result


@every_study
@given(studies())
def test_a_value_is_finite_and_on_its_scale_or_there_is_a_reason(study: DrawnStudy) -> None:
    for result in study.catalogue.values():
        value = result.value
        if isinstance(value, NotEstimable):
            assert value.reason
        else:
            assert type(value) in {int, float}
            assert 0 <= value < math.inf
            assert value <= scale_of(result)


def scale_of(result: Result) -> float:
    """The highest value that a unit can have."""
    ends = {Unit.PERCENT: 100, Unit.P_VALUE: 1, Unit.FLAG: 1, Unit.GRADE: 5}
    return ends.get(result.unit, math.inf)


@every_study
@given(studies())
def test_a_percentage_is_its_count_over_its_denominator(study: DrawnStudy) -> None:
    catalogue = study.catalogue
    prefixes = [stem for stem in stems(catalogue, ".percent") if f"{stem}.n" in catalogue]
    assert prefixes
    for prefix in prefixes:
        counted, percent = catalogue[f"{prefix}.n"], catalogue[f"{prefix}.percent"]
        assert (counted.patients, counted.denominator) == (percent.patients, percent.denominator)
        if percent.is_estimable:
            assert 100 * count(catalogue, counted.id) / percent.n == percent.value
        else:
            assert 0 == percent.n


@every_study
@given(studies())
def test_nobody_is_counted_who_is_not_in_the_denominator(study: DrawnStudy) -> None:
    everybody = set(study.patients)
    for result in study.catalogue.values():
        assert len(result.denominator) == len(set(result.denominator)) == result.n
        assert len(result.patients) == len(set(result.patients))
        assert set(result.patients) <= set(result.denominator) <= everybody
        assert not {out.patient_id for out in result.excluded} & set(result.patients)


@every_study
@given(studies())
def test_a_count_of_patients_is_as_large_as_their_list(study: DrawnStudy) -> None:
    for result in study.catalogue.values():
        if result.method in {COUNT, WORST_GRADE} and result.unit is Unit.COUNT:
            assert len(result.patients) == result.value


@every_study
@given(studies())
def test_every_result_names_its_method_its_label_and_its_columns(study: DrawnStudy) -> None:
    for result_id, result in study.catalogue.items():
        assert result_id == result.id
        assert result.method.name
        assert result.label
        assert result.sources


@few_studies
@given(studies())
def test_every_result_leads_to_cells_that_stand_in_the_files(study: DrawnStudy) -> None:
    ledger = Ledger(study.study)
    for result in study.catalogue.values():
        for cell in ledger.cells(result):
            table = cell.file.removeprefix("data/").removesuffix(".csv")
            row = study.rows[table][cell.row - 2]  # the first row is the header
            assert (row["patient_id"], row[cell.column]) == (cell.patient_id, cell.content)


# The order of rows


@every_study
@given(studies(), st.integers(0, 999))
def test_the_order_of_rows_does_not_matter_where_it_means_nothing(
    study: DrawnStudy, seed: int
) -> None:
    rows = shuffled(study.rows, seed, patients_too=False)
    assert study.catalogue == compute_results(study_of(rows)).catalogue


@every_study
@given(studies(), st.integers(0, 999))
def test_the_order_of_patients_orders_lists_and_changes_no_value(
    study: DrawnStudy, seed: int
) -> None:
    rows = shuffled(study.rows, seed, patients_too=True)
    other = compute_results(study_of(rows)).catalogue
    assert list(study.catalogue) == list(other)
    for result_id, result in study.catalogue.items():
        assert set(result.patients) == set(other[result_id].patients)
        if result.is_estimable:
            assert pytest.approx(result.value, rel=1e-9) == other[result_id].value
        else:
            assert result.value == other[result_id].value


@every_study
@given(studies())
def test_the_same_study_gives_the_same_results(study: DrawnStudy) -> None:
    assert values(study.catalogue) == values(compute_results(study.study).catalogue)
    assert study.results == compute_results(study.study)
