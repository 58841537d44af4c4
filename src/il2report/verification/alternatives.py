"""The words in place of a figure: every statement counted again from the data of the study."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from il2report.document.grammar import listed
from il2report.errors import Finding
from il2report.results import StudyResults
from il2report.verification.shown import Page, attribute
from il2report.verification.truth import NUMBER, Truth

FIGURE = r"(\d+(?:[,·.\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}]\d+)*)"
SEVERE = "Most frequent at grade 3 or higher: "
NOTHING_SEVERE = "None was of grade 3 or higher"
SENTENCE = re.compile(r"\. (?=[A-Z\d])|\.$")
GRADE_3 = 2
"""Where the counts of grade 3 stand."""

Expected = Callable[[re.Match[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Statement:
    """What may be said, and what its groups must be."""

    pattern: re.Pattern[str]
    expected: Expected


def alternative_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find statements that the data do not bear out, and numbers that no statement explains."""
    if truth.results is None:
        return
    known = _Statements(truth, truth.results)
    for spot in page.spots:
        said = attribute(spot.element, "alt")
        for slip in known.slips(said):
            message = f"{slip!r} in the words for the figure is not what the data give"
            yield Finding("differing-alternative", spot.place, message)


class _Statements:
    """The statements that the words for figures are made of, bound to one study."""

    def __init__(self, truth: Truth, results: StudyResults) -> None:
        self._truth, self._results = truth, results
        self._count = truth.style.count
        codebook = truth.study.codebook
        terms = {counts.term: counts.by_grade for counts in results.grades}
        label = codebook.label
        self._all = {label("adverse_events", "term", t): sum(by) for t, by in terms.items()}
        severe = {t: sum(by[GRADE_3:]) for t, by in terms.items()}
        self._severe = {label("adverse_events", "term", t): n for t, n in severe.items()}
        self._responses = {
            label("patients", "best_response", code): number
            for code, number in _responses(results).items()
        }

    def slips(self, text: str) -> Iterator[str]:
        """Name each statement that is wrong, and each number that is in none."""
        for sentence in filter(None, SENTENCE.split(text)):
            is_severe = sentence.startswith(SEVERE)
            counts = self._severe if is_severe else self._all | self._responses
            rest = sentence.removeprefix(SEVERE).replace(NOTHING_SEVERE, "")
            for statement in (*self._statements(), *_named(counts, self._count)):
                wrong = (
                    match[0]
                    for match in statement.pattern.finditer(rest)
                    if list(match.groups()) != list(statement.expected(match))
                )
                yield from wrong
                rest = statement.pattern.sub(" ", rest)
            unexplained = self._truth.without_names(rest)
            yield from (match[0] for match in re.finditer(r"\S*\d\S*", unexplained))

    def _statements(self) -> Iterator[Statement]:
        results, count = self._results, self._count
        n = len(results.times.patients)
        events = sum(results.times.progressed)
        both = [count(events), count(n - events)]
        median = self._truth.entries.get("progression.median", {}).get("text", "")
        at_risk = {count(c.time): count(c.at_risk) for c in results.risk_table}
        yield _fixed(rf"(?:for|of|among) {FIGURE} patients?\b", [count(n)])
        yield _fixed(rf"{FIGURE} progressed and {FIGURE} (?:was|were) censored", both)
        free = [lane.patient_id for lane in results.lanes if lane.progression is None]
        yield _fixed(
            rf"{FIGURE} progressed and {FIGURE} had not progressed at last contact \(([^)]+)\)",
            [*both, listed(free) if free else ""],
        )
        yield _fixed(rf"{FIGURE} progressed and {FIGURE} had not progressed", both)
        yield _fixed(rf"Median {FIGURE} months?\b", [median])
        yield _fixed(rf"{FIGURE} kinds? of adverse event", [count(len(results.grades))])
        yield Statement(
            re.compile(rf"{FIGURE} at month {FIGURE}"),
            lambda match: [at_risk.get(match[2], ""), match[2]],
        )
        longest = sorted(results.lanes, key=lambda lane: (-lane.last_contact, lane.patient_id))
        yield _fixed(r"that of (.+?), on top", [lane.patient_id for lane in longest[:1]])


def _fixed(pattern: str, expected: Sequence[str]) -> Statement:
    return Statement(re.compile(pattern), lambda _: expected)


def _named(counts: Mapping[str, int], count: Callable[[int], str]) -> Iterator[Statement]:
    """Say of each label, the longest first, in how many patients it was."""
    for label in sorted(counts, key=len, reverse=True):
        number = count(counts[label])
        yield _fixed(rf"(?<!\w){re.escape(label)} in {FIGURE}", [number])


def _responses(results: StudyResults) -> Mapping[str, int]:
    """Count the patients of each response, from what the figure was drawn from."""
    if results.spreads:
        return {spread.response: spread.patients for spread in results.spreads}
    codes = [lane.response for lane in results.lanes]
    return {code: codes.count(code) for code in codes}


def spoken_counts(page: Page) -> int:
    """Count the numbers in the words for figures."""
    said = (attribute(spot.element, "alt") for spot in page.spots)
    return sum(1 for _ in chain.from_iterable(map(NUMBER.finditer, said)))
