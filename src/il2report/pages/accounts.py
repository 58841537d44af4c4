"""The account of a printed number, for the terminal, for JSON and for the panel of the page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from il2report.analysis.methods import Method
from il2report.document.citations import Citations, FloatNumbers
from il2report.document.csl import printed_reference
from il2report.document.definitions import ResultDefinitions
from il2report.document.document import Document
from il2report.document.printer import Printer
from il2report.document.tree import words
from il2report.figures.contents import results_drawn
from il2report.pages.floats import floats_of
from il2report.pages.formulas import Formulas, names_of_two
from il2report.pages.places import (
    PrintedPlace,
    figure_labels,
    figures_drawing,
    places,
    printed_numbers,
)
from il2report.results import StudyResults
from il2report.results.ledger import Ledger, SourceCell
from il2report.revisions import Draft
from il2report.study import Study
from il2report.study.journals import JournalProfile
from il2report.study.reference_styles import ReferenceStyle
from il2report.templating.vocabulary import Vocabulary
from il2report.values import Exclusion, NotEstimable, Patients, Unit

LITERATURE, CONSTANT = "literature.", "constant."
CHOICE = Method("choice", "Choice of the study", "as study.toml has it")
PUBLISHED = Method("published", "Figure of another publication", "as data/literature.toml has it")


@dataclass(frozen=True, slots=True)
class IssuedNumber:
    """How an issued draft printed a number; `text` is None where it had no such number.

    `changed` says whether that differs from the draft before.
    """

    draft: int
    name: str
    issued: str
    text: str | None
    changed: bool


@dataclass(frozen=True, slots=True)
class Account:
    """All that is known of one number; a choice or a published figure has no patients and no cells."""

    id: str
    label: str
    definition: str
    text: str
    printed: str
    value: int | float | str | None
    unit: str
    method: Method
    reason: str | None = None
    working: tuple[str, ...] = ()
    reference: str | None = None
    n: int | None = None
    is_of_one_patient: bool = False
    patients: Patients = ()
    denominator: Patients = ()
    excluded: tuple[Exclusion, ...] = ()
    sources: tuple[str, ...] = ()
    cells: tuple[SourceCell, ...] = ()
    cells_n: int = 0
    places: tuple[PrintedPlace, ...] = ()
    figures: tuple[str, ...] = ()
    history: tuple[IssuedNumber, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether its text differs from that in the last issued draft."""
        return bool(self.history) and self.history[-1].text != self.text


