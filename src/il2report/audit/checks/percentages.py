"""Percentages against their denominators."""

from collections.abc import Iterator
from functools import partial

from il2report.audit.evidence import Evidence, counts_giving
from il2report.audit.finding import (
    AuditFinding,
    as_text,
    bounds_text,
    proved,
    suspicious,
)
from il2report.audit.paper import Figure, FigureKind
from il2report.audit.printed import Rounding
from il2report.audit.rounding import (
    AdjustedCell,
    TwiceRounded,
    adjusted_cells,
    cells_rounded_twice,
    only_rule,
    percentages,
)

FEWER = 10
"""How many patients may be missing from a denominator, or more, for it to be named as an explanation."""


def impossible_percentages(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find percentages that no count out of their group gives, and those beyond 100.

    A percentage without a count that is called survival, or "at one year", may be an estimate of a
    curve: it is suspicious at most.

    References
    ----------
    Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369 (GRIM), for percentages.
    """
    for figure in percentages(evidence.paper):
        sizes = evidence.size(figure.group)
        if sizes is None or not len(sizes) or len(sizes) > FEWER:
            continue
        if not any(len(counts_giving(figure.bounds, n)) for n in sizes):
            is_estimate = evidence.may_be_estimated(figure) and figure.bounds.low <= 100
            hint = "; a Kaplan-Meier estimate need not be a share of the patients" * is_estimate
            yield (suspicious if is_estimate else proved)(
                "impossible-percentages",
                f"No count out of {sizes[-1]} gives {figure.printed} percent.",
                (figure, *evidence.figures(figure.group)),
                partial(_shown, figure, sizes[-1], hint),
            )


def counts_beyond_their_group(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find counts of more patients than their group has.

    References
    ----------
    Arithmetic alone.
    """
    for figure in evidence.paper.figures:
        sizes = evidence.size(figure.group) if figure.statistic is FigureKind.COUNT else None
        if sizes and figure.bounds.low > sizes[-1]:
            yield proved(
                "counts-beyond-their-group",
                f"{figure.label} counts more patients than its group has.",
                (figure, *evidence.figures(figure.group)),
                f"{figure.printed} is more than {sizes[-1]}",
            )


def mixed_rounding(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find percentages that were truncated, in a paper that rounds others and states no rule.

    References
    ----------
    Arithmetic alone: each figure is explained by one rule of rounding and not by the other.
    """
    if evidence.paper.rounding is not Rounding.ANY:
        return
    rules = {figure: only_rule(evidence, figure) for figure in percentages(evidence.paper)}
    cut = [figure for figure, rule in rules.items() if rule is Rounding.TRUNCATED]
    rounded = [figure for figure, rule in rules.items() if rule is Rounding.HALF]
    if cut and rounded:
        yield suspicious(
            "mixed-rounding",
            "Some percentages are truncated, others are rounded.",
            (*cut, *rounded[:3]),
            "; ".join(
                f"{_ways(figure, evidence)} prints as {figure.printed}"
                for figure in (*cut, rounded[0])
            ),
        )


def adjusted_percentages(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find percentages that were moved by one unit so that those of all parts total 100.

    References
    ----------
    Arithmetic alone: each rounded by itself they would not. Balinski ML, Young HP. Fair
    representation. New Haven: Yale University Press; 1982: how shares are rounded to a fixed total.
    """
    columns: dict[tuple[Figure, ...], list[AdjustedCell]] = {}
    for cell in adjusted_cells(evidence):
        columns.setdefault(cell.parts, []).append(cell)
    for parts, cells in columns.items():
        yield suspicious(
            "adjusted-percentages",
            "Percentages of parts seem to be adjusted so that they total 100.",
            (*(cell.figure for cell in cells), *(p for p in parts)),
            "; ".join(
                f"{cell.count}/{cell.n} = {as_text(100 * cell.count / cell.n)}, printed as"
                f" {cell.figure.printed}"
                for cell in cells
            ),
        )


def percentages_rounded_twice(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find places whose percentages were rounded to one more decimal first, and then again.

    References
    ----------
    Arithmetic alone: 0.45 rounds to 0.5, and then to 1.
    """
    places: dict[str, list[TwiceRounded]] = {}
    for cell in cells_rounded_twice(evidence):
        places.setdefault(cell.figure.place, []).append(cell)
    for cells in places.values():
        yield suspicious(
            "percentages-rounded-twice",
            "Percentages seem to be rounded twice, first to one more decimal.",
            (cell.figure for cell in cells),
            "; ".join(
                f"{cell.count}/{cell.n} = {as_text(100 * cell.count / cell.n, 4)}, printed as"
                f" {cell.figure.printed}"
                for cell in cells
            ),
        )


def _ways(figure: Figure, evidence: Evidence) -> str:
    n = (evidence.size(figure.group) or range(1))[0]
    count = counts_giving(figure.bounds, n)[0]
    return f"{count}/{n} = {as_text(100 * count / n)}"


def _shown(figure: Figure, n: int, hint: str) -> str:
    return f"{_neighbors(figure, n)}{hint}"


def _neighbors(figure: Figure, n: int) -> str:
    """Show the counts on both sides, and a smaller denominator that would explain the figure."""
    if n == 0:
        return "the denominator is 0"
    if figure.printed.value > 100:
        return f"{figure.printed} is more than 100"
    below = int(figure.bounds.low * n / 100)
    shown = [f"{k}/{n} = {as_text(100 * k / n)}" for k in (below, below + 1) if k <= n]
    # Missing values are the likeliest explanation; a larger group is another one.
    sizes = (*range(n - 1, max(0, n - FEWER), -1), *range(n + 1, n + FEWER))
    near = [m for m in sizes if counts_giving(figure.bounds, m)]
    hint = (
        f"; out of {near[0]} it would be {counts_giving(figure.bounds, near[0])[0]}" if near else ""
    )
    return f"{', '.join(shown)}, and {figure.printed} can be {bounds_text(figure.bounds)}{hint}"
