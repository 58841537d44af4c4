"""review --apply: makes the changes of templates that a user accepts, in templates that may have moved on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

from jinja2 import TemplateNotFound

from il2report.errors import StudyRefused
from il2report.templating.template_files import OWN, template_source
from il2report.verification.proof import failure
from il2report.word.review.patches import Patch, Replacement, replaced
from il2report.workflow.outputs import write_outputs

AROUND = 40
"""Letters on both sides of a change that must be the same in a template that has moved on."""

LINE_END = re.compile(r"\r\n|\r|\n")


class Outcome(StrEnum):
    """What became of a change."""

    MADE = "made"
    ALREADY = "already there"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Applied:
    """A change, and what became of it; of a conflict, the lines of the draft, of the change, and those there now."""

    patch: Patch
    outcome: Outcome
    draft: str = ""
    wanted: str = ""
    working: str = ""


def apply(study: Path, patches: Iterable[Patch]) -> tuple[tuple[Applied, ...], tuple[Path, ...]]:
    """Make changes in the templates of a study, all files or none; also gives the files written.

    A template is changed where it still says around the change what the draft said; else both are given, as a
    conflict, and nothing is written there.

    Raises
    ------
    StudyRefused
        When a template is missing, cannot be read or must not be written.
    BuildFailed
        When a file could not be written.
    """
    of_files: dict[str, list[Patch]] = {}
    for patch in patches:
        of_files.setdefault(patch.template, []).append(patch)
    outcomes: list[Applied] = []
    files: dict[str, bytes] = {}
    for name, of in of_files.items():
        try:
            _, working = template_source(study, name)
        except (TemplateNotFound, UnicodeError) as error:
            raise StudyRefused([failure(error, name)]) from None
        found, changes = _merged(LINE_END.sub("\n", working), of)
        outcomes += found
        if changes:
            changed = replaced(working, _with_line_ends(working, changes))
            files[f"{OWN}/{name}"] = changed.encode()
    written = write_outputs(study, files, frozenset()) if files else ()
    return tuple(outcomes), written


def _with_line_ends(working: str, changes: Iterable[Replacement]) -> Iterator[Replacement]:
    """Give changes of a text with line feeds as changes of the text as it is, whatever ends its lines."""
    ends = list(LINE_END.finditer(working))
    # The places of line ends of two letters, counted as one letter each.
    long = [each.start() - at for at, each in enumerate(of for of in ends if len(of[0]) > 1)]
    usual = ends[0][0] if ends else "\n"
    for each in changes:
        start, end = (place + bisect_left(long, place) for place in (each.start, each.end))
        yield Replacement(start, end, each.text.replace("\n", usual))


def _merged(working: str, patches: Sequence[Patch]) -> tuple[list[Applied], list[Replacement]]:
    """Carry changes over to a template as it is now; two that overlap cannot both be made."""
    outcomes: list[Applied] = []
    taken: list[Replacement] = []
    for patch in patches:
        carried = [_carried(patch.source, working, each) for each in patch.replacements]
        if any(each is None for each in carried):
            is_there = all(_is_there(patch.source, working, each) for each in patch.replacements)
            outcomes.append(
                _conflict(patch, working) if not is_there else Applied(patch, Outcome.ALREADY)
            )
            continue
        places = [each for each in carried if each is not None]
        if any(_overlap(each, other) for each in places for other in taken):
            is_same = all(each in taken for each in places)
            outcomes.append(
                Applied(patch, Outcome.ALREADY) if is_same else _conflict(patch, working)
            )
            continue
        taken += places
        outcomes.append(Applied(patch, Outcome.MADE))
    return outcomes, taken


def _overlap(one: Replacement, other: Replacement) -> bool:
    if one.adds_paragraph and other.adds_paragraph:
        return one == other
    is_same_place = one.start == other.start
    return is_same_place or (one.start < other.end and other.start < one.end)


def _carried(source: str, working: str, change: Replacement) -> Replacement | None:
    """Find the place of a change in a template as it is now; nothing where its surroundings have changed."""
    if source == working:
        return change
    start, end = max(0, change.start - AROUND), change.end + AROUND
    around = source[start:end]
    if working.count(around) == 1 == source.count(around):
        by = working.index(around) - start
        return Replacement(change.start + by, change.end + by, change.text)
    old, new = (text.splitlines(keepends=True) for text in (source, working))
    first, last = source.count("\n", 0, change.start), source.count("\n", 0, change.end)
    for a, b, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        if a <= max(0, first - 1) and min(len(old), last + 2) <= a + size:
            by = sum(map(len, new[:b])) - sum(map(len, old[:a]))
            return Replacement(change.start + by, change.end + by, change.text)
    return None


def _is_there(source: str, working: str, change: Replacement) -> bool:
    """Whether a template has the change already."""
    before = source[max(0, change.start - AROUND) : change.start]
    behind = source[change.end : change.end + AROUND]
    return before + change.text + behind in working


def _conflict(patch: Patch, working: str) -> Applied:
    """Give the lines of the draft with and without the change, and those at the same place now."""
    first = patch.source.count("\n", 0, min(each.start for each in patch.replacements))
    last = patch.source.count("\n", 0, max(each.end for each in patch.replacements))
    old, wanted, now = (text.splitlines() for text in (patch.source, patch.patched, working))
    more = len(wanted) - len(old)
    lines: list[int] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [c + at - a for at in range(max(a, first), min(b, last + 1))]
        elif a <= last and b > first:
            lines += range(c, d)
    return Applied(
        patch,
        Outcome.CONFLICT,
        "\n".join(old[first : last + 1]),
        "\n".join(wanted[first : last + 1 + more]),
        "\n".join(now[at] for at in sorted(set(lines))),
    )
