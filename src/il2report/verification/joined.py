"""Numbers as a reader takes them in: nothing beside a number may make another number of it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from il2report.document.grammar import number_word
from il2report.document.tree import Number
from il2report.errors import Finding
from il2report.study.characters import digits_for_numerals
from il2report.templating.facts import CONSTANT_UNITS
from il2report.verification.passages import BREAK, Passage
from il2report.verification.truth import Truth

NARROW = (
    "\N{THIN SPACE}\N{HAIR SPACE}\N{FOUR-PER-EM SPACE}\N{SIX-PER-EM SPACE}\N{FIGURE SPACE}"
    "\N{PUNCTUATION SPACE}\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}"
)
"""Spaces that separate the thousands of one number, and not two numbers."""
TENS = "|".join(number_word(n) for n in range(20, 100, 10))
BEFORE_A_DIGIT = re.compile(
    rf"""\d[.,·'\N{{RIGHT SINGLE QUOTATION MARK}}%\N{{PER MILLE SIGN}}{NARROW}]?\Z  # 1, 1. or 1% before a number
    | (?:^|[\s(\[])[.,·]\Z                                        # . before a number: a decimal
    | (?:^|[\s(\[=])[-\N{{MINUS SIGN}}\N{{EN DASH}}\N{{HYPHEN}}\N{{NON-BREAKING HYPHEN}}]\Z  # a minus sign
    """,
    re.VERBOSE,
)
BEHIND_A_DIGIT = re.compile(
    rf"""[.,·'\N{{RIGHT SINGLE QUOTATION MARK}}%\N{{PER MILLE SIGN}}{NARROW}]?\d  # 1, .1 or %1 behind a number
    | [kKMBOoIl]\b | (?:bn|mn|th|st|nd|rd)\b | [eE][-+]?\d  # 15k, 15O, 15th
    | [-\s](?:hundred|thousand|million|billion|trillion|dozen)s?\b
    """,
    re.VERBOSE,
)
A_SHARE = re.compile(r"\s?(?:[%\N{PER MILLE SIGN}]|per\s?cent\b|percentage\b)", re.IGNORECASE)
BEFORE_A_WORD = re.compile(rf"[^\W\d_]\Z|\b(?:{TENS})[-\s]\Z", re.IGNORECASE)
BEHIND_A_WORD = re.compile(
    r"[^\W\d_]|[-\s](?:hundred|thousand|million|billion|dozen|score)s?\b", re.IGNORECASE
)


def joined_findings(passages: Iterable[Passage], truth: Truth) -> Iterator[Finding]:
    """Find every number from data that reads as another one through what is right beside it.

    A digit or a decimal point joined to it, a minus sign, a multiple, half of a number word, a percent
    sign behind what is no percentage, a combining sign, or a place above or below the line.
    """
    for passage in passages:
        for number, at in passage.numbers:
            start = passage.typed.rfind(BREAK, 0, at.start) + 1
            before = digits_for_numerals(passage.text[start : at.start])
            lines = passage.typed[at.end :].partition(BREAK)
            behind = digits_for_numerals(passage.text[at.end : at.end + len(lines[0])])
            text = number.text
            if _reads_on(before, text, behind):
                message = f"{text!r} reads as another number together with what is joined to it"
            elif A_SHARE.match(behind) and not text.endswith("%") and not _is_share(number, truth):
                message = f"{text!r} is not a percentage, but a percent sign follows it"
            elif at.is_raised:
                message = (
                    f"{text!r} is a superscript or subscript, as if it were an exponent or an index"
                )
            else:
                continue
            words = passage.quoted(at.start, at.end)
            yield Finding("joined-number", passage.place, f"{message}; in {words}")


def _reads_on(before: str, text: str, behind: str) -> bool:
    if behind and unicodedata.category(behind[0])[0] == "M":
        return True
    first, last = text[:1], text[-1:]
    return bool(
        (first.isdigit() and BEFORE_A_DIGIT.search(before))
        or (last.isdigit() and BEHIND_A_DIGIT.match(behind))
        or (first.isalpha() and BEFORE_A_WORD.search(before))
        or (last.isalpha() and BEHIND_A_WORD.match(behind))
    )


def _is_share(number: Number, truth: Truth) -> bool:
    """Whether a number is a percentage; one whose id is unknown is reported as that."""
    if choice := truth.choices.get(number.result):
        return bool(CONSTANT_UNITS.get(choice.name) == "percent")
    if fact := truth.facts.get(number.result):
        return fact.unit == "percent"
    entry = truth.entries.get(number.result)
    return not number.part and (entry is None or entry["unit"] == "percent")
