"""Which corrections caused a change: found by computing again, never by reading the data.

Each correction is made alone on the old state, and left out alone from the new one. What that does
to a result says which corrections matter to it and whether their shares add up. Where they do not,
the change is attributed to all of them together.
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
    """Attribute results that differ between two states to the numbers of corrections.

    `compute` gives any state in between; it is called twice for each correction, and again only for
    results that no single correction accounts for.
    """
    whole = frozenset(numbers)
    alone = {number: compute(frozenset({number})) for number in numbers}
    without = {number: compute(whole - {number}) for number in numbers}
    found: dict[str, Attribution] = {}
    for result in results:
        before, after = old.get(result), new.get(result)
        every = {
            number: Cause(
                number, _reading(alone[number], result), _reading(without[number], result)
            )
            for number in numbers
        }
        causes = tuple(
            cause
            for number, cause in every.items()
            if _differs(alone[number], result, before) or _differs(without[number], result, after)
        )
        how = _how(causes, before, after)
        if how is None:  # no single correction accounts for it: find those that work only together
            group = _smallest(result, after, whole, compute)
            together = sorted(group | {cause.correction for cause in causes})
            how, causes = How.TOGETHER, tuple(every[number] for number in together)
        found[result] = Attribution(how, causes)
    return found


def same(one: Reading | None, other: Reading | None) -> bool:
    """Whether two readings are the same, numbers but for the last digits of their computation."""
    if one is None or other is None or len(one) != len(other):
        return one is other
    return all(
        math.isclose(a, b, rel_tol=RELATIVE, abs_tol=RELATIVE)
        if isinstance(a, float) and isinstance(b, int | float)
        else a == b
        for a, b in zip(one, other, strict=True)
    )


def _reading(state: State | None, result: str) -> Reading | None:
    return None if state is None else state.get(result)


def _differs(state: State | None, result: str, reading: Reading | None) -> bool:
    """Whether a state that exists has another reading of a result."""
    return state is not None and not same(state.get(result), reading)


def _how(causes: Sequence[Cause], old: Reading | None, new: Reading | None) -> How | None:
    """Say how the causes work; None when they do not account for the change."""
    if len(causes) == 1:
        [only] = causes
        return How.SOLE if same(only.alone, new) and same(only.without, old) else None
    if not causes:
        return None
    # Shares add up where each cause moves the value by the same step first and last, and the steps
    # make the whole difference.
    steps = [(_step(old, cause.alone), _step(cause.without, new)) for cause in causes]
    known = [(first, last) for first, last in steps if first is not None and last is not None]
    total = _step(old, new)
    if total is None or len(known) < len(causes):
        return How.TOGETHER
    is_steady = all(math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-9) for pair in known)
    makes_all = math.isclose(math.fsum(first for first, _ in known), total, abs_tol=1e-9)
    return How.ADDED_UP if is_steady and makes_all else How.TOGETHER


def _step(before: Reading | None, after: Reading | None) -> float | None:
    """How far a value moves, where both sides have a number."""
    if before is None or after is None:
        return None
    if not (isinstance(before[0], int | float) and isinstance(after[0], int | float)):
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
