"""Takes a paragraph apart into tokens: words, digits, signs, and slots as wholes.

A file that kept the tags or bookmarks of its slots is taken at its word. Of one that lost them, the text of the draft
says where its slots are: `found_again` looks for them between words that stayed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from il2report.redline.units import Nature, TextUnit
from il2report.word.flow import PLAIN, Look, Paragraph

TOKEN = re.compile(r"\s+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|.", re.DOTALL)
FURTHER_DIGITS = re.compile(r"[.,]?\d+")
BRACKETS = frozenset({("[", "]"), ("(", ")")})
MOST_IN_PLACE = 6
"""Tokens that may be typed in place of a slot; more are other words instead of it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, a sign, or all that is in a slot; `start` and `end` are its place in the text of the paragraph.

    `is_spaced` is whether white space is before it. The look does not count when tokens are compared.
    """

    text: str
    start: int
    end: int
    slot: int = 0
    is_spaced: bool = False
    look: frozenset[Look] = PLAIN

    @property
    def identity(self) -> object:
        """What makes two tokens the same: the number of a slot, else the text."""
        return ("slot", self.slot) if self.slot else self.text

    @property
    def has_digit(self) -> bool:
        """Whether it says a number in digits."""
        return any(sign.isdecimal() for sign in self.text)

    def placed(self, by: int, *, is_spaced: bool | None = None) -> Token:
        """Give the token further on in a text."""
        is_spaced = self.is_spaced if is_spaced is None else is_spaced
        return replace(self, start=self.start + by, end=self.end + by, is_spaced=is_spaced)

    def unit(self) -> TextUnit:
        """Give it as the redline compares text."""
        nature = Nature.WORD if self.text[0].isalnum() else Nature.PUNCTUATION
        return TextUnit(Nature.VALUE if self.slot else nature, self.text, self.identity)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as tokens; white space of any kind and length is one space in its text."""

    text: str
    tokens: tuple[Token, ...]

    @property
    def slots(self) -> tuple[int, ...]:
        """The slots in it, in order."""
        return tuple(token.slot for token in self.tokens if token.slot)

    def between(self, tokens: Sequence[Token]) -> str:
        """Give what the text says from the first of some neighboring tokens to the last."""
        return self.text[tokens[0].start : tokens[-1].end] if tokens else ""


def line_of(paragraph: Paragraph, texts: Mapping[int, str]) -> Line:
    """Take a paragraph apart; `texts` are what the slots of the draft say, by their numbers.

    What was typed beside the unchanged text of a slot, within its control, belongs to the words around it.
    """
    written: list[Token] = []
    text, is_spaced = "", False
    for slot, part, look in _stretches(paragraph, texts):
        pieces = [part] if slot else TOKEN.findall(part)
        for piece in pieces:
            if piece.isspace() or not piece:
                is_spaced = True
                continue
            inner = " ".join(piece.split())
            has_edge = slot and piece[:1].isspace()
            text += " " if (is_spaced or has_edge) and text else ""
            token = Token(inner, len(text), len(text) + len(inner), slot, is_spaced, look)
            written.append(token)
            text += inner
            is_spaced = bool(slot) and piece[-1:].isspace()
    return Line(text, tuple(written))


def _stretches(
    paragraph: Paragraph, texts: Mapping[int, str]
) -> Iterator[tuple[int, str, frozenset[Look]]]:
    """Give runs of text, those of a slot together, once for each slot."""
    waiting: list[tuple[int, str, frozenset[Look]]] = []
    seen: set[int] = set()
    for run in paragraph.runs:
        slot = run.slot or 0
        if waiting and slot and waiting[-1][0] == slot:
            number, said, look = waiting[-1]
            waiting[-1] = number, said + run.text, look
            continue
        if slot in seen or slot not in texts:  # a copy, or the control of another draft
            slot = 0
        seen.add(slot)
        waiting.append((slot, run.text, run.look))
    for slot, said, look in _with_whole_numbers(waiting):
        own = texts.get(slot, "")
        at = said.find(own) if slot and own else -1
        before, behind = said[:at], said[at + len(own) :]
        is_apart = not (
            before[-1:].isalnum()
            or behind[:1].isalnum()
            or (behind[:1] in ".," and behind[1:2].isdigit())
            or (before.strip(), behind.strip()) in BRACKETS
        )
        if at >= 0 and before + behind and is_apart:
            yield from ((0, before, look), (slot, own, look), (0, behind, look))
        elif slot and not said.strip():
            yield 0, said, look
        else:
            yield slot, said, look


