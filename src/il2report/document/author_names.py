"""Names of authors and editors as the reference lists of medical journals print them."""

import re
from collections.abc import Sequence

from il2report.study.bibliography import Person

LISTED_BEFORE_ET_AL = 3
MOST_AUTHORS = 6
SUFFIX = re.compile(r",?\s+(Jr|Sr|II|III|IV|2nd|3rd|4th)\.?$|,\s*()[A-Z][A-Za-z.]+$")
PARTICLE = re.compile(r"(?:\s+[a-zà-ÿ'’]+)+$")
"""Words in lower case behind a given name: "Vincent van"."""

LONGEST_INITIALS = 3
"""Capitals that are initials already, as PubMed gives them: "JP"."""

EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
ET_AL = "et al"


def author_name(person: Person) -> str:
    """Family name and initials: "van Gogh V", "King ML Jr"; a group keeps its name.

    A name of Chinese, Japanese or Korean characters is printed whole, as it is written.
    """
    if person.literal:
        return person.literal
    given, in_given = _without_suffix(person.given)
    family, in_family = _without_suffix(person.family)
    particle = PARTICLE.search(given)
    given = PARTICLE.sub("", given)
    before = (person.dropping_particle, particle[0].strip() if particle else "", person.non_dropping_particle)  # fmt: skip
    surname = _joined(" ".join(filter(None, before)), family)
    if EAST_ASIAN.search(family) and (EAST_ASIAN.search(given) or not given):
        return f"{surname}{given}"
    suffix = person.suffix.strip(" .,") or in_given or in_family
    return " ".join(filter(None, (surname, _initials(given), suffix)))


def _without_suffix(name: str) -> tuple[str, str]:
    found = SUFFIX.search(name)
    return SUFFIX.sub("", name).strip(), (found[1] or "") if found else ""


def _joined(particles: str, family: str) -> str:
    """Put particles before a name: "van Gogh", "d'Alembert"."""
    return f"{particles}{family}" if particles.endswith(("'", "’", "-")) else f"{particles} {family}".strip()  # fmt: skip


def _initials(given: str) -> str:
    """The initials of given names; names of a script without capitals are printed whole."""
    parts = [part for part in re.split(r"[\s.\-\N{HYPHEN}]+", given) if part]
    if any(part[0].isalpha() and part[0].upper() == part[0].lower() for part in parts):
        return given.strip()
    return "".join(
        part if part.isupper() and len(part) <= LONGEST_INITIALS else part[0].upper()
        for part in parts
    )


def shortened(people: Sequence[Person]) -> str:
    """All up to six, otherwise the first three and "et al"."""
    names = [author_name(person) for person in people if not person.is_others]
    if len(names) > MOST_AUTHORS:
        return ", ".join([*names[:LISTED_BEFORE_ET_AL], ET_AL])
    return ", ".join([*names, ET_AL] if names and _has_others(people) else names)


def all_joined(people: Sequence[Person]) -> str:
    """All, the last behind "and"."""
    names = [author_name(person) for person in people if not person.is_others]
    if _has_others(people) and names:
        return ", ".join([*names, ET_AL])
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _has_others(people: Sequence[Person]) -> bool:
    return any(person.is_others for person in people)
