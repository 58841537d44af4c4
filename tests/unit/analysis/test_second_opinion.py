"""The comparison with lifelines sees a curve that is wrong."""

from dataclasses import replace

import pytest

from il2report.analysis.second_opinion import largest_disagreement
from il2report.analysis.survival import product_limit

PATIENTS = ("Q1", "Q2", "Q3", "Q4")
MONTHS = (16.0, 2.0, 5.0, 1.0)
PROGRESSED = (False, True, True, False)
CURVE = product_limit(PATIENTS, MONTHS, PROGRESSED)


def test_lifelines_agrees() -> None:
    assert pytest.approx(0, abs=1e-12) == largest_disagreement(CURVE, MONTHS, PROGRESSED)


def test_a_wrong_step_is_as_far_off_as_it_is() -> None:
    steps = list(CURVE.steps)
    steps[2] = replace(steps[2], survival=steps[2].survival - 0.25)
    wrong = replace(CURVE, steps=tuple(steps))
    assert pytest.approx(0.25) == largest_disagreement(wrong, MONTHS, PROGRESSED)


def test_a_curve_without_steps_disagrees_with_nothing() -> None:
    assert 0 == largest_disagreement(product_limit((), (), ()), (), ())
