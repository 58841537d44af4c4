"""The tests and intervals by which printed figures are recognized, against scipy.stats."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from il2report.analysis import proportion_intervals, two_by_two
from il2report.analysis.summary_tests import GroupSummary, Spread, student_p, welch_p

cells = st.tuples(*[st.integers(0, 60)] * 4)
samples = st.lists(st.integers(18, 90), min_size=2, max_size=40)
widths = st.floats(0, 2)


def close(expected: float) -> object:
    return pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(cells, st.booleans())
def test_chi_square(table, corrected):
    a, b, c, d = table
    assume((a + b) and (c + d) and (a + c) and (b + d))
    ours = two_by_two.chi_square_yates if corrected else two_by_two.chi_square
    theirs = stats.chi2_contingency([[a, b], [c, d]], correction=corrected).pvalue
    assert close(theirs) == ours((a, b), (c, d))


@given(cells)
def test_one_side_of_fishers_test(table):
    a, b, c, d = table
    assume((a + b) and (c + d) and (a + c) and (b + d))
    sides = [
        stats.fisher_exact([[a, b], [c, d]], alternative=side).pvalue
        for side in ("less", "greater")
    ]
    assert close(min(1.0, *sides)) == two_by_two.fisher_one_sided((a, b), (c, d))


@given(st.integers(1, 80), st.data())
def test_wilsons_interval(n, data):
    k = data.draw(st.integers(0, n))
    theirs = stats.binomtest(k, n).proportion_ci(method="wilson")
    ours = proportion_intervals.wilson(k, n)
    assert close((100 * theirs.low, 100 * theirs.high)) == (ours.low, ours.high)


@given(samples, samples, widths, widths)
def test_the_p_of_the_values_lies_within_that_of_their_print(first, second, means, deviations):
    assume(len(set(first)) > 1 and len(set(second)) > 1)
    groups = [
        GroupSummary(
            len(some),
            Spread(np.mean(some) - means / 3, np.mean(some) + means),
            Spread(
                max(0, np.std(some, ddof=1) - deviations), np.std(some, ddof=1) + deviations / 2
            ),
        )
        for some in (first, second)
    ]
    for ours, equal in ((student_p, True), (welch_p, False)):
        p = stats.ttest_ind(first, second, equal_var=equal).pvalue
        within = ours(*groups)
        assert within.low * (1 - 1e-9) <= p <= within.high * (1 + 1e-9)


@given(samples, samples)
def test_the_p_of_exact_summaries_is_that_of_the_values(first, second):
    assume(len(set(first)) > 1 and len(set(second)) > 1)
    groups = [
        GroupSummary(
            len(some),
            Spread(float(np.mean(some)), float(np.mean(some))),
            Spread(float(np.std(some, ddof=1)), float(np.std(some, ddof=1))),
        )
        for some in (first, second)
    ]
    for ours, equal in ((student_p, True), (welch_p, False)):
        p = stats.ttest_ind(first, second, equal_var=equal).pvalue
        within = ours(*groups)
        assert pytest.approx((p, p), rel=1e-6, abs=1e-12) == (within.low, within.high)
