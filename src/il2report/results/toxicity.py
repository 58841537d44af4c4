"""toxicity.*: adverse events by worst grade, of each term, of each organ system, and of any."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from il2report.analysis.adverse_events import ENDED, AdverseEvents, Terms
from il2report.analysis.toxicity import WorstGrades
from il2report.results.catalogue import Result, Topic
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_proportion
from il2report.study.grades import ALL_GRADES, TERM, GradeColumn
from il2report.values import GradeCounts, Proportion

FAMILY = "toxicity"


def toxicity_results(declared: Declared) -> Iterator[Result]:
    """Give every id that starts with toxicity: each term of the codebook, any, and the organ systems."""
    if (events := declared.adverse_events) is None:
        return
    counted = (*events.terms, *(events.systems if events.scale.is_extended else ()))
    yield from graded_entries(events, events.worst, FAMILY, counted, events.columns)
    if events.toxicity.among:
        yield from _denominator(events)


def graded_entries(
    events: AdverseEvents,
    worst: WorstGrades,
    prefix: str,
    counted: Sequence[Terms],
    columns: Sequence[GradeColumn],
    of_group: tuple[str, str] = ("", ""),
) -> Iterator[Result]:
    """Count patients by worst grade.

    Parameters
    ----------
    events : the adverse events of the study
    worst : worst grades of the patients that are counted
    prefix : of the ids, before the key of the terms and that of the grades
    counted : terms, organ systems or any
    columns : the grades that are counted together
    of_group : by what the cohort is parted, and the code of the group
    """
    for terms in counted:
        by, group = of_group
        topic = Topic(FAMILY, terms.variable, by=by, group=group, heading=terms.heading)
        reported = worst.reported(terms.codes)
        for column in columns:
            yield from entries_of_proportion(
                f"{prefix}.{terms.key}.{column.key}",
                worst.within(terms.codes, column.first, column.last),
                replace(topic, level=column.level),
                f"{terms.label}, {named(column)}",
                events.sources,
                where=terms.where + events.restriction,
                reported=reported,
            )
        if ENDED in worst.events.columns:
            ended = (f"adverse_events.{ENDED}", events.toxicity.ended_codes)
            yield from entries_of_proportion(
                f"{prefix}.{terms.key}.{ENDED}",
                events.ended(terms, worst),
                replace(topic, level=ENDED),
                f"{terms.label}, which ended the treatment",
                (*events.sources, ended[0]),
                where=(*terms.where, *events.restriction, ended),
            )


def named(column: GradeColumn) -> str:
    """Name the grades of a column in the label of a result."""
    if column.key == ALL_GRADES:
        return "all grades"
    return "grade not recorded" if not column.last else f"worst grade {column.level}"


def _denominator(events: AdverseEvents) -> Iterator[Result]:
    """Count the patients that percentages are of, and those with an event who are not among them."""
    for name, patients, label in (
        ("patients", events.of, "Adverse events, patients that percentages are of"),
        ("not_counted", events.outside, "Patients with an adverse event who are not among these"),
    ):
        yield from entries_of_proportion(
            f"{FAMILY}.{name}",
            Proportion(patients, events.everyone),
            Topic(FAMILY, name),
            label,
            ("adverse_events.patient_id",) if name == "not_counted" else ("patients.patient_id",),
            where=events.restriction if name == "not_counted" else (),
        )


def counts_by_grade(events: AdverseEvents | None) -> tuple[GradeCounts, ...]:
    """Patients by worst grade of each term that is frequent enough for print, in the order of the codebook."""
    if events is None:
        return ()
    threshold = events.toxicity.threshold_percent or 0.0
    spans = [(column.first, column.last) for column in drawn_columns(events)]
    counts = (
        events.worst.counts(term, spans)
        for term in events.codebook.codes(*TERM)
        if term in events.worst.by_term
    )
    return tuple(each for each in counts if 100 * each.all_grades >= threshold * len(events.of))


def drawn_columns(events: AdverseEvents) -> tuple[GradeColumn, ...]:
    """The grades that bars are stacked of; those that are not recorded come first, where there are any."""
    parts = events.scale.stacked()
    return (events.scale.not_recorded, *parts) if 0 in events.occurring else parts
