"""Adverse events: their scale, which grades are reported, of whom; and deaths with their causes."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, Strict, model_validator

from il2report.study.declarations.names import Codes, Key
from il2report.study.notation import Line, Section

ANY = "any"
NOT_RECORDED = "not_recorded"
CODEBOOK = "codebook"
HIGHEST_GRADE = 5
SEVERE, DEATH = 3, 5
"""Grades of the CTCAE: severe or medically significant, and death related to the event."""

Grade = Annotated[int, Field(ge=1, le=HIGHEST_GRADE)]
Grades = Annotated[tuple[Grade, ...], Strict(strict=False), Field(min_length=1)]
GradeName = Annotated[int, Field(ge=1, le=9)] | Annotated[str, Field(pattern=r"^[\w-]+$")]


def _column(text: str) -> str:
    """Write the name of a column of grades in one way: "3–4" and "3 - 4" are "3-4"."""
    return re.sub(r"\s*[-\N{EN DASH}]\s*", "-", text)


GradeColumns = Annotated[
    tuple[Annotated[Line, AfterValidator(_column)], ...], Strict(strict=False), Field(min_length=1)
]


class Scale(Section):
    """A scale of grades other than the CTCAE.

    `grades` is the highest of numbers from 1 on, or "codebook" where grades are words, which the
    codebook lists in rising order for adverse_events.grade. `severe` is the lowest grade that counts
    as severe, `death` the grade that is death, if the scale has one.
    """

    name: Line
    """Its name."""
    version: Line | None = None
    """Its version."""
    grades: Annotated[int, Field(ge=1, le=9)] | Literal["codebook"] = HIGHEST_GRADE
    """The highest of grades from 1 on, or `codebook` where grades are words, which the codebook
    lists in rising order."""
    severe: GradeName | None = None
    """The lowest grade that counts as severe."""
    death: GradeName | None = None
    """The grade that is death, if the scale has one."""


class Toxicity(Section):
    """Which grades of adverse events the table prints, by which scale, and whose events count.

    `columns` are grades such as "3", ranges such as "1-2", "3+" for a grade and all above, and "any".
    `reported_grades` are single grades with a column for any grade behind them. Terms of fewer
    patients than `threshold_percent` are in the supplement only. `among` is the subset of patients
    that percentages are of. `related_codes` and `ended_codes` are the codes of the columns `related`
    and `ended_treatment` that mean yes.
    """

    columns: GradeColumns | None = None
    """The columns of the table: grades such as `3`, ranges such as `1-2`, `3+` for a grade and all
    above, and `any`."""
    reported_grades: Grades | None = None
    """Single grades with a column for any grade behind them, in place of `columns`."""
    criteria_version: Line | None = None
    """The version of the CTCAE."""
    scale: Scale | None = None
    """A scale other than the CTCAE."""
    threshold_percent: float | None = Field(None, gt=0, lt=100)
    """Terms of fewer patients than this are in the supplement only."""
    system_totals: bool = False
    """Whether each organ system has a row of its own."""
    related_only: bool = False
    """Whether only events related to treatment count."""
    related_codes: Codes = ("yes",)
    """The codes of the column `related` that mean yes."""
    ended_codes: Codes = ("yes",)
    """The codes of the column `ended_treatment` that mean yes."""
    among: Key | None = None
    """The subset of patients that percentages are of."""
    figure: bool = False
    """Whether bars of the events by worst grade are drawn beside their table."""

    @model_validator(mode="after")
    def says_each_thing_once(self) -> Self:
        """Refuse two ways to say which columns there are, or which scale it is, and a column twice."""
        if self.columns and self.reported_grades:
            raise ValueError("columns and reported_grades both say which grades the table has")
        if self.scale and self.criteria_version:
            raise ValueError("criteria_version is that of the CTCAE; give scale.version")
        if self.scale and self.scale.grades != HIGHEST_GRADE and self.reported_grades:
            raise ValueError("reported_grades are grades of the CTCAE; give columns")
        columns = self.asked
        for column in columns:
            if columns.count(column) > 1:
                raise ValueError(f"columns has {column!r} twice")
            if self.numbers is not None:
                span_of(column, self.numbers)
        if self.scale and self.numbers is not None:
            for key, grade in (("severe", self.scale.severe), ("death", self.scale.death)):
                if grade is not None and str(grade) not in self.numbers:
                    raise ValueError(f"scale.{key} is no grade from 1 to {len(self.numbers)}")
        return self

    @property
    def numbers(self) -> tuple[str, ...] | None:
        """The grades of a scale of numbers, lowest first; None where they are words of the codebook."""
        highest = self.scale.grades if self.scale else HIGHEST_GRADE
        if not isinstance(highest, int):
            return None
        return tuple(map(str, range(1, highest + 1)))

    @property
    def asked(self) -> tuple[str, ...]:
        """The columns of the table as they are declared; none where each grade has its own."""
        if self.columns is None and self.reported_grades is not None:
            return (*map(str, sorted(set(self.reported_grades))), ANY)
        return self.columns or ()


def span_of(column: str, grades: tuple[str, ...]) -> tuple[int, int]:
    """Give the first and the last grade of a column, counted from 1.

    Parameters
    ----------
    column : "3", "1-2", "3+" or "any", with the grades of the scale
    grades : codes of the grades, lowest first

    Raises
    ------
    ValueError
        Where the scale has no such grades; the message says which it has.
    """
    if column == ANY:
        return 1, len(grades)
    rank = {grade: place for place, grade in enumerate(grades, start=1)}
    if column in rank:
        return rank[column], rank[column]
    if column.endswith("+") and column[:-1] in rank:
        return rank[column[:-1]], len(grades)
    for at, sign in enumerate(column):
        low, high = column[:at], column[at + 1 :]
        if sign == "-" and low in rank and high in rank:
            if rank[low] >= rank[high]:
                raise ValueError(
                    f"the column {column!r} does not run from a lower to a higher grade"
                )
            return rank[low], rank[high]
    listed = ", ".join(grades)
    raise ValueError(
        f'there is no column {column!r}; a column is "any", one of the grades {listed},'
        ' a range of them such as "1-2", or a grade and all above such as "3+"'
    )


class Deaths(Section):
    """Who died, of what, and who died soon after treatment.

    `status_codes` are the codes of `status` that mean death. `cause` is a variable or the column
    `status`; a patient who died without a value of it died of an unknown cause. `within_days` counts
    the deaths up to this many days after the last dose.
    """

    status_codes: Codes | None = None
    """The codes of `status` that mean death."""
    cause: Key | None = None
    """The variable of the cause, or the column `status`; a death without a value of it is of an
    unknown cause."""
    within_days: int | None = Field(None, ge=1, le=3650)
    """Deaths up to this many days after the last dose are counted."""
