"""Tests of counts: what they leave out, and where they say that there is nothing to compare."""

import pytest

from il2report.analysis.contingency import TOO_LARGE, chi_square_test, fisher_exact_test
from il2report.analysis.derivations.tests import ChiSquare, ExactTable
from il2report.analysis.inference import EMPTY_GROUP, ONE_VALUE, fisher_exact


def test_a_group_without_patients_adds_no_degree_of_freedom() -> None:
    with_empty = chi_square_test([[5, 9], [0, 0], [8, 3]])
    assert with_empty == chi_square_test([[5, 9], [8, 3]])
    assert isinstance(with_empty.derivation, ChiSquare)
    assert with_empty.derivation.degrees_of_freedom == 1


def test_a_level_that_no_patient_has_adds_no_degree_of_freedom() -> None:
    assert fisher_exact_test([[5, 0, 9], [8, 0, 3]]) == fisher_exact((5, 9), (8, 3))


@pytest.mark.parametrize("test", [chi_square_test, fisher_exact_test])
def test_one_group_or_one_level_is_a_reason(test: object) -> None:
    assert callable(test)
    assert test([[5, 9], [0, 0]]).value == EMPTY_GROUP
    assert test([[5, 0], [8, 0]]).value == ONE_VALUE


def test_yates_corrects_a_table_of_two_by_two_only() -> None:
    larger = [[5, 9, 2], [8, 3, 4]]
    assert chi_square_test(larger, yates=True).method.key == "chi_square"
    assert chi_square_test([[5, 9], [8, 3]], yates=True).method.key == "chi_square_yates"


def test_the_exact_p_value_is_the_share_of_tables_no_likelier() -> None:
    # Rows 1, 1 and 1 in three columns of 1: six tables, all equally likely.
    found = fisher_exact_test([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert found.value == 1
    assert found.derivation == ExactTable(((1, 0, 0), (0, 1, 0), (0, 0, 1)), 6, 6)


def test_an_exact_p_value_does_not_depend_on_the_order_of_groups_or_levels() -> None:
    table = [[7, 2, 1], [3, 4, 6], [1, 8, 2]]
    turned = [list(column) for column in zip(*reversed(table), strict=True)]
    assert fisher_exact_test(turned).value == fisher_exact_test(table).value


def test_a_table_too_large_for_the_exact_test_is_a_reason() -> None:
    assert fisher_exact_test([[50, 60, 70], [80, 40, 60], [20, 30, 90]]).value == TOO_LARGE
