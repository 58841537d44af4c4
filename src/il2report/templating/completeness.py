"""Whether a frame prints all that it is given: a page without its abstract is refused, not built.

Each part is given to a frame as a seal, so that what the frame prints is known without reading its HTML.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from il2report.document.grammar import listed
from il2report.document.seals import Seals, seals_in, shown_seals
from il2report.document.tree import Fragment
from il2report.errors import Finding, Place, StudyRefused, abridged
from il2report.templating.views import replaced

MOST_NAMED = 3
MOST_QUOTED = 50


@dataclass(frozen=True, slots=True)
class Parts:
    """What a frame has to print, as seals.

    `once` are the parts that have to be printed exactly once, by what a message calls them; `others`
    have to be printed, those of several seals by any of them. `ordered` follow each other on the page.
    """

    once: Mapping[str, str] = field(default_factory=dict)
    others: Sequence[str] = ()
    ordered: Sequence[Sequence[str]] = ()


NO_PARTS = Parts()


def refuse_incomplete(template: str, page: Markup, parts: Parts, seals: Seals) -> None:
    """Refuse a frame that leaves something out, prints a part twice, or changes the order of rows.

    `page` is what the frame `template` gave, its parts still sealed.
    """
    shown = shown_seals(page)
    missing = [name for name, seal in parts.once.items() if seal and seal not in shown]
    missing += [
        quoted_text(seals.words(seals_in(part)[0]))
        for part in filter(None, parts.others)
        if not any(seal in shown for seal in seals_in(part))
    ]
    doubled = [name for name, seal in parts.once.items() if shown.count(seal) > 1]
    place = Place(f"templates/{template}")
    findings: list[Finding] = []
    if missing:
        message = f"the frame was given {_named(missing)} and does not print it"
        findings.append(Finding("part-not-printed", place, message))
    if doubled:
        message = f"the frame prints {_named(doubled)} more than once"
        findings.append(Finding("printed-twice", place, message))
    if not findings and (row := _first_incomplete(parts.ordered, shown)):
        message = f"the row {quoted_text(seals.words(row[0]))} lacks a cell, or its place"
        findings.append(Finding("part-not-printed", place, message))
    if findings:
        raise StudyRefused(findings)


def _first_incomplete(rows: Sequence[Sequence[str]], shown: list[str]) -> Sequence[str]:
    at = 0
    for row in rows:
        for seal in filter(None, row):
            if seal not in shown[at:]:
                return row
            at = shown.index(seal, at) + 1
    return ()


def with_sealed_sentences(view: Any, seals: Seals) -> tuple[Any, tuple[str, ...]]:
    """Seal every text of more than one word that a view holds, and list the seals.

    A text of one word stays as it is: a frame may compare it, as it does the kind of an entry.
    """
    given: list[str] = []

    def sealed(value: object) -> object:
        if not isinstance(value, str) or " " not in value.strip():
            return value
        given.append(seals.seal(Fragment.of(value)))
        return given[-1]

    return replaced(view, sealed), tuple(given)


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])])


def quoted_text(text: str) -> str:
    """Quote the first words of a text."""
    return f'"{abridged(text, MOST_QUOTED)}"'
