"""What a value was computed from: one frozen object for each kind of formula.

An analysis returns a `Derived` value: the value with its method and its derivation, all from the
same computation. A derivation holds numbers and no text; what is long in a large cohort is a
reference to the analysis's own input, and is sorted or summed only when it is read.
"""

import math
from dataclasses import dataclass, field

from il2report.analysis.derivations.dates import Resolution, Span
from il2report.analysis.derivations.descriptive import (
    InterpolatedQuantile,
    Mean,
    Quantile,
    StandardDeviation,
)
from il2report.analysis.derivations.grades import GradedCount
from il2report.analysis.derivations.models import (
    Concordance,
    Inflation,
    LikelihoodRatio,
    PerParameter,
    RatioLimit,
    RatioOf,
    ScoreTest,
    WaldTest,
)
from il2report.analysis.derivations.survival import (
    HalfCrossing,
    LogLogLimit,
    ProductLimit,
    RestrictedMean,
)
from il2report.analysis.derivations.tests import (
    ChiSquare,
    DiscordantPairs,
    ExactTable,
    FisherTest,
    HolmAdjusted,
    KruskalWallis,
    LogRank,
    MannWhitney,
    PairedDifference,
    SignedRanks,
    TTest,
    VarianceRatio,
)
from il2report.analysis.methods import Method
from il2report.values import Interval, NotEstimable, Number


@dataclass(frozen=True, slots=True)
class Counted:
    """`k` patients of `n`."""

    k: int
    n: int


@dataclass(frozen=True, slots=True)
class Share:
    """100 × k / n."""

    k: int
    n: int


@dataclass(frozen=True, slots=True)
class BetaQuantile:
    """100 × the quantile of a beta distribution, for an exact limit of `k` of `n`.

    A shape is 0 where the limit needs no distribution: none or all of the patients were counted.
    """

    k: int
    n: int
    probability: float
    first_shape: int
    second_shape: int


@dataclass(frozen=True, slots=True)
class Enumerated:
    """Things other than patients, each by its name; the result is their number."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the cell holds."""

    value: float


@dataclass(frozen=True, slots=True)
class RowCount:
    """The rows of one patient, each by the value that distinguishes it; the result is their number."""

    values: tuple[float, ...]


Derivation = (
    Counted
    | Share
    | GradedCount
    | Mean
    | StandardDeviation
    | Quantile
    | InterpolatedQuantile
    | BetaQuantile
    | ProductLimit
    | HalfCrossing
    | LogLogLimit
    | RestrictedMean
    | FisherTest
    | ExactTable
    | ChiSquare
    | PairedDifference
    | SignedRanks
    | DiscordantPairs
    | VarianceRatio
    | KruskalWallis
    | LogRank
    | HolmAdjusted
    | RatioOf
    | RatioLimit
    | WaldTest
    | LikelihoodRatio
    | ScoreTest
    | Concordance
    | Enumerated
    | Inflation
    | PerParameter
    | TTest
    | MannWhitney
    | Recorded
    | RowCount
    | Span
    | Resolution
)


@dataclass(frozen=True, slots=True)
class Derived:
    """A value with its method and what it was computed from, or the reason why there is no value."""

    value: Number
    method: Method
    derivation: Derivation | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.value, NotEstimable) and not math.isfinite(self.value):
            raise ValueError(f"{self.method.key} gives {self.value} instead of a reason")
        if isinstance(self.value, NotEstimable) is not (self.derivation is None):
            raise ValueError(f"{self.method.key} has a value without a derivation, or the reverse")


@dataclass(frozen=True, slots=True)
class ConfidenceLimits:
    """The two limits of a confidence interval at `level` percent."""

    low: Derived
    high: Derived
    level: int = 95

    @property
    def interval(self) -> Interval:
        """Their values."""
        low, high = (
            value if isinstance(value, NotEstimable) else float(value)
            for value in (self.low.value, self.high.value)
        )
        return Interval(low, high, self.level)
