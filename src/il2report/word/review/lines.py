"""Compares two versions of a line of text: what was typed over, which words differ, which look different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from il2report.redline.wording import changed_stretches
from il2report.word.flow import Look
from il2report.word.review.edits import (
    AUTHORS,
    NO_LOOK,
    REFERENCES,
    TYPED_OVER,
    Edit,
    EditKind,
    Spot,
)
from il2report.word.review.tokens import Line, Token

DIFFERENT_LOOKS = frozenset(Look) - {Look.CODE}
CONTEXT = 6
"""Tokens before and behind an edit that are quoted with it."""

Changed = tuple[int, int, str, tuple[Token, ...], tuple[Token, ...], int]
"""Where in the old text, what is there now, the tokens struck and added, and where among the new tokens."""


def line_edits(
    old: Line,
    new: Line,
    spot: Spot,
    kinds: Mapping[int, str],
    position: int,
    first: int | None = None,
    then: int = -1,
) -> Iterator[Edit]:
    """Give the edits that make the new line of the old one; `kinds` are those of the slots of the draft.

    The tokens of the new one from `first` on are in a paragraph at `then`.
    """
    for start, end, text, struck, added, at in changes(old, new):
        removed = tuple(token.slot for token in struck if token.slot)
        is_typed_over = len(removed) == 1 == len(struck) and any(
            token.slot == removed[0] for token in added
        )
        kind = EditKind.WORDS
        if is_typed_over:
            kind = TYPED_OVER.get(kinds.get(removed[0], ""), EditKind.NUMBER)
        elif spot.part not in (AUTHORS, REFERENCES) and typed_digits(struck, added):
            kind = EditKind.DIGITS
        before = [token for token in old.tokens if token.end <= start][-CONTEXT:]
        after = [token for token in old.tokens if token.start >= end][:CONTEXT]
        yield Edit(
            kind,
            spot,
            old.text[start:end],
            text,
            old.between(before),
            old.between(after),
            start,
            end,
            removed,
            position if first is None or at < first else then,
        )
    for words, look in looks(old, new):
        said = old.between(words)
        start, end = words[0].start, words[-1].end
        yield Edit(
            EditKind.FORMAT,
            spot,
            said,
            f"{said} ({look})",
            start=start,
            end=end,
            position=position,
        )


def changes(old: Line, new: Line) -> Iterator[Changed]:
    """Give what differs between two lines, around the slots that are in both."""
    anchors = _anchors(old, new)
    i = j = 0
    for a, b in [*anchors, (len(old.tokens), len(new.tokens))]:
        yield from _in_words(old, new, (i, a), (j, b))
        if a < len(old.tokens):
            one, other = old.tokens[a], new.tokens[b]
            if one.text != other.text:
                yield one.start, one.end, other.text, (one,), (other,), b
        i, j = a + 1, b + 1


def _anchors(old: Line, new: Line) -> list[tuple[int, int]]:
    """Pair the slots that are in both lines in the same order, by their tokens."""
    ours, theirs = (
        [at for at, token in enumerate(side.tokens) if token.slot] for side in (old, new)
    )
    numbers = ([old.tokens[at].slot for at in ours], [new.tokens[at].slot for at in theirs])
    blocks = SequenceMatcher(None, *numbers, autojunk=False).get_matching_blocks()
    return [(ours[a + k], theirs[b + k]) for a, b, size in blocks for k in range(size)]


def _in_words(
    old: Line, new: Line, ours: tuple[int, int], theirs: tuple[int, int]
) -> Iterator[Changed]:
    """Compare the words between two slots; spaces belong to the change beside them."""
    one, other = old.tokens[slice(*ours)], new.tokens[slice(*theirs)]
    (i, _), (j, _) = ours, theirs
    pieces: list[tuple[int, int, int, int]] = []  # what changed, by tokens of both lines
    for stretch in changed_stretches([t.unit() for t in one], [t.unit() for t in other]):
        a, b = i + len(stretch.old), j + len(stretch.new)
        if not stretch.stayed:
            pieces.append((i, a, j, b))
        i, j = a, b
    stays: list[tuple[int, int]] = []
    a, b = ours[0], theirs[0]
    for piece in (*pieces, (ours[1], ours[1], theirs[1], theirs[1])):
        stays += zip(range(a, piece[0]), range(b, piece[2]), strict=True)
        a, b = piece[1], piece[3]
    edges = {(p[0], p[2]) for p in pieces} | {(p[1], p[3]) for p in pieces}
    ends = [*stays, (ours[1], theirs[1])]
    for at, to in ends:  # a space that came or went between two tokens that stayed
        if (at, to) in edges or at in (0, len(old.tokens)) or to in (0, len(new.tokens)):
            continue
        if old.tokens[at].is_spaced != new.tokens[to].is_spaced:
            pieces.append((at, at, to, to))
    for piece in sorted(pieces):
        yield _change(old, new, piece)


def _change(old: Line, new: Line, piece: tuple[int, int, int, int]) -> Changed:
    a, b, c, d = piece
    start, end = _room(old, a, b)
    begin, stop = _room(new, c, d)
    was, now = old.text[start:end], new.text[begin:stop]
    while was and now and was[0] == now[0] == " ":
        was, now, start = was[1:], now[1:], start + 1
    while was and now and was[-1] == now[-1] == " ":
        was, now, end = was[:-1], now[:-1], end - 1
    return start, end, now, old.tokens[a:b], new.tokens[c:d], c


def _room(line: Line, first: int, last: int) -> tuple[int, int]:
    """Give the place from the end of the token before some tokens to the start of the one behind them."""
    start = line.tokens[first - 1].end if first else 0
    return start, line.tokens[last].start if last < len(line.tokens) else len(line.text)


def typed_digits(struck: Sequence[Token], added: Sequence[Token]) -> bool:
    """Whether digits were typed that were not among the words that they replaced."""
    known = [token.text for token in struck if token.has_digit and not token.slot]
    return any(token.has_digit and not token.slot and token.text not in known for token in added)


def looks(old: Line, new: Line) -> Iterator[tuple[list[Token], str]]:
    """Give the words that stayed and look different, with how they look now."""
    matcher = SequenceMatcher(
        None, [t.identity for t in old.tokens], [t.identity for t in new.tokens], autojunk=False
    )
    for a, b, size in matcher.get_matching_blocks():
        run: list[Token] = []
        last = ""
        for k in range(size + 1):
            look = ""
            if k < size:
                one, other = old.tokens[a + k], new.tokens[b + k]
                is_other = one.look & DIFFERENT_LOOKS != other.look & DIFFERENT_LOOKS
                if is_other and one.text == other.text:
                    look = ", ".join(sorted(other.look & DIFFERENT_LOOKS)) or NO_LOOK
            if run and look != last:
                if any(token.text[0].isalnum() for token in run):
                    yield run, last
                run = []
            if look:
                run.append(old.tokens[a + k])
            last = look


def tail(line: Line) -> str:
    """Quote the end of a line."""
    return line.between(line.tokens[-CONTEXT:])


def head(line: Line) -> str:
    """Quote the beginning of a line."""
    return line.between(line.tokens[:CONTEXT])
