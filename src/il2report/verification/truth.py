"""What the numbers of a built manuscript are compared with: its results, and the files of its study."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from il2report.document.csl import printed_reference
from il2report.document.formats import NumberStyle, UnknownUnit, number_style
from il2report.document.grade_names import GRADES, grade_texts
from il2report.document.grammar import capitalised
from il2report.document.memory import Memory
from il2report.document.printer import Printer
from il2report.document.results_json import results_json
from il2report.document.software import SOURCE as PROGRAM
from il2report.document.software import versions
from il2report.document.statements import day_in_words
from il2report.document.tree import Label, Word, words
from il2report.results import Result, StudyResults, compute_results
from il2report.results.catalogue import Statistic, Topic
from il2report.revisions import Identity
from il2report.study import Study
from il2report.study.characters import digits_for_numerals
from il2report.study.grades import grade_scale
from il2report.study.journal_files import UnknownJournal
from il2report.study.journals import JournalProfile
from il2report.study.literature import LiteratureFact
from il2report.study.reference_styles import ReferenceStyle
from il2report.study.running_text import in_running_text
from il2report.templating.terms import read_terms

NUMBER = re.compile(r"\d+(?:[.,·\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}]\d+)*")
"""A number as any style prints it, without a sign."""
LITERATURE, CONSTANT = "literature", "constant"
REQUIRED = frozenset({"value", "text", "unit", "n"})
"""What every entry of results.json has."""
LEVEL_OF_VARIABLE = 3
"""Names in the source of a level that no codebook has, behind "study": variable, its name, the code."""
A_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of study.toml: its own name, and what was chosen."""

    name: str
    value: object


