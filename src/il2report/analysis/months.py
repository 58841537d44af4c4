"""Lengths of time in months: of 30.4375 days, and in completed calendar months."""

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # an audit of a paper does without the import of pandas
    import pandas as pd

DAYS_PER_MONTH = 30.4375
"""Mean length of a month in the Gregorian calendar: 365.25 days / 12."""


def months_between(start: "pd.Series[Any]", end: "pd.Series[Any]") -> list[float]:
    """Length of each interval in months of 30.4375 days.

    Parameters
    ----------
    start, end : dates, one of each for each interval, none missing
    """
    days = (end.to_numpy() - start.to_numpy()).astype("timedelta64[D]").astype("int64")
    months: list[float] = (days / DAYS_PER_MONTH).tolist()
    return months


def months_later(start: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of a month that is too short."""
    year, month = divmod(12 * start.year + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def completed_months(start: date, end: date) -> int:
    """Whole calendar months from `start` to `end`: a year to the day is 12, in a leap year or not."""
    months = 12 * (end.year - start.year) + end.month - start.month
    return months if months_later(start, months) <= end else months - 1
