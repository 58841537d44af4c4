"""The supplementary table of characteristics by clinical benefit."""

from __future__ import annotations

from collections.abc import Iterator

from il2report.document.grammar import plural
from il2report.document.tables import (
    Align,
    Cell,
    Column,
    Row,
    Table,
    TableNote,
    one_panel,
)
from il2report.document.tree import Fragment, composed
from il2report.tables.printing import NOTHING, Source, with_abbreviations

GROUPS = ("benefit", "no_benefit")
FEATURES = (
    ("sex", "female", "Female sex, n (%)"),
    ("prior_systemic", "pretreated", "Prior systemic therapy, n (%)"),
    ("elevated_ldh", "elevated", "Elevated LDH, n (%)"),
)
MEASURES = (
    ("age", "Age at diagnosis, years, mean (SD)"),
    ("ldh", "LDH at start of therapy, U/L, mean (SD)"),
)
TESTS = (
    "All tests are two-sided. Welch's t-test and the Mann-Whitney test are sensitivity analyses of"
    " Student's t-test, which assumes equal variances; no {} is adjusted for the number of tests."
)


def correlates_table(source: Source) -> Table:
    """Compare patients with and without clinical benefit, with each test and its p-value."""
    p, printer = source.printer.p_label(), source.printer
    sizes = (
        composed("n={}", printer.denominator(f"correlates.sex.{group}.female.n"))
        for group in GROUPS
    )
    lacking = [name for name, _ in MEASURES if _lacks_values(source, name)]
    table = Table(
        id="table.s_correlates",
        caption="Characteristics by clinical benefit.",
        stub=("Characteristic",),
        columns=(
            Column("Clinical benefit", Align.COUNT_AND_SHARE, next(sizes)),
            Column("No clinical benefit", Align.COUNT_AND_SHARE, next(sizes)),
            Column("Test"),
            Column(p, Align.NUMBER),
            Column("Welch", Align.NUMBER, p),
            Column("Mann-Whitney", Align.NUMBER, p),
        ),
        panels=one_panel((*_features(source), *_measures(source, lacking))),
        notes=(
            TableNote(composed(TESTS, printer.p_value())),
            *(TableNote(_known(source, name), "a") for name in lacking),
        ),
    )
    return with_abbreviations(table)


def _features(source: Source) -> Iterator[Row]:
    for name, having, label in FEATURES:
        prefix = f"correlates.{name}"
        if f"{prefix}.p" in source:
            shares = (source.count_and_share(f"{prefix}.{group}.{having}") for group in GROUPS)
            tests = ("Fisher's exact", source.number(f"{prefix}.p"), NOTHING, NOTHING)
            yield Row(label, (*shares, *map(Cell, tests)))


def _measures(source: Source, lacking: list[str]) -> Iterator[Row]:
    for name, label in MEASURES:
        prefix = f"correlates.{name}"
        means = (source.mean_and_sd(f"{prefix}.{group}") for group in GROUPS)
        tests = (source.number(f"{prefix}.{test}") for test in ("p", "welch_p", "mann_whitney_p"))
        cells = map(Cell, (*means, "Student's t", *tests))
        yield Row(label, tuple(cells), "a" if name in lacking else "")


def _known(source: Source, name: str) -> Fragment:
    sizes = [f"correlates.{name}.{group}.n" for group in GROUPS]
    if not any(map(source.count, sizes)):
        return Fragment.of("Not recorded.")
    with_benefit, without = map(source.number, sizes)
    noun = plural(source.count(sizes[0]), "patient")
    known = "Known for {} {} with and {} without clinical benefit."
    return composed(known, with_benefit, noun, without)


def _lacks_values(source: Source, name: str) -> bool:
    return any(
        source.count(f"correlates.{name}.{group}.n")
        != source.catalogue[f"correlates.sex.{group}.female.n"].n
        for group in GROUPS
    )
