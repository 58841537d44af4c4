"""What texts around a table are: its caption, its notes, or the text of the paper."""

import re
from dataclasses import dataclass

NUMBER = r"(?:[A-Z]{1,3}[-. ]?)?\d+(?:[.-]\d+)?[A-Za-z]?|[IVX]+|[A-Z]\d*"
HEADING = re.compile(
    rf"""(?P<heading>
        (?: (?:Supplement(?:ary|al)|Supporting|Appendix|Additional|Online|Web|Extended\ Data) \s+ )?
        (?: e?Table | Tab\. | Tabelle | Tableau | Tabla | Tabela | Tabell | Tabel ) \s*
        (?:{NUMBER}) )
        (?P<mark> \s*[.:|)\u2014\u2013] | \s+-(?=\s) | (?=\s) | $ )
        \s* (?P<rest>.*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
CONTINUED = re.compile(
    r"[(\[]?\s*\bcont(?:inued|inuation|'d|\u2019d|d)?\b\.?\s*[)\]]?[.:]?", re.IGNORECASE
)
MARK = r"(?:\^?[a-z]{1,2}|\^?[*\u2020\u2021\u00a7\u00b6#]{1,4}|\|\||\u2016|\^\d{1,2}|[\u00b9\u00b2\u00b3])"
MARKED = re.compile(rf"(?:{MARK}|\({MARK}\))(?:[).:,]\s*|\s+)?(?=\S)")
OWN_MARK = re.compile(rf"\(?{MARK}\)?[.:]?|\d{{1,2}}[.)]?")
ALWAYS = re.compile(r"[*\u2020\u2021\u00a7\u00b6#\u2016]|\^[a-z0-9]|[\u00b9\u00b2\u00b3]|\|\|")
LETTERED = re.compile(r"\(?[a-z]\)?[).:]?\s+(?=[A-Z\d\u201c\"(<>=])")
OPENING = re.compile(
    r"(?:abbreviations?|notes?|n\.?b\.?|footnotes?|legend|key|source|data (?:are|were|is)|values (?:are|were)"
    r"|numbers? (?:are|in)|percentages?|plus[-\u2013\u2212]minus|results are|the p[- ]?values?|p[- ]?values?|all values"
    r"|denotes|unless otherwise|except where)\b",
    re.IGNORECASE,
)
DEFINITION = re.compile(
    r"(?:[A-Z][A-Za-z0-9/-]{0,9})\s*(?:[,:=]|denotes|indicates)\s+\w[^;]*(?:[;,.]|$)"
)
P_NOTE = re.compile(r"\(?p\s*[<>=\u2264]\s*0?[.,]\d", re.IGNORECASE)
SHORT = 160
"""Characters of a line that may be a head within a table or a title above it."""
SENTENCES = re.compile(r"[.!?]\s+[A-Z]\w+\s+\w+\s+\w+")


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of a table: "Table 1", and the rest."""

    heading: str
    text: str
    is_continued: bool = False


def caption_of(text: str) -> Caption | None:
    """Read a caption, or give None where a text is none.

    "Table 2 shows" begins a sentence: without a point or a colon a caption goes on with a capital.
    """
    found = HEADING.match(text)
    if found is None:
        return None
    rest = found["rest"].strip()
    is_continued = CONTINUED.match(rest) is not None or (
        "continued" in rest.lower() and len(rest) < SHORT
    )
    is_plain = not found["mark"].strip()
    if is_plain and rest and not rest[0].isupper() and not is_continued and rest[0] not in "([":
        return None
    heading = " ".join(found["heading"].split())
    if not heading.split()[-1][-1:].isdigit() and is_plain and not rest and len(heading) > SHORT:
        return None
    return Caption(heading, CONTINUED.sub("", rest).strip() if is_continued else rest, is_continued)


def is_note(text: str) -> bool:
    """Whether a text below a table belongs to it, by how it begins."""
    return bool(
        ALWAYS.match(text)
        or LETTERED.match(text)
        or OPENING.match(text)
        or P_NOTE.match(text)
        or (DEFINITION.match(text) and ";" in text)
    )


def is_own_mark(text: str) -> bool:
    """Whether a cell has only the mark of a note, which is in the next cell."""
    return OWN_MARK.fullmatch(text) is not None


def is_running(text: str) -> bool:
    """Whether a line is running text and no head within a table."""
    return len(text) > SHORT or SENTENCES.search(text) is not None
