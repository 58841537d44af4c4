"""What means, standard deviations and quantiles were computed from."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from il2report.analysis.measurements import Measurements


@dataclass(frozen=True, slots=True)
class Mean:
    """total / n, the total being the sum of the values."""

    values: Sequence[float]
    total: float


@dataclass(frozen=True, slots=True)
class StandardDeviation:
    """√(squares / (n − 1)), the squares being the sum of the squared distances from the mean."""

    mean: float
    squares: float
    n: int


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of the values: of probability 0 the minimum, 1/2 the median, 1 the maximum.

    The value of rank n·p rounded up; the mean of the values of ranks n·p and n·p + 1 where n·p is
    whole: type 2 of R's `quantile`. `values` are in rising order.

    References
    ----------
    Hyndman RJ, Fan Y. Am Stat 1996;50:361-365, definition 2.
    """

    values: Sequence[float]
    probability: Fraction

    @property
    def ranks(self) -> tuple[int, int]:
        """The ranks, from 1, of the two values whose mean it is; one and the same for a single value."""
        rank, rest = divmod(len(self.values) * self.probability, 1)
        if rest:
            return rank + 1, rank + 1
        return max(rank, 1), min(rank + 1, len(self.values))

    @property
    def value(self) -> float:
        """The quantile, exact on the decimals recorded before it is rounded once to a float."""
        low, high = (self.values[rank - 1] for rank in self.ranks)
        return float(Measurements.of((low, high)).mean)


@dataclass(frozen=True, slots=True)
class InterpolatedQuantile:
    """A quantile between the values of two neighbouring ranks, of type 6 or 7 of R's `quantile`.

    Its rank is (n + 1)·p by definition 6, as SPSS and Minitab have it, and (n − 1)·p + 1 by
    definition 7, the default of R. `values` are in rising order.

    References
    ----------
    Hyndman RJ, Fan Y. Am Stat 1996;50:361-365, definitions 6 and 7.
    """

    values: Sequence[float]
    probability: Fraction
    definition: int

    @property
    def rank(self) -> Fraction:
        """The rank, from 1 to n, seldom whole."""
        n = len(self.values)
        rank = (
            (n + 1) * self.probability if self.definition == 6 else (n - 1) * self.probability + 1
        )
        return min(max(rank, Fraction(1)), Fraction(n))

    @property
    def value(self) -> float:
        """The quantile, exact on the decimals recorded before it is rounded once to a float."""
        below, part = divmod(self.rank, 1)
        low, high = (self.values[min(int(below) + step, len(self.values)) - 1] for step in (0, 1))
        known = Measurements.of((low, high))
        return float((known.units[0] + part * (known.units[1] - known.units[0])) / known.scale)
