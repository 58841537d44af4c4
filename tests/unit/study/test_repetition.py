"""A mistake that many rows share is told once, with word of the other rows."""

import pytest

from il2report.errors import Finding, Place
from il2report.study import inspect_study
from il2report.study.repetition import alike, shared

FIRST = Finding("unknown-code", Place("data/x.csv", 2, "term"), "there is no code 'x'")


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([], ""),
        ([7], ". Row 7 has it too"),
        ([7, 9], ". Rows 7 and 9 have it too"),
        ([7, 9, 11, 12], ". Rows 7, 9, 11 and 12 have it too"),
        (list(range(7, 507)), ". Rows 7, 8, 9 and 497 more have it too"),
    ],
)
def test_further_rows_are_named_up_to_a_few_and_counted_beyond(others, told):
    assert f"there is no code 'x'{told}" == shared(FIRST, others).message


def test_blank_cells_are_told_one_by_one_and_equal_texts_together():
    cells = [(2, "x"), (3, ""), (4, "x"), (5, "y"), (6, "")]
    assert [("x", [2, 4]), ("", [3]), ("y", [5]), ("", [6])] == list(alike(cells))


def test_five_hundred_rows_with_one_unknown_code_are_one_finding(small_study):
    header = "patient_id,cycle,term,grade\n"
    folder = small_study(adverse_events=(header + "A1,1,fevr,1\n" * 500).encode())
    [finding] = inspect_study(folder).findings
    assert 2 == finding.place.row
    assert finding.message == (
        "codebook.csv has no code 'fevr' for this column. Did you mean fever?"
        " Rows 3, 4, 5 and 496 more have it too"
    )
