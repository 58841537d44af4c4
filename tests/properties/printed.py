"""What is wrong with the page of a study: numbers that nobody computed, gaps, and slips of grammar."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

from readback import Element, Truth, mark_slips, parsed, seen_texts, stray_numbers, without_names

from il2report.rendering.formats import number_style
from il2report.rendering.manuscript import Typesetter
from il2report.rendering.references import printed_reference
from il2report.rendering.results_json import results_json
from il2report.rendering.template_lint import allowed_terms
from il2report.results import StudyResults
from il2report.study import Study

PROJECT = Path(__file__).parents[2]
GAP = re.compile(r"\b(?:nan|NaN|NaT|inf|undefined)\b|[{}]|\(\s*\)|\s[,.;](?=\s|$)|[,;]\s*\.|,\s*,")
"""What text shows where a value was missing and nobody said so."""

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
FATAL_COLUMN = "Grade 5"
"""The head of a column that Table II has where an event was fatal; no template types it."""
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


def truth_of(study: Study, typesetter: Typesetter) -> Truth:
    """Take the truth from a study as it was read, so that its files may be spelled in any way."""
    report = json.loads(results_json(typesetter.printer, study.fingerprint))
    entries = [entry for codes in study.codebook.entries.values() for entry in codes.values()]
    labels = {entry.label for entry in entries} | {entry.group for entry in entries if entry.group}
    texts = {*labels, *study.tables.prior_therapies["agent"].dropna()}
    typed = allowed_terms(typesetter.folder)
    names = {*typed, FATAL_COLUMN, *texts, *(f"{text[:1].lower()}{text[1:]}" for text in texts)}
    works = _printed_works(typesetter)
    return Truth(
        style=number_style(typesetter.style),
        fingerprint=study.fingerprint,
        templates=typesetter.identity.fingerprints.templates,
        results=report["results"],
        literature=_figures(study),
        choices=study.configuration.model_dump(),
        references=tuple(works.values()),
        source=works.get(study.configuration.source or "", ""),
        names=tuple(sorted(names, key=len, reverse=True)),
        patients={patient: {} for patient in study.tables.patients["patient_id"]},
        labels={},
    )


def _figures(study: Study) -> dict[str, dict[str, Mapping[str, Any]]]:
    """The figures of the literature by work and name, as literature.toml has them."""
    figures: dict[str, dict[str, Mapping[str, Any]]] = {}
    for fact in study.literature.values():
        given = fact.model_dump(include={"value", "decimals"}, exclude_none=True)
        figures.setdefault(fact.reference, {})[fact.id.partition(".")[2]] = given
    return figures


def _printed_works(typesetter: Typesetter) -> dict[str, str]:
    """Print every work of the study in its style, as plain text."""
    works = typesetter.study.references
    return {
        key: " ".join(parsed(printed_reference(work, typesetter.style)).text().split())
        for key, work in works.items()
    }


def printed_slips(study: Study, results: StudyResults, folder: Path | None = None) -> list[str]:
    """Set the whole page and name every number that is not true and every gap.

    Parameters
    ----------
    study, results : what is printed
    folder : the study's files; None for a drawn study, whose choices are those of the reference
    """
    typesetter = Typesetter(study, results, folder or PROJECT)
    if folder is None:
        typesetter.environment.bytecode_cache = COMPILED
    page = parsed(typesetter.manuscript().blank())
    truth = truth_of(study, typesetter)
    texts = (text for text, _ in seen_texts(page) if without_names(text, truth).strip(" ,.;"))
    gaps = [text for text in texts if GAP.search(_with_names_veiled(text, truth))]
    broken = [str(finding) for finding in typesetter.claims.findings()]
    return [*mark_slips(page, truth), *stray_numbers(page, truth), *gaps, *broken]


def grammar_slips(study: Study, results: StudyResults) -> list[str]:
    """Set the whole page of a drawn study, and quote what no sentence of it may have."""
    typesetter = Typesetter(study, results, PROJECT)
    typesetter.environment.bytecode_cache = COMPILED
    page = parsed(typesetter.manuscript().blank())
    return [
        text[max(0, slip.start() - 60) : slip.end() + 40]
        for text in _prose(page)
        for slip in GRAMMAR.finditer(text)
    ]


def _prose(page: Element) -> Iterator[str]:
    for element in page.everything():
        if element.tag in PROSE and element.within(name="references") is None:
            yield element.text().replace("\n", " ").strip()


def _with_names_veiled(text: str, truth: Truth) -> str:
    for name in truth.names:
        text = text.replace(name, "name")
    return text
