"""Records of references.json as a CSL processor takes them: every field in the form that styles expect.

A processor prints what it is given. So initials, particles, suffixes, ranges of pages and the kind of a
work are made out here, from records that came from PubMed, Zotero, EndNote or a keyboard.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from il2report.document.title_markup import OTHERS, RANGE, marked, unmarked
from il2report.study.bibliography import DOI, IssueDate, Person, Reference

SUFFIX = re.compile(r",?\s+(Jr|Sr|II|III|IV|2nd|3rd|4th)\.?$|,\s*()[A-Z][A-Za-z.]+$")
PARTICLE = re.compile(r"(?:\s+[a-zà-ÿ'’]+)+$")
"""Words in lower case behind a given name: "Vincent van"."""
LONGEST_INITIALS = 3
"""Capitals that are initials already, as PubMed gives them: "JP"."""
EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
DASHES = re.compile(
    "\\s*(?:--+|[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}])\\s*"
)
PAGES = re.compile(r"(\d+)-(\d+)")
EDITION = re.compile(r"\s*\b(?:edition|edn?)\b\.?|(?<=\d)(?:st|nd|rd|th)\b\.?", re.IGNORECASE)
MONTHS = range(1, 13)
SITES = ("webpage", "post", "post-weblog", "article")
"""Kinds of works whose publisher is the site or server that they are on."""


def csl_item(reference: Reference) -> dict[str, Any]:
    """Write a record as CSL-JSON, without the fields that it does not have."""
    kind = csl_type(reference)
    fields: dict[str, Any] = {
        "title": marked(reference.title),
        "author": [*_names(reference.author)],
        "editor": [*_names(reference.editor)],
        **_containers(reference, kind),
        "publisher-place": unmarked(reference.publisher_place),
        "edition": _edition(reference.edition),
        "genre": unmarked(reference.genre),
        "number": unmarked(reference.number),
        "issued": _date(reference.issued),
        "accessed": _date(reference.accessed),
        "volume": unmarked(reference.volume),
        "issue": unmarked(reference.issue),
        "page": _pages(reference.page),
        "DOI": reference.doi if DOI.fullmatch(reference.doi) else "",
        "PMID": unmarked(reference.pmid),
        "URL": reference.url,
        "status": unmarked(reference.status),
    }
    return {
        "id": "work",
        "type": kind,
        **{name: value for name, value in fields.items() if value},
    }


def csl_type(reference: Reference) -> str:
    """Say which of CSL's types a record is, by its type and by what it has."""
    if reference.type == "website":
        return "webpage"
    if reference.type == "article" and (reference.volume or reference.page):
        return "article-journal"
    return reference.type


def _containers(reference: Reference, kind: str) -> Mapping[str, str]:
    """Give the journal, book, site or server, and the publisher."""
    title, publisher = marked(reference.container_title), unmarked(reference.publisher)
    short = unmarked(reference.container_title_short)
    if kind in SITES:
        site = title or publisher
        is_author = unmarked(site) in {person.literal for person in reference.author}
        return {"container-title": "" if is_author else site, "container-title-short": short}
    if not title and kind.startswith("article-"):
        title, publisher = short or publisher, ""
    return {"container-title": title, "container-title-short": short, "publisher": publisher}


def _pages(given: str) -> str:
    """Write pages with hyphens.

    The processor shortens the second page also where the two are not numbers of one length, and leaves
    nothing of one that is the first. A sign of our own protects the range from that.
    """
    pages = DASHES.sub("-", unmarked(given))
    both = PAGES.fullmatch(pages)
    if both and both[1] == both[2]:
        return both[1]
    is_plain = both is not None and len(both[1]) == len(both[2])
    return pages if is_plain or "," in pages else pages.replace("-", RANGE)


def _edition(given: str) -> str:
    """Write an edition as its number or word: "7"; the first is not named."""
    edition = EDITION.sub("", unmarked(given)).strip(" .")
    return "" if edition.lower() in ("1", "first") else edition


def _date(date: IssueDate | None) -> Mapping[str, Any] | None:
    """Write a date as far as it is one: a month that there is not is left out, with its day."""
    if date is None:
        return None
    year, *rest = date.date_parts[0]
    return {"date-parts": [[year, *(rest if rest and rest[0] in MONTHS else ())]]}


# --- names ----------------------------------------------------------------------------------------


def _names(people: tuple[Person, ...]) -> Iterator[Mapping[str, str]]:
    yield from (csl_name(person) for person in people if not person.is_others)
    if any(person.is_others for person in people):
        yield {"literal": OTHERS}


def csl_name(person: Person) -> Mapping[str, str]:
    """Write a name in its parts; a group, and a name of Chinese, Japanese or Korean characters, as one."""
    if person.literal:
        return {"literal": unmarked(person.literal)}
    given, in_given = _without_suffix(unmarked(person.given))
    family, in_family = _without_suffix(unmarked(person.family))
    particle = PARTICLE.search(given)
    given = PARTICLE.sub("", given)
    own = (particle[0].strip() if particle else "", person.non_dropping_particle)
    before = unmarked(" ".join(filter(None, (person.dropping_particle, *own))))
    if before.endswith(("'", "’", "-")):
        family, before = f"{before}{family}", ""
    if EAST_ASIAN.search(family) and (EAST_ASIAN.search(given) or not given):
        return {"literal": f"{before} {family}{given}".strip()}
    parts = {
        "family": family,
        "given": _given(given),
        "non-dropping-particle": before,
        "suffix": unmarked(person.suffix).strip(" .,") or in_given or in_family,
    }
    found = {name: text for name, text in parts.items() if text}
    return found if "family" in found else {"literal": _initials_of(given)}


def _without_suffix(name: str) -> tuple[str, str]:
    found = SUFFIX.search(name)
    return SUFFIX.sub("", name).strip(), (found[1] or "") if found else ""


def _given(given: str) -> str:
    """Write given names so that their initials are found: "JP" as "J. P.", "ANNA" as "Anna"."""
    parts = re.split(r"([\s.\-\N{HYPHEN}]+)", given)
    return "".join(map(_given_part, parts)).replace("\N{HYPHEN}", "-").strip()


def _given_part(part: str) -> str:
    if len(part) > 1 and part.isupper() and part.isalpha():
        return " ".join(f"{letter}." for letter in part) if len(part) <= LONGEST_INITIALS else part
    return part[:1].upper() + part[1:]


def _initials_of(given: str) -> str:
    return "".join(part[0].upper() for part in re.split(r"[\s.\-]+", given) if part)
