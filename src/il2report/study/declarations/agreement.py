"""Whether the declarations of a study agree: names that exist, that are single, and tests that fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from il2report.study.declarations.comparisons import OF_COUNTS, OF_NUMBERS, OF_TIMES, Comparison
from il2report.study.declarations.eligibility import unfit_rules
from il2report.study.declarations.floats import names_in
from il2report.study.declarations.listing import DOSES
from il2report.study.lookalikes import nearest

if TYPE_CHECKING:
    from il2report.study.declarations import Declarations

CLOSE = 0.6
"""Likeness from which on another name may be meant."""

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


def refuse_contradictions(declared: Declarations) -> None:
    """Refuse names that are given twice or that nothing has, and what does not fit together.

    Raises
    ------
    ValueError
        With the declaration and what is wrong with it.
    """
    _refuse_names(declared)
    for where, wanted, known in _references(declared):
        if wanted not in known:
            hint = nearest(wanted, tuple(known), CLOSE)
            listed = f" It may be {', '.join(sorted(known))}" if known else ""
            raise ValueError(f"{where}: there is no {wanted}.{hint or listed}".removesuffix("."))
    if declared.measured_lesions:
        declared.measured_lesions.refuse_unfit(declared.variables)
    for unfit in unfit_rules(declared.eligibility, declared.variables):
        raise ValueError(unfit)
    _refuse_what_is_no_category(declared)
    if declared.swimmer.endpoint and declared.endpoints[declared.swimmer.endpoint].is_measured:
        raise ValueError(f"swimmer: {declared.swimmer.endpoint} is no end point from dates")
    _refuse_rows_without_home(declared)
    _refuse_circles(declared)
    _refuse_groups_without_levels(declared)
    _refuse_tests_that_do_not_fit(declared)


def _refuse_names(declared: Declarations) -> None:
    """Refuse names that are given twice, or that are those of results of the program."""
    _refuse_repeated("variable", (one.name for one in declared.variable))
    _refuse_repeated("subset", (one.name for one in declared.subset))
    _refuse_repeated("step of the flow", (one.name for one in declared.flow if one.name))
    families = [
        *(one.name for one in declared.endpoint),
        *(one.name for one in declared.comparison),
        *(one.name for one in declared.model),
        *(one.name for one in declared.measurement),
        *(one.name for one in declared.table if one.among),
        *([declared.measured_lesions.name] if declared.measured_lesions else ()),
    ]
    _refuse_repeated(
        "end point, comparison, model, measurement, table or measured_lesions", families
    )
    compared = [one.name for one in declared.comparison if "toxicity" in one.of]
    if compared and "toxicity" in declared.variables:
        raise ValueError(
            "the variable toxicity has the name of what comparison "
            f"{compared[0]} compares; choose another"
        )
    for name in compared:
        if f"{name}_toxicity" in families:
            raise ValueError(f"the name {name}_toxicity is that of a table of {name}")
    if reserved := RESERVED.intersection(families):
        raise ValueError(f"the name {min(reserved)} is taken by results of the program")
    _refuse_repeated("figure", _figures(declared))
    _refuse_repeated("table", _tables(declared))


def _figures(declared: Declarations) -> Iterator[str]:
    """Give the name of each figure that follows from a declaration."""
    figures = {one.name: one.figure or one.name for one in declared.endpoint}
    yield from figures.values()
    for comparison in declared.comparison:
        compared = (name for name in comparison.of if name in figures)
        yield from (f"{figures[name]}_{comparison.name}" for name in compared)
    yield from (model.name for model in declared.model if model.figure)
    yield from ("flow", "swimmer", "adverse_events")
    yield from (figure.name for figure in declared.figure)


def _tables(declared: Declarations) -> Iterator[str]:
    """Give the name of each table of a declaration."""
    yield from TABLES_OF_THE_PROGRAM
    yield from ([declared.measured_lesions.name] if declared.measured_lesions else [])
    for comparison in declared.comparison:
        yield from (comparison.name, f"{comparison.name}_toxicity")
    yield from (one.name for one in declared.model)
    yield from (one.name for one in declared.table)


def _references(declared: Declarations) -> Iterator[tuple[str, str, Collection[str]]]:
    """Give each name that a declaration mentions: where, the name, and what it may be."""
    variables, subsets = declared.variables, declared.subsets
    compared = {*declared.endpoints, "characteristics", "response", "toxicity"}
    tested = {*variables, *declared.endpoints, "category", "number", "time", "response", "toxicity"}
    for variable in declared.variable:
        yield from _each(f"variable {variable.name}", variable.rests_on, variables)
        yield from _each(f"variable {variable.name}: row_of", [variable.row_of], variables)
    yield from _each("eligibility", declared.eligibility, variables)
    for subset in declared.subset:
        yield from _each(f"subset {subset.name}", subset.where, variables)
    for endpoint in declared.endpoint:
        where = f"endpoint {endpoint.name}"
        yield from _each(where, endpoint.among or (), variables)
        yield from _each(where, [endpoint.within], subsets)
    if declared.listing:
        known = {*variables, *declared.endpoints, DOSES}
        yield from _each("listing", (each.of for each in declared.listing.columns), known)
    for comparison in declared.comparison:
        where = f"comparison {comparison.name}"
        yield from _each(where, [comparison.by, *(comparison.variables or ())], variables)
        yield from _each(where, comparison.of, compared)
        yield from _each(where, comparison.tests, tested)
        yield from _each(where, [comparison.among], subsets)
    for model in declared.model:
        where = f"model {model.name}"
        yield from _each(where, [*model.variables, model.outcome], variables)
        yield from _each(where, [model.endpoint], declared.endpoints)
        yield from _each(where, [model.among], subsets)
    for table in declared.table:
        where = f"table {table.name}"
        named = (*(table.variables or ()), *names_in(table.rows))
        yield from _each(where, named, variables)
        yield from _each(where, [table.among], subsets)
    for figure in declared.figure:
        where = f"figure {figure.name}"
        yield from _each(where, names_in(figure.rows), variables)
        yield from _each(where, [figure.endpoint], declared.endpoints)
        yield from _each(where, [figure.comparison], [one.name for one in declared.comparison])
        yield from _each(where, [figure.model], [one.name for one in declared.model])
        yield from _each(where, [figure.among], subsets)
    for measurement in declared.measurement:
        where = f"measurement {measurement.name}"
        yield from _each(where, [measurement.by], variables)
        yield from _each(where, [measurement.among], subsets)
    yield from _references_of_sections(declared)


def _references_of_sections(declared: Declarations) -> Iterator[tuple[str, str, Collection[str]]]:
    """Give the same of what a study declares once."""
    variables = declared.variables
    yield from _each("toxicity", [declared.toxicity.among], declared.subsets)
    if declared.deaths:
        causes = {name for name, each in variables.items() if each.may_be_cause}
        yield from _each("deaths", [declared.deaths.cause], {*causes, "status"})
    if declared.follow_up:
        yield from _each("follow_up", [declared.follow_up.by], variables)
        yield from _each("follow_up", [declared.follow_up.endpoint], declared.endpoints)
    yield from _each("swimmer", [declared.swimmer.endpoint], declared.endpoints)
    if declared.response:
        yield from _each("response", [declared.response.variable], variables)
    if declared.treatment and declared.treatment.discontinuation:
        reason = declared.treatment.discontinuation.variable
        yield from _each("treatment.discontinuation", [reason], variables)
    if declared.measured_lesions:
        yield from _each("measured_lesions", declared.measured_lesions.variables, variables)


def _refuse_what_is_no_category(declared: Declarations) -> None:
    """Refuse a response, or a reason for the end of treatment, that is no single code of a patient."""
    asked = declared.treatment.discontinuation if declared.treatment else None
    for where, of in (("treatment.discontinuation", asked), ("response", declared.response)):
        if of is None:
            continue
        variable = declared.variables[of.variable]
        if variable.of_kind not in ("category", "ordered") or variable.table != "patients":
            raise ValueError(f"{where}: {variable.name} should be a category of patients.csv")


def _refuse_rows_without_home(declared: Declarations) -> None:
    """Refuse a row among those of a variable that has none of its own."""
    for one in declared.variable:
        home = declared.variables[one.row_of] if one.row_of else None
        if home and (home.is_number or home.row_of):
            raise ValueError(
                f"variable {one.name}: row_of {home.name}, which has no levels as rows"
            )


def _refuse_circles(declared: Declarations) -> None:
    """Refuse variables that rest on each other, which no order of computing satisfies."""
    settled: set[str] = set()
    waiting = list(declared.variable)
    while waiting:
        ready = [one for one in waiting if settled.issuperset(one.rests_on)]
        if not ready:
            names = ", ".join(one.name for one in waiting)
            raise ValueError(f"these variables are derived from each other: {names}")
        settled.update(one.name for one in ready)
        waiting = [one for one in waiting if one.name not in settled]


def _refuse_groups_without_levels(declared: Declarations) -> None:
    named = [(f"comparison {each.name}", each.by) for each in declared.comparison]
    named += [(f"measurement {each.name}", each.by) for each in declared.measurement if each.by]
    if declared.follow_up and declared.follow_up.by:
        named.append(("follow_up", declared.follow_up.by))
    for where, by in named:
        kind = declared.variables[by].of_kind
        if kind in ("number", "date"):
            raise ValueError(
                f"{where}: {by} is a {kind} and forms no groups; group by a category, an ordered"
                " or a yes-no variable, such as one that cuts a number into classes"
            )


def _refuse_tests_that_do_not_fit(declared: Declarations) -> None:
    for comparison in declared.comparison:
        _refuse_variables_named_as_families(declared, comparison)
        for name in comparison.tests:
            if name in declared.endpoints or name == "time":
                fitting = OF_TIMES
            elif name == "number" or (
                name in declared.variables and declared.variables[name].is_number
            ):
                fitting = OF_NUMBERS
            else:
                fitting = OF_COUNTS | ({"none"} if name == "toxicity" else frozenset())
            for test in comparison.tests_of(name):
                if test not in fitting:
                    raise ValueError(f"comparison {comparison.name}: {test} is no test of {name}")


def _refuse_variables_named_as_families(declared: Declarations, comparison: Comparison) -> None:
    """Refuse a variable whose results would have the ids of responses or adverse events."""
    if "characteristics" not in comparison.of:
        return
    compared = comparison.variables or declared.variables
    allowed = declared.response.variable if declared.response else None
    for family in ("response", "toxicity"):
        if family in comparison.of and family in compared and family != allowed:
            raise ValueError(
                f"comparison {comparison.name}: the variable {family} has the name of what is"
                " compared beside it; give it another name"
            )


def _each(
    where: str, names: Iterable[str | None], known: Collection[str]
) -> Iterator[tuple[str, str, Collection[str]]]:
    return ((where, name, known) for name in names if name is not None)


def _refuse_repeated(kind: str, names: Iterable[str]) -> None:
    twice = [name for name, n in Counter(names).items() if n > 1]
    if twice:
        raise ValueError(f"the {kind} {twice[0]} is declared twice")
