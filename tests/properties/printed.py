"""What is wrong with the page of a study: numbers that nobody computed, gaps, and slips of grammar."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from il2report.document.results_json import results_json
from il2report.document.software import versions
from il2report.document.tree import plain_text
from il2report.pages.manuscript import Typesetter
from il2report.results import StudyResults
from il2report.study import Study
from il2report.verification.audit import alternative_findings, number_findings
from il2report.verification.order import order_findings
from il2report.verification.passages import passages
from il2report.verification.results_file import entry_findings
from il2report.verification.same_tree import tree_findings
from il2report.verification.shown import Page
from il2report.verification.truth import Truth

PROJECT = Path(__file__).parents[2]
GAP = re.compile(r"\b(?:nan|NaN|NaT|inf|undefined)\b|[{}]|\(\s*\)|\s[,.;](?=\s|$)|[,;]\s*\.|,\s*,")
"""What text shows where a value was missing and nobody said so."""

SEPARATOR = re.compile(r"(?<=\d)[,\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}](?=\d{3})|,")
"""What parts thousands, in any style."""
DIGITS = re.compile(r"\d+(?:[.·]\d+)?")
SEVERAL = "two|three|four|five|six|seven|eight|nine|[1-9][0-9]+"
GRAMMAR = re.compile(
    r"(?i:\b([a-z]+) \1\b)"  # a word twice
    rf"|\b(?:one|1) patients\b|\b(?:{SEVERAL}) patient\b"
    rf"|\b[Oo]ne were\b|\b(?:{SEVERAL}|{SEVERAL.title()}) was\b"
    r"|\.\.|[.:]\s*[.,;]|\s{2}"
    r"|[.!?] [a-z]"  # a sentence that begins small
    r"|\bAll (?:one|two)\b|\ball (?:one|two)\b|\b[Ee]very patients\b"
    r"|\ba (?:an|eight|eleven|11|18|8)\b"
    r"|\bNone\b(?! of| was| received)",
    re.MULTILINE,
)
"""What no sentence has, whatever the data are."""
PROSE = ("p", "figcaption", "caption", "td", "th", "h1", "h2", "h3")


class CompiledOnce(BytecodeCache):
    """Keeps compiled templates for the next study, which has the same ones."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before, if the source is still the same."""
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._code[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledOnce()


def truth_of(study: Study, results: StudyResults, typesetter: Typesetter) -> Truth:
    """Take the truth from a study as it was read, so that its files may be spelled in any way."""
    document = json.loads(results_json(typesetter.printer, study.fingerprint))
    return Truth.of(study, results, document, typesetter.folder, typesetter.identity)


def printed_slips(
    study: Study, results: StudyResults, folder: Path | None = None, *, ours: bool = True
) -> list[str]:
    """Set the whole page and name every number that is not true and every gap.

    Parameters
    ----------
    study, results : what is printed
    folder : the study's files; None for a drawn study, whose choices are those of the reference
    ours : whether the templates are, so that no text has a gap and every claim is one that holds
    """
    typesetter = Typesetter(study, results, folder or PROJECT)
    if folder is None:
        typesetter.environment.bytecode_cache = COMPILED
    manuscript = typesetter.manuscript()
    texts = texts_of(manuscript.page)
    named = [_with_names_veiled(text, study) for text in texts]
    gaps = [text for text in named if GAP.search(text)] if ours else []
    truth = truth_of(study, results, typesetter)
    read = passages(manuscript.document, truth)
    findings = (
        *entry_findings(truth),
        *number_findings(read, truth),
        *order_findings(manuscript.document, read, truth),
        *tree_findings(manuscript.page, manuscript.document, truth),
        *alternative_findings(manuscript.document, truth),
        *(typesetter.claims.findings() if ours else ()),
    )
    return [
        *map(str, findings),
        *gaps,
        *foreign_numbers(texts, truth, len(manuscript.document.floats)),
    ]


def texts_of(page: str) -> list[str]:
    """Give every piece of text that a page shows."""
    spots = Page(page).spots
    return [
        child
        for spot in spots
        for child in spot.element.children
        if isinstance(child, str) and child.strip()
    ]


def foreign_numbers(shown: list[str], truth: Truth, floats: int = 0) -> list[str]:
    """List numbers in sight that the study prints nowhere, whatever mark or place they have.

    This knows nothing of marks and kinds, as the program's own check does: it takes all digits of
    the page, and all digits of what may be printed.
    """
    study = truth.study
    entries = [entry for codes in study.codebook.entries.values() for entry in codes.values()]
    facts = study.literature.values()
    texts = [
        json.dumps([truth.today, truth.terms], ensure_ascii=False),
        study.configuration.model_dump_json(),
        truth.identity.fingerprint if truth.identity else "",
        *versions().values(),
        *(f"{entry.label} {entry.group}" for entry in entries),
        *(f"{fact.value:.{fact.decimals or 0}f} {fact.value}" for fact in facts),
        *map(str, range(max(len(study.references), floats) + 1)),
        *map(truth.work, study.references),
        *_agents(study),
    ]
    known = set(DIGITS.findall(SEPARATOR.sub("", " ".join(texts))))
    known = {number.replace("·", ".") for number in known}
    known |= {number.removesuffix(".0") for number in known}  # what is whole may print so
    numbers = DIGITS.findall(" ".join(SEPARATOR.sub("", text) for text in shown))
    return [
        f"{number} is printed, but known from nowhere"
        for number in numbers
        if number.replace("·", ".") not in known
    ]


def grammar_slips(study: Study, results: StudyResults, folder: Path | None = None) -> list[str]:
    """Set the whole page of a drawn study, and quote what no sentence of it may have."""
    typesetter = Typesetter(study, results, folder or PROJECT)
    typesetter.environment.bytecode_cache = COMPILED
    page = Page(typesetter.manuscript().blank())
    return [
        text[max(0, slip.start() - 60) : slip.end() + 40]
        for text in _prose(page)
        for slip in GRAMMAR.finditer(text)
    ]


def _prose(page: Page) -> Iterator[str]:
    for spot in page.spots:
        if spot.element.tag in PROSE and spot.within(name="references") is None:
            yield plain_text(spot.element.children).replace("\n", " ").strip()


def _with_names_veiled(text: str, study: Study) -> str:
    """Put a word in the place of every label and agent, which may be spelled in any way."""
    entries = [entry for codes in study.codebook.entries.values() for entry in codes.values()]
    labels = {entry.label for entry in entries} | {entry.group for entry in entries if entry.group}
    names = {*labels, *_agents(study)}
    spelled = {*names, *(f"{name[:1].lower()}{name[1:]}" for name in names)}
    for name in sorted(spelled, key=len, reverse=True):
        text = text.replace(name, "name")
    return text


def _agents(study: Study) -> list[str]:
    """List the agents of prior therapies, where the study has a table of them."""
    is_there = "prior_therapies" in study.tables
    return list(study.tables.prior_therapies["agent"].dropna()) if is_there else []
