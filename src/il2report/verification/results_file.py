"""results.json: what the data give, or where they have changed since, consistent in itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from il2report.document.formats import AT_LEAST, STILL_ONGOING, NumberStyle
from il2report.document.printer import NOT_ESTIMABLE, NOT_REACHED
from il2report.errors import Finding, Place
from il2report.results.catalogue import Result, Statistic
from il2report.verification.truth import Truth

RESULTS = "report/results.json"
MOST_DECIMALS = 3
ROUNDING = 1e-9
"""The largest relative difference of two values that are computed in different ways."""
Entry = Mapping[str, Any]


def entry_findings(truth: Truth) -> Iterator[Finding]:
    """Compare results.json with what the data give today, and its entries with each other."""
    entries, today = truth.printable, truth.expected
    if today is None:
        yield from _unprintable(entries, truth.style)
    else:
        for key in sorted({*entries, *today}):
            if (difference := _difference(entries.get(key), today.get(key))) is not None:
                yield Finding("differing-results", Place(RESULTS), f"{key} {difference}")
    for key in truth.entries:
        if result := truth.known.get(key):
            yield from _differing_share(result, truth)
            yield from _disordered_range(result, truth)


def _difference(ours: Entry | None, theirs: Entry | None) -> str | None:
    if ours == theirs:
        return None
    if ours is None:
        return "is missing, and the data give it"
    if theirs is None:
        return "is given, and the data do not give it"
    name = next(name for name in (*theirs, *ours) if ours.get(name) != theirs.get(name))
    return f"has the {name} {ours.get(name)!r}, and the data give {theirs.get(name)!r}"


def _unprintable(entries: Mapping[str, Entry], style: NumberStyle) -> Iterator[Finding]:
    """Find texts that their values never print as, with any number of decimals."""
    for key, entry in entries.items():
        value, text = entry["value"], entry["text"]
        bare = text.removeprefix(AT_LEAST).removesuffix(STILL_ONGOING)
        ways = (None, *range(MOST_DECIMALS + 1))
        if value is None:
            is_in_style = text in (NOT_REACHED, NOT_ESTIMABLE)
        else:
            is_in_style = any(bare == style.text(value, entry["unit"], entry["n"], w) for w in ways)
        if not is_in_style:
            message = f"{key} has the text {text!r}, which {value} never prints as"
            yield Finding("differing-results", Place(RESULTS), message)


def _differing_share(result: Result, truth: Truth) -> Iterator[Finding]:
    """Find a percentage that is not that of the count of the same topic."""
    count_id = truth.by_topic.get((result.topic, Statistic.N), "")
    count, percent, of = (
        _value(count_id, truth),
        _value(result.id, truth),
        truth.entries[result.id]["n"],
    )
    if result.statistic is not Statistic.PERCENT or count is None or percent is None or not of:
        return
    if not _is_close(100 * count / of, percent):
        message = f"{count_id} is {count} of {of}, {100 * count / of:.4g}%, and {result.id} is {percent:.4g}"
        yield Finding("differing-share", Place(RESULTS), message)


def _disordered_range(result: Result, truth: Truth) -> Iterator[Finding]:
    """Find limits in the wrong order, and estimates outside of their limits."""
    upper = {Statistic.CI_LOW: Statistic.CI_HIGH, Statistic.MIN: Statistic.MAX}
    if result.statistic not in upper:
        return
    if result.limits_of:  # several fits may be about one topic
        high_id = truth.upper_limits.get(result.limits_of, "")
    else:
        high_id = truth.by_topic.get((result.topic, upper[result.statistic]), "")
    low, high = _value(result.id, truth), _value(high_id, truth)
    if low is None or high is None:
        return
    if low > high:
        message = f"the lower end {result.id} is {low:.4g}, above {high_id}, {high:.4g}"
        yield Finding("disordered-range", Place(RESULTS), message)
    middles = ((result.topic, Statistic.MEDIAN), (result.topic, Statistic.MEAN))
    within = (
        [result.limits_of] if result.limits_of else [truth.by_topic.get(m, "") for m in middles]
    )
    for key in within:
        value = _value(key, truth)
        if value is None or low <= value <= high or _is_close(value, low) or _is_close(value, high):
            continue
        message = f"{key} is {value:.4g}, outside of its limits {low:.4g} and {high:.4g}"
        yield Finding("disordered-range", Place(RESULTS), message)


def _value(key: str, truth: Truth) -> float | None:
    entry = truth.entries.get(key)
    return entry["value"] if entry else None


def _is_close(one: float, other: float) -> bool:
    return abs(one - other) <= ROUNDING * max(1.0, abs(one), abs(other))
