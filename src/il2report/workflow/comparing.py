"""diff: what changed between two states of a study, and which correction changed what."""

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from il2report.document.formats import number_style
from il2report.document.grammar import listed
from il2report.document.printer import Printer
from il2report.reports.blocks import ReportTree
from il2report.reports.changes.report import broken_claims, change_report
from il2report.reports.changes.wording import Label, Names, PrimaryEndpoint, abbreviations_of
from il2report.results import StudyResults
from il2report.results.catalogue import Result
from il2report.revisions.attribution import Attribution, State, attributed, same
from il2report.revisions.comparison import ValueChange, crossings, value_changes
from il2report.revisions.corrections import LITERATURE, Correction
from il2report.revisions.difference import Difference, claim_changes
from il2report.revisions.log_review import review_of
from il2report.revisions.recomputation import Recomputation, StudyBetween, readings
from il2report.revisions.study_comparison import study_change
from il2report.study import Study, read_study
from il2report.study.configuration import FILE as CHOICES
from il2report.workflow.comparison_files import formats_for, written_comparison
from il2report.workflow.editions import Edition, edition, last_draft_edition
from il2report.workflow.printing import (
    import_printing,
)
from il2report.workflow.worker import Worker

MOST_FILES = 3
"""How many altered files of a draft are named; the rest is counted."""

OTHER_FILES = (
    "study.toml or a file in data/ differs, although everything read from it is the same: the difference"
    " is in order, spelling, a comment, or a column or field that is not used"
)
ALPHA = 0.05
"""The level of significance where no study.toml is at hand."""


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What to compare, by name; None for the draft issued last and the study as it is now."""

    study: Path
    old: str | None = None
    new: str | None = None
    writes: bool = True
    formats: tuple[str, ...] | None = None
    """Which documents are written; None for HTML and PDF, and Word if study.toml has `[word]`."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A difference, and sentences about what could not be compared."""

    difference: Difference
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StudyComparison:
    """What a comparison found, the report on it, and the files that were written."""

    compared: Compared
    report: ReportTree
    files: tuple[Path, ...]

    @property
    def has_findings(self) -> bool:
        """Whether a claim is false now, or the correction log and the data disagree."""
        difference = self.compared.difference
        return bool(broken_claims(difference) or difference.review.findings)


def compare(request: CompareRequest) -> StudyComparison:
    """Compare two states of a study, and write the report on the change.

    Raises
    ------
    WrongUse
        When a state is not found.
    StudyRefused
        When a study to be compared, or its own template of the report, has errors.
    BuildFailed
        When something could not be drawn, printed or written.
    """
    is_study = (request.study / CHOICES).is_file()
    if not is_study and (request.old is None or request.new is None):
        read_study(request.study)  # says what is missing there
    with ExitStack() as stack:
        writes = request.writes and is_study
        printing = stack.enter_context(Worker(import_printing)) if writes else None
        old = (
            last_draft_edition(request.study)
            if request.old is None
            else stack.enter_context(edition(request.study, request.old))
        )
        new = stack.enter_context(
            edition(request.study, request.new, old.chosen_style, public=old.is_public)
        )
        found = compared(old, new)
        formats, lacking = formats_for(request.formats, old, new)
        found = replace(found, notes=(*found.notes, *lacking))
        names = names_in(new, old)
        title = new.study.configuration.title if new.study else "Manuscript"
        report = change_report(found.difference, found.notes, names, title)
        files = (
            written_comparison(
                request.study, report, (old, new), found.difference, names, formats, printing
            )
            if printing
            else ()
        )
    return StudyComparison(found, report, files)


def compared(old: Edition, new: Edition) -> Compared:
    """Compare two states: data, results, claims, text; and find the cause of every change."""
    difference = plain_difference(old, new)
    notes = tuple(_notes_on(old, new))
    states = _computed(old), _computed(new)
    if states[0] is None or states[1] is None:
        return Compared(difference, (*notes, _why_no_causes(old, new)))
    found = _with_causes(difference, states[0], states[1])
    if not found.corrections and states[0].study.fingerprint != states[1].study.fingerprint:
        notes = (*notes, OTHER_FILES)
    return Compared(found, notes)


def plain_difference(old: Edition, new: Edition) -> Difference:
    """Compare two states, without the causes of the changes."""
    known = {**old.known, **new.known}
    before, after = old.side(known), new.side(known)
    claims_are_lost = old.claims is None or new.claims is None
    return Difference(
        old=before,
        new=after,
        changes=(
            *value_changes(before.values, after.values),
            *value_changes(before.facts, after.facts),
        ),
        crossings=crossings(before.values, after.values, (_alpha(old, new), _alpha(new, old))),
        claims=() if claims_are_lost else claim_changes(before.claims, after.claims),
    )


def _alpha(side: Edition, other: Edition) -> float:
    """Give the level of significance of a state; of the other where its own is not at hand."""
    study = side.study or other.study
    return study.configuration.definitions.alpha if study else ALPHA


