"""The value objects that the analysis returns: frozen, checked when made, unable to print themselves."""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat
from operator import contains
from typing import Any

Patients = tuple[str, ...]

AGE_GROUPED_FROM = 90
"""Years; from here on an age identifies, and all are one group (45 CFR 164.514(b)(2)(i)(C))."""


class Unit(StrEnum):
    """What a value counts or measures; the number styles choose decimals by it."""

    COUNT = "count"
    PERCENT = "percent"
    P_VALUE = "p_value"
    YEARS = "years"
    MONTHS = "months"
    COMPLETED_MONTHS = "completed_months"
    DOSES = "doses"
    MILLIMETERS = "millimeters"
    GRADE = "grade"
    FLAG = "flag"
    NUMBER = "number"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class NotEstimable:
    """In place of a value that the data do not give, with the reason; never NaN or infinity.

    `not_reached` marks the one reason that is printed as a word of its own: a median beyond follow-up.
    """

    reason: str
    not_reached: bool = False


Number = int | float | NotEstimable


def estimable(value: float, reason: str) -> float | NotEstimable:
    """Turn NaN or infinity, as statistics libraries return them, into a reason."""
    return float(value) if math.isfinite(value) else NotEstimable(reason)


SIGNIFICANT_DIGITS = 12
"""Digits that floating-point arithmetic leaves true; what follows is noise."""


def without_noise(value: float) -> float:
    """Round to 12 significant digits, before a number is printed or compared with a level.

    A p-value that is exactly 0.05 may come out as 0.0499999999999999 or 0.0500000000000001.
    """
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def is_below_level(p: float, alpha: float) -> bool:
    """Whether a p-value is below a level of significance; one that equals the level is not."""
    return without_noise(p) < without_noise(alpha)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A patient who is left out of one result, and why."""

    patient_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval at `level` percent; a bound may not be estimable."""

    low: float | NotEstimable
    high: float | NotEstimable
    level: int = 95

    def __post_init__(self) -> None:
        if isinstance(self.low, float) and isinstance(self.high, float) and self.low > self.high:
            raise ValueError(f"interval runs from {self.low} down to {self.high}")


@dataclass(frozen=True, slots=True)
class Proportion:
    """Patients with a feature out of all patients who could have it, in the same order."""

    having: Patients
    of: Patients
    excluded: tuple[Exclusion, ...] = ()

    def __post_init__(self) -> None:
        # Each is searched from where the one before was found, so this is one pass over both; for a
        # hundred thousand patients, sets take five times as long.
        rest: Any = iter(self.of)
        if not all(map(contains, repeat(rest), self.having)):
            raise ValueError("a proportion counts patients beyond its denominator or its order")

    @property
    def n(self) -> int:
        """Patients in the numerator."""
        return len(self.having)

    @property
    def percent(self) -> float | NotEstimable:
        """Share of the denominator, 0 to 100."""
        if not self.of:
            return NotEstimable("no patient in the denominator")
        return 100 * len(self.having) / len(self.of)


@dataclass(frozen=True, slots=True)
class SurvivalStep:
    """One distinct time of a product-limit estimate; times in months, survival from 0 to 1.

    `at_risk` counts the patients whose own time is this one or later; `greenwood` is the sum of
    events / (at risk · (at risk − events)) up to this time.
    """

    time: float
    at_risk: int
    events: int
    censored: int
    survival: float
    low: float | None
    high: float | None
    greenwood: float = 0.0


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """A Kaplan-Meier curve: steps in order of time, `low` and `high` its log(-log) band."""

    patients: Patients
    steps: tuple[SurvivalStep, ...]
    level: int = 95

    def __post_init__(self) -> None:
        times = [step.time for step in self.steps]
        if times != sorted(set(times)):
            raise ValueError("the steps of a survival curve must rise in time")


@dataclass(frozen=True, slots=True)
class RiskTableColumn:
    """The state of the cohort at one tick of the time axis; the three counts add up to N."""

    time: int
    at_risk: int
    censored: int
    events: int


@dataclass(frozen=True, slots=True)
class TreatmentPeriod:
    """One cycle on the time axis, in months from entry."""

    cycle: int
    start: float
    end: float
    doses: int


@dataclass(frozen=True, slots=True)
class PatientLane:
    """One patient of the swimmer plot; times in months from entry.

    `progression` is None for a patient who had not progressed at `last_contact`.
    """

    patient_id: str
    response: str
    periods: tuple[TreatmentPeriod, ...]
    progression: float | None
    last_contact: float


@dataclass(frozen=True, slots=True)
class GradeCounts:
    """Patients by worst grade of one adverse-event term, in the order of the grades that are distinguished.

    Where no grade is recorded of some, they are the first.
    """

    term: str
    by_grade: tuple[int, ...]

    @property
    def all_grades(self) -> int:
        """Patients with the event at any grade."""
        return sum(self.by_grade)


@dataclass(frozen=True, slots=True)
class GradePart:
    """What a part of a stacked bar is: its name in the key, whether it is severe, whether a grade is recorded."""

    name: str
    is_severe: bool = False
    is_recorded: bool = True


@dataclass(frozen=True, slots=True)
class FlowBox:
    """A step of the flow of patients as it is drawn: its label, the printed number, and why they left, or ""."""

    label: str
    n: str
    reason: str = ""
