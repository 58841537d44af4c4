"""What is read off a survival curve, and what it was computed from."""

from dataclasses import dataclass


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
