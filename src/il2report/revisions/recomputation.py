"""The results between two states of a study, computed as far as a comparison asks for them."""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache

from il2report.results.catalogue import Result
from il2report.results.families import FAMILIES, Basis
from il2report.revisions.attribution import State
from il2report.revisions.comparison import DENOMINATOR
from il2report.revisions.corrections import CODEBOOK, LITERATURE
from il2report.revisions.reconstruction import ImpossibleState, StudyBetween
from il2report.study import Study
from il2report.study.checks import PREMISES, Rule
from il2report.study.configuration import FILE as CHOICES
from il2report.study.tables import Frames, frames_of
from il2report.values import NotEstimable

Text = Callable[[Study, Result], str]
"""Prints a result as the study's own state prints it."""

BESIDE = frozenset({CHOICES, CODEBOOK, LITERATURE})
"""What is corrected beside the data; it may affect any result."""


class Recomputation:
    """Computes states between two studies, and reads the results of `ids` as `text` prints them.

    A family of results is computed once for each choice of those corrections that are in its
    tables; the others cannot affect it.
    """

    def __init__(self, between: StudyBetween, ids: Iterable[str], text: Text) -> None:
        self.between, self.text = between, text
        self.ids = frozenset(ids)
        asked = {*(family.tables | BESIDE for family in FAMILIES), *(p.tables for p in PREMISES)}
        self._affecting = {
            tables: frozenset(
                correction.number
                for correction in between.corrections
                if any(row.table in tables for row in correction.rows)
            )
            for tables in asked
        }
        self._known: dict[tuple[str, frozenset[int]], State] = {}
        self._premises: dict[tuple[Rule, frozenset[int]], bool] = {}

    def state(self, made: frozenset[int]) -> State | None:
        """Compute the state in which these corrections are made; None where it cannot exist.

        A state between two that passed their checks need not pass them. It cannot exist where it
        breaks a rule that the computations rely on, or where choices of study.toml exclude each
        other; what else is raised is a mistake of the program and is not caught.
        """
        # A state is put together where a rule or a family asks for it.
        basis = cache(lambda: Basis(self.between.study(made)))
        frames = cache(lambda: frames_of(basis().study.tables))
        found: dict[str, tuple[object, ...]] = {}
        try:
            if not all(self._holds(premise, made, frames) for premise in PREMISES):
                return None
            for family in FAMILIES:
                key = (family.name, made & self._affecting[family.tables | BESIDE])
                if key not in self._known:
                    results = {each.id: each for each in family.results(basis())}
                    self._known[key] = readings(basis().study, results, self.ids, self.text)
                found |= self._known[key]
        except ImpossibleState:
            return None
        return found

    def _holds(self, premise: Rule, made: frozenset[int], frames: Callable[[], Frames]) -> bool:
        """Whether a state keeps a rule; both ends keep it, and so does what equals one of them."""
        affecting = self._affecting[premise.tables]
        key = (premise, made & affecting)
        if key[1] in (frozenset(), affecting):
            return True
        if key not in self._premises:
            self._premises[key] = not any(True for _ in premise.findings(frames()))
        return self._premises[key]


def readings(study: Study, results: Mapping[str, Result], ids: Container[str], text: Text) -> State:
    """Read value or reason, and text, of those results of `ids` that there are."""
    found: dict[str, tuple[object, ...]] = {}
    for name, result in results.items():
        if name in ids:
            value = result.value
            full = value.reason if isinstance(value, NotEstimable) else value
            found[name] = (full, text(study, result))
        if (key := f"{name}{DENOMINATOR}") in ids:
            found[key] = (result.n, f"{result.n}")
    return found