@dataclass(frozen=True)
class Truth:
    """The results of a build and the study behind it.

    `document` is its results.json. `results` are those that the data give today; None where the
    data at hand are not those of the build. `terms` are the names that templates may type. `memory` has what was
    found in the last manuscript of the same study and results.
    """

    study: Study
    results: StudyResults | None
    document: Mapping[str, Any]
    terms: tuple[str, ...]
    identity: Identity | None
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        study: Study,
        results: StudyResults | None,
        document: Mapping[str, Any],
        folder: Path,
        identity: Identity | None,
        memory: Memory | None = None,
    ) -> "Truth":
        """Take the typed names from the study's folder."""
        terms = read_terms(folder).names
        return cls(study, results, document, terms, identity, memory or Memory())

    @cached_property
    def entries(self) -> Mapping[str, Mapping[str, Any]]:
        """The entries of results.json by id; what a public one leaves out, as the data give it."""
        if not (self.printable and self.study.is_public):
            return self.printable
        kept_back = {key: e for key, e in self.today.items() if self.known[key].topic.patient}
        return kept_back | self.printable

    @cached_property
    def printable(self) -> dict[str, Mapping[str, Any]]:
        """The entries of results.json that can be printed."""
        found = self.document.get("results")
        given = found if isinstance(found, dict) else {}
        return {key: entry for key, entry in given.items() if self.can_print(entry)}

    def can_print(self, entry: object) -> bool:
        """Whether an entry of results.json has what a result has, in numbers that can be printed."""
        if not isinstance(entry, dict) or not entry.keys() >= REQUIRED:
            return False
        value, unit, n = entry["value"], entry["unit"], entry["n"]
        if not (isinstance(entry["text"], str) and isinstance(unit, str) and isinstance(n, int)):
            return False
        try:
            if isinstance(value, int | float):
                self.style.text(value, unit, n)
            return (value is None or isinstance(value, int | float)) and bool(self.style.count(n))
        except (ArithmeticError, ValueError, UnknownUnit):
            return False

    @cached_property
    def today(self) -> Mapping[str, Mapping[str, Any]]:
        """Every result that the data give today, as results.json would have it."""
        return self._written_today(public=False)

    @property
    def expected(self) -> Mapping[str, Mapping[str, Any]] | None:
        """What results.json should have; None where the data are not those of the build."""
        if self.results is None:
            return None
        return self._written_today(public=True) if self.study.is_public else self.today

    def _written_today(self, *, public: bool) -> dict[str, Mapping[str, Any]]:
        if self.results is None:
            return {}
        printer = Printer(self.results.catalogue, self.style)
        written = json.loads(results_json(printer, self.study.fingerprint, public=public))
        return dict(written["results"])

    @cached_property
    def facts(self) -> Mapping[str, LiteratureFact]:
        """The figures of the literature, by what marks name."""
        return {f"{LITERATURE}.{key}": fact for key, fact in self.study.literature.items()}

    @cached_property
    def choices(self) -> Mapping[str, Choice]:
        """The choices of study.toml, by what marks name."""
        return dict(_choices(CONSTANT, self.study.configuration))

    def is_kept_back(self, result_id: str) -> bool:
        """Whether a result belongs to one patient and the build is for the public."""
        found = self.known.get(result_id)
        return self.study.is_public and found is not None and bool(found.topic.patient)

    @cached_property
    def known(self) -> Mapping[str, Result]:
        """The results of the study at hand, which say what an id is, even where the data have changed."""
        return self.computed.catalogue.results

    @cached_property
    def computed(self) -> StudyResults:
        """What the study at hand gives, even where the data have changed since the build."""
        return self.results or compute_results(self.study)

    @cached_property
    def by_topic(self) -> Mapping[tuple[Topic, Statistic], str]:
        """The id of each statistic of a topic; of several, such as p-values, the last."""
        return {(each.topic, each.statistic): key for key, each in self.known.items()}

    @cached_property
    def upper_limits(self) -> Mapping[str, str]:
        """The id of the upper confidence limit of each estimate."""
        return {
            each.limits_of: key
            for key, each in self.known.items()
            if each.limits_of and each.statistic is Statistic.CI_HIGH
        }

    @cached_property
    def style(self) -> NumberStyle:
        """The style of the build's numbers."""
        return number_style(self.journal, self.study.configuration.definitions.alpha)

    @cached_property
    def journal(self) -> JournalProfile:
        """The journal of the build; that of study.toml where results.json names none that there is."""
        try:
            return self.study.journal(str(self.document.get("style")))
        except UnknownJournal:
            return self.study.journal()

    def work(self, key: str) -> str:
        """Print a work as the journal does; nothing where the study has no such work."""
        found = self.study.references.get(key)
        return words(printed_reference(found, self._reference_style)) if found else ""

    @cached_property
    def _reference_style(self) -> ReferenceStyle:
        return self.study.reference_style(self.journal.references)

    @cached_property
    def patients(self) -> frozenset[str]:
        """The ids of the patients."""
        return frozenset(self.study.tables.patients["patient_id"])

    @cached_property
    def _a_name(self) -> re.Pattern[str]:
        """Matches what may hold a digit and is no number: typed names, labels, choices in words."""
        codebook, choices = self.study.codebook, self.study.configuration
        entries = [entry for codes in codebook.entries.values() for entry in codes.values()]
        labels = [text for entry in entries for text in (entry.label, entry.group) if text]
        tables = self.study.tables
        known = tables.has("prior_therapies.agent")
        agents = tables["prior_therapies"]["agent"].dropna() if known else ()
        site = (choices.site.institution, choices.site.city) if choices.site else ()
        explained = choices.abbreviations
        written = (choices.title, choices.short_title, *site, *explained, *explained.values())
        names = {
            form
            for text in (*labels, *agents)
            for form in (
                text,
                in_running_text(text),
                capitalised(text),
                text[:1].lower() + text[1:],
            )
        }
        names = {
            name for name in (*names, *written) if A_LETTER.search(name)
        }  # a bare number is no name
        numbered = [n for n in (*names, *self.terms) if NUMBER.search(digits_for_numerals(n))]
        longest_first = sorted(numbered, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    def gives(self, node: Label | Word) -> bool:
        """Whether a label or a word is one that its source has: the codebook, or a declaration.

        A template can print a text of its own as a word, so a source that is none proves nothing.
        """
        if isinstance(node, Label):
            codes = self.study.codebook.entries.get((node.table, node.column), {})
            entry = codes.get(node.code)
            given: tuple[str, ...] = () if entry is None else (entry.label, entry.group)
        else:
            given = tuple(self._texts_of(node.source))
        return any(node.text.casefold() == text.casefold() for text in given if text)

    def _texts_of(self, source: str) -> Iterator[str]:
        if source == GRADES:
            scale = grade_scale(self.study.configuration.toxicity, self.study.codebook)
            yield from grade_texts(scale, self.style)
        if source.startswith(f"{PROGRAM}."):
            yield versions().get(source.partition(".")[2], "")
        start, *names = source.split(".")
        if start == "study":
            yield from _chosen_texts(self.study, names)
        if start == "study" and names[:1] == ["variable"] and len(names) == LEVEL_OF_VARIABLE:
            column = self.computed.declared.columns.get(names[1])
            levels = column.levels if column else ()
            yield from (level.label for level in levels if level.code == names[2])

    def without_names(self, text: str) -> str:
        """Blank the names that hold a digit, show every other numeral as digits, and keep the places."""
        shown = digits_for_numerals(text)
        if not NUMBER.search(shown):
            return text
        return digits_for_numerals(self._a_name.sub(lambda name: " " * len(name[0]), text))


def _chosen_texts(study: Study, names: list[str]) -> Iterator[str]:
    """Give what a place in study.toml prints as: a text, or each number of a list."""
    found: Any = study.configuration
    for name in names:
        if isinstance(found, tuple):
            named = (each for each in found if getattr(each, "name", None) == name)
            found = found[int(name)] if name.isdecimal() else next(named, None)
        elif isinstance(found, Mapping):
            found = found.get(name)
        else:
            found = getattr(found, name, None)
    for each in found if isinstance(found, tuple) else (found,):
        if isinstance(each, date):
            yield day_in_words(each, study.configuration.language)
        elif isinstance(each, str):
            yield from (each, each.rstrip("."))  # as the end of a sentence, or within one
        elif isinstance(each, int | float):
            yield f"{each:g}"


def _choices(start: str, part: Any) -> Iterator[tuple[str, Choice]]:
    of_names = isinstance(part, Mapping)
    for name in part if of_names else type(part).model_fields:
        value = part[name] if of_names else getattr(part, name)
        if isinstance(value, Mapping) or hasattr(type(value), "model_fields"):
            yield from _choices(f"{start}.{name}", value)
        else:
            yield f"{start}.{name}", Choice(name, value)
