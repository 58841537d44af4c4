"""What whole numbers can have: compared with all of them, where there are few."""

from collections import defaultdict
from itertools import combinations_with_replacement

import pytest

from il2report.audit.bounds import Bounds, exactly
from il2report.audit.printed import printed_number
from il2report.audit.whole_values import (
    WholeValues,
    descriptions,
    exclude,
    square_limits,
    squares_giving,
    totals_giving,
)


def bounds(text):
    return printed_number(text).bounds()


def test_a_mean_has_the_totals_that_print_like_it():
    assert [732, 733] == list(totals_giving(bounds("48.8"), 15))
    assert [] == list(totals_giving(bounds("48.83"), 15))


@pytest.mark.parametrize(("low", "high"), [(0, 6), (-3, 2)])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_all_and_only_sums_of_squares_that_cannot_be_are_excluded(n, low, high):
    real = defaultdict(set)
    for values in combinations_with_replacement(range(low, high + 1), n):
        real[sum(values)].add(sum(value**2 for value in values))
    tried = [(t, q) for t in range(n * low - 1, n * high + 2) for q in range(n * 36 + 2)]

    wrong = [
        (t, q)
        for t, q in tried
        if exclude(WholeValues(n, t, range(q, q + 1), low, high)) == (q in real[t])
    ]

    assert [] == wrong


def test_a_value_that_must_be_among_them_is_heeded():
    (four,) = descriptions(4, range(20, 21), exactly(0), Bounds(0, 10))

    assert (False, True) == (exclude(four, 5), exclude(four, 6))


def test_squares_follow_from_total_and_deviation():
    assert [14] == list(squares_giving(exactly(1), 6, 3))  # 1, 2, 3


def test_values_are_as_equal_or_as_far_apart_as_they_can_be():
    assert Bounds(9 + 9 + 16, 0 + 0 + 100) == square_limits(WholeValues(3, 10, range(0), 0, 10))
    assert square_limits(WholeValues(3, 31, range(0), 0, 10)) is None


def test_a_search_that_would_take_long_excludes_nothing():
    many = WholeValues(400, 400 * 50, range(400 * 50**2 + 1001, 400 * 50**2 + 1002))

    assert not exclude(
        WholeValues(many.n, many.total, range(many.squares[0] + 1, many.squares[0] + 2))
    )
    assert exclude(many)  # one is even and the other odd


def test_without_an_sd_any_spread_is_allowed():
    (only,) = descriptions(2, range(10, 11), None, Bounds(0, 10))

    assert not exclude(only, 0, 10)
