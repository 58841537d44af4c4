"""Whether the data separate: whether a ratio would grow without end while a model is fitted.

A fit that stops after some steps gives such a ratio a large number, with or without a warning.
Here a linear program asks the data whether there is a direction in which the likelihood never
falls. Without such a direction the estimate exists and is unique.
"""

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from il2report.analysis.regression import Matrix, standardized

SAMPLE = 1_000
"""Patients asked first: where these overlap in every direction, more patients overlap too."""

NO_GAIN = 1e-7


def separated_in_logistic(matrix: Matrix, outcome: Matrix) -> bool:
    """Whether a combination of the columns separates patients with the outcome from those without.

    Parameters
    ----------
    matrix : patients by columns, without an intercept; of full rank beside it
    outcome : whether each has the outcome

    References
    ----------
    Konis K. Linear programming algorithms for detecting separated data in binary logistic
    regression models. Thesis, Oxford 2007. Albert A, Anderson JA. Biometrika 1984;71:1-10.
    """
    columns = np.column_stack([np.ones(len(matrix)), standardized(matrix)])
    signed = np.where(np.asarray(outcome, dtype=bool)[:, None], columns, -columns)
    for rows in _samples(columns):
        overlaps = not _gains(signed[rows].sum(axis=0), -csr_array(signed[rows]), columns.shape[1])
        if overlaps or len(rows) == len(matrix):
            return not overlaps
    raise AssertionError("the last sample is everyone")


def separated_in_cox(matrix: Matrix, months: Matrix, happened: Matrix) -> bool:
    """Whether some combination of the columns is highest, at each event, in who has the event.

    Parameters
    ----------
    matrix : patients by columns, of full rank beside an intercept
    months : time to event or censoring of each
    happened : whether that time is an event

    References
    ----------
    Bryson MC, Johnson ME. Technometrics 1981;23:381-383, on monotone likelihood.
    """
    scaled, times = standardized(matrix), np.asarray(months, dtype=float)
    events = np.asarray(happened, dtype=bool)
    for rows in _samples(np.column_stack([np.ones(len(matrix)), scaled])):
        overlaps = not _is_monotone(scaled[rows], times[rows], events[rows])
        if overlaps or len(rows) == len(matrix):
            return not overlaps
    raise AssertionError("the last sample is everyone")


def _samples(columns: Matrix) -> list[Matrix]:
    """Give rows of a sample, where it has the rank of all, and then all rows."""
    everyone = np.arange(len(columns))
    if len(columns) <= SAMPLE:
        return [everyone]
    some = everyone[:: len(columns) // SAMPLE]
    has_full_rank = np.linalg.matrix_rank(columns[some]) == columns.shape[1]
    return [some, everyone] if has_full_rank else [everyone]


def _is_monotone(matrix: Matrix, times: Matrix, events: Matrix) -> bool:
    """Look for a direction in which who has an event is never below anybody at risk with them.

    The highest value at risk at each event time is a variable of its own, at least that of a
    patient who leaves before the next one and at least the next highest: that takes one condition
    per patient in place of one per pair.
    """
    at = np.unique(times[events])
    if not len(at):
        return False
    last = (
        np.searchsorted(at, times, side="right") - 1
    )  # the last event time at which each is at risk
    asked = last >= 0
    matrix, last, events = matrix[asked], last[asked], events[asked]
    n, k, steps = len(matrix), matrix.shape[1], len(at)
    highest = csr_array((np.ones(n), (np.arange(n), last)), shape=(n, steps))
    below = hstack([csr_array(matrix), -highest])
    falls = hstack(
        [
            csr_array((steps - 1, k)),
            csr_array(
                (
                    np.tile([-1.0, 1.0], steps - 1),
                    (
                        np.repeat(np.arange(steps - 1), 2),
                        np.arange(steps - 1).repeat(2) + np.tile([0, 1], steps - 1),
                    ),
                ),
                shape=(steps - 1, steps),
            ),
        ]
    )
    above = hstack([-csr_array(matrix[events]), highest[events]])
    at_risk = np.cumsum(np.bincount(last, minlength=steps)[::-1])[::-1]
    sums = np.zeros((steps, k))
    np.add.at(sums, last, matrix)
    sums = np.cumsum(sums[::-1], axis=0)[::-1]
    gain = (at_risk[last[events], None] * matrix[events] - sums[last[events]]).sum(axis=0)
    return _gains(np.concatenate([gain, np.zeros(steps)]), vstack([below, falls, above]), k)


def _gains(gain: Matrix, conditions: csr_array, bounded: int) -> bool:
    """Whether some direction gains, the first `bounded` of its parts being from -1 to 1."""
    from scipy.optimize import linprog  # noqa: PLC0415 (its import is paid only where a model is fitted)

    scale = float(np.abs(gain).max())
    if not scale:
        return False
    bounds = [(-1, 1)] * bounded + [(None, None)] * (len(gain) - bounded)
    found = linprog(
        -gain / scale,
        A_ub=conditions,
        b_ub=np.zeros(conditions.shape[0]),
        bounds=bounds,
        method="highs",
    )
    if found.status:
        raise ArithmeticError(f"the search for separation ended early: {found.message}")
    return bool(-found.fun > NO_GAIN)