def names_in(*sides: Edition) -> Names:
    """Give the names of what differs between states, in the words of the first that has them."""
    labels = (
        each.label
        for side in reversed(sides)
        for each in (side.study.configuration.variable if side.study else ())
    )
    return Names(_labels(*sides), abbreviations_of(labels), _primary(*sides))


def _primary(*sides: Edition) -> PrimaryEndpoint | None:
    """Give the primary end point: that of [design], or the first [[endpoint]]."""
    study = next((side.study for side in sides if side.study), None)
    if study is None:
        return None
    choices = study.configuration
    labels = {each.name: each.label for each in choices.endpoint}
    design = choices.design
    chosen = (design.primary if design else None) or next(iter(labels), None)
    if chosen is None:
        return None
    known = {key: each.label for side in sides for key, each in side.known.items()}
    first = next(
        (label for key, label in known.items() if f"{key}.".startswith(f"{chosen}.")), chosen
    )
    return PrimaryEndpoint(chosen, labels.get(chosen) or first.partition(",")[0])


def _labels(*sides: Edition) -> Label:
    """Look codes up in the codebooks of the states compared, the first that has one."""
    codebooks = [side.study.codebook for side in sides if side.study]

    def label(table: str, column: str, code: str) -> str | None:
        entries = (book.entries.get((table, column), {}).get(code) for book in codebooks)
        return next((entry.label for entry in entries if entry), None)

    return label


def _notes_on(*sides: Edition) -> Iterator[str]:
    """Say what differs from what was issued, or could not be compared."""
    for side in sides:
        if side.altered:
            more = len(side.altered) - MOST_FILES
            files = [*side.altered[:MOST_FILES], *([f"{more} more files"] if more > 0 else [])]
            has = "has" if len(files) == 1 else "have"
            yield f"{side.title} differs from what was issued: {listed(files)} {has} been altered or lost"
        if side.is_public and not all(each.is_public for each in sides):
            yield f"{side.title} is public: patients are numbered in it and not listed"
        if side.claims is None:
            yield f"the claims of {side.title} are not recorded, so claims are not compared"


@dataclass(frozen=True, slots=True)
class _Computed:
    """A state whose data are at hand: its study, its results, and the style of its numbers."""

    title: str
    study: Study
    results: StudyResults
    style: str | None

    def readings(self, ids: Container[str]) -> State:
        """Read results off as this state prints them."""
        return readings(self.study, self.results.catalogue, ids, self.text)

    def text(self, study: Study, result: Result) -> str:
        """Print a result of this state, or of one between this and another, in the style of each."""
        choices = study.configuration
        style = number_style(study.journal(self.style), choices.definitions.alpha)
        return Printer(self.results.catalogue, style).text_of(result)


def _computed(side: Edition) -> _Computed | None:
    if side.study is None or side.results is None:
        return None
    return _Computed(side.title, side.study, side.results, side.chosen_style)


def _with_causes(difference: Difference, old: _Computed, new: _Computed) -> Difference:
    """Add the corrections of the data, what each caused, and how the correction log explains them."""
    change = study_change(old.study, new.study)
    ids = [each.id for each in difference.changes]
    before, after = old.readings(frozenset(ids)), new.readings(frozenset(ids))
    moved = [key for key in ids if not same(before.get(key), after.get(key))]
    recomputation = Recomputation(StudyBetween(old.study, new.study, change), moved, new.text)
    numbers = [correction.number for correction in change.corrections if correction.is_used]
    found = attributed(moved, before, after, numbers, recomputation.state) if numbers else {}
    return replace(
        difference,
        corrections=change.corrections,
        attributions=found | _of_facts(difference.changes, change.corrections),
        by_program=frozenset(
            each.id
            for each in difference.changes  # today's program gets another value from the old data
            if each.id in before
            and (each.old is None or not same(each.old.reading, before[each.id]))
        ),
        review=review_of(old.study, new.study, change.corrections, old.title),
    )


def _of_facts(
    changes: Iterable[ValueChange], corrections: Sequence[Correction]
) -> dict[str, Attribution]:
    """Attribute printed choices and figures of the literature to the corrections of just these."""
    of: dict[str, int] = {}
    for correction in corrections:
        row = correction.rows[0]
        if row.table == LITERATURE:
            of[f"literature.{row.key[0][1]}"] = correction.number
        elif row.table == CHOICES:
            of[f"constant.{row.cells[0].column}"] = correction.number
    return {
        change.id: Attribution.sole(of[change.id], change.old_reading, change.new_reading)
        for change in changes
        if change.id in of
    }


def _why_no_causes(old: Edition, new: Edition) -> str:
    """Say why the data cannot be compared."""
    without = next((side.title for side in (old, new) if side.folder is None), None)
    found = (
        f"{without} holds no data"
        if without
        else "the data of one side do not pass the checks of this version"
    )
    return f"{found}, so corrections and causes cannot be determined"
