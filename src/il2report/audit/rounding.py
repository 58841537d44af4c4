"""How the columns of a paper round, as far as their percentages show it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from il2report.audit.bounds import Bounds, at_least
from il2report.audit.evidence import Evidence, counts_giving
from il2report.audit.paper import Figure, FigureKind, PublishedPaper
from il2report.audit.printed import Rounding, Sign
from il2report.audit.vocabulary import RelationKind

FEWEST = 2
"""Percentages that only one rule explains, from which on a column has that rule."""
OUTNUMBERED = 3
"""How many times as many they are as those that only the other rule explains."""
EXACT = frozenset(
    {FigureKind.N, FigureKind.COUNT, FigureKind.AT_RISK, FigureKind.EVENTS, FigureKind.CENSORED}
)
"""What is counted and not rounded."""

Column = tuple[str, str]
"""A place and a group."""


def only_rule(evidence: Evidence, figure: Figure) -> Rounding | None:
    """Say which rule alone explains a percentage; None where both do, or neither."""
    sizes = evidence.size(figure.group)
    if sizes is None or len(sizes) != 1 or evidence.may_be_estimated(figure):
        return None
    explaining = [
        rule
        for rule in (Rounding.HALF, Rounding.TRUNCATED)
        if len(counts_giving(figure.printed.bounds(rule), sizes[0]))
    ]
    return explaining[0] if len(explaining) == 1 else None


def _settled(rules: Iterable[Rounding | None]) -> Rounding | None:
    """Give the rule of a column; None where too few percentages show it, or they disagree."""
    listed = list(rules)
    rounded, cut = listed.count(Rounding.HALF), listed.count(Rounding.TRUNCATED)
    if rounded >= max(FEWEST, OUTNUMBERED * cut):
        return Rounding.HALF
    if cut >= max(FEWEST, OUTNUMBERED * rounded):
        return Rounding.TRUNCATED
    return None


def percentages(paper: PublishedPaper) -> list[Figure]:
    """List the printed percentages of patients."""
    return [figure for figure in paper.figures if figure.statistic is FigureKind.PERCENT]


@dataclass(frozen=True, slots=True)
class RoundingOfPaper:
    """A paper under one assumption on its rounding, and the figures as they were typed.

    `rules` has the columns of percentages whose rule can be seen.
    """

    paper: PublishedPaper
    rules: Mapping[Column, Rounding]
    typed: Mapping[Figure, Figure] = field(repr=False)

    def as_typed(self, figures: Iterable[Figure]) -> tuple[Figure, ...]:
        """Give back the figures with the bounds of any rule."""
        return tuple(self.typed[figure] for figure in figures)

    def is_settled(self, figures: Iterable[Figure]) -> bool:
        """Whether the rule of all that is rounded among some figures can be seen."""
        return all(
            f.statistic is FigureKind.PERCENT and (f.place, f.group) in self.rules
            for f in figures
            if f.statistic not in EXACT
        )


def under_any_rule(paper: PublishedPaper) -> RoundingOfPaper:
    """Take every rule for possible, and more in columns that were adjusted to a total of 100."""
    evidence = Evidence(paper)
    moved = _moved_bounds(evidence, _places_rounded_twice(evidence))
    return _with_bounds(paper, paper.rounding, moved, {})


def under_the_rules_seen(paper: PublishedPaper) -> RoundingOfPaper | None:
    """Take numbers for rounded at the half, save in columns that can be seen to be truncated.

    None where the file states the rule, or the percentages of the paper as a whole are truncated.
    """
    if paper.rounding is not Rounding.ANY:
        return None
    evidence, columns = Evidence(paper), defaultdict[Column, list[Rounding | None]](list)
    for figure in percentages(paper):
        columns[figure.place, figure.group].append(only_rule(evidence, figure))
    if _settled(rule for rules in columns.values() for rule in rules) is Rounding.TRUNCATED:
        return None
    twice = _places_rounded_twice(evidence)
    bounds = _moved_bounds(evidence, twice)
    settled = {
        column: rule
        for column, rules in columns.items()
        if column[0] not in twice and (rule := _settled(rules))
    }
    for figure in paper.figures:
        if figure.statistic not in EXACT and figure not in bounds:
            rule = Rounding.HALF
            if figure.statistic is FigureKind.PERCENT:
                rule = settled.get((figure.place, figure.group), rule)
            bounds[figure] = figure.printed.bounds(rule) & figure.bounds
    return _with_bounds(paper, Rounding.HALF, bounds, settled)


def as_rounded(paper: PublishedPaper) -> RoundingOfPaper:
    """Take a paper for rounded as its columns show, else at the half; as typed where it cuts off."""
    return under_the_rules_seen(paper) or under_any_rule(paper)


def _with_bounds(
    paper: PublishedPaper,
    rounding: Rounding,
    bounds: Mapping[Figure, Bounds],
    rules: Mapping[Column, Rounding],
) -> RoundingOfPaper:
    figures = [replace(f, bounds=bounds[f]) if f in bounds else f for f in paper.figures]
    typed = dict(zip(figures, paper.figures, strict=True))
    changed = replace(paper, figures=tuple(figures), rounding=rounding)
    return RoundingOfPaper(changed, rules, typed)


def _places_rounded_twice(evidence: Evidence) -> set[str]:
    return {cell.figure.place for cell in cells_rounded_twice(evidence)}


def _moved_bounds(evidence: Evidence, twice: set[str]) -> dict[Figure, Bounds]:
    """Give the bounds of percentages that no rule of rounding alone gives, but a way of printing does."""
    bounds = {f: _bounds_of_twice(f) for f in percentages(evidence.paper) if f.place in twice}
    return bounds | {
        cell.figure: _adjusted_bounds(cell.figure) for cell in adjusted_cells(evidence)
    }


# --- places whose percentages were rounded twice ---


@dataclass(frozen=True, slots=True)
class TwiceRounded:
    """A percentage that is its count out of `n` only if it was rounded twice."""

    figure: Figure
    count: int
    n: int


def cells_rounded_twice(evidence: Evidence) -> list[TwiceRounded]:
    """Find the percentages that were rounded to one more decimal first, as 72.848 to 72.85 and 72.9.

    One is a misprint. Where several in one place are so, with their counts beside them, its
    percentages were taken from output that was rounded before.
    """
    if evidence.paper.rounding is not Rounding.ANY:
        return []
    places = defaultdict[str, list[TwiceRounded]](list)
    for figure in percentages(evidence.paper):
        sizes = evidence.size(figure.group)
        counts = {
            count.printed.value
            for count in evidence.paper.of(figure.quantity, figure.group, FigureKind.COUNT)
            if count.place == figure.place
        }
        if sizes is not None and len(sizes) == 1 and sizes[0] and len(counts) == 1:
            share = Fraction(100 * counts.pop(), sizes[0])
            if share not in figure.printed.bounds() and _is_rounded_twice(figure, share):
                cell = TwiceRounded(figure, int(share * sizes[0] / 100), sizes[0])
                places[figure.place].append(cell)
    return [cell for cells in places.values() if len(cells) >= FEWEST for cell in cells]


def _is_rounded_twice(figure: Figure, share: Fraction) -> bool:
    unit = figure.printed.unit
    once = _half_up(share, unit / 10)
    return figure.printed.sign is Sign.EQUAL and _half_up(once, unit) == figure.printed.value


def _half_up(value: Fraction, unit: Fraction) -> Fraction:
    return (value / unit + Fraction(1, 2)).__floor__() * unit


def _bounds_of_twice(figure: Figure) -> Bounds:
    """Give the bounds of any rule, and below them what is rounded up twice."""
    bounds, printed = figure.bounds, figure.printed
    if printed.sign is not Sign.EQUAL:
        return bounds
    return replace(bounds, low=printed.value - 11 * printed.unit / 20)


# --- columns that were adjusted to a total of 100 ---


@dataclass(frozen=True, slots=True)
class AdjustedCell:
    """A percentage that was moved by one unit of its last digit, its count, and the parts around it."""

    figure: Figure
    count: int
    n: int
    parts: tuple[Figure, ...]


def adjusted_cells(evidence: Evidence) -> Iterator[AdjustedCell]:
    """Find the percentages that were moved by one unit so that those of all parts total 100.

    The percentages of parts that are rounded each by itself may total 99.9 or 100.1. Where they
    total exactly 100, some are one unit off in the direction that this needs, and the counts are
    all patients, the column was adjusted. What the file states to be truncated was not.
    """
    if evidence.paper.rounding is Rounding.TRUNCATED:
        return
    for relation in evidence.paper.relations:
        is_whole = relation.kind is RelationKind.PARTS and len(relation.readings) == 1
        if is_whole and all(name in evidence.paper.features for name in relation.members):
            for place, group in _columns(evidence, relation.members):
                yield from _adjusted(evidence, relation.members, place, group)


def _columns(evidence: Evidence, members: tuple[str, ...]) -> list[Column]:
    figures = (f for name in members for f in evidence.paper.of(name, None, FigureKind.PERCENT))
    return list(dict.fromkeys((figure.place, figure.group) for figure in figures))


def _adjusted(
    evidence: Evidence, members: tuple[str, ...], place: str, group: str
) -> Iterator[AdjustedCell]:
    cells = [
        [f for f in evidence.paper.of(name, group, FigureKind.PERCENT) if f.place == place]
        for name in members
    ]
    parts = tuple(figures[0] for figures in cells if len(figures) == 1)
    sizes = evidence.size(group)
    if len(parts) < len(members) or sizes is None or len(sizes) != 1 or not sizes[0]:
        return
    n, unit = sizes[0], max(part.printed.unit for part in parts)
    if any(part.printed.sign is not Sign.EQUAL or part.printed.unit != unit for part in parts):
        return
    counts = [round(part.printed.value * n / 100) for part in parts]
    if sum(part.printed.value for part in parts) != 100 or sum(counts) != n:
        return
    off = [_units_off(part, Fraction(100 * k, n)) for part, k in zip(parts, counts, strict=True)]
    if any(off) and (set(off) <= {0, 1} or set(off) <= {0, -1}):
        for part, k, units in zip(parts, counts, off, strict=True):
            if units:
                yield AdjustedCell(part, k, n, parts)


def _units_off(part: Figure, share: Fraction) -> int:
    """Count by how many units of its last digit a percentage is not its share, rounded at the half."""
    printed = part.printed
    for units in (0, 1, -1):
        moved = replace(printed, value=printed.value - units * printed.unit)
        if share in moved.bounds(Rounding.HALF):
            return units
    return 2


def _adjusted_bounds(figure: Figure) -> Bounds:
    unit = figure.printed.unit
    around = Bounds(figure.printed.value - 3 * unit / 2, figure.printed.value + 3 * unit / 2)
    return around & at_least(0)
