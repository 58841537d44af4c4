"""The spread of follow-up on four patients."""

import pytest

from il2report.analysis.lanes import FollowUpSpread, follow_up_spread


def test_quartiles_lie_between_the_ordered_values() -> None:
    """R 4.2.2: quantile(c(1, 2, 4, 10))."""
    expected = FollowUpSpread("PR", 4, 1.0, 1.75, 3.0, 5.5, 10.0, 2.5)
    assert expected == follow_up_spread("PR", [4, 1, 10, 2], 2.5)


def test_quantiles_that_fall_are_refused() -> None:
    with pytest.raises(ValueError, match="do not rise"):
        FollowUpSpread("PR", 2, 3.0, 2.0, 2.0, 2.0, 2.0, 1.0)
