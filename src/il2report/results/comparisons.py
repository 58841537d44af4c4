"""COMPARISON.* and ENDPOINT.COMPARISON.*: groups side by side, with the declared tests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from il2report.analysis.contingency import chi_square_test, fisher_exact_test
from il2report.analysis.derivations import ChiSquare, Derived, HolmAdjusted
from il2report.analysis.endpoints import Times
from il2report.analysis.inference import mann_whitney, student_t, welch_t
from il2report.analysis.methods import HOLM, LOG_RANK
from il2report.analysis.several_groups import analysis_of_variance, holm, kruskal_wallis, log_rank
from il2report.analysis.variables import Column, Level
from il2report.results.catalogue import Result, Topic
from il2report.results.characteristics import entries_of_column
from il2report.results.declared import Declared
from il2report.results.endpoints import Reported, counts, median_and_landmarks, sources_of
from il2report.results.entries import entries_of_proportion, entry_of_test
from il2report.study.declarations import Comparison, Endpoint, TestName
from il2report.values import NotEstimable, Patients, Proportion

OF_MEASUREMENTS = {"anova": analysis_of_variance, "kruskal_wallis": kruskal_wallis}
OF_TWO = {"student": student_t, "welch": welch_t, "mann_whitney": mann_whitney}
EXPECTED_FOR_CHI_SQUARE = 5
TWO_GROUPS_ONLY = NotEstimable("the test compares two groups")
FORMED_LATER = NotEstimable(
    "the groups form after the start; declare from_months for a landmark analysis"
)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a comparison: level and patients of each, in the order of the codebook."""

    comparison: Comparison
    levels: tuple[Level, ...]
    patients: tuple[Patients, ...]
    column: Column

    @property
    def everyone(self) -> Patients:
        """The patients of all groups."""
        return tuple(p for group in self.patients for p in group)

    def place_of(self) -> Mapping[str, int]:
        """The place of each patient's group."""
        return {p: place for place, group in enumerate(self.patients) for p in group}


def groups_of(declared: Declared, comparison: Comparison) -> Groups:
    """Part the patients by the variable of a comparison; who has no value of it is in no group."""
    column = declared.columns[comparison.by]
    wanted = [
        level
        for level in column.levels
        if comparison.between is None or level.code in comparison.between
    ]
    among = declared.subset(comparison.among)
    members = [tuple(p for p in among if column.has(p, level.code)) for level in wanted]
    return Groups(comparison, tuple(wanted), tuple(members), column)


def comparison_results(declared: Declared) -> Iterator[Result]:
    """Give the results of every declared comparison."""
    for comparison in declared.declarations.comparison:
        groups = groups_of(declared, comparison)
        tests: list[Result] = []
        yield from _sizes(declared, groups)
        if "characteristics" in comparison.of:
            for column in declared.compared(comparison):
                name = column.variable.name
                yield from _of_groups(groups, name, column)
                found = list(_tests(groups, name, column, _tests_of(comparison, name, column)))
                tests.extend(found[:1])
                yield from found[1:]
        for name in comparison.of:
            if name in declared.times:
                *parts, test = _of_endpoint(declared, groups, declared.declarations.endpoints[name])
                tests.append(test)
                yield from parts
        yield from tests
        if comparison.adjust == "holm":
            yield from _adjusted(tests)


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


def _of_groups(groups: Groups, name: str, column: Column) -> Iterator[Result]:
    family = groups.comparison.name
    for level, patients in zip(groups.levels, groups.patients, strict=True):
        yield from entries_of_column(
            f"{family}.{name}.{level.key}",
            column,
            Topic(family, name, by=groups.comparison.by, group=level.code),
            patients,
            f", {level.label}",
        )


def _tests_of(comparison: Comparison, name: str, column: Column) -> tuple[TestName, ...]:
    """The tests of a variable; a patient with several of the levels fits none."""
    if column.has_several:
        return ()
    return comparison.tests_of(name, "number" if column.variable.is_number else "category")


def _tests(
    groups: Groups, name: str, column: Column, tests: Sequence[TestName]
) -> Iterator[Result]:
    """Give the p-value of the main test, and of each sensitivity analysis by its name."""
    known = [
        tuple(p for p in group if column.by_patient[p] is not None) for group in groups.patients
    ]
    everyone = frozenset(groups.everyone)
    for test in tests:
        if column.variable.is_number:
            derived = _test_of_numbers(
                [[column.by_patient[p] for p in group] for group in known], test
            )
        else:
            codes = [level.code for level in column.levels]
            table = [[sum(column.has(p, code) for p in group) for code in codes] for group in known]
            derived = _test_of_counts(table, test)
        yield entry_of_test(
            f"{groups.comparison.name}.{name}.{'p' if test == tests[0] else f'{test}_p'}",
            derived,
            Topic(groups.comparison.name, name, by=groups.comparison.by),
            f"{column.variable.label}, {derived.method.name}",
            tuple(p for group in known for p in group),
            tuple(out for out in column.excluded if out.patient_id in everyone),
            tuple(dict.fromkeys((*column.sources, *groups.column.sources))),
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


def _of_endpoint(declared: Declared, groups: Groups, endpoint: Endpoint) -> Iterator[Result]:
    """Give the results of each group, and last the log-rank p-value."""
    comparison, times = groups.comparison, declared.times[endpoint.name]
    if comparison.from_months is not None:
        times = times.after(comparison.from_months)
    prefix = f"{endpoint.name}.{comparison.name}"
    for level, patients in zip(groups.levels, groups.patients, strict=True):
        topic = Topic(endpoint.name, endpoint.name, by=comparison.by, group=level.code)
        label = f"{endpoint.label}, {level.label}"
        own = Reported(
            f"{prefix}.{level.key}",
            label,
            topic,
            times.among(patients),
            sources_of(endpoint),
            declared.level,
        )
        yield from counts(own)
        yield from median_and_landmarks(own, endpoint)
    yield _log_rank(groups, times.among(groups.everyone), endpoint)


def _log_rank(groups: Groups, times: Times, endpoint: Endpoint) -> Result:
    places = groups.place_of()
    derived = (
        log_rank([places[p] for p in times.patients], times.months, times.happened)
        if times.patients
        else Derived(NotEstimable("no patient in any group"), LOG_RANK)
    )
    return entry_of_test(
        f"{endpoint.name}.{groups.comparison.name}.logrank_p",
        derived,
        Topic(endpoint.name, endpoint.name, by=groups.comparison.by),
        f"{endpoint.label}, {derived.method.name}",
        times.patients,
        times.excluded,
        sources_of(endpoint),
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
