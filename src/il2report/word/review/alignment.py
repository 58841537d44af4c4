"""Says which part of a returned file is which of the draft: blocks, rows, cells.

Parts are known by the bookmarks of their paragraphs, else by their slots, else by what they say. Parts with the
same text are the same; of the rest the redline's own aligner pairs what shares enough of its words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from il2report.document.tree import Element
from il2report.redline.blocks import TITLE, Block, aligned
from il2report.redline.units import TextUnit
from il2report.word.review.tokens import Line, spread

LEAST_OF_MOVED = 0.5
"""Share of pairs of neighboring words from which on a paragraph in another place is the same."""
LEAST_BY_SPLIT = 0.15
"""How much more likeness two halves together must have with a paragraph than one of them."""
LEAST_WITHIN, FEWEST_PAIRS = 0.6, 5
"""Share of pairs of neighboring words from which on a part is within another, and more than how many it must have."""
TOO_MANY = 1_000_000
"""Pairs of parts without a counterpart that are not compared: the file is another text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block, row or cell: the bookmarks and slots in it, and what it says."""

    kind: str
    names: tuple[str, ...]
    line: Line

    def units(self) -> tuple[TextUnit, ...]:
        """Its words, numbers and signs as the redline compares them, whether or not its slots are known."""
        return tuple(token.unit() for token in spread(self.line).tokens)

    def shingles(self) -> frozenset[Hashable]:
        """Every pair of neighboring words."""
        return frozenset(
            pairwise((None, *(token.text for token in spread(self.line).tokens), None))
        )


def matched(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """Pair the parts of a draft with those of a returned file: positions by positions."""
    pairs: dict[int, int] = {}
    for anchors in (_names, _slots, _text):
        _by_anchors(old, new, pairs, anchors)
    left = [i for i in range(len(old)) if i not in pairs]
    found = set(pairs.values())
    right = [j for j in range(len(new)) if j not in found]
    if left and right and len(left) * len(right) <= TOO_MANY:
        pairs |= _by_words(old, new, left, right)
    return pairs


Anchors = Callable[[Part], Sequence[Hashable]]


def _names(part: Part) -> Sequence[Hashable]:
    return part.names


def _slots(part: Part) -> Sequence[Hashable]:
    return part.line.slots


def _text(part: Part) -> Sequence[Hashable]:
    return ((part.kind, part.line.text),) if part.line.text else ()


def _by_anchors(
    old: Sequence[Part], new: Sequence[Part], pairs: dict[int, int], anchors: Anchors
) -> None:
    """Pair parts that share most of their anchors; an anchor that is there twice is none."""
    ours, theirs = (_owners(side, anchors) for side in (old, new))
    votes: Counter[tuple[int, int]] = Counter()
    for anchor, i in ours.items():
        j = theirs.get(anchor)
        if j is not None and old[i].kind == new[j].kind:
            votes[i, j] += 1
    taken = set(pairs.values())
    for (i, j), _ in votes.most_common():
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)


def _owners(parts: Sequence[Part], anchors: Anchors) -> dict[Hashable, int]:
    owners: defaultdict[Hashable, list[int]] = defaultdict(list)
    for position, part in enumerate(parts):
        for anchor in anchors(part):
            owners[anchor].append(position)
    return {anchor: of[0] for anchor, of in owners.items() if len(of) == 1}


def _by_words(
    old: Sequence[Part], new: Sequence[Part], left: Sequence[int], right: Sequence[int]
) -> dict[int, int]:
    """Pair what is left by the redline's aligner, in order, and then what has moved."""
    sides = [_blocks(old, left), _blocks(new, right)]
    ours = {id(block): i for i, block in zip(left, sides[0], strict=True)}
    theirs = {id(block): j for j, block in zip(right, sides[1], strict=True)}
    pairs = {
        ours[id(one)]: theirs[id(other)]
        for one, other in aligned(sides[0], sides[1])
        if one is not None and other is not None
    }
    taken = set(pairs.values())
    likely = sorted(
        (-likeness(old[i], new[j]), i, j)
        for i in left
        if i not in pairs
        for j in right
        if j not in taken and old[i].kind == new[j].kind
    )
    for unlike, i, j in likely:
        if -unlike >= LEAST_OF_MOVED and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _blocks(parts: Sequence[Part], positions: Sequence[int]) -> list[Block]:
    return [
        Block(Element(parts[at].kind), parts[at].units(), is_leaf=True, place=TITLE)
        for at in positions
    ]


def likeness(one: Part, other: Part) -> float:
    """Say how much of their pairs of neighboring words two parts share."""
    ours, theirs = one.shingles(), other.shingles()
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def moved(pairs: Mapping[int, int], weight: Callable[[int], int]) -> frozenset[int]:
    """Say which parts of the draft are elsewhere now: the fewest words whose move explains the order."""
    order = sorted(pairs)
    if all(pairs[one] < pairs[other] for one, other in pairwise(order)):
        return frozenset()
    # The heaviest run that rises: for each end so far the best weight, rising with the end.
    ends: list[int] = []
    best: list[tuple[int, int]] = []  # weight, part
    before: dict[int, int] = {}
    for part in order:
        end = pairs[part]
        at = bisect_right(ends, end)
        total = weight(part) + (best[at - 1][0] if at else 0)
        before[part] = best[at - 1][1] if at else -1
        while at < len(ends) and best[at][0] <= total:
            del ends[at], best[at]
        ends.insert(at, end)
        best.insert(at, (total, part))
    kept = set()
    part = best[-1][1]
    while part >= 0:
        kept.add(part)
        part = before[part]
    return frozenset(order) - kept


def split(
    old: Sequence[Part], new: Sequence[Part], pairs: Mapping[int, int]
) -> dict[int, tuple[int, ...]]:
    """Find parts of the draft that are two parts now; `pairs` swapped finds what was joined."""
    partners = {j: i for i, j in pairs.items()}
    found: dict[int, tuple[int, ...]] = {}
    for j, part in enumerate(new):
        if j in partners or part.kind != "p" or not part.line.tokens:
            continue
        for neighbor in (j - 1, j + 1):
            i = partners.get(neighbor)
            if i is None or i in found or old[i].kind != "p":
                continue
            halves = (neighbor, j) if neighbor < j else (j, neighbor)
            alone = likeness(old[i], new[neighbor])
            whole = likeness(old[i], Part("p", (), joined([new[at].line for at in halves])))
            if whole >= alone + LEAST_BY_SPLIT or (whole > alone and _is_within(part, old[i])):
                found[i] = halves
                break
    return found


def _is_within(part: Part, whole: Part) -> bool:
    """Whether most of what a part says is in another."""
    pairs = part.shingles()
    is_long = len(pairs) > FEWEST_PAIRS
    return is_long and len(pairs & whole.shingles()) > LEAST_WITHIN * len(pairs)


def joined(lines: Sequence[Line]) -> Line:
    """Put lines behind each other, with a space between."""
    text, tokens = "", []
    for line in lines:
        begin = len(text) + bool(text and line.text)
        text += " " * (begin - len(text)) + line.text
        tokens += [
            token.placed(begin, is_spaced=bool(begin)) if not number else token.placed(begin)
            for number, token in enumerate(line.tokens)
        ]
    return Line(text, tuple(tokens))
