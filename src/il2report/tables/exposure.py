"""Two tables of the treatment given: doses by cycle and response, and the exposure of the patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

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
from il2report.document.tree import Fragment, Word, composed
from il2report.tables.groups import level_label, variable_label
from il2report.tables.printing import Source, with_abbreviations

if TYPE_CHECKING:
    from il2report.analysis.variables import Column as Values
    from il2report.study.declarations import Discontinuation, Treatment

DOSES = "By response, and for all patients, the mean is taken over all cycles that the patients received."


def dosing_table(source: Source, treatment: Treatment | None, response: Values | None) -> Table:
    """Give patients and mean doses per cycle for each cycle and each response that occurred."""
    everyone = Row(
        "All patients, all cycles",
        (Cell(source.number("cohort.n"), is_pair=True), Cell(source.number("dosing.doses.mean"))),
    )
    groups = (
        RowGroup((everyone,), is_total=True),
        RowGroup(tuple(_doses_by_cycle(source)), "Cycle"),
        RowGroup(tuple(_doses_by_response(source, response)), "Best response"),
    )
    table = Table(
        id="table.s_dosing",
        caption=_caption(source, "Doses of {} given", "Doses given", treatment),
        stub=("By", "Category"),
        columns=(
            Column("Patients", Align.COUNT_AND_SHARE, "n (%)"),
            Column("Doses per cycle", Align.NUMBER, "mean"),
        ),
        panels=(Panel(tuple(group for group in groups if group.rows)),),
        notes=(TableNote(DOSES),),
    )
    return with_abbreviations(table)


def _doses_by_cycle(source: Source) -> Iterator[Row]:
    for cycle in range(1, source.count("dosing.cycles_max") + 1):
        of_cycle = f"dosing.cycle_{cycle}"
        yield _doses(source, Fragment.of(Word("cycles.cycle", str(cycle))), of_cycle, of_cycle)


def _doses_by_response(source: Source, response: Values | None) -> Iterator[Row]:
    for level in response.levels if response else ():
        share = f"response.{level.key}"
        if response and source.occurs(share):
            label = level_label(response, level)
            yield _doses(source, label, share, f"dosing.by_response.{level.key}")


def _doses(source: Source, label: Text, share: str, doses: str) -> Row:
    cells = source.count_and_share(share), Cell(source.number(f"{doses}.doses.mean"))
    return Row(label, cells)


def _caption(source: Source, named: str, plain: str, treatment: Treatment | None) -> Fragment:
    """Name the treatment, where study.toml does, and the number of patients."""
    n = source.number("cohort.n")
    if treatment is None:
        return composed(f"{plain} (N={{}}).", n)
    return composed(f"{named} (N={{}}).", Word("study.treatment.name", treatment.name), n)


def exposure_table(
    source: Source,
    treatment: Treatment | None,
    given: Sequence[Values],
    reason: Values | None,
) -> Table:
    """Give cycles, doses and time on treatment of the patients treated, and why treatment ended.

    Parameters
    ----------
    source : results and labels
    treatment : as study.toml declares it
    given : what was given to each patient, in the order of the rows
    reason : the variable with the reasons for the end of treatment, if any
    """
    groups = [_group(source, values) for values in given]
    asked = treatment.discontinuation if treatment else None
    if asked and reason:
        groups.append(_reasons(source, asked, reason))
    n = "exposure.treated.n" if given else "cohort.n"
    table = Table(
        id="table.s_exposure",
        caption=_caption(source, "Exposure to {}", "Exposure to treatment", treatment),
        stub=("Exposure", "Category"),
        columns=(
            Column("Patients treated", Align.COUNT_AND_SHARE, composed("n={}", source.number(n))),
        ),
        panels=(Panel(tuple(groups)),),
        notes=tuple(map(TableNote, _notes(source, asked, given))),
    )
    return with_abbreviations(table)


def _group(source: Source, values: Values) -> RowGroup:
    prefix, unit = f"exposure.{values.variable.name}", values.variable.unit
    label = values.variable.label
    rows = (
        Row("Median (range)", (Cell(source.median_and_range(prefix)),)),
        Row("Mean (SD)", (Cell(source.mean_and_sd(prefix)),)),
    )
    return RowGroup(rows, f"{label}, {unit}" if unit else label)


def _reasons(source: Source, asked: Discontinuation, reason: Values) -> RowGroup:
    ongoing = frozenset(asked.ongoing or ())
    rows = [
        Row(level_label(reason, level), (source.count_and_share(f"exposure.reason.{level.key}"),))
        for level in reason.levels
        if level.code not in ongoing and source.occurs(f"exposure.reason.{level.key}")
    ]
    for name, label in (("ongoing", "Still treated"), ("missing", "Not recorded")):
        if source.occurs(f"exposure.{name}"):
            is_share = asked.of == "patients"
            count = Cell(source.number(f"exposure.{name}.n"), is_pair=True)
            cell = source.count_and_share(f"exposure.{name}") if is_share else count
            rows.append(Row(label, (cell,)))
    return RowGroup(tuple(rows), variable_label(reason))


def _notes(
    source: Source, asked: Discontinuation | None, given: Sequence[Values]
) -> Iterator[Fragment]:
    if given and source.count("exposure.treated.n") != source.count("cohort.n"):
        n, of = source.number("exposure.treated.n"), source.number("cohort.n")
        yield composed("{} of {} patients received any treatment.", n, of)
    for values in given:
        missing = f"exposure.{values.variable.name}.missing"
        if source.count(missing):
            label = values.variable.label
            yield composed("{}: not recorded in {}.", label, source.number(missing))
    if asked and asked.of == "stopped":
        n = source.number("exposure.stopped.n")
        yield composed("Percentages of reasons are of the {} patients who stopped treatment.", n)
