"""What a value was computed from: one frozen object for each kind of formula.

An analysis returns a `Derived` value: the value with its method and its derivation, all from the
same computation. A derivation holds numbers and no text; what is long in a large cohort is a
reference to the analysis's own input, and is sorted or summed only when it is read.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from il2report.analysis.hypergeometric import Pair, table_weights
from il2report.analysis.measurements import Measurements
from il2report.analysis.methods import Method
from il2report.analysis.months import DAYS_PER_MONTH, completed_months, months_later
from il2report.values import Interval, NotEstimable, Number, Patients

if TYPE_CHECKING:  # an audit of a paper does without the import of pandas
    import pandas as pd


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


def ranks_of(grades: "pd.Series[Any]", codes: tuple[str, ...]) -> "np.ndarray[Any, Any]":
    """Give the rank of each grade from 1, or 0 where none is recorded.

    Parameters
    ----------
    grades : codes, or the whole numbers that they are; missing where none is recorded
    codes : of the grades, lowest first
    """
    rank = {code: place for place, code in enumerate(codes, start=1)}
    found, distinct = grades.factorize()
    of_distinct = [
        rank[f"{grade:g}" if isinstance(grade, float) else str(grade)]
        for grade in distinct.tolist()
    ]
    ranks = np.array([*of_distinct, 0], dtype=np.int8)
    return ranks.take(found)


@dataclass(frozen=True, eq=False)
class ReportedGrades:
    """All grades reported of each patient, of some terms or of any; read when they are asked for.

    `events` has one row per reported event, with `patient_id`, `term` and `grade`; `grades` are the
    codes of the grades, lowest first.
    """

    events: "pd.DataFrame"
    terms: frozenset[str] | None
    grades: tuple[str, ...] = ("1", "2", "3", "4", "5")

    @cached_property
    def by_patient(self) -> Mapping[str, tuple[str, ...]]:
        """The grades of each patient, in rising order; "" for one that is not recorded."""
        rows = self.events
        if self.terms is not None:
            rows = rows[rows["term"].isin(self.terms)]
        found: defaultdict[str, list[int]] = defaultdict(list)
        ranks = ranks_of(rows["grade"], self.grades).tolist()
        for patient, rank in zip(rows["patient_id"].tolist(), ranks, strict=True):
            found[patient].append(rank)
        codes = ("", *self.grades)
        return {
            patient: tuple(codes[rank] for rank in sorted(of_patient))
            for patient, of_patient in found.items()
        }


@dataclass(frozen=True, slots=True)
class GradedCount:
    """Patients of `n` counted by their worst grade."""

    patients: Patients
    reported: ReportedGrades
    n: int

    def grades(self, patient: str) -> tuple[str, ...]:
        """The grades reported of one patient in rising order; the last is the worst, "" if none is recorded."""
        return self.reported.by_patient[patient]


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
class ProductLimit:
    """100 × the product of (1 − events / at risk) over the event times up to `months`."""

    months: float
    factors: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class HalfCrossing:
    """The step in which a curve, or a limit of its band, comes to one half.

    `events` of the `at_risk` patients at `time` (months) take it from `before` to `level`; it is flat
    at one half until `until`, None where it is not.
    """

    time: float
    before: float
    level: float
    events: int
    at_risk: int
    until: float | None

    @property
    def median(self) -> float:
        """The time read off: the midpoint of a flat stretch, as R and SAS report it."""
        return self.time if self.until is None else (self.time + self.until) / 2


@dataclass(frozen=True, slots=True)
class LogLogLimit:
    """100 × exp(−exp(log(−log S) ± z·SE)), where SE = √variance / |log S|.

    `variance` is Greenwood's sum of events / (at risk · (at risk − events)).
    """

    survival: float
    variance: float
    z: float
    is_lower: bool


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """The sum of width × height of the rectangles below a curve; widths in months."""

    rectangles: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ContingencyTable:
    """Counts (with, without) a feature in each of two groups."""

    first: Pair
    second: Pair


@dataclass(frozen=True, slots=True)
class FisherTest:
    """A two-by-two table and, with its margins, the probabilities of all tables no likelier."""

    table: ContingencyTable

    @property
    def observed(self) -> float:
        """The probability of the table itself."""
        tables = table_weights(self.table.first, self.table.second)
        return tables.ways[tables.observed] / tables.total

    @property
    def no_likelier(self) -> tuple[float, ...]:
        """The probability of each table no likelier than the observed one, itself included."""
        tables = table_weights(self.table.first, self.table.second)
        total = tables.total
        return tuple(ways / total for ways in tables.no_likelier)

    @property
    def p(self) -> float:
        """Their sum, a ratio of whole numbers before it is rounded once to a float."""
        tables = table_weights(self.table.first, self.table.second)
        return sum(tables.no_likelier) / tables.total


LargeTable = tuple[tuple[int, ...], ...]
"""Counts of each level, in one order, in each of several groups."""


@dataclass(frozen=True, slots=True)
class ExactTable:
    """A table of counts, and the ways to all tables with its margins that are no likelier, of all ways."""

    table: LargeTable
    no_likelier: int
    ways: int


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """Σ(|observed − expected| − correction)² / expected, and the least expected count."""

    table: LargeTable
    statistic: float
    degrees_of_freedom: int
    least_expected: float


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """One of two groups that are compared; `sd` is 0 for a single value."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class TTest:
    """t = difference of means / standard error; `pooled_sd` is None where variances may differ."""

    first: SampleSummary
    second: SampleSummary
    pooled_sd: float | None
    standard_error: float
    degrees_of_freedom: float
    t: float


