"""Prints the reference list in the journal's style."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup, escape

from il2report.study.bibliography import Person, Reference

EN_DASH = "\N{EN DASH}"
LISTED_BEFORE_ET_AL = 3
MOST_AUTHORS = 6
SUFFIX = re.compile(r",?\s*\b(Jr|Sr|II|III)\.?$")


def author_name(person: Person) -> str:
    """Family name and initials: "Carter JH Jr"; a group keeps its name."""
    if person.literal:
        return person.literal
    suffix = SUFFIX.search(person.given)
    given = SUFFIX.sub("", person.given)
    initials = "".join(part[0] for part in re.split(r"[\s.\-]+", given) if part)
    return " ".join(part for part in (person.family, initials, suffix[1] if suffix else "") if part)


def shortened(authors: Sequence[Person]) -> str:
    """All authors up to six, otherwise the first three and "et al"."""
    names = [author_name(person) for person in authors]
    if len(names) > MOST_AUTHORS:
        return ", ".join(names[:LISTED_BEFORE_ET_AL]) + ", et al"
    return ", ".join(names)


def all_joined(authors: Sequence[Person]) -> str:
    """All authors, the last behind "and"."""
    names = [author_name(person) for person in authors]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def elided(pages: str, dash: str) -> str:
    """Shorten the second page by the digits that it shares with the first: "889-97"."""
    first, hyphen, last = pages.partition("-")
    if not hyphen or len(first) != len(last) or not (first + last).isdigit():
        return pages.replace("-", dash)
    shared = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
    return f"{first}{dash}{last[shared:]}"


def _sentence(text: str) -> str:
    """End with one full stop."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _journal(reference: Reference) -> str:
    return reference.container_title_short or reference.container_title or reference.publisher


def _anticancer_research(reference: Reference) -> Markup:
    names = all_joined(reference.author)
    lead = f"{names}: " if names else ""
    where = f"{_journal(reference)} {reference.volume}".strip()
    where = f"{where}: {reference.page}" if reference.page else where
    return escape(f"{lead}{_sentence(reference.title)} {where}, {reference.year}.")


def _ama(reference: Reference) -> Markup:
    names = shortened(reference.author)
    lead = escape(f"{names}. " if names else "") + escape(f"{_sentence(reference.title)} ")
    issue = f"({reference.issue})" if reference.issue else ""
    pages = f":{reference.page}" if reference.page else ""
    volume = f";{reference.volume}{issue}{pages}" if reference.volume else ""
    doi = f" doi:{reference.doi}" if reference.doi else ""
    journal = Markup("<em>{}</em>. ").format(_journal(reference))
    return lead + journal + escape(f"{reference.year}{volume}.{doi}")


def _nejm(reference: Reference) -> Markup:
    names = shortened(reference.author)
    pages = f":{elided(reference.page, '-')}" if reference.page else ""
    volume = f";{reference.volume}{pages}" if reference.volume else ""
    lead = f"{names}. " if names else ""
    return escape(
        f"{lead}{_sentence(reference.title)} {_journal(reference)} {reference.year}{volume}."
    )


def _lancet(reference: Reference) -> Markup:
    names = shortened(reference.author)
    pages = f": {elided(reference.page, EN_DASH)}" if reference.page else ""
    volume = f"; {reference.volume}{pages}" if reference.volume else ""
    lead = f"{names}. " if names else ""
    journal = Markup("<em>{}</em> ").format(_journal(reference))
    return escape(f"{lead}{_sentence(reference.title)} ") + journal + f"{reference.year}{volume}."


REFERENCE_STYLES: Mapping[str, Callable[[Reference], Markup]] = MappingProxyType(
    {
        "anticancer-research": _anticancer_research,
        "ama": _ama,
        "nejm": _nejm,
        "lancet": _lancet,
    }
)


def printed_reference(reference: Reference, style: str) -> Markup:
    """Print one work as the journal's reference list does, without its number."""
    return REFERENCE_STYLES[style](reference)
