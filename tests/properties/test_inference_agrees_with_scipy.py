"""The tests of our own on random samples, against scipy.stats."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from il2report.analysis.inference import (
    EXACT_MANN_WHITNEY_BELOW,
    fisher_exact,
    mann_whitney,
    student_t,
    welch_t,
)

# Whole values tie, tenths rarely do; both as charts have them.
samples = st.lists(st.integers(18, 90), min_size=2, max_size=60) | st.lists(
    st.integers(1, 20_000).map(lambda tenths: tenths / 10), min_size=2, max_size=20
)
cells = st.tuples(*[st.integers(0, 60)] * 4)


def close(expected: float) -> object:
    return pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(samples, samples)
def test_student_t(first, second):
    assume(len(set(first)) > 1 and len(set(second)) > 1)
    assert close(stats.ttest_ind(first, second).pvalue) == student_t(first, second).value


@given(samples, samples)
def test_welch_t(first, second):
    assume(len(set(first)) > 1 and len(set(second)) > 1)
    assert (
        close(stats.ttest_ind(first, second, equal_var=False).pvalue)
        == welch_t(first, second).value
    )


@given(samples, samples)
def test_mann_whitney(first, second):
    pooled = [*first, *second]
    assume(len(set(pooled)) > 1)
    tied = len(set(pooled)) < len(pooled)
    large = max(len(first), len(second)) >= EXACT_MANN_WHITNEY_BELOW
    method = "asymptotic" if tied or large else "exact"
    theirs = stats.mannwhitneyu(first, second, method=method).pvalue
    assert close(min(1.0, theirs)) == mann_whitney(first, second).value


@given(cells)
def test_fisher_exact(table):
    a, b, c, d = table
    assume((a + b) and (c + d) and (a + c) and (b + d))
    assert close(stats.fisher_exact([[a, b], [c, d]]).pvalue) == fisher_exact((a, b), (c, d)).value
