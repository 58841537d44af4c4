"""How the figures of a paper are typed: the sections and keys of a TOML file, typed and checked."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from il2report.audit.printed import Rounding
from il2report.audit.vocabulary import (
    Cells,
    Claim,
    EstimateKind,
    IntervalMethod,
    PassageKind,
    RelationKind,
    StatisticTest,
    TestMethod,
)


class Unquoted(str):
    """A decimal number typed without quotation marks; its digits are kept as typed."""

    __slots__ = ()


def _text(typed: Any) -> Any:
    """Write a whole number as its digits; anything else that is no text is refused later."""
    if isinstance(typed, int) and not isinstance(typed, bool):
        return str(typed)
    return str(typed) if isinstance(typed, Unquoted) else typed


def _list(typed: Any) -> Any:
    return typed if isinstance(typed, list | tuple) else [typed]


Line = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
Name = Annotated[str, Field(pattern=r"^[^\s@=](?:[^@=]*[^\s@=])?$")]
Text = Annotated[str, BeforeValidator(_text)]
Names = Annotated[tuple[Name, ...], Field(strict=False, min_length=1)]
Figures = dict[Line, Annotated[tuple[Text, ...], BeforeValidator(_list), Field(strict=False)]]
"""What is printed, by place; a place that prints a quantity twice has a list."""


class TypedSection(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Paper(TypedSection):
    """Which paper it is, how it rounds, and below which p it speaks of significance."""

    title: Line
    source: Line | None = None
    rounding: Annotated[Rounding, Field(strict=False)] = Rounding.ANY
    alpha: Text | None = None


class Group(TypedSection):
    """Patients who are counted together; `n` where it is not printed, or as it is printed.

    `proposed` says that the size was inferred, here as everywhere: it was not stated by the paper,
    and nothing that depends on it is proved.
    """

    label: Line | None = None
    n: Text | Figures | None = None
    result: Line | None = None
    proposed: bool = False


class TypedQuantity(TypedSection):
    """What is printed of one quantity in one group of patients."""

    ci: Figures = {}
    result: Line | None = None
    results: dict[str, Line] = {}


class TypedCounts(TypedQuantity):
    """Patients with a feature: how many, and what share of their group."""

    count: Figures = {}
    percent: Figures = {}


class TypedValues(TypedQuantity):
    """One number per patient, summed up."""

    mean: Figures = {}
    sd: Figures = {}
    se: Figures = {}
    median: Figures = {}
    range: Figures = {}
    min: Figures = {}
    max: Figures = {}
    iqr: Figures = {}


class TypedInterval(TypedSection):
    """How the confidence intervals of a quantity were computed, and of which estimate of a measure."""

    level: int = Field(95, ge=50, le=99)
    method: IntervalMethod | None = None
    of: Literal["mean", "median"] | None = None


class Feature(TypedCounts):
    """Something that a patient has or has not."""

    label: Line | None = None
    of: Name = "all"
    interval: TypedInterval = TypedInterval()
    by: dict[Name, TypedCounts] = {}


class Measure(TypedValues):
    """A number that every patient has.

    `step` is the unit in which it was recorded, 1 for whole numbers; `low` and `high` are what a
    patient can have; `censored` times had not ended for all. `proposed` lists which of the first
    three were inferred.
    """

    label: Line | None = None
    of: Name = "all"
    unit: Line | None = None
    step: Text | None = None
    low: Text | None = None
    high: Text | None = None
    censored: bool = False
    proposed: Annotated[tuple[Literal["step", "low", "high"], ...], Field(strict=False)] = ()
    interval: TypedInterval = TypedInterval()
    by: dict[Name, TypedValues] = {}


class TypedPoint(TypedQuantity):
    """A survival curve at one time: the estimated percentage, and how many are still at risk."""

    percent: Figures = {}
    at_risk: Figures = {}


class TypedCurve(TypedQuantity):
    """A survival curve in one group: its patients, events and median, and what is printed at times."""

    n: Figures = {}
    events: Figures = {}
    censored: Figures = {}
    median: Figures = {}
    at: dict[Line, TypedPoint] = {}


class Survival(TypedCurve):
    """An end point that is estimated over time, as by Kaplan and Meier.

    An estimate that `rises` is a cumulative incidence. With `delayed_entry` patients join later.
    `complete_until` is a time before which no patient was censored.
    """

    label: Line | None = None
    of: Name = "all"
    unit: Line | None = None
    rises: bool = False
    delayed_entry: bool = False
    complete_until: Text | None = None
    interval: TypedInterval = TypedInterval()
    by: dict[Name, TypedCurve] = {}
    proposed: bool = False


class TypedValue(TypedSection):
    """A single number: of one patient, of the protocol, of another paper."""

    label: Line | None = None
    unit: Line | None = None
    value: Figures
    result: Line | None = None
    setting: Line | None = None


class Estimate(TypedSection):
    """What a model or an estimator gave: a ratio, a difference, a coefficient.

    `groups` are those it compares, or the one it is of.
    """

    label: Line | None = None
    kind: EstimateKind
    groups: Names | None = None
    unit: Line | None = None
    level: int = Field(95, ge=50, le=99)
    value: Figures = {}
    ci: Figures = {}
    p: Figures = {}
    result: Line | None = None
    proposed: bool = False


class Words(TypedSection):
    """Something printed that is no number; `reads` is what it means."""

    label: Line | None = None
    text: Figures
    reads: Line | None = None
    result: Line | None = None


class Test(TypedSection):
    """A comparison of groups, and the p of it.

    Either of one `feature`, of `features` that exclude each other (the levels of a table of counts
    with more rows), or of a `measure`.
    """

    __test__ = False

    label: Line | None = None
    feature: Name | None = None
    features: Names | None = None
    measure: Name | None = None
    groups: Names
    method: TestMethod | None = None
    p: Figures
    result: Line | None = None
    proposed: bool = False


class Relation(TypedSection):
    """Features or groups within another one; `readings` are other lists that may be meant."""

    kind: Annotated[RelationKind, Field(strict=False)]
    whole: Name
    members: Names
    readings: Annotated[tuple[Names, ...], Field(strict=False)] = ()
    proposed: bool = False


class Order(TypedSection):
    """Two numbers of which the first cannot exceed the second, and why.

    A number is a value, or `measure@group` where the group is a single patient.
    """

    smaller: Line
    greater: Line
    because: Line


class TypedTable(TypedSection):
    """A table of the paper: rows of cells, in columns of groups or of grades.

    In a table of grades each row is a feature, and each column another one within it, named
    `row.column`; `total` is the column of all grades. `worst_grade` says that each patient has
    one grade of a row only. `proposed` says that what the cells are was inferred.
    """

    place: Line
    cells: Cells
    groups: Names | None = None
    grades: Names | None = None
    total: Name | None = None
    worst_grade: bool = False
    proposed: bool = False
    of: Name = "all"
    result: Line | None = None
    labels: dict[Name, Line] = {}
    rows: dict[Name, Annotated[tuple[Text, ...], Field(strict=False)]]


class Statement(TypedSection):
    """What the text says without a figure; `than` is the other feature of a comparison."""

    place: Line
    says: Line
    about: Name
    claim: Claim
    than: Name | None = None


class TypedStatistic(TypedSection):
    """A test statistic of the running text, and the p beside it.

    Either may be missing: `says` is the sentence. `df` has two numbers for F. `tails` is "one" where
    the sentence says so, "either" where another part of the text does; `p_adjusted` says that
    the p was adjusted for several tests. `proposed` says that what belongs together was inferred.
    """

    place: Line
    says: Line
    label: Line | None = None
    test: StatisticTest | None = None
    statistic: Text | None = None
    df: Annotated[tuple[Text, ...], BeforeValidator(_list), Field(strict=False, max_length=2)] = ()
    n: Text | None = None
    p: Text | None = None
    tails: Literal["two", "one", "either"] = "two"
    p_adjusted: bool = False
    proposed: bool = False


class TypedPassage(TypedSection):
    """An estimate of the running text with what is printed beside it.

    `value` is the ratio, difference, mean, median or, of a proportion, the percentage. `p_of` names
    the test where the p is of another one than the model.
    """

    place: Line
    says: Line
    kind: PassageKind
    label: Line | None = None
    unit: Line | None = None
    value: Text | None = None
    count: Text | None = None
    n: Text | None = None
    sd: Text | None = None
    range: Text | None = None
    iqr: Text | None = None
    ci: Text | None = None
    level: int = Field(95, ge=50, le=99)
    interval: IntervalMethod | None = None
    p: Text | None = None
    p_of: Line | None = None
    adjusted: bool = False
    proposed: bool = False


class TypedReading(TypedSection):
    """What a study adopts where figures contradict each other or can be read in two ways.

    They are `overruled_by` others, or they are kept and `read_as` something else.
    """

    figures: Names
    overruled_by: Line | None = None
    read_as: Line | None = None
    reason: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def is_one_of_two(self) -> Self:
        """Refuse a reading that says neither, or both."""
        if (self.overruled_by is None) == (self.read_as is None):
            raise ValueError("give either overruled_by or read_as")
        return self


class TypedPaper(TypedSection):
    """The file as a whole."""

    paper: Paper
    places: dict[Line, Line] = {}
    groups: dict[Name, Group] = {}
    features: dict[Name, Feature] = {}
    measures: dict[Name, Measure] = {}
    survival: dict[Name, Survival] = {}
    values: dict[Name, TypedValue] = {}
    estimates: dict[Name, Estimate] = {}
    words: dict[Name, Words] = {}
    tests: dict[Name, Test] = {}
    tables: tuple[TypedTable, ...] = Field((), strict=False)
    relations: tuple[Relation, ...] = Field((), strict=False)
    orders: tuple[Order, ...] = Field((), strict=False)
    statements: tuple[Statement, ...] = Field((), strict=False)
    statistics: tuple[TypedStatistic, ...] = Field((), strict=False)
    passages: tuple[TypedPassage, ...] = Field((), strict=False)
    readings: tuple[TypedReading, ...] = Field((), strict=False)
