"""The derivation: step by step, the first candidate that keeps every constraint."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cohort.patient import Cohort
from cohort.published import (
    AGE,
    DOSING,
    LDH,
    PRIOR,
    RESPONSE,
    SEX,
    SITES,
    TIMELINE,
    Constraint,
)
from cohort.steps import (
    adverse_events,
    ages,
    doses,
    ldh_values,
    prior_therapies,
    rosters,
    sexes,
    sites,
)
from cohort.timeline import timelines
from cohort.toxicity import TOXICITY

# Sex, age and LDH stand on the response, dates on the doses, events on the cycles.
STEPS = (
    (sexes, SEX),
    (ages, AGE),
    (ldh_values, LDH),
    (sites, SITES),
    (prior_therapies, PRIOR),
    (doses, DOSING),
    (timelines, TIMELINE),
    (adverse_events, TOXICITY),
)
CONSTRAINTS: tuple[Constraint, ...] = RESPONSE + tuple(
    constraint for _, constraints in STEPS for constraint in constraints
)
MOST_CANDIDATES = 200_000


class ContradictionError(Exception):
    """No candidate keeps the constraints of a step."""


def derive_cohort() -> Cohort:
    """Derive the 15 patients.

    Returns
    -------
    tuple of Patient, in the order of entry
        Every constraint in `CONSTRAINTS` holds.

    Raises
    ------
    ContradictionError
        If a step runs out of candidates; the message names what the last candidate broke.
    """
    cohort = first_that_holds(rosters(), RESPONSE)
    for candidates, constraints in STEPS:
        cohort = first_that_holds(candidates(cohort), constraints)
    still_broken = broken(cohort, CONSTRAINTS)
    if still_broken:
        raise ContradictionError("; ".join(map(str, still_broken)))
    return cohort


def first_that_holds(candidates: Iterator[Cohort], constraints: tuple[Constraint, ...]) -> Cohort:
    """Take the first candidate that keeps all constraints."""
    last: Cohort = ()
    for cohort in islice(candidates, MOST_CANDIDATES):
        if all(constraint.holds(cohort) for constraint in constraints):
            return cohort
        last = cohort
    reasons = broken(last, constraints) if last else []
    raise ContradictionError(
        "no candidate keeps every constraint; the last one broke "
        + ("; ".join(map(str, reasons)) or "nothing, for there was none")
    )


def broken(cohort: Cohort, constraints: tuple[Constraint, ...]) -> list[Constraint]:
    """List the constraints that a cohort does not keep."""
    return [constraint for constraint in constraints if not constraint.holds(cohort)]
