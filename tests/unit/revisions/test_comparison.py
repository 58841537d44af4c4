"""What crossed a level: digits that are true count, the noise of floating point does not."""

import pytest

from il2report.revisions.comparison import Line, Value, crossings


def state(p: float) -> dict[str, Value]:
    key = "correlates.sex.p"
    return {key: Value(key, p, f"{p:.3f}", "p_value", "Female sex and clinical benefit")}


@pytest.mark.parametrize(
    ("old", "new", "crosses"),
    [
        (0.0499999999999999, 0.0500000000000001, False),
        (0.05, 0.0499999999999999, False),
        (0.0500000000000001, 0.05, False),
        (0.05, 0.0499999999, True),
        (0.0499999999, 0.05, True),
        (0.05, 0.0500000001, False),
        (0.04, 0.06, True),
    ],
)
def test_a_p_value_crosses_the_level_only_by_digits_that_are_true(old, new, crosses):
    found = crossings(state(old), state(new), (0.05, 0.05))
    assert [Line.SIGNIFICANCE] * crosses == [each.line for each in found]


def test_the_level_itself_may_cross_a_p_value():
    (found,) = crossings(state(0.01), state(0.01), (0.05, 0.01))
    assert not found.is_lower_now
