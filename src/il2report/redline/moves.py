"""Finds wording that was not struck and written again but moved: the same words, elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from il2report.redline.edits import Edit, Fate, Passage
from il2report.redline.units import Unit

FEWEST_WORDS = 8
"""Words that a run must share with another place to have moved; fewer are chance."""
SHORTEST_SENTENCE = 5
"""Words of a whole sentence that may move."""
SENTENCE_ENDS = frozenset(".?!")

Text = tuple[tuple[object, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A part of a passage, from the unit of one number to before that of another."""

    edit: Edit
    passage: Passage
    start: int
    stop: int

    @property
    def units(self) -> tuple[Unit, ...]:
        """Its units."""
        return self.passage.units[self.start : self.stop]

    @property
    def text(self) -> Text:
        """What it says and refers to, which is the same in the place that it moved to."""
        return _text(self.units)

    @property
    def is_sentence(self) -> bool:
        """Whether it is one sentence or several, from start to end."""
        before = self.passage.units[self.start - 1].text if self.start else "."
        return before in SENTENCE_ENDS and self.units[-1].text in SENTENCE_ENDS

    def overlaps(self, other: Run) -> bool:
        """Whether it shares a unit with another run."""
        return self.passage is other.passage and self.start < other.stop and other.start < self.stop


def mark_moves(edits: Sequence[Edit]) -> None:
    """Split the passages of the edits where wording moved, and link both ends of each move."""
    chosen: list[Run] = []
    cuts: dict[Passage, list[tuple[Run, Passage]]] = defaultdict(list)
    for origin, target in sorted(
        _candidates(edits), key=lambda move: -Passage(move[0].units).words
    ):
        if any(end.overlaps(other) for end in (origin, target) for other in chosen):
            continue
        chosen += (origin, target)
        old = Passage(origin.units, place=origin.edit.old_place)
        new = Passage(target.units, place=target.edit.new_place, elsewhere=old)
        old.elsewhere = new
        cuts[origin.passage].append((origin, old))
        cuts[target.passage].append((target, new))
    for edit in edits:
        edit.removed, edit.added = (
            [part for passage in side for part in _cut(passage, cuts.get(passage, []))]
            for side in (edit.removed, edit.added)
        )


def _cut(passage: Passage, cuts: Sequence[tuple[Run, Passage]]) -> Iterator[Passage]:
    if not cuts:
        yield passage
        return
    at = 0
    for run, moved in sorted(cuts, key=lambda cut: cut[0].start):
        if run.start > at:
            yield Passage(passage.units[at : run.start])
        yield moved
        at = run.stop
    if at < len(passage.units):
        yield Passage(passage.units[at:])


def _candidates(edits: Sequence[Edit]) -> Iterator[tuple[Run, Run]]:
    """Find every pair of longest runs that say the same in two edits and are long enough."""
    rewritten = [edit for edit in edits if edit.fate is Fate.REWRITTEN]
    starts: dict[Text, list[Run]] = defaultdict(list)
    for edit in rewritten:
        for run in _shortest_runs(edit, edit.removed):
            starts[run.text].append(run)
    seen: set[tuple[int, int, int]] = set()
    for edit in rewritten:
        for target in _shortest_runs(edit, edit.added):
            for origin in starts.get(target.text, ()):
                diagonal = (id(origin.passage), id(target.passage), origin.start - target.start)
                if origin.edit is not edit and diagonal not in seen:
                    seen.add(diagonal)
                    yield from _longest(origin, target)


def _shortest_runs(edit: Edit, passages: Sequence[Passage]) -> Iterator[Run]:
    for passage in passages:
        for start in range(len(passage.units) - SHORTEST_SENTENCE + 1):
            yield Run(edit, passage, start, start + SHORTEST_SENTENCE)


def _longest(origin: Run, target: Run) -> Iterator[tuple[Run, Run]]:
    """Extend two runs that say the same to both sides, and keep them if they are long enough."""
    old, new = (_text(run.passage.units) for run in (origin, target))
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
    words = Passage(ends[0].units).words
    if words >= FEWEST_WORDS or (
        words >= SHORTEST_SENTENCE and all(end.is_sentence for end in ends)
    ):
        yield ends


def _text(units: Sequence[Unit]) -> Text:
    return tuple((unit.identity, unit.text) for unit in units)
