"""Finds wording that was not struck and written anew but moved: the same words, elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from il2report.redline.edits import Edit, Fate, Passage
from il2report.redline.units import Unit

FEWEST_WORDS = 8
"""Words that a run must share with another place to have moved; fewer are chance."""
SHORTEST_SENTENCE = 5
"""Words of a whole sentence that may move."""
SENTENCE_ENDS = frozenset(".?!")


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A part of a passage, from its unit of a number to the one before another."""

    edit: Edit
    passage: Passage
    start: int
    stop: int

    @property
    def units(self) -> tuple[Unit, ...]:
        """Its units."""
        return self.passage.units[self.start : self.stop]

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(unit.is_spoken for unit in self.units)

    @property
    def is_sentence(self) -> bool:
        """Whether it is one sentence or several, from start to end."""
        before = self.passage.units[self.start - 1].text if self.start else "."
        return before in SENTENCE_ENDS and self.units[-1].text in SENTENCE_ENDS

    def overlaps(self, other: Run) -> bool:
        """Whether it shares a unit with another run."""
        return self.passage is other.passage and self.start < other.stop and other.start < self.stop


Move = tuple[Run, Run]


def mark_moves(edits: Sequence[Edit]) -> None:
    """Split the passages of the edits where wording moved, and tie both ends together."""
    chosen: list[Move] = []
    for move in sorted(_candidates(edits), key=lambda move: -move[0].words):
        if not any(end.overlaps(other) for end in move for taken in chosen for other in taken):
            chosen.append(move)
    cuts: dict[Passage, list[tuple[Run, Passage]]] = defaultdict(list)
    for origin, target in chosen:
        old, new = (Passage(run.units) for run in (origin, target))
        old.elsewhere, new.elsewhere = new, old
        old.place, new.place = origin.edit.old_place, target.edit.new_place
        cuts[origin.passage].append((origin, old))
        cuts[target.passage].append((target, new))
    for edit in edits:
        edit.removed = [part for passage in edit.removed for part in _cut(passage, cuts)]
        edit.added = [part for passage in edit.added for part in _cut(passage, cuts)]


def _cut(passage: Passage, cuts: dict[Passage, list[tuple[Run, Passage]]]) -> Iterator[Passage]:
    at = 0
    for run, moved in sorted(cuts.get(passage, []), key=lambda cut: cut[0].start):
        if run.start > at:
            yield Passage(passage.units[at : run.start])
        yield moved
        at = run.stop
    if at == 0:
        yield passage
    elif at < len(passage.units):
        yield Passage(passage.units[at:])


def _candidates(edits: Sequence[Edit]) -> Iterator[Move]:
    """Every pair of longest runs that say the same in two edits."""
    starts: dict[Hashable, list[Run]] = defaultdict(list)
    for run in _grams((edit, edit.removed) for edit in edits):
        starts[_said(run.units)].append(run)
    seen: set[tuple[int, int, int]] = set()
    for target in _grams((edit, edit.added) for edit in edits):
        for origin in starts.get(_said(target.units), ()):
            diagonal = (id(origin.passage), id(target.passage), origin.start - target.start)
            reached = origin.edit is target.edit or diagonal in seen
            if not reached:
                seen.add(diagonal)
                yield from _longest(origin, target)


def _grams(sides: Iterable[tuple[Edit, list[Passage]]]) -> Iterator[Run]:
    for edit, passages in sides:
        if edit.fate is Fate.REWRITTEN:
            for passage in passages:
                for start in range(len(passage.units) - SHORTEST_SENTENCE + 1):
                    yield Run(edit, passage, start, start + SHORTEST_SENTENCE)


def _said(units: Iterable[Unit]) -> tuple[Hashable, ...]:
    return tuple((unit.identity, unit.text) for unit in units)


def _longest(origin: Run, target: Run) -> Iterator[Move]:
    """Extend two runs that say the same to both sides, and keep them if they are long enough."""
    old, new = ([(u.identity, u.text) for u in r.passage.units] for r in (origin, target))
    i, j, size = origin.start, target.start, SHORTEST_SENTENCE
    while i and j and old[i - 1] == new[j - 1]:
        i, j, size = i - 1, j - 1, size + 1
    while i + size < len(old) and j + size < len(new) and old[i + size] == new[j + size]:
        size += 1
    while size and not origin.passage.units[i].is_spoken:
        i, j, size = i + 1, j + 1, size - 1
    ends = (
        Run(origin.edit, origin.passage, i, i + size),
        Run(target.edit, target.passage, j, j + size),
    )
    is_long = ends[0].words >= FEWEST_WORDS
    is_whole = ends[0].words >= SHORTEST_SENTENCE and all(end.is_sentence for end in ends)
    if size and (is_long or is_whole):
        yield ends
