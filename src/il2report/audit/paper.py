"""A paper as the checks see it: printed figures, by what they measure and of whom."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from il2report.audit.bounds import Bounds
from il2report.audit.printed import PrintedDigits, Rounding
from il2report.audit.vocabulary import (
    Claim,
    EstimateKind,
    IntervalMethod,
    RelationKind,
    StatisticTest,
    TestMethod,
)


class FigureKind(StrEnum):
    """What a figure says of its quantity, in the words of a report."""

    N = "n"
    COUNT = "count"
    PERCENT = "percent"
    MEAN = "mean"
    SD = "SD"
    SE = "SE"
    MEDIAN = "median"
    MIN = "minimum"
    MAX = "maximum"
    Q1 = "lower quartile"
    Q3 = "upper quartile"
    CI_LOW = "lower confidence limit"
    CI_HIGH = "upper confidence limit"
    P = "p"
    VALUE = "value"
    ESTIMATE = "estimated percentage"
    AT_RISK = "number at risk"
    EVENTS = "events"
    CENSORED = "censored"
    STATISTIC = "test statistic"
    DF = "degrees of freedom"
    DF_WITHIN = "degrees of freedom within"


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number, its place, what it measures, and of which group.

    `place` is the short name of its place and `heading` that of the file's `[places]`; `unit`
    is as typed, of values alone. `proposed` says that what it measures, or of whom, was inferred.
    """

    place: str
    quantity: str
    label: str
    statistic: FigureKind
    group: str
    printed: PrintedDigits
    bounds: Bounds
    result: str = ""
    line: int | None = None
    unit: str = ""
    heading: str = ""
    proposed: bool = False

    @property
    def where(self) -> str:
        """Its place as a reader calls it, "Table I" rather than "T1"."""
        return self.heading or self.place

    @property
    def what(self) -> str:
        """What it measures, in words."""
        is_value = self.statistic is FigureKind.VALUE
        return self.label if is_value else f"{self.label}, {self.statistic}"

    @property
    def key(self) -> tuple[str, str, FigureKind]:
        """What it measures: the same in two places when the key is."""
        return self.quantity, self.group, self.statistic

    @property
    def name(self) -> str:
        """What it measures in one word, and where: how `readings` call a figure."""
        return f"{self.quantity} {self.statistic} {self.place}".strip()

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.printed}".removeprefix(": ")


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell in which nothing is printed: its row, its column and the grades of that row."""

    place: str
    quantity: str
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class PrintedWords:
    """Something printed that is no number, and what it means."""

    place: str
    quantity: str
    label: str
    text: str
    reads: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class FeatureFacts:
    """What the checks know of a feature besides its figures; `of` is the group it is counted in."""

    label: str
    of: str
    level: int = 95
    interval: IntervalMethod | None = None


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """What the checks know of a measure besides its figures.

    `step` is the unit of recording, None for any number; `possible` what a patient can have;
    `censored` says that the times of some patients had not ended. `interval_of` is the estimate
    that a confidence interval belongs to, where that is known; `stated` what is known without
    proposals, where that is less.
    """

    label: str
    of: str
    unit: str
    step: Fraction | None
    possible: Bounds
    censored: bool = False
    level: int = 95
    interval: IntervalMethod | None = None
    stated: "MeasureFacts | None" = None
    interval_of: FigureKind | None = None


@dataclass(frozen=True, slots=True)
class CurveFacts:
    """What the checks know of a survival curve besides its figures.

    `points` are the quantities of its estimates, each with its time, in order of time. An estimate
    that `rises` is a cumulative incidence; before `complete_until` no patient was censored.
    """

    label: str
    of: str
    unit: str
    points: tuple[tuple[str, Fraction], ...]
    rises: bool = False
    delayed_entry: bool = False
    complete_until: Fraction | None = None
    level: int = 95


@dataclass(frozen=True, slots=True)
class EstimateFacts:
    """What the checks know of an estimate besides its figures, which are of no group.

    `p_of` names the test that its p is of, where it is another one than the model.
    """

    label: str
    kind: EstimateKind
    groups: tuple[str, ...] = ()
    level: int = 95
    p_of: str = ""
    adjusted: bool = False

    @property
    def is_ratio(self) -> bool:
        """Whether no difference is 1, and its interval is symmetric on the scale of the logarithm."""
        return self.kind.endswith("ratio")

    @property
    def is_difference(self) -> bool:
        """Whether no difference is 0."""
        return self.kind in {"difference", "coefficient"}


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """A significance test between groups; `method` as the paper names it.

    `quantities` is a measure, a feature, or several features that exclude each other: the levels.
    """

    name: str
    label: str
    quantities: tuple[str, ...]
    is_measure: bool
    groups: tuple[str, ...]
    method: TestMethod | None
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """Members of a whole, or one of several lists of members."""

    kind: RelationKind
    whole: str
    readings: tuple[tuple[str, ...], ...]
    proposed: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        """The list that was typed first."""
        return self.readings[0]


@dataclass(frozen=True, slots=True)
class GradedRow:
    """A row of a table of grades in one group: the feature of each grade, and that of all of them."""

    place: str
    label: str
    grades: tuple[str, ...]
    total: str
    worst_grade: bool
    group: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """Two numbers, by quantity and group, of which the first cannot exceed the second, and why."""

    smaller: tuple[str, str]
    greater: tuple[str, str]
    because: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """What the text says of a feature or a test without printing a figure."""

    place: str
    says: str
    about: str
    claim: Claim
    than: str | None

    @property
    def name(self) -> str:
        """How `readings` call it."""
        return f"statement {self.about} {self.place}"


@dataclass(frozen=True, slots=True)
class StatisticFacts:
    """What is known of a test statistic of the text besides its figures; `test` None for a p alone."""

    label: str
    test: StatisticTest | None
    tails: str = "two"
    p_adjusted: bool = False


@dataclass(frozen=True, slots=True)
class AdoptedReading:
    """What a study adopts for some figures, and why: they lose against others, or mean something else."""

    figures: tuple[str, ...]
    overruled_by: str
    read_as: str
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedPaper:
    """Everything that was typed of a paper.

    `says` has the sentence of each passage of the text; `states_alpha` says that the level of
    significance was typed and not taken for 0.05.
    """

    title: str
    source: str
    rounding: Rounding
    alpha: Fraction
    groups: Mapping[str, str]
    features: Mapping[str, FeatureFacts]
    measures: Mapping[str, MeasureFacts]
    figures: tuple[Figure, ...]
    blanks: tuple[Blank, ...] = ()
    words: tuple[PrintedWords, ...] = ()
    comparisons: tuple[GroupComparison, ...] = ()
    relations: tuple[Within, ...] = ()
    rows: tuple[GradedRow, ...] = ()
    orders: tuple[Ordered, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    readings: tuple[AdoptedReading, ...] = ()
    estimates: Mapping[str, EstimateFacts] = field(default_factory=dict)
    states_alpha: bool = True
    places: Mapping[str, str] = field(default_factory=dict)
    curves: Mapping[str, CurveFacts] = field(default_factory=dict)
    statistics: Mapping[str, StatisticFacts] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    index: Mapping[str, tuple[Figure, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = defaultdict[str, list[Figure]](list)
        for figure in self.figures:
            index[figure.quantity].append(figure)
        object.__setattr__(self, "index", {name: tuple(of) for name, of in index.items()})

    def as_stated(self) -> "PublishedPaper":
        """Leave out all that was inferred; the paper itself where nothing was."""
        measures = {name: facts.stated or facts for name, facts in self.measures.items()}
        stated = replace(
            self,
            measures=measures,
            figures=tuple(figure for figure in self.figures if not figure.proposed),
            comparisons=tuple(test for test in self.comparisons if not test.proposed),
            relations=tuple(relation for relation in self.relations if not relation.proposed),
        )
        return self if stated == self else stated

    def where(self, place: str) -> str:
        """Call a place as a reader does, "Table I" rather than "T1"."""
        return self.places.get(place, place)

    def of(
        self, quantity: str, group: str | None = None, *statistics: FigureKind
    ) -> tuple[Figure, ...]:
        """Find the figures of a quantity, in one group or all, of some statistics or all."""
        return tuple(
            figure
            for figure in self.index.get(quantity, ())
            if (group is None or figure.group == group)
            and (not statistics or figure.statistic in statistics)
        )
