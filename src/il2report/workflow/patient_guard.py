"""Refuses public files that name a patient, no matter who wrote the template."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import unquote

from il2report.errors import Finding, Place, StudyRefused
from il2report.workflow.searched_files import Unsearchable, texts_of

TELLING = re.compile(r"(?=.*[^\W\d_])(?=.*\d).{3,}|(?=.*\d).{6,}")
"""An id that no other word is likely to be: letters and digits together in three or more signs, or
a number of six or more."""

WORD = re.compile(r"\d*\.\d+|[\w-]+")
"""A word, or a decimal number, of which the digits behind the point are no word."""

TAG = re.compile(
    r"<!--.*?(?:-->|$)|<(/?)([A-Za-z][\w:-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL
)
BLOCK = re.compile(
    "address|article|aside|blockquote|body|br|c|caption|col|dd|div|dl|dt|entry|fieldset|"
    "figcaption|figure|footer|form|h1|h2|h3|h4|h5|h6|head|header|hr|html|is|li|main|meta|nav|"
    "ol|option|p|pre|row|script|section|si|style|svg|table|tbody|td|text|tfoot|th|thead|"
    "title|tr|ul|v|w:br|w:p|w:tab|w:tc|w:tr"
)
"""Elements that separate words; the text of all others runs on."""

CODED = re.compile(r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})|\\0{0,4}([0-9a-fA-F]{2,4}) ?")
"""A character as JSON, scripts and style sheets can write it."""

BROKEN = re.compile(r"(?<=\w)-[^\S\n]*\r?\n\s*(?=\w)")
"""A hyphen at the end of a line, which may have been added there."""

WRAPPED = re.compile(r"(?<=\w)\r?\n(?=\w)")
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
ROUNDS = 3
"""How often text may be written in code within code."""
WRAPPING = 8
"""Signs from which an id may have been broken at the end of a line without a hyphen."""
NAMED = 5
"""How many patients a message names."""


def refuse_patients(
    patients: Iterable[str], files: Mapping[str, bytes], families: Iterable[str]
) -> None:
    """Refuse public files of which one names a patient or cannot be searched; names all of them."""
    if findings := tuple(public_findings(patients, files, families)):
        raise StudyRefused(findings)


def public_findings(
    patients: Iterable[str], files: Mapping[str, bytes], families: Iterable[str]
) -> Iterator[Finding]:
    """Find each file that names a patient of the study, and each that cannot be searched.

    A short id of digits or of letters alone, such as 12, is searched in the ids of results only: as a
    word of the text it may mean anything. `families` are the first words of such ids.
    """
    known = {plain(patient): patient for patient in patients}
    ids = _Ids(known, families)
    for name, content in files.items():
        try:
            named = {
                known[each] for text in (name, *texts_of(content)) for each in ids.within(text)
            }
        except Unsearchable as error:
            message = f"it cannot be searched for patients: {error}; leave it out of a public draft"
            yield Finding("unsearched-in-public-draft", Place(name), message)
            continue
        if named:
            shown = ", ".join(sorted(named)[:NAMED])
            more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
            message = f"a public draft must not name patients, but this file names {shown}{more}"
            yield Finding("patient-in-public-draft", Place(name), message)


class _Ids:
    """The ids of the patients, in plain letters."""

    def __init__(self, ids: Iterable[str], families: Iterable[str]) -> None:
        either = "|".join(map(re.escape, families))
        self.of_patient = re.compile(rf"(?<!\w)(?:{either})\.([^\".\s&<>]+)\.")
        self.all = frozenset(ids)
        self.telling = frozenset(each for each in self.all if TELLING.fullmatch(each))
        self.parts = max((each.count("-") for each in self.telling), default=0) + 1

    def within(self, text: str) -> Iterator[str]:
        """Find the ids that a text names, in whatever way it writes them."""
        for view in views(text):
            for word in frozenset(WORD.findall(view)):
                yield from self._of_word(word)
            for match in self.of_patient.finditer(view):
                if match[1] in self.all:
                    yield match[1]
        for word in frozenset(WORD.findall(WRAPPED.sub("", plain(text)))):
            yield from (each for each in self._of_word(word) if len(each) >= WRAPPING)

    def _of_word(self, word: str) -> Iterator[str]:
        """Find the ids in a word; "x-P01-2" holds P01, "P012" does not."""
        parts = word.split("-")
        for start in range(len(parts)):
            for end in range(start + 1, min(start + self.parts, len(parts)) + 1):
                if (found := "-".join(parts[start:end])) in self.telling:
                    yield found


def views(text: str) -> Iterator[str]:
    """Give a text as it is, without its codes, without its markup, and with words made whole."""
    decoded = text
    yield plain(decoded)
    for _ in range(ROUNDS):
        before, decoded = decoded, CODED.sub(_character, unquote(unescape(decoded)))
        if decoded == before:
            break
        yield plain(decoded)
    shown = plain(TAG.sub(_between, decoded))
    yield shown
    yield unescape(shown)
    for filled in ("", "-"):
        yield BROKEN.sub(filled, shown)


def plain(text: str) -> str:
    """Write letters in one form: no marks of typesetting, no width, no case, one kind of dash."""
    composed = unicodedata.normalize("NFKC", text.translate(DASHES))
    seen = composed if composed.isascii() else "".join(sign for sign in composed if unicodedata.category(sign) != "Cf")  # fmt: skip
    return seen.translate(DASHES).casefold()


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2] or match[3], 16)
    return chr(number) if 31 < number < 0x110000 else " "


def _between(match: re.Match[str]) -> str:
    return " " if BLOCK.fullmatch((match[2] or "").lower()) else ""
