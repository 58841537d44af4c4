"""Printed numbers held against each other: the same twice, k of n and its percentage, ranges, sums.

Only what is printed counts here, with the results that say what it is and the patients whom
results.json names; no result is named.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from il2report.document.grammar import number_word
from il2report.errors import Finding
from il2report.results.catalogue import Statistic
from il2report.verification.shown import Page, Spot, attribute, result_of
from il2report.verification.truth import Truth

PLAIN = re.compile(r"(?P<before>.*?)(?P<digits>\d{1,40}(?:\.\d{1,40})?|\.\d{1,40})(?P<behind>.*)")
SEPARATORS = re.compile(r"(?<=\d)[,\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}](?=\d{3})")
WORDS: Mapping[str, int] = {
    "no": 0,
    **{number_word(n, with_and=with_and): n for n in range(1001) for with_and in (False, True)},
}
RANGES: Mapping[Statistic, Statistic] = {
    Statistic.CI_LOW: Statistic.CI_HIGH,
    Statistic.MIN: Statistic.MAX,
}
"""The upper end of each range by the lower."""


@dataclass(frozen=True)
class Printed:
    """A marked number as it is printed: whose it is, its value, its decimals, and its sign."""

    spot: Spot
    result_id: str
    text: str

    @classmethod
    def of(cls, spot: Spot) -> "Printed":
        """Read a mark; the denominator of a result is a number of its own."""
        part = attribute(spot.element, "data-part")
        return cls(spot, f"{result_of(spot)}{f'/{part}' if part else ''}", spot.element.text())

    @cached_property
    def _digits(self) -> tuple[str, Fraction, int] | None:
        said = SEPARATORS.sub("", self.text).replace("·", ".")
        if (word := WORDS.get(said.lower())) is not None:
            return "", Fraction(word), 0
        found = PLAIN.fullmatch(said)
        if found is None:
            return None
        sign = found["before"].strip()[-1:] if found["before"] else ""
        return sign, Fraction(found["digits"]), len(found["digits"].partition(".")[2])

    @property
    def value(self) -> Fraction | None:
        """The number that the text says, as far as it says one."""
        return self._digits[1] if self._digits else None

    @property
    def half_unit(self) -> Fraction:
        """Half of the last decimal printed."""
        return Fraction(1, 2 * 10 ** self._digits[2]) if self._digits else Fraction(0)

    @property
    def said(self) -> tuple[str, Fraction | str]:
        """What it says, whatever the form: one, One and 1 are the same."""
        if self._digits is None:
            return "", self.text
        sign, value, _ = self._digits
        return sign if sign in "<>≥+" else "", value


class Prints:
    """Every marked number of a page, as printed, by its id and in reading order."""

    def __init__(self, page: Page) -> None:
        self.all = tuple(Printed.of(spot) for spot in page.marks)
        self.by_id: dict[str, list[Printed]] = defaultdict(list)
        for printed in self.all:
            self.by_id[printed.result_id].append(printed)

    def first(self, result_id: str) -> Printed | None:
        """The first print of a result, if there is any with a number."""
        found = self.by_id.get(result_id, [])
        return next((printed for printed in found if printed.value is not None), None)


def agreement_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find numbers of the page that contradict each other."""
    prints = Prints(page)
    yield from _printed_otherwise(prints)
    yield from _shares_that_differ(prints, truth)
    yield from _disordered_limits(prints, truth)
    yield from _rows_that_do_not_add_up(page, truth)


def _printed_otherwise(prints: Prints) -> Iterator[Finding]:
    """Find results that say one number here and another there."""
    for result_id, printed in prints.by_id.items():
        says: dict[tuple[str, Fraction | str], Printed] = {}
        for each in printed:
            says.setdefault(each.said, each)
        first, *others = says.values()
        for other in others:
            message = (
                f"{result_id} is printed as {other.text} here and as {first.text} in"
                f" {first.spot.section}; in {other.spot.words_around()}"
            )
            yield Finding("printed-differently", other.spot.place, message)


def _shares_that_differ(prints: Prints, truth: Truth) -> Iterator[Finding]:
    """Find percentages that are not those of the count printed of the same topic."""
    for printed in prints.all:
        share = truth.known.get(printed.result_id)
        if share is None or share.statistic is not Statistic.PERCENT or printed.value is None:
            continue
        count_id = truth.by_topic.get((share.topic, Statistic.N), "")
        count, of = prints.first(count_id), _denominator(count_id, share.id, prints, truth)
        if count is None or not of:
            continue
        exact = 100 * (count.value or Fraction(0)) / of
        if not _prints_as(exact, printed):
            message = (
                f"{count.text} of {of} is {float(exact):.4g}%, and {printed.text} is printed; in"
                f" {printed.spot.words_around()}"
            )
            yield Finding("differing-share", printed.spot.place, message)


