"""What a study declares in study.toml: its variables, end points, groups and models.

Each declaration is a block of its own. Its name becomes part of result ids, so it is written in
snake_case; what is printed is its label. There is no language of expressions: a variable is a
column of the data or one of a fixed set of derivations.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, Self

from pydantic import Field, Strict, model_validator

from il2report.study.declarations.comparisons import (
    OF_COUNTS,
    OF_NUMBERS,
    OF_TIMES,
    Comparison,
    Model,
    TestName,
)
from il2report.study.declarations.eligibility import EligibilityRule, unfit_rules
from il2report.study.declarations.endpoints import Endpoint
from il2report.study.declarations.floats import OwnFigure, OwnTable, Sections, names_in
from il2report.study.declarations.flow import FlowStep
from il2report.study.declarations.follow_up import FollowUp
from il2report.study.declarations.formation import Formation
from il2report.study.declarations.lesions import (
    DiseaseFree,
    LesionColumn,
    MeasuredLesions,
)
from il2report.study.declarations.listing import DOSES, Listing
from il2report.study.declarations.measurement import Measurement, PairedTest
from il2report.study.declarations.names import Key, required
from il2report.study.declarations.response import Response, Status
from il2report.study.declarations.swimmer import Swimmer
from il2report.study.declarations.toxicity import Deaths, Toxicity
from il2report.study.declarations.treatment import Discontinuation, Treatment
from il2report.study.declarations.variables import AnyOf, Count, Cut, Subset, Variable
from il2report.study.lookalikes import nearest
from il2report.study.notation import Section

__all__ = [
    "AnyOf",
    "Comparison",
    "Count",
    "Cut",
    "Deaths",
    "Declarations",
    "Discontinuation",
    "DiseaseFree",
    "EligibilityRule",
    "Endpoint",
    "FlowStep",
    "FollowUp",
    "LesionColumn",
    "MeasuredLesions",
    "Measurement",
    "Model",
    "OwnFigure",
    "OwnTable",
    "PairedTest",
    "Response",
    "Sections",
    "Status",
    "Subset",
    "Swimmer",
    "TestName",
    "Toxicity",
    "Treatment",
    "Variable",
    "required",
]


CLOSE = 0.6
"""Likeness from which on another name may be meant."""


class Declarations(Section):
    """All that a study declares. Names are unique among what shares the first word of result ids."""

    variable: Annotated[tuple[Variable, ...], Strict(strict=False)] = ()
    endpoint: Annotated[tuple[Endpoint, ...], Strict(strict=False)] = ()
    comparison: Annotated[tuple[Comparison, ...], Strict(strict=False)] = ()
    model: Annotated[tuple[Model, ...], Strict(strict=False)] = ()
    subset: Annotated[tuple[Subset, ...], Strict(strict=False)] = ()
    eligibility: Mapping[Key, EligibilityRule] = Field(default_factory=dict)
    """Who could be treated: a rule for each variable that decides."""
    measurement: Annotated[tuple[Measurement, ...], Strict(strict=False)] = ()
    follow_up: FollowUp | None = None
    measured_lesions: MeasuredLesions | None = None
    toxicity: Toxicity = Toxicity()
    deaths: Deaths | None = None
    listing: Listing | None = None
    flow: Annotated[tuple[FlowStep, ...], Strict(strict=False)] = ()
    treatment: Treatment | None = None
    response: Response | None = None
    status: Status | None = None
    swimmer: Swimmer = Swimmer()

    table: Annotated[tuple[OwnTable, ...], Strict(strict=False)] = ()
    figure: Annotated[tuple[OwnFigure, ...], Strict(strict=False)] = ()
    sections: Sections = Sections()

    @property
    def variables(self) -> Mapping[str, Variable]:
        """The variables by name, in the order in which they are declared."""
        return {one.name: one for one in self.variable}

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """The end points by name."""
        return {one.name: one for one in self.endpoint}

    @property
    def formation(self) -> Formation:
        """Which variables form after the start."""
        return Formation(self.variables, self.endpoint, [each.table for each in self.measurement])

    def codes_counted(self, of: AnyOf) -> tuple[str, ...] | None:
        """The codes that a derivation counts; None where it counts all but some, or any row."""
        return self.pooled_responses(of.definition) if of.definition else of.codes

    @property
    def subsets(self) -> Mapping[str, Subset]:
        """The subsets by name."""
        return {one.name: one for one in self.subset}

    @property
    def response_variable(self) -> Variable | None:
        """The variable of the best response, if one is declared."""
        return self.variables.get((self.response or Response()).variable)

    @property
    def swimmer_endpoint(self) -> Endpoint | None:
        """The end point of the swimmer plot: that which study.toml names, or the first from dates."""
        if self.swimmer.endpoint:
            return self.endpoints[self.swimmer.endpoint]
        return next((each for each in self.endpoint if not each.is_measured), None)

    @property
    def dead_codes(self) -> tuple[str, ...]:
        """The codes of `status` that mean death, by any declaration."""
        of = [*(one.dead_codes or () for one in self.endpoint)]
        of.append(self.deaths.status_codes or () if self.deaths else ())
        return tuple(dict.fromkeys(code for codes in of for code in codes))

    @property
    def recist_responses(self) -> tuple[str, ...]:
        """The codes that are a response by RECIST."""
        return (self.response or Response()).recist

    def pooled_responses(self, _definition: str) -> tuple[str, ...]:
        """The codes that a definition pools; none where there are no definitions."""
        return ()

    @property
    def families_of_patients(self) -> tuple[str, ...]:
        """First words of the ids of results that belong to one patient."""
        return ("patient", *([self.measured_lesions.name] if self.measured_lesions else ()))

    @model_validator(mode="after")
    def names_are_known_and_single(self) -> Self:
        """Refuse names that are given twice, or that nothing has."""
        _refuse_repeated("variable", (one.name for one in self.variable))
        _refuse_repeated("subset", (one.name for one in self.subset))
        _refuse_repeated("step of the flow", (one.name for one in self.flow if one.name))
        families = [
            *(one.name for one in self.endpoint),
            *(one.name for one in self.comparison),
            *(one.name for one in self.model),
            *(one.name for one in self.measurement),
            *(one.name for one in self.table if one.among),
            *([self.measured_lesions.name] if self.measured_lesions else ()),
        ]
        _refuse_repeated(
            "end point, comparison, model, measurement, table or measured_lesions", families
        )
        compared = [one.name for one in self.comparison if "toxicity" in one.of]
        if compared and "toxicity" in self.variables:
            raise ValueError(
                "the variable toxicity has the name of what comparison "
                f"{compared[0]} compares; choose another"
            )
        for name in compared:
            if f"{name}_toxicity" in families:
                raise ValueError(f"the name {name}_toxicity is that of a table of {name}")
        if reserved := RESERVED.intersection(families):
            raise ValueError(f"the name {min(reserved)} is taken by results of the program")
        for where, wanted, known in self._references():
            if wanted not in known:
                hint = nearest(wanted, tuple(known), CLOSE)
                listed = f" It may be {', '.join(sorted(known))}" if known else ""
                raise ValueError(
                    f"{where}: there is no {wanted}.{hint or listed}".removesuffix(".")
                )
        _refuse_repeated("figure", self._figures())
        _refuse_repeated("table", self._tables())
        if self.measured_lesions:
            self.measured_lesions.refuse_unfit(self.variables)
        for unfit in unfit_rules(self.eligibility, self.variables):
            raise ValueError(unfit)
        self._refuse_what_is_no_category()
        if self.swimmer.endpoint and self.endpoints[self.swimmer.endpoint].is_measured:
            raise ValueError(f"swimmer: {self.swimmer.endpoint} is no end point from dates")
        self._refuse_rows_without_home()
        self._refuse_circles()
        self._refuse_groups_without_levels()
        self._refuse_tests_that_do_not_fit()
        return self

    def _figures(self) -> Iterator[str]:
        """Give the name of each figure that follows from a declaration."""
        figures = {one.name: one.figure or one.name for one in self.endpoint}
        yield from figures.values()
        for comparison in self.comparison:
            compared = (name for name in comparison.of if name in figures)
            yield from (f"{figures[name]}_{comparison.name}" for name in compared)
        yield from (model.name for model in self.model)
        yield from ("flow", "swimmer", "adverse_events")
        yield from (figure.name for figure in self.figure)

    def _tables(self) -> Iterator[str]:
        """Give the name of each table of a declaration."""
        yield from TABLES_OF_THE_PROGRAM
        yield from ([self.measured_lesions.name] if self.measured_lesions else [])
        for comparison in self.comparison:
            yield from (comparison.name, f"{comparison.name}_toxicity")
        yield from (one.name for one in self.model)
        yield from (one.name for one in self.table)

    def _references(self) -> Iterator[tuple[str, str, Collection[str]]]:
        """Give each name that a declaration mentions: where, the name, and what it may be."""
        variables, subsets = self.variables, self.subsets
        compared = {*self.endpoints, "characteristics", "response", "toxicity"}
        tested = {*variables, *self.endpoints, "category", "number", "time", "response", "toxicity"}
        for variable in self.variable:
            yield from _each(f"variable {variable.name}", variable.rests_on, variables)
            yield from _each(f"variable {variable.name}: row_of", [variable.row_of], variables)
        yield from _each("eligibility", self.eligibility, variables)
        for subset in self.subset:
            yield from _each(f"subset {subset.name}", subset.where, variables)
        for endpoint in self.endpoint:
            where = f"endpoint {endpoint.name}"
            yield from _each(where, endpoint.among or (), variables)
            yield from _each(where, [endpoint.within], subsets)
        if self.listing:
            known = {*variables, *self.endpoints, DOSES}
            yield from _each("listing", (each.of for each in self.listing.columns), known)
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
        for table in self.table:
            where = f"table {table.name}"
            named = (*(table.variables or ()), *names_in(table.rows))
            yield from _each(where, named, variables)
            yield from _each(where, [table.among], subsets)
        for figure in self.figure:
            where = f"figure {figure.name}"
            yield from _each(where, names_in(figure.rows), variables)
            yield from _each(where, [figure.endpoint], self.endpoints)
            yield from _each(where, [figure.comparison], [one.name for one in self.comparison])
            yield from _each(where, [figure.model], [one.name for one in self.model])
            yield from _each(where, [figure.among], subsets)
        for measurement in self.measurement:
            where = f"measurement {measurement.name}"
            yield from _each(where, [measurement.by], variables)
            yield from _each(where, [measurement.among], subsets)
        yield from self._references_of_sections()

    def _references_of_sections(self) -> Iterator[tuple[str, str, Collection[str]]]:
        """Give the same of what a study declares once."""
        variables = self.variables
        yield from _each("toxicity", [self.toxicity.among], self.subsets)
        if self.deaths:
            causes = {name for name, each in variables.items() if each.may_be_cause}
            yield from _each("deaths", [self.deaths.cause], {*causes, "status"})
        if self.follow_up:
            yield from _each("follow_up", [self.follow_up.by], variables)
            yield from _each("follow_up", [self.follow_up.endpoint], self.endpoints)
        yield from _each("swimmer", [self.swimmer.endpoint], self.endpoints)
        if self.response:
            yield from _each("response", [self.response.variable], variables)
        if self.treatment and self.treatment.discontinuation:
            reason = self.treatment.discontinuation.variable
            yield from _each("treatment.discontinuation", [reason], variables)
        if self.measured_lesions:
            yield from _each("measured_lesions", self.measured_lesions.variables, variables)

    def _refuse_what_is_no_category(self) -> None:
        """Refuse a response, or a reason for the end of treatment, that is no single code of a patient."""
        asked = self.treatment.discontinuation if self.treatment else None
        for where, of in (("treatment.discontinuation", asked), ("response", self.response)):
            if of is None:
                continue
            variable = self.variables[of.variable]
            if variable.of_kind not in ("category", "ordered") or variable.table != "patients":
                raise ValueError(f"{where}: {variable.name} should be a category of patients.csv")

    def _refuse_rows_without_home(self) -> None:
        """Refuse a row among those of a variable that has none of its own."""
        for one in self.variable:
            home = self.variables[one.row_of] if one.row_of else None
            if home and (home.is_number or home.row_of):
                raise ValueError(
                    f"variable {one.name}: row_of {home.name}, which has no levels as rows"
                )

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

    def _refuse_groups_without_levels(self) -> None:
        named = [(f"comparison {each.name}", each.by) for each in self.comparison]
        named += [(f"measurement {each.name}", each.by) for each in self.measurement if each.by]
        if self.follow_up and self.follow_up.by:
            named.append(("follow_up", self.follow_up.by))
        for where, by in named:
            kind = self.variables[by].of_kind
            if kind in ("number", "date"):
                raise ValueError(
                    f"{where}: {by} is a {kind} and forms no groups; group by a category, an ordered"
                    " or a yes-no variable, such as one that cuts a number into classes"
                )

    def _refuse_tests_that_do_not_fit(self) -> None:
        for comparison in self.comparison:
            self._refuse_variables_named_as_families(comparison)
            for name in comparison.tests:
                if name in self.endpoints or name == "time":
                    fitting = OF_TIMES
                elif name == "number" or (
                    name in self.variables and self.variables[name].is_number
                ):
                    fitting = OF_NUMBERS
                else:
                    fitting = OF_COUNTS | ({"none"} if name == "toxicity" else frozenset())
                for test in comparison.tests_of(name):
                    if test not in fitting:
                        raise ValueError(
                            f"comparison {comparison.name}: {test} is no test of {name}"
                        )

    def _refuse_variables_named_as_families(self, comparison: Comparison) -> None:
        """Refuse a variable whose results would have the ids of responses or adverse events."""
        if "characteristics" not in comparison.of:
            return
        compared = comparison.variables or self.variables
        allowed = self.response.variable if self.response else None
        for family in ("response", "toxicity"):
            if family in comparison.of and family in compared and family != allowed:
                raise ValueError(
                    f"comparison {comparison.name}: the variable {family} has the name of what is"
                    " compared beside it; give it another name"
                )


TABLES_OF_THE_PROGRAM = (
    *("characteristics", "toxicity", "s_correlates", "s_dosing", "s_exposure", "s_listing"),
    "s_toxicity",
)
"""Names of tables that are not declared."""

RESERVED = frozenset(
    {
        "cohort",
        "response",
        "toxicity",
        "deaths",
        "dosing",
        "exposure",
        "patient",
        "literature",
        "constant",
        "flow",
        "follow_up",
        "subset",
        *("characteristics", "s_dosing", "s_exposure", "s_correlates", "s_listing", "s_toxicity"),
    }
)
"""First words of result ids, and names of tables, that are not declared."""


def _each(
    where: str, names: Iterable[str | None], known: Collection[str]
) -> Iterator[tuple[str, str, Collection[str]]]:
    return ((where, name, known) for name in names if name is not None)


def _refuse_repeated(kind: str, names: Iterable[str]) -> None:
    twice = [name for name, n in Counter(names).items() if n > 1]
    if twice:
        raise ValueError(f"the {kind} {twice[0]} is declared twice")
