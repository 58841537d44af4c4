"""The small grammar that lets a sentence follow its numbers: words, plurals, lists, articles.

Nothing here knows a journal; which numbers become words is the choice of a
:class:`~il2report.document.formats.NumberStyle`.
"""

import re
from collections.abc import Sequence

LARGEST_WORD = 999_999

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = (
    *("zero", "ten", "twenty", "thirty", "forty"),
    *("fifty", "sixty", "seventy", "eighty", "ninety"),
)
_IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_IRREGULAR_PLURALS = {
    "child": "children",
    "criterion": "criteria",
    "datum": "data",
    "is": "are",
    "man": "men",
    "was": "were",
    "has": "have",
    "woman": "women",
}

# Letters whose names begin with a vowel sound: an MR, an SD, but a PR, a UV lamp.
_VOWEL_NAMED = frozenset("AEFHILMNORSX")
# Acronyms of this field in capitals that are read as words.
_READ_AS_WORDS = frozenset({"LAK", "RECIST", "SAS"})
_SILENT_H = ("heir", "honest", "honor", "hour")
_CONSONANT_SOUND = re.compile(
    r"eu|one|once|u(?:b|ni(?!n|m)|r[aeiou]|s[aeiou]|t[aei])", re.IGNORECASE
)


def number_word(n: int, *, with_and: bool = False) -> str:
    """Spell a whole number out, from 0 to 999,999: "fifteen", "three hundred twenty-eight".

    Hyphens from twenty-one to ninety-nine, neither commas nor "and" (AMA Manual of Style, 11th ed.,
    section 18.2); `with_and` is the British reading, "one hundred and five".
    """
    if not 0 <= n <= LARGEST_WORD:
        raise ValueError(f"{n} has no number word; those from 0 to {LARGEST_WORD} have")
    thousands, rest = divmod(n, 1000)
    parts = [f"{_below_thousand(thousands, with_and=with_and)} thousand"] if thousands else []
    if with_and and thousands and 0 < rest < 100:
        parts.append("and")
    if rest or not thousands:
        parts.append(_below_thousand(rest, with_and=with_and))
    return " ".join(parts)


def _below_thousand(n: int, *, with_and: bool) -> str:
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    below = f"{_TENS[tens]}-{_SMALL[ones]}" if ones else _TENS[tens]
    if rest < len(_SMALL):
        below = _SMALL[rest]
    if not hundreds:
        return below
    head = f"{_SMALL[hundreds]} hundred"
    return f"{head}{' and ' if with_and else ' '}{below}" if rest else head


def ordinal_word(n: int) -> str:
    """Spell an ordinal out: "first", "twelfth", "twenty-first"; `n` from 0 to 999,999."""
    head, last = re.fullmatch(r"(.*?)([a-z]+)", number_word(n)).groups()  # type: ignore[union-attr]
    if last in _IRREGULAR_ORDINALS:
        return f"{head}{_IRREGULAR_ORDINALS[last]}"
    return f"{head}{last[:-1]}ieth" if last.endswith("y") else f"{head}{last}th"


def plural(n: float, singular: str, plural: str | None = None) -> str:
    """Choose the noun or verb that agrees with `n`, without the number: "patients", "were".

    Only exactly 1 takes the singular; none, halves and 1.5 take the plural. `plural` is the form where
    the regular one, or one of the few irregular ones known here, would be wrong.
    """
    if n == 1:
        return singular
    if plural is not None:
        return plural
    head, space, noun = singular.rpartition(" ")
    return f"{head}{space}{_inflected(noun)}"


def _inflected(noun: str) -> str:
    if noun in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[noun]
    if noun.endswith("sis"):  # metastasis, diagnosis
        return f"{noun[:-3]}ses"
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return f"{noun}es"
    if re.search(r"[^aeiou]y$", noun):  # toxicity, therapy
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def listed(
    items: Sequence[str],
    conjunction: str = "and",
    *,
    serial_comma: bool = True,
    texts: Sequence[str] | None = None,
) -> str:
    """Join the members of a list as a sentence does: "lung", "lung and liver", "lung, liver, and skin".

    Members that hold a comma themselves, outside brackets, are separated by semicolons; of two, only
    the first one's comma could mislead. `texts` are the words of the members where `items` are marks
    in their place. `serial_comma` puts a comma before the conjunction of three or more, as the
    AMA Manual of Style and The Lancet want it. An empty list is refused: the sentence would be false.
    """
    if not items:
        raise ValueError("an empty list cannot be printed; let the sentence say that there is none")
    if len(items) == 1:
        return items[0]
    read = items if texts is None else texts
    in_doubt = read if len(read) > 2 else read[:1]
    separator = "; " if any("," in _outside_brackets(text) for text in in_doubt) else ", "
    if len(items) == 2 and separator == ", ":
        return f"{items[0]} {conjunction} {items[1]}"
    last = separator if serial_comma or separator == "; " else " "
    return f"{separator.join(items[:-1])}{last}{conjunction} {items[-1]}"


def _outside_brackets(text: str) -> str:
    """Leave out what brackets enclose: its commas part nothing of the sentence."""
    before = None
    while before != text:
        before, text = text, re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", text)
    return text


def capitalised(text: str) -> str:
    """Raise the first letter, past opening quotes and brackets; a leading digit stays as it is."""
    match = re.match(r"[^\w]*", text)
    start = match.end() if match else 0
    return f"{text[:start]}{text[start : start + 1].upper()}{text[start + 1 :]}"


def quantifier(k: int, n: int) -> str:
    """Say in a word how many `k` of `n` are, by exact fractions and never by rounded percentages.

    The first rule that holds decides:

    =====================  ==================
    k = 0                  "none"
    k = n = 1              "the only"
    k = n = 2              "both"
    k = n                  "all"
    k = 1                  "one"
    k = n - 1, n from 4    "all but one"
    k = n / 2              "half"
    k from 2/3 of n        "most"
    k above n / 2          "more than half"
    k above n / 3          "fewer than half"
    any other              "a minority"
    =====================  ==================

    The sentence adds "of the" and its noun.
    """
    if not 0 <= k <= n or n == 0:
        raise ValueError(f"{k} of {n} is not a share")
    if k == n:
        return {1: "the only", 2: "both"}.get(n, "all")
    if k <= 1:
        return ("none", "one")[k]
    if k == n - 1 and n >= 4:
        return "all but one"
    fractions = (
        (2 * k == n, "half"),
        (3 * k >= 2 * n, "most"),
        (2 * k > n, "more than half"),
        (3 * k > n, "fewer than half"),
    )
    return next((words for holds, words in fractions if holds), "a minority")


def indefinite_article(text: str) -> str:
    """Choose "a" or "an" by the sound with which `text` begins.

    Numerals are read aloud (an 8-hour interval, an 11, a 100), capitals letter by letter (an MR,
    a PR), but for the few acronyms of this field that are read as words (a LAK cell).
    """
    found = re.search(r"\d+|[^\W\d_]+", text)
    if found is None:
        raise ValueError(f"no article can precede {text!r}")
    word = found.group()
    if word.isdigit():
        leading_group = word[: (len(word) - 1) % 3 + 1]  # 11000 is read "eleven thousand"
        is_vowel = number_word(int(leading_group)).startswith("e")
    elif len(word) == 1 or (word.isupper() and word not in _READ_AS_WORDS):
        is_vowel = word[0].upper() in _VOWEL_NAMED
    else:
        begins = word[0].lower() in "aeiou" and not _CONSONANT_SOUND.match(word)
        is_vowel = begins or word.lower().startswith(_SILENT_H)
    return "an" if is_vowel else "a"
