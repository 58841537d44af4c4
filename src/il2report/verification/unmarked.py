"""Numbers that do not come from data: each must be part of a known name, citation or label."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from il2report.document.document import Document
from il2report.document.grammar import number_word
from il2report.document.tree import Citation, Label, Mention, Word
from il2report.errors import Finding
from il2report.study.characters import digits_for_numerals
from il2report.verification.passages import FROM_DATA, NAME, Passage, Print
from il2report.verification.truth import NUMBER, Truth

IN_WORDS = "number-in-words"
A_LINE = re.compile(r"[^\n]+")
WORDS = "|".join(number_word(n) for n in sorted(range(100), key=lambda n: -len(number_word(n))))
MULTIPLES = (
    r"dozens?|scores?(?=\ of\ (?:patients|women|men|people|cases)\b)|hundreds?|thousands?|millions?"
)
"""A score is a number only of people: elsewhere it is a measure, such as that of Karnofsky."""
COUNTED = (
    "patients?|wom[ae]n|m[ae]n|males?|females?|percent|per cent|cycles?|doses?|years?|months?|weeks?|days?|hours?"
    "|events?|deaths?|responses?|responders?|lesions?|metastas[ei]s|cases?|people|persons?|subjects?"
    "|individuals|participants?|adults|children"
)
SAID_OF_PATIENTS = (
    "responded|progressed|died|survived|relapsed|recurred|withdrew|dropped out|remained|received|underwent|completed"
    "|discontinued|developed|experienced|had|were|was|achieved"
)
TENS = "|".join(number_word(n) for n in range(20, 100, 10))
A_NUMBER = rf"(?:(?:(?:{WORDS}|half\ a|a)\ )?(?:{MULTIPLES})|(?:(?:{TENS})\ )?(?:{WORDS}))"
OF_THEM = r"of\ (?:the\ |these\ |those\ |its\ |all\ |our\ )?"
PATIENTS = "patients|women|men|responders|people|subjects|participants|cases"
CHINESE = "〇一二三四五六七八九十百千万萬"
SPELLED = re.compile(
    rf"""\b(?!one\ of\ (?:the|these|those|its)\ )(?:
      {A_NUMBER}(?:
        (?=\ (?:(?:complete|partial|mixed|other|more|further|such)\ )?(?P<noun>{COUNTED})\b)  # five patients
        |(?=\ {OF_THEM}(?:[\d#]|{WORDS}|patients|women|men)\b)                              # five of fifteen
        |(?=\ out\ of\ |\ in\ (?:{WORDS}|[\d#])\b)                                           # one in five
        |(?<!\bone)(?=\ (?:{SAID_OF_PATIENTS})\b)                                            # five responded
        |(?<!\bone)(?=(?:\ (?!(?:or|and|of|in|to|the)\b)[\w-]+){{1,2}}\ (?:{PATIENTS})\b)     # five older women
      )
      |(?:(?<=\bwas\ )|(?<=\bwere\ )|(?<==\ )|(?<=\bthan\ ))(?!one\b){A_NUMBER}(?=\s*(?:[.,;:)]|$))  # it was five.
      |(?:{MULTIPLES})(?=\ of\ )                                                            # dozens of
      |(?:(?:a|{WORDS})[\ -])?(?:third|quarter|fifth|tenth)s?(?=\ {OF_THEM}(?:{COUNTED})\b)   # a third of patients
      |[{CHINESE}]{{2,}}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A number word that counts patients or what a study counts of them; "one of those" counts nothing.

Of Chinese numerals two or more, since one of them is often a part of a word.
"""
A_WORD = re.compile(rf"\b(?:{WORDS}|{MULTIPLES})\b", re.IGNORECASE)
A_NAMED_NUMBER = re.compile(rf"(?<=[._])(\d{{1,3}}|{WORDS})_({COUNTED})(?=[._]|$)")


@dataclass(frozen=True, slots=True)
class Typed:
    """A number in a passage that does not come from data, in digits or in words."""

    passage: Passage
    start: int
    end: int
    is_word: bool = False

    @property
    def text(self) -> str:
        """What it says."""
        return self.passage.text[self.start : self.end]

    @property
    def finding(self) -> Finding:
        """What is wrong with it."""
        words = self.passage.quoted(self.start, self.end)
        if self.is_word:
            message = (
                f"{self.text!r} counts something and does not come from the results; in {words}"
            )
            return Finding("number-in-words", self.passage.place, message)
        message = f"{self.text} comes from no result and is not part of a known name; in {words}"
        return Finding("unmarked-number", self.passage.place, message)


def unmarked_findings(passages: Iterable[Passage], truth: Truth) -> Iterator[Finding]:
    """Find every number, in digits or in words, that neither comes from data nor belongs to a name."""
    return (each.finding for each in typed_numbers(passages, truth))


def typed_numbers(passages: Iterable[Passage], truth: Truth) -> Iterator[Typed]:
    """Give the numbers of passages that neither come from data nor belong to a name."""
    units: frozenset[str] | None = None
    for passage in passages:
        for line in A_LINE.finditer(_without_words(passage, truth), passage.end_of_name):
            start = line.start()
            for match in NUMBER.finditer(truth.without_names(line[0])):
                yield Typed(passage, start + match.start(), start + match.end())
            for match in SPELLED.finditer(line[0]):
                if units is None:  # few texts have such a number
                    units = _named_numbers(truth)
                if f"{match[0]} {match['noun']}".lower() not in units:
                    yield Typed(passage, start + match.start(), start + match.end(), is_word=True)


def words_given(passage: Passage, truth: Truth) -> Iterator[tuple[Label | Word, Print]]:
    """Find the labels and words with a number that the codebook or study.toml gives."""
    printed: list[tuple[Label | Word, Print]] = [*passage.printed(Label), *passage.printed(Word)]
    for node, at in printed:
        has_number = NUMBER.search(digits_for_numerals(node.text)) or A_WORD.search(node.text)
        if has_number and truth.gives(node):
            yield node, at


def _without_words(passage: Passage, truth: Truth) -> str:
    """Replace them, as the numbers of a passage are replaced."""
    typed = passage.typed
    for _, at in words_given(passage, truth):
        typed = typed[: at.start] + FROM_DATA * (at.end - at.start) + typed[at.end :]
    return typed


def _named_numbers(truth: Truth) -> frozenset[str]:
    """Spell the numbers in the ids of results: six months, five years, one cycle.

    Such a number names what is measured and is no measurement: at_6_months, survival_5_years.
    """
    ids = (*truth.entries, *truth.study.literature)
    found = {match.groups() for name in ids for match in A_NAMED_NUMBER.finditer(name)}
    return frozenset(f"{number_word(int(n)) if n.isdecimal() else n} {noun}" for n, noun in found)


def unmarked_counts(document: Document, passages: Iterable[Passage], truth: Truth) -> Counter[str]:
    """Count the numbers that are not marked as one of the data, by their kind."""
    passages = tuple(passages)
    unknown = sum(not each.is_word for each in typed_numbers(passages, truth))
    counts: Counter[str] = Counter({"unmarked": unknown, NAME: -unknown})
    for passage in passages:
        end = passage.end_of_name
        counts[passage.kind] += len(NUMBER.findall(passage.typed[:end]))
        counts[NAME] += len(NUMBER.findall(passage.typed[end:]))
        for node, _ in passage.printed(Citation):
            counts["citation"] += len(NUMBER.findall(node.numbers))
        for mention, _ in passage.printed(Mention):
            counts["mention of a table or figure"] += len(NUMBER.findall(mention.text))
    labels = (NUMBER.findall(item.label) for item in document.floats)
    counts["label of a table or figure"] = sum(map(len, labels))
    alternatives = (NUMBER.findall(figure.alternative) for figure in document.figures)
    counts["in the words for a figure"] = sum(map(len, alternatives))
    return +counts
