"""The profile of a journal: what of a manuscript differs from journal to journal."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, Strict, model_validator

from il2report.study.notation import Line, Section
from il2report.study.statement_places import StatementPlaces

Kind = Literal["case_series", "cohort_study", "trial"]
Mark = Literal["superscript", "parentheses", "brackets"]


class ProbabilityDigits(Section):
    """How many digits a p-value has from a least value on."""

    least: float = Field(ge=0, lt=1, strict=False)
    """The least p-value."""
    decimals: int = Field(ge=1, le=6)
    """Its digits behind the point."""


class PercentDigits(Section):
    """How many digits a percentage has from a least denominator on."""

    least: int = Field(ge=1)
    """The least denominator."""
    decimals: int = Field(ge=0, le=3)
    """The digits of a percentage behind the point."""


def _require_falling(rows: tuple[ProbabilityDigits, ...] | tuple[PercentDigits, ...]) -> None:
    least = [row.least for row in rows]
    if least != sorted(set(least), reverse=True):
        raise ValueError("each entry must have a smaller `least` than the one before it")


class PValues(Section):
    """How p-values are printed."""

    label: Literal["p", "P"]
    """The letter."""
    italic: bool
    """Whether the letter is italic."""
    noun: Line
    """What running text calls one, such as P value."""
    spaced: bool
    """Whether there are spaces around the sign."""
    leading_zero: bool
    """Whether a zero comes before the point."""
    digits: Annotated[tuple[ProbabilityDigits, ...], Strict(strict=False), Field(min_length=1)]
    """The digits from a least value on, the highest first."""
    floor: float = Field(gt=0, lt=0.05)
    """Below it only "less than" is printed."""

    @model_validator(mode="after")
    def every_value_has_digits(self) -> Self:
        """Refuse digits out of order, and values above the floor that have none."""
        _require_falling(self.digits)
        if self.digits[-1].least > self.floor:
            raise ValueError("the last entry of digits must begin at the floor or below")
        return self


class Numbers(Section):
    """How numbers are printed."""

    guide: Line
    """The published guide that is followed."""
    decimal_point: Literal[".", "·", ","]
    """The sign between whole number and fraction."""
    group_separator: Literal[",", "\N{NARROW NO-BREAK SPACE}", ".", "'"]
    """The sign between thousands."""
    groups_from: int = Field(ge=1_000)
    """The first number with that sign."""
    percent_digits: Annotated[tuple[PercentDigits, ...], Strict(strict=False), Field(min_length=1)]
    """The digits of percentages from a least denominator on, the highest first; the last from 1 on."""
    joiner: Literal["-", "\N{EN DASH}", " to "]
    """What is between the ends of a range or an interval."""
    after_ci: Literal[" ", ", ", ": "]
    """What is between CI and the lower limit."""
    percent_signs: Literal["both", "last", "none"]
    """Which limits of an interval of percentages carry the sign."""
    words_through: int = Field(ge=-1, le=100)
    """The last number that running text writes as a word; -1 for none."""
    with_and: bool
    """Whether number words have "and", as in British English."""
    serial_comma: bool
    """Whether a comma comes before the last "and" of a list."""
    p: PValues
    """How p-values are printed."""

    @model_validator(mode="after")
    def every_denominator_has_digits(self) -> Self:
        """Refuse digits out of order, and denominators that have none."""
        _require_falling(self.percent_digits)
        if self.percent_digits[-1].least != 1:
            raise ValueError("the last entry of percent_digits must begin at 1")
        if self.decimal_point == self.group_separator:
            raise ValueError("decimal_point and group_separator are the same sign")
        return self


class CitationMarks(Section):
    """How a citation is marked in the text."""

    mark: Mark
    """Raised numbers, or numbers in parentheses or brackets."""
    place: Literal["before", "after"]
    """Before or after a comma or full stop that follows."""
    range: Literal["-", "\N{EN DASH}"] = "-"
    """The dash between the first and last of three or more numbers in a row."""


class Headings(Section):
    """The headings of the text."""

    introduction: Line = "Introduction"
    """That of the introduction."""
    methods: Line
    """That of the methods."""
    results: Line = "Results"
    """That of the results."""
    discussion: Line = "Discussion"
    """That of the discussion."""


class AbstractParts(Section):
    """The headings within the abstract; a part without one continues the paragraph before it."""

    background: Line | None = None
    """Of what is known, and why the study was done."""
    objective: Line | None = None
    """Of the question."""
    methods: Line | None = None
    """Of design, patients and methods."""
    exposures: Line | None = None
    """Of treatment or exposure."""
    outcomes: Line | None = None
    """Of the end points."""
    results: Line | None = None
    """Of the results."""
    conclusion: Line | None = None
    """Of what follows."""
    ending: Literal[".", ":", ""] = "."
    """The sign behind each heading."""


class Origin(Section):
    """Where a profile has a requirement from: a source and the day on which it was read, or that none was read."""

    unverified_name: ClassVar[str] = "unverified"
    source: Line | None = None
    """Where the journal says so."""
    date: dt.date | None = None
    """The day on which the source was read, or which it has."""
    unverified: Line | None = None
    """In place of a source that was read: where else it is known from, such as "general knowledge, not verified"."""

    @model_validator(mode="after")
    def is_either_read_or_not(self) -> Self:
        """Refuse a day of reading beside the statement that nothing was read, and a day of no source."""
        if self.date and (self.unverified or not self.source):
            raise ValueError(
                "date is the day on which source was read; give source, and no unverified"
            )
        return self

    @property
    def is_verified(self) -> bool:
        """Whether a source was read, on a known day."""
        return self.date is not None

    @property
    def origin(self) -> str:
        """Say where the requirement is from."""
        if self.date:
            return f"{self.source}, read on {self.date.isoformat()}"
        known = "; ".join(filter(None, (self.unverified, self.source))) or "no source is given"
        return f"{self.unverified_name}: {known}"


class Limit(Origin):
    """How much a journal takes at most, and where it says so."""

    unverified_name: ClassVar[str] = "unverified limit"
    at_most: int = Field(ge=0)
    """The most that it takes."""


class JournalLimits(Section):
    """How much a journal takes; what is not given has no limit that is known."""

    words: Limit | None = None
    """Words from the introduction through the discussion."""
    abstract_words: Limit | None = None
    """Words of the abstract."""
    tables: Limit | None = None
    """Tables of the text."""
    figures: Limit | None = None
    """Figures of the text."""
    tables_and_figures: Limit | None = None
    """Tables and figures of the text together."""
    references: Limit | None = None
    """Works of the reference list."""
    keywords: Limit | None = None
    """Key words."""
    title_characters: Limit | None = None
    """Characters of the title."""
    short_title_characters: Limit | None = None
    """Characters of the running title."""

    def given(self) -> Iterator[tuple[str, Limit]]:
        """Give each limit that there is, by what it limits."""
        for name in type(self).model_fields:
            if (limit := getattr(self, name)) is not None:
                yield name, limit


class TakenKinds(Origin):
    """The kinds of papers that a journal takes."""

    taken: Annotated[tuple[Kind, ...], Strict(strict=False)] = ()
    """The kinds; none where it does not say."""


class TableFiles(Origin):
    """How a journal wants tables."""

    form: Literal["together", "apart"]
    """In one file, or one file each."""


class FigureFiles(Origin):
    """How a journal wants figures."""

    width_mm: int = Field(ge=40, le=250)
    """Their width."""
    dpi: int = Field(ge=150, le=1200)
    """Their resolution, in dots per inch."""


class Submission(Section):
    """What a journal wants of a paper and of the files that are sent to it, each with its source."""

    kinds: TakenKinds = TakenKinds()
    """The kinds of papers that it takes."""
    tables: TableFiles
    """How it wants tables."""
    figures: FigureFiles
    """How it wants figures."""


class JournalProfile(Section):
    """What of a manuscript a journal decides."""

    name: Line
    """The name of the profile, which is that of its file."""
    title: Line
    """The name of the journal."""
    references: Line
    """The CSL style of the reference list."""
    table_numerals: Literal["roman", "arabic"]
    """How tables of the text are numbered."""
    running_head: Literal["short_title", "authors_and_short_title"]
    """What the head of a page says."""
    numbers: Numbers
    """How numbers are printed."""
    citation: CitationMarks
    """How citations are marked."""
    headings: Headings
    """The headings of the text."""
    abstract: AbstractParts
    """The headings within the abstract."""
    statements: StatementPlaces = StatementPlaces()
    """Where the statements are, and under which headings."""
    limits: JournalLimits = JournalLimits()
    """How much the journal takes."""
    submission: Submission
    """What it wants of the files."""
