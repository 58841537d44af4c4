"""COMPARISON.toxicity.*: adverse events of groups side by side."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from il2report.analysis.adverse_events import AdverseEvents
from il2report.analysis.derivations import Derived
from il2report.results.catalogue import Result, Topic
from il2report.results.entries import entries_of_proportion, entry_of_test
from il2report.results.groups import Groups
from il2report.results.toxicity import graded_entries, named
from il2report.values import Patients, Proportion

NAME = "toxicity"
Test = Callable[[list[list[int]]], Derived]
"""Tests a table with one row per group: its patients with the event, and those without."""


def toxicity_by_group(events: AdverseEvents, groups: Groups) -> Iterator[Result]:
    """Count the adverse events of each group at any grade and at severe ones, with its denominator."""
    scale, comparison = events.scale, groups.comparison
    counted = (*events.terms, *events.systems)
    for level, patients in zip(groups.levels, groups.patients, strict=True):
        of = _counted(events, patients)
        prefix = f"{comparison.name}.{NAME}.{level.key}"
        size, _ = entries_of_proportion(
            prefix,
            Proportion(of, patients),
            Topic(comparison.name, "patients", by=comparison.by, group=level.code),
            f"{level.label}, patients that percentages of adverse events are of",
            ("patients.patient_id",),
        )
        yield size
        for result in graded_entries(
            events,
            events.worst.among(of),
            prefix,
            counted,
            (scale.any, scale.severe_or_worse),
            (comparison.by, level.code),
        ):
            topic = replace(result.topic, family=comparison.name)
            yield replace(result, topic=topic, label=f"{level.label}: {result.label}")


def toxicity_tests(events: AdverseEvents, groups: Groups, test: Test) -> Iterator[Result]:
    """Test each event that occurred between the groups, and each organ system that has a row of totals."""
    comparison = groups.comparison
    members = [_counted(events, patients) for patients in groups.tested]
    everyone = tuple(p for group in members for p in group)
    systems = events.systems if events.toxicity.system_totals else ()
    for terms in (*events.terms, *systems):
        for column in (events.scale.any, events.scale.severe_or_worse):
            having = frozenset(events.worst.within(terms.codes, column.first, column.last).having)
            counts = [sum(p in having for p in group) for group in members]
            if not any(counts):
                continue
            table = [[n, len(group) - n] for n, group in zip(counts, members, strict=True)]
            derived = test(table)
            yield entry_of_test(
                f"{comparison.name}.{NAME}.{terms.key}.{column.key}.p",
                derived,
                Topic(
                    comparison.name,
                    terms.variable,
                    level=column.level,
                    by=comparison.by,
                    heading=terms.heading,
                ),
                groups.label_of_test(f"{terms.label}, {named(column)},", derived),
                everyone,
                (),
                events.sources,
            )


def _counted(events: AdverseEvents, patients: Patients) -> Patients:
    """The patients of a group who are among those that percentages are of."""
    of = frozenset(events.of)
    return tuple(p for p in patients if p in of)
