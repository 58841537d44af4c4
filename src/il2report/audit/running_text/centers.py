"""Medians and means with what is printed beside them: interval, range, quartiles, standard deviation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from il2report.audit.layout import TypedPassage
from il2report.audit.running_text.atoms import (
    END_OF_NUMBER,
    NUMBER,
    SIZE,
    PrintedLimits,
    limits_at,
    skip_filler,
)
from il2report.audit.running_text.sentences import Sentence
from il2report.audit.running_text.statistics import quoted

CENTER = re.compile(
    rf"""(?<![\w-])(?P<name>[Mm]edians?|[Mm]eans?|[Aa]verage)(?!\s+(?:difference|squared?|ratio|follow-up\s+difference))\b
    (?P<form>\s*(?:[(\[]\s*(?:\u00b1\s*)?(?:SD|s\.d\.|SE|SEM|standard\s+deviation|interquartile\s+range|IQR|range|[Qq]1\s*[-,]\s*[Qq]3|25th[-\s]75th\s+percentiles?|min(?:imum)?\s*[-,]\s*max(?:imum)?|95\s*%\s*CI)\s*[)\]]|(?:\u00b1|\+/-)\s*(?:SD|SE|SEM|standard\s+deviation)))?
    (?P<words>(?:[^.;()\[\]\d%=<>\u00b1]|(?<=[A-Za-z-])\d|[(][A-Za-z]{{2,8}}[)]){{0,90}}?)
    (?P<link>\b(?:was|is|were|of|at|age|aged)\b\s*|[=:,]\s*|\s)(?P<value>{NUMBER}){END_OF_NUMBER}(?![\d-]*-?(?:year|month|day|week|fold)s?\s+[a-z]{{4}})
    (?P<unit>\s*%|\s+(?!and\b|or\b|vs|versus|to\b|with\b|in\b|for\b|compared)[a-zA-Z\u00b5\u03bc][\w\u00b5\u03bc/^-]*(?:\s+(?!and\b|or\b|vs|versus)[a-zA-Z][\w/]*){{0,2}})?""",
    re.VERBOSE,
)
LETTER_M = re.compile(
    rf"(?<![\w.])M(?:ean)?\s*=\s*(?P<value>{NUMBER})\s*[,;(]\s*SD\s*=\s*(?P<sd>\d*\.?\d+){END_OF_NUMBER}"
)
SD_BEHIND = re.compile(
    rf"\s*(?:[(\[,;]\s*)*(?:\u00b1\s*)?(?:SD|s\.d\.|standard deviation)\s*(?:\u00b1|[=:,]|of|was)?\s*(?P<sd>\d*\.?\d+){END_OF_NUMBER}"
)
PLUS_MINUS = re.compile(rf"\s*(?:\u00b1|\+/-|\+-)\s*(?P<sd>\d*\.?\d+){END_OF_NUMBER}")
IN_BRACKETS = re.compile(rf"\s*[(\[]\s*(?:\u00b1\s*)?(?P<sd>\d*\.?\d+){END_OF_NUMBER}\s*[)\]]")
PAIR_BEHIND = re.compile(
    rf"""\s*(?:[(\[,;]\s*)?(?P<kind>(?:full\s+)?range|IQR|interquartile\s+range|Q1\s*[-,]\s*Q3|25th[-\s]75th\s+percentiles?|quartiles)?(?:\s*[(\[]IQR[)\]])?\s*(?:[,:=]|of|was|from|is)?\s*
    (?<![\d.])(?P<low>{NUMBER})\s*%?\s*(?:-|to|,|;|and)\s*(?P<high>{NUMBER}){END_OF_NUMBER}""",
    re.VERBOSE,
)
STANDARD_ERROR = re.compile(r"\bS\.?E\.?M?\.?\b|standard error", re.IGNORECASE)
STANDARD_DEVIATION = re.compile(r"\bS\.?D\.?\b|standard deviation", re.IGNORECASE)
NAMED_LIKE_A_CENTER = re.compile(
    r"(?:stage|grade|phase|type|level|group|day|week|cycle|arm|cohort|Table|Figure)s?\s*$"
)

NEXT_CENTER = re.compile(
    rf"(?:\s*\b(?:with|in|for)(?:\s+[\w-]+){{1,5}}?)?\s*(?:,\s*)?(?:as\s+)?(?:vs\.?|versus|and|compared\s+(?:with|to))\s+(?P<value>{NUMBER}){END_OF_NUMBER}(?P<unit>\s*%|\s+[a-zA-Z][\w/]*)?(?=\s*[(\[])"
)
STEPS = 4


@dataclass(slots=True)
class Beside:
    """What is printed beside a mean or a median, and where it ends."""

    end: int
    limits: PrintedLimits | None = None
    sd: str = ""
    range: str = ""
    iqr: str = ""
    n: str = ""
    is_inferred: bool = False

    @property
    def is_something(self) -> bool:
        """Whether anything is printed beside it."""
        return bool(self.limits or self.sd or self.range or self.iqr)


Read = Iterator[tuple[int, int, TypedPassage]]


def read_centers(sentence: Sentence) -> Read:
    """Read the means and medians of a sentence that have a spread or an interval beside them."""
    text = sentence.text
    for found in LETTER_M.finditer(text):
        if sentence.is_free(*found.span()):
            beside = Beside(found.end(), sd=found["sd"])
            after = skip_filler(text, beside.end)
            if size := SIZE.match(text, after):
                beside.n, beside.end = size["n"], size.end()
            yield _read(sentence, found.start(), "mean", "Mean", found["value"], "", beside)
    if "ean" not in text and "edian" not in text and "verage" not in text:
        return
    for found in CENTER.finditer(text):
        if not sentence.is_free(found.start(), found.end("value")):
            continue
        if NAMED_LIKE_A_CENTER.search(text[: found.start("value")].rstrip(" :=,")):
            continue
        yield from _with_next(found, sentence)


def _with_next(found: re.Match[str], sentence: Sentence) -> Read:
    """Read a center, and those of further groups that follow it."""
    kind = "median" if found["name"].lower().startswith("median") else "mean"
    form = (found["form"] or "").lower()
    beside = _beside(found.end("value"), found.end(), sentence, kind, form)
    if not beside.is_something:
        return
    head = " ".join(f"{found['name']} {found['words'] or ''}{found['link']}".split())
    label = re.sub(r"\s*[,:=]?\s*\b(?:was|is|were|of|at)?\s*$", "", head)
    label = label[:1].upper() + label[1:]
    yield _read(sentence, found.start(), kind, label, found["value"], found["unit"], beside)
    while following := NEXT_CENTER.match(sentence.text, _closed(sentence.text, beside.end)):
        beside = _beside(following.end("value"), following.end(), sentence, kind, form)
        beside.is_inferred = True
        if not beside.is_something:
            return
        value = following["value"]
        yield _read(sentence, following.start(), kind, label, value, following["unit"], beside)


def _closed(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip(")] "))


def _read(
    sentence: Sentence,
    start: int,
    kind: str,
    label: str,
    value: str,
    unit: str | None,
    beside: Beside,
) -> tuple[int, int, TypedPassage]:
    limits = beside.limits
    sentence.claim(start, beside.end)
    passage = TypedPassage(
        place=sentence.place,
        says=quoted(sentence, start, beside.end),
        kind=kind,  # type: ignore[arg-type]
        label=label,
        unit=" ".join((unit or "").split()).rstrip(" ,.") or None,
        value=value,
        n=beside.n or None,
        sd=beside.sd or None,
        range=beside.range or None,
        iqr=beside.iqr or None,
        ci=limits.text if limits and limits.is_whole_level else None,
        level=(limits.level or 95) if limits else 95,
        proposed=beside.is_inferred,
    )
    return start, beside.end, passage


def _beside(value_end: int, unit_end: int, sentence: Sentence, kind: str, form: str) -> Beside:
    """Gather what is printed directly behind the number, or behind its unit."""
    text = sentence.text
    of_form = _by_form(text, value_end, unit_end, kind, form)
    if of_form.is_something:
        return of_form
    beside = Beside(unit_end)
    if kind == "mean" and (found := _first(PLUS_MINUS, text, value_end, unit_end)):
        near = text[max(0, value_end - 120) : found.end() + 30]
        is_error = STANDARD_ERROR.search(near) and not STANDARD_DEVIATION.search(near)
        beside.end = found.end()
        if not is_error:
            beside.sd = found["sd"]
            beside.is_inferred = not STANDARD_DEVIATION.search(near)
        return beside
    at = unit_end
    for _ in range(STEPS):
        after = skip_filler(text, at)
        if not beside.limits and (limits := limits_at(text, after)):
            beside.limits, at = limits, limits.end
        elif kind == "mean" and not beside.sd and (found := SD_BEHIND.match(text, at)):
            beside.sd, at = found["sd"], found.end()
        elif (found := PAIR_BEHIND.match(text, at)) and found["kind"]:
            _take_pair(beside, found["kind"].lower(), found)
            at = found.end()
        elif found := SIZE.match(text, after):
            beside.n, at = found["n"], found.end()
        else:
            break
        beside.end = at
    return beside


def _first(
    pattern: re.Pattern[str], text: str, value_end: int, unit_end: int
) -> re.Match[str] | None:
    return pattern.match(text, value_end) or pattern.match(text, unit_end)


def _by_form(text: str, value_end: int, unit_end: int, kind: str, form: str) -> Beside:
    """Read what the head announces: mean (SD) age was 59.7 (10.4), median [IQR] 60 [52-68]."""
    beside = Beside(value_end)
    if not form or re.search(r"\bs\.?e", form):
        return beside
    if kind == "mean" and re.search(r"sd|s\.d\.|deviation", form):
        found = _first(IN_BRACKETS, text, value_end, unit_end) or _first(
            PLUS_MINUS, text, value_end, unit_end
        )
        if found:
            beside.sd, beside.end = found["sd"], found.end()
        return beside
    opening = re.compile(r"\s*[(\[,]")
    for at in (value_end, unit_end):
        found = PAIR_BEHIND.match(text, at) if opening.match(text, at) else None
        if found and "ci" in form:
            limits = PrintedLimits(at, found.end(), f"{found['low']} to {found['high']}", 95)
            beside.limits, beside.end = limits, found.end()
            return beside
        if found:
            _take_pair(beside, (found["kind"] or form).lower(), found)
            beside.end = found.end()
            return beside
    return beside


def _take_pair(beside: Beside, kind: str, found: re.Match[str]) -> None:
    text = f"{found['low']} to {found['high']}"
    if "interq" in kind or "iqr" in kind or "q1" in kind or "quart" in kind or "25" in kind:
        beside.iqr = text
    else:
        beside.range = text
