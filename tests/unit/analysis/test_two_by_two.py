"""Other tests of a two-by-two table, on one whose tables can be counted."""

import pytest

from il2report.analysis.two_by_two import (
    chi_square,
    chi_square_yates,
    fisher_doubled,
    fisher_mid_p,
    fisher_one_sided,
)
from il2report.values import NotEstimable

# Of four patients two have the feature; the six tables with both margins 2 and 2 are 1, 4 and 1.
BOTH_IN_ONE = (2, 0), (0, 2)
ONE_EACH = (1, 1), (1, 1)


def test_one_side_is_the_smaller_tail() -> None:
    assert pytest.approx(1 / 6) == fisher_one_sided(*BOTH_IN_ONE)
    assert pytest.approx(5 / 6) == fisher_one_sided(*ONE_EACH)


def test_twice_one_side_stops_at_one() -> None:
    assert pytest.approx(2 / 6) == fisher_doubled(*BOTH_IN_ONE)
    assert fisher_doubled(*ONE_EACH) == 1.0


def test_mid_p_takes_half_of_the_tables_as_likely() -> None:
    assert pytest.approx(1 / 6) == fisher_mid_p(*BOTH_IN_ONE)
    assert pytest.approx(4 / 6) == fisher_mid_p(*ONE_EACH)


def test_chi_square_of_four_patients() -> None:
    assert pytest.approx(0.0455003) == chi_square(*BOTH_IN_ONE)  # chi-square 4
    assert pytest.approx(0.3173105) == chi_square_yates(*BOTH_IN_ONE)  # chi-square 1
    assert pytest.approx(1.0) == chi_square_yates(*ONE_EACH)


@pytest.mark.parametrize(
    "test", [chi_square, chi_square_yates, fisher_doubled, fisher_mid_p, fisher_one_sided]
)
def test_an_empty_margin_gives_no_p(test) -> None:
    assert NotEstimable("one of the margins is empty") == test((0, 2), (0, 3))
