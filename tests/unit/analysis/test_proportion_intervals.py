"""Intervals of a proportion, on Newcombe's examples and at the ends."""

import pytest
from scipy.stats import binom

from il2report.analysis.proportion_intervals import (
    agresti_coull,
    jeffreys,
    logit,
    mid_p,
    wald,
    wilson,
)

# Newcombe RG. Stat Med 1998;17:857-872, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.


@pytest.mark.parametrize(
    ("method", "k", "n", "low", "high"),
    [
        (wald, 81, 263, 25.22, 36.38),
        (wald, 15, 148, 5.27, 15.00),
        (wald, 0, 20, 0.00, 0.00),
        (wilson, 81, 263, 25.53, 36.62),
        (wilson, 15, 148, 6.24, 16.05),
        (wilson, 0, 20, 0.00, 16.11),
        (wilson, 1, 29, 0.61, 17.18),
    ],
)
def test_newcombes_examples(method, k, n, low, high) -> None:
    interval = method(k, n)

    assert pytest.approx((low, high), abs=0.005) == (interval.low, interval.high)


def test_agresti_and_coull_add_about_two_of_each() -> None:
    interval, z = agresti_coull(5, 10), 1.959964
    p, larger = 0.5, 10 + z**2

    assert pytest.approx(100 * (p - z * (p * (1 - p) / larger) ** 0.5), abs=1e-4) == interval.low


def test_jeffreys_is_closed_where_nobody_or_everybody_counts() -> None:
    assert (0, 100) == (jeffreys(0, 8).low, jeffreys(8, 8).high)
    assert pytest.approx(100 - jeffreys(3, 8).high) == jeffreys(5, 8).low


@pytest.mark.parametrize(
    ("k", "n", "level"), [(81, 263, 95), (15, 148, 90), (1, 29, 95), (28, 29, 99)]
)
def test_mid_p_leaves_half_of_the_observed_number_in_each_tail(k, n, level) -> None:
    interval, tail = mid_p(k, n, level), 0.5 - level / 200
    low, high = interval.low / 100, interval.high / 100

    assert pytest.approx(tail) == binom.sf(k, n, low) + binom.pmf(k, n, low) / 2
    assert pytest.approx(tail) == binom.cdf(k - 1, n, high) + binom.pmf(k, n, high) / 2


@pytest.mark.parametrize(
    ("method", "k", "n", "low", "high"),
    [
        (mid_p, 0, 20, 0.0, 13.91),  # 1 - 0.05^(1/20)
        (mid_p, 20, 20, 86.09, 100.0),
        (logit, 0, 20, 0.0, 16.84),  # 1 - 0.025^(1/20)
        (logit, 20, 20, 83.16, 100.0),
        (logit, 10, 20, 29.39, 70.61),  # odds 1 / 2.4025 and 2.4025, exp(1.96 sqrt(0.2))
    ],
)
def test_mid_p_and_logit_at_the_ends_and_in_the_middle(method, k, n, low, high) -> None:
    interval = method(k, n)

    assert pytest.approx((low, high), abs=0.005) == (interval.low, interval.high)


def test_logit_is_symmetric_in_log_odds() -> None:
    assert pytest.approx(100 - logit(3, 8).high) == logit(5, 8).low
