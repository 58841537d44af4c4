"""The numbers put into the formula of a method: one value object for each kind of formula.

They hold values and no text; `il2report.results.worked` finds them in the study, and `explain`
prints them.
"""

from dataclasses import dataclass
from datetime import date

from il2report.analysis.brain import completed_months, months_later
from il2report.analysis.measurements import Measurements

Number = int | float


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
class WorstGrade:
    """The grades reported of one patient and the highest of them."""

    patient: str
    worst: int
    reported: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """Patients counted by worst grade, each with the grades reported; `is_share` for the percentage."""

    counted: tuple[WorstGrade, ...]
    n: int
    is_share: bool


@dataclass(frozen=True, slots=True)
class Mean:
    """Sum of the values / n."""

    values: tuple[Number, ...]

    @property
    def total(self) -> float:
        """Sum of the values."""
        return float(Measurements.of(self.values).total)


@dataclass(frozen=True, slots=True)
class Deviation:
    """√(sum of squared distances from the mean / (n − 1))."""

    mean: float
    squares: float
    n: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """The values in rising order, of which the middle, first or last is the result."""

    values: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class BetaQuantile:
    """A quantile of the beta distribution with two shapes; `k` of `n` were counted.

    The shapes are 0 where the limit needs no distribution: nobody or everybody was counted.
    """

    k: int
    n: int
    probability: float
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Products:
    """Product over the event times up to `time` of (1 − events / at risk); times in months."""

    time: Number
    factors: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The step in which a curve, or a limit of its band, comes to one half.

    `events` of the `at_risk` patients at `time` (months) take it from `before` to `level`; it lies
    flat at one half until `until`, None where it does not.
    """

    time: float
    before: float
    level: float
    events: int
    at_risk: int
    until: float | None


@dataclass(frozen=True, slots=True)
class LogLogLimit:
    """exp(−exp(log(−log S) ± z·SE)), where SE = √variance / |log S|; `sign` is + for the lower limit.

    `variance` is Greenwood's sum of events / (at risk · (at risk − events)).
    """

    survival: float
    variance: float
    z: float
    sign: int


@dataclass(frozen=True, slots=True)
class Rectangles:
    """Sum of width × height below a curve; widths in months."""

    parts: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class FourFold:
    """A two-by-two table and the probabilities, with its margins, of all tables no likelier.

    `first` and `second` are (with, without) the feature in each group; `observed` is the
    probability of the table itself, and one of `extreme`.
    """

    first: tuple[int, int]
    second: tuple[int, int]
    observed: float
    extreme: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One of two groups that are compared."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class TRatio:
    """t = difference of means / standard error; `pooled_sd` is None where variances may differ."""

    first: Sample
    second: Sample
    pooled_sd: float | None
    standard_error: float
    freedom: float

    @property
    def t(self) -> float:
        """Difference of the means in standard errors."""
        return (self.first.mean - self.second.mean) / self.standard_error


@dataclass(frozen=True, slots=True)
class RankSum:
    """How often a value of the first group is the higher one, ties counting half.

    `deviation` is that of the normal approximation, None where the exact distribution serves.
    """

    wins: float
    n: int
    m: int
    deviation: float | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the cells hold, of which the first is the result, or their number where `is_tally`."""

    values: tuple[Number, ...]
    is_tally: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The days between two dates; whole calendar months where `is_completed`."""

    start: date
    end: date
    is_completed: bool

    @property
    def days(self) -> int:
        """Days from start to end."""
        return (self.end - self.start).days

    @property
    def months(self) -> int:
        """Whole calendar months from start to end."""
        return completed_months(self.start, self.end)

    @property
    def completed_on(self) -> date:
        """The day on which the last of these months was complete."""
        return months_later(self.start, self.months)


@dataclass(frozen=True, slots=True)
class Course:
    """A resolution of all brain lesions: the last assessment without any, and a recurrence if one came."""

    last_clear: date
    recurred_on: date | None


Working = (
    Counted
    | Share
    | Graded
    | Mean
    | Deviation
    | Ranked
    | BetaQuantile
    | Products
    | Crossing
    | LogLogLimit
    | Rectangles
    | FourFold
    | TRatio
    | RankSum
    | Recorded
    | Span
    | Course
)
