"""Of true papers about 1 to 8 patients nothing is ever proved: 5,000 cases with odd values.

Other cases by IL2REPORT_SEED, a whole number: every value draws 5,000 new ones.
"""

import os
from fractions import Fraction
from itertools import islice

import pytest
from invented_papers import transcribed
from small_cohorts import quartile, shown, small_paper

from il2report.audit import Certainty, audit

BLOCKS, IN_BLOCK = 10, 500
START = int(os.environ.get("IL2REPORT_SEED", "0")) * BLOCKS * IN_BLOCK


def false_claims(rule, findings):
    wrong = {Certainty.PROVED}
    if rule != "truncated":
        wrong.add(Certainty.UNLESS_TRUNCATED)
    return [f"{f.check}: {f.message} {f.arithmetic}" for f in findings if f.certainty in wrong]


def wrong_cases(seeds):
    for seed in seeds:
        rule, document = small_paper(seed)
        if found := false_claims(rule, audit(transcribed(document))):
            yield f"{seed} ({rule})\n{found}\n{shown(document)}"


@pytest.mark.parametrize("block", range(BLOCKS))
def test_nothing_is_proved_of_a_small_true_cohort(block):
    first = START + block * IN_BLOCK
    assert [] == list(islice(wrong_cases(range(first, first + IN_BLOCK)), 3))


@pytest.mark.parametrize(
    ("definition", "expected"),
    # R: sapply(1:9, function(t) quantile(c(1, 2, 4, 8, 16), 0.25, type = t))
    [*enumerate(["2", "2", "1", "1.25", "1.75", "1.5", "2", "1.666667", "1.6875"], start=1)],
)
def test_quartiles_are_those_of_r(definition, expected):
    values = [Fraction(value) for value in (1, 2, 4, 8, 16)]
    assert float(expected) == pytest.approx(
        float(quartile(values, Fraction(1, 4), definition)), abs=1e-6
    )
