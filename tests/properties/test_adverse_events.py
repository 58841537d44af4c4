"""What holds for every table of adverse events, whatever grades it has and however it shows them."""

from collections import Counter

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from il2report.analysis.toxicity import ANY_TERM, worst_grades
from il2report.study.codebook import Codebook
from il2report.study.declarations import Toxicity
from il2report.study.grades import ALL_GRADES, grade_scale

PATIENTS = tuple(f"P{n}" for n in range(6))
TERMS = ("fever", "rash", "itch")
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(PATIENTS), st.sampled_from(TERMS), st.sampled_from([None, 1, 2, 3, 4, 5])
    ),
    max_size=25,
)
COLUMNS = st.lists(
    st.sampled_from(["1", "2", "3", "4", "5", "1-2", "3-4", "2-3", "4-5", "1-3", "3+", "any"]),
    min_size=1,
    max_size=4,
    unique=True,
)


def frame(events: list[tuple[str, str, int | None]]) -> pd.DataFrame:
    return pd.DataFrame(events, columns=["patient_id", "term", "grade"])


@given(EVENTS)
def test_a_patient_counts_once_at_the_highest_grade_of_each_term_and_of_any(events) -> None:
    worst = worst_grades(frame(events), PATIENTS)
    for terms in ((term,) for term in (*TERMS, ANY_TERM)):
        highest: dict[str, int] = {}
        for patient, term, grade in events:
            if term in terms or ANY_TERM in terms:
                highest[patient] = max(highest.get(patient, 0), grade or 0)
        expected = Counter(highest.values())
        counted = {rank: worst.within(terms, rank, rank).n for rank in range(6)}
        assert {rank: expected[rank] for rank in range(6)} == counted
        assert sum(counted.values()) == worst.within(terms, 0, 5).n


@given(EVENTS, COLUMNS)
def test_no_event_falls_between_the_columns_of_a_table(events, columns) -> None:
    worst = worst_grades(frame(events), PATIENTS)
    scale = grade_scale(Toxicity(columns=tuple(columns)), Codebook({}))
    printed = scale.printed(worst.occurring())
    spans = [column for column in printed if column.key != ALL_GRADES]
    lowest = min((column.first for column in spans if column.last), default=1)
    is_shown = {rank for column in printed for rank in range(6) if rank in column}
    beyond = {rank for rank in worst.occurring() if rank >= lowest or rank == 0}
    assert is_shown >= beyond or set(columns) == {"any"}
    assert len({column.key for column in printed}) == len(printed)
