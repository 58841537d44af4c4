"""templates/terms.toml: names with a digit that may be typed, and works that are kept uncited.

A term lets digits through the check of the text, so it must be a name. What is a number, with or
without a unit, is refused: it would be a typed result under another heading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from il2report.document.grammar import number_word
from il2report.errors import Finding, Place
from il2report.parsing import toml_value
from il2report.study.characters import digits_for_numerals
from il2report.templating.template_files import template_source

FILE = "terms.toml"
PLACE = Place(f"templates/{FILE}")

NUMERAL = re.compile(r"\d+(?:[.,·]\d+)*")
BEFORE_NUMBERS = frozenset(
    {
        *("arm", "class", "cohort", "cycle", "day", "grade", "grades", "group", "level", "part"),
        *("phase", "stage", "type", "types", "version", "versions", "week"),
    }
)
"""Words that make a whole number behind them a name: grade 3, phase 2."""
OF_SOFTWARE = frozenset({"Excel", "Prism", "Python", "R", "RECIST", "Stata", "Windows"})
STATISTICS = frozenset(
    {
        *("AUC", "CI", "CR", "HR", "IQR", "MR", "NE", "NED", "OR", "ORR", "OS", "PD", "PFS", "PR"),
        *("RR", "SD", "SE", "SEM", "TTDP", "TTP", "P", "N"),
    }
)
"""Capitals that name a measured quantity: what follows them is its value."""
UNITS = (
    "%|percent|per cent|patients?|wom[ae]n|m[ae]n|males?|females?|cases?|events?|deaths?|cycles?|doses?|lesions?"
    "|responses?|responders?|metastas[ei]s|times|fold|years?|yrs?|y|months?|mo|weeks?|wks?|days?|d|hours?|hrs?|h"
    "|minutes?|min|seconds?|s|mg|g|kg|[uµμ]g|mcg|ng|m?l|dl|u|m?iu|mm|cm|m|m?mol|c?gy|mmhg|st|nd|rd|th|x"
)
A_UNIT = re.compile(rf"(?:{UNITS})(?![^\W\d_])", re.IGNORECASE)
CONNECTOR = re.compile(r"\s*(?:[-\N{EN DASH}/,]|or|and|to)\s*")
WORDS = "|".join(number_word(n) for n in sorted(range(101), key=lambda n: -len(number_word(n))))
NUMBER_IN_WORDS = re.compile(
    rf"(?:(?:{WORDS}|hundred|thousand|dozen|half|of|in|out|and|or|to|point|about|{UNITS})(?:[\s-]+|$))+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What terms.toml lists; `findings` are the entries that it may not have."""

    names: tuple[str, ...]
    uncited: frozenset[str]
    findings: tuple[Finding, ...] = ()


def read_terms(folder: Path) -> Terms:
    """Read the names that may be typed, longest first, and the works that are kept uncited."""
    try:
        source = template_source(folder, FILE)[1]
        document = toml_value(source)
    except (ValueError, RecursionError) as error:
        return Terms((), frozenset(), (Finding("bad-term", PLACE, f"this is not TOML: {error}"),))
    findings = [
        Finding(
            "bad-term", PLACE, f"there is no {key!r} here; allowed are [[term]] and [[uncited]]"
        )
        for key in document.keys() - {"term", "uncited"}
    ]
    names = [*_entries(document, "term", "text", findings)]
    uncited = [*_entries(document, "uncited", "reference", findings)]
    for name in filter(is_a_number, names):
        message = (
            f"the term {name!r} is a number; print it by the id of its result, or list the whole name"
            " that it belongs to, such as 'grade 3'"
        )
        at = source.find(name)
        place = Place(PLACE.file, source.count("\n", 0, at) + 1) if at >= 0 else PLACE
        findings.append(Finding("number-as-term", place, message))
    kept = sorted((name for name in names if not is_a_number(name)), key=len, reverse=True)
    return Terms(tuple(kept), frozenset(uncited), tuple(findings))


def _entries(
    document: dict[str, Any], kind: str, key: str, findings: list[Finding]
) -> Iterator[str]:
    """Give the texts of the entries of a kind, and report those that lack a text or a reason."""
    entries = document.get(kind, [])
    if not isinstance(entries, list):
        findings.append(Finding("bad-term", PLACE, f"write [[{kind}]] once per entry"))
        return
    for number, entry in enumerate(entries, start=1):
        given = entry if isinstance(entry, dict) else {}
        wrong = [
            n for n in (key, "reason") if not isinstance(given.get(n), str) or not given[n].strip()
        ]
        unknown = sorted(given.keys() - {key, "reason"})
        if wrong or unknown:
            said = f"needs a text {wrong[0]!r}" if wrong else f"cannot have {unknown[0]!r}"
            message = f"entry {number} of [[{kind}]] {said}; it has {key!r} and 'reason'"
            findings.append(Finding("bad-term", PLACE, message))
        else:
            yield given[key]


def is_a_number(term: str) -> bool:
    """Whether a term is a number rather than a name that holds one.

    A numeral belongs to a name when letters are joined to it (CD8, 5-FU, H2O), when a word
    before it makes it one (grade 3 or 4, phase 2), or when it is the version of something (RECIST 1.1). A
    unit or a counted noun behind it makes it a number again (grade 3 events, 12 months).
    """
    said = digits_for_numerals(term)
    if NUMBER_IN_WORDS.fullmatch(f"{said.strip()} ") or NUMBER_IN_WORDS.fullmatch(said.strip()):
        return True
    named = False
    end = 0
    for numeral in NUMERAL.finditer(said):
        before, behind = said[: numeral.start()], said[numeral.end() :]
        continued = named and CONNECTOR.fullmatch(said[end : numeral.start()]) is not None
        named = _is_joined(before, behind) or (
            (continued or _is_named(before, numeral[0]))
            and not A_UNIT.match(behind.lstrip(" \N{NO-BREAK SPACE}-"))
        )
        if not named:
            return True
        end = numeral.end()
    return False


def _is_joined(before: str, behind: str) -> bool:
    """Whether letters are right beside a numeral, with or without a hyphen, and are no unit."""
    left = re.search(r"([^\W\d_]+)[-\N{EN DASH}+/]?$", before)
    right = re.match(r"[-\N{EN DASH}]?[^\W\d_]", behind)
    if right and not A_UNIT.match(behind.lstrip("-\N{EN DASH}")):
        return True
    is_name = left is not None and left[1] not in STATISTICS and left[1] not in ("n", "p", "x")
    return is_name and not re.match(r"[.,]\d|\s*%", behind)


def _is_named(before: str, numeral: str) -> bool:
    """Whether the word before a numeral makes it a part of a name."""
    words = re.findall(r"[\w.-]+", before)
    word = words[-1] if words and before.endswith(" ") else ""
    is_version = word in OF_SOFTWARE or word.lower().startswith("version")
    if any(sign in numeral for sign in ".,·"):
        return is_version or (
            word.isalpha() and word.isupper() and len(word) > 1 and word not in STATISTICS
        )
    is_a_name = word.isalpha() and len(re.findall(r"[A-Z]", word)) > 1 and word not in STATISTICS
    return is_version or word.lower() in BEFORE_NUMBERS or is_a_name
