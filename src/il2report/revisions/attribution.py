"""Which corrections caused a change: found by computing again, never by reading the data.

Each correction is made alone on the old state, and left out alone from the new one. What that does
to a result says which corrections matter to it and whether they add up. Nothing is guessed: where
they do not add up, the change is of all of them together.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Reading = tuple[object, ...]
"""What one result is in one state: its value first, then whatever else makes it what it is."""

State = Mapping[str, Reading]
"""The readings of one state by result; a result that the state does not have is missing."""

Compute = Callable[[frozenset[int]], State | None]
"""Computes the state in which these corrections are made; None where it cannot exist."""

RELATIVE = 1e-12
"""Two computations of one number differ by less; a correction that moves it by less did nothing."""


class How(StrEnum):
    """How the causes of a change work."""

    SOLE = "sole"
    """One correction makes the whole difference."""
    ADDED_UP = "added_up"
    """Several, each with its own share whether the others are made or not."""
    TOGETHER = "together"
    """Several that interact: what one does depends on the others."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A correction that matters to a result.

    `alone` is the result with this correction only, `without` with all but this one; None where
    that state does not exist or does not have the result.
    """

    correction: int
    alone: Reading | None
    without: Reading | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The causes of one change, in the order of the corrections, and how they work."""

    how: How
    causes: tuple[Cause, ...]

    @classmethod
    def sole(cls, number: int, old: Reading | None, new: Reading | None) -> "Attribution":
        """Attribute a change to the one correction that is known to make it."""
        return cls(How.SOLE, (Cause(number, alone=new, without=old),))

    @property
    def corrections(self) -> tuple[int, ...]:
        """The numbers of the corrections."""
        return tuple(cause.correction for cause in self.causes)


def attributed(
    results: Iterable[str], old: State, new: State, numbers: Sequence[int], compute: Compute
) -> dict[str, Attribution]:
    """Attribute changed results to corrections.

    Parameters
    ----------
    results : ids of results that differ between the two states
    old, new : the states before any and after every correction
    numbers : the corrections
    compute : computes any state in between; called twice for each correction, and again only for
        results that no single correction accounts for

    Returns
    -------
    dict of Attribution, by id
    """
    whole = frozenset(numbers)
    alone = {number: compute(frozenset({number})) for number in numbers}
    without = {number: compute(whole - {number}) for number in numbers}
    found: dict[str, Attribution] = {}
    for result in results:
        effects = _Effects(result, old.get(result), new.get(result), alone, without)
        causes = effects.causes(numbers)
        how = effects.how(causes)
        if how is None:  # nothing found by ones: look for what works only in company
            group = _smallest(result, new.get(result), whole, compute)
            how, causes = (
                How.TOGETHER,
                effects.all_of(sorted(group | {c.correction for c in causes})),
            )
        found[result] = Attribution(how, causes)
    return found


def same(one: Reading | None, other: Reading | None) -> bool:
    """Whether two readings are the same, numbers but for the last digits of their computation."""
    if one is None or other is None or len(one) != len(other):
        return one is other
    return all(_same_part(a, b) for a, b in zip(one, other, strict=True))


def _same_part(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=RELATIVE)
    return one == other


@dataclass(frozen=True, slots=True)
class _Effects:
    """What the corrections, each alone and each left out, do to one result."""

    result: str
    old: Reading | None
    new: Reading | None
    alone: Mapping[int, State | None]
    without: Mapping[int, State | None]

    def causes(self, numbers: Iterable[int]) -> tuple[Cause, ...]:
        """Give the corrections that matter when made alone or when left out."""
        return tuple(cause for cause in self.all_of(numbers) if self._matters(cause.correction))

    def all_of(self, numbers: Iterable[int]) -> tuple[Cause, ...]:
        """Give corrections as causes, with what each does."""
        return tuple(
            Cause(number, self._reading(self.alone[number]), self._reading(self.without[number]))
            for number in numbers
        )

    def how(self, causes: tuple[Cause, ...]) -> How | None:
        """Say how the causes work; None when they do not account for the change."""
        if len(causes) == 1:
            only = causes[0]
            is_all = same(only.alone, self.new) and same(only.without, self.old)
            return How.SOLE if is_all else None
        if not causes:
            return None
        return How.ADDED_UP if self._add_up(causes) else How.TOGETHER

    def _matters(self, number: int) -> bool:
        alone, without = self.alone[number], self.without[number]
        acts_alone = alone is not None and not same(alone.get(self.result), self.old)
        acts_last = without is not None and not same(without.get(self.result), self.new)
        return acts_alone or acts_last

    def _reading(self, state: State | None) -> Reading | None:
        return None if state is None else state.get(self.result)

    def _add_up(self, causes: tuple[Cause, ...]) -> bool:
        """Whether each cause moves the value by the same step first or last, and all steps make it."""
        steps = [(_step(self.old, cause.alone), _step(cause.without, self.new)) for cause in causes]
        first = [step for step, _ in steps if step is not None]
        if len(first) < len(steps):
            return False
        is_steady = all(
            last is not None and math.isclose(step or 0.0, last, rel_tol=1e-9, abs_tol=1e-9)
            for step, last in steps
        )
        total = _step(self.old, self.new)
        return (
            is_steady and total is not None and math.isclose(math.fsum(first), total, abs_tol=1e-9)
        )


def _step(before: Reading | None, after: Reading | None) -> float | None:
    """How far a value moves, where both sides have a number."""
    if before is None or after is None:
        return None
    if not (isinstance(before[0], (int, float)) and isinstance(after[0], (int, float))):
        return None
    return float(after[0] - before[0])


def _smallest(
    result: str, new: Reading | None, whole: frozenset[int], compute: Compute
) -> frozenset[int]:
    """Leave out corrections one by one as long as the rest still makes the whole difference."""
    group = whole
    for number in sorted(whole):
        state = compute(group - {number})
        if state is not None and same(state.get(result), new):
            group -= {number}
    return group
