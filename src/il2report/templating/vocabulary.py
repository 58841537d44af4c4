"""What a section template can call; templates/README.md is its reference for the writing team."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, wraps
from typing import Any

from markupsafe import Markup

from il2report.document.citations import Citations, FloatNumbers
from il2report.document.comparisons import Comparisons, sensitivity_tests
from il2report.document.declared_phrases import DeclaredPhrases
from il2report.document.grammar import listed, ordinal_word, quantifier
from il2report.document.phrases import families_of, id_of
from il2report.document.printer import Printer
from il2report.document.seals import (
    CITATION_SIGN,
    NUMBER_SIGN,
    PLACE_SIGN,
    AlteredPrint,
    Seals,
    called,
)
from il2report.document.statements import StatementTexts
from il2report.document.tree import Fragment, Label, Word, words
from il2report.results import StudyResults
from il2report.results.lesions import LesionPatient
from il2report.study import Study
from il2report.study.journals import JournalProfile
from il2report.study.statement_places import Statement
from il2report.templating.claims import ClaimReading, Claims
from il2report.templating.declared_texts import TEXTS, DeclaredTexts
from il2report.templating.facts import Facts, UnknownFact
from il2report.templating.journal_headings import heading, own_calls
from il2report.templating.markdown import literal
from il2report.templating.views import View, plain
from il2report.templating.views import field as field_of
from il2report.values import NotEstimable

PRINTER = (
    *(
        "beside",
        "percent",
        "share",
        "words",
        "counted",
        "quantity",
        "ci",
        "interval",
        "mean_sd",
        "range",
    ),
    *("p", "p_value", "p_values"),
)
PHRASES = (
    *("agreeing", "average", "both_or_all", "difference_of_means", "difference_of_shares"),
    *("distribution", "divided", "estimate", "events", "frequencies", "higher_or_lower", "means"),
    *("medians", "most_frequent", "most_frequent_events", "names"),
    *("neither_or_none", "of_all", "of_grades", "part_of", "recurrence", "running", "sensitivity"),
    *("shares_by", "tests", "treatments"),
)
FACTS = ("constant", "constant_date", "constant_quantity", "constant_words")
PRINTING = ("diameters", "label", "ordinal", "reason")
ASKING = (
    *("value", "is_estimable", "exists", "ranked", "leading", "highest"),
    *("tests_agree", "significant", "listed", "capitalised", "place"),
)
"""The names of the calls, each that of the function that prints, sorts or looks something up."""
MOST_RANKS = 999_999


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The calls of section templates, bound to one study and its results."""

    study: Study
    results: StudyResults
    printer: Printer
    citations: Citations
    floats: FloatNumbers
    claims: Claims = field(default_factory=Claims)
    seals: Seals = field(default_factory=Seals)
    printed_statements: set[Statement] = field(default_factory=set)

    @property
    def journal(self) -> JournalProfile:
        """The profile of the journal whose style the printer has."""
        return self.study.journal(self.printer.style.name)

    @property
    def facts(self) -> Facts:
        """Figures of the literature and choices of study.toml."""
        return Facts(self.study, self.printer, self.claims)

    @property
    def phrases(self) -> Comparisons:
        """Phrases of the study, among them those that compare."""
        alpha = self.study.configuration.definitions.alpha
        families = families_of(self.study.configuration.variable)
        known = Comparisons(self.printer, self.study.codebook, alpha, families=families)
        declared = DeclaredPhrases(known, self.results.declared.columns)
        groups = (
            (one.name, declared.two_groups(one)) for one in self.study.configuration.comparison
        )
        return replace(known, two_groups={name: pair for name, pair in groups if pair})

    @property
    def texts(self) -> DeclaredTexts:
        """Texts on what the study declares."""
        phrases, choices = self.phrases, self.study.configuration
        places = self.journal.statements
        statements = StatementTexts(phrases, choices, places, self.printed_statements)
        return DeclaredTexts(self.study, self.results, phrases, self.floats, statements)

    def calls(self) -> dict[str, Any]:
        """Give every call and value by its name in templates; what a call prints is sealed."""
        seals, printer, phrases, texts = self.seals, self.printer, self.phrases, self.texts
        facts = self.facts
        printing: dict[str, Callable[..., object]] = {
            **{name: getattr(printer, name) for name in PRINTER},
            **{name: getattr(phrases, name) for name in PHRASES},
            **{name: getattr(facts, name) for name in FACTS},
            **{name: getattr(self, name) for name in PRINTING},
            **{name: getattr(texts, name) for name in TEXTS},
            "num": printer.number,
            "of_n": printer.denominator,
            "lit": facts.fact,
            "lit_percent": facts.fact_quantity,
            "lit_quantity": facts.fact_quantity,
            "ref": self.floats.ref,
            "heading": partial(heading, self.journal.headings),
        }
        return {
            **{name: sealing(call, seals) for name, call in printing.items()},
            **{name: getattr(self, name) for name in ASKING},
            **own_calls(self.journal, seals),
            "floats": texts.floats_of,
            "has_float": texts.has_float,
            "statements": texts.statements_left,
            "statements_title": texts.statements_title,
            "statement_heading": texts.statement_heading,
            "lit_value": facts.fact_value,
            "constant_value": facts.constant_value,
            "quantifier": quantifier,
            "lesion_patients": self.lesion_patients(),
            "study": plain(self.study.configuration),
            "is_public": self.study.is_public,
            "cite": sealing(self.citations.cite, seals, CITATION_SIGN),
        }

    def lesion_patients(self) -> tuple[View, ...]:
        """Give the patients with the declared lesions; none where none are declared."""
        lesions = self.study.configuration.measured_lesions
        if lesions is None:
            return ()
        columns = self.results.lesion_columns
        several = frozenset(each.of for each in lesions.shown if columns[each.of].has_several)
        detailed = frozenset(each.of for each in lesions.shown if each.detail)
        return tuple(_lesion_patient(p, several, detailed) for p in self.results.lesion_patients)

    def value(self, result_id: str) -> float | None:
        """Give the raw value for a condition; None where there is none.

        The condition of a claim needs the value, and does not hold without.
        """
        self._note(result_id, needed=True)
        return self.phrases.value(result_id)

    def is_estimable(self, result_id: str) -> bool:
        """Say whether a result has a value."""
        self._note(result_id, needed=False)
        return self.results.catalogue[result_id].is_estimable

    def exists(self, result_id: str) -> bool:
        """Say whether the study has a result of this id."""
        return result_id in self.results.catalogue

    def ordinal(self, rank: int) -> Fragment:
        """Spell a rank out."""
        if not 0 <= rank <= MOST_RANKS:
            raise UnknownFact(f"ordinal() spells ranks from 0 to {MOST_RANKS}")
        return Fragment.of(ordinal_word(rank))

    def capitalised(self, text: str) -> Markup:
        """Raise the first letter of a text."""
        return self.seals.capitalised(as_printed(text))

    def significant(self, *result_ids: str) -> list[str]:
        """List those p-values that lie below the level of significance of study.toml."""
        self.facts.constant_value("definitions.alpha")
        for result_id in result_ids:
            self._note(result_id, needed=False)
        return [p for p in result_ids if self.phrases.is_significant(p)]

    def tests_agree(self, prefix: str) -> bool:
        """Say whether main and sensitivity analyses agree about significance, where all could be done."""
        self.facts.constant_value("definitions.alpha")
        if not self.phrases.has_all_tests(prefix):
            return True
        for p in sensitivity_tests(prefix):
            self._note(p, needed=False)
        return self.phrases.tests_agree(prefix)

    def reason(self, result_id: str) -> Fragment:
        """Say why a result has no value."""
        value = self.results.catalogue[result_id].value
        reason = value.reason if isinstance(value, NotEstimable) else ""
        return Fragment.of(Word(result_id, reason)) if reason else Fragment()

    def label(self, table: str, column: str, code: str) -> Fragment:
        """Give the codebook's label of a code."""
        text = self.study.codebook.label(table, column, code)
        return Fragment.of(Label(table, column, code, text))

    def listed(self, items: Sequence[object], conjunction: str = "and") -> Markup:
        """Join items as a sentence does, in the journal's way with the last comma."""
        serial = self.printer.style.serial_comma
        marks = [str(as_printed(item)) for item in items]
        texts = [self.seals.words(mark) for mark in marks]
        return Markup(listed(marks, conjunction, serial_comma=serial, texts=texts))

    def diameters(self, lesions: Sequence[View]) -> Fragment:
        """Print size and place of the lesions of a patient."""
        of = [(field_of(each, "id"), field_of(each, "location")) for each in lesions]
        declared = self.study.configuration.measured_lesions
        return self.phrases.diameters(declared.table if declared else "", of)

    def ranked(self, prefix: str, suffix: str, minimum: int = 1) -> list[str]:
        """List the codes of a family by falling value, equal ones in the order of the codebook."""
        families = self.phrases.families
        if prefix not in families:
            known = ", ".join(families)
            raise UnknownFact(f"{prefix!r} cannot be ranked; choose from {known}")
        suffix = suffix.removeprefix(".")
        ranked = self.phrases.ranked(prefix, suffix, minimum)
        for code in self.study.codebook.codes(*families[prefix]):
            if code in ranked or not ranked:
                self._note(id_of(prefix, code, suffix), needed=False)
        return ranked

    def leading(self, prefix: str, suffix: str) -> list[str]:
        """List the codes of a family that share the highest value, if it is above zero."""
        ranked, suffix = self.ranked(prefix, suffix), suffix.removeprefix(".")
        values = {code: self.phrases.value(id_of(prefix, code, suffix)) for code in ranked}
        return [code for code in ranked if values[code] == values[ranked[0]]]

    def highest(self, prefix: str, suffix: str) -> int:
        """Give the highest count of a family, 0 where there is none."""
        ranked, suffix = self.ranked(prefix, suffix), suffix.removeprefix(".")
        return int(self.phrases.value(id_of(prefix, ranked[0], suffix)) or 0) if ranked else 0

    def place(self, key: str) -> Markup:
        """Mark where a table or figure is anchored; the page puts it there."""
        mark = sealing(self.floats.place, self.seals, PLACE_SIGN)(key)
        return Markup(f"\n\n{mark}\n\n")

    def _note(self, result_id: str, *, needed: bool) -> None:
        """Let a claim that is being decided know which result it asked for."""
        if self.claims.is_deciding:
            value = self.results.catalogue[result_id].value
            text = words(self.printer.quantity(result_id))
            reason = value.reason if isinstance(value, NotEstimable) else ""
            self.claims.note(ClaimReading(result_id, text, reason), needed=needed)


