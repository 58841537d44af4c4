"""The rows of best responses and their rates in a table of groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from il2report.document.tables import Cell, Row, RowGroup, Text
from il2report.document.tree import Fragment, Part, composed
from il2report.tables.printing import NOTHING, Source, enumerated

if TYPE_CHECKING:
    from il2report.analysis.variables import Column as Values
    from il2report.results.response import Rate

OVERALL = "response"
NOT_RECORDED = "Not recorded"


def response_rows(
    source: Source,
    response: Values,
    rates: Sequence[Rate],
    prefixes: Sequence[str],
    family: str,
    labels: Sequence[Text],
    compared: Sequence[Row] = (),
) -> RowGroup:
    """Count each best response and each rate, with its interval below, in each column of patients.

    Parameters
    ----------
    source : results
    response : the best response
    rates : the rates
    prefixes : how the ids of each column begin
    family : of the p-values, "" where the table has no column for them
    labels : of the variable, then of its levels in their order
    compared : the rows of the variable as a characteristic, whose test and missing values are kept
    """
    name, *of_levels = labels
    rows = [
        Row(label, (*_shares(source, prefixes, level.key), *_tested(source, "", family)))
        for level, label in zip(response.levels, of_levels, strict=True)
        if any(source.occurs(f"{prefix}.{level.key}") for prefix in prefixes)
    ]
    if compared and family and rows:
        counts, tested = rows[0].cells[:-1], compared[0].cells[-1]
        rows[0] = Row(rows[0].header, (*counts, tested))
    rows += [row for row in compared if row.header == NOT_RECORDED]
    for rate in rates:
        cells = _shares(source, prefixes, rate.name)
        rows.append(Row(rate.label, (*cells, *_tested(source, rate.name, family))))
        limits = (Cell(_interval(source, f"{prefix}.{rate.name}")) for prefix in prefixes)
        level = composed("{}% CI", source.level())
        rows.append(Row(level, (*limits, *_tested(source, "", family))))
    return RowGroup(tuple(rows), name)


def notes_on_rates(
    response: Values, rates: Sequence[Rate], labels: Sequence[Part]
) -> Iterator[Fragment]:
    """Say which responses each rate pools; `labels` are those of the levels in their order."""
    by_code = {level.code: label for level, label in zip(response.levels, labels, strict=True)}
    for rate in rates:
        pooled = enumerated(by_code[code] for code in rate.codes if code in by_code)
        yield composed("{}: {}.", rate.label, pooled)


def _shares(source: Source, prefixes: Sequence[str], key: str) -> Iterator[Cell]:
    return (source.count_and_share(f"{prefix}.{key}") for prefix in prefixes)


def _tested(source: Source, rate: str, family: str) -> Iterator[Cell]:
    p = f"{family}.{OVERALL}.{rate}.p"
    if family:
        yield Cell(source.number(p) if rate and p in source else "")


def _interval(source: Source, prefix: str) -> Text:
    """`12.4-56.7`; the dash in a group without patients."""
    limits = [f"{prefix}.ci_low", f"{prefix}.ci_high"]
    if not all(map(source.has, limits)):
        return NOTHING
    return Fragment.of(source.printer.interval(prefix))
