"""Makes of an edit of words the change of the template that printed them, where they are the template's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from il2report.word.review.literals import CALL, Letter, Literals, Match, literals, places_of

EMPHASIS = "*_`"
SPECIAL = "\\*_`[]<>#|~"
BLANK_LINE = "\n\n"
NOT_IN_A_CALL = frozenset("\"'\\<>&*_`[]{}")


@dataclass(frozen=True, slots=True)
class Replacement:
    """Letters of a file from `start` to `end`, and what is to be there."""

    start: int
    end: int
    text: str

    @property
    def adds_paragraph(self) -> bool:
        """Whether it adds a paragraph, and leaves everything else."""
        is_apart = self.text.startswith(BLANK_LINE) or self.text.endswith(BLANK_LINE)
        return self.start == self.end and is_apart


@dataclass(frozen=True, slots=True)
class Patch:
    """A change of one template: what is to be replaced, in the template as the draft had it.

    Lines of `source` end with line feeds, also where those of the file do not.
    """

    template: str
    line: int
    source: str
    replacements: tuple[Replacement, ...]

    @property
    def patched(self) -> str:
        """The template with the change."""
        return replaced(self.source, self.replacements)

    def diff(self) -> str:
        """Show the change as a unified diff."""
        name = f"templates/{self.template}"
        old, new = (text.splitlines(keepends=True) for text in (self.source, self.patched))
        lines = unified_diff(old, new, f"a/{name}", f"b/{name}", n=2)
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


MOST_PLACES = 6
"""Places of the same words that come into question."""


def replaced(source: str, replacements: Iterable[Replacement]) -> str:
    """Replace letters of a text, from the end on so that places stay; what is added in one place keeps its order."""
    ordered = sorted(replacements, key=lambda each: (each.start, each.end))
    while ordered:
        each = ordered.pop()
        source = source[: each.start] + each.text + source[each.end :]
    return source


class Templates:
    """The templates of a draft, in which words are looked for: those near the paragraph first."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._read: dict[str, Literals] = {}

    def patches(
        self, text: str, start: int, end: int, new: str, near: Sequence[Sequence[tuple[str, int]]]
    ) -> tuple[Patch, ...]:
        """Give the changes that may print `new` in place of a paragraph's text from `start` to `end`, likely ones first.

        In `text` each slot is `CALL`. `near` are lines of templates, those of the paragraph itself first, then those
        of its neighbors; only where they do not have the words the other templates are searched. Templates have the
        same words in several places, of which one was printed; setting the manuscript with the change shows which.
        """
        if CALL in text[start:end]:
            return ()
        tried: set[str] = set()
        found: list[Patch] = []
        for lines in (*near, [(name, 0) for name in self._sources]):
            names = dict.fromkeys(name for name, _ in lines if name in self._sources)
            places = [
                (-match.agreeing, _distance(match, name, lines), name, match)
                for name in names
                if name not in tried
                for match in places_of(text, start, end, self._literals(name))
            ]
            tried |= set(names)
            for _, _, name, match in sorted(places, key=lambda place: place[:3]):
                replacements = _replacements(match, new)
                patch = Patch(name, _line(match), match.literals.source, replacements)
                if replacements and _is_as_wanted(patch, match, new):
                    found.append(patch)
            if found:
                break
        return tuple(found[:MOST_PLACES])

    def _literals(self, name: str) -> Literals:
        if name not in self._read:
            self._read[name] = literals(self._sources[name])
        return self._read[name]


def _distance(match: Match, name: str, lines: Sequence[tuple[str, int]]) -> int:
    """Say how many lines words are from the nearest line that the paragraph was called for by."""
    return min((abs(line - _line(match)) for known, line in lines if known == name), default=0)


def _line(match: Match) -> int:
    letters = match.literals.letters
    at = letters[min(match.first, len(letters) - 1)].start
    return match.literals.line(at)


def _replacements(match: Match, new: str) -> tuple[Replacement, ...]:
    """Replace the letters at once, or run by run where a tag of the template is between them."""
    source, letters = match.literals.source, match.literals.letters
    struck = letters[match.first : match.last]
    before = letters[match.first - 1] if match.first else None
    behind = letters[match.last] if match.last < len(letters) else None
    beside = struck[0] if struck else _own(before) or _own(behind)
    if beside is None:
        return ()
    if beside.in_call:
        if NOT_IN_A_CALL & set(new):
            return ()
        text = new
    else:
        text = as_markdown(new)
    if not struck:
        at = before.end if _own(before) is beside and before else beside.start
        return (Replacement(at, at, text),)
    start, end = struck[0].start, struck[-1].end
    between = source[start:end]
    is_whole = "{%" not in between and "{#" not in between
    if is_whole and all(between.count(mark) % 2 == 0 or mark not in between for mark in EMPHASIS):
        return (Replacement(start, end, text),)
    runs: list[list[int]] = []
    for letter in struck:
        if runs and runs[-1][1] == letter.start:
            runs[-1][1] = letter.end
        else:
            runs.append([letter.start, letter.end])
    return tuple(
        Replacement(a, b, text if not number else "") for number, (a, b) in enumerate(runs)
    )


def _own(letter: object) -> Letter | None:
    return letter if isinstance(letter, Letter) and letter.sign != CALL else None


def as_markdown(text: str) -> str:
    """Write words as a template has them, so that no sign among them means anything."""
    escaped = "".join(f"\\{sign}" if sign in SPECIAL else sign for sign in text)
    return escaped.replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #")


def _is_as_wanted(patch: Patch, match: Match, new: str) -> bool:
    """Whether the patched template says what was wanted, and everything else as before."""
    before = match.literals.text
    wanted = before[: match.first] + new + before[match.last :]
    return " ".join(literals(patch.patched).text.split()) == " ".join(wanted.split())
