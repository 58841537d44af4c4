"""What the audit says of each case: message, figures with their places, arithmetic, certainty."""

import pytest
from syrupy.assertion import SnapshotAssertion
from test_checks import CASES


def in_full(findings):
    return "\n\n".join(
        "\n".join(
            [
                f"{finding.check}, {finding.certainty.value}: {finding.message}",
                *(f"  {figure}" for figure in finding.figures),
                f"  {finding.arithmetic}",
            ]
        )
        for finding in findings
    )


@pytest.mark.parametrize("case", [case for case, (_, expected) in CASES.items() if expected])
def test_a_finding_says_what_is_wrong_with_its_figures_and_arithmetic(
    case, found, snapshot: SnapshotAssertion
):
    assert snapshot == in_full(found(CASES[case][0]))
