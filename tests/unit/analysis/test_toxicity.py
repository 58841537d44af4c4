"""Adverse events by worst grade, on four patients."""

import pandas as pd
import pytest

from il2report.analysis.toxicity import ANY_TERM, worst_grades
from il2report.values import GradeCounts

FOUR = ("Q1", "Q2", "Q3", "Q4")
EVENTS = pd.DataFrame(
    [
        ("Q4", "hypotension", 3),
        ("Q1", "hypotension", 2),
        ("Q1", "hypotension", 3),
        ("Q1", "hypotension", 1),
        ("Q1", "fever", 1),
        ("Q3", "fever", 4),
    ],
    columns=["patient_id", "term", "grade"],
)
WORST = worst_grades(EVENTS, FOUR)
NOBODY = worst_grades(EVENTS.iloc[:0], FOUR)


def test_a_patient_counts_once_for_each_term_at_the_highest_grade() -> None:
    expected = {"hypotension": [3, 0, 0, 3], "fever": [1, 0, 4, 0], ANY_TERM: [3, 0, 4, 3]}
    assert expected == {term: grades.tolist() for term, grades in WORST.by_term.items()}


def test_without_events_nobody_has_any() -> None:
    assert {ANY_TERM: [0, 0, 0, 0]} == {t: grades.tolist() for t, grades in NOBODY.by_term.items()}
    assert () == NOBODY.at_any(ANY_TERM).having


def test_the_share_at_a_grade_is_of_the_whole_cohort_in_its_order() -> None:
    at_three = WORST.at("hypotension", 3)
    assert (("Q1", "Q4"), FOUR) == (at_three.having, at_three.of)
    assert () == WORST.at("hypotension", 2).having


def test_the_share_at_any_grade_counts_each_patient_once() -> None:
    assert ("Q1", "Q3") == WORST.at_any("fever").having


def test_a_term_that_did_not_occur_has_nobody() -> None:
    assert () == WORST.at("anuria", 3).having
    assert () == WORST.at_any("anuria").having
    assert GradeCounts("anuria", (0, 0, 0, 0, 0)) == WORST.counts("anuria")


@pytest.mark.parametrize(
    ("term", "expected"),
    [("hypotension", (0, 0, 2, 0, 0)), ("fever", (1, 0, 0, 1, 0)), ("any", (0, 0, 2, 1, 0))],
)
def test_patients_are_counted_by_worst_grade(term: str, expected: tuple[int, ...]) -> None:
    assert expected == WORST.counts(term).by_grade
