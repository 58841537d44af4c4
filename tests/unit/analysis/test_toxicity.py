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
EACH = [(grade, grade) for grade in range(1, 6)]
NOBODY = worst_grades(EVENTS.iloc[:0], FOUR)


def test_a_patient_counts_once_for_each_term_at_the_highest_grade() -> None:
    expected = {"hypotension": [3, -1, -1, 3], "fever": [1, -1, 4, -1], ANY_TERM: [3, -1, 4, 3]}
    assert expected == {term: grades.tolist() for term, grades in WORST.by_term.items()}


def test_without_events_nobody_has_any() -> None:
    assert {ANY_TERM: [-1, -1, -1, -1]} == {
        t: grades.tolist() for t, grades in NOBODY.by_term.items()
    }
    assert () == NOBODY.within((ANY_TERM,), 0, 5).having


def test_the_share_at_a_grade_is_of_the_whole_cohort_in_its_order() -> None:
    at_three = WORST.within(("hypotension",), 3, 3)
    assert (("Q1", "Q4"), FOUR) == (at_three.having, at_three.of)
    assert () == WORST.within(("hypotension",), 2, 2).having


def test_the_share_at_any_grade_counts_each_patient_once() -> None:
    assert ("Q1", "Q3") == WORST.within(("fever",), 0, 5).having


def test_a_term_that_did_not_occur_has_nobody() -> None:
    assert () == WORST.within(("anuria",), 3, 3).having
    assert () == WORST.within(("anuria",), 0, 5).having
    assert GradeCounts("anuria", (0, 0, 0, 0, 0)) == WORST.counts("anuria", EACH)


@pytest.mark.parametrize(
    ("term", "expected"),
    [("hypotension", (0, 0, 2, 0, 0)), ("fever", (1, 0, 0, 1, 0)), ("any", (0, 0, 2, 1, 0))],
)
def test_patients_are_counted_by_worst_grade(term: str, expected: tuple[int, ...]) -> None:
    assert expected == WORST.counts(term, EACH).by_grade


UNGRADED = pd.DataFrame(
    [("Q1", "fever", None), ("Q2", "fever", None), ("Q2", "fever", 2), ("Q3", "anuria", 4)],
    columns=["patient_id", "term", "grade"],
)


def test_an_event_without_a_grade_counts_at_any_grade_and_below_every_graded_one() -> None:
    worst = worst_grades(UNGRADED, FOUR)
    assert ("Q1", "Q2") == worst.within(("fever",), 0, 5).having
    assert (("Q1",), ("Q2",)) == (
        worst.within(("fever",), 0, 0).having,
        worst.within(("fever",), 1, 5).having,
    )
    assert (1, 0, 1, 0, 0, 0) == worst.counts("fever", [(0, 0), *EACH]).by_grade
    assert {"Q1": ("",), "Q2": ("", "2")} == dict(worst.reported(("fever",)).by_patient)


def test_several_terms_count_a_patient_once_at_the_highest_grade_of_any_of_them() -> None:
    assert ("Q1", "Q3", "Q4") == WORST.within(("fever", "hypotension"), 1, 5).having
    assert ("Q1", "Q4") == WORST.within(("fever", "hypotension"), 3, 3).having
    assert ("Q3",) == WORST.within(("fever", "hypotension"), 4, 5).having


def test_events_of_patients_who_do_not_count_are_left_out() -> None:
    worst = worst_grades(EVENTS, ("Q1", "Q2"))
    assert {"hypotension": [3, -1], "fever": [1, -1], ANY_TERM: [3, -1]} == {
        term: ranks.tolist() for term, ranks in worst.by_term.items()
    }


def test_some_of_the_patients_keep_their_grades_in_their_order() -> None:
    few = WORST.among(("Q4", "Q3"))
    assert (("Q4",), ("Q4", "Q3")) == (few.within(("hypotension",), 3, 3).having, few.of)


def test_grades_may_be_words_in_the_order_of_the_codebook() -> None:
    events = pd.DataFrame(
        [("Q1", "fever", "mild"), ("Q1", "fever", "severe"), ("Q2", "fever", "moderate")],
        columns=["patient_id", "term", "grade"],
    )
    worst = worst_grades(events, FOUR, ("mild", "moderate", "severe"))
    assert ("Q1",) == worst.within(("fever",), 3, 3).having
    assert ("mild", "severe") == worst.reported(("fever",)).by_patient["Q1"]
