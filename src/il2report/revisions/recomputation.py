"""The results between two states of a study, computed as far as a comparison asks for them."""

from collections.abc import Callable, Iterable

from il2report.results import StudyResults, compute_results
from il2report.results.catalogue import Result
from il2report.revisions.attribution import State
from il2report.revisions.comparison import DENOMINATOR
from il2report.revisions.reconstruction import StudyBetween
from il2report.study import Study
from il2report.values import NotEstimable

Text = Callable[[Study, StudyResults, Result], str]
"""Prints a result as the study's own state prints it."""

IMPOSSIBLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a study that contradicts itself may make of a computation that relies on its checks."""


class Recomputation:
    """Computes states between two studies, and reads off the results that changed.

    Parameters
    ----------
    between : the two studies and the corrections between them
    ids : the results to be read
    text : prints a result
    """

    def __init__(self, between: StudyBetween, ids: Iterable[str], text: Text) -> None:
        self.between, self.ids, self.text = between, tuple(ids), text

    def state(self, made: frozenset[int]) -> State | None:
        """Compute the state in which these corrections are made; None where it cannot exist.

        A state between two that passed their checks need not pass them.
        """
        try:
            study = self.between.study(made)
            return readings(study, compute_results(study), self.ids, self.text)
        except IMPOSSIBLE:
            return None


def readings(study: Study, results: StudyResults, ids: Iterable[str], text: Text) -> State:
    """Read results off: value or reason, and text; those that there are."""
    found: dict[str, tuple[object, ...]] = {}
    for key in ids:
        name = key.removesuffix(DENOMINATOR)
        if name not in results.catalogue:
            continue
        result = results.catalogue[name]
        if key.endswith(DENOMINATOR):
            found[key] = (result.n, f"{result.n}")
        else:
            value = result.value
            full = value.reason if isinstance(value, NotEstimable) else value
            found[key] = (full, text(study, results, result))
    return found