def _with_whole_numbers(
    stretches: Sequence[tuple[int, str, frozenset[Look]]],
) -> Iterator[tuple[int, str, frozenset[Look]]]:
    """Add to a number in a slot the digits that were typed at its end, where the slot is over for some programs."""
    taken = 0
    for at, (slot, said, look) in enumerate(stretches):
        said = said[taken:]  # noqa: PLW2901
        taken = 0
        following = stretches[at + 1] if at + 1 < len(stretches) else (1, "", look)
        if slot and said[-1:].isdecimal() and following[0] == 0 and following[2] == look:
            found = FURTHER_DIGITS.match(following[1])
            taken = len(found[0]) if found else 0
        yield slot, said + following[1][:taken], look


def spread(line: Line, slots: frozenset[int] | None = None) -> Line:
    """Take some slots, or all, apart into tokens that belong to no slot."""
    tokens: list[Token] = []
    for token in line.tokens:
        if not token.slot or (slots is not None and token.slot not in slots):
            tokens.append(token)
            continue
        is_spaced = token.is_spaced
        for match in TOKEN.finditer(token.text):
            if match[0].isspace():
                is_spaced = True
                continue
            start, end = token.start + match.start(), token.start + match.end()
            tokens.append(Token(match[0], start, end, 0, is_spaced, token.look))
            is_spaced = False
    return Line(line.text, tuple(tokens))


def found_again(draft: Line, returned: Line) -> Line:
    """Put the slots of a draft, where a returned line has lost them, around the tokens in their places."""
    lost = frozenset(draft.slots) - frozenset(returned.slots)
    if not lost or not returned.tokens:
        return returned
    plain = spread(draft, lost)
    old, new = ([token.identity for token in side.tokens] for side in (plain, returned))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    places: dict[int, tuple[int, int]] = {}
    waiting: dict[int, list[tuple[int, int]]] = {}
    for token in draft.tokens:
        if token.slot not in lost:
            continue
        inside = [
            position
            for position, each in enumerate(plain.tokens)
            if token.start <= each.start and each.end <= token.end
        ]
        first, last = inside[0], inside[-1] + 1
        if place := _place(codes, first, last):
            places[token.slot] = place
        elif last - first == 1 and token.has_digit:
            code = next(i for i, each in enumerate(codes) if each[1] <= first < each[2])
            waiting.setdefault(code, []).append((first, token.slot))
    for code, slots in waiting.items():
        _, a, b, c, d = codes[code]
        digits = [at for at in range(c, d) if returned.tokens[at].has_digit]
        if len(digits) == sum(plain.tokens[at].has_digit for at in range(a, b)) == len(slots):
            places |= {slot: (at, at + 1) for (_, slot), at in zip(slots, digits, strict=True)}
    typed = {at for code in codes if code[0] != "equal" for at in range(code[3], code[4])}
    for slot, (start, end) in places.items():
        if {start - 1, end} <= typed:
            around = returned.tokens[start - 1].text, returned.tokens[end].text
            places[slot] = (start - 1, end + 1) if around in BRACKETS else (start, end)
    return _gathered(returned, places)


def _place(
    codes: Sequence[tuple[str, int, int, int, int]], first: int, last: int
) -> tuple[int, int] | None:
    """Find what is in the place of some tokens now, if what changed reaches no further than they do."""
    start = end = -1
    for kind, a, b, c, d in codes:
        if kind == "insert" or b <= first or a >= last:
            continue
        if kind != "equal" and (a < first or b > last):
            return None
        start = (c + first - a if a <= first else c) if start < 0 else start
        end = d if b <= last else c + last - a
    return (start, end) if 0 < end - start <= last - first + MOST_IN_PLACE else None


def _gathered(line: Line, places: Mapping[int, tuple[int, int]]) -> Line:
    """Make one token of those in the place of a slot."""
    starts = {start: (slot, end) for slot, (start, end) in places.items()}
    tokens: list[Token] = []
    position = 0
    while position < len(line.tokens):
        token = line.tokens[position]
        if position not in starts:
            tokens.append(token)
            position += 1
            continue
        slot, end = starts[position]
        last = line.tokens[end - 1]
        text = line.text[token.start : last.end]
        tokens.append(replace(token, text=text, end=last.end, slot=slot))
        position = end
    return Line(line.text, tuple(tokens))
