"""Codes that come with their labels from the file of a table, and how they reach the codebook."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from il2report.errors import Place
from il2report.study.codebook import CodeEntry
from il2report.study.declarations.names import keys_of
from il2report.study.layout import TableOrigin
from il2report.study.missing_words import is_word_for_missing
from il2report.study.records import CODEBOOK, LONGEST_NAME, PLAIN_NAME, READ_TABLES
from il2report.study.sheets import Sheet

FILE = f"data/{CODEBOOK}.csv"
COMPARED = str.maketrans({"<": " lt ", ">": " gt ", "≤": " le ", "≥": " ge ", "+": " plus "})
"""What signs of comparison are in a code, which has letters and digits only: `>64` is gt_64."""
TWO_SIGNS = (("<=", "≤"), (">=", "≥"))
PROPER = frozenset(
    (
        *("African", "American", "Asian", "Alaska", "Caucasian", "European"),
        *("Hawaiian", "Hispanic", "Indian", "Latino", "Native", "Pacific"),
    )
)
"""Words of the controlled terms of race and ethnicity that begin with a capital."""
WORDS = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
AT_MOST, AT_LEAST = "{} or under", "{} or over"
LONGEST_UNCHANGED = 3
"""Letters of a word in capitals that is taken for an abbreviation."""


@dataclass(frozen=True, slots=True)
class ColumnCodes:
    """The codes of a column in their order, as the file of its table labels them."""

    table: str
    column: str
    place: Place
    entries: Mapping[str, CodeEntry]


@dataclass(frozen=True, slots=True)
class CodebookOrigin:
    """The codebook with rows that other files gave; `beneath` is where the rest of it is."""

    rows: Mapping[int, Place]
    beneath: TableOrigin | None

    @property
    def name(self) -> str:
        """What messages call the codebook."""
        return self.beneath.name if self.beneath else "codebook.csv"

    def placed(self, place: Place) -> Place:
        """Name the file that gave the code, or the place in the codebook itself."""
        if place.row is not None and place.row in self.rows:
            return self.rows[place.row]
        return self.beneath.placed(place) if self.beneath else place


def in_sentence_case(text: str) -> str:
    """Write a text that is all in capitals as a sentence: APPLICATION SITE PRURITUS."""
    if not text.isupper() or len(text) <= LONGEST_UNCHANGED:
        return text
    lowered = WORDS.sub(
        lambda found: (
            found[0].capitalize() if found[0].capitalize() in PROPER else found[0].lower()
        ),
        text,
    )
    return lowered[:1].upper() + lowered[1:]


def with_letters(text: str) -> str:
    """Write a class of numbers as a label, which needs a letter: `>64` is over 64."""
    if any(map(str.isalpha, text)) or PLAIN_NAME.fullmatch(text):
        return text
    for sign, words in (("<=", AT_MOST), (">=", AT_LEAST), ("≤", AT_MOST), ("≥", AT_LEAST)):
        if text.startswith(sign):
            return words.format(text.removeprefix(sign).strip())
    for sign, words in (("<", "under {}"), (">", "over {}")):
        if text.startswith(sign):
            return words.format(text.removeprefix(sign).strip())
    return f"class {text}"


def codes_of_texts(texts: Iterable[str]) -> Mapping[str, str]:
    """Make a code in snake_case of each distinct text; a word for a missing value stays.

    Parameters
    ----------
    texts : cells of a column; blank ones are left out

    Returns
    -------
    mapping of code by text
    """
    known = [text for text in dict.fromkeys(texts) if text and not is_word_for_missing(text)]
    # A class of numbers such as 18-64 has no letter and is its own label, which must be the code.
    own = {t: t for t in known if PLAIN_NAME.fullmatch(t) and not any(map(str.isalpha, t))}
    known = [text for text in known if text not in own]
    spelled = []
    for text in known:
        plain = unicodedata.normalize("NFKC", text)
        for two, one in TWO_SIGNS:
            plain = plain.replace(two, one)
        spelled.append(plain.translate(COMPARED)[: LONGEST_NAME - 4])
    made = zip(known, keys_of(spelled, "other", own), strict=True)
    return MappingProxyType({**own, **dict(made)})


def natural_order(text: str) -> tuple[float, int, str]:
    """Sort texts with numbers by the first of them, `<65` before `65-80`, and others by letter."""
    number = NUMBER.search(text)
    sign = {"<": -1, "≤": -1, ">": 1, "≥": 1}.get(text[:1], 0)
    return float(number[0]) if number else -1.0, sign, text.casefold()


def with_labels(
    codebook: Sheet | None, labels: Sequence[ColumnCodes], beneath: TableOrigin | None
) -> tuple[Sheet, CodebookOrigin]:
    """Add the codes that files label themselves to the codebook, which wins where it has a code.

    Parameters
    ----------
    codebook : its own rows; None where the study has none
    labels : by column
    beneath : where the codebook's own rows are, if not in codebook.csv

    Returns
    -------
    the sheet, and the origin of its rows
        The codes of a column follow those of the codebook.
    """
    names = tuple(READ_TABLES[CODEBOOK].columns)
    base = codebook or Sheet(FILE, (), dict.fromkeys(names, ()))
    key = [base.columns.get(name, ("",) * len(base.rows)) for name in names[:3]]
    listed = {tuple(map(str.strip, one)) for one in zip(*key, strict=True)}
    order = base.columns.get("order", ())
    ranks = [int(cell) for cell in order if cell.strip().isdecimal()]
    rank, row = max(ranks, default=0), max(base.rows, default=1)
    added = {name: list(base.columns[name]) for name in base.columns}
    rows, places = list(base.rows), dict[int, Place]()
    for of in labels:
        for code, entry in of.entries.items():
            if (of.table, of.column, code) in listed:
                continue
            rank, row = rank + 1, row + 1
            cells = dict(
                zip(
                    names,
                    (of.table, of.column, code, entry.label, entry.group, str(rank)),
                    strict=True,
                )
            )
            for name, column in added.items():
                column.append(cells.get(name, ""))
            rows.append(row)
            places[row] = of.place
    sheet = replace(base, rows=rows, columns=MappingProxyType(added))
    return sheet, CodebookOrigin(MappingProxyType(places), beneath)