class Accounts:
    """Gives an account of any number of one study.

    `document` is None if the manuscript could not be set; `drafts` are those issued so far, in order.
    Formulas show single patients with `by_patient`, and with `ages_grouped` an age of 90 or more as ≥90.
    """

    def __init__(
        self,
        study: Study,
        results: StudyResults,
        printer: Printer,
        *,
        document: Document | None = None,
        drafts: Sequence[Draft] = (),
        by_patient: bool = True,
        ages_grouped: bool = False,
    ) -> None:
        self.study, self.results, self.printer = study, results, printer
        self.drafts = tuple(drafts)
        self._definitions = ResultDefinitions(study)
        self._formulas = Formulas(
            printer.style, by_patient, ages_grouped, names_of_two(results.declared.columns)
        )
        self._ledger = Ledger(study)
        self._drawn = results_drawn(study, results)
        self._known: dict[str, Account] = {}
        self._works: dict[str, str] = {}
        self.place_in(document)

    def place_in(self, document: Document | None) -> None:
        """Say from now on where a manuscript prints each number; all else that is known remains."""
        self.document = document
        self._places = places(printed_numbers(document) if document else ())
        self._figures = figure_labels(document) if document else {}

    def of(self, number_id: str) -> Account:
        """Give the account of a result, a published figure or a choice by its id.

        Raises
        ------
        UnknownResult, UnknownFact
            When there is no such id; names the nearest.
        """
        if number_id not in self._known:
            self._known[number_id] = self._account(number_id)
        figures: tuple[str, ...] = ()
        if number_id in self.results.catalogue:
            result = self.results.catalogue[number_id]
            figures = figures_drawing(result, self._figures, self._drawn)
        places = self._places.get(number_id, ())
        return replace(self._known[number_id], places=places, figures=figures)

    def of_printed(self) -> Iterator[Account]:
        """Give the account of every number of the page, each once, in reading order."""
        return map(self.of, self._places)

    def _account(self, number_id: str) -> Account:
        if number_id.startswith(LITERATURE):
            return self._published(number_id)
        if number_id.startswith(CONSTANT):
            return self._chosen(number_id)
        return self._computed(number_id)

    def _computed(self, result_id: str) -> Account:
        result = self.results.catalogue[result_id]
        value, text = result.value, self.printer.text_of(result)
        is_p = result.unit == Unit.P_VALUE
        printed = self.printer.p(result_id) if is_p else self.printer.quantity(result_id)
        return Account(
            id=result_id,
            label=result.label,
            definition=self._definitions.of(result),
            text=text,
            printed=words(printed),
            value=None if isinstance(value, NotEstimable) else value,
            unit=result.unit.value,
            method=result.method,
            reason=value.reason if isinstance(value, NotEstimable) else None,
            working=self._formulas.lines(result, text),
            reference=self._reference(result.method.reference),
            n=result.n,
            is_of_one_patient=bool(result.topic.patient),
            patients=result.patients,
            denominator=result.denominator,
            excluded=result.excluded,
            sources=result.sources,
            cells=self._ledger.cells(result) if self._formulas.by_patient else (),
            cells_n=self._ledger.cells_n(result),
            history=tuple(self._history(result_id)),
        )

    def _published(self, number_id: str) -> Account:
        key = number_id.removeprefix(LITERATURE)
        printed = self._vocabulary.facts.fact_quantity(key)
        fact = self.study.literature[key]
        note = f" {fact.note[0].upper()}{fact.note[1:]}." if fact.note else ""
        return Account(
            id=number_id,
            label=fact.label,
            definition=f"{fact.label[0].upper()}{fact.label[1:]}, as published.{note}",
            text=words(self._vocabulary.facts.fact(key)),
            printed=words(printed),
            value=fact.value,
            unit=fact.unit,
            method=PUBLISHED,
            reference=self._reference(fact.reference),
        )

    def _chosen(self, number_id: str) -> Account:
        path = number_id.removeprefix(CONSTANT)
        value = self._vocabulary.facts.constant_value(path)
        is_date = hasattr(value, "isoformat")
        calls = self._vocabulary.facts
        number = calls.constant_date(path) if is_date else calls.constant(path)
        printed = number if is_date or isinstance(value, str) else calls.constant_quantity(path)
        return Account(
            id=number_id,
            label=path.rpartition(".")[2].replace("_", " "),
            definition=f"Chosen in study.toml, {path}.",
            text=words(number),
            printed=words(printed),
            value=value.isoformat() if is_date else value,
            unit="choice",
            method=CHOICE,
        )

    def _reference(self, key: str | None) -> str | None:
        found = self.study.references.get(key) if key else None
        if found is None or key is None:
            return None
        if key not in self._works:
            self._works[key] = words(printed_reference(found, self._reference_style))
        return self._works[key]

    @cached_property
    def _reference_style(self) -> ReferenceStyle:
        return self.study.reference_style(self._journal.references)

    def _history(self, result_id: str) -> Iterator[IssuedNumber]:
        before: str | None = None
        for position, (draft, printed) in enumerate(zip(self.drafts, self._printed, strict=True)):
            entry = printed.get(result_id)
            text = entry.get("text") if isinstance(entry, dict) else None
            yield IssuedNumber(
                draft.number, draft.name, draft.issued, text, position > 0 and text != before
            )
            before = text

    @cached_property
    def _printed(self) -> tuple[Mapping[str, Any], ...]:
        """The results of each draft, which reads its file again whenever it is asked."""
        return tuple(draft.results.get("results", {}) for draft in self.drafts)

    @property
    def _journal(self) -> JournalProfile:
        return self.study.journal(self.printer.style.name)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(
            self.study,
            self.results,
            self.printer,
            Citations(self.study.references, self._journal.citation),
            FloatNumbers(floats_of(self.study)),
        )
