"""Paragraphs as sentences in one spelling: every sign has its place in print, so that both can be quoted."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

NOT_SHOWN = re.compile("[\xad\u200b-\u200f\u2060-\u2064\ufeff]")
DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-")
"""Minus and range are printed with any of these; what is meant follows from the numbers."""
POINTS = dict.fromkeys("\u00b7\u22c5\u2219\u2022\u30fb", "\u00b7")
SIGNS = {
    "\u2a7d": "\u2264",
    "\u2a7e": "\u2265",
    "\u2032": "'",
    "\u2019": "'",
    "\u00d7": "x",
    "\t": " ",
}
OWN = {**DASHES, **POINTS, **SIGNS, "\n": " ", "\r": " "}
RAISED = "\u00b2\u00b3\u00b9\u2070\u2074\u2075\u2076\u2077\u2078\u2079\u207b"
RAISED_RUN = re.compile(f"[{RAISED}]+")
POWER_OF_TEN = re.compile(r"[x*\u00b7]\s*10$|[<=>]\s*10$")
SQUARED = re.compile(r"(?:[XxRrI\u03c7\u03b7\u03c9\u03c6\u03b5]|chi)$")
POINT_IN_NUMBER = re.compile(r"(?<=\d)\u00b7(?=\d)|(?<![\w])\u00b7(?=\d)")
EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[A-Za-z\u03c7])([A-Za-z\u03c7]{1,2}2?)\1")
COMMA_DECIMAL = re.compile(r"(?<![\d.,])(-?0),(?=\d+(?![\d,]))|(?:(?<=[=<>])|(?<=[=<>] )),(?=\d)")
POINT_DECIMAL = re.compile(r"(?<![\d.])0?\.\d")
COMMA_IN_NUMBER = re.compile(r"(?<=\d),(?=\d)")
TWO_DF = re.compile(r"\bF\s*[(\[]\s*\d+,\d+\s*[)\]]")
SPACED_DECIMAL = re.compile(r"(?<=[=<>])(\s?)\.\s(?=\d)")
MASKED = re.compile(r"(?:https?://|www\.|doi:\s*|\b10\.\d{4,9}/)\S+", re.IGNORECASE)
BOUNDARY = re.compile(
    r"""(?P<word>[\w.)\]%"'\u201d]{0,20})[.!?](?:["')\]\u201d]|(?<=[A-Za-z)][.!?])\d{1,3}(?:[,-]\d{1,3})*)?\s+
        (?=["(\[\u201c]?[A-Z\u03c7])""",
    re.VERBOSE,
)
ABBREVIATIONS = frozenset(
    {
        "vs",
        "e.g",
        "i.e",
        "al",
        "fig",
        "figs",
        "no",
        "nos",
        "dr",
        "prof",
        "approx",
        "ca",
        "cf",
        "eq",
        "st",
        "ref",
        "refs",
        "tab",
        "resp",
        "viz",
        "incl",
        "vol",
        "p",
        "pp",
        "mr",
        "mrs",
    }
)
SECTIONS: Mapping[str, tuple[str, str]] = {
    "abstract": ("ABS", "Abstract"),
    "summary": ("ABS", "Abstract"),
    "background": ("INT", "Introduction"),
    "introduction": ("INT", "Introduction"),
    "methods": ("MET", "Methods"),
    "materials and methods": ("MET", "Methods"),
    "patients and methods": ("MET", "Methods"),
    "method": ("MET", "Methods"),
    "results": ("RES", "Results"),
    "findings": ("RES", "Results"),
    "discussion": ("DIS", "Discussion"),
    "comment": ("DIS", "Discussion"),
    "conclusion": ("CON", "Conclusion"),
    "conclusions": ("CON", "Conclusion"),
}
NO_SECTION = ("TXT", "Text")
END = re.compile(
    r"(?:\d+\.?\s*)?(?:references|bibliography|literature cited|works cited)\W*", re.IGNORECASE
)
HEADING = re.compile(r"(?:\d+(?:\.\d+)*\.?\s*)?([A-Za-z ]{4,24}?)\s*[:.]?")
CITED = re.compile(r"\b(?:19|20)\d\d;\s*\d+\s*(?:\(\w+\))?\s*:\s*[A-Za-z]?\d+")


@dataclass(slots=True)
class Sentence:
    """A sentence: `text` in one spelling and `printed` as it is printed, of the same length.

    `claimed` lists what of it has been read, so that no figure is read twice.
    """

    place: str
    text: str
    printed: str
    claimed: list[tuple[int, int]] = field(default_factory=list)

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing of a stretch has been read."""
        return all(end <= first or start >= last for first, last in self.claimed)

    def claim(self, start: int, end: int) -> None:
        """Note that a stretch has been read."""
        self.claimed.append((start, end))


@dataclass(frozen=True, slots=True)
class SplitText:
    """The sentences of a paper and the places that they are in, by short name."""

    sentences: tuple[Sentence, ...]
    places: Mapping[str, str]


def split_text(paragraphs: Sequence[str]) -> SplitText:
    """Split paragraphs into sentences, up to the list of references."""
    shown = [NOT_SHOWN.sub("", paragraph).strip() for paragraph in paragraphs]
    commas = has_decimal_commas(" ".join(shown))
    section, count = NO_SECTION, 0
    sentences: list[Sentence] = []
    places: dict[str, str] = {}
    for paragraph in shown:
        if END.fullmatch(paragraph):
            break
        if found := _section(paragraph):
            section, count = found, 0
            continue
        count += 1
        place = f"{section[0]}{count}"
        while place in places:  # a second abstract, or a second discussion
            count += 1
            place = f"{section[0]}{count}"
        split = [] if CITED.search(paragraph) else list(_sentences(paragraph, place, commas=commas))
        if split:
            places[place] = f"{section[1]}, paragraph {count}"
            sentences += split
    return SplitText(tuple(sentences), places)


def _section(paragraph: str) -> tuple[str, str] | None:
    heading = HEADING.fullmatch(paragraph) if len(paragraph) < 40 else None
    return SECTIONS.get(heading[1].strip().lower()) if heading else None


def _sentences(paragraph: str, place: str, *, commas: bool) -> Iterator[Sentence]:
    text, start = one_spelling(paragraph, decimal_commas=commas), 0
    for found in BOUNDARY.finditer(text):
        word = found["word"].strip("()[]\"'").lower()
        if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
            continue
        yield Sentence(place, text[start : found.end()], paragraph[start : found.end()])
        start = found.end()
    if start < len(text):
        yield Sentence(place, text[start:], paragraph[start:])


def has_decimal_commas(text: str) -> bool:
    """Whether a text prints 0,31 rather than 0.31."""
    return len(COMMA_DECIMAL.findall(text)) > len(POINT_DECIMAL.findall(text))


def one_spelling(text: str, *, decimal_commas: bool = False) -> str:
    """Write signs, letters of formulas and decimal points in one way; the length stays.

    A raised figure is a power of ten or the 2 of chi-square, else a citation and left out.
    """
    plain = RAISED_RUN.sub(_raised, text.translate(SPELLING))
    plain = SPACED_DECIMAL.sub(r"\1 .", plain)
    plain = POINT_IN_NUMBER.sub(".", plain)
    plain = EMPHASIS.sub(lambda found: f" {found[2]} ", plain)
    plain = MASKED.sub(lambda found: " " * len(found[0]), plain)
    plain = COMMA_DECIMAL.sub(lambda found: (found[1] or "") + ".", plain)
    if decimal_commas:
        kept = [found.span() for found in TWO_DF.finditer(plain)]
        plain = COMMA_IN_NUMBER.sub(
            lambda found: "," if any(a < found.start() < b for a, b in kept) else ".", plain
        )
    return plain


class Spelling(dict[int, str]):
    """How each sign is written, found out once; as a table of translation."""

    def __missing__(self, code: int) -> str:
        """Write a sign that occurs for the first time; one that would become longer stays."""
        sign = chr(code)
        self[code] = written = _plain(sign)
        return written


def _plain(sign: str) -> str:
    if sign in RAISED or sign in OWN:
        return OWN.get(sign, sign)
    if sign in "\u03a7\U0001d6d8":
        return "\u03c7"
    compatible = unicodedata.normalize("NFKC", sign)
    if len(compatible) != 1:
        return sign
    return " " if compatible.isspace() else OWN.get(compatible, compatible)


SPELLING = Spelling()


def _raised(found: re.Match[str]) -> str:
    before = found.string[: found.start()].rstrip()
    if POWER_OF_TEN.search(before[-6:]) or SQUARED.search(before[-3:]):
        return "".join("-" if s == "\u207b" else unicodedata.normalize("NFKC", s) for s in found[0])
    return " " * len(found[0])
