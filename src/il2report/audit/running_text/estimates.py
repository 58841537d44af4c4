"""Estimates with their intervals: HR 0.68 (95% CI 0.45 to 0.89; p = 0.21), differences, percentages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from il2report.audit.layout import TypedPassage
from il2report.audit.running_text.atoms import (
    END_OF_NUMBER,
    NUMBER,
    ONE_SIDED,
    SIZE,
    PrintedLimits,
    PValue,
    is_share,
    limits_at,
    skip_filler,
)
from il2report.audit.running_text.sentences import Sentence
from il2report.audit.running_text.statistics import quoted
from il2report.audit.vocabulary import EstimateKind, PassageKind

RATIOS: tuple[tuple[str, str, EstimateKind], ...] = (
    (
        r"(?:sub-?distribution\s+|sub-?|cause-specific\s+)?hazards?\s+ratios?",
        r"[acs]?HRs?|SHR|HRadj",
        "hazard_ratio",
    ),
    (r"odds\s+ratios?", r"[ac]?ORs?|AOR|ORadj", "odds_ratio"),
    (r"incidence[\s-]+rate\s+ratios?|rate\s+ratios?", r"a?IRRs?", "rate_ratio"),
    (
        r"risk\s+ratios?|relative\s+risks?(?!\s+reduction)|prevalence\s+ratios?",
        r"a?RRs?|aPR",
        "risk_ratio",
    ),
    (r"ratio\s+of\s+(?:geometric\s+)?means|geometric\s+mean\s+ratios?", r"GMR", "ratio"),
)
"""Names of ratios in words and in letters."""
DIFFERENCES = (
    r"(?:(?:mean|risk|absolute|rate|weighted|standardi[sz]ed|adjusted|between-group|treatment|estimated|least[- ]squares?|median|pooled)\s+){0,3}"
    r"differences?(?:\s+in\s+means)?|S?MD|WMD|ARD|RD"
)
COEFFICIENTS = r"(?:regression\s+)?coefficients?|\u03b2|[Bb]eta|[Bb](?=\s*=)"
ANY_RATIO = "|".join(rf"(?P<{kind}>(?i:{words})|{letters})" for words, letters, kind in RATIOS)
PHRASE = r"(?:[^.;()\[\]\d=%<>]|(?<=[A-Za-z-])\d|\bper\s+\d+(?:\.\d+)?(?=[\s-]?[a-zA-Z%]))"
ABBREVIATION = r"(?:\s*[(\[]\s*[A-Za-z]{0,5}[A-Z]{1,4}(?:adj)?\s*[)\]])?"
ESTIMATE = re.compile(
    rf"""(?<![\w-])(?P<adjusted>(?:(?:multivaria(?:ble|te)[- ]|fully[- ])?(?:age-)?adjusted\s+)?)
    (?P<name>{ANY_RATIO}|(?P<difference>{DIFFERENCES})|(?P<coefficient>{COEFFICIENTS}))(?!\w)
    {ABBREVIATION}(?P<phrase>{PHRASE}{{0,120}}?)
    (?:\s*[=:]\s*)?(?<![\w.-])(?<!per\s)(?P<value>{NUMBER}){END_OF_NUMBER}(?!-[a-zA-Z])(?P<unit>\s*%(?:\s*points)?|\s+(?!and\b|or\b|vs|versus|to\b)[a-zA-Z\u00b5\u03bc%][\w\u00b5\u03bc%/^.-]*(?:\s+[a-zA-Z][\w/]*){{0,3}})?""",
    re.VERBOSE,
)
PERCENTAGE = re.compile(
    rf"(?<![\w.,-])(?<!\u00b1)(?<!\u00b1\s)(?P<value>{NUMBER})\s?(?:%|per\s?cent\b)(?P<words>(?:\s+(?!and\b|or\b|vs|versus|to\b|compared\b)[A-Za-z-]+){{0,6}})\s*(?=[(\[,;:])"
)
NUMBERS = re.compile(NUMBER)
ANY_NUMBER = re.compile(
    rf"(?:(?P<name>[A-Za-z][A-Za-z]+(?:[ -][A-Za-z]+)?)\s*(?:was|is|of|were|[=:,])?\s*)?(?<![\w.,%^-])(?<!\u00b1)(?<!\u00b1\s)(?P<value>{NUMBER}){END_OF_NUMBER}"
    rf"(?:\s*(?:\u00b1|\+/-)\s*{NUMBER}{END_OF_NUMBER})?"
    r"(?:\s+(?!and\b|or\b|vs|versus|to\b)[a-zA-Z][\w/^-]*){0,2}\s*(?=[(\[,;])"
)
NO_NAME = frozenset(
    {"and", "was", "is", "of", "were", "with", "the", "a", "an", "to", "by", "for", "in"}
)
NO_PROPORTION = re.compile(
    r"efficacy|effectiveness|reduc|increas|decreas|chang|improve|difference|I2|heterogeneity|lower|higher|decline|gain|loss",
    re.IGNORECASE,
)
DOWNWARD = re.compile(
    r"(?:reduc|decreas|declin|lower|fell|fall|drop|diminish|lost|loss|shorten)", re.IGNORECASE
)
"""Words that have the minus sign of a number behind them."""
COMPARED = re.compile(
    r"(?:vs\.?|versus|compared (?:with|to)|than|against)\s+(?:\w+\s+){0,3}$|\d\s*%?\s+and\s+$",
    re.IGNORECASE,
)
ASIDE = re.compile(
    rf"(?:per\s+[\w-]+(?:\s+(?:increase|decrease|increment))?|S\.?E\.?\s*(?:\([A-Za-z]+\)\s*)?=?\s*{NUMBER}{END_OF_NUMBER})"
)
"""What may lie between an estimate and its interval or p without being either."""
STEPS = 5


@dataclass(slots=True)
class Beside:
    """What is printed beside an estimate, and where it ends."""

    end: int
    limits: PrintedLimits | None = None
    p: PValue | None = None
    n: str = ""


Read = Iterator[tuple[int, int, TypedPassage]]


def read_estimates(sentence: Sentence, ps: list[PValue]) -> Read:
    """Read the ratios, differences and coefficients that have an interval, or of ratios a p."""
    text = sentence.text
    at = 0
    while found := ESTIMATE.search(text, at):
        at = found.end("name")
        start, end = found.span()
        kind = next(key for key, of in found.groupdict().items() if of and key in KINDS)
        is_ratio = kind.endswith("ratio")
        if not sentence.is_free(start, found.end("value")):
            continue
        beside = _beside(sentence, found.end("unit") if found["unit"] else end, ps, bare=is_ratio)
        if beside.limits is None:
            beside = _beside(sentence, found.end("value"), ps, bare=is_ratio)
        is_signed = found["value"].startswith("-")
        if beside.limits is None and not (is_ratio and beside.p and "." in found["value"]):
            continue
        if is_ratio and (is_signed or (found["unit"] or "").strip().startswith("%")):
            continue
        passage = _estimate(found, kind, beside, sentence)
        sentence.claim(start, beside.end)
        at = beside.end
        yield start, beside.end, passage


KINDS = frozenset({*(kind for *_, kind in RATIOS), "difference", "coefficient"})


def _beside(sentence: Sentence, at: int, ps: list[PValue], *, bare: bool) -> Beside:
    """Gather interval, p and n directly behind an estimate, in any order."""
    text, beside = sentence.text, Beside(at)
    for _ in range(STEPS):
        after = skip_filler(text, at)
        if not beside.limits and (bracketed := _bracketed(text, at, after, bare=bare)):
            beside.limits, at = bracketed, bracketed.end
        elif p := next(
            (p for p in ps if p.start == after and sentence.is_free(p.start, p.end)), None
        ):
            if p.of or p.is_adjusted or beside.p:
                break
            beside.p, at = p, p.end
        elif found := SIZE.match(text, after):
            beside.n, at = found["n"], found.end()
        elif found := ASIDE.match(text, after):
            at = found.end()
            continue
        else:
            break
        beside.end = at
    return beside


def _bracketed(text: str, at: int, after: int, *, bare: bool) -> PrintedLimits | None:
    limits = limits_at(text, after)
    if limits is None and bare:
        opening = re.compile(r"\s*(?=[(\[])").match(text, at)
        limits = limits_at(text, opening.end(), bare=True) if opening else None
    return limits


def _estimate(
    found: re.Match[str], kind: EstimateKind, beside: Beside, sentence: Sentence
) -> TypedPassage:
    text, p, limits = sentence.text, beside.p, beside.limits
    name = re.split(
        r"\s*[,=:]?\s*\b(?:was|is|were|of)?\s*$", text[found.start() : found.start("value")]
    )[0]
    label = " ".join(name.split()).rstrip(" ,:=(")
    if label[:2].islower():
        label = label[:1].upper() + label[1:]
    unit = " ".join((found["unit"] or "").split())
    is_one_sided = p is not None and (p.is_one_sided or bool(ONE_SIDED.search(text)))
    return TypedPassage(
        place=sentence.place,
        says=quoted(sentence, found.start(), beside.end),
        kind=kind,
        label=label,
        unit=None if kind.endswith("ratio") else unit.rstrip(" .,") or None,
        value=found["value"],
        n=beside.n or None,
        ci=limits.text if limits and limits.is_whole_level else None,
        level=(limits.level or 95) if limits else 95,
        p=p.text if p else None,
        p_of="one-sided" if is_one_sided else (p.test or None) if p else None,
        proposed=bool(limits and "%" in unit and is_share(limits)),
        adjusted=bool(found["adjusted"].strip())
        or found["name"].startswith("a")
        or "djusted" in label,
    )


def read_percentages(sentence: Sentence) -> Read:
    """Read the percentages that have an interval and no count."""
    text = sentence.text
    if "%" not in text and "ercent" not in text:
        return
    for found in PERCENTAGE.finditer(text):
        limits = limits_at(text, skip_filler(text, found.end()))
        if limits is None or not sentence.is_free(found.start(), limits.end):
            continue
        before = text[max(0, found.start() - 60) : found.start()]
        if _is_compared(before) or (is_share(limits) and not found["value"].startswith("0")):
            continue
        is_change = any(each.startswith(("-", "\u2212")) for each in (found["value"], limits.text))
        is_other = is_change or bool(NO_PROPORTION.search(before + found["words"]))
        kind: PassageKind = "other" if is_other else "proportion"
        is_inferred = is_other or bool(found["words"])
        unit = "%" if is_other else None
        yield _other(found, kind, "Percentage", unit, limits, sentence, is_inferred=is_inferred)


def read_other_estimates(sentence: Sentence) -> Read:
    """Read numbers of any name that have an interval; that it is theirs is inferred."""
    text = sentence.text
    if "CI" not in text and "nterval" not in text:
        return
    for found in ANY_NUMBER.finditer(text):
        limits = limits_at(text, skip_filler(text, found.end()))
        if limits is None or not sentence.is_free(found.start("value"), limits.end):
            continue
        if _is_compared(text[max(0, found.start("value") - 60) : found.start("value")]):
            continue
        words = (found["name"] or "").split()
        while words and words[-1].lower() in NO_NAME:
            words.pop()
        label = " ".join(words) or "Estimate"
        yield _other(found, "other", label[:1].upper() + label[1:], None, limits, sentence)


def _is_compared(before: str) -> bool:
    """Whether a number follows another one, so that the interval may be that of their difference."""
    return bool(COMPARED.search(before)) and not re.search(r"CI|interval", before)


def _other(
    found: re.Match[str],
    kind: PassageKind,
    label: str,
    unit: str | None,
    limits: PrintedLimits,
    sentence: Sentence,
    *,
    is_inferred: bool = True,
) -> tuple[int, int, TypedPassage]:
    start = found.start("value")
    sentence.claim(start, limits.end)
    is_downward = DOWNWARD.search(sentence.text[max(0, start - 60) : start])
    value = found["value"]
    if (
        is_downward
        and len(ends := NUMBERS.findall(limits.text)) == 2
        and all(end[0] == "-" for end in ends)
    ):
        value = f"-{value.removeprefix('-')}"
    passage = TypedPassage(
        place=sentence.place,
        says=quoted(sentence, start, limits.end),
        kind=kind,
        label=label,
        unit=unit,
        value=value,
        ci=limits.text if limits.is_whole_level else None,
        level=limits.level or 95,
        proposed=is_inferred,
    )
    return start, limits.end, passage
