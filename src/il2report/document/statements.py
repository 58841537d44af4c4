"""The statements that a journal asks for, in words: ethics, contributions, funding, interests, data, software."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import get_args

from il2report.document.comparisons import Comparisons
from il2report.document.software import NAMES, SOURCE, versions
from il2report.document.tree import (
    EMPTY,
    Fragment,
    Word,
    capitalised_first,
    composed,
    joined,
    words,
)
from il2report.study.configuration import Configuration
from il2report.study.declarations.authors import Author, CreditRole
from il2report.study.declarations.statements import Ethics
from il2report.study.running_text import raised
from il2report.study.statement_places import Statement, StatementPlaces

CONSENT: Mapping[str, str] = {
    "written": "All patients gave written informed consent.",
    "verbal": "All patients gave verbal informed consent.",
    "waived": "The requirement of informed consent was waived.",
    "not_required": "Informed consent was not required.",
}
FITTED = {"cox": "lifelines", "logistic": "statsmodels"}
"""What fits each kind of model."""


def day_in_words(day: date, language: str) -> str:
    """Write a day: "July 2, 2009", or "2 July 2009" where the language is not that of the United States."""
    return f"{day:%B} {day.day}, {day.year}" if language == "en-US" else f"{day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True)
class StatementTexts:
    """The statements of one study; `printed` are those that a section has printed so far."""

    phrases: Comparisons
    choices: Configuration
    places: StatementPlaces
    printed: set[Statement] = field(default_factory=set)

    def text(self, statement: Statement) -> Fragment:
        """Print a statement; nothing where the study does not declare it."""
        self.printed.add(statement)
        return self._all()[statement]()

    def left(self) -> tuple[Statement, ...]:
        """Name the statements that are declared and that no section has printed, in the order of the journal.

        The programs are named where something else is declared.
        """
        texts = self._all()
        found = [each for each in self.places.in_order if texts[each]()]
        if found == ["software"]:
            return ()
        return tuple(each for each in found if each not in self.printed)

    def of_abstract(self) -> Iterator[tuple[str, Fragment]]:
        """Give heading and text of what the abstract of the journal repeats."""
        texts = self._all()
        for each in self.places.abstract:
            if text := texts[each]():
                yield self.places.heading(each), text

    def _all(self) -> Mapping[Statement, Callable[[], Fragment]]:
        return {
            "ethics": self.ethics,
            "design": self.design,
            "software": self.software,
            "contributions": self.contributions,
            "funding": self.funding,
            "role_of_funder": self.role_of_funder,
            "conflicts": partial(self._own, "conflicts"),
            "registration": partial(self._own, "registration"),
            "data_availability": partial(self._own, "data_availability"),
            "code_availability": partial(self._own, "code_availability"),
            "presentation": partial(self._own, "presentation"),
            "assistance": partial(self._own, "assistance"),
            "acknowledgments": partial(self._own, "acknowledgments"),
        }

    def _own(self, name: str) -> Fragment:
        text = getattr(self.choices.statements, name)
        return Fragment.of(Word(f"study.statements.{name}", text)) if text else EMPTY

    def _day(self, section: str, name: str, day: date) -> Word:
        return Word(f"study.{section}.{name}", day_in_words(day, self.choices.language))

    # --- methods ----------------------------------------------------------------------------------

    def ethics(self) -> Fragment:
        """Say who approved the study or why nobody had to, and how patients consented."""
        return joined(" ", self._ethics(self.choices.ethics or Ethics()))

    def _ethics(self, ethics: Ethics) -> Iterator[Fragment]:
        details: list[Fragment] = []
        if ethics.number:
            number = Word("study.ethics.number", ethics.number)
            details.append(composed("number {}", number))
        if ethics.date:
            details.append(Fragment.of(self._day("ethics", "date", ethics.date)))
        decision = composed(" ({})", joined(", ", details)) if details else EMPTY
        reason = Word("study.ethics.exemption", (ethics.exemption or "").rstrip("."))
        if ethics.body:
            body = Word("study.ethics.body", _lowered_article(ethics.body))
            if ethics.exemption:
                pattern = "Approval was not required by {}{}: {}."
                yield composed(pattern, body, decision, reason)
            else:
                yield composed("The study was approved by {}{}.", body, decision)
        elif ethics.exemption:
            yield composed("Approval by an ethics committee was not required: {}.", reason)
        if ethics.consent:
            yield Fragment.of(CONSENT[ethics.consent])
        if ethics.statement:
            yield Fragment.of(Word("study.ethics.statement", ethics.statement))

    def design(self) -> Fragment:
        """Say up to which day data were collected, who was included, and how patients were followed."""
        return joined(" ", self._design())

    def _design(self) -> Iterator[Fragment]:
        design = self.choices.design
        if design is None:
            return
        if design.sampling == "consecutive":
            yield Fragment.of("Consecutive eligible patients were included.")
        elif design.selection:
            selection = Word("study.design.selection", design.selection.rstrip("."))
            yield composed("Patients were selected by {}.", selection)
        elif design.sampling:
            yield Fragment.of("The patients are a selection and not consecutive.")
        if design.follow_up_schedule:
            schedule = design.follow_up_schedule.rstrip(".")
            source = "study.design.follow_up_schedule"
            yield composed("Follow-up consisted of {}.", Word(source, schedule))
        if design.data_cutoff:
            day = self._day("design", "data_cutoff", design.data_cutoff)
            yield composed("Data were collected up to {}.", day)

    def software(self) -> Fragment:
        """Name the programs that compute, fit models, draw and print, with their versions."""
        found = versions()

        def named(package: str) -> Fragment:
            number = Word(f"{SOURCE}.{package}", found[package])
            return composed("{} {}", NAMES.get(package, package), number)

        fitting = [
            FITTED[kind] for kind in FITTED if any(m.kind == kind for m in self.choices.model)
        ]
        computing = self.phrases.listed([named(each) for each in ("pandas", "scipy")])
        parts = [
            composed(
                "All results were computed by {} on Python {} with {}.",
                Word(f"{SOURCE}.il2report", found["il2report"]),
                *(Word(f"{SOURCE}.python", found["python"]), computing),
            )
        ]
        if fitting:
            fitted = self.phrases.listed([named(each) for each in fitting])
            parts.append(composed("Models were fitted with {}.", fitted))
        drawn, set_ = named("matplotlib"), named("weasyprint")
        parts.append(composed("Figures were drawn with {} and pages set with {}.", drawn, set_))
        return joined(" ", parts)

    # --- at the end -------------------------------------------------------------------------------

    def contributions(self) -> Fragment:
        """Say who did what, by the roles of CRediT."""
        authors = self.choices.authors
        parts = []
        for role in get_args(CreditRole):
            people = [self.author(n) for n, each in enumerate(authors) if role in each.roles]
            if people:
                name = role.replace(" - ", " \N{EN DASH} ")
                parts.append(composed("{}: {}", name, joined(", ", people)))
        if not parts:
            return EMPTY
        return capitalised_first(joined("; ", parts), raised) + "."

    def author(self, position: int) -> Fragment:
        """Name an author as the statements of the journal do; by the whole name where two would be the same."""
        authors = self.choices.authors
        way = "initials" if self.places.people == "initials" else "family"

        def short(author: Author) -> str | None:
            return author.group or getattr(author, way)

        name = short(authors[position])
        if name is None or [short(each) for each in authors].count(name) > 1:
            return self.full_name(position)
        source = "group" if authors[position].group else way
        return Fragment.of(Word(f"study.authors.{position}.{source}", name))

    def full_name(self, position: int) -> Fragment:
        """Print the whole name of an author."""
        author = self.choices.authors[position]
        return Fragment.of(Word(f"study.authors.{position}.full_name", author.full_name))

    def funding(self) -> Fragment:
        """Say who paid for the work."""
        own = self._own("funding")
        grants = [self._grant(position) for position in range(len(self.choices.grant))]
        if not grants:
            return own
        supported = composed("This work was supported by {}", self.phrases.listed(grants))
        end = "" if words(supported).endswith(".") else "."
        return joined(" ", (supported + end, own))

    def _grant(self, position: int) -> Fragment:
        grant, source = self.choices.grant[position], f"study.grant.{position}"
        details: list[Fragment] = []
        if grant.number:
            details.append(composed("grant {}", Word(f"{source}.number", grant.number)))
        if grant.recipients:
            names = self.choices.author_names
            people = [self.author(names.index(name)) for name in grant.recipients]
            details.append(composed("to {}", self.phrases.listed(people)))
        funder = Word(f"{source}.funder", grant.funder)
        if not details:
            return Fragment.of(funder)
        return composed("{} ({})", funder, joined(", ", details))

    def role_of_funder(self) -> Fragment:
        """Say what the funders did in the study."""
        roles = (
            Word(f"study.grant.{position}.role", grant.role)
            for position, grant in enumerate(self.choices.grant)
            if grant.role
        )
        return joined(" ", (*roles, self._own("role_of_funder")))


def _lowered_article(text: str) -> str:
    """Write the article at the beginning small, for the middle of a sentence."""
    return f"the {text[4:]}" if text.startswith("The ") else text
