"""A mistake that many rows share is told once, with word of the other rows."""

from dataclasses import replace

import pytest

from il2report.errors import Finding, Place, Severity
from il2report.study import inspect_study
from il2report.study.findings import alike, condensed, shared

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
        " It has hypotension, fever. Rows 3, 4, 5 and 496 more have it too"
    )


def numbered(*rows, code="bad-date", column="entry_date"):
    return [Finding(code, Place("data/patients.csv", row, column), f"{row} is bad") for row in rows]


def test_up_to_ten_findings_of_one_kind_in_one_column_stay_as_they_are():
    few = [*numbered(*range(2, 12)), *numbered(*range(2, 12), column="age")]
    assert tuple(few) == condensed(few)


def test_more_than_ten_of_one_kind_in_one_column_are_one_that_names_the_rows():
    (one,) = condensed(numbered(*range(2, 10), 12, 14, 15))
    assert 2 == one.place.row
    assert (
        "2 is bad. 10 further cells of the column are wrong: rows 3 to 9, 12 and 14 to 15"
        == one.message
    )


def test_a_notice_on_many_rows_calls_no_cell_wrong():
    (one,) = condensed(
        replace(each, severity=Severity.NOTICE) for each in numbered(*range(2, 13), 15)
    )
    assert "2 is bad. The same applies to 11 further rows: 3 to 12 and 15" == one.message


def test_other_kinds_and_codes_of_their_own_stay_apart():
    others = [*numbered(*range(2, 7)), *numbered(*range(2, 8), code="bad-number")]
    codes = numbered(*range(2, 40), code="unknown-code")
    assert (*others, *codes) == condensed([*others, *codes])
