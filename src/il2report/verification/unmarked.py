"""Numbers without a mark: each must be of one of a few kinds, and be what that kind must say."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from il2report.document.grammar import number_word
from il2report.document.tree import INLINE, Element
from il2report.errors import Finding
from il2report.study.characters import HIDDEN
from il2report.verification.shown import (
    MARK,
    Page,
    Spot,
    Text,
    attribute,
    cited_numbers,
    quoted,
    result_of,
)
from il2report.verification.truth import NUMBER, Truth

A_GRADE = re.compile(r"Grade [1-5]")
WORDS = "|".join(number_word(n) for n in sorted(range(100), key=lambda n: -len(number_word(n))))
MULTIPLES = "dozens?|scores?|hundreds?|thousands?|millions?"
COUNTED = (
    "patients?|wom[ae]n|m[ae]n|males?|females?|percent|per cent|cycles?|doses?|years?|months?|weeks?|days?|hours?"
    "|events?|deaths?|responses?|responders?|lesions?|metastas[ei]s|cases?|people|persons?|subjects?"
    "|individuals|participants?|adults|children"
)
SAID_OF_PATIENTS = (
    "responded|progressed|died|survived|relapsed|recurred|withdrew|dropped out|remained|received|underwent|completed"
    "|discontinued|developed|experienced|had|were|was|achieved"
)
TENS = "|".join(number_word(n) for n in range(20, 100, 10))
A_NUMBER = rf"(?:(?:(?:{WORDS}|half\ a|a)\ )?(?:{MULTIPLES})|(?:(?:{TENS})\ )?(?:{WORDS}))"
OF_THEM = r"of\ (?:the\ |these\ |those\ |its\ |all\ |our\ )?"
PATIENTS = "patients|women|men|responders|people|subjects|participants|cases"
CHINESE = "〇一二三四五六七八九十百千万萬"
SPELLED = re.compile(
    rf"""\b(?!one\ of\ (?:the|these|those|its)\ )(?:
      {A_NUMBER}(?:
        (?=\ (?:(?:complete|partial|mixed|other|more|further|such)\ )?(?P<noun>{COUNTED})\b)  # five patients
        |(?=\ {OF_THEM}(?:[\d#]|{WORDS}|patients|women|men)\b)                              # five of fifteen
        |(?=\ out\ of\ |\ in\ (?:{WORDS}|[\d#])\b)                                           # one in five
        |(?<!\bone)(?=\ (?:{SAID_OF_PATIENTS})\b)                                            # five responded
        |(?<!\bone)(?=(?:\ (?!(?:or|and|of|in|to|the)\b)[\w-]+){{1,2}}\ (?:{PATIENTS})\b)     # five older women
      )
      |(?:(?<=\bwas\ )|(?<=\bwere\ )|(?<==\ )|(?<=\bthan\ ))(?!one\b){A_NUMBER}(?=\s*(?:[.,;:)]|$))  # it was five.
      |(?:{MULTIPLES})(?=\ of\ )                                                            # dozens of
      |(?:(?:a|{WORDS})[\ -])?(?:third|quarter|fifth|tenth)s?(?=\ {OF_THEM}(?:{COUNTED})\b)   # a third of patients
      |[{CHINESE}]{{2,}}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A number word that counts patients or what a study counts of them; "one of those" names nobody.

Of Chinese numerals two or more, since one of them is often a part of a word.
"""
A_NAMED_NUMBER = re.compile(rf"(?<=[._])(\d{{1,3}}|{WORDS})_({COUNTED})(?=[._]|$)")
UNBROKEN = INLINE - {"br", "img"}
"""Elements whose text runs on in the line that they stand in."""
BREAK = "\n"
A_SPACE = re.compile(r"\s+")
Holds = Callable[[Text, Page, Truth], bool]


def _citation(text: Text, page: Page, _truth: Truth) -> bool:
    """A citation: numbers of listed works, the first of which the link leads to."""
    link = text.spot.within(name="citation")
    numbers = cited_numbers(link.text()) if link is not None else ()
    return (
        link is not None
        and bool(numbers)
        and attribute(link, "href") == f"#reference-{numbers[0]}"
        and all(f"reference-{number}" in page.ids for number in numbers)
    )


def _mention(text: Text, page: Page, _truth: Truth) -> bool:
    """A mention of a table or figure: the label of the one that the link leads to."""
    link = text.spot.within(name="mention")
    target = page.ids.get(attribute(link, "href").removeprefix("#")) if link is not None else None
    label = target.element.find(name="label") if target is not None else None
    if link is None or label is None:
        return False
    return plain_text(link) == plain_text(label).rstrip(".")


def _label(text: Text, _page: Page, _truth: Truth) -> bool:
    """The label of a table or figure; that they count on is seen to elsewhere."""
    return "label" in text.spot.element.classes and text.spot.within("figure") is not None


def _reference(text: Text, _page: Page, truth: Truth) -> bool:
    """An entry of the reference list, as the journal prints that work."""
    entry = text.spot.within("li")
    listed = text.spot.within(name="references") is not None
    return entry is not None and listed and plain_text(entry) in truth.works.values()


def _source(text: Text, _page: Page, truth: Truth) -> bool:
    """The notice of a reconstruction, in all of which only its source may hold numbers."""
    notice = text.spot.within(name="notice")
    source = truth.works.get(truth.study.configuration.source or "")
    if notice is None or source is None:
        return False
    whole = plain_text(notice)
    return source in whole and not NUMBER.search(whole.replace(source, ""))


def _fingerprint(text: Text, _page: Page, truth: Truth) -> bool:
    """The fingerprints that the head of the page gives in full, as far as they are shown."""
    return (
        "fingerprint" in text.spot.element.classes
        and truth.identity is not None
        and text.text.strip() == truth.identity.fingerprint
    )


def _draft(text: Text, _page: Page, truth: Truth) -> bool:
    """The number and day of an issued draft."""
    issue = truth.identity.issue if truth.identity else None
    said = f"Draft {issue.number} · {issue.issued}" if issue else ""
    return "identity" in text.spot.element.classes and text.text.strip() == said


def _title_page(text: Text, _page: Page, truth: Truth) -> bool:
    """The authors and key words of the study, as study.toml has them."""
    choices = truth.study.configuration
    known = {"authors": choices.authors, "keywords": choices.keywords}
    classes = text.spot.element.classes
    return any(n in classes and text.text.strip() == ", ".join(known[n]) for n in known)


def _row_name(text: Text, _page: Page, truth: Truth) -> bool:
    """The name of a row: a patient, or what a result in it is about."""
    row, said = text.spot.within("tr"), text.text.strip()
    if row is None or attribute(text.spot.element, "scope") != "row":
        return False
    ids = [attribute(e, "data-result") for e in row.elements() if e.tag == MARK]
    topics = [truth.known[result_id].topic for result_id in ids if result_id in truth.known]
    if said in truth.patients:
        own = {topic.patient for topic in topics}
        return said in own or not own & truth.patients
    return any(said in (topic.variable, topic.level, topic.group) for topic in topics)


def _column_name(text: Text, page: Page, truth: Truth) -> bool:
    """The head of a column of a grade, under which stand results of that grade."""
    if attribute(text.spot.element, "scope") != "col" or not A_GRADE.fullmatch(text.text.strip()):
        return False
    said, table = text.text.strip().lower(), text.spot.within("table")
    under = (
        truth.known.get(result_of(mark))
        for mark in page.marks
        if any(each is table for each in mark.around)
    )
    return any(said == f"grade {result.topic.level}" for result in under if result)


KINDS: Mapping[str, Holds] = MappingProxyType(
    {
        "citation": _citation,
        "mention of a table or figure": _mention,
        "label of a table or figure": _label,
        "reference": _reference,
        "source of the reconstruction": _source,
        "fingerprint": _fingerprint,
        "number and day of the draft": _draft,
        "authors and key words": _title_page,
        "name of a row": _row_name,
        "name of a column": _column_name,
    }
)
"""The kinds of text that may hold a number without a mark, each with what it is held to."""
NAME = "name with a digit"
IN_WORDS = "number-in-words"


def plain_text(element: Element) -> str:
    """Give the text of an element with single spaces, breaking or not."""
    return " ".join(element.text().split())


def unmarked_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find every number, in digits or in words, that is neither marked nor of a known kind."""
    for text in page.texts:
        if text.spot.within(MARK) is None and kind_of(text, page, truth) is None:
            for match in NUMBER.finditer(truth.without_names(text.text)):
                words = text.words_around(*match.span())
                said = text.text[slice(*match.span())]
                message = f"{said} is neither marked nor part of a known name; in {words}"
                yield Finding("unmarked-number", text.spot.place, message)
    yield from _spelled_numbers(page, _named_numbers(truth))
    yield from _spoken_numbers(page, truth)


def kind_of(text: Text, page: Page, truth: Truth) -> str | None:
    """Say of which kind the numbers of a text without a mark are; none if they are strays."""
    if not NUMBER.search(truth.without_names(text.text)):
        return NAME
    return next((kind for kind, holds in KINDS.items() if holds(text, page, truth)), None)


def unmarked_counts(page: Page, truth: Truth) -> Counter[str]:
    """Count the numbers without a mark by their kind."""
    counts: Counter[str] = Counter()
    for text in page.texts:
        numbers = len(NUMBER.findall(text.text))
        if numbers and text.spot.within(MARK) is None:
            counts[kind_of(text, page, truth) or "unmarked"] += numbers
    return counts


def _spelled_numbers(page: Page, named: frozenset[str]) -> Iterator[Finding]:
    """Find number words before what a study counts; each must be marked as a digit must."""
    for block, spot in _blocks(page):
        for said in block.split(BREAK):
            for match in SPELLED.finditer(said):
                if f"{match[0]} {match['noun']}".lower() in named:
                    continue
                words = quoted(said[: match.start()], match[0], said[match.end() :])
                message = f"{match[0]!r} counts something and is not marked; in {words}"
                yield Finding("number-in-words", spot.place, message)


def _named_numbers(truth: Truth) -> frozenset[str]:
    """Spell the numbers in the ids of results: six months, five years, one cycle.

    Such a number names what is measured and is no measurement: at_6_months, survival_5_years.
    """
    ids = (*truth.entries, *truth.study.literature)
    found = {match.groups() for name in ids for match in A_NAMED_NUMBER.finditer(name)}
    return frozenset(f"{number_word(int(n)) if n.isdecimal() else n} {noun}" for n, noun in found)


def _blocks(page: Page) -> Iterator[tuple[str, Spot]]:
    """Give the text of each block, and whose it is; blocks within it and line breaks part it."""
    for spot in page.spots:
        is_block = spot.element.tag not in UNBROKEN
        if is_block and not any(spot.within(name=each) for each in ("references", "notice")):
            yield HIDDEN.sub("", _with_marks_blanked(spot.element)), spot


def _with_marks_blanked(element: Element) -> str:
    """Give the text of an element with each mark as a sign that is neither word nor digit."""
    pieces = []
    for child in element.children:
        if isinstance(child, str):
            pieces.append(A_SPACE.sub(" ", child))
        elif isinstance(child, Element) and child.tag not in UNBROKEN:
            pieces.append(BREAK)
        elif isinstance(child, Element):
            pieces.append("#" if child.tag == MARK else _with_marks_blanked(child))
    return "".join(pieces)


def _spoken_numbers(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find numbers in what is read aloud or shown on touch; the words for figures stand apart."""
    for spot in page.spots:
        for name in ("aria-label", "title", "data-running"):
            said = attribute(spot.element, name)
            for match in NUMBER.finditer(truth.without_names(said)):
                message = f"{said[slice(*match.span())]} is said in {name} {said!r} and belongs to no name"
                yield Finding("unmarked-number", spot.place, message)