@dataclass(frozen=True, slots=True)
class MannWhitney:
    """U counts the pairs in which the value of the first group is the higher one, ties as half.

    `sd` is that of the normal approximation, None where the exact distribution serves.
    """

    u_statistic: float
    n: int
    m: int
    sd: float | None


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """t = mean of the differences / (their SD / √n), with n − 1 degrees of freedom."""

    n: int
    mean: float
    sd: float
    t: float


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """The sum of the ranks of the `n` differences that are positive; `dropped` pairs have none.

    `sd` is that of the normal approximation, None where the exact distribution serves.
    """

    n: int
    dropped: int
    positive: float
    sd: float | None


@dataclass(frozen=True, slots=True)
class DiscordantPairs:
    """Of `n` patients with both answers, those who `gained` a yes and those who `lost` it."""

    n: int
    gained: int
    lost: int
    is_exact: bool

    @property
    def statistic(self) -> float:
        """(|gained − lost| − 1)² / (gained + lost), where 1 is at most their difference."""
        distance = abs(self.gained - self.lost)
        return (distance - min(1, distance)) ** 2 / (self.gained + self.lost)


@dataclass(frozen=True, slots=True)
class VarianceRatio:
    """F = (between / (groups − 1)) / (within / (n − groups)), the sums of squares of an ANOVA."""

    groups: tuple[SampleSummary, ...]
    between: float
    within: float
    statistic: float
    degrees_of_freedom: tuple[int, int]


@dataclass(frozen=True, slots=True)
class KruskalWallis:
    """H from the rank sums of groups of these sizes, divided by the correction for ties."""

    sizes: tuple[int, ...]
    rank_sums: tuple[float, ...]
    tie_correction: float
    statistic: float


@dataclass(frozen=True, slots=True)
class LogRank:
    """Events observed and expected in each group, and the statistic from their covariance."""

    sizes: tuple[int, ...]
    observed: tuple[int, ...]
    expected: tuple[float, ...]
    statistic: float
    degrees_of_freedom: int


@dataclass(frozen=True, slots=True)
class HolmAdjusted:
    """The p-value of a test and the smaller ones, rising, of as many as were made."""

    of: str
    no_larger: tuple[float, ...]
    tests: int


@dataclass(frozen=True, slots=True)
class RatioOf:
    """exp(coefficient)."""

    coefficient: float


@dataclass(frozen=True, slots=True)
class RatioLimit:
    """exp(coefficient ± z · standard error)."""

    coefficient: float
    standard_error: float
    z: float
    is_lower: bool


@dataclass(frozen=True, slots=True)
class WaldTest:
    """z = coefficient / standard error."""

    coefficient: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """2 · (full − reduced), the log likelihoods of a model with and without a term."""

    full: float
    reduced: float
    degrees_of_freedom: int


@dataclass(frozen=True, slots=True)
class ScoreTest:
    """A score statistic with a chi-square distribution."""

    statistic: float
    degrees_of_freedom: int


@dataclass(frozen=True, slots=True)
class Concordance:
    """Pairs that a model orders as they were observed, pairs that it ties counted half, of all that have an order."""

    concordant: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Enumerated:
    """Things other than patients, each by its name; the result is their number."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inflation:
    """(own · rest / whole) to the power of 1 / columns: determinants of correlations of a model's columns."""

    own: float
    rest: float
    whole: float
    columns: int

    @property
    def value(self) -> float:
        """The variance inflation factor per degree of freedom."""
        return float((self.own * self.rest / self.whole) ** (1 / self.columns))


@dataclass(frozen=True, slots=True)
class PerParameter:
    """Events, or the rarer outcome, for each parameter of a model."""

    events: int
    parameters: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the cell holds."""

    value: float


@dataclass(frozen=True, slots=True)
class RowCount:
    """The rows of one patient, each by the value that distinguishes it; the result is their number."""

    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days between two dates; in completed calendar months where `is_completed`."""

    start: date
    end: date
    is_completed: bool

    @property
    def days(self) -> int:
        """Days from start to end."""
        return (self.end - self.start).days

    @property
    def months(self) -> float:
        """Its length in months of 30.4375 days, or in completed calendar months."""
        if self.is_completed:
            return completed_months(self.start, self.end)
        return self.days / DAYS_PER_MONTH

    @property
    def completed_on(self) -> date:
        """The day on which the last of the completed months was complete."""
        return months_later(self.start, int(self.months))


@dataclass(frozen=True, slots=True)
class Resolution:
    """The assessments at which every lesion measured 0 mm: the first, and the last in a row.

    `recurred_on` is the assessment that ended it, None when none has.
    """

    first_clear: date
    last_clear: date
    recurred_on: date | None

    @property
    def is_ongoing(self) -> bool:
        """Whether no recurrence has been seen."""
        return self.recurred_on is None

    @property
    def span(self) -> Span:
        """From the first assessment without lesions to the last one, in completed months."""
        return Span(self.first_clear, self.last_clear, is_completed=True)


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
