"""References, tables and figures: numbered as they are first mentioned, all of them, each once."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from il2report.document.citations import ROMAN, collapsed
from il2report.document.document import Document
from il2report.document.tree import Citation, Mention, from_data, words
from il2report.errors import Finding, Place
from il2report.verification.passages import PAGE, Passage
from il2report.verification.truth import Truth

NAMED = re.compile(r"\b(?:Tables?|Figures?|Figs?\.) (?:S?\d+|[IVX]+)\b")
LABEL = re.compile(r"(Table|Figure) (S?)([IVX]+|\d{1,4})")
LIST = Place(PAGE, section="References")


def order_findings(
    document: Document, passages: Sequence[Passage], truth: Truth
) -> Iterator[Finding]:
    """Find references, tables and figures that are not cited in order, or not at all."""
    yield from _references(document, truth)
    yield from _citations(document, passages)
    yield from _floats(document, passages)
    yield from unlinked_findings(passages)


# --- references -----------------------------------------------------------------------------------


def _references(document: Document, truth: Truth) -> Iterator[Finding]:
    texts = [words(each.nodes) for each in document.references]
    times = Counter(texts)
    for number, (entry, text) in enumerate(zip(document.references, texts, strict=True), start=1):
        if times[text] > 1:
            message = f"reference {number} is in the list {times[text]} times: {text}"
            yield Finding("repeated-reference", LIST, message)
        elif text != truth.work(entry.key):
            message = f"reference {number} is not a work of data/references.json as printed: {text}"
            yield Finding("unknown-work", LIST, message)


def _citations(document: Document, passages: Iterable[Passage]) -> Iterator[Finding]:
    number_of = {each.key: n for n, each in enumerate(document.references, start=1)}
    cited: set[str] = set()
    for passage in passages:
        for node, at in passage.printed(Citation):
            quote = f"in {passage.quoted(at.start, at.end)}"
            for key in sorted({*node.keys} - cited, key=lambda key: number_of.get(key, 0)):
                expected = len(cited & number_of.keys()) + 1
                if key not in number_of:
                    message = f"{key} is cited and not in the reference list; {quote}"
                    yield Finding("unlisted-citation", passage.place, message)
                elif number_of[key] != expected:
                    message = f"{number_of[key]} is cited first where {expected} should be; {quote}"
                    yield Finding("wrong-order", passage.place, message)
                cited.add(key)
            numbers = [number_of[key] for key in node.keys if key in number_of]
            printed = collapsed(numbers).replace(" ", "")
            numbered = node.numbers.replace(" ", "").replace("\N{EN DASH}", "-")
            if (numbered, node.first) != (printed, min(numbers, default=0)):
                message = f"{node.numbers} is cited for {', '.join(node.keys)}; {quote}"
                yield Finding("unlisted-citation", passage.place, message)
    for key in number_of.keys() - cited:
        message = f"reference {number_of[key]} is listed and cited nowhere"
        yield Finding("uncited-work", LIST, message)


def uncited_fact_findings(passages: Iterable[Passage], truth: Truth) -> Iterator[Finding]:
    """Find figures of a work that the paragraph, the table or the figure does not cite."""
    cited: dict[str | int, set[str]] = {}
    scopes = [(passage.within or n, passage) for n, passage in enumerate(passages)]
    for scope, passage in scopes:
        keys = (key for node, _ in passage.printed(Citation) for key in node.keys)
        cited.setdefault(scope, set()).update(keys)
    for scope, passage in scopes:
        for number, at in passage.numbers:
            fact = truth.facts.get(number.result)
            if fact is not None and fact.reference not in cited[scope]:
                message = (
                    f"{number.text} is a figure of {fact.reference}, which is not cited here; write"
                    f' {{{{ cite("{fact.reference}") }}}} beside it'
                )
                words = passage.quoted(at.start, at.end)
                yield Finding("uncited-figure", passage.place, f"{message}; in {words}")


# --- tables and figures ---------------------------------------------------------------------------


def _floats(document: Document, passages: Sequence[Passage]) -> Iterator[Finding]:
    labels = {item.key: item.label for item in document.floats}
    legends = {id(node) for node in from_data(document.legends)}  # a legend mentions its own figure
    mentioned: dict[str, None] = {}
    for passage in passages:
        for node, at in passage.printed(Mention):
            if node.text.replace("\N{NO-BREAK SPACE}", " ") != labels.get(node.key):
                words = passage.quoted(at.start, at.end)
                message = f"there is no such table or figure; in {words}"
                yield Finding("missing-float", passage.place, message)
            elif id(node) not in legends:
                mentioned[node.key] = None
    for key in labels.keys() - mentioned.keys():
        place = Place(PAGE, section=labels[key])
        yield Finding("unmentioned-float", place, f"{labels[key]} is mentioned nowhere in the text")
    placed = dict.fromkeys(passage.within for passage in passages if passage.within)
    yield from _numbered([labels[key] for key in placed], "is placed")
    yield from _numbered([labels[key] for key in mentioned], "is mentioned")


def _numbered(labels: Iterable[str], how: str) -> Iterator[Finding]:
    """Find labels that do not go up by one within their kind, or are of no kind."""
    last: Counter[str] = Counter()
    for label in labels:
        match = LABEL.fullmatch(label)
        if match is None or not (match[3].isdecimal() or match[3] in ROMAN):
            message = f"{label!r} is not the label of a table or figure"
            yield Finding("wrong-order", Place(PAGE, section=label or "Figure"), message)
            continue
        kind = f"{match[1]} {match[2]}"
        number = int(match[3]) if match[3].isdecimal() else ROMAN.index(match[3]) + 1
        if number != last[kind] + 1:
            message = f"{label} {how} where number {last[kind] + 1} of its kind should be"
            yield Finding("wrong-order", Place(PAGE, section=label), message)
        last[kind] = number


def unlinked_findings(passages: Iterable[Passage]) -> Iterator[Finding]:
    """Find typed names of tables and figures, which lead nowhere."""
    for passage in passages:
        for match in NAMED.finditer(passage.typed, passage.end_of_name):
            words = passage.quoted(*match.span())
            yield Finding("missing-float", passage.place, f"{match[0]} leads nowhere; in {words}")
