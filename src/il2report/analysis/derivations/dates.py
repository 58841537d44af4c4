"""What durations of single patients were computed from: their dates."""

from dataclasses import dataclass
from datetime import date

from il2report.analysis.months import DAYS_PER_MONTH, completed_months, months_later


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
