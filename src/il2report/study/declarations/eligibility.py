"""Eligibility: what the declared variables of each patient have to be."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from il2report.study.declarations.names import Codes
from il2report.study.declarations.variables import Variable
from il2report.study.notation import Section


def _is_limit(given: object) -> object:
    """Refuse what is no limit in one message, where a union would give one for each of its kinds."""
    if isinstance(given, bool | datetime) or not isinstance(given, int | float | date | str):
        raise ValueError(  # noqa: TRY004 (pydantic expects it)
            "this should be a number, a date, or the code of a level"
        )
    return given


Bound = Annotated[int | float | date | str, BeforeValidator(_is_limit)]


class EligibilityRule(Section):
    """What a variable of each patient has to be, under its name: `age = { min = 18 }`.

    A number or a date has `min`, `max` or both, an ordered variable too, by the order of its levels;
    any variable with levels can have `levels`. A patient without a value breaks no rule.
    """

    min: Bound | None = None
    """The least value, or the first level, that is allowed."""
    max: Bound | None = None
    """The greatest value, or the last level, that is allowed."""
    levels: Codes | None = None
    """The levels that are allowed."""

    @property
    def bounds(self) -> Mapping[str, Bound]:
        """Its `min` and `max`, where it has them."""
        given = {"min": self.min, "max": self.max}
        return {name: bound for name, bound in given.items() if bound is not None}

    @property
    def codes(self) -> tuple[str, ...]:
        """The levels that it names, where the variable has levels; `max = 2` names the code 2."""
        return tuple(map(code_of, self.bounds.values())) + (self.levels or ())

    @model_validator(mode="before")
    @classmethod
    def is_a_rule(cls, given: object) -> object:
        """Refuse a bare value, such as `age_min = 18`, and show how a rule is written."""
        if not isinstance(given, Mapping | EligibilityRule):
            raise ValueError(  # noqa: TRY004 (pydantic expects it)
                "a rule has the name of a variable, and min, max or levels: age = { min = 18 }"
            )
        return given

    @model_validator(mode="after")
    def says_one_thing(self) -> Self:
        """Refuse a rule without any limit, and levels beside limits."""
        if bool(self.bounds) == bool(self.levels):
            raise ValueError("give min, max or both, or else levels")
        return self


def code_of(bound: Bound) -> str:
    """Write a limit as the code of a level."""
    return f"{bound:g}" if isinstance(bound, int | float) else str(bound)


def unfit_rules(
    rules: Mapping[str, EligibilityRule], variables: Mapping[str, Variable]
) -> Iterator[str]:
    """Say which rules their variables cannot have."""
    for name, rule in rules.items():
        variable = variables[name]
        if variable.derivation:
            of = " and ".join(variable.rests_on) or "the columns that it is derived from"
            yield (
                f"eligibility.{name}: {name} is derived and has no cells to check; give a rule for {of},"
                " declared as a variable"
            )
        elif variable.of_kind in ("number", "date"):
            yield from _unfit_limits(name, rule, variable)
        elif rule.bounds and variable.of_kind != "ordered":
            yield (
                f"eligibility.{name}: {name} is a {variable.of_kind} variable, whose levels have no order;"
                " give the allowed levels, or declare it as ordered"
            )


def _unfit_limits(name: str, rule: EligibilityRule, variable: Variable) -> Iterator[str]:
    kind = variable.of_kind
    if rule.levels:
        yield f"eligibility.{name}: {name} is a {kind} and has no levels; give min or max"
    unfit = [
        f"eligibility.{name}.{key} is {code_of(bound)!r}; it should be a {kind}, as {name} is"
        for key, bound in rule.bounds.items()
        if not isinstance(bound, date if kind == "date" else int | float)
    ]
    yield from unfit
    for key, bound in {} if unfit else rule.bounds.items():
        for limit, wrong in ((variable.least, "below least"), (variable.most, "above most")):
            if limit is not None and (bound < limit if limit == variable.least else bound > limit):  # type: ignore[operator]
                yield f"eligibility.{name}.{key} is {code_of(bound)}, {wrong} of the variable, {limit:g}"
    low, high = rule.min, rule.max
    if not unfit and low is not None and high is not None and high < low:  # type: ignore[operator]
        yield f"eligibility.{name}: max is less than min"
