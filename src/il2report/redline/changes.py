"""Lists the changes of a merged page in reading order, and finds which words moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from il2report.redline.edits import Branch, Edit, EditedPassage, Fate, Flag, text_of
from il2report.redline.units import Nature, TextUnit
from il2report.redline.wording import has_new_value

FEWEST_WORDS = 8
"""Words that a run must share with another place to have moved; fewer are chance."""
SHORTEST_SENTENCE = 5
"""Words of a whole sentence that may move."""
SENTENCE_ENDS = frozenset(".?!")

Text = tuple[tuple[object, str], ...]


class ChangeKind(StrEnum):
    """What kind of change it is."""

    VALUE = "value"
    """A result that both manuscripts print in this place, differently."""
    WORDS = "words"
    MOVED = "moved"
    """The same words in another place."""
    NUMBERING = "numbering"
    """A citation of the same works, or a mention of the same table, under another number."""
    TABLE = "table"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the manuscript.

    `result` is the id of the result for a value. `old` and `new` are what was printed; for a
    figure the words in place of it, and for a table nothing, since its cells are changes of their
    own. `place` is the title of the section or the label of the table or figure; `anchor` the id
    of the element of the redline that a link leads to.
    """

    kind: ChangeKind
    old: str
    new: str
    place: str
    anchor: str = ""
    result: str = ""


Carrier = EditedPassage | Flag | tuple[Edit, TextUnit]
Found = tuple[Change, Carrier]
"""A change that has no anchor yet, with the part of the page that will have it."""


def listed_changes(merged: Branch) -> tuple[Change, ...]:
    """Mark what moved, find all changes of a merged page, and give each an anchor where it is."""
    marks = list(merged.marks())
    edits = [each for each in marks if isinstance(each, Edit) and _is_listed(each)]
    mark_moves(edits)
    partners = _partners(edits)
    found: list[Found] = []
    for mark in marks:
        if isinstance(mark, Flag):
            place = mark.place.title
            found.append((Change(ChangeKind(mark.kind), mark.old, mark.new, place), mark))
        elif mark.is_change and _is_listed(mark):
            found += _of_edit(mark, partners)
    return tuple(_anchored(*each, f"change-{n}") for n, each in enumerate(found, start=1))


def _is_listed(edit: Edit) -> bool:
    return edit.new_place is not None and edit.new_place.is_listed


def _partners(edits: list[Edit]) -> dict[TextUnit, TextUnit]:
    """Pair every value that was added with the same result that was struck in the same place."""
    struck: dict[Hashable, list[TextUnit]] = defaultdict(list)
    rewritten = [edit for edit in edits if edit.fate is Fate.REWRITTEN]
    for edit in rewritten:
        for unit in _values(edit.removed):
            struck[edit.old_place and edit.old_place.key, unit.identity].append(unit)
    partners = {}
    for edit in rewritten:
        for unit in _values(edit.added):
            if waiting := struck[edit.new_place and edit.new_place.key, unit.identity]:
                old = waiting.pop(0)
                if has_new_value(old, unit):
                    partners[unit] = old
    return partners


def _values(passages: list[EditedPassage]) -> Iterator[TextUnit]:
    for passage in passages:
        if not passage.elsewhere:
            yield from (unit for unit in passage.units if unit.nature is Nature.VALUE)


def _of_edit(edit: Edit, partners: dict[TextUnit, TextUnit]) -> Iterator[Found]:
    """Give the change of wording of an edit, then what moved here, then the values that changed."""
    place = edit.new_place.title if edit.new_place else ""
    if edit.fate is Fate.REPRINTED:
        [passage], [unit] = edit.added, edit.added[0].units
        kind = ChangeKind.VALUE if unit.nature is Nature.VALUE else ChangeKind.NUMBERING
        old = text_of(edit.removed)
        yield Change(kind, old, unit.text, place, result=unit.result), passage
        return
    removed, added = ([p for p in side if not p.elsewhere] for side in (edit.removed, edit.added))
    spoken = {u for passage in (*removed, *added) for u in passage.units if u.is_spoken}
    paired = {*partners, *partners.values()} & spoken
    are_all_paired = bool(paired) and paired == spoken  # then all that changed is values
    if (removed or added) and not are_all_paired and edit.listed_as != "":
        old, new = (text_of(s) and (edit.listed_as or text_of(s)) for s in (removed, added))
        origin = edit.old_place if edit.old_place and not edit.added else edit.new_place
        title = origin.title if origin else ""
        yield Change(ChangeKind.WORDS, old, new, title), (added or removed)[0]
    for passage in edit.added:
        if passage.elsewhere:
            old, new = text_of([passage.elsewhere]), text_of([passage])
            yield Change(ChangeKind.MOVED, old, new, place), passage
    for unit in (unit for passage in edit.added for unit in passage.units):
        if unit in partners:
            old = partners[unit].text
            yield Change(ChangeKind.VALUE, old, unit.text, place, result=unit.result), (edit, unit)


def _anchored(change: Change, carrier: Carrier, name: str) -> Change:
    if isinstance(carrier, tuple):
        edit, unit = carrier
        edit.anchors[unit] = name
    else:
        carrier.anchor = name
        if isinstance(carrier, EditedPassage) and carrier.elsewhere:
            carrier.elsewhere.anchor = f"{name}-from"
    return replace(change, anchor=name)


# --- moves ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A part of a passage, from the unit of one number to before that of another."""

    edit: Edit
    passage: EditedPassage
    start: int
    stop: int

    @property
    def units(self) -> tuple[TextUnit, ...]:
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
    cuts: dict[EditedPassage, list[tuple[Run, EditedPassage]]] = defaultdict(list)
    for origin, target in sorted(
        _candidates(edits), key=lambda move: -EditedPassage(move[0].units).words
    ):
        if any(end.overlaps(other) for end in (origin, target) for other in chosen):
            continue
        chosen += (origin, target)
        old = EditedPassage(origin.units, place=origin.edit.old_place)
        new = EditedPassage(target.units, place=target.edit.new_place, elsewhere=old)
        old.elsewhere = new
        cuts[origin.passage].append((origin, old))
        cuts[target.passage].append((target, new))
    for edit in edits:
        edit.removed, edit.added = (
            [part for passage in side for part in _cut(passage, cuts.get(passage, []))]
            for side in (edit.removed, edit.added)
        )


def _cut(
    passage: EditedPassage, cuts: Sequence[tuple[Run, EditedPassage]]
) -> Iterator[EditedPassage]:
    if not cuts:
        yield passage
        return
    at = 0
    for run, moved in sorted(cuts, key=lambda cut: cut[0].start):
        if run.start > at:
            yield EditedPassage(passage.units[at : run.start])
        yield moved
        at = run.stop
    if at < len(passage.units):
        yield EditedPassage(passage.units[at:])


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


def _shortest_runs(edit: Edit, passages: Sequence[EditedPassage]) -> Iterator[Run]:
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
    words = EditedPassage(ends[0].units).words
    if words >= FEWEST_WORDS or (
        words >= SHORTEST_SENTENCE and all(end.is_sentence for end in ends)
    ):
        yield ends


def _text(units: Sequence[TextUnit]) -> Text:
    return tuple((unit.identity, unit.text) for unit in units)
