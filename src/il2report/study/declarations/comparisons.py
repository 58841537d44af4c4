"""Comparisons of groups, with their tests, and regression models."""

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
    """Groups that are set side by side, and the tests of what differs between them.

    `tests` names the test of a kind (`category`, `number`, `time`) or of a single variable; of several,
    the first is the main analysis, whose p-value is printed, and the others are sensitivity analyses.
    Times have the log-rank test unless `time = "none"`, which describes them without a test. `between`
    names the groups that are tested; all are described. `from_months` makes a landmark analysis of
    groups that form after the start.
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

    @model_validator(mode="after")
    def groups_are_several(self) -> Self:
        """Refuse one group as those to be tested."""
        if self.between is not None and len(set(self.between)) < 2:
            raise ValueError(f"{self.name}: between needs two groups or more")
        return self

    def tests_time(self, endpoint: str) -> bool:
        """Whether the groups are tested for a difference in the times of an end point."""
        return self.tests_of(endpoint, "time") != ("none",)

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
