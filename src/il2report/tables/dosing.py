"""Supplementary table: how many doses the patients received, by cycle and by best response."""

from __future__ import annotations

from collections.abc import Iterator

from il2report.document.tables import (
    Align,
    Cell,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
    Text,
)
from il2report.document.tree import composed
from il2report.tables.abbreviations import with_abbreviations
from il2report.tables.printing import Source


def dosing_table(source: Source) -> Table:
    """Give patients and mean doses per cycle for each cycle and each response that occurred."""
    everyone = Row(
        "All patients, all cycles",
        (Cell(source.number("cohort.n"), is_pair=True), Cell(source.number("dosing.doses.mean"))),
    )
    groups = (
        RowGroup((everyone,), is_total=True),
        RowGroup(tuple(_by_cycle(source)), "Cycle"),
        RowGroup(tuple(_by_response(source)), "Best response"),
    )
    table = Table(
        id="table.s_dosing",
        caption=composed("Doses of interleukin-2 given (N={}).", source.number("cohort.n")),
        stub=("By", "Category"),
        columns=(
            Column("Patients", Align.COUNT_AND_SHARE, "n (%)"),
            Column("Doses per cycle", Align.NUMBER, "mean"),
        ),
        panels=(Panel(tuple(group for group in groups if group.rows)),),
        notes=(
            TableNote(
                "By response, and for all patients, the mean is taken over all cycles that the"
                " patients received."
            ),
        ),
    )
    return with_abbreviations(table)


def _by_cycle(source: Source) -> Iterator[Row]:
    for cycle in range(1, source.count("dosing.cycles_max") + 1):
        yield _row(source, str(cycle), f"dosing.cycle_{cycle}", f"dosing.cycle_{cycle}")


def _by_response(source: Source) -> Iterator[Row]:
    codebook = source.codebook
    for code in codebook.codes("patients", "best_response"):
        if source.occurs(f"response.{code.lower()}"):
            label = source.label("patients", "best_response", code)
            doses = f"dosing.by_response.{code.lower()}"
            yield _row(source, label, f"response.{code.lower()}", doses)


def _row(source: Source, label: Text, share: str, doses: str) -> Row:
    cells = source.count_and_share(share), Cell(source.number(f"{doses}.doses.mean"))
    return Row(label, cells)
