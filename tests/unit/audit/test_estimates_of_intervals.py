"""An interval belongs to one estimate: the mean, the median, or as far as the file says."""

import pytest

from il2report.audit import Certainty

SKEWED = """
[measures.x]
mean.T = 8.2
sd.T = 7.9
median.T = 5
ci.T = "7.1-9.3"
"""


def proofs(findings):
    return {f.check for f in findings if f.certainty is Certainty.PROVED}


@pytest.mark.parametrize(
    "interval", ['interval.method = "t"', 'interval.of = "mean"', "interval.level = 95"]
)
def test_the_interval_of_a_mean_need_not_contain_the_median(found, interval):
    assert [] == list(found(f"{SKEWED}{interval}", n="200"))


def test_an_interval_that_is_said_to_be_of_the_median_contains_it(found):
    typed = f'{SKEWED}interval.of = "median"'
    assert {"intervals-without-their-estimate"} == proofs(found(typed, n="200"))


@pytest.mark.parametrize(
    ("ci", "is_found"), [("7.1-9.3", False), ("4.0-6.0", False), ("8.4-9.3", True)]
)
def test_an_interval_of_either_contains_one_of_them(found, ci, is_found):
    typed = SKEWED.replace("7.1-9.3", ci)
    assert is_found is ("intervals-without-their-estimate" in proofs(found(typed, n="200")))


@pytest.mark.parametrize("of", ["mean", "median"])
def test_an_interval_beside_one_estimate_is_of_that(found, of):
    typed = f'[measures.x]\n{of}.T = 5\nci.T = "7.1-9.3"'
    assert {"intervals-without-their-estimate"} == proofs(found(typed, n="200"))
