"""The report on a change as every format tells it: the parts in their order, all in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from il2report.rendering.changes import wording
from il2report.rendering.grammar import listed, plural
from il2report.revisions.comparison import ValueChange
from il2report.revisions.corrections import Correction
from il2report.revisions.difference import BROKEN, ClaimChange, Difference, Turn

NOTHING = "Nothing printed has changed."


@dataclass(frozen=True, slots=True)
class NumberEntry:
    """One number: what it is, how it printed and prints, where, and because of what."""

    id: str
    label: str
    old: str
    new: str
    places: tuple[str, ...]
    cause: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """One correction: what it is about, its steps, where it stands, why, and what it changed."""

    number: int
    subject: str
    steps: tuple[str, ...]
    place: str
    reasons: tuple[str, ...]
    effect: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look at first: what happened, why, and the sentences concerned."""

    message: str
    cause: str
    sentences: tuple[tuple[str, str], ...] = ()


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
    printed: tuple[NumberEntry, ...]
    beside: tuple[NumberEntry, ...]
    beyond_print: tuple[NumberEntry, ...]
    corrections: tuple[CorrectionEntry, ...]
    texts: tuple[str, ...]
    findings: tuple[str, ...]
    notes: tuple[str, ...]


def change_report(difference: Difference, notes: Iterable[str] = ()) -> ChangeReport:
    """Word a difference.

    Parameters
    ----------
    difference : what differs
    notes : sentences about what could not be compared
    """
    return ChangeReport(
        old=f"{difference.old.title}, {difference.old.detail}".removesuffix(", "),
        new=f"{difference.new.title}, {difference.new.detail}".removesuffix(", "),
        summary=_summary(difference),
        alerts=tuple(_alerts(difference)),
        printed=tuple(_entry(difference, each) for each in difference.printed),
        beside=tuple(_entry(difference, each) for each in difference.beside),
        beyond_print=tuple(_entry(difference, each) for each in difference.beyond_print),
        corrections=tuple(_correction(difference, each) for each in difference.corrections or ()),
        texts=difference.texts,
        findings=tuple(str(finding) for finding in difference.review.findings),
        notes=tuple(notes),
    )


def _summary(difference: Difference) -> str:
    n = len(difference.corrections or ())
    made = _made(n) if difference.corrections is not None else ""
    if difference.is_nothing_printed:
        return f"{NOTHING} {made}".strip()
    k, turned = len(difference.printed), len(difference.claims)
    numbers = f"{k} printed {plural(k, 'number')} {'has' if k == 1 else 'have'} changed"
    claims = f", and {turned} {plural(turned, 'claim')} with them" if turned else ""
    return f"{numbers}{claims}. {made}".strip()


def _made(n: int) -> str:
    if n == 0:
        return "The data and choices are the same."
    return f"{n} {plural(n, 'correction')} {'has' if n == 1 else 'have'} been made."


def _alerts(difference: Difference) -> Iterator[Alert]:
    for crossing in difference.crossings:
        causes = dict.fromkeys(cause_of(difference, key) for key in crossing.ids)
        yield Alert(wording.crossing_words(crossing), "; ".join(filter(None, causes)))
    for change in difference.claims:
        yield Alert(
            wording.claim_words(change), _claim_cause(difference, change), _sentences(change)
        )


def _sentences(change: ClaimChange) -> tuple[tuple[str, str], ...]:
    """Give the sentence before and after, each behind a word that tells which it is."""
    before = (("Before", change.old.sentence),) if change.old and change.old.sentence else ()
    if change.turn is Turn.BROKE and change.new:
        return (("Now false", change.new.sentence),)
    after = (("Now", change.new.sentence),) if change.new and change.new.sentence else ()
    return (*before, *after)


def _claim_cause(difference: Difference, change: ClaimChange) -> str:
    reads = {key for state in (change.old, change.new) if state for key in state.reads}
    numbers = sorted(
        {
            number
            for key in reads & difference.attributions.keys()
            for number in difference.attributions[key].corrections
        }
    )
    if not numbers:
        return ""
    return f"{plural(len(numbers), 'correction')} {listed([str(n) for n in numbers])}"


def _entry(difference: Difference, change: ValueChange) -> NumberEntry:
    return NumberEntry(
        id=change.id,
        label=change.label,
        old=change.old.text if change.old else "none",
        new=change.new.text if change.new else "none",
        places=difference.places(change.id),
        cause=cause_of(difference, change.id),
        full=wording.arrow(
            change.old.full if change.old else None, change.new.full if change.new else None
        ),
    )


def cause_of(difference: Difference, result_id: str) -> str:
    """Say what caused the change of one number, as far as it is known."""
    attribution = difference.attributions.get(result_id)
    corrections = {each.number: each for each in difference.corrections or ()}
    causes = [wording.cause_words(attribution, corrections)] if attribution else []
    if result_id in difference.by_program:
        causes.append("another version of the program")
    return " and ".join(causes)


def _correction(difference: Difference, correction: Correction) -> CorrectionEntry:
    entries = difference.review.entries.get(correction.number, ())
    return CorrectionEntry(
        number=correction.number,
        subject=wording.correction_subject(correction),
        steps=wording.correction_steps(correction),
        place=wording.correction_place(correction),
        reasons=tuple(dict.fromkeys(map(wording.log_words, entries))),
        effect=_effect(difference, correction.number),
    )


def _effect(difference: Difference, number: int) -> str:
    """Say how many numbers a correction has changed, in print and otherwise."""
    changed = [key for key, each in difference.attributions.items() if number in each.corrections]
    printed = {change.id for change in difference.printed}
    in_print = sum(key in printed for key in changed)
    if in_print:
        return f"{in_print} printed {plural(in_print, 'number')}"
    return "nothing printed" if changed else "no result"


def broken_claims(difference: Difference) -> tuple[ClaimChange, ...]:
    """List the claims that have become false without another wording."""
    return tuple(
        each for each in difference.claims if each.new is not None and each.new.outcome == BROKEN
    )
