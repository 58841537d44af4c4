"""Counts with their denominators and percentages: 12 of 45 patients (26.7%), 27% (12/45)."""

import re
from collections.abc import Iterator

from il2report.audit.layout import TypedPassage
from il2report.audit.running_text.atoms import NUMBER, WHOLE, is_share, limits_at, skip_filler
from il2report.audit.running_text.sentences import Sentence
from il2report.audit.running_text.statistics import quoted

UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {
    "none": 0,
    **{word: at for at, word in enumerate((*UNITS, *TEENS), 1)},
    **{word: 10 * at for at, word in enumerate(TENS, 2)},
    **{
        f"{ten}-{unit}": 10 * at + more
        for at, ten in enumerate(TENS, 2)
        for more, unit in enumerate(UNITS, 1)
    },
}
WORD = "|".join(sorted(WORDS, key=len, reverse=True))
COUNT = rf"(?:{WHOLE}|\b(?:{WORD})\b)"
PERSONS = (
    r"patients?|participants?|subjects?|women|men|children|adults?|infants?|boys|girls|males?|females?|persons|people"
    r"|individuals|cases|controls|eyes|deaths|events|responders|recipients|survivors|volunteers|students|respondents"
    r"|tumou?rs|lesions|samples|specimens|studies|trials|families|mothers|pregnancies|procedures|samples|centers|sites"
)
NOUN = re.compile(rf"(?:{PERSONS})", re.IGNORECASE)
ADJECTIVE = re.compile(
    r"(?:evaluable|assessable|eligible|treated|randomi[sz]ed|enrolled|remaining|included|analy[sz]ed|such|these|those|all|the"
    r"|\w+ed|\w+able|\w+ive|\w+ic|\w+al|with|had|in|of)$"
)
LINKS = r"(?!(?:and|or|but|while|whereas|other|not|no|without|vs|versus|than|compared|per|to)\b)"
LETTERS = r"[A-Za-z][A-Za-z-]*"
PERCENT_SIGN = r"(?:%|\s?per\s?cent\b)"
NOT_BEFORE = r"(?<![\w.,/$\u20ac\u00a3-])"
COUNT_FIRST = re.compile(
    rf"""{NOT_BEFORE}(?P<k>{COUNT})\s*(?P<of>/|\s(?:out\s)?of(?:\s(?:the|all|a\stotal\sof|our|these))?\s)\s*(?P<n>{COUNT})(?![\d/]|[.,]\d|\s*%|-)
    (?:(?P<words>(?:\s+{LINKS}{LETTERS}){{0,6}})\s*(?P<open>[(\[])|(?P<comma>\s*[,;:]\s))
    \s*(?P<percent>{NUMBER})\s*{PERCENT_SIGN}(?=\s*[)\](\[;,:.]|\s*$)""",
    re.VERBOSE | re.IGNORECASE,
)
PERCENT_FIRST = re.compile(
    rf"""(?<![\w.,])(?P<percent>{NUMBER})\s*{PERCENT_SIGN}(?P<words>(?:\s+{LINKS}{LETTERS}){{0,6}})
    \s*(?P<open>[(\[,;])\s*(?:[nN]\s*=\s*)?(?P<k>{COUNT})\s*(?:/|\s(?:out\s)?of(?:\s(?:the|all))?\s)\s*(?P<n>{COUNT})(?![\d/]|[.,]\d|\s*%)
    (?:\s+(?!of\b){LETTERS}){{0,3}}\s*(?=[)\];,.]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
PERCENT_BETWEEN = re.compile(
    rf"""{NOT_BEFORE}(?P<k>{COUNT})(?:\s+{LETTERS})?\s*[(\[]\s*(?P<percent>{NUMBER})\s*{PERCENT_SIGN}\s*[)\]]\s+(?:out\s)?of\s(?:(?:the|all|our|these)\s)?
    (?P<n>{COUNT})(?![\d/]|[.,]\d|\s*%|-)(?=\s+{LETTERS}|\s*[.,;)])""",
    re.VERBOSE | re.IGNORECASE,
)
WITHOUT_DENOMINATOR = re.compile(
    rf"""{NOT_BEFORE}(?:(?P<k>{COUNT})\s+(?:{LETTERS}\s+){{0,2}}?(?:{PERSONS})\s*[(\[]|[(\[]?\b[nN]\s*=\s*(?P<k2>{WHOLE})\s*[,;(\[])
    \s*(?P<percent>{NUMBER})\s*{PERCENT_SIGN}\s*(?=[)\];,])""",
    re.VERBOSE | re.IGNORECASE,
)
OF_FIRST = re.compile(
    rf"""\b(?:[Oo]f|[Aa]mong|[Ii]n)\s(?:the|all|these|our)?\s*(?P<n>{COUNT})\s+(?:{LETTERS}\s+){{0,2}}?(?:{PERSONS})(?:\s+{LINKS}[A-Za-z-]+){{0,8}}\s*,\s+
    (?P<k>{COUNT})(?:\s+{LETTERS})?\s*[(\[]\s*(?P<percent>{NUMBER})\s*{PERCENT_SIGN}\s*(?=[)\];,])(?P<words>)(?P<first>)""",
    re.VERBOSE | re.IGNORECASE,
)
PERCENT_OF_PATIENTS = re.compile(
    rf"""(?<![\w.,])(?P<percent>{NUMBER})\s*{PERCENT_SIGN}\s*[(\[]\s*(?P<k>{COUNT})\s+(?:{LETTERS}\s+)?(?:{PERSONS})\s*(?=[)\];,])""",
    re.VERBOSE | re.IGNORECASE,
)
COUNT_ALONE = re.compile(
    rf"{NOT_BEFORE}(?P<k>{COUNT})\s*[(\[]\s*(?P<percent>{NUMBER})\s*{PERCENT_SIGN}\s*(?=[)\]])",
    re.IGNORECASE,
)
WITHOUT_PERCENT = re.compile(
    rf"""{NOT_BEFORE}(?P<k>{COUNT})(?:\s*/\s*|\s(?:out\s)?of\s(?:(?:the|all|our)\s)?)(?P<n>{COUNT})\s+(?:{LETTERS}\s+){{0,2}}?(?:{PERSONS})\b""",
    re.VERBOSE | re.IGNORECASE,
)
NO_COUNT_BEHIND = re.compile(
    r"(?:tables?|fig(?:ure)?s?\.?|grades?|stages?|days?|weeks?|months?|cycles?|phases?|types?|level|score|class|visits?|age[ds]?"
    r"|years?|version|no\.|ref\.?|page|at|step|aim|group|arm|cohort|part|question|item|model|study)\s*$",
    re.IGNORECASE,
)
NO_COUNT_BEFORE = re.compile(
    r"\s*-?\s*(?:person|patient|woman|child)?-?(?:years?|months?|days?|weeks?|hours?|h\b|mg|mm\b|cm\b|m[lL]\b|kg|points?|items?|times)"
)
COMPARED = re.compile(r"\b(?:vs|versus|compared|than|against|and)\b", re.IGNORECASE)
RANGE_BEFORE = re.compile(
    r"\d\s*(?:to|-|or)\s*$|\bor\s*$|\b(?:grade|stage|type|class|phase|day|level)s?\s\d+\sand\s*$"
)


def read_proportions(sentence: Sentence) -> Iterator[tuple[int, int, TypedPassage]]:
    """Read the proportions of a sentence, each with the stretch that it was read from."""
    text = sentence.text
    has_percent = "%" in text or "ercent" in text or "er cent" in text
    patterns = (
        (
            COUNT_FIRST,
            PERCENT_BETWEEN,
            PERCENT_FIRST,
            OF_FIRST,
            PERCENT_OF_PATIENTS,
            WITHOUT_DENOMINATOR,
            COUNT_ALONE,
        )
        if has_percent
        else ()
    )
    for pattern in (*patterns, WITHOUT_PERCENT):
        for found in pattern.finditer(text):
            if sentence.is_free(*found.span()) and (entry := _entry(found, sentence)):
                end, passage = entry
                sentence.claim(found.start(), end)
                yield found.start(), end, passage


def number_of(text: str) -> int:
    """Read a count that is printed in figures or as a word."""
    return WORDS[text.lower()] if text.lower() in WORDS else int(text.replace(",", ""))


def _entry(found: re.Match[str], sentence: Sentence) -> tuple[int, TypedPassage] | None:
    groups, text = found.groupdict(), sentence.text
    if not _is_count(found, text):
        return None
    count = number_of(groups["k"] or groups["k2"])
    n = number_of(groups["n"]) if groups.get("n") else None
    percent = groups.get("percent")
    words = (groups.get("words") or "").split()
    is_inferred = "first" in groups or not all(
        NOUN.fullmatch(word) or ADJECTIVE.match(word) for word in words
    )
    limits, end = None, found.end()
    if percent:
        at = skip_filler(text, end)
        limits = limits_at(text, at)
        is_outside = bool(set(")]") & set(text[end:at]))
        before = text[max(0, found.start() - 60) : found.start()]
        if limits and (is_share(limits) or (is_outside and COMPARED.search(before))):
            limits = None  # it may be that of the difference
        end = limits.end if limits else end
    return end, TypedPassage(
        place=sentence.place,
        says=quoted(sentence, found.start(), end),
        kind="proportion",
        value=percent,
        count=str(count),
        n=str(n) if n is not None else None,
        ci=limits.text if limits and limits.is_whole_level else None,
        level=(limits.level or 95) if limits else 95,
        proposed=is_inferred,
    )


def _is_count(found: re.Match[str], text: str) -> bool:
    """Whether the whole numbers can be patients, not a page, a grade, a year or a dose."""
    groups = found.groupdict()
    k, n = groups["k"] or groups["k2"], groups.get("n")
    before = text[max(0, found.start() - 20) : found.start()]
    is_fraction = n is None or "/" in text[found.start("k") : found.end("n")]
    if is_fraction and NO_COUNT_BEHIND.search(before):
        return False
    if n is None:
        is_year = k.isdigit() and 1900 <= int(k) <= 2100
        return bool(groups.get("k2")) or not (is_year or RANGE_BEFORE.search(before))
    is_loose = bool(groups.get("comma")) or groups.get("open") in {",", ";"}
    if is_loose and (groups["words"] or text[found.end() : found.end() + 1] not in {")", "]", ";"}):
        return False
    if NO_COUNT_BEFORE.match(text, found.end("n")) or number_of(n) == 0:
        return False
    # A date or a score such as 140/90 is no count out of a number.
    return groups.get("percent") is not None or number_of(k) <= number_of(n)
