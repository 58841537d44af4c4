"""The published figures of published.toml, as data."""

import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

FILE = Path(__file__).with_name("published.toml")
SECTIONS = ("cohort", "response", "progression", "dosing", "correlates", "toxicity", "table_3")
GRADES = ("grade_3", "grade_4", "all_grades")

Value = Fraction | float | int | str


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure as it is printed, and the id of the value that should reproduce it."""

    place: str
    what: str
    printed: str
    result: str = ""
    quantity: str = ""
    reads: str = ""

    @property
    def id(self) -> str:
        """The id of a result, or of a quantity where there is no such result."""
        return self.result or self.quantity

    def agrees_with(self, value: Value) -> bool:
        """Say whether a value, rounded as the figure is, prints like it."""
        if isinstance(value, str):
            return value == (self.reads or self.printed)
        if self.printed.endswith("+"):
            return int(value) == int(self.printed[:-1])
        decimals = len(self.printed.partition(".")[2])
        return rounded(value, decimals) == Decimal(self.printed)

    def __str__(self) -> str:
        return f"{self.place} {self.what} {self.printed}"


@dataclass(frozen=True, slots=True)
class PublishedException:
    """A figure that loses against another published figure, and why."""

    key: str
    figure: PublishedFigure
    overruled_by: str
    reason: str


def rounded(value: Fraction | float, decimals: int) -> Decimal:
    """Round once, half away from zero, on the decimal value."""
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        exact = Decimal(repr(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def published_figures() -> list[PublishedFigure]:
    """List the figures that have to be reproduced."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    listed = [PublishedFigure(**entry) for section in SECTIONS for entry in content[section]]
    return listed + [
        PublishedFigure(
            "T2",
            f"{row['event']}, {grade}",
            row[grade],
            f"toxicity.{row['term']}.{grade}.percent",
        )
        for row in content["table_2"]
        for grade in GRADES
        if row[grade]
    ]


def published_exceptions() -> list[PublishedException]:
    """List the figures that other published figures rule out."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    fields = ("place", "what", "printed", "result", "quantity")
    return [
        PublishedException(
            entry["key"],
            PublishedFigure(**{field: entry[field] for field in fields if field in entry}),
            entry["overruled_by"],
            entry["reason"],
        )
        for entry in content["exceptions"]
    ]
