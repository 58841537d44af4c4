"""Ratios beside their limits and p, by hand and inside, on and outside the bounds of rounding."""

from fractions import Fraction

import pytest

from il2report.audit.checks.ratios import (
    PrintedInterval,
    centers_of_difference,
    centers_of_ratio,
    disagrees_with_p,
    is_centered,
    p_is_reproduced,
    p_of_difference,
    p_of_ratio,
)
from il2report.audit.printed import Rounding, printed_number


def printed(text):
    number = printed_number(text)
    assert number
    return number.bounds(Rounding.HALF)


def interval(estimate, low, high):
    return PrintedInterval(printed(estimate), printed(low), printed(high))


@pytest.mark.parametrize(
    ("estimate", "is_true"),
    # the square root of 0.45 x 0.89 is 0.633, between 0.628 and 0.638 as the limits are rounded
    [("0.62", False), ("0.63", True), ("0.64", True), ("0.65", False), ("0.627", False)],
)
def test_a_ratio_is_the_geometric_mean_of_its_limits(estimate, is_true):
    of = interval(estimate, "0.45", "0.89")
    assert is_true is is_centered(of, centers_of_ratio(of))


def test_limits_that_may_be_zero_have_no_geometric_mean():
    assert centers_of_ratio(interval("0.5", "0.0", "2.1")) is None
    assert p_of_ratio(interval("0.5", "0.0", "2.1")) is None


@pytest.mark.parametrize(("estimate", "is_true"), [("1.9", True), ("2.0", True), ("2.2", False)])
def test_a_difference_is_the_middle_of_its_limits(estimate, is_true):
    of = interval(estimate, "0.4", "3.6")
    assert is_true is is_centered(of, centers_of_difference(of))


@pytest.mark.parametrize(
    ("p", "is_true"),
    # BMJ 2011;343:d2304: an estimate of 0.81 with limits 0.70 and 0.94 has p = 0.005
    [("0.005", True), ("0.003", True), ("0.21", False), ("0.0001", False)],
)
def test_the_p_of_a_ratio_and_its_limits(p, is_true):
    given = p_of_ratio(interval("0.81", "0.70", "0.94"))
    assert is_true is p_is_reproduced(printed(p), given)


def test_the_p_of_a_difference_and_its_limits():
    # z = 2 / (3.92 / 3.92) = 2, p = 0.0455
    given = p_of_difference(interval("2.000", "0.040", "3.960"))
    assert given is not None
    assert given.low < Fraction("0.0455") < given.high
    assert given.high - given.low < 0.002


@pytest.mark.parametrize(
    ("low", "high", "p", "is_true"),
    [
        ("0.45", "0.89", "0.21", True),
        ("0.45", "0.89", "0.04", False),
        ("0.45", "1.00", "0.21", False),  # a limit that may be 1
        ("0.45", "1.10", "0.04", True),
        ("0.45", "1.10", "0.05", False),
    ],
)
def test_an_interval_without_one_has_a_small_p(low, high, p, is_true):
    assert is_true is disagrees_with_p(interval("0.68", low, high), printed(p), 1)
