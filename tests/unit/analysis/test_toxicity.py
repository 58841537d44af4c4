"""Adverse events by worst grade, on four patients."""

import pandas as pd
import pytest

from il2report.analysis.toxicity import (
    ANY_TERM,
    GRADES,
    at_any_grade,
    at_grade,
    grade_counts,
    patients_by_grade,
    worst_grades,
)
from il2report.values import GradeCounts

FOUR = ("Q1", "Q2", "Q3", "Q4")
EVENTS = pd.DataFrame(
    [
        ("Q1", "hypotension", 2),
        ("Q1", "hypotension", 3),
        ("Q1", "hypotension", 1),
        ("Q1", "fever", 1),
        ("Q3", "fever", 4),
        ("Q4", "hypotension", 3),
    ],
    columns=["patient_id", "term", "grade"],
)
NO_EVENTS = EVENTS.iloc[:0]


def sorted_out(**grades: set[str]) -> dict[int, set[str]]:
    return {grade: grades.get(f"grade_{grade}", set()) for grade in GRADES}


def test_a_patient_counts_once_for_each_term_at_the_highest_grade() -> None:
    worst = {key: int(grade) for key, grade in dict(worst_grades(EVENTS)).items()}
    expected = {
        ("Q1", "hypotension"): 3,
        ("Q1", "fever"): 1,
        ("Q3", "fever"): 4,
        ("Q4", "hypotension"): 3,
    }
    assert expected == worst


def test_any_event_is_the_worst_of_all_terms() -> None:
    expected = {
        "hypotension": sorted_out(grade_3={"Q1", "Q4"}),
        "fever": sorted_out(grade_1={"Q1"}, grade_4={"Q3"}),
        ANY_TERM: sorted_out(grade_3={"Q1", "Q4"}, grade_4={"Q3"}),
    }
    assert expected == patients_by_grade(EVENTS)


def test_without_events_nobody_has_any() -> None:
    assert {} == dict(worst_grades(NO_EVENTS))
    assert {ANY_TERM: sorted_out()} == patients_by_grade(NO_EVENTS)


def test_the_share_at_a_grade_is_of_the_whole_cohort() -> None:
    hypotension = patients_by_grade(EVENTS)["hypotension"]
    at_three = at_grade(hypotension, 3, FOUR)
    assert (("Q1", "Q4"), FOUR) == (at_three.having, at_three.of)
    assert () == at_grade(hypotension, 2, FOUR).having


def test_the_share_at_any_grade_counts_each_patient_once() -> None:
    assert ("Q1", "Q3") == at_any_grade(patients_by_grade(EVENTS)["fever"], FOUR).having


def test_a_term_that_did_not_occur_has_nobody() -> None:
    assert () == at_grade({}, 3, FOUR).having
    assert () == at_any_grade({}, FOUR).having
    assert GradeCounts("anuria", (0, 0, 0, 0, 0)) == grade_counts("anuria", {})


@pytest.mark.parametrize(
    ("term", "expected"),
    [("hypotension", (0, 0, 2, 0, 0)), ("fever", (1, 0, 0, 1, 0)), ("any", (0, 0, 2, 1, 0))],
)
def test_patients_are_counted_by_worst_grade(term: str, expected: tuple[int, ...]) -> None:
    assert expected == grade_counts(term, patients_by_grade(EVENTS)[term]).by_grade
