"""The partial likelihood of Cox's model with Efron's treatment of ties, in whole arrays.

lifelines goes through the patients one by one in each step of its fit. Here the sums over the risk sets
are taken for all event times at once: for the point from which lifelines starts, for the likelihoods of
models without one of the variables, and for tests of coefficients that change with time.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

Matrix = np.ndarray

MOST_STEPS = 60
MOST_HALVINGS = 30
SMALLEST_STEP = 1e-10
"""In standard deviations of the columns; Newton's method squares the error in each step."""


@dataclass(frozen=True)
class RiskSets:
    """Columns of patients, and who is at risk at which event time.

    `matrix` has patients by columns; `times` and `events` are in the same order.
    """

    matrix: Matrix
    times: Matrix
    events: Matrix

    @cached_property
    def at(self) -> Matrix:
        """The event times in rising order."""
        return np.unique(self.times[self.events])

    @cached_property
    def last(self) -> Matrix:
        """The place of the last event time at which each patient is at risk, -1 for none."""
        found: Matrix = np.searchsorted(self.at, self.times, side="right") - 1
        return found

    @cached_property
    def deaths(self) -> Matrix:
        """The number of events at each event time."""
        return np.bincount(self.last[self.events], minlength=len(self.at))

    @cached_property
    def at_risk(self) -> Matrix:
        """The number of patients at risk at each event time."""
        return self.at_each(np.ones(len(self.times)))

    @cached_property
    def of_event(self) -> Matrix:
        """The place of the event time of each event, those of one time after each other."""
        return np.repeat(np.arange(len(self.at)), self.deaths)

    @cached_property
    def part(self) -> Matrix:
        """The part of the weight of the tied patients that has left before each event: 0, 1/d, 2/d, ...."""
        first = np.cumsum(self.deaths) - self.deaths
        step = np.arange(len(self.of_event)) - first[self.of_event]
        part: Matrix = step / self.deaths[self.of_event]
        return part

    def at_each(self, values: Matrix) -> Matrix:
        """Sum values over the patients at risk at each event time."""
        inside = self.last >= 0
        sums = np.bincount(self.last[inside], weights=values[inside], minlength=len(self.at))
        total: Matrix = np.cumsum(sums[::-1])[::-1]
        return total

    def tied(self, values: Matrix) -> Matrix:
        """Sum values over the patients with the event at each event time."""
        return np.bincount(
            self.last[self.events], weights=values[self.events], minlength=len(self.at)
        )


@dataclass(frozen=True)
class PartialLikelihood:
    """The partial likelihood at some coefficients, with its score and information.

    With a weight per event time, score and information are those of the columns times that weight.
    """

    sets: RiskSets
    coefficients: Matrix

    @cached_property
    def weights(self) -> Matrix:
        """The relative hazard of each patient, up to a common factor."""
        risk = self.sets.matrix @ self.coefficients
        hazards: Matrix = np.exp(risk - self._center)
        return hazards

    @property
    def _center(self) -> float:
        return float((self.sets.matrix @ self.coefficients).max(initial=0.0))

    @cached_property
    def _zeroth(self) -> Matrix:
        """The weight at risk before each event."""
        sets = self.sets
        whole, tied = sets.at_each(self.weights), sets.tied(self.weights)
        before: Matrix = whole[sets.of_event] - sets.part * tied[sets.of_event]
        return before

    @cached_property
    def _means(self) -> Matrix:
        """The weighted mean of each column over who is at risk before each event."""
        sets = self.sets
        columns = (column * self.weights for column in sets.matrix.T)
        sums = [
            sets.at_each(column)[sets.of_event] - sets.part * sets.tied(column)[sets.of_event]
            for column in columns
        ]
        means: Matrix = np.column_stack(sums) / self._zeroth[:, None]
        return means

    @property
    def log(self) -> float:
        """Its logarithm."""
        risk = self.sets.matrix @ self.coefficients - self._center
        return float(risk[self.sets.events].sum() - np.log(self._zeroth).sum())

    def score(self, weights: Matrix | None = None) -> Matrix:
        """Give the derivative of its logarithm by each coefficient."""
        sets = self.sets
        own = np.ones(len(sets.at)) if weights is None else weights
        died = sets.matrix[sets.events]
        score: Matrix = own[sets.last[sets.events]] @ died - own[sets.of_event] @ self._means
        return score

    def information(self, weights: Matrix | None = None) -> Matrix:
        """Give the information matrix of the coefficients."""
        sets, k = self.sets, self.sets.matrix.shape[1]
        own = np.ones(len(sets.at)) if weights is None else weights
        size = len(sets.at)
        inverse = np.bincount(sets.of_event, weights=1 / self._zeroth, minlength=size) * own
        parted = np.bincount(sets.of_event, weights=sets.part / self._zeroth, minlength=size) * own
        found = np.empty((k, k))
        for i in range(k):
            for j in range(i, k):
                product = self.weights * sets.matrix[:, i] * sets.matrix[:, j]
                found[i, j] = sets.at_each(product) @ inverse - sets.tied(product) @ parted
                found[j, i] = found[i, j]
        information: Matrix = found - (self._means * own[sets.of_event][:, None]).T @ self._means
        return information


def most_likely(sets: RiskSets) -> PartialLikelihood:
    """Find the coefficients of the largest partial likelihood by Newton's method.

    Parameters
    ----------
    sets : with columns of mean 0 and spread 1 that do not separate the data
    """
    here = PartialLikelihood(sets, np.zeros(sets.matrix.shape[1]))
    if not len(here.coefficients):
        return here
    for _ in range(MOST_STEPS):
        step, *_ = np.linalg.lstsq(here.information(), here.score(), rcond=None)
        following = PartialLikelihood(sets, here.coefficients + step)
        for _ in range(MOST_HALVINGS):
            if following.log >= here.log - abs(here.log) * 1e-14:
                break
            step = step / 2
            following = PartialLikelihood(sets, here.coefficients + step)
        here = following
        if np.abs(step).max() < SMALLEST_STEP:
            break
    return here


def varies_at_risk(sets: RiskSets) -> list[bool]:
    """Say of each column whether it varies among the patients at risk, beyond the columns before it.

    Parameters
    ----------
    sets : with columns of mean 0 and spread 1

    Notes
    -----
    A column that is the same in all who are at risk at each event leaves the likelihood as it is,
    whatever its coefficient; R gives such a coefficient as NA.
    """
    information = PartialLikelihood(sets, np.zeros(sets.matrix.shape[1])).information()
    kept: list[int] = []
    for column in range(len(information)):
        left = information[column, column]
        if kept:
            known = information[np.ix_(kept, kept)]
            shared = information[kept, column]
            left = left - shared @ np.linalg.solve(known, shared)
        if left > NO_VARIATION * len(sets.of_event):
            kept.append(column)
    return [column in kept for column in range(len(information))]


NO_VARIATION = 1e-9
"""Of the variance of a column, per event; what is less is rounding."""
