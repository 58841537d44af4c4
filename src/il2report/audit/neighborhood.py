"""The part of a paper that bears on one figure."""

from collections.abc import Iterator
from dataclasses import replace

from il2report.audit.paper import Figure, FigureKind, GroupComparison, PublishedPaper, Within


class Neighborhoods:
    """Parts of one paper: of each figure what a check could compare it with.

    A check follows names: from a feature to its group, from a whole to its parts, from a test to what
    it compared. The part of a figure has everything within one such step, and the sizes of all groups
    that are used there, whether printed or counted within another group. Figures beyond cannot
    contradict it directly.
    """

    def __init__(self, paper: PublishedPaper) -> None:
        self.paper = paper
        self._parts: dict[tuple[str, str], PublishedPaper] = {}

    def of(self, figure: Figure) -> PublishedPaper:
        """Give the part of the paper that bears on a figure; the figure is in it."""
        key = figure.quantity, figure.group
        if key not in self._parts:
            self._parts[key] = self._part(figure)
        return self._parts[key]

    def _part(self, figure: Figure) -> PublishedPaper:
        paper = self.paper
        names = {figure.quantity}
        is_size = figure.statistic is FigureKind.N
        if is_size:
            names |= {each.quantity for each in paper.figures if each.group == figure.group}
        for curve, facts in paper.curves.items():
            on_it = {curve, *(point for point, _ in facts.points)}
            names |= on_it if names & on_it else set()
        comparisons = tuple(c for c in paper.comparisons if names & {c.name, *c.quantities})
        names |= {name for c in comparisons for name in (c.name, *c.quantities)}
        groups = set(self._groups(names, comparisons))
        parts = names if is_size else names | groups
        sizes = self._sizes(groups)
        relations = tuple(
            each
            for each in paper.relations
            if each.whole in names or parts & set(_members(each)) or each in sizes
        )
        names |= {name for each in relations for name in (each.whole, *_members(each))}
        rows = tuple(row for row in paper.rows if names & {row.total, *row.grades})
        names |= {name for row in rows for name in (row.total, *row.grades)}
        orders = tuple(o for o in paper.orders if names & {o.smaller[0], o.greater[0]})
        names |= {name for o in orders for name in (o.smaller[0], o.greater[0])}
        said = tuple(a for a in paper.assertions if names & {a.about, a.than})
        names |= {name for a in said for name in (a.about, a.than) if name}
        names |= groups
        # What was joined may be of other groups, and a group counted within another one.
        while further := set(self._groups(names, comparisons)) - names:
            given = tuple(each for each in self._sizes(further) if each not in relations)
            relations += given
            names |= further
            names |= {name for each in given for name in (each.whole, *_members(each))}
        return replace(
            paper,
            measures={name: facts for name, facts in paper.measures.items() if name in names},
            figures=tuple(f for name in sorted(names) for f in paper.index.get(name, ())),
            blanks=tuple(blank for blank in paper.blanks if blank.quantity in names),
            comparisons=comparisons,
            relations=relations,
            rows=rows,
            orders=orders,
            assertions=said,
        )

    def _sizes(self, groups: set[str]) -> tuple[Within, ...]:
        """Find what gives the size of groups that is not printed: of what else they are made is no matter."""
        found = []
        for group in groups:
            made = [each for each in self.paper.relations if each.whole == group]
            if made and not self.paper.of(group, group, FigureKind.N):
                of_groups = (e for e in made if set(_members(e)) <= set(self.paper.groups))
                found.append(next(of_groups, made[0]))
        return tuple(found)

    def _groups(self, names: set[str], comparisons: tuple[GroupComparison, ...]) -> Iterator[str]:
        """Name the groups of patients in whom these quantities were counted or measured."""
        paper = self.paper
        for name in names:
            yield from (figure.group for figure in paper.index.get(name, ()))
            for known in (paper.features, paper.measures, paper.curves):
                if name in known:
                    yield known[name].of
        yield from (group for comparison in comparisons for group in comparison.groups)


def _members(relation: Within) -> Iterator[str]:
    return (name for reading in relation.readings for name in reading)
