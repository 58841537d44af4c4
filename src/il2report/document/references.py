"""Prints the reference list in the journal's style.

Every style prints the parts that a record has and no sign for one that it lacks. Kinds of works
follow CSL's types: journal articles, books, chapters, reports, theses, preprints, web pages.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from il2report.document.author_names import all_joined, shortened
from il2report.document.title_markup import with_markup, without_markup
from il2report.document.tree import Fragment, Part, emphasis, joined
from il2report.study.bibliography import DOI, IssueDate, Reference

EN_DASH = "\N{EN DASH}"
DASHES = re.compile(
    "\\s*(?:--+|[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}])\\s*"
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


class WorkKind(Enum):
    """What a record describes, as far as it is printed in another way."""

    ARTICLE = "article"
    BOOK = "book"
    CHAPTER = "chapter"
    REPORT = "report"
    THESIS = "thesis"
    PREPRINT = "preprint"
    PAGE = "page"


KINDS = MappingProxyType(
    dict.fromkeys(("article-journal", "article-magazine", "article-newspaper"), WorkKind.ARTICLE)
    | {
        "book": WorkKind.BOOK,
        "report": WorkKind.REPORT,
        "standard": WorkKind.REPORT,
        "thesis": WorkKind.THESIS,
    }
    | dict.fromkeys(
        ("chapter", "entry", "entry-dictionary", "entry-encyclopedia"), WorkKind.CHAPTER
    )
    | dict.fromkeys(("webpage", "website", "post", "post-weblog"), WorkKind.PAGE)
)


def kind_of(reference: Reference) -> WorkKind:
    """Say what a record describes, by its type and by what it has."""
    if reference.type == "article" and not reference.volume and not reference.page:
        return WorkKind.PREPRINT
    if reference.type == "paper-conference" and reference.publisher and not reference.volume:
        return WorkKind.CHAPTER
    if reference.type in KINDS:
        return KINDS[reference.type]
    if reference.container_title:
        return WorkKind.ARTICLE
    return WorkKind.PAGE if reference.url and not reference.publisher else WorkKind.BOOK


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


# --- what all styles print of ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Work:
    """A record as its styles print it: texts without markup, empty where the record lacks them."""

    record: Reference
    kind: WorkKind
    title: Fragment
    short_names: str
    year: str
    journal: str
    book: str
    site: str
    volume: str
    issue: str
    pages: str
    doi: str
    place: str
    publisher: str
    genre: str
    number: str

    @classmethod
    def of(cls, record: Reference) -> "_Work":
        short = record.container_title_short or record.container_title or record.publisher
        site = without_markup(record.container_title or record.publisher)
        number = without_markup(record.number)
        return cls(
            record,
            kind_of(record),
            with_markup(record.title),
            shortened(record.author),
            str(record.year or ""),
            without_markup(short),
            without_markup(record.container_title),
            "" if site in {person.literal for person in record.author} else site,
            record.volume,
            f"({record.issue})" if record.issue else "",
            DASHES.sub("-", without_markup(record.page)),
            record.doi if DOI.fullmatch(record.doi) else "",
            without_markup(record.publisher_place),
            without_markup(record.publisher),
            without_markup(record.genre) or "Dissertation",
            f"Report No. {number}" if number[:1].isdecimal() else number,
        )

    @property
    def names(self) -> str:
        """The authors, or the editors of a work without authors."""
        return self.short_names or self.editors()

    @property
    def volume_or_issue(self) -> str:
        return self.volume or self.issue

    @property
    def online(self) -> str:
        """The DOI of an article that has no volume and no page yet."""
        return f"doi:{self.doi}." if self.doi and not self.volume and not self.pages else ""

    def editors(self, before: str = ", ", single: str = "ed.", several: str = "eds.") -> str:
        names = shortened(self.record.editor)
        return (
            f"{names}{before}{several if len(self.record.editor) > 1 else single}" if names else ""
        )

    def published(self, between: str) -> Fragment:
        return _joined(self.place, self.publisher, between=between)

    def edition(self, word: str = "ed") -> str:
        """Write an edition: "7th ed"; the first is not named."""
        given = without_markup(self.record.edition).rstrip(".")
        given = re.sub(r"\s*\b(?:edition|edn?)\b\.?", "", given, flags=re.IGNORECASE)
        if given.isdecimal():
            n = int(given)
            ending = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
            given = f"{n}{'th' if n % 100 in (11, 12, 13) else ending}"
        return "" if given.lower() in ("", "1st", "first") else f"{given} {word}"

    def only_of(self, kind: WorkKind, text: str) -> str:
        return text if self.kind is kind else ""

    def accessed(self, text: str, month_letters: int | None = None) -> str:
        """Put the day on which a page was read into a text, if it is known."""
        return text.format(day(self.record.accessed, month_letters)) if self.record.accessed else ""


def day(date: IssueDate | None, month_letters: int | None = None) -> str:
    """Write a date as far as it is known: "November 2, 2026"."""
    if date is None:
        return ""
    year, *rest = date.date_parts[0]
    if not rest or not 1 <= rest[0] <= len(MONTHS):
        return str(year)
    month = MONTHS[rest[0] - 1][:month_letters]
    return f"{month} {rest[1]}, {year}" if len(rest) > 1 else f"{month} {year}"


# --- the styles -----------------------------------------------------------------------------------


def _anticancer_research(work: _Work) -> Fragment:
    names = all_joined(work.record.author)
    if not names and (editors := all_joined(work.record.editor)):
        names = f"{editors} ({'eds' if len(work.record.editor) > 1 else 'ed'}.)"
    lead = f"{names}:" if names else ""
    url, doi = work.record.url, f"doi: {work.doi}." if work.doi else ""
    title, publisher = _sentence(work.title), work.published(", ")
    if work.kind is WorkKind.ARTICLE:
        where = _joined(_joined(work.journal, work.volume_or_issue), work.pages, between=": ")
        where = _sentence(_joined(where, work.year, between=", "))
        return _joined(lead, title, where, doi if work.online else "")
    if work.kind is WorkKind.PAGE:
        site = _sentence(_joined(work.site, work.year, between=", "))
        address = f"Available at: {url}" if url else ""
        return _joined(lead, title, site, address, work.accessed("[Last accessed on {}]"))
    if work.kind is WorkKind.PREPRINT:
        server = _joined(work.journal, "preprint", work.year, between=", ")
        return _joined(lead, title, _sentence(server), doi or url)
    if work.kind is WorkKind.CHAPTER:
        book = _sentence(_joined(work.book, work.edition(), between=", "))
        editors = work.editors(" (", "ed.).", "eds.).")
        page = f"pp {work.pages}" if work.pages else ""
        imprint = _sentence(_joined(publisher, page, work.year, between=", "))
        return _joined(lead, title, "In:" if book else "", book, editors, imprint)
    heading = _sentence(_joined(work.title, work.edition(), between=", "))
    genre, number = (
        work.only_of(WorkKind.THESIS, work.genre),
        work.only_of(WorkKind.REPORT, work.number),
    )
    imprint = _sentence(_joined(genre, publisher, number, work.year, between=", "))
    return _joined(lead, heading, imprint, "" if publisher else url)


def _ama(work: _Work) -> Fragment:
    lead, title, year = _sentence(work.names), _sentence(work.title), work.year
    url, doi = work.record.url, f"doi:{work.doi}" if work.doi else ""
    if work.kind is WorkKind.ARTICLE:
        volume = _joined(f"{work.volume}{work.issue}", work.pages, between=":")
        imprint = _sentence(_joined(year, volume, between=";"))
        return _joined(lead, title, _sentence(emphasis(work.journal)), imprint, doi)
    if work.kind is WorkKind.PAGE:
        accessed = work.accessed("Accessed {}.")
        return _joined(lead, title, _sentence(work.site), _sentence(year), accessed, url)
    if work.kind is WorkKind.PREPRINT:
        posted = f"Preprint posted online {day(work.record.issued)}."
        return _joined(lead, title, _sentence(emphasis(work.journal)), posted, doi or url)
    edition = _sentence(work.edition())
    dated = _joined(year, work.only_of(WorkKind.CHAPTER, work.pages), between=":")
    imprint = _sentence(_joined(work.publisher, dated, between="; "))
    if work.kind is WorkKind.CHAPTER:
        book, inside = _sentence(emphasis(work.book)), "In:" if work.book else ""
        return _joined(lead, title, inside, work.editors(), book, edition, imprint, doi)
    genre = _sentence(work.only_of(WorkKind.THESIS, work.genre))
    number = _sentence(work.only_of(WorkKind.REPORT, work.number))
    accessed = work.accessed("Accessed {}.") if url else ""
    title = _sentence(emphasis(work.title))
    address = url if accessed else doi
    return _joined(lead, title, edition, genre, imprint, number, accessed, address)


def _nejm(work: _Work) -> Fragment:
    lead = _joined(_sentence(work.names), _sentence(work.title))
    year, url, pages = work.year, work.record.url, elided(work.pages, "-")
    if work.kind is WorkKind.ARTICLE:
        volume = _joined(work.volume_or_issue, pages, between=":")
        dated = _joined(year, volume, between=";")
        return _joined(lead, _sentence(_joined(work.journal, dated)), work.online)
    if work.kind is WorkKind.PAGE:
        site = _sentence(_joined(work.site, year, between=", "))
        accessed = work.accessed("Accessed {}, at ")
        return _joined(lead, site, f"({accessed}{url}.)" if url else "")
    if work.kind is WorkKind.PREPRINT:
        server = _sentence(_joined(work.journal, year, between=", "))
        return _joined(lead, server, "(Preprint.)", work.online)
    edition = _sentence(work.edition())
    imprint = _joined(work.published(": "), year, between=", ")
    if work.kind is WorkKind.CHAPTER:
        book, inside = _sentence(work.book), "In:" if work.book else ""
        imprint = _sentence(_joined(imprint, pages, between=":"))
        return _joined(lead, inside, work.editors(), book, edition, imprint)
    genre = _sentence(work.only_of(WorkKind.THESIS, work.genre))
    number = work.only_of(WorkKind.REPORT, work.number)
    return _joined(lead, edition, genre, _sentence(imprint), f"({number}.)" if number else "")


def _lancet(work: _Work) -> Fragment:
    lead, title, year = _sentence(work.names), _sentence(work.title), work.year
    pages, url = elided(work.pages, EN_DASH), work.record.url
    if work.kind is WorkKind.ARTICLE:
        volume = _joined(work.volume_or_issue, pages, between=": ")
        dated = _joined(year, volume, between="; ")
        journal = _sentence(_joined(emphasis(work.journal), dated))
        return _joined(lead, title, journal, work.online)
    if work.kind is WorkKind.PAGE:
        address = _sentence(_joined(url, work.accessed("(accessed {})", 3)))
        return _joined(lead, title, _sentence(_joined(work.site, year)), address)
    if work.kind is WorkKind.PREPRINT:
        server = _sentence(_joined(emphasis(work.journal), year))
        found = f"doi:{work.doi}" if work.doi else url
        return _joined(lead, title, server, found, "(preprint).")
    imprint = _joined(work.published(": "), year, between=", ")
    if work.kind is WorkKind.CHAPTER:
        book = _sentence(_joined(work.book, work.edition("edn"), between=", "))
        imprint = _sentence(_joined(imprint, pages, between=": "))
        return _joined(lead, title, "In:" if book else "", work.editors(), book, imprint)
    genre = _sentence(work.only_of(WorkKind.THESIS, work.genre))
    number = _sentence(work.only_of(WorkKind.REPORT, work.number))
    heading = _sentence(_joined(work.title, work.edition("edn"), between=", "))
    return _joined(lead, heading, genre, _sentence(imprint), number)


REFERENCE_STYLES: Mapping[str, Callable[[_Work], Fragment]] = {
    "anticancer-research": _anticancer_research,
    "american-medical-association": _ama,
    "the-new-england-journal-of-medicine": _nejm,
    "the-lancet": _lancet,
}


def printed_reference(reference: Reference, style: str) -> Fragment:
    """Print one work as a reference list does, without its number; `style` is that of the journal's profile."""
    return REFERENCE_STYLES[style](_Work.of(reference))
