"""COMPARISON.response.*: best responses and their rates in groups side by side."""

from collections.abc import Callable, Iterator

from il2report.analysis.derivations import Derived
from il2report.results.catalogue import Result, Topic
from il2report.results.declared import Declared
from il2report.results.entries import entry_of_test
from il2report.results.groups import EVERYBODY, Groups
from il2report.results.response import rates_among, response_column, response_rates, responses_among

NAME = "response"
Test = Callable[[list[list[int]]], Derived]
"""Tests a table with one row per group: its patients with the response, and those without."""


def response_by_group(declared: Declared, groups: Groups) -> Iterator[Result]:
    """Give the best responses and the rates of each group, all of whose patients are in the denominator."""
    column, comparison = response_column(declared), groups.comparison
    if column is None:
        return
    # A variable that is called response has these counts already, under the same ids.
    is_compared = "characteristics" in comparison.of and column.variable.name == NAME
    is_compared &= column.variable in [each.variable for each in declared.compared(comparison)]
    for level, patients in zip(groups.levels, groups.patients, strict=True):
        topic = Topic(comparison.name, "", by=comparison.by, group=level.code)
        prefix = f"{comparison.name}.{NAME}.{level.key}"
        if not is_compared:
            yield from responses_among(column, prefix, topic, patients, f", {level.label}")
        yield from rates_among(declared, column, prefix, topic, patients, f", {level.label}")
    if comparison.among:
        subset = declared.declarations.subsets[comparison.among]
        patients = declared.subset(comparison.among)
        topic = Topic(comparison.name, "", by=comparison.by, heading=EVERYBODY)
        prefix = f"{comparison.name}.{NAME}.{EVERYBODY}"
        if not is_compared:
            yield from responses_among(column, prefix, topic, patients, f", {subset.label}")
        yield from rates_among(declared, column, prefix, topic, patients, f", {subset.label}")


def response_tests(declared: Declared, groups: Groups, test: Test) -> Iterator[Result]:
    """Test each rate between the groups."""
    column, comparison = response_column(declared), groups.comparison
    if column is None:
        return
    everyone = tuple(p for group in groups.tested for p in group)
    for rate in response_rates(declared):
        counts = [rate.proportion(column, group) for group in groups.tested]
        derived = test([[each.n, len(each.of) - each.n] for each in counts])
        yield entry_of_test(
            f"{comparison.name}.{NAME}.{rate.name}.p",
            derived,
            Topic(comparison.name, rate.name, by=comparison.by),
            groups.label_of_test(rate.label, derived),
            everyone,
            (),
            tuple(dict.fromkeys((*column.sources, *groups.column.sources))),
        )
