"""Whether a frame prints all that it is given: a page without its abstract is refused, not built."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from markupsafe import Markup

from il2report.document.grammar import listed
from il2report.document.html import html
from il2report.document.tree import Fragment
from il2report.errors import Finding, Place, StudyRefused, abridged
from il2report.templating.views import View, fields_of

A_TAG = re.compile(r"<!--.*?-->|<[a-zA-Z/](?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
Printed: TypeAlias = str | Fragment
MOST_NAMED = 3
MOST_QUOTED = 50


@dataclass(frozen=True, slots=True)
class Parts:
    """What a frame has to print.

    `once` are the parts that have to be printed exactly once, by what a message calls them; `others`
    are further texts, each of which has to be printed. `said` gives the words of a sealed part.
    """

    once: Mapping[str, Printed] = field(default_factory=dict)
    others: tuple[Printed, ...] = ()
    said: Callable[[str], str] = str


NO_PARTS = Parts()


def refuse_incomplete(template: str, page: Markup, parts: Parts) -> None:
    """Refuse a frame that leaves something out, or prints a part of the page twice.

    Parameters
    ----------
    template : name of the frame, such as "page.html.j2"
    page : what the frame gave; what is sealed in its parts is sealed in it as well
    parts : what it was given

    Raises
    ------
    StudyRefused
        With what is missing, and what is printed twice.
    """
    shown = shown_words(page)
    words = {name: shown_words(part) for name, part in parts.once.items()}
    times = {name: _times(part, shown) for name, part in words.items() if part}
    missing = [name for name in times if not times[name]]
    missing += [
        quoted_text(parts.said(text))
        for text in map(shown_words, parts.others)
        if text not in shown and parts.said(text) not in shown  # the words of a title will do
    ]
    doubled = [name for name, n in times.items() if n > 1]
    place = Place(f"templates/{template}")
    findings: list[Finding] = []
    if missing:
        message = f"the frame was given {_named(missing)} and does not print it"
        findings.append(Finding("part-not-printed", place, message))
    if doubled:
        message = f"the frame prints {_named(doubled)} more than once"
        findings.append(Finding("printed-twice", place, message))
    if findings:
        raise StudyRefused(findings)


def shown_words(part: Printed) -> str:
    """Give the text of a part of a page, or plain text, as one line."""
    source = html(part) if isinstance(part, Fragment) else Markup.escape(part)
    return " ".join(Markup(A_TAG.sub(" ", source)).unescape().split())


def sentences(view: object) -> Iterator[str]:
    """List every text of more than one word that a view holds."""
    if isinstance(view, View):
        yield from sentences(fields_of(view))
    elif isinstance(view, tuple):
        for each in view:
            yield from sentences(each)
    elif isinstance(view, str) and " " in view.strip():
        yield view


def _times(words: str, shown: str) -> int:
    """Count where a text is printed; "Figure 1" is no part of "Figure 12"."""
    return len(re.findall(rf"(?<!\w){re.escape(words)}(?!\w)", shown))


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])])


def quoted_text(text: str) -> str:
    """Quote the first words of a text."""
    return f'"{abridged(text, MOST_QUOTED)}"'
