"""What a study declares in study.toml: its variables, end points, groups and models.

Each declaration is a block of its own. Its name becomes part of result ids, so it is written in
snake_case; what is printed is its label. There is no language of expressions: a variable is a
column of the data or one of a fixed set of derivations.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, Strict, model_validator

from il2report.study.notation import Line, Section

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
Code = Annotated[str, Field(pattern=r"^[\w-]+$", max_length=64)]
Keys = Annotated[tuple[Key, ...], Strict(strict=False), Field(min_length=1)]
Codes = Annotated[tuple[Code, ...], Strict(strict=False), Field(min_length=1)]
Pair = Annotated[tuple[Key, Key], Strict(strict=False)]
Points = Annotated[tuple[float, ...], Strict(strict=False), Field(min_length=1)]
Months = Annotated[tuple[Annotated[float, Field(gt=0)], ...], Strict(strict=False)]

Kind = Literal["number", "category", "ordered", "yes_no", "date"]
Summary = Literal["mean_sd", "median_range", "median_iqr"]
TestName = Literal[
    "fisher",
    "chi_square",
    "chi_square_yates",
    "chi_square_or_fisher",
    "student",
    "welch",
    "mann_whitney",
    "anova",
    "kruskal_wallis",
    "log_rank",
]
OF_COUNTS = frozenset({"fisher", "chi_square", "chi_square_yates", "chi_square_or_fisher"})
OF_TWO_GROUPS = frozenset({"student", "welch", "mann_whitney"})
OF_NUMBERS = OF_TWO_GROUPS | {"anova", "kruskal_wallis"}


Given = TypeVar("Given")


class Cut(Section):
    """Classes of a number: below the first point, from each point to below the next, from the last on."""

    of: Key
    at: Points
    labels: Annotated[tuple[Line, ...], Strict(strict=False)] = ()

    @model_validator(mode="after")
    def points_rise(self) -> Self:
        """Refuse points out of order, and labels that are not one more than the points."""
        if list(self.at) != sorted(set(self.at)):
            raise ValueError("the points of `at` must rise")
        if self.labels and len(self.labels) != len(self.at) + 1:
            raise ValueError(
                f"labels should be {len(self.at) + 1}: one more than the points of `at`"
            )
        return self


class AnyOf(Section):
    """Whether a patient has any row with one of these codes, or any row at all."""

    table: Key
    column: Key | None = None
    codes: Codes | None = None
    but: Codes | None = None

    @model_validator(mode="after")
    def codes_have_a_column(self) -> Self:
        """Refuse codes without their column, and codes to count beside codes to leave out."""
        if (self.codes or self.but) and not self.column:
            raise ValueError("codes are given without their column")
        if self.codes and self.but:
            raise ValueError("give `codes` or `but`, not both")
        return self


class Count(Section):
    """The number of a patient's rows in a table."""

    table: Key


DERIVATIONS: Mapping[str, Kind] = {
    "cut": "ordered",
    "any_of": "yes_no",
    "count": "number",
    "months_between": "number",
    "ratio": "number",
    "difference": "number",
    "mean_of": "number",
    "count_true": "number",
    "sum_of": "number",
}
"""The derivations, and the kind of what each gives."""


