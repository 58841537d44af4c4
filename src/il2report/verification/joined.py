"""Marked numbers as the eye takes them in: nothing beside a mark may make another number of it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from il2report.document.grammar import number_word
from il2report.document.tree import Element
from il2report.errors import Finding
from il2report.study.characters import HIDDEN, digits_for_numerals
from il2report.templating.vocabulary import CONSTANT_UNITS
from il2report.verification.shown import BLOCKS, MARK, Page, Spot, attribute, result_of
from il2report.verification.truth import Truth

BREAK = "\n"
NARROW = (
    "\N{THIN SPACE}\N{HAIR SPACE}\N{FOUR-PER-EM SPACE}\N{SIX-PER-EM SPACE}\N{FIGURE SPACE}"
    "\N{PUNCTUATION SPACE}\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}"
)
"""Spaces that part the thousands of one number, and not two numbers."""
TENS = "|".join(number_word(n) for n in range(20, 100, 10))
BEFORE_A_DIGIT = re.compile(
    rf"""\d[.,·'\N{{RIGHT SINGLE QUOTATION MARK}}{NARROW}]?\Z  # 1 or 1. before a number
    | (?:^|[\s(\[])[.,·]\Z                                        # . before a number: a decimal
    | (?:^|[\s(\[=])[-\N{{MINUS SIGN}}\N{{EN DASH}}\N{{HYPHEN}}\N{{NON-BREAKING HYPHEN}}]\Z  # a minus sign
    """,
    re.VERBOSE,
)
BEHIND_A_DIGIT = re.compile(
    rf"""[.,·'\N{{RIGHT SINGLE QUOTATION MARK}}{NARROW}]?\d  # 1 or .1 behind a number
    | [kKMBOoIl]\b | (?:bn|mn|th|st|nd|rd)\b | [eE][-+]?\d  # 15k, 15O, 15th
    | [-\s](?:hundred|thousand|million|billion|trillion|dozen)s?\b
    """,
    re.VERBOSE,
)
A_SHARE = re.compile(r"\s?(?:[%\N{PER MILLE SIGN}]|per\s?cent\b|percentage\b)", re.IGNORECASE)
UNSHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
BEFORE_A_WORD = re.compile(rf"[^\W\d_]\Z|\b(?:{TENS})[-\s]\Z", re.IGNORECASE)
BEHIND_A_WORD = re.compile(
    r"[^\W\d_]|[-\s](?:hundred|thousand|million|billion|dozen|score)s?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text of a block, and the mark that it belongs to."""

    text: str
    mark: Element | None = None


def joined_findings(page: Page, truth: Truth) -> Iterator[Finding]:
    """Find every mark that reads as another number through what is right beside it.

    A digit or a decimal point joined to it, a minus sign, a multiple, half of a number word, a percent
    sign behind what is no percentage, a sign that Unicode sets upon the one before it, or a place above
    the line.
    """
    pieces: dict[int, list[_Piece]] = {}
    for mark in page.marks:
        block = mark.block
        if id(block) not in pieces:
            pieces[id(block)] = list(_pieces(block, None))
        yield from _joined(mark, pieces[id(block)], truth)


def _pieces(element: Element, mark: Element | None) -> Iterator[_Piece]:
    for child in element.children:
        if isinstance(child, str):
            yield _Piece(child, mark)
        elif isinstance(child, Element) and not UNSHOWN.search(attribute(child, "style")):
            if child.tag in BLOCKS or child.tag == "br" or _is_raised_citation(child):
                yield _Piece(BREAK)
            else:
                inner = child if child.tag == MARK and child.has("data-result") else mark
                yield from _pieces(child, inner)


def _is_raised_citation(element: Element) -> bool:
    """Whether an element is a citation above the line, which no reader joins to the number before."""
    cited = [each for each in element.elements() if "citation" in each.classes and each.text()]
    return element.tag == "sup" and bool(cited) and element.text() == cited[0].text()


def _joined(mark: Spot, pieces: list[_Piece], truth: Truth) -> Iterator[Finding]:
    own = [n for n, piece in enumerate(pieces) if piece.mark is mark.element]
    if not own:
        return
    text = mark.element.text()
    before = _seen(pieces[: own[0]])[-12:]
    behind = _seen(pieces[own[-1] + 1 :])[:12]
    if _reads_on(before, text, behind):
        message = f"{text!r} reads as another number together with what is joined to it"
        yield Finding("joined-number", mark.place, f"{message}; in {mark.words_around()}")
    elif A_SHARE.match(behind) and not text.endswith("%") and not _is_share(mark, truth):
        message = f"{text!r} is no percentage, and a percent sign follows it"
        yield Finding("joined-number", mark.place, f"{message}; in {mark.words_around()}")
    elif mark.within("sup") or mark.within("sub"):
        message = f"{text!r} is set above or below the line, as if it were an exponent or an index"
        yield Finding("joined-number", mark.place, f"{message}; in {mark.words_around()}")


def _seen(pieces: list[_Piece]) -> str:
    """Join pieces without what no reader sees, such as a soft hyphen, and every numeral as a digit."""
    return digits_for_numerals(HIDDEN.sub("", "".join(piece.text for piece in pieces)))


def _is_share(mark: Spot, truth: Truth) -> bool:
    """Whether a mark is of a percentage; one that names nothing is reported elsewhere."""
    result_id = result_of(mark)
    if choice := truth.choices.get(result_id):
        return bool(CONSTANT_UNITS.get(choice.name) == "percent")
    if fact := truth.facts.get(result_id):
        return fact.unit == "percent"
    if attribute(mark.element, "data-part"):
        return False
    entry = truth.entries.get(result_id)
    return entry is None or entry["unit"] == "percent"


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
