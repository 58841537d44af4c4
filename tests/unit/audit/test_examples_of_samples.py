"""A sample that has the printed mean, SD and range, or none."""

import random
from fractions import Fraction
from statistics import mean, stdev

import pytest

from il2report.audit import Evidence, example_sample, read_paper
from il2report.audit.whole_values import WholeValues, example


def sample_of(typed, n):
    head = f'paper.title = "A paper"\ngroups.all.n = {n}\n[measures.x]\n'
    return example_sample(Evidence(read_paper((head + typed).encode())), "x", "all")


def test_a_sample_has_mean_sd_and_range():
    values = sample_of('step = 1\nmean.T = 4.20\nsd.T = 1.92\nrange.T = "2-7"', 5)
    assert values is not None
    assert (2, 7, 5) == (values[0], values[-1], len(values))
    assert (4.2, 1.92) == (float(mean(values)), round(stdev(map(float, values)), 2))


def test_values_may_have_any_step():
    values = sample_of("step = 0.5\nmean.T = 1.25\nsd.T = 0.35", 2)
    assert (Fraction(1), Fraction(3, 2)) == values


@pytest.mark.parametrize(
    ("sd", "exists"),
    # 0, 0, 1, 1 and 0, 0, 0, 2 have SDs of 0.577 and 1.0; between them is none
    [("0.57", True), ("0.58", True), ("0.80", False), ("1.00", True)],
)
def test_where_no_sample_exists_none_is_given(sd, exists):
    values = sample_of(f"step = 1\nlow = 0\nmean.T = 0.50\nsd.T = {sd}", 4)
    assert exists is (values is not None)


def test_without_step_or_size_there_is_none():
    assert sample_of("mean.T = 4.2", 5) is None
    assert sample_of("step = 1\nmean.T = 4.2\nsd.T = 2.0", 500) is None


def test_an_example_is_found_of_every_small_sample_that_exists():
    rng = random.Random(15)
    for _ in range(60):
        values = sorted(rng.randint(-5, 15) for _ in range(rng.randint(1, 12)))
        squares = sum(value**2 for value in values)
        described = WholeValues(len(values), sum(values), range(squares, squares + 1))
        found = example(described)
        assert found is not None
        assert (sum(values), squares) == (sum(found), sum(value**2 for value in found))
