"""Supplementary table: what goes along with clinical benefit, and how surely."""

from __future__ import annotations

from collections.abc import Iterator

from il2report.document.grammar import plural
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
from il2report.document.tree import Fragment, composed
from il2report.tables.abbreviations import with_abbreviations
from il2report.tables.printing import NOTHING, Source

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


def correlates_table(source: Source) -> Table:
    """Set patients with clinical benefit beside those without, with each test and its p-value."""
    p = source.printer.p_label()
    table = Table(
        id="table.s_correlates",
        caption="Characteristics by clinical benefit.",
        stub=("Characteristic",),
        columns=(
            Column("Clinical benefit", Align.COUNT_AND_SHARE, _size(source, "benefit")),
            Column("No clinical benefit", Align.COUNT_AND_SHARE, _size(source, "no_benefit")),
            Column("Test"),
            Column(p, Align.NUMBER),
            Column("Welch", Align.NUMBER, p),
            Column("Mann-Whitney", Align.NUMBER, p),
        ),
        panels=(Panel((RowGroup((*_features(source), *_measures(source))),)),),
        notes=tuple(_notes(source)),
    )
    return with_abbreviations(table)


def _size(source: Source, group: str) -> Fragment:
    return composed("n={}", source.printer.denominator(f"correlates.sex.{group}.female.n"))


def _features(source: Source) -> Iterator[Row]:
    for name, having, label in FEATURES:
        if f"correlates.{name}.p" in source:
            shares = (
                source.count_and_share(f"correlates.{name}.{group}.{having}") for group in GROUPS
            )
            test = Cell("Fisher's exact"), Cell(source.number(f"correlates.{name}.p"))
            yield Row(label, (*shares, *test, Cell(NOTHING), Cell(NOTHING)))


def _measures(source: Source) -> Iterator[Row]:
    for name, label in MEASURES:
        means = (Cell(source.mean_and_sd(f"correlates.{name}.{group}")) for group in GROUPS)
        test = Cell("Student's t"), Cell(source.number(f"correlates.{name}.p"))
        others = (
            Cell(source.number(f"correlates.{name}.{suffix}"))
            for suffix in ("welch_p", "mann_whitney_p")
        )
        yield Row(label, (*means, *test, *others), "a" if _lacks_values(source, name) else "")


def _notes(source: Source) -> Iterator[TableNote]:
    note = (
        "All tests are two-sided. Welch's t-test and the Mann-Whitney test are sensitivity analyses"
        " of Student's t-test, which assumes equal variances; no {} is adjusted for the number of"
        " tests."
    )
    yield TableNote(composed(note, source.printer.p_value()))
    lacking = [name for name, _ in MEASURES if _lacks_values(source, name)]
    for name in lacking:
        yield TableNote(_known(source, name), "a")


def _known(source: Source, name: str) -> Fragment:
    counts = [source.count(f"correlates.{name}.{group}.n") for group in GROUPS]
    if not any(counts):
        return Fragment.of("Not recorded.")
    known = "Known for {} {} with and {} without clinical benefit."
    with_benefit, without = (source.number(f"correlates.{name}.{group}.n") for group in GROUPS)
    return composed(known, with_benefit, plural(counts[0], "patient"), without)


def _lacks_values(source: Source, name: str) -> bool:
    return any(
        source.count(f"correlates.{name}.{group}.n")
        != source.catalogue[f"correlates.sex.{group}.female.n"].n
        for group in GROUPS
    )
