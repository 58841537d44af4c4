"""The results between two states of a study, computed as far as a comparison asks for them."""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cached_property

from il2report.results.catalogue import Result
from il2report.results.families import FAMILIES, Basis, Family
from il2report.revisions.attribution import State
from il2report.revisions.comparison import DENOMINATOR
from il2report.revisions.reconstruction import StudyBetween
from il2report.study import Study
from il2report.study.records import RECORDS
from il2report.values import NotEstimable

Text = Callable[[Study, Result], str]
"""Prints a result as the study's own state prints it."""

IMPOSSIBLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a study that contradicts itself may make of a computation that relies on its checks."""


class Recomputation:
    """Computes states between two studies, and reads off the results that changed.

    A family of results is computed once for each choice of those corrections that touch its
    tables; the others cannot bear on it.

    Parameters
    ----------
    between : the two studies and the corrections between them
    ids : the results to be read
    text : prints a result
    """

    def __init__(self, between: StudyBetween, ids: Iterable[str], text: Text) -> None:
        self.between, self.text = between, text
        self.ids = frozenset(ids)
        self._bearing = {family.name: self._bearing_on(family) for family in FAMILIES}
        self._known: dict[tuple[str, frozenset[int]], State | None] = {}

    def state(self, made: frozenset[int]) -> State | None:
        """Compute the state in which these corrections are made; None where it cannot exist.

        A state between two that passed their checks need not pass them.
        """
        parts = _Parts(self.between, made)
        found: dict[str, tuple[object, ...]] = {}
        for family in FAMILIES:
            key = (family.name, made & self._bearing[family.name])
            if key not in self._known:
                self._known[key] = self._readings(family, parts)
            known = self._known[key]
            if known is None:
                return None
            found |= known
        return found

    def _bearing_on(self, family: Family) -> frozenset[int]:
        """Find the corrections that may change a family: of its tables, of choices, of codes."""
        return frozenset(
            correction.number
            for correction in self.between.corrections
            if any(
                row.table in family.tables or row.table not in RECORDS for row in correction.rows
            )
        )

    def _readings(self, family: Family, parts: "_Parts") -> State | None:
        try:
            results = {each.id: each for each in family.results(parts.basis)}
            return readings(parts.basis.study, results, self.ids, self.text)
        except IMPOSSIBLE:
            return None


class _Parts:
    """A state between two, put together when a family first asks for it."""

    def __init__(self, between: StudyBetween, made: frozenset[int]) -> None:
        self._between, self._made = between, made

    @cached_property
    def basis(self) -> Basis:
        return Basis(self._between.study(self._made))


def readings(study: Study, results: Mapping[str, Result], ids: Container[str], text: Text) -> State:
    """Read results off: value or reason, and text; those of `ids` that there are."""
    found: dict[str, tuple[object, ...]] = {}
    for name, result in results.items():
        if name in ids:
            value = result.value
            full = value.reason if isinstance(value, NotEstimable) else value
            found[name] = (full, text(study, result))
        if (key := f"{name}{DENOMINATOR}") in ids:
            found[key] = (result.n, f"{result.n}")
    return found
