"""COMPARISON.* and ENDPOINT.COMPARISON.*: groups side by side, with the declared tests."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from il2report.analysis.contingency import chi_square_test, fisher_exact_test
from il2report.analysis.derivations import Derived, Enumerated
from il2report.analysis.derivations.tests import ChiSquare, HolmAdjusted
from il2report.analysis.inference import mann_whitney, student_t, welch_t
from il2report.analysis.methods import ENUMERATED, HOLM
from il2report.analysis.several_groups import analysis_of_variance, holm, kruskal_wallis
from il2report.analysis.variables import Column
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.characteristics import entries_of_column
from il2report.results.comparison_times import log_rank_results, results_of_times
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_proportion, entry_of_test
from il2report.results.groups import EVERYBODY, Groups, formed_later, groups_of
from il2report.results.response_by_group import NAME as RESPONSE
from il2report.results.response_by_group import response_by_group, response_tests
from il2report.results.toxicity_by_group import NAME as TOXICITY
from il2report.results.toxicity_by_group import toxicity_by_group, toxicity_tests
from il2report.study.declarations import Comparison, TestName
from il2report.values import NotEstimable, Proportion, Unit

OF_MEASUREMENTS = {"anova": analysis_of_variance, "kruskal_wallis": kruskal_wallis}
OF_TWO = {"student": student_t, "welch": welch_t, "mann_whitney": mann_whitney}
EXPECTED_FOR_CHI_SQUARE = 5
TWO_GROUPS_ONLY = NotEstimable("the test compares two groups")


def comparison_results(declared: Declared, comparison: Comparison) -> Iterator[Result]:
    """Give the results of a declared comparison."""
    groups = groups_of(declared, comparison)
    tests: list[Result] = []
    yield from _sizes(declared, groups)
    if "characteristics" in comparison.of:
        for column in declared.compared(comparison):
            name = column.variable.name
            yield from _of_groups(groups, name, column, declared.quantile_type)
            yield from _of_everybody(declared, groups, name, column)
            found = list(_tests(groups, name, column, _tests_of(comparison, column)))
            tests += found[:1]
            yield from found[1:]
    for name in comparison.of:
        if name in declared.times:
            endpoint = declared.declarations.endpoints[name]
            yield from results_of_times(declared, groups, endpoint)
            tests += log_rank_results(declared, groups, endpoint)
    for found_by_group, tested in _families_by_group(declared, groups):
        yield from found_by_group
        tests += tested
    yield from tests
    if tests:
        yield _number_of_tests(groups, tests)
    if comparison.adjust == "holm":
        yield from _adjusted(tests)


def _families_by_group(
    declared: Declared, groups: Groups
) -> Iterator[tuple[Iterator[Result], Iterator[Result]]]:
    """Give the responses and the adverse events of the groups, each with their tests."""
    comparison, events = groups.comparison, declared.adverse_events
    if RESPONSE in comparison.of:
        test = partial(response_tests, declared, groups)
        yield response_by_group(declared, groups), _tested(comparison, RESPONSE, test)
    if TOXICITY in comparison.of and events is not None:
        test = partial(toxicity_tests, events, groups)
        # A landmark restricts the times of the patients, not their adverse events.
        untested = formed_later(declared, comparison, of_times=False)
        tests = _tested(comparison, TOXICITY, test, untested)
        yield toxicity_by_group(events, groups), tests


def _tested(
    comparison: Comparison,
    family: str,
    tests: Callable[..., Iterator[Result]],
    untested: NotEstimable | None = None,
) -> Iterator[Result]:
    """Make the main test of counts that a comparison declares, if it declares any.

    Groups that are `untested` have that reason in the place of each p-value.
    """

    def test(table: list[list[int]], main: TestName) -> Derived:
        derived = _test_of_counts(table, main)
        return Derived(untested, derived.method) if untested else derived

    for main in comparison.tests_of(family, "category")[:1]:
        if main != "none":
            yield from tests(partial(test, main=main))


def _sizes(declared: Declared, groups: Groups) -> Iterator[Result]:
    """Count the patients of each group, and those in none: groups and rest add up to all."""
    name, of = groups.comparison.name, declared.subset(groups.comparison.among)
    topic = Topic(name, groups.comparison.by)
    column = groups.column
    for level, patients in zip(groups.levels, groups.patients, strict=True):
        yield from entries_of_proportion(
            f"{name}.{level.key}",
            Proportion(patients, of),
            replace(topic, group=level.code),
            f"{column.variable.label}: {level.label}",
            column.sources,
        )
    grouped = frozenset(groups.everyone)
    rest = Proportion(tuple(p for p in of if p not in grouped), of)
    count, _ = entries_of_proportion(
        f"{name}.ungrouped",
        rest,
        replace(topic, level="ungrouped"),
        f"{column.variable.label}: in none of the groups",
        column.sources,
    )
    yield replace(count, id=f"{name}.ungrouped")
    if groups.comparison.among:
        subset = declared.declarations.subsets[groups.comparison.among]
        yield from entries_of_proportion(
            f"{name}.{EVERYBODY}",
            Proportion(of, declared.patients),
            replace(topic, level=EVERYBODY),
            subset.label,
            tuple(dict.fromkeys(s for n in subset.where for s in declared.columns[n].sources)),
        )


def _of_everybody(
    declared: Declared, groups: Groups, name: str, column: Column
) -> Iterator[Result]:
    """Summarise a variable over the subset that a comparison is restricted to; of all, cohort.* does."""
    comparison = groups.comparison
    if comparison.among is None:
        return
    label = declared.declarations.subsets[comparison.among].label
    yield from entries_of_column(
        f"{comparison.name}.{name}.{EVERYBODY}",
        column,
        Topic(comparison.name, name, heading=EVERYBODY),
        declared.subset(comparison.among),
        declared.quantile_type,
        f", {label}",
    )


def _of_groups(groups: Groups, name: str, column: Column, quantile_type: int) -> Iterator[Result]:
    family = groups.comparison.name
    for level, patients in zip(groups.levels, groups.patients, strict=True):
        for each in entries_of_column(
            f"{family}.{name}.{level.key}",
            column,
            Topic(family, name, by=groups.comparison.by, group=level.code),
            patients,
            quantile_type,
            f", {level.label}",
        ):
            yield replace(each, sources=_with_groups(each.sources, groups))


def _with_groups(sources: tuple[str, ...], groups: Groups) -> tuple[str, ...]:
    """The columns of a variable and those that part the patients."""
    return tuple(dict.fromkeys((*sources, *groups.column.sources)))


def _tests_of(comparison: Comparison, column: Column) -> tuple[TestName, ...]:
    """The tests of a variable; a patient with several of the levels fits none, nor does a date."""
    if column.has_several or column.variable.of_kind == "date":
        return ()
    name = column.variable.name
    return comparison.tests_of(name, "number" if column.variable.is_number else "category")


def _tests(
    groups: Groups, name: str, column: Column, tests: Sequence[TestName]
) -> Iterator[Result]:
    """Give the p-value of the main test, and of each sensitivity analysis by its name."""
    known = [column.known_of(group) for group in groups.tested]
    everyone = frozenset[str]().union(*groups.tested)
    for test in tests:
        if column.variable.is_number:
            derived = _test_of_numbers(
                [[*map(column.by_patient.__getitem__, group)] for group in known], test
            )
        else:
            counts = [Counter(map(column.by_patient.__getitem__, group)) for group in known]
            table = [[count[level.code] for level in column.levels] for count in counts]
            derived = _test_of_counts(table, test)
        yield entry_of_test(
            f"{groups.comparison.name}.{name}.{'p' if test == tests[0] else f'{test}_p'}",
            derived,
            Topic(groups.comparison.name, name, by=groups.comparison.by),
            groups.label_of_test(column.variable.label, derived),
            tuple(chain.from_iterable(known)),
            tuple(out for out in column.excluded if out.patient_id in everyone),
            _with_groups(column.sources, groups),
        )


def _test_of_numbers(groups: list[list[float]], test: TestName) -> Derived:
    if test in OF_MEASUREMENTS:
        return OF_MEASUREMENTS[test](groups)
    filled = [group for group in groups if group]
    derived = OF_TWO[test](*filled[:2]) if len(filled) == 2 else OF_TWO[test]([], [])
    return Derived(TWO_GROUPS_ONLY, derived.method) if len(filled) > 2 else derived


def _test_of_counts(table: list[list[int]], test: TestName) -> Derived:
    if test == "fisher":
        return fisher_exact_test(table)
    asked = chi_square_test(table, yates=test == "chi_square_yates")
    if test != "chi_square_or_fisher" or not isinstance(asked.derivation, ChiSquare):
        return asked
    # By the expected counts, which the margins settle, and never by the p-value of either.
    return (
        asked
        if asked.derivation.least_expected >= EXPECTED_FOR_CHI_SQUARE
        else fisher_exact_test(table)
    )


def _number_of_tests(groups: Groups, tests: list[Result]) -> Result:
    """Count the tests of a comparison that gave a p-value; sensitivity analyses are not among them."""
    name, made = groups.comparison.name, [test.label for test in tests if test.is_estimable]
    return Result(
        id=f"{name}.tests_made",
        derived=Derived(len(made), ENUMERATED, Enumerated(tuple(made))),
        unit=Unit.COUNT,
        label=f"{groups.comparison.label or name}, tests made",
        statistic=Statistic.N,
        topic=Topic(name, groups.comparison.by),
        patients=groups.everyone,
        sources=groups.column.sources,
    )


def _adjusted(tests: list[Result]) -> Iterator[Result]:
    """Adjust the p-values of a comparison for their number; who has none is no test."""
    made = [(test, test.value) for test in tests if not isinstance(test.value, NotEstimable)]
    values = [float(value) for _, value in made]
    for (test, p), value in zip(made, holm(values), strict=True):
        no_larger = tuple(sorted(each for each in values if each <= p))
        derivation = HolmAdjusted(test.id, no_larger, len(values))
        yield replace(
            test,
            id=f"{test.id}_holm",
            derived=Derived(value, HOLM, derivation),
            label=f"{test.label}, adjusted for {len(values)} tests",
        )
