"""Tests that the audit recomputes from summaries and tables, against tests/spec/summaries.R."""

import json
from pathlib import Path

import pytest

from il2report.analysis.summary_tests import GroupSummary, Spread, variance_p, welch_variance_p
from il2report.audit.checks.recomputation import TABLE_TESTS

EXPECTED = json.loads((Path(__file__).parent / "summaries.json").read_text("utf-8"))


def groups_of(case, mean_room=0.0, sd_room=0.0):
    return [
        GroupSummary(
            n,
            Spread(mean - mean_room, mean + mean_room),
            Spread(max(0.0, sd - sd_room), sd + sd_room),
        )
        for n, mean, sd in zip(case["n"], case["mean"], case["sd"], strict=True)
    ]


@pytest.mark.parametrize("case", EXPECTED["means"], ids=str)
@pytest.mark.parametrize(("name", "test"), [("anova", variance_p), ("welch_anova", welch_variance_p)])  # fmt: skip
def test_an_analysis_of_variance_agrees_with_r(case, name, test):
    """R: oneway.test(value ~ group, var.equal = TRUE) and oneway.test(value ~ group)."""
    p = test(groups_of(case))

    assert (case[name], case[name]) == pytest.approx((p.low, p.high), rel=1e-9)


@pytest.mark.parametrize("case", EXPECTED["means"], ids=str)
@pytest.mark.parametrize(("name", "test"), [("anova", variance_p), ("welch_anova", welch_variance_p)])  # fmt: skip
@pytest.mark.parametrize("room", [0.005, 0.05, 0.5])
def test_the_range_of_a_rounded_summary_holds_the_p_of_r(case, name, test, room):
    p = test(groups_of(case, room, room))

    assert p.low <= case[name] <= p.high


@pytest.mark.parametrize("case", EXPECTED["counts"], ids=str)
@pytest.mark.parametrize("name", ["chi_square", "fisher"])
def test_a_test_of_a_larger_table_agrees_with_r(case, name):
    """R: chisq.test(table, correct = FALSE) and fisher.test(table)."""
    table = tuple(map(tuple, case["table"]))

    assert case[name] == pytest.approx(TABLE_TESTS[name](table), rel=1e-7)
