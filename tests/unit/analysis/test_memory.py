"""What was computed from the same arrays is not computed again, and any other array is another one."""

import numpy as np
import pytest

from il2report.analysis.memory import MOST_REMEMBERED, remembered


def counted():
    calls = []

    @remembered
    def total(matrix, weights):
        calls.append(1)
        return float((matrix * weights).sum())

    return total, calls


def test_the_same_arrays_are_computed_once():
    total, calls = counted()
    found = {total(np.ones((2, 2)), np.array([1.0, 2.0])) for _ in range(3)}

    assert {6.0} == found
    assert 1 == len(calls)


@pytest.mark.parametrize(
    "other",
    [
        np.array([[1.0, 1.0], [1.0, 1.0 + 1e-16 + 2**-52]]),
        np.ones(4),
        np.ones((2, 2), dtype=int),
        np.asfortranarray(np.ones((2, 3)))[:, :2],
        np.array([[-0.0, 1.0], [1.0, 1.0]]),
    ],
)
def test_another_value_shape_type_or_layout_is_computed(other):
    total, calls = counted()
    total(np.ones((2, 2)), np.ones(1))
    total(other, np.ones(1))

    assert 2 == len(calls)


def test_an_array_is_known_by_what_is_in_it_now():
    total, _ = counted()
    matrix = np.ones((2, 2))
    total(matrix, np.ones(2))
    matrix[0, 0] = 5

    assert 8.0 == total(matrix, np.ones(2))


def test_only_so_much_is_remembered():
    total, calls = counted()
    for n in range(MOST_REMEMBERED + 1):
        total(np.full((1, 1), n), np.ones(1))
    total(np.full((1, 1), 0), np.ones(1))

    assert MOST_REMEMBERED + 2 == len(calls)
