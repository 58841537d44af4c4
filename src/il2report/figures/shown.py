"""What each kind of figure shows: frozen descriptions, which are sent to the process that draws."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from il2report.values import (
    FlowBox,
    GradeCounts,
    GradePart,
    Number,
    PatientLane,
    RiskTableColumn,
    SurvivalCurve,
)

if TYPE_CHECKING:
    from il2report.analysis.lanes import FollowUpSpread


HAPPENED = "had the event"
FEW_AT_RISK = 5
"""With fewer patients at risk one event moves a curve by a fifth or more: its tail is paler."""


@dataclass(frozen=True, slots=True)
class GroupCurve:
    """One group: its label, its curve, and who is at risk at each tick of the time axis."""

    label: str
    curve: SurvivalCurve
    risk_table: tuple[RiskTableColumn, ...]

    @property
    def steps_before_tail(self) -> int:
        """How many steps there are before fewer than `FEW_AT_RISK` patients are at risk."""
        few = (at for at, step in enumerate(self.curve.steps) if step.at_risk < FEW_AT_RISK)
        return next(few, len(self.curve.steps))

    @property
    def has_tail(self) -> bool:
        """Whether a part of the curve has fewer than `FEW_AT_RISK` patients at risk."""
        return self.steps_before_tail < len(self.curve.steps)


@dataclass(frozen=True, slots=True)
class Curves:
    """Times to an event of everybody, or of several groups in the order of the codebook.

    `subject` and `by` name end point and grouping variable in running text, `happened` is
    what is said of a patient with the event; `since_months` is the landmark
    of a landmark analysis. `median` is where the guideline of a single curve goes down, and `note` is
    printed beside several, such as the p-value of the log-rank test.
    """

    subject: str
    groups: tuple[GroupCurve, ...]
    xlabel: str
    ylabel: str
    by: str = ""
    happened: str = HAPPENED
    is_failure: bool = False
    since_months: float = 0.0
    median: Number | None = None
    median_text: str = ""
    note: str = ""

    def height(self, survival: float) -> float:
        """Percent free of the event, or with it where the curve rises."""
        return 100 * (1 - survival if self.is_failure else survival)


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One line: its label, whether it is indented, the texts beside it, and its ratio with limits.

    `ratio` is None for a heading, a reference level, and a ratio that cannot be estimated.
    """

    label: str
    is_indented: bool = False
    sizes: str = ""
    text: str = ""
    p: str = ""
    ratio: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Forest:
    """Ratios of a model with their intervals, in the order of its table."""

    subject: str
    rows: tuple[ForestRow, ...]
    sizes_label: str
    ratio_label: str
    p_label: str
    xlabel: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the number as printed, and its value, None where there is none."""

    label: str
    text: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Results side by side, such as percentages."""

    subject: str
    bars: tuple[Bar, ...]
    xlabel: str


@dataclass(frozen=True, slots=True)
class SwimmerWords:
    """What a swimmer plot calls its time axis, its event, and patients with it and without."""

    axis: str = "Months from start of therapy"
    event: str = "Progression"
    without: str = "Not progressed at last contact"
    happened: str = "progressed"


@dataclass(frozen=True, slots=True)
class Swimmer:
    """The course of each patient, or of many patients a summary by response."""

    lanes: tuple[PatientLane, ...]
    spreads: "tuple[FollowUpSpread, ...]"
    responses: Mapping[str, str]
    words: SwimmerWords = SwimmerWords()


@dataclass(frozen=True, slots=True)
class Grades:
    """Patients with each adverse event by worst grade; `severe_events` names what is severe.

    `nothing` says why there is no term to draw, "" where no event was recorded.
    """

    grades: tuple[GradeCounts, ...]
    terms: Mapping[str, str]
    systems: Mapping[str, str]
    n: int
    parts: tuple[GradePart, ...]
    severe_events: str
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """The flow of patients, from those screened to those analysed."""

    boxes: tuple[FlowBox, ...]


Shown: TypeAlias = Curves | Forest | Bars | Swimmer | Grades | Flow


def labels_in(shown: Shown) -> Iterator[str]:
    """Give the labels that a figure of declared things draws."""
    match shown:
        case Curves():
            yield from (shown.xlabel, shown.ylabel, *(group.label for group in shown.groups))
        case Forest():
            yield from (shown.xlabel, *(row.label for row in shown.rows))
        case Bars():
            yield from (shown.xlabel, *(bar.label for bar in shown.bars))