def _lesion_patient(
    patient: LesionPatient, several: Collection[str], detailed: Collection[str]
) -> View:
    """Give what a template may know of a patient; `id` is what the ids of the results begin with.

    A variable has its code, or None; one of which a patient may have `several`, a list of codes, and a
    `detailed` one a list of codes with their details.
    """
    known: dict[str, object] = {
        "id": f"{patient.family}.{patient.id}",
        "resolved": patient.resolved,
        "ongoing": patient.ongoing,
        "lesions": tuple(
            View({"location": lesion.location, "id": lesion.prefix}) for lesion in patient.lesions
        ),
    }
    for name, recorded in patient.recorded.items():
        listed = recorded if name in detailed else tuple(code for code, _ in recorded)
        known[name] = plain(listed if name in several else next(iter(listed), None))
    return View(known)


def as_printed(item: object) -> Markup:
    """Take what was printed as it is, and anything else as words that hold no markup."""
    return item if isinstance(item, Markup) else literal(str(item))


def sealing(
    call: Callable[..., object], seals: Seals, sign: str = NUMBER_SIGN
) -> Callable[..., object]:
    """Let a call give a seal in place of what it prints, or a view in which each print is sealed."""

    @wraps(call)  # so that its signature is known
    def sealed(*arguments: object, **named: object) -> object:
        if any("<" in each for each in (*arguments, *named.values()) if isinstance(each, Markup)):
            raise AlteredPrint(
                "a call takes words without markup; the text of a {% set %} block has markup"
            )
        return plain(call(*arguments, **named), lambda each: seals.seal(called(each, seals), sign))

    return sealed
