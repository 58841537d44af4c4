"""Finds words that a draft prints in the templates that printed them.

A template is read as what a reader may see of it: its own words, with the marks of Markdown, entities and comments
taken away and each line wrap as a space, and one sign for each call. Every letter knows its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from jinja2 import Environment, TemplateSyntaxError

from il2report.document.typography import as_typed

CALL = "\N{OBJECT REPLACEMENT CHARACTER}"
"""The sign in place of what a call prints."""
MARKS = re.compile(
    r"(?P<comment><!--.*?-->)|(?P<tag></?[A-Za-z][^<>]*>)|(?P<entity>&(?:#\d+|#[xX][0-9A-Fa-f]+|\w+);)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<link>\]\([^()\s]*\))|(?P<emphasis>[*`]+|(?<!\w)_+|_+(?!\w)|\[)"
    r"|(?P<space>\s+)",
    re.DOTALL,
)
STARTS = re.compile(r"^[ \t]*(?:#{1,6} |[-*+] |\d+[.)] |> ?)", re.MULTILINE)
STRING = re.compile(r"""(['"])((?:\\.|(?!\1).)*)\1""", re.DOTALL)
FEWEST_WORDS_OF_STRING = 2
"""A text within a call with fewer words is rather the name of something."""
LEAST_CONTEXT = 12
"""Letters that must agree beside an edit, unless all of its words between two calls do."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A sign that may be printed, and where it is in the file: from `start` to `end`."""

    sign: str
    start: int
    end: int
    in_call: bool = False


@dataclass(frozen=True, slots=True)
class Literals:
    """What a template prints of its own, letter by letter."""

    source: str
    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """Its letters as a text."""
        return "".join(letter.sign for letter in self.letters)

    def line(self, at: int) -> int:
        """Give the line of the file at a place in it."""
        return self.source.count("\n", 0, at) + 1


def literals(source: str) -> Literals:
    """Read a template, whose lines end with line feeds; one that cannot be read has no words."""
    letters: list[Letter] = []
    try:
        for letter in _letters(source):
            is_space = letter.sign == " "
            if not (is_space and letters and letters[-1].sign == " "):
                letters.append(letter)
    except TemplateSyntaxError:
        letters = []
    return Literals(source, tuple(letters))


def _letters(source: str) -> Iterator[Letter]:
    at, in_output = 0, False
    for _, kind, value in Environment(autoescape=True).lex(source):
        at = source.index(value, at)  # behind white space that a "-" takes away
        if kind == "data":
            yield from _of_markdown(value, at)
        elif kind in ("variable_begin", "block_begin"):
            in_output = kind == "variable_begin"
            if in_output:
                yield Letter(CALL, at, at)
        elif kind == "string":
            yield from _of_string(value, at)
        elif kind == "variable_end":
            yield Letter(CALL, at, at)
        at += len(value)


def _of_markdown(text: str, at: int) -> Iterator[Letter]:
    starts = {
        place for match in STARTS.finditer(text) for place in range(match.start(), match.end())
    }
    last = 0
    for match in MARKS.finditer(text):
        yield from _plain(text, last, match.start(), at, starts)
        last = match.end()
        place = at + match.start(), at + match.end()
        if match["space"]:
            yield Letter(" ", *place)
        elif match["entity"]:
            sign = unescape(match["entity"])
            yield Letter(" " if sign.isspace() else sign, *place)
        elif match["escaped"]:
            yield Letter(match["escaped"], *place)
    yield from _plain(text, last, len(text), at, starts)


def _plain(text: str, first: int, last: int, at: int, starts: set[int]) -> Iterator[Letter]:
    for place in range(first, last):
        if place not in starts:
            yield Letter(text[place], at + place, at + place + 1)


def _of_string(value: str, at: int) -> Iterator[Letter]:
    """Give the letters of a text within a call, apart from those around it."""
    match = STRING.fullmatch(value)
    if not match or len(match[2].split()) < FEWEST_WORDS_OF_STRING or "\\" in match[2]:
        return
    yield Letter(CALL, at, at)
    for place, sign in enumerate(match[2], start=at + 1):
        yield Letter(" " if sign.isspace() else sign, place, place + 1, in_call=True)
    yield Letter(CALL, at + len(value), at + len(value))


@dataclass(frozen=True, slots=True)
class Match:
    """Words found in a template: their letters from `first` to `last`, and how many letters beside them agree."""

    literals: Literals
    first: int
    last: int
    agreeing: int


def places_of(text: str, start: int, end: int, template: Literals) -> list[Match]:
    """Find where a template has the words of a paragraph from `start` to `end`, by the letters around them as well.

    In `text` the slots are calls too. The places with the most letters in common come first.
    """
    text, whole = as_typed(text), as_typed(template.text)
    words = text[start:end]
    if CALL in words or not template.letters:
        return []
    found: list[Match] = []
    for first in _candidates(text, start, end, whole):
        last = first + len(words)
        left = _agreeing(text[:start][::-1], whole[:first][::-1])
        right = _agreeing(text[end:], whole[last:])
        is_bounded = all(
            side >= LEAST_CONTEXT or _is_at_edge(of, side)
            for side, of in ((left, text[:start][::-1]), (right, text[end:]))
        )
        agreeing = left + right
        is_whole = bool(words) and len(words) == len(text)  # such as a heading
        if agreeing + len(words) >= LEAST_CONTEXT or (is_bounded and (agreeing or is_whole)):
            found.append(Match(template, first, last, agreeing))
    return sorted(found, key=lambda match: -match.agreeing)


def _is_at_edge(text: str, at: int) -> bool:
    """Whether a text is over, or a call is next, after some letters."""
    return at >= len(text) or text[at] == CALL


def _candidates(text: str, start: int, end: int, whole: str) -> Iterator[int]:
    """Give where the words are in a template; where words were only added, where those around the place are."""
    words = text[start:end]
    if words:
        at = whole.find(words)
        while at >= 0:
            yield at
            at = whole.find(words, at + 1)
        return
    before = text[max(0, start - LEAST_CONTEXT // 2) : start].rpartition(CALL)[2]
    behind = text[end : end + LEAST_CONTEXT // 2].partition(CALL)[0]
    seen = set()
    for anchor, shift in ((before, len(before)), (behind, 0)):
        at = whole.find(anchor) if anchor.strip() else -1
        while at >= 0:
            if at + shift not in seen:
                seen.add(at + shift)
                yield at + shift
            at = whole.find(anchor, at + 1)


def _agreeing(one: str, other: str) -> int:
    """Count the letters that agree from the start; a space that only one of them has at a call does not matter."""
    count = i = j = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j] == CALL:
            break
        if one[i] == other[j]:
            count, i, j = count + 1, i + 1, j + 1
        elif one[i] == " " and CALL in (other[j], one[i + 1 : i + 2]):
            i += 1
        elif other[j] == " " and CALL in (one[i], other[j + 1 : j + 2]):
            j += 1
        else:
            break
    return count
