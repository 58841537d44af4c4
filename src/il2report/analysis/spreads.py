"""How long the patients of each response were followed, for cohorts too large for one lane each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from il2report.values import Number


@dataclass(frozen=True, slots=True)
class FollowUpSpread:
    """Months from entry to last contact of the patients with one best response.

    `progression` is the median time to progression, where it can be estimated.
    """

    response: str
    patients: int
    shortest: float
    quarter: float
    half: float
    three_quarters: float
    longest: float
    progression: Number

    def __post_init__(self) -> None:
        marks = (self.shortest, self.quarter, self.half, self.three_quarters, self.longest)
        if list(marks) != sorted(marks):
            raise ValueError(f"the quantiles of follow-up do not rise: {marks}")


def follow_up_spread(response: str, months: Sequence[float], progression: Number) -> FollowUpSpread:
    """Describe the follow-up of one response category.

    Parameters
    ----------
    response : code of the category
    months : from entry to last contact, one for each of its patients, at least one
    progression : median time to progression of the category, in months

    Returns
    -------
    FollowUpSpread
        Quartiles interpolated linearly between the ordered values, as R does by default.
    """
    marks = np.percentile(np.asarray(months, dtype=float), (0, 25, 50, 75, 100)).tolist()
    shortest, quarter, half, three_quarters, longest = marks
    return FollowUpSpread(
        response,
        len(months),
        shortest,
        quarter,
        half,
        three_quarters,
        longest,
        progression,
    )
