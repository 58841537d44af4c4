"""The report on a change as every format tells it: the parts in their order, all in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from il2report.rendering.changes import wording
from il2report.rendering.changes.families import Row, brace, family, printed, stem_of, with_unit
from il2report.rendering.changes.naming import Names
from il2report.rendering.grammar import plural
from il2report.revisions.attribution import Attribution, How
from il2report.revisions.comparison import Value, ValueChange
from il2report.revisions.corrections import CODEBOOK, Correction
from il2report.revisions.difference import BROKEN, ClaimChange, Difference, Turn
from il2report.study.configuration import FILE as CHOICES

NOTHING = "Nothing printed has changed."
NO_NUMBER = "No printed number has changed."
LISTED = ("listed", "no longer listed"), ("not listed", "listed")


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One line of a group: what it is, before and now, and what each correction alone makes of it."""

    what: str
    old: str
    new: str
    alone: str = ""


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """Numbers of one family with one cause: a heading, their ids in short, lines, places."""

    heading: str
    ids: str
    lines: tuple[NumberLine, ...]
    places: tuple[str, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class NumberList:
    """Groups of numbers, how many numbers they are, and the cause where it is one for all."""

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
        findings=tuple(str(finding) for finding in difference.review.findings),
        notes=tuple(notes),
    )


def _summary(difference: Difference) -> str:
    n = len(difference.corrections or ())
    made = _made(n) if difference.corrections is not None else ""
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


def _made(n: int) -> str:
    if n == 0:
        return "The data and choices are the same."
    return f"{n} {plural(n, 'correction')} {'has' if n == 1 else 'have'} been made."


class _Writer:
    """Words the parts of a difference that tell of causes."""

    def __init__(self, difference: Difference, names: Names) -> None:
        self.difference, self.names = difference, names
        self.by_number = {each.number: each for each in difference.corrections or ()}

    def alerts(self) -> Iterator[Alert]:
        """Word what is to be looked at first."""
        for crossing in self.difference.crossings:
            causes = dict.fromkeys(self.cause(key) for key in crossing.ids)
            yield Alert(wording.crossing_words(crossing), "; ".join(filter(None, causes)))
        for change in self.difference.claims:
            yield Alert(
                wording.claim_words(change),
                self._claim_cause(change),
                _sentences(change),
                wording.claim_place(change),
            )

    def numbers(self, changes: Iterable[ValueChange]) -> NumberList:
        """Bring changed numbers together by family and cause, in the order in which they stand."""
        families: dict[tuple[str, str], list[ValueChange]] = {}
        for change in changes:
            families.setdefault((stem_of(change.id), self.cause(change.id)), []).append(change)
        count = sum(map(len, families.values()))
        causes = {cause for _, cause in families}
        if len(causes) == 1 and len(families) > 1:
            groups = (self._group(members, "") for members in families.values())
            return NumberList(count, tuple(groups), causes.pop())
        return NumberList(
            count, tuple(self._group(of, cause) for (_, cause), of in families.items())
        )

    def _group(self, changes: list[ValueChange], cause: str) -> NumberGroup:
        found = family(changes)
        places = (place for change in changes for place in self.difference.places(change.id))
        return NumberGroup(
            heading=found.heading,
            ids=brace(change.id for change in changes),
            lines=_listing_line(found.stem, changes)
            or tuple(self._line(row, found.heading) for row in found.rows),
            places=tuple(dict.fromkeys(places)),
            cause=cause,
        )

    def _line(self, row: Row, heading: str) -> NumberLine:
        return NumberLine(
            what="" if row.what == heading else row.what,
            old=row.text(lambda change: _side_text(row, change.old)),
            new=row.text(lambda change: _side_text(row, change.new)),
            alone=self._alone(row),
        )

    def _alone(self, row: Row) -> str:
        """Say what each of several corrections would have made of a line."""
        first = self.difference.attributions.get(row.changes[0].id)
        if first is None or first.how is How.SOLE:
            return ""
        told = [
            f"only {number}: {row.text(partial(self._made_alone, row, number))}"
            for number in first.corrections[: wording.MOST_CAUSES]
        ]
        more = len(first.corrections) - len(told)
        return "; ".join([*told, f"and {more} more"] if more else told)

    def _made_alone(self, row: Row, number: int, change: ValueChange) -> str:
        attribution = self.difference.attributions.get(change.id)
        causes = attribution.causes if attribution else ()
        alone = next((each.alone for each in causes if each.correction == number), None)
        if alone is None:
            return "cannot be computed"
        unit = next(side.unit for side in (change.new, change.old) if side)
        is_bare = bool(row.unit) or isinstance(alone[0], str)
        return str(alone[-1]) if is_bare else with_unit(str(alone[-1]), unit)

    def cause(self, result_id: str) -> str:
        """Say what caused the change of one number, as far as it is known."""
        attribution = self.difference.attributions.get(result_id)
        causes = [self._attributed(attribution)] if attribution else []
        if result_id in self.difference.by_program:
            causes.append("another version of the program")
        return " and ".join(causes)

    def _attributed(self, attribution: Attribution) -> str:
        return wording.cause_words(attribution, self.by_number, self.names)

    def _claim_cause(self, change: ClaimChange) -> str:
        reads = {key for state in (change.old, change.new) if state for key in state.reads}
        attributions = self.difference.attributions
        numbers = {n for key in reads & attributions.keys() for n in attributions[key].corrections}
        return wording.numbers_words(sorted(numbers)) if numbers else ""

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


def _listing_line(stem: str, changes: list[ValueChange]) -> tuple[NumberLine, ...]:
    """Say of a patient who came or went that the listing has the patient or not."""
    if not stem.startswith("patient."):
        return ()
    for is_new, (old, new) in enumerate(LISTED):
        if all((change.old if is_new else change.new) is None for change in changes):
            return (NumberLine("", old, new),)
    return ()


def _sentences(change: ClaimChange) -> tuple[tuple[str, str], ...]:
    """Give the sentence before and after, each behind a word that tells which it is."""
    before = (("Before", change.old.sentence),) if change.old and change.old.sentence else ()
    if change.turn is Turn.BROKE and change.new:
        return (("Now false", change.new.sentence),)
    after = (("Now", change.new.sentence),) if change.new and change.new.sentence else ()
    return (*before, *after)


def _beyond(change: ValueChange) -> PlainEntry:
    full = wording.arrow(
        change.old.full if change.old else None, change.new.full if change.new else None
    )
    return PlainEntry(change.label, printed(change.old) or "", full, change.id)


def _effect(difference: Difference, number: int) -> str:
    """Say how many numbers a correction has changed, in print and otherwise."""
    changed = [key for key, each in difference.attributions.items() if number in each.corrections]
    in_print = {change.id for change in difference.printed}.intersection(changed)
    if in_print:
        return f"changes {len(in_print)} printed {plural(len(in_print), 'number')}"
    return "changes nothing printed" if changed else "changes no result"


def broken_claims(difference: Difference) -> tuple[ClaimChange, ...]:
    """List the claims that have become false without another wording."""
    return tuple(
        each for each in difference.claims if each.new is not None and each.new.outcome == BROKEN
    )
