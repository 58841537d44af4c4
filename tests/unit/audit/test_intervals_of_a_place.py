"""Intervals of a place that are of no known method: one is suspicious, most of them have a method of their own."""

import pytest

from il2report.analysis.inference import exact_limits
from il2report.analysis.proportion_intervals import logit, mid_p
from il2report.audit import audit, read_paper

HEAD = 'groups.all.n.A = 40\npaper.title = "A survey"\n'
COUNTS = (6, 11, 17, 23, 29)


def paper(intervals, place="A"):
    """Type features with a count and an interval each."""
    features = (
        f'features.x{k} = {{ count.{place} = {k}, ci.{place} = "{low:.1f} to {high:.1f}" }}\n'
        for k, (low, high) in zip(COUNTS, intervals, strict=False)
    )
    return read_paper(("".join(features) + HEAD).encode())


def exact(k, wider=0.0):
    interval = exact_limits(k, 40, 95).interval
    return interval.low - wider, interval.high + wider


def found(intervals):
    return [each.check for each in audit(paper(intervals))]


def test_one_interval_of_no_method_among_others_is_suspicious():
    intervals = [exact(k) for k in COUNTS[:4]] + [exact(COUNTS[4], wider=2)]

    assert found(intervals) == ["intervals-of-another-method"]


def test_two_of_three_are_suspicious_each():
    intervals = [exact(COUNTS[0]), *(exact(k, wider=2) for k in COUNTS[1:3])]

    assert found(intervals) == ["intervals-of-another-method"] * 2


@pytest.mark.parametrize("known", [0, 1, 2])
def test_where_most_are_of_no_method_the_method_is_unknown(known):
    intervals = [exact(k, wider=0 if at < known else 2) for at, k in enumerate(COUNTS)]

    assert found(intervals) == []


@pytest.mark.parametrize("method", [logit, mid_p])
def test_intervals_of_log_odds_and_of_mid_p_are_known(method):
    limits = [method(k, 40) for k in COUNTS[:2]]

    assert found([(each.low, each.high) for each in limits]) == []


def test_a_named_method_is_proved_wrong_in_each():
    features = "".join(
        f'features.x{k} = {{ count.A = {k}, ci.A = "{low:.1f} to {high:.1f}", interval.method = "wilson" }}\n'
        for k, (low, high) in ((k, exact(k, wider=2)) for k in COUNTS)
    )
    findings = audit(read_paper((features + HEAD).encode()))

    assert [each.is_contradiction for each in findings] == [True] * 5
