"""How many patients a group or a feature can have, from all that is printed of them."""

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache, reduce

from il2report.audit.bounds import Bounds
from il2report.audit.paper import Figure, FigureKind, PublishedPaper
from il2report.audit.vocabulary import RelationKind

TIME = r"(\d+(\.\d+)?|one|two|three|four|five|six|ten|twelve|eighteen)"
COUNTED = (FigureKind.COUNT, FigureKind.PERCENT)
MANY = 10_000_000
"""Taken for the most patients of a group of which only the least number is known."""
SIZES_TRIED = 100
"""How many sizes of a group a percentage is compared with."""


ESTIMATED = re.compile(
    r"\b(surviv\w*|(progression|event|disease|relapse|recurrence|metastasis|failure)[- ]free|"
    r"cumulative (incidence|risk)|kaplan|actuarial|estimated|"
    rf"{TIME}[- ](year|month)s?|at {TIME} (years?|months?))\b",
    re.IGNORECASE,
)
"""What a percentage is called that may be estimated by a survival curve, and is then no share."""


@lru_cache(maxsize=100_000)
def counts_giving(percent: Bounds, n: int) -> range:
    """List the counts out of n whose percentage is within bounds.

    References
    ----------
    Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369: granularity of means, here of
    a mean of zeros and ones.
    """
    if n <= 0:
        return range(0)
    return (percent.times(Fraction(n, 100)) & Bounds(0, n)).whole_numbers()


def common(first: range, second: range) -> range:
    """Give the whole numbers that two runs of them share."""
    low, high = max(first.start, second.start), min(first.stop, second.stop)
    return range(low, max(low, high))


def spanned(runs: Iterable[range]) -> range:
    """Give the shortest run of whole numbers that holds all of several runs."""
    filled = [run for run in runs if len(run)]
    if not filled:
        return range(0)
    return range(min(run.start for run in filled), max(run.stop for run in filled))


def agreed(runs: Iterable[range]) -> range:
    """Give what several runs share or, where they contradict each other, all that one of them has."""
    listed = [run for run in runs if len(run)]
    shared = reduce(common, listed) if listed else range(0)
    return shared if len(shared) else spanned(listed)


class Evidence:
    """A paper with the counts that its figures allow; contradictions widen them, they prove nothing."""

    def __init__(self, paper: PublishedPaper) -> None:
        self.paper = paper
        self._sizes: dict[str, range | None] = {}
        self._counts: dict[tuple[str, str], range | None] = {}
        self._of_figure: dict[int, range | None] = {}

    def size(self, group: str) -> range | None:
        """List how many patients a group can have; None where it is unknown."""
        if group not in self._sizes:
            self._sizes[group] = None  # a whole that is made of itself has no size
            printed = self.paper.of(group, group, FigureKind.N)
            if printed:
                self._sizes[group] = agreed(map(self._whole, printed))
            elif group in self.paper.features:
                self._sizes[group] = self.counts(group)
            else:
                self._sizes[group] = self._sum_of_parts(group)
        return self._sizes[group]

    def counts(self, feature: str, group: str | None = None) -> range | None:
        """List how many patients of a group can have a feature; None where it is unknown."""
        of = group or self.paper.features[feature].of
        if (feature, of) not in self._counts:
            self._counts[feature, of] = None
            printed = self.paper.of(feature, of, *COUNTED)
            runs = [run for figure in printed if (run := self.counts_of(figure)) is not None]
            home = of == self.paper.features[feature].of
            runs_known = agreed(runs) if any(map(len, runs)) else None
            if runs_known is None and home:
                runs_known = self._sum_of_parts(feature)
            self._counts[feature, of] = runs_known
        return self._counts[feature, of]

    def counts_of(self, figure: Figure) -> range | None:
        """List the counts that a single figure allows; None where its denominator is unknown."""
        if id(figure) not in self._of_figure:
            self._of_figure[id(figure)] = self._counts_of(figure)
        return self._of_figure[id(figure)]

    def _counts_of(self, figure: Figure) -> range | None:
        if figure.statistic is not FigureKind.PERCENT:
            return self._whole(figure)
        sizes = self.size(figure.group)
        if not sizes or len(sizes) > SIZES_TRIED or self.may_be_estimated(figure):
            return None
        return spanned(counts_giving(figure.bounds, n) for n in sizes)

    def may_be_estimated(self, figure: Figure) -> bool:
        """Whether a percentage may be that of a survival curve: by its name, and without a count."""
        is_counted = self.paper.of(figure.quantity, figure.group, FigureKind.COUNT)
        return not is_counted and ESTIMATED.search(figure.label) is not None

    @staticmethod
    def _whole(figure: Figure) -> range:
        return (figure.bounds & Bounds(0, MANY)).whole_numbers()

    def _sum_of_parts(self, whole: str) -> range | None:
        """Add up the parts of a whole that is not printed itself."""
        for relation in self.paper.relations:
            if relation.kind is RelationKind.PARTS and relation.whole == whole:
                parts = [self.many(member) for member in relation.members]
                known = [part for part in parts if part is not None]
                if len(known) == len(parts):
                    return total(known)
        return None

    def many(self, name: str) -> range | None:
        """List how many patients a feature or a group can have."""
        return self.counts(name) if name in self.paper.features else self.size(name)

    def label(self, name: str) -> str:
        """Call a feature or a group as it is printed."""
        if name in self.paper.features:
            return self.paper.features[name].label
        return self.paper.groups.get(name, name)

    def figures(self, name: str) -> tuple[Figure, ...]:
        """Find the figures that say how many patients a feature or a group has."""
        if name in self.paper.features:
            return self.paper.of(name, self.paper.features[name].of, *COUNTED)
        return self.paper.of(name, name, FigureKind.N)


def total(runs: Iterable[range]) -> range:
    """Give the sums that several runs of whole numbers can have, none of them empty."""
    listed = list(runs)
    return range(sum(run[0] for run in listed), sum(run[-1] for run in listed) + 1)
