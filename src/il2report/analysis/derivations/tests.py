"""What the p-values of tests of groups and of paired values were computed from."""

from dataclasses import dataclass

from il2report.analysis.hypergeometric import Pair, table_weights


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
