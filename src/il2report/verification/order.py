"""References, tables and figures: numbered as they are first mentioned, all of them, each once."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from il2report.document.citations import ROMAN
from il2report.errors import Finding, Place
from il2report.verification.shown import PAGE, Page, Spot, attribute, quoted
from il2report.verification.truth import Truth
from il2report.verification.unmarked import plain_text

ENTRY = re.compile(r"reference-(\d{1,4})")
NAMED = re.compile(r"\b(?:Tables?|Figures?|Figs?\.)[ \N{NO-BREAK SPACE}](?:S?\d+|[IVX]+)\b")
KIND = re.compile(r"(Table|Figure) (S?)([IVX]+|\d{1,4})")


def order_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find references, tables and figures that are not cited in order, or not at all."""
    yield from _references(page, truth)
    yield from _floats(page)
    yield from _unlinked(page)


def _references(page: Page, truth: Truth) -> Iterator[Finding]:
    listed = _listed(page)
    numbers = [number for number, _ in listed]
    if numbers != list(range(1, len(numbers) + 1)):
        message = "the entries of the reference list are not numbered from 1 without a gap"
        yield Finding("wrong-order", Place(PAGE, section="References"), message)
    times = Counter(text for _, text in listed)
    for number, text in listed:
        if times[text] > 1:
            message = f"reference {number} stands in the list {times[text]} times: {text}"
            yield Finding("repeated-reference", Place(PAGE, section="References"), message)
        elif text not in truth.works.values():
            message = f"reference {number} is no work of data/references.json as printed: {text}"
            yield Finding("unknown-work", Place(PAGE, section="References"), message)
    yield from _citations(page, frozenset(numbers))


def _listed(page: Page) -> list[tuple[int, str]]:
    found = ((ENTRY.fullmatch(name), spot) for name, spot in page.ids.items())
    entries = [(int(match[1]), plain_text(spot.element)) for match, spot in found if match]
    section = page.named("references")
    items = [e for s in section[:1] for e in s.element.elements() if e.tag == "li"]
    return entries if len(items) == len(entries) else [*entries, (0, "an entry without a number")]


def _citations(page: Page, listed: frozenset[int]) -> Iterator[Finding]:
    seen: set[int] = set()
    for spot, numbers in page.citations():
        for number in sorted(set(numbers) - seen):
            if number not in listed:
                message = f"{number} is cited and not listed; in {spot.words_around()}"
                yield Finding("unlisted-citation", spot.place, message)
            elif number != len(seen & listed) + 1:
                message = (
                    f"{number} is cited first where {len(seen & listed) + 1} should be; in"
                    f" {spot.words_around()}"
                )
                yield Finding("wrong-order", spot.place, message)
            seen.add(number)
    for number in sorted(listed - seen):
        message = f"reference {number} is listed and cited nowhere"
        yield Finding("uncited-work", Place(PAGE, section="References"), message)


# --- tables and figures ---------------------------------------------------------------------------


def _floats(page: Page) -> Iterator[Finding]:
    figures = [spot for spot in page.spots if spot.element.tag == "figure"]
    labels = {spot.element.id: _label(spot) for spot in figures}
    mentioned = list(dict.fromkeys(map(_target, _mentions(page))))
    for spot in figures:
        if spot.element.id not in mentioned:
            message = f"{labels[spot.element.id]} is mentioned nowhere in the text"
            yield Finding("unmentioned-float", spot.place, message)
    for spot in _mentions(page):
        if _target(spot) not in labels:
            message = f"there is no such table or figure; in {spot.words_around()}"
            yield Finding("missing-float", spot.place, message)
    yield from _counted_on([labels[spot.element.id] for spot in figures], "stands")
    yield from _counted_on([labels[key] for key in mentioned if key in labels], "is mentioned")


def _label(figure: Spot) -> str:
    label = figure.element.find(name="label")
    return plain_text(label).rstrip(".") if label else figure.element.id


def _mentions(page: Page) -> list[Spot]:
    """The mentions in the text; a legend is no mention of its figure."""
    return [spot for spot in page.named("mention") if spot.within(name="legends") is None]


def _target(mention: Spot) -> str:
    return attribute(mention.element, "href").removeprefix("#")


def _counted_on(labels: Sequence[str], how: str) -> Iterator[Finding]:
    """Find labels that do not go up by one within their kind, or are of no kind."""
    numbered: dict[str, list[int]] = {}
    for label in labels:
        match = KIND.fullmatch(label)
        number = _number(match[3]) if match else 0
        if match is None or not number:
            message = f"{label!r} is no label of a table or figure"
            yield Finding("wrong-order", Place(PAGE, section=label or "Figure"), message)
            continue
        numbered.setdefault(f"{match[1]} {match[2]}", []).append(number)
    for kind, numbers in numbered.items():
        for before, number in pairwise((0, *numbers)):
            if number != before + 1:
                name = next(label for label in labels if _is(label, kind, number))
                message = f"{name} {how} where number {before + 1} of its kind should"
                yield Finding("wrong-order", Place(PAGE, section=name), message)
                break


def _is(label: str, kind: str, number: int) -> bool:
    match = KIND.fullmatch(label)
    return match is not None and f"{match[1]} {match[2]}" == kind and _number(match[3]) == number


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return ROMAN.index(text) + 1 if text in ROMAN else 0


def _unlinked(page: Page) -> Iterator[Finding]:
    """Find names of tables and figures that lead nowhere."""
    for text in page.texts:
        if text.spot.within(name="mention") or "label" in text.spot.element.classes:
            continue
        if text.spot.within(name="references") or text.spot.within(name="notice"):
            continue
        for match in NAMED.finditer(text.text):
            words = quoted(text.text[: match.start()], match[0], text.text[match.end() :])
            yield Finding("missing-float", text.spot.place, f"{match[0]} leads nowhere; in {words}")