class Variable(Section):
    """A characteristic of each patient: a column of the data, or derived from other variables.

    A column of a table other than patients.csv may have several values per patient, which are then
    levels that do not exclude each other. `least` and `most` bound what a number may be.
    """

    name: Key
    label: Line
    kind: Kind | None = None
    table: Key = "patients"
    column: Key | None = None
    missing: Literal["row", "note", "refuse"] = "note"
    reference: Code | None = None
    unit: Line | None = None
    decimals: int | None = Field(None, ge=0, le=6)
    summary: Annotated[tuple[Summary, ...], Strict(strict=False), Field(min_length=1)] = (
        "mean_sd",
        "median_range",
    )
    least: float | None = None
    most: float | None = None
    cut: Cut | None = None
    any_of: AnyOf | None = None
    count: Count | None = None
    months_between: Pair | None = None
    ratio: Pair | None = None
    difference: Pair | None = None
    mean_of: Keys | None = None
    count_true: Keys | None = None
    sum_of: Mapping[Key, float] | None = None

    @property
    def derivation(self) -> str:
        """The name of its derivation, "" for a column of the data."""
        return next((name for name in DERIVATIONS if getattr(self, name) is not None), "")

    @property
    def of_kind(self) -> Kind:
        """Its kind, which a derivation settles."""
        return self.kind or DERIVATIONS[self.derivation]

    @property
    def from_column(self) -> str:
        """The column that it is read from."""
        return self.column or self.name

    @property
    def is_number(self) -> bool:
        """Whether it is summarised by mean and median rather than counted by level."""
        return self.of_kind == "number"

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The variables that it is derived from."""
        if self.cut:
            return (self.cut.of,)
        if self.derivation in ("any_of", "count", "months_between", ""):
            return ()
        return tuple(getattr(self, self.derivation))

    @model_validator(mode="after")
    def is_one_thing(self) -> Self:
        """Refuse two derivations in one, none without a kind, and settings that its kind has no use for."""
        given = [name for name in DERIVATIONS if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(
                f"{self.name} has {' and '.join(given)}; a variable has one derivation"
            )
        if not given and self.kind is None:
            raise ValueError(f"{self.name} needs a kind: number, category, ordered, yes_no or date")
        if given and self.kind not in (None, DERIVATIONS[given[0]]):
            raise ValueError(f"{self.name}: {given[0]} gives the kind {DERIVATIONS[given[0]]}")
        if given and (self.column or self.table != "patients"):
            raise ValueError(f"{self.name} is derived by {given[0]} and has no column of its own")
        if not self.is_number and (self.unit or self.decimals is not None):
            raise ValueError(f"{self.name} is no number, so it has neither unit nor decimals")
        if self.is_number and self.reference:
            raise ValueError(f"{self.name} is a number, so it has no reference level")
        if self.least is not None and self.most is not None and self.most < self.least:
            raise ValueError(f"{self.name}: most is below least")
        return self


class Endpoint(Section):
    """A time from a start to the first of some events.

    Either from dates of patients.csv, or measured: a column of times with one of event codes.
    `among` restricts it to patients by the codes of their columns, `within` to a declared subset.
    `naive_mean` adds the mean of all times, censored ones counted as complete, for comparison with
    reports that printed it. `dead_codes` are the codes of `status` that mean death.
    """

    name: Key
    label: Line
    start: Key | None = None
    event: Keys | None = None
    censor: Key | None = None
    time: Key | None = None
    unit: Literal["days", "weeks", "months", "years"] = "days"
    event_column: Key | None = None
    event_codes: Codes | None = None
    among: Mapping[Key, Codes] | None = None
    within: Key | None = None
    dead_codes: Codes | None = None
    landmarks_months: Months = ()
    rmst_months: float | None = Field(None, gt=0)
    naive_mean: bool = False
    curve: Literal["survival", "failure"] = "survival"

    @property
    def is_measured(self) -> bool:
        """Whether the data have the time itself rather than dates."""
        return self.time is not None

    @model_validator(mode="after")
    def is_from_dates_or_measured(self) -> Self:
        """Refuse a mixture of dates and measured times, and half of either."""
        dates = {"start": self.start, "event": self.event, "censor": self.censor}
        measured = {
            "time": self.time,
            "event_column": self.event_column,
            "event_codes": self.event_codes,
        }
        lacking = [name for name, given in dates.items() if given is None]
        short = [name for name, given in measured.items() if given is None]
        if len(short) < 3 and len(lacking) < 3:
            raise ValueError(f"{self.name} has dates and a measured time; give one of them")
        if len(short) < 3 and short:
            raise ValueError(f"{self.name} is measured and lacks {', '.join(short)}")
        if len(short) == 3 and lacking:
            raise ValueError(f"{self.name} lacks {', '.join(lacking)}")
        return self


Tests = Annotated[tuple[TestName, ...], Strict(strict=False), Field(min_length=1)]


class Comparison(Section):
    """Groups that are set side by side, and the tests of what differs between them.

    `tests` names the test of a kind (`category`, `number`, `time`) or of a single variable; of several,
    the first is the main analysis, whose p-value is printed, and the others are sensitivity analyses.
    `from_months` makes a landmark analysis of groups that form after the start.
    """

    name: Key
    by: Key
    label: Line | None = None
    of: Keys = ("characteristics",)
    variables: Keys | None = None
    between: Codes | None = None
    tests: Mapping[Key, TestName | Tests] = Field(default_factory=dict)
    overall: bool = True
    adjust: Literal["none", "holm"] = "none"
    from_months: float | None = Field(None, gt=0)
    among: Key | None = None

    def tests_of(self, *names: str) -> tuple[TestName, ...]:
        """The tests of the first of some names, a variable and its kind, that has any."""
        found = next((self.tests[name] for name in names if name in self.tests), ())
        return (found,) if isinstance(found, str) else found


class Model(Section):
    """A regression model: Cox of an end point, or logistic of a yes-no variable."""

    name: Key
    kind: Literal["cox", "logistic"]
    label: Line | None = None
    endpoint: Key | None = None
    outcome: Key | None = None
    variables: Keys
    univariable: bool = True
    multivariable: bool = True
    among: Key | None = None

    @model_validator(mode="after")
    def has_what_it_explains(self) -> Self:
        """Refuse a Cox model without an end point and a logistic one without an outcome."""
        needed, other = ("endpoint", "outcome") if self.kind == "cox" else ("outcome", "endpoint")
        if getattr(self, needed) is None or getattr(self, other) is not None:
            raise ValueError(f"{self.name}: a {self.kind} model has an {needed} and no {other}")
        if not (self.univariable or self.multivariable):
            raise ValueError(f"{self.name} is neither univariable nor multivariable")
        return self


class Subset(Section):
    """Patients with these codes, by variable."""

    name: Key
    label: Line
    where: Mapping[Key, Codes]


class Declarations(Section):
    """All that a study declares. Names are unique among what shares the first word of result ids."""

    variable: Annotated[tuple[Variable, ...], Strict(strict=False)] = ()
    endpoint: Annotated[tuple[Endpoint, ...], Strict(strict=False)] = ()
    comparison: Annotated[tuple[Comparison, ...], Strict(strict=False)] = ()
    model: Annotated[tuple[Model, ...], Strict(strict=False)] = ()
    subset: Annotated[tuple[Subset, ...], Strict(strict=False)] = ()

    @property
    def variables(self) -> Mapping[str, Variable]:
        """The variables by name, in the order in which they are declared."""
        return {one.name: one for one in self.variable}

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """The end points by name."""
        return {one.name: one for one in self.endpoint}

    @property
    def subsets(self) -> Mapping[str, Subset]:
        """The subsets by name."""
        return {one.name: one for one in self.subset}

    @model_validator(mode="after")
    def names_are_known_and_single(self) -> Self:
        """Refuse names that are given twice, or that nothing has."""
        _refuse_repeated("variable", (one.name for one in self.variable))
        _refuse_repeated("subset", (one.name for one in self.subset))
        families = [
            *(one.name for one in self.endpoint),
            *(one.name for one in self.comparison),
            *(one.name for one in self.model),
        ]
        _refuse_repeated("end point, comparison or model", families)
        if reserved := RESERVED.intersection(families):
            raise ValueError(f"the name {min(reserved)} is taken by results of the program")
        for where, wanted, known in self._references():
            if wanted not in known:
                raise ValueError(f"{where}: there is no {wanted}")
        self._refuse_circles()
        self._refuse_tests_that_do_not_fit()
        return self

    def _references(self) -> Iterator[tuple[str, str, Collection[str]]]:
        """Give each name that a declaration mentions: where, the name, and what it may be."""
        variables, subsets = self.variables, self.subsets
        compared = {*self.endpoints, "characteristics", "response", "toxicity"}
        tested = {*variables, *self.endpoints, "category", "number", "time"}
        for variable in self.variable:
            yield from _each(f"variable {variable.name}", variable.rests_on, variables)
        for subset in self.subset:
            yield from _each(f"subset {subset.name}", subset.where, variables)
        for endpoint in self.endpoint:
            where = f"endpoint {endpoint.name}"
            yield from _each(where, endpoint.among or (), variables)
            yield from _each(where, [endpoint.within], subsets)
        for comparison in self.comparison:
            where = f"comparison {comparison.name}"
            yield from _each(where, [comparison.by, *(comparison.variables or ())], variables)
            yield from _each(where, comparison.of, compared)
            yield from _each(where, comparison.tests, tested)
            yield from _each(where, [comparison.among], subsets)
        for model in self.model:
            where = f"model {model.name}"
            yield from _each(where, [*model.variables, model.outcome], variables)
            yield from _each(where, [model.endpoint], self.endpoints)
            yield from _each(where, [model.among], subsets)

    def _refuse_circles(self) -> None:
        """Refuse variables that rest on each other, which no order of computing satisfies."""
        settled: set[str] = set()
        waiting = list(self.variable)
        while waiting:
            ready = [one for one in waiting if settled.issuperset(one.rests_on)]
            if not ready:
                names = ", ".join(one.name for one in waiting)
                raise ValueError(f"these variables are derived from each other: {names}")
            settled.update(one.name for one in ready)
            waiting = [one for one in waiting if one.name not in settled]

    def _refuse_tests_that_do_not_fit(self) -> None:
        for comparison in self.comparison:
            for name in comparison.tests:
                if name in self.endpoints or name == "time":
                    fitting = frozenset({"log_rank"})
                elif name == "number" or (
                    name in self.variables and self.variables[name].is_number
                ):
                    fitting = OF_NUMBERS
                else:
                    fitting = OF_COUNTS
                for test in comparison.tests_of(name):
                    if test not in fitting:
                        raise ValueError(
                            f"comparison {comparison.name}: {test} is no test of {name}"
                        )


RESERVED = frozenset(
    {
        "cohort",
        "response",
        "toxicity",
        "dosing",
        "brain",
        "patient",
        "literature",
        "constant",
        "flow",
    }
)
"""First words of result ids that are not declared."""


def required(given: Given | None) -> Given:
    """Give what a declaration has because its kind or its derivation is checked to need it."""
    if given is None:
        raise TypeError("a declaration lacks what its validation requires")
    return given


def _each(
    where: str, names: Iterable[str | None], known: Collection[str]
) -> Iterator[tuple[str, str, Collection[str]]]:
    return ((where, name, known) for name in names if name is not None)


def _refuse_repeated(kind: str, names: Iterable[str]) -> None:
    twice = [name for name, n in Counter(names).items() if n > 1]
    if twice:
        raise ValueError(f"the {kind} {twice[0]} is declared twice")
