"""What is printed of one measure in one group of patients, taken together."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import and_

from il2report.audit.bounds import EVERYTHING, Bounds
from il2report.audit.evidence import Evidence
from il2report.audit.paper import Figure, FigureKind
from il2report.audit.whole_values import WholeValues, descriptions, example, totals_giving

MOST_SHOWN = 30
"""Values of the largest example."""
SEVERAL = 10
"""How many sizes of a group, or totals of its values, are tried one by one."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The values of a measure in a group: how many there are, how recorded, what is printed.

    `n` lists the sizes that the group can have, empty where it is unknown; `step` is the unit of
    recording, None for any number.
    """

    quantity: str
    group: str
    label: str
    n: tuple[int, ...]
    step: Fraction | None
    possible: Bounds
    figures: tuple[Figure, ...]

    def printed(self, *statistics: FigureKind) -> tuple[Figure, ...]:
        """Find the figures of some statistics."""
        return tuple(figure for figure in self.figures if figure.statistic in statistics)

    def bounds(self, statistic: FigureKind) -> Bounds | None:
        """Give what all figures of a statistic allow; where they contradict each other, what any does."""
        every = [figure.bounds for figure in self.printed(statistic)]
        if not every:
            return None
        shared = reduce(and_, every)
        if not shared.is_empty:
            return shared
        return Bounds(min(each.low for each in every), max(each.high for each in every))

    def extreme(self, statistic: FigureKind) -> int | None:
        """Give the least or greatest value in steps, where it is printed to the step."""
        bounds = self.bounds(statistic)
        if bounds is None or self.step is None or not bounds.meets(self.possible):
            return None
        whole = bounds.times(1 / self.step).whole_numbers() if bounds.is_finite else range(0)
        return whole[0] if len(whole) == 1 else None

    def described(self, n: int, within: Bounds = EVERYTHING) -> tuple[WholeValues, ...]:
        """List the totals and sums of squares, in steps, that mean and SD allow."""
        mean, sd = self.bounds(FigureKind.MEAN), self.bounds(FigureKind.SD)
        if self.step is None or mean is None or not mean.is_finite:
            return ()
        scale = 1 / self.step
        totals = totals_giving(mean.times(scale), n)
        if len(totals) > SEVERAL:
            return ()
        ends = self.possible.times(scale) & within
        low = ends.low if math.isinf(ends.low) else math.ceil(ends.low)
        high = ends.high if math.isinf(ends.high) else math.floor(ends.high)
        scaled = sd.times(scale) if sd else None
        return tuple(descriptions(n, totals, scaled, Bounds(low, high)))


def sample(evidence: Evidence, quantity: str, group: str) -> Sample:
    """Gather what is printed of a measure in a group."""
    facts = evidence.paper.measures[quantity]
    figures = evidence.paper.of(quantity, group)
    size = evidence.size(group) or range(0)
    sizes = [n for n in size[: SEVERAL + 1] if n > 0]
    return Sample(
        quantity=quantity,
        group=group,
        label=figures[0].label if figures else facts.label,
        n=tuple(sizes) if len(sizes) <= SEVERAL else (),
        step=facts.step,
        possible=facts.possible,
        figures=figures,
    )


def example_sample(evidence: Evidence, quantity: str, group: str) -> tuple[Fraction, ...] | None:
    """Give values that have the printed mean, SD and range of a measure in a group, in order.

    Parameters
    ----------
    evidence : the paper
    quantity, group : names of a measure with a `step`, and of a group of known size

    Returns
    -------
    tuple of Fraction, or None
        None where no values exist, where mean, step or size are unknown, or in a group of more than
        MOST_SHOWN. That none exist is what `impossible-means` and `impossible-spreads` prove.

    References
    ----------
    Heathers JA et al. PeerJ Preprints 2018;6:e26968v1 (SPRITE).
    """
    of = sample(evidence, quantity, group)
    low, high = of.extreme(FigureKind.MIN), of.extreme(FigureKind.MAX)
    within = Bounds(-math.inf if low is None else low, math.inf if high is None else high)
    ends = {end for end in (low, high) if end is not None}
    for n in of.n:
        if n <= MOST_SHOWN:
            for values in of.described(n, within):
                found = example(values, *ends) if len(ends) <= n else None
                if found and of.step is not None:
                    return tuple(value * of.step for value in found)
    return None


def samples(evidence: Evidence) -> Iterator[Sample]:
    """Gather every measure in every group of which something is printed."""
    for quantity in evidence.paper.measures:
        groups = dict.fromkeys(figure.group for figure in evidence.paper.of(quantity))
        yield from (sample(evidence, quantity, group) for group in groups)
