"""Prints the reference list in the journal's style.

Every style prints the parts that a record has and no sign for one that it lacks. Kinds of works
follow CSL's types: journal articles, books, chapters, reports, theses, preprints, web pages.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType

from il2report.document.author_names import all_joined, shortened
from il2report.document.title_markup import with_markup, without_markup
from il2report.document.tree import Fragment, Part, emphasis, joined
from il2report.study.bibliography import DOI, Issued, Reference

EN_DASH = "\N{EN DASH}"
DASHES = re.compile(
    "\\s*(?:--+|[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}])\\s*"
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


class Kind(Enum):
    """What a record describes, as far as it is printed in another way."""

    ARTICLE = "article"
    BOOK = "book"
    CHAPTER = "chapter"
    REPORT = "report"
    THESIS = "thesis"
    PREPRINT = "preprint"
    PAGE = "page"


KINDS = MappingProxyType(
    dict.fromkeys(("article-journal", "article-magazine", "article-newspaper"), Kind.ARTICLE)
    | {"book": Kind.BOOK, "report": Kind.REPORT, "standard": Kind.REPORT, "thesis": Kind.THESIS}
    | dict.fromkeys(("chapter", "entry", "entry-dictionary", "entry-encyclopedia"), Kind.CHAPTER)
    | dict.fromkeys(("webpage", "website", "post", "post-weblog"), Kind.PAGE)
)


def kind_of(reference: Reference) -> Kind:
    """Say what a record describes, by its type and by what it has."""
    if reference.type == "article" and not reference.volume and not reference.page:
        return Kind.PREPRINT
    if reference.type == "paper-conference" and reference.publisher and not reference.volume:
        return Kind.CHAPTER
    if reference.type in KINDS:
        return KINDS[reference.type]
    if reference.container_title:
        return Kind.ARTICLE
    return Kind.PAGE if reference.url and not reference.publisher else Kind.BOOK


def elided(pages: str, dash: str) -> str:
    """Shorten the second page by the digits that it shares with the first: "889-97"."""
    first, hyphen, last = pages.partition("-")
    if not hyphen or len(first) != len(last) or not (first + last).isdigit():
        return pages.replace("-", dash)
    shared = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
    return f"{first}{dash}{last[shared:]}"


def _sentence(text: Part) -> Fragment:
    """End with one full stop; nothing stays nothing."""
    given = Fragment.of(text)
    end = given.text.strip().rstrip("\"'”’)»")
    return given if not end or end.endswith((".", "?", "!", "…")) else given + "."


def _joined(*parts: Part, between: str = " ") -> Fragment:
    """Join the parts that there are."""
    return joined(between, parts)


# --- what all styles print alike ------------------------------------------------------------------


def _journal(reference: Reference) -> str:
    name = reference.container_title_short or reference.container_title or reference.publisher
    return without_markup(name)


def _pages(reference: Reference) -> str:
    return DASHES.sub("-", without_markup(reference.page))


def _volume(reference: Reference, *, issue: bool = False) -> str:
    in_brackets = f"({reference.issue})" if reference.issue and (issue or not reference.volume) else ""  # fmt: skip
    return f"{reference.volume}{in_brackets}"


def _year(reference: Reference) -> str:
    return str(reference.year or "")


def _doi(reference: Reference) -> str:
    return reference.doi if DOI.fullmatch(reference.doi) else ""


def _edition(reference: Reference, word: str) -> str:
    """Write an edition: "7th ed"; the first is not named."""
    given = without_markup(reference.edition).rstrip(".")
    given = re.sub(r"\s*\b(?:edition|edn?)\b\.?", "", given, flags=re.IGNORECASE)
    if given.isdecimal():
        n = int(given)
        ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        given = f"{n}{ending}"
    return "" if given.lower() in ("", "1st", "first") else f"{given} {word}"


def _editors(reference: Reference, before: str = ", ", single: str = "ed.", several: str = "eds.") -> str:  # fmt: skip
    names = shortened(reference.editor)
    return f"{names}{before}{several if len(reference.editor) > 1 else single}" if names else ""


def _publisher(reference: Reference, between: str) -> str:
    return between.join(
        filter(None, map(without_markup, (reference.publisher_place, reference.publisher)))
    )


def _genre(reference: Reference) -> str:
    """Name the kind of a thesis or preprint."""
    if kind_of(reference) is Kind.PREPRINT:
        return "Preprint"
    return without_markup(reference.genre) or "Dissertation"


def _number(reference: Reference) -> str:
    number = without_markup(reference.number)
    return f"Report No. {number}" if number and number[0].isdecimal() else number


def day(date: Issued | None, month_letters: int | None = None) -> str:
    """Write a date as far as it is known: "November 2, 2026"."""
    if date is None:
        return ""
    year, *rest = date.date_parts[0]
    if not rest or not 1 <= rest[0] <= len(MONTHS):
        return str(year)
    month = MONTHS[rest[0] - 1][:month_letters]
    return f"{month} {rest[1]}, {year}" if len(rest) > 1 else f"{month} {year}"


def _site(reference: Reference) -> str:
    """The name of a web site, unless its author has the same."""
    site = without_markup(reference.container_title or reference.publisher)
    return "" if site in {person.literal for person in reference.author} else site


# --- the styles -----------------------------------------------------------------------------------


def _anticancer_research(reference: Reference) -> Fragment:
    names = all_joined(reference.author)
    if not names and (editors := all_joined(reference.editor)):
        names = f"{editors} ({'eds' if len(reference.editor) > 1 else 'ed'}.)"
    lead = f"{names}:" if names else ""
    title, year = with_markup(reference.title), _year(reference)
    kind, pages = kind_of(reference), _pages(reference)
    publisher = _publisher(reference, ", ")
    doi = f"doi: {_doi(reference)}." if _doi(reference) else ""
    if kind is Kind.ARTICLE:
        where = _joined(_journal(reference), _volume(reference))
        where = _joined(where, pages, between=": ")
        online = doi if not reference.volume and not pages else ""
        return _joined(
            lead, _sentence(title), _sentence(_joined(where, year, between=", ")), online
        )
    if kind is Kind.PAGE:
        address = f"Available at: {reference.url}" if reference.url else ""
        accessed = f"[Last accessed on {day(reference.accessed)}]" if reference.accessed else ""
        site = _joined(_site(reference), year, between=", ")
        return _joined(lead, _sentence(title), _sentence(site), address, accessed)
    if kind is Kind.PREPRINT:
        server = _joined(_journal(reference), "preprint", year, between=", ")
        return _joined(lead, _sentence(title), _sentence(server), doi or reference.url)
    if kind is Kind.CHAPTER:
        book = _joined(
            without_markup(reference.container_title), _edition(reference, "ed"), between=", "
        )
        editors = _editors(reference, " (", "ed.).", "eds.).")
        page = f"pp {pages}" if pages else ""
        imprint = _joined(publisher, page, year, between=", ")
        inside = "In:" if book else ""
        return _joined(lead, _sentence(title), inside, _sentence(book), editors, _sentence(imprint))  # fmt: skip
    genre = _genre(reference) if kind is Kind.THESIS else ""
    number = _number(reference) if kind is Kind.REPORT else ""
    heading = _joined(title, _edition(reference, "ed"), between=", ")
    imprint = _joined(genre, publisher, number, year, between=", ")
    address = reference.url if not publisher else ""
    return _joined(lead, _sentence(heading), _sentence(imprint), address)


def _ama(reference: Reference) -> Fragment:
    names = shortened(reference.author) or _editors(reference)
    title, year = with_markup(reference.title), _year(reference)
    kind, pages = kind_of(reference), _pages(reference)
    doi = f"doi:{_doi(reference)}" if _doi(reference) else ""
    if kind is Kind.ARTICLE:
        volume = _joined(_volume(reference, issue=True), pages, between=":")
        imprint = _joined(year, volume, between=";")
        journal = emphasis(_journal(reference))
        return _joined(_sentence(names), _sentence(title), _sentence(journal), _sentence(imprint), doi)  # fmt: skip
    if kind is Kind.PAGE:
        accessed = f"Accessed {day(reference.accessed)}." if reference.accessed else ""
        site = _sentence(_site(reference))
        return _joined(_sentence(names), _sentence(title), site, _sentence(year), accessed, reference.url)  # fmt: skip
    if kind is Kind.PREPRINT:
        server = _sentence(emphasis(_journal(reference)))
        posted = f"Preprint posted online {day(reference.issued)}."
        return _joined(_sentence(names), _sentence(title), server, posted, doi or reference.url)
    edition = _sentence(_edition(reference, "ed"))
    imprint = _joined(without_markup(reference.publisher), _joined(year, pages if kind is Kind.CHAPTER else "", between=":"), between="; ")  # fmt: skip
    if kind is Kind.CHAPTER:
        book = emphasis(without_markup(reference.container_title))
        editors, inside = _editors(reference), "In:" if book else ""
        return _joined(_sentence(names), _sentence(title), inside, editors, _sentence(book), edition, _sentence(imprint), doi)  # fmt: skip
    genre = _sentence(_genre(reference)) if kind is Kind.THESIS else ""
    number = _sentence(_number(reference)) if kind is Kind.REPORT else ""
    accessed = f"Accessed {day(reference.accessed)}." if reference.accessed and reference.url else ""  # fmt: skip
    address = reference.url if accessed else doi
    return _joined(_sentence(names), _sentence(emphasis(title)), edition, genre, _sentence(imprint), number, accessed, address)  # fmt: skip


def _nejm(reference: Reference) -> Fragment:
    names = shortened(reference.author) or _editors(reference)
    title, year = with_markup(reference.title), _year(reference)
    kind, pages = kind_of(reference), elided(_pages(reference), "-")
    lead = _joined(_sentence(names), _sentence(title))
    publisher = _publisher(reference, ": ")
    if kind is Kind.ARTICLE:
        volume = _joined(_volume(reference), pages, between=":")
        dated = _joined(year, volume, between=";")
        return _joined(lead, _sentence(_joined(_journal(reference), dated)), _online(reference))
    if kind is Kind.PAGE:
        site = _sentence(_joined(_site(reference), year, between=", "))
        accessed = f"Accessed {day(reference.accessed)}, at " if reference.accessed else ""
        return _joined(lead, site, f"({accessed}{reference.url}.)" if reference.url else "")
    if kind is Kind.PREPRINT:
        server = _joined(_journal(reference), year, between=", ")
        return _joined(lead, _sentence(server), "(Preprint.)", _online(reference))
    edition = _sentence(_edition(reference, "ed"))
    imprint = _joined(publisher, year, between=", ")
    if kind is Kind.CHAPTER:
        book = _sentence(without_markup(reference.container_title))
        inside, imprint = "In:" if book else "", _joined(imprint, pages, between=":")
        return _joined(lead, inside, _editors(reference), book, edition, _sentence(imprint))
    genre = _sentence(_genre(reference)) if kind is Kind.THESIS else ""
    number = f"({_number(reference)}.)" if kind is Kind.REPORT and reference.number else ""
    return _joined(lead, edition, genre, _sentence(imprint), number)


def _lancet(reference: Reference) -> Fragment:
    names = shortened(reference.author) or _editors(reference)
    title, year = with_markup(reference.title), _year(reference)
    kind, pages = kind_of(reference), elided(_pages(reference), EN_DASH)
    publisher = _publisher(reference, ": ")
    lead = _sentence(names)
    if kind is Kind.ARTICLE:
        volume = _joined(_volume(reference), pages, between=": ")
        dated = _joined(year, volume, between="; ")
        journal = _joined(emphasis(_journal(reference)), dated)
        return _joined(lead, _sentence(title), _sentence(journal), _online(reference))
    if kind is Kind.PAGE:
        accessed = f"(accessed {day(reference.accessed, 3)})" if reference.accessed else ""
        address = _joined(reference.url, accessed)
        return _joined(lead, _sentence(title), _sentence(_joined(_site(reference), year)), _sentence(address))  # fmt: skip
    if kind is Kind.PREPRINT:
        server = _joined(emphasis(_journal(reference)), year)
        address = _joined(
            f"doi:{_doi(reference)}" if _doi(reference) else reference.url, "(preprint)."
        )
        return _joined(lead, _sentence(title), _sentence(server), address)
    imprint = _joined(publisher, year, between=", ")
    if kind is Kind.CHAPTER:
        book = _joined(
            without_markup(reference.container_title), _edition(reference, "edn"), between=", "
        )
        inside, imprint = "In:" if book else "", _joined(imprint, pages, between=": ")
        return _joined(lead, _sentence(title), inside, _editors(reference), _sentence(book), _sentence(imprint))  # fmt: skip
    genre = _sentence(_genre(reference)) if kind is Kind.THESIS else ""
    number = _sentence(_number(reference)) if kind is Kind.REPORT else ""
    heading = _joined(title, _edition(reference, "edn"), between=", ")
    return _joined(lead, _sentence(heading), genre, _sentence(imprint), number)


def _online(reference: Reference) -> Fragment:
    """The DOI of an article that has no volume and no page yet."""
    doi = _doi(reference)
    return _joined(f"doi:{doi}." if doi and not reference.volume and not reference.page else "")


REFERENCE_STYLES: Mapping[str, Callable[[Reference], Fragment]] = {
    "anticancer-research": _anticancer_research,
    "ama": _ama,
    "nejm": _nejm,
    "lancet": _lancet,
}


def printed_reference(reference: Reference, style: str) -> Fragment:
    """Print one work as the journal's reference list does, without its number."""
    return REFERENCE_STYLES[style](reference)
