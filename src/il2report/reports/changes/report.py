"""The report on a change as every format tells it: the parts in their order, all in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from il2report.document.grammar import plural
from il2report.reports.changes import wording
from il2report.reports.changes.families import (
    NONE,
    Row,
    brace,
    family,
    family_of,
    printed,
    with_unit,
)
from il2report.reports.changes.naming import Names
from il2report.results.patients import FAMILY as LISTING
from il2report.revisions.comparison import Value, ValueChange
from il2report.revisions.corrections import CODEBOOK, Correction
from il2report.revisions.difference import BROKEN, ClaimChange, Difference, Turn
from il2report.study.configuration import FILE as CHOICES

NOTHING = "Nothing printed has changed."
NO_NUMBER = "No printed number has changed."
LISTED = ("listed", "no longer listed"), ("not listed", "listed")


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One line of a group: what it is, before and now, what each correction alone makes of it.

    `cause` is its own, where the lines of the group have several.
    """

    what: str
    old: str
    new: str
    alone: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """Numbers of one family: a heading, their ids in short, lines, places, and a common cause."""

    heading: str
    ids: str
    lines: tuple[NumberLine, ...]
    places: tuple[str, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class NumberList:
    """Groups of numbers, how many numbers they are, and their common cause."""

    count: int
    groups: tuple[NumberGroup, ...]
    cause: str = ""


@dataclass(frozen=True, slots=True)
class PlainEntry:
    """A number without a change of its text: its label, text, places or full values, and id."""

    label: str
    text: str
    detail: str
    id: str


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """One correction: what it is, detail, where it stands, why, and what it changed."""

    number: int
    what: str
    detail: str
    place: str
    reasons: tuple[str, ...]
    effect: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look at first: what happened, why, the sentences concerned, and their claim."""

    message: str
    cause: str
    sentences: tuple[tuple[str, str], ...] = ()
    claim: str = ""


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """The whole report.

    `old` and `new` name the two states, `summary` says in a sentence what came of the corrections,
    `notes` what could not be found out.
    """

    old: str
    new: str
    summary: str
    alerts: tuple[Alert, ...]
    printed: NumberList
    newly_printed: tuple[PlainEntry, ...]
    no_longer_printed: tuple[PlainEntry, ...]
    beside: NumberList
    beyond_print: tuple[PlainEntry, ...]
    corrections: tuple[CorrectionEntry, ...]
    texts: tuple[str, ...]
    findings: tuple[str, ...]
    notes: tuple[str, ...]


def change_report(
    difference: Difference, notes: Iterable[str] = (), names: Names | None = None
) -> ChangeReport:
    """Word a difference.

    Parameters
    ----------
    difference : what differs
    notes : sentences about what could not be compared
    names : what codes are called
    """
    writer = _Writer(difference, names or Names())
    return ChangeReport(
        old=f"{difference.old.title}, {difference.old.detail}".removesuffix(", "),
        new=f"{difference.new.title}, {difference.new.detail}".removesuffix(", "),
        summary=_summary(difference),
        alerts=tuple(writer.alerts()),
        printed=writer.numbers(difference.printed),
        newly_printed=tuple(map(writer.placed, difference.newly_printed)),
        no_longer_printed=tuple(map(writer.placed, difference.no_longer_printed)),
        beside=writer.numbers(difference.beside),
        beyond_print=tuple(map(_beyond, difference.beyond_print)),
        corrections=tuple(map(writer.correction, difference.corrections or ())),
        texts=difference.texts,
        findings=tuple(finding.line for finding in difference.review.findings),
        notes=tuple(notes),
    )


def _summary(difference: Difference) -> str:
    corrections = difference.corrections or ()
    n = sum(each.is_used for each in corrections)
    made = _made(n, len(corrections) - n) if difference.corrections is not None else ""
    if difference.is_nothing_printed:
        return f"{NO_NUMBER if _may_be_reworded(difference) else NOTHING} {made}".strip()
    k, turned = len(difference.printed), len(difference.claims)
    numbers = f"{k} printed {plural(k, 'number')} {'has' if k == 1 else 'have'} changed"
    claims = f", and {turned} {plural(turned, 'claim')} with {'it' if k == 1 else 'them'}"
    return f"{numbers if k else NO_NUMBER[:-1]}{claims if turned else ''}. {made}".strip()


def _may_be_reworded(difference: Difference) -> bool:
    """Whether words may be others although every number prints as before."""
    tables = {each.rows[0].table for each in difference.corrections or ()}
    return bool(difference.texts or tables & {CHOICES, CODEBOOK})


def _made(n: int, unused: int) -> str:
    """Count the corrections, and apart from them the changes in columns that nothing reads."""
    if n == 0 and unused == 0:
        return "The data and choices are the same."
    corrections = f"{n} {plural(n, 'correction')} {'has' if n == 1 else 'have'} been made"
    beside = f"{unused} {plural(unused, 'change')} in columns that are not used"
    if n == 0:
        return f"The data have {beside}, and are the same otherwise."
    return f"{corrections}, and {beside}." if unused else f"{corrections}."


class _Writer:
    """Words the parts of a difference that tell of causes."""

    def __init__(self, difference: Difference, names: Names) -> None:
        self.difference, self.names = difference, names
        self.by_number = {each.number: each for each in difference.corrections or ()}

    def alerts(self) -> Iterator[Alert]:
        """Word what is to be looked at first."""
        for crossing in self.difference.crossings:
            yield Alert(wording.crossing_words(crossing), self._corrections_behind(crossing.ids))
        for change in self.difference.claims:
            yield Alert(
                wording.claim_words(change),
                self._corrections_behind(_read_by(change)),
                _sentences(change),
                wording.claim_place(change),
            )

    def numbers(self, changes: Iterable[ValueChange]) -> NumberList:
        """Bring changed numbers together by family and cause, in the order in which they stand."""
        families: dict[tuple[str, str], list[ValueChange]] = {}
        for change in changes:
            families.setdefault(family_of(change), []).append(change)
        count = sum(map(len, families.values()))
        groups = tuple(map(self._group, families.values()))
        causes = {group.cause for group in groups}
        if len(groups) < 2 or len(causes) > 1 or not all(causes):
            return NumberList(count, groups)
        without = tuple(replace(group, cause="") for group in groups)
        return NumberList(count, without, self._in_full(causes.pop()))

    def _group(self, changes: list[ValueChange]) -> NumberGroup:
        found = family(changes)
        places = (place for change in changes for place in self.difference.places(change.id))
        lines = _listing_line(changes) or tuple(self._line(row) for row in found.rows)
        causes = dict.fromkeys(self.cause(change.id) for change in changes)
        is_common = len(causes) == 1
        return NumberGroup(
            heading=found.heading,
            ids=brace(change.id for change in changes),
            lines=tuple(replace(line, cause="") for line in lines) if is_common else lines,
            places=tuple(dict.fromkeys(places)),
            cause=next(iter(causes)) if is_common else "",
        )

    def _in_full(self, cause: str) -> str:
        """Say of the one correction that caused it all what it was."""
        only = next(
            (each for n, each in self.by_number.items() if cause == f"correction {n}"), None
        )
        return f"{cause} ({self.names.correction(only)})" if only else cause

    def _line(self, row: Row) -> NumberLine:
        return NumberLine(
            what=row.what,
            old=row.text(lambda change: _side_text(row, change.old)),
            new=row.text(lambda change: _side_text(row, change.new)),
            alone=self._alone(row),
            cause=self._line_cause(row),
        )

    def _line_cause(self, row: Row) -> str:
        """Say what caused a line; of its two numbers apart where the causes differ."""
        causes = [self.cause(change.id) for change in row.changes]
        if len(set(causes)) == 1:
            return causes[0]
        return f"{causes[0] or 'nothing known'}; {row.second}: {causes[1] or 'nothing known'}"

    def _alone(self, row: Row) -> str:
        """Say what each of several corrections would have made of a line."""
        found = [self.difference.attributions.get(change.id) for change in row.changes]
        numbers = sorted({number for each in found if each for number in each.corrections})
        if not 1 < len(numbers) <= wording.MOST_CAUSES:
            return ""
        return "; ".join(
            f"only {number}: {row.text(partial(self._made_alone, row, number))}"
            for number in numbers
        )

    def _made_alone(self, row: Row, number: int, change: ValueChange) -> str:
        attribution = self.difference.attributions.get(change.id)
        causes = {each.correction: each for each in attribution.causes} if attribution else {}
        if number not in causes:  # alone it leaves this number as it was
            return _side_text(row, change.old) or NONE
        alone = causes[number].alone
        if alone is None:
            return "cannot be computed"
        unit = next(side.unit for side in (change.new, change.old) if side)
        is_bare = bool(row.unit) or isinstance(alone[0], str)
        return str(alone[-1]) if is_bare else with_unit(str(alone[-1]), unit)

    def cause(self, result_id: str) -> str:
        """Say what caused the change of one number, as far as it is known."""
        attribution = self.difference.attributions.get(result_id)
        causes = [wording.cause_words(attribution)] if attribution else []
        if result_id in self.difference.by_program:
            causes.append("another version of the program")
        return " and ".join(causes)

    def _corrections_behind(self, ids: Iterable[str]) -> str:
        """Name the corrections that caused any of these changes, a single one with what it was."""
        attributions = self.difference.attributions
        known = (attributions[key].corrections for key in ids if key in attributions)
        numbers = sorted({number for corrections in known for number in corrections})
        return self._in_full(wording.numbers_words(numbers)) if numbers else ""

    def placed(self, value: Value) -> PlainEntry:
        """Say where a number is printed that has not changed."""
        places = "; ".join(self.difference.places(value.id))
        return PlainEntry(value.label, printed(value) or "", places, value.id)

    def correction(self, correction: Correction) -> CorrectionEntry:
        """Word one correction."""
        entries = self.difference.review.entries.get(correction.number, ())
        return CorrectionEntry(
            number=correction.number,
            what=self.names.correction(correction),
            detail=wording.correction_detail(correction),
            place=wording.correction_place(correction),
            reasons=tuple(dict.fromkeys(map(wording.log_words, entries))),
            effect=_effect(self.difference, correction.number),
        )


def _side_text(row: Row, value: Value | None) -> str | None:
    """Print one number of a line, without its unit where that stands behind the whole line."""
    return printed(value) if not row.unit or value is None else value.text


def _listing_line(changes: list[ValueChange]) -> tuple[NumberLine, ...]:
    """Say of a patient who came or went that the listing has the patient or not."""
    topic = changes[0].topic
    if topic is None or topic.family != LISTING:
        return ()
    for is_new, (old, new) in enumerate(LISTED):
        if all((change.old if is_new else change.new) is None for change in changes):
            return (NumberLine("", old, new),)
    return ()


def _read_by(change: ClaimChange) -> frozenset[str]:
    """Give the results that a claim reads on either side."""
    return frozenset(key for state in (change.old, change.new) if state for key in state.reads)


def _sentences(change: ClaimChange) -> tuple[tuple[str, str], ...]:
    """Give the sentence before and after, each behind a word that tells which it is."""
    if change.turn is Turn.BROKE and change.new:
        return (("Now false", _whole(change.new.sentence)),)
    sides = (("Before", change.old), ("Now", change.new))
    return tuple((who, _whole(state.sentence)) for who, state in sides if state and state.sentence)


def _whole(sentence: str) -> str:
    """Let a part of a sentence look like one."""
    bare = sentence.lstrip(" ,:;")
    return sentence if bare == sentence else f"… {bare}"


def _beyond(change: ValueChange) -> PlainEntry:
    full = wording.arrow(
        change.old.full if change.old else None, change.new.full if change.new else None
    )
    return PlainEntry(change.label, printed(change.old) or "", full, change.id)


def _effect(difference: Difference, number: int) -> str:
    """Say how many numbers a correction has changed, in print and otherwise."""
    if number in {each.number for each in difference.corrections or () if not each.is_used}:
        return "not used: no declaration names this column, so it changes no number"
    changed = [key for key, each in difference.attributions.items() if number in each.corrections]
    in_print = {change.id for change in difference.printed}.intersection(changed)
    if in_print:
        return f"changes {len(in_print)} printed {plural(len(in_print), 'number')}"
    return "changes no printed number" if changed else "changes no number"


def broken_claims(difference: Difference) -> tuple[ClaimChange, ...]:
    """List the claims that have become false without another wording."""
    return tuple(
        each for each in difference.claims if each.new is not None and each.new.outcome == BROKEN
    )
