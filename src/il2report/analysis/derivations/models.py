"""What the ratios, tests and measures of regression models were computed from."""

from dataclasses import dataclass


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
