"""A printed figure beside the number of a study, and the outcome of their comparison."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from il2report.audit.paper import AdoptedReading, Assertion, Figure


class NumberOrigin(StrEnum):
    """Where a study has a number from."""

    DATA = "data"
    LITERATURE = "literature"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class StudyNumber:
    """A number of the study, and what must be known of it to compare a printed one with it.

    `unit` is "" where none is known, `n` the denominator of a result, `decimals` those to which a fact
    of the literature is known, `note` what literature.toml says of it. Of a quartile, `by_type` has
    its value by each definition in use.
    """

    id: str
    origin: NumberOrigin
    label: str
    value: Fraction
    unit: str = ""
    n: int = 0
    decimals: int | None = None
    is_ongoing: bool = False
    is_at_least: bool = False
    note: str = ""
    by_type: tuple[tuple[int, Fraction], ...] = ()


class Agreement(StrEnum):
    """The outcome of comparing a figure with the study."""

    REPRODUCED = "reproduced"
    DIFFERS = "differs"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A printed figure beside the number of the study.

    `value` is that number in the unit of the figure, `why` what else explains the outcome, `reading`
    what the study adopts for the figure where the paper contradicts itself.
    """

    figure: Figure
    outcome: Agreement
    counterpart: StudyNumber | None
    value: Fraction | None
    why: str
    reading: AdoptedReading | None


@dataclass(frozen=True, slots=True)
class ComparedStatement:
    """What the text says without a figure, beside the numbers of the study."""

    said: Assertion
    outcome: Agreement
    why: str
    reading: AdoptedReading | None


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Every figure and statement of a paper, compared with a study."""

    figures: tuple[ComparedFigure, ...]
    statements: tuple[ComparedStatement, ...]

    def of(self, outcome: Agreement) -> tuple[ComparedFigure, ...]:
        """List the figures of one outcome."""
        return tuple(figure for figure in self.figures if figure.outcome is outcome)

    @property
    def counts(self) -> Counter[Agreement]:
        """Count the figures by outcome."""
        return Counter(figure.outcome for figure in self.figures)
