"""Finds which block of the old page became which of the new: paragraphs, headings, list items.

Blocks keep their order. Headings, tables and figures are known by their ids; paragraphs by how
many pairs of neighboring words they share: a paragraph that was rewritten keeps many, two
paragraphs on different subjects share few.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from il2report.document.tree import Element
from il2report.redline.edits import Place
from il2report.redline.units import Unit

LEAST_LIKENESS = 0.25
"""Share of word pairs from which on two blocks of text are versions of each other."""
SAME_NAME = 2.0
"""Likeness of two blocks with one id, above that of any two texts."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A block of the page: an element, or a run of text beside elements, which has none."""

    element: Element | None
    units: tuple[Unit, ...]
    is_leaf: bool
    place: Place

    @property
    def tag(self) -> str:
        """Its tag; a run of text has none."""
        return self.element.tag if self.element else ""

    @property
    def name(self) -> str:
        """Its id, and for a container without one its classes; the id of a list item is a number."""
        if self.element is None or self.tag == "li":
            return ""
        return self.element.id or ("" if self.is_leaf else " ".join(self.element.classes))

    def shingles(self) -> frozenset[Hashable]:
        """Every pair of neighboring identities, those of its ends included."""
        ends = (None, *(unit.identity for unit in self.units if unit.is_spoken), None)
        return frozenset(pairwise(ends))


Pair = tuple[Block | None, Block | None]


def aligned(old: Sequence[Block], new: Sequence[Block]) -> list[Pair]:
    """Pair the blocks of two pages in order; what has no counterpart is paired with nothing."""
    before = _same_ends(old, new)
    behind = _same_ends(old[before:][::-1], new[before:][::-1])
    old_end, new_end = len(old) - behind, len(new) - behind
    return [
        *zip(old[:before], new[:before], strict=True),
        *_best(old[before:old_end], new[before:new_end]),
        *zip(old[old_end:], new[new_end:], strict=True),
    ]


def _same_ends(old: Sequence[Block], new: Sequence[Block]) -> int:
    """How many blocks from the start on are the same."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if (one.tag, one.name, one.is_leaf) != (other.tag, other.name, other.is_leaf):
            break
        ours, theirs = ([unit.identity for unit in block.units] for block in (one, other))
        if not (ours == theirs if one.is_leaf else one.name):
            break
        count += 1
    return count


def _likenesses(old: Sequence[Block], new: Sequence[Block]) -> Callable[[int, int], float]:
    ours, theirs = ([block.shingles() for block in side] for side in (old, new))

    def likeness(i: int, j: int) -> float:
        one, other = old[i], new[j]
        if (one.tag, one.is_leaf) != (other.tag, other.is_leaf):
            return 0.0
        if one.name and one.name == other.name:
            return SAME_NAME
        if not one.is_leaf:
            return 0.0 if one.name or other.name else 1.0
        shared = 2 * len(ours[i] & theirs[j]) / (len(ours[i]) + len(theirs[j]))
        return shared if shared >= LEAST_LIKENESS else 0.0

    return likeness


def _best(old: Sequence[Block], new: Sequence[Block]) -> list[Pair]:
    """Pair so that the likenesses add up to the most (Needleman and Wunsch, 1970)."""
    likeness = _likenesses(old, new)
    most = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = likeness(i, j)
            most[i][j] = max(
                most[i + 1][j + 1] + together if together else 0.0, most[i + 1][j], most[i][j + 1]
            )
    pairs: list[Pair] = []
    i = j = 0
    while i < len(old) and j < len(new):
        together = likeness(i, j)
        if together and most[i][j] == most[i + 1][j + 1] + together:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif most[i][j] == most[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    return pairs + [(block, None) for block in old[i:]] + [(None, block) for block in new[j:]]


def matched_keys(
    old: Sequence[Hashable], new: Sequence[Hashable], is_renamed: Callable[[int, int], bool]
) -> list[tuple[int | None, int | None]]:
    """Pair rows or columns by their keys, in order; one that was only renamed stays paired."""
    pairs: list[tuple[int | None, int | None]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal" or (b - a == d - c and all(map(is_renamed, range(a, b), range(c, d)))):
            pairs += zip(range(a, b), range(c, d), strict=True)
        else:
            pairs += [(i, None) for i in range(a, b)] + [(None, j) for j in range(c, d)]
    return pairs
