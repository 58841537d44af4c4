"""Comparisons of groups, with their tests, and regression models."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from il2report.study.declarations.names import Codes, Key, Keys
from il2report.study.notation import Line, Section

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
    "none",
]
OF_COUNTS = frozenset({"fisher", "chi_square", "chi_square_yates", "chi_square_or_fisher"})
OF_TWO_GROUPS = frozenset({"student", "welch", "mann_whitney"})
OF_NUMBERS = OF_TWO_GROUPS | {"anova", "kruskal_wallis"}
OF_TIMES = frozenset({"log_rank", "none"})


Tests = Annotated[tuple[TestName, ...], Strict(strict=False), Field(min_length=1)]


class Comparison(Section):
    """Groups that are set side by side, and the tests of what differs between them."""

    name: Key
    """Its name in ids: `ENDPOINT.NAME.GROUP.median`, `NAME.VARIABLE.p`."""
    by: Key
    """The variable whose levels are the groups."""
    label: Line | None = None
    """What is printed for it."""
    of: Keys = ("characteristics",)
    """What is compared: characteristics, response, toxicity, and end points by name."""
    variables: Keys | None = None
    """The variables compared; without it all but its own."""
    between: Codes | None = None
    """The groups that are tested; all are described."""
    tests: Mapping[Key, TestName | Tests] = Field(default_factory=dict)
    """The test of a kind (category, number, time) or of a single variable; of several the first is
    the main analysis. `time = "none"` describes times without a test, `toxicity = "none"` adverse events."""
    overall: bool = True
    """Whether the table has a column of all patients."""
    rows: Literal["levels", "tests"] = "levels"
    """What the rows of its table are: the levels of each variable, or one row for each variable with
    its test and the p-value of every further test."""
    supplement: bool = False
    """Whether its table belongs to the supplement; its key is then `table.s_NAME`."""
    adjust: Literal["none", "holm"] = "none"
    """Adjustment of its p-values for their number."""
    from_months: float | None = Field(None, gt=0)
    """Months from the start at which the groups of a landmark analysis are formed."""
    among: Key | None = None
    """A declared subset."""

    @model_validator(mode="after")
    def groups_are_several(self) -> Self:
        """Refuse one group as those to be tested."""
        if self.between is not None and len(set(self.between)) < 2:
            raise ValueError(f"{self.name}: between needs two groups or more")
        return self

    @property
    def table_key(self) -> str:
        """The key of its table."""
        return f"table.{'s_' if self.supplement else ''}{self.name}"

    def tests_time(self, endpoint: str) -> bool:
        """Whether the groups are tested for a difference in the times of an end point."""
        return self.tests_of(endpoint, "time") != ("none",)

    @property
    def tests_toxicity(self) -> bool:
        """Whether the groups are tested for a difference in adverse events."""
        return self.tests_of("toxicity", "category") not in ((), ("none",))

    def tests_of(self, *names: str) -> tuple[TestName, ...]:
        """The tests of the first of some names, a variable and its kind, that has any."""
        found = next((self.tests[name] for name in names if name in self.tests), ())
        return (found,) if isinstance(found, str) else found


class Selection(Section):
    """Backward selection: the variable with the largest p-value goes, until none is above the limit."""

    method: Literal["backward"]
    """Backward, the only one."""
    p: float = Field(gt=0, lt=1)
    """The p-value of the likelihood-ratio test above which a variable is taken out."""


class Model(Section):
    """A regression model: Cox of an end point, or logistic of a yes-no variable."""

    name: Key
    """Its name in ids: `NAME.multivariable.VARIABLE.LEVEL.ratio`."""
    kind: Literal["cox", "logistic"]
    """Cox or logistic."""
    label: Line | None = None
    """What is printed for it."""
    endpoint: Key | None = None
    """The end point of a Cox model."""
    outcome: Key | None = None
    """The yes-no variable of a logistic model."""
    variables: Keys
    """The variables of the model."""
    univariable: bool = True
    """Whether each variable is fitted alone."""
    multivariable: bool = True
    """Whether all are fitted together."""
    survival: Literal["median"] | None = None
    """In the table of a Cox model, the median of each level."""
    survival_months: float | None = Field(None, gt=0)
    """In the table of a Cox model, the percentage free of the event at this time, of each level."""
    figure: bool = False
    """Whether a forest plot of the ratios is drawn beside their table."""
    selection: Selection | None = None
    """How variables are taken out of the multivariable model; without it all stay."""
    among: Key | None = None
    """A declared subset."""

    @model_validator(mode="after")
    def has_what_it_explains(self) -> Self:
        """Refuse a Cox model without an end point and a logistic one without an outcome."""
        needed, other = ("endpoint", "outcome") if self.kind == "cox" else ("outcome", "endpoint")
        if getattr(self, needed) is None or getattr(self, other) is not None:
            raise ValueError(f"{self.name}: a {self.kind} model has an {needed} and no {other}")
        if not (self.univariable or self.multivariable):
            raise ValueError(f"{self.name} is neither univariable nor multivariable")
        if self.selection and not self.multivariable:
            raise ValueError(f"{self.name} selects variables and has no multivariable model")
        return self

    @model_validator(mode="after")
    def survival_is_of_a_cox_model(self) -> Self:
        """Refuse survival columns of a logistic model, two kinds of them, and a variable given twice."""
        if self.survival and self.survival_months:
            raise ValueError(f"{self.name}: give survival or survival_months, not both")
        if self.kind != "cox" and (self.survival or self.survival_months):
            raise ValueError(f"{self.name}: a logistic model has no survival")
        twice = [name for name, n in Counter(self.variables).items() if n > 1]
        if twice:
            raise ValueError(f"{self.name}: the variable {twice[0]} is given twice")
        if self.outcome in self.variables:
            raise ValueError(f"{self.name}: {self.outcome} is both outcome and variable")
        return self
