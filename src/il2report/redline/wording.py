"""Compares two versions of a line of text word by word, and reads like an editor's redline.

Python's `difflib` finds the words that stayed. Left to itself it keeps single words amid a
rewritten sentence, which is hard to read, so that what stayed between two changes is struck and
added again where it is shorter than both (much as the semantic cleanup of N. Fraser, "Diff
Strategies", 2006). A printed number is never part of that when its text changed: it is struck by
itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from il2report.redline.edits import Edit, EditedPassage, Fate, is_same, reads_alike
from il2report.redline.units import Nature, TextUnit

Units = Sequence[TextUnit]

FEWEST_KEPT = 2
"""Words that must stay together between two changes to be kept."""
CLAUSE_ENDS = frozenset(".?!:;,")


@dataclass(slots=True)
class Stretch:
    """A part of both versions that stayed, or that changed."""

    stayed: bool
    old: list[TextUnit]
    new: list[TextUnit]

    @property
    def words(self) -> int:
        """How many words it has, on the side that has more."""
        return max(sum(unit.is_spoken for unit in side) for side in (self.old, self.new))

    @property
    def has_new_values(self) -> bool:
        """Whether a unit of it is printed differently."""
        pairs = zip(self.old, self.new, strict=True) if self.stayed else ()
        return any(not is_same(*pair) for pair in pairs)


def compared(old: Units, new: Units, lasting: frozenset[str] = frozenset()) -> list[Edit]:
    """Compare two versions of a line, and give its edits in reading order.

    The old sides of the edits give the old version, the new sides the new one. `lasting` are
    the results that both manuscripts print in this place; none of them is taken for another that
    happens to read alike.
    """
    edits: list[Edit] = []
    for stretch in changed_stretches(old, new):
        if stretch.stayed:
            for pair in zip(stretch.old, stretch.new, strict=True):
                _keep(edits, *pair)
        elif stretch.old or stretch.new:
            _rewrite(edits, stretch.old, stretch.new, lasting)
    return edits


def changed_stretches(old: Units, new: Units) -> list[Stretch]:
    """Find what stayed and what changed in turns, as a reader sees the change."""
    return _absorbed(_slid(_stretches(old, new)))


def _stretches(old: Units, new: Units) -> list[Stretch]:
    """Find what stayed; stretches that stayed and that changed take turns, from stayed to stayed."""
    ours, theirs = ([unit.identity for unit in side] for side in (old, new))
    found = [Stretch(stayed=True, old=[], new=[])]
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        stretch = Stretch(kind == "equal", list(old[a:b]), list(new[c:d]))
        if stretch.stayed and found[-1].stayed:
            found.pop()
        found.append(stretch)
    return found if found[-1].stayed else [*found, Stretch(stayed=True, old=[], new=[])]


def _slid(stretches: list[Stretch]) -> list[Stretch]:
    """Move what was only added, or only struck, to where a sentence or a clause starts.

    "A. B." that became "A. C. B." can be read as ". C" added or as "C." added; a reader says "C.".
    """
    triples = zip(stretches[::2], stretches[1::2], stretches[2::2], strict=False)
    for before, change, behind in triples:
        if bool(change.old) != bool(change.new):
            _slide(before, change, behind)
    return stretches


def _slide(before: Stretch, change: Stretch, behind: Stretch) -> None:
    """Slide a change to the nearest start of a clause that leaves both versions as they are."""
    side, other = ("old", "new") if change.old else ("new", "old")
    units: list[TextUnit] = getattr(change, side)
    left = _steps(before.new[::-1], units[::-1])
    right = _steps(behind.new, units)
    around, at = [*before.new, *behind.new], len(before.new)
    for steps in (0, *range(-1, -left - 1, -1), *range(1, right + 1)):
        start = at + steps
        if not start or around[start - 1].text in CLAUSE_ENDS:
            break
    else:
        return
    with_it = [*getattr(before, side), *units, *getattr(behind, side)]
    without = [*getattr(before, other), *getattr(behind, other)]
    end = start + len(units)
    setattr(before, side, with_it[:start])
    setattr(change, side, with_it[start:end])
    setattr(behind, side, with_it[end:])
    setattr(before, other, without[:start])
    setattr(behind, other, without[start:])


def _steps(neighbors: Units, changed: Units) -> int:
    """How far a change can slide over its neighbors: as long as they repeat it."""
    repeated = [*changed, *neighbors]
    steps = 0
    while steps < len(neighbors) and is_same(neighbors[steps], repeated[steps]):
        steps += 1
    return steps


def _absorbed(stretches: list[Stretch]) -> list[Stretch]:
    """Take what stayed into the changes around it where it is too short to read by itself."""
    kept: list[Stretch] = []
    for stretch in stretches:
        kept.append(stretch)
        while len(kept) > 3 and not kept[-1].stayed and _is_too_short(*kept[-3:]):
            *kept, before, stayed, behind = kept
            old = [*before.old, *stayed.old, *behind.old]
            new = [*before.new, *stayed.new, *behind.new]
            kept.append(Stretch(stayed=False, old=old, new=new))
    return kept


def _is_too_short(before: Stretch, stayed: Stretch, behind: Stretch) -> bool:
    if stayed.has_new_values:
        return False
    return stayed.words < max(FEWEST_KEPT, min(before.words, behind.words))


def _keep(edits: list[Edit], old: TextUnit, new: TextUnit) -> None:
    """Add a unit that stayed, though the space before it or its text may not have."""
    has_same_space = _are_alike(old.space, new.space)
    is_alike = reads_alike(old, new)
    if has_same_space and is_alike:
        _extend(edits, new)
        return
    if not has_same_space:
        _space(edits, old.space, new.space)
    elif new.space:
        _extend(edits, new.space)
    if is_alike:
        _extend(edits, new.bare())
        return
    is_reprinted = old.nature is not Nature.VALUE or has_new_value(old, new)
    fate = Fate.REPRINTED if is_reprinted else Fate.REWRITTEN
    edits.append(_edit(fate, [old.bare()], [new.bare()]))


def _are_alike(one: TextUnit | None, other: TextUnit | None) -> bool:
    return reads_alike(one, other) if one and other else one is other


def has_new_value(old: TextUnit, new: TextUnit) -> bool:
    """Whether two prints of one result differ in the number: "three" and "Three" do not."""
    if old.text.casefold() == new.text.casefold():
        return False
    return old.value != new.value or not old.value


def _extend(edits: list[Edit], unit: TextUnit) -> None:
    if edits and edits[-1].fate is Fate.KEPT:
        edits[-1].kept += (unit,)
    else:
        edits.append(Edit(Fate.KEPT, (unit,)))


def _space(edits: list[Edit], old: TextUnit | None, new: TextUnit | None) -> None:
    """Add spaces that differ: to the change before them, or as a change of their own."""
    if not edits or edits[-1].fate is not Fate.REWRITTEN:
        edits.append(Edit(Fate.SPACED))
    for space, side in ((old, edits[-1].removed), (new, edits[-1].added)):
        if space and side:
            side[-1].units += (space,)
        elif space:
            side.append(EditedPassage((space,)))


def _rewrite(edits: list[Edit], old: Units, new: Units, lasting: frozenset[str]) -> None:
    """Add a change, without the units at its ends that read alike on both sides.

    Another result may be printed there; as long as it is printed alike, nothing is to be struck.
    """
    head = _alike(old, new, lasting)
    tail = _alike(old[head:][::-1], new[head:][::-1], lasting)
    for pair in zip(old[:head], new[:head], strict=True):
        _keep(edits, *pair)
    struck, added = list(old[head : len(old) - tail]), list(new[head : len(new) - tail])
    if struck and added:
        before, behind = struck[0].space, added[0].space
        if before and behind and reads_alike(before, behind):  # the space is no part of the change
            _extend(edits, behind)
            struck[0], added[0] = struck[0].bare(), added[0].bare()
    if struck or added:
        edits.append(_edit(Fate.REWRITTEN, struck, added))
    for pair in zip(old[len(old) - tail :], new[len(new) - tail :], strict=True):
        _keep(edits, *pair)


def _alike(old: Units, new: Units, lasting: frozenset[str]) -> int:
    """How many units read alike, from the start on."""
    count = 0
    for one, other in zip(old, new, strict=False):
        is_other_result = one.identity != other.identity and {one.result, other.result} & lasting
        if is_other_result or not reads_alike(one, other):
            break
        count += 1
    return count


def _edit(fate: Fate, old: Units, new: Units) -> Edit:
    removed, added = ([EditedPassage(tuple(side))] if side else [] for side in (old, new))
    return Edit(fate, removed=removed, added=added)
