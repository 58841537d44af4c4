"""Marked numbers: each must be what its result, fact of the literature or choice prints."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from il2report.document.formats import AT_LEAST, STILL_ONGOING, NumberStyle
from il2report.document.grammar import LARGEST_WORD
from il2report.document.printer import NOT_ESTIMABLE, NOT_REACHED
from il2report.errors import Finding, Place
from il2report.results.catalogue import Result, Statistic
from il2report.templating.vocabulary import decimals_given
from il2report.verification.shown import Page, Spot, attribute, result_of
from il2report.verification.truth import Choice, Truth

RESULTS = "report/results.json"
LEVEL = "confidence_level"
MOST_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Promise:
    """What a mark must carry: one of these values, and one of these texts."""

    values: frozenset[str]
    texts: frozenset[str]


def mark_kind(name: str, truth: Truth) -> str:
    """Say what a mark names: a result, a fact of the literature or a choice of study.toml."""
    if name in truth.facts:
        return "literature fact"
    return "protocol constant" if name in truth.choices else "result"


def mark_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find every mark whose id is unknown, or whose text or value is not that of its id."""
    for mark in page.marks:
        try:
            promised = promise(result_of(mark), attribute(mark.element, "data-part"), truth)
        except LookupError:
            if truth.is_kept_back(result_of(mark)):
                continue
            message = f"{_told(mark)}, and there is no such result; in {mark.words_around()}"
            yield Finding("unknown-result", mark.place, message)
            continue
        yield from _slips(mark, promised)


def _slips(mark: Spot, promised: Promise) -> Iterator[Finding]:
    value, text = attribute(mark.element, "value"), mark.element.text()
    if value not in promised.values:
        wanted = " or ".join(sorted(promised.values)) or "no value"
        message = f"{_told(mark)} with the value {value or 'none'}, and its value is {wanted}"
        yield Finding("differing-value", mark.place, f"{message}; in {mark.words_around()}")
    if text not in promised.texts:
        wanted = " or ".join(sorted(promised.texts))
        message = f"{_told(mark)}, and prints as {wanted}; in {mark.words_around()}"
        yield Finding("differing-text", mark.place, message)


def _told(mark: Spot) -> str:
    return f"{mark.element.text()!r} is marked as {result_of(mark)}"


def promise(result_id: str, part: str, truth: Truth) -> Promise:
    """Give what a number that names this id must carry.

    Raises
    ------
    LookupError
        When the study has no result, fact or choice of that name.
    """
    if fact := truth.facts.get(result_id):
        decimals = decimals_given(fact.value) if fact.decimals is None else fact.decimals
        return _promise([fact.value], [truth.style.number(fact.value, decimals)])
    if choice := truth.choices.get(result_id):
        return _chosen(choice, truth)
    entry = truth.entries[result_id]
    if part == "n":
        return _promise([entry["n"]], [truth.style.count(entry["n"])])
    if part:
        raise LookupError(part)
    return _computed(truth.known.get(result_id), entry, truth.style)


def _promise(values: list[object], texts: list[str]) -> Promise:
    return Promise(frozenset(map(str, values)), frozenset(texts))


def _chosen(choice: Choice, truth: Truth) -> Promise:
    value = choice.value
    if isinstance(value, date):
        return _promise([value.isoformat()], [f"{value:%B %Y}"])
    if isinstance(value, str):
        return _promise([value], [value])
    if choice.name == LEVEL:
        return _promise([value], [f"{value}%", str(value)])
    if not isinstance(value, int | float):
        raise LookupError(choice.name)  # noqa: TRY004 (the page asks for a choice that is no number)
    if decimals := decimals_given(value):
        return _promise([value], [truth.style.number(value, decimals)])
    whole = round(value)
    return _promise([whole, value], [truth.style.count(whole), truth.style.word(whole)])


def _computed(result: Result | None, entry: Mapping[str, Any], style: NumberStyle) -> Promise:
    value, texts = entry["value"], [entry["text"]]
    if value is None:
        return _promise([""], texts)
    if entry["unit"] == "count" and value in range(LARGEST_WORD + 1):
        texts += [style.word(int(value)), style.sentence_start(int(value))]
        texts += ["no", "No"] if value == 0 else []
    if entry["unit"] == "p_value":
        texts.append(style.p_phrase(value))
    if result and result.statistic in (Statistic.MIN, Statistic.MAX) and value == int(value):
        texts.append(style.count(int(value)))
    return _promise([value], texts)


# --- results.json itself --------------------------------------------------------------------------


def entry_findings(
    entries: Mapping[str, Mapping[str, Any]],
    today: Mapping[str, Mapping[str, Any]] | None,
    style: NumberStyle,
) -> Iterator[Finding]:
    """Hold results.json against what the data give today, or where they have moved, against itself.

    Parameters
    ----------
    entries : of results.json, by id
    today : the entries that the study's data give now, by id; None where they cannot be had
    style : of the build's numbers
    """
    if today is None:
        yield from _unprintable(entries, style)
        return
    for key in sorted({*entries, *today}):
        ours, theirs = entries.get(key), today.get(key)
        if ours != theirs:
            yield Finding("differing-results", Place(RESULTS), f"{key} {_difference(ours, theirs)}")


def _difference(ours: Mapping[str, Any] | None, theirs: Mapping[str, Any] | None) -> str:
    if ours is None:
        return "is missing, and the data give it"
    if theirs is None:
        return "is given, and the data do not give it"
    name = next(name for name in (*theirs, *ours) if ours.get(name) != theirs.get(name))
    return f"has the {name} {ours.get(name)!r}, and the data give {theirs.get(name)!r}"


def _unprintable(entries: Mapping[str, Mapping[str, Any]], style: NumberStyle) -> Iterator[Finding]:
    for key, entry in entries.items():
        if not _is_in_style(entry, style):
            message = (
                f"{key} has the text {entry['text']!r}, which {entry['value']} never prints as"
            )
            yield Finding("differing-results", Place(RESULTS), message)


def _is_in_style(entry: Mapping[str, Any], style: NumberStyle) -> bool:
    """Whether a value can print as its text does, with any number of decimals."""
    value, text = entry["value"], entry["text"]
    if value is None:
        return text in (NOT_REACHED, NOT_ESTIMABLE)
    bare = text.removeprefix(AT_LEAST).removesuffix(STILL_ONGOING)
    ways = (None, *range(MOST_DECIMALS + 1))
    return any(bare == style.text(value, entry["unit"], entry["n"], way) for way in ways)
