"""Numbers from data: each must be what its result, fact of the literature or choice prints."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from il2report.document.formats import NumberStyle
from il2report.document.grammar import LARGEST_WORD
from il2report.errors import Finding
from il2report.results.catalogue import Result, Statistic
from il2report.templating.facts import decimals_given
from il2report.verification.passages import Passage
from il2report.verification.truth import Choice, Truth

LEVEL = "confidence_level"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a number must be: one of these values, and one of these texts."""

    values: frozenset[str]
    texts: frozenset[str]

    @classmethod
    def of(cls, values: Iterable[object], texts: Iterable[str]) -> "Expected":
        """Write values as the page has them."""
        return cls(frozenset(map(str, values)), frozenset(texts))


def mark_kind(name: str, truth: Truth) -> str:
    """Say what a number names: a result, a fact of the literature or a choice of study.toml."""
    if name in truth.facts:
        return "literature fact"
    return "protocol constant" if name in truth.choices else "result"


def mark_findings(passages: Iterable[Passage], truth: Truth) -> Iterator[Finding]:
    """Find every number whose id is unknown, or whose text or value is not that of its id."""
    for passage in passages:
        for number, at in passage.numbers:
            words = f"in {passage.quoted(at.start, at.end)}"
            marked = f"{number.text!r} is marked as {number.result}"
            value = "" if number.value is None else str(number.value)
            try:
                expected = expected_of(number.result, number.part, truth)
            except LookupError:
                if not truth.is_kept_back(number.result):
                    message = f"{marked}, and there is no such result; {words}"
                    yield Finding("unknown-result", passage.place, message)
                continue
            if value not in expected.values:
                wanted = " or ".join(sorted(expected.values)) or "no value"
                message = (
                    f"{marked} with the value {value or 'none'}, and its value is {wanted}; {words}"
                )
                yield Finding("differing-value", passage.place, message)
            if number.text not in expected.texts:
                message = f"{marked}, and prints as {' or '.join(sorted(expected.texts))}; {words}"
                yield Finding("differing-text", passage.place, message)


def expected_of(result_id: str, part: str, truth: Truth) -> Expected:
    """Give what a number that names this id must be.

    Raises
    ------
    LookupError
        When the study has no result, fact or choice of that name.
    """
    if fact := truth.facts.get(result_id):
        decimals = decimals_given(fact.value) if fact.decimals is None else fact.decimals
        return Expected.of([fact.value], [truth.style.number(fact.value, decimals)])
    if choice := truth.choices.get(result_id):
        return _chosen(choice, truth.style)
    entry = truth.entries[result_id]
    if part == "n":
        texts = [truth.style.count(entry["n"]), truth.style.word(entry["n"])]
        return Expected.of([entry["n"]], texts)
    if part:
        raise LookupError(part)
    return _computed(truth.known.get(result_id), entry, truth.style)


def _chosen(choice: Choice, style: NumberStyle) -> Expected:
    value = choice.value
    if isinstance(value, date):
        return Expected.of([value.isoformat()], [f"{value:%B %Y}"])
    if isinstance(value, str):
        return Expected.of([value], [value])
    if choice.name == LEVEL:
        return Expected.of([value], [f"{value}%", str(value)])
    if not isinstance(value, int | float):
        raise LookupError(choice.name)  # noqa: TRY004 (the page asks for a choice that is no number)
    if decimals := decimals_given(value):
        return Expected.of([value], [style.number(value, decimals)])
    whole = round(value)
    return Expected.of([whole, value], [style.count(whole), style.word(whole)])


def _computed(result: Result | None, entry: Mapping[str, Any], style: NumberStyle) -> Expected:
    value, texts = entry["value"], [entry["text"]]
    if value is None:
        return Expected.of([""], texts)
    if entry["unit"] == "count" and value in range(LARGEST_WORD + 1):
        texts += [style.word(int(value)), style.sentence_start(int(value))]
        texts += ["no", "No"] if value == 0 else []
    if entry["unit"] == "p_value":
        texts.append(style.p_phrase(value))
    if result and result.statistic in (Statistic.MIN, Statistic.MAX) and value == int(value):
        texts.append(style.count(int(value)))
    return Expected.of([value], texts)
