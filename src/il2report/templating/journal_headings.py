"""The headings that a journal gives: those of sections, and those within the abstract."""

from collections.abc import Callable
from functools import partial

from markupsafe import Markup

from il2report.document.seals import Seals
from il2report.document.tree import Fragment
from il2report.errors import Il2ReportError
from il2report.study.journals import AbstractParts, Headings, JournalProfile
from il2report.study.lookalikes import nearest
from il2report.templating.strobe_marks import strobe

PARTS = tuple(name for name in AbstractParts.model_fields if name != "ending")
SECTIONS = tuple(Headings.model_fields)


class UnknownHeading(Il2ReportError, LookupError):
    """A section or a part of an abstract that no profile of a journal names."""


def own_calls(journal: JournalProfile, seals: Seals) -> dict[str, Callable[..., Markup]]:
    """Give the calls that print markup of the journal or for it, by their names."""
    return {"abstract_part": partial(abstract_part, journal.abstract, seals), "strobe": strobe}


def heading(headings: Headings, section: str) -> Fragment:
    """Print the journal's heading of a section: "Patients and Methods"."""
    if section not in SECTIONS:
        hint = f"{nearest(section, SECTIONS)} It names {', '.join(SECTIONS)}"
        raise UnknownHeading(f"a journal names no section {section!r}.{hint}")
    return Fragment.of(getattr(headings, section))


def abstract_part(parts: AbstractParts, seals: Seals, part: str) -> Markup:
    """Begin a part of the abstract: a paragraph with the journal's heading, or nothing where it has none."""
    if part not in PARTS:
        hint = f"{nearest(part, PARTS)} It has {', '.join(PARTS)}"
        raise UnknownHeading(f"an abstract has no part {part!r}.{hint}")
    title = getattr(parts, part)
    if title is None:
        return Markup()
    sealed = seals.seal(Fragment.of(f"{title}{parts.ending}"))
    # Strong emphasis of Markdown needs a letter at both ends; a seal is none, an element is.
    return Markup("\n\n<strong>{}</strong> ").format(sealed)
