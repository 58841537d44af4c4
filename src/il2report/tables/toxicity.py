"""Adverse events by organ system, every patient at the worst grade of each; overall and by group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from il2report.document.grade_names import by_scale, grade_heading
from il2report.document.grammar import listed, plural
from il2report.document.printer import marked
from il2report.document.tables import (
    Align,
    Cell,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
)
from il2report.document.tree import Fragment, Label, Part, Word, composed
from il2report.results.groups import EVERYBODY
from il2report.study.declarations import Subset
from il2report.study.grades import ALL_GRADES, TERM, GradeColumn, GradeScale, systems
from il2report.study.running_text import in_running_text
from il2report.tables.printing import NOTHING, Source, notes_on_adjustment, with_abbreviations

ANY = "any"


@dataclass(frozen=True, slots=True)
class Graded:
    """What tables of adverse events share: the source, the grades, whose events, and which rows.

    `among` is the subset that percentages are of. `is_full` prints terms below the threshold as well.
    """

    source: Source
    scale: GradeScale
    among: Subset | None = None
    has_cycles: bool = True
    is_full: bool = False

    def printed(self, term: str, prefix: str = "toxicity") -> bool:
        """Whether a term that occurred is frequent enough for the table."""
        name = f"{prefix}.{term}.{ALL_GRADES}"
        threshold = self.scale.toxicity.threshold_percent
        if not self.source.occurs(name):
            return False
        if self.is_full or threshold is None:
            return True
        percent = self.source.catalogue[f"{name}.percent"].value
        return isinstance(percent, int | float) and percent >= threshold


def toxicity_table(graded: Graded) -> Table:
    """Count the patients with each adverse event at the declared grades and at any grade.

    An event of a grade that falls between or above the declared columns, or without a grade, has a
    column of its own, whether or not study.toml asks for it.
    """
    source, scale = graded.source, graded.scale
    columns = scale.printed(_occurring(graded))
    shown = [term for term in source.codebook.codes(*TERM) if graded.printed(term)]

    def cells(prefix: str) -> tuple[Cell, ...]:
        return tuple(source.count_and_share(f"toxicity.{prefix}.{each.key}") for each in columns)

    table = Table(
        id="table.s_toxicity" if graded.is_full else "table.toxicity",
        caption=composed(
            "{} by worst grade per patient (N={}).",
            "All adverse events" if graded.is_full else "Adverse events",
            source.number("toxicity.patients.n" if graded.among else "cohort.n"),
        ),
        stub=("Organ system", "Adverse event"),
        columns=tuple(
            Column(grade_heading(scale, each, source.printer.style), Align.COUNT_AND_SHARE, "n (%)")
            for each in columns
        ),
        panels=(Panel(tuple(_groups(graded, shown, cells))),),
        notes=tuple(_notes(graded, columns)),
    )
    return with_abbreviations(table)


def _occurring(graded: Graded) -> frozenset[int]:
    """The ranks that are the worst of any patient for any term."""
    scale, terms = graded.scale, (*graded.source.codebook.codes(*TERM), ANY)
    columns = (scale.not_recorded, *scale.singles)
    return frozenset(
        column.first
        for column in columns
        if any(graded.source.occurs(f"toxicity.{term}.{column.key}") for term in terms)
    )


def _groups(
    graded: Graded, shown: Sequence[str], cells: Callable[[str], tuple[Cell, ...]]
) -> Iterator[RowGroup]:
    """Give the row of any event, and then the terms under their organ systems, the first to occur first."""
    source, has_totals = graded.source, graded.scale.toxicity.system_totals
    yield RowGroup((Row("Any adverse event", cells(ANY)),), is_total=True)
    labels = source.labels(*TERM)
    keys = {name: key for key, name, _ in systems(source.codebook)}
    names = {term: source.codebook.group(*TERM, term) for term in shown}
    first = list(dict.fromkeys(names.values()))
    ordered = sorted(shown, key=lambda term: first.index(names[term]))
    for system, terms in groupby(ordered, key=names.__getitem__):
        of_system = list(terms)
        rows = [Row(labels[term], cells(term)) for term in of_system]
        if has_totals and system:
            rows.insert(0, Row("Any event", cells(f"system.{keys[system]}")))
        heading = Label(*TERM, of_system[0], system, part="group")
        yield RowGroup(tuple(rows), Fragment.of(heading) if system else "")


def _notes(graded: Graded, columns: Sequence[GradeColumn]) -> Iterator[TableNote]:
    source, scale = graded.source, graded.scale
    toxicity = scale.toxicity
    yield TableNote(
        composed(
            "Each patient counts once per event, at the worst grade{}{}; percentages are of {}.",
            " over all cycles" if graded.has_cycles else "",
            by_scale(scale),
            _of_whom(graded),
        )
    )
    if toxicity.related_only:
        yield TableNote("Only events related to the treatment are counted.")
    if not any(column.key == ALL_GRADES for column in columns):
        lacking = [each for each in scale.singles if not any(each.first in c for c in columns)]
        if names := [str(grade_heading(scale, each, source.printer.style)) for each in lacking]:
            yield TableNote(f"Not shown: {listed(list(map(in_running_text, names)))}.")
    elif scale.not_recorded in columns:
        everything = "any grade" if scale.are_words else "all grades"
        yield TableNote(f"Events without a recorded grade are counted among {everything}.")
    if toxicity.threshold_percent is not None and not graded.is_full:
        yield TableNote(_threshold(graded, "of the patients"))
    if graded.among and source.count("toxicity.not_counted.n"):
        left = source.printer.counted("toxicity.not_counted.n", "further patient", start=True)
        are = plural(source.count("toxicity.not_counted.n"), "is", "are")
        yield TableNote(composed("{} had an adverse event and {} not among these.", left, are))


def _of_whom(graded: Graded) -> Part:
    if graded.among is None:
        return "all patients"
    label = Word(f"study.subset.{graded.among.name}.label", in_running_text(graded.among.label))
    n = graded.source.number("toxicity.patients.n")
    return composed("{} of {} patients ({})", n, graded.source.number("cohort.n"), label)


def _threshold(graded: Graded, of: str) -> Fragment:
    value = graded.scale.toxicity.threshold_percent
    text = f"{value:g}"
    printed = marked(text, value, "constant.toxicity.threshold_percent")
    pattern = "Events in at least {}% {} are shown; the supplement has all of them."
    return composed(pattern, printed, of)


@dataclass(frozen=True, slots=True)
class GroupColumns:
    """A group of a comparison: how the ids of its results begin, and what heads its columns."""

    prefix: str
    label: Fragment


def toxicity_by_group(
    graded: Graded, comparison: str, by: Fragment, groups: Sequence[GroupColumns]
) -> Table:
    """Count the patients of each group with each adverse event, at any grade and at severe ones.

    Parameters
    ----------
    graded : what is printed of whom
    comparison : its name
    by : the label of the variable that the groups differ in, in running text
    groups : in the order of the codebook
    """
    source, scale = graded.source, graded.scale
    columns = (scale.any, scale.severe_or_worse)
    heads = []
    for group in groups:
        sized = composed("{} (n={})", group.label, source.number(f"{group.prefix}.n"))
        heads += [
            Column(
                grade_heading(scale, each, source.printer.style), Align.COUNT_AND_SHARE, "", sized
            )
            for each in columns
        ]
    terms = (ANY, *source.codebook.codes(*TERM))
    # Groups that form after the start have a reason in the place of each p-value.
    tested = [
        each
        for each in columns
        if any(source.has(f"{comparison}.toxicity.{term}.{each.key}.p") for term in terms)
    ]
    heads += [
        Column(
            grade_heading(scale, each, source.printer.style),
            Align.NUMBER,
            "",
            source.printer.p_label(),
        )
        for each in tested
    ]
    methods = _methods(source, comparison, tested)
    prefixes = [group.prefix for group in groups]
    shown = [
        term
        for term in source.codebook.codes(*TERM)
        if any(graded.printed(term, prefix) for prefix in prefixes)
    ]

    def cells(term: str) -> tuple[Cell, ...]:
        counts = [
            source.count_and_share(f"{prefix}.{term}.{each.key}")
            for prefix in prefixes
            for each in columns
        ]
        ids = [f"{comparison}.toxicity.{term}.{each.key}.p" for each in tested]
        return (*counts, *(_tested(source, p, methods) for p in ids))

    name = f"{comparison}_toxicity"
    table = Table(
        id=f"table.s_{name}" if graded.is_full else f"table.{name}",
        caption=composed(
            "{} by {}, patients by worst grade, n (%).",
            "All adverse events" if graded.is_full else "Adverse events",
            by,
        ),
        stub=("Organ system", "Adverse event"),
        columns=tuple(heads),
        panels=(Panel(tuple(_groups(graded, shown, cells))),),
        notes=tuple(_notes_by_group(graded, comparison, methods)),
    )
    return with_abbreviations(table)


def _notes_by_group(graded: Graded, comparison: str, methods: Sequence[str]) -> Iterator[TableNote]:
    source = graded.source
    counted = "Each patient counts once per event, at the worst grade{}; percentages are of the patients of each group{}."
    among: Part = ""
    if graded.among:
        label = Word(f"study.subset.{graded.among.name}.label", in_running_text(graded.among.label))
        among = composed(" among {}", label)
    yield TableNote(composed(counted, by_scale(graded.scale), among))
    if graded.scale.toxicity.related_only:
        yield TableNote("Only events related to the treatment are counted.")
    if graded.scale.toxicity.threshold_percent is not None and not graded.is_full:
        yield TableNote(_threshold(graded, "of a group"))
    if source.count(f"{comparison}.ungrouped"):
        left = source.number(f"{comparison}.ungrouped")
        of_subset = f"{comparison}.{EVERYBODY}.n"
        whole = source.number(of_subset if of_subset in source else "cohort.n")
        are = plural(source.count(f"{comparison}.ungrouped"), "is", "are")
        yield TableNote(composed("{} of {} patients {} in none of the groups.", left, whole, are))
    yield from notes_on_adjustment(source, comparison)
    if len(methods) == 1:
        yield TableNote(composed("{} by {}.", source.printer.p_values(), *methods))
    for marker, method in zip("abc", methods if len(methods) > 1 else (), strict=False):
        yield TableNote(f"{method}.", marker)


def _methods(source: Source, comparison: str, tested: Sequence[GradeColumn]) -> list[str]:
    """The tests that were made, in the order of the table."""
    of_systems = [f"system.{key}" for key, _, _ in systems(source.codebook)]
    ids = (
        f"{comparison}.toxicity.{term}.{each.key}.p"
        for term in (ANY, *of_systems, *source.codebook.codes(*TERM))
        for each in tested
    )
    return list(dict.fromkeys(source.catalogue[p].method.name for p in ids if source.has(p)))


def _tested(source: Source, p: str, methods: Sequence[str]) -> Cell:
    """Print a p-value, marked with its test where there are several."""
    if not source.has(p):
        return Cell(NOTHING)
    place = methods.index(source.catalogue[p].method.name)
    return Cell(source.number(p), marker="abc"[place] if len(methods) > 1 else "")