def _denominator(count_id: str, share_id: str, prints: Prints, truth: Truth) -> int:
    """Give the denominator as it is printed, else as results.json has it."""
    if (printed := prints.first(f"{count_id}/n")) and printed.value is not None:
        return int(printed.value)
    entry = truth.entries.get(share_id) or {}
    return int(entry.get("n") or 0)


def _prints_as(exact: Fraction, printed: Printed) -> bool:
    sign, value = printed.said[0], printed.value or Fraction(0)
    if sign in ("<", ">"):
        return exact < value if sign == "<" else exact > value
    return abs(exact - value) <= printed.half_unit


def _disordered_limits(prints: Prints, truth: Truth) -> Iterator[Finding]:
    """Find limits in the wrong order, and estimates that lie outside of their limits."""
    for result_id in list(prints.by_id):
        lower = truth.known.get(result_id)
        if lower is None or lower.statistic not in RANGES:
            continue
        topic, upper = lower.topic, RANGES[lower.statistic]
        low, high = prints.first(result_id), prints.first(truth.by_topic.get((topic, upper), ""))
        between = [lower.limits_of] if lower.limits_of else []
        if not between:
            middles = ((topic, Statistic.MEDIAN), (topic, Statistic.MEAN))
            between = [truth.by_topic[each] for each in middles if each in truth.by_topic]
        if low and high:
            yield from _outside(low, high, [prints.first(each) for each in between])


def _outside(low: Printed, high: Printed, between: Iterable[Printed | None]) -> Iterator[Finding]:
    if low.value is not None and high.value is not None and low.value > high.value:
        message = f"{low.text} stands as the lower end of {low.text} to {high.text}"
        yield Finding(
            "disordered-range", low.spot.place, f"{message}; in {low.spot.words_around()}"
        )
    for each in between:
        if each is None or each.value is None or low.value is None or high.value is None:
            continue
        if not low.value - each.half_unit <= each.value <= high.value + each.half_unit:
            message = f"{each.result_id} is {each.text}, outside of {low.text} to {high.text}"
            words = each.spot.words_around()
            yield Finding("disordered-range", each.spot.place, f"{message}; in {words}")


# --- tables ---------------------------------------------------------------------------------------


def _rows_that_do_not_add_up(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find groups of rows that part all patients among them, and rows of grades, with a wrong sum."""
    for tag, counts in _counts_together(page, truth):
        yield from _partition(counts, truth)
        if tag == "tr":
            yield from _beyond_their_whole(counts, truth)


def _counts_together(page: Page, truth: Truth) -> Iterator[tuple[str, list[Printed]]]:
    """Gather the counts of each row and of each group of rows."""
    gathered: dict[int, tuple[str, list[Printed]]] = {}
    for mark in page.marks:
        printed = Printed.of(mark)
        if _is_count(printed, truth):
            for element in mark.around:
                if element.tag in ("tbody", "tr"):
                    gathered.setdefault(id(element), (element.tag, []))[1].append(printed)
    yield from gathered.values()


def _is_count(printed: Printed, truth: Truth) -> bool:
    """Whether it counts patients, whom results.json names."""
    entry = truth.entries.get(printed.result_id)
    return (
        entry is not None
        and entry["unit"] == "count"
        and "patients" in entry
        and len(_members(printed, truth)) == entry["value"]
    )


def _members(printed: Printed, truth: Truth) -> frozenset[str]:
    return frozenset(str(truth.entries[printed.result_id]["patients"]).split())


def _partition(counts: Sequence[Printed], truth: Truth) -> Iterator[Finding]:
    """Check rows whose patients are apart and together all of their denominator."""
    members = [_members(each, truth) for each in counts]
    apart = all(not one & other for one, other in combinations(members, 2))
    sizes = {truth.entries[each.result_id]["n"] for each in counts}
    if len(counts) < 2 or not apart or sizes != {sum(map(len, members))}:
        return
    total = sum(each.value or Fraction(0) for each in counts)
    if [total] != list(sizes):
        said = " + ".join(each.text for each in counts)
        message = f"{said} is {total}, and the rows part {max(sizes)} patients among them"
        yield Finding("wrong-sum", counts[0].spot.place, message)


def _beyond_their_whole(counts: Sequence[Printed], truth: Truth) -> Iterator[Finding]:
    """Check a row in which one count holds all others, which are apart."""
    if len(counts) < 2:
        return
    whole = max(counts, key=lambda each: len(_members(each, truth)))
    parts = [each for each in counts if each is not whole]
    members = [_members(each, truth) for each in parts]
    apart = all(not one & other for one, other in combinations(members, 2))
    if not apart or not frozenset().union(*members) <= _members(whole, truth):
        return
    total = sum(each.value or Fraction(0) for each in parts)
    if total > (whole.value or Fraction(0)):
        said = " + ".join(each.text for each in parts)
        message = f"{said} is {total}, more than the {whole.text} that they are part of"
        yield Finding("wrong-sum", whole.spot.place, message)
