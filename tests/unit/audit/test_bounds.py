"""Exact intervals, their open ends included."""

import math
from fractions import Fraction

import pytest

from il2report.audit.bounds import EVERYTHING, Bounds, at_least, exactly

HALF_OPEN = Bounds(Fraction(1), Fraction(2), high_open=True)


def test_an_open_end_does_not_belong():
    assert (True, False) == (1 in HALF_OPEN, 2 in HALF_OPEN)
    assert (False, True) == (1 in -Bounds(-2, -1, high_open=True), 2 in at_least(2))


def test_intervals_that_touch_at_an_open_end_have_nothing_in_common():
    assert not HALF_OPEN.meets(exactly(2))
    assert HALF_OPEN.meets(exactly(1))


@pytest.mark.parametrize(
    ("bounds", "whole"),
    [
        (Bounds(Fraction(1, 2), Fraction(7, 2)), [1, 2, 3]),
        (Bounds(1, 3, low_open=True, high_open=True), [2]),
        (Bounds(1, 2, low_open=True, high_open=True), []),
        (Bounds(-2, -1), [-2, -1]),
    ],
)
def test_whole_numbers_lie_between_the_ends(bounds, whole):
    assert whole == list(bounds.whole_numbers())


def test_a_sum_is_open_where_either_is():
    assert Bounds(2, 5, high_open=True) == HALF_OPEN + Bounds(1, 3)
    assert Bounds(-2, 1, high_open=True) == HALF_OPEN - Bounds(1, 3)


def test_distance_and_square_know_zero():
    assert Bounds(0, 3) == Bounds(-3, 2).distance()
    assert Bounds(1, 9) == Bounds(-3, -1).squared()
    assert Bounds(0, 9) == Bounds(-3, 2).squared()


def test_everything_has_no_ends():
    assert 10**30 in EVERYTHING
    assert exactly(5) == EVERYTHING & exactly(5)
    assert math.inf == (EVERYTHING + exactly(5)).high
