"""The report on a change as a tree of blocks: what a team sends its co-authors after a correction."""

from collections.abc import Iterable, Iterator
from functools import partial

from il2report.document.grammar import plural
from il2report.reports.blocks import (
    Form,
    Item,
    ItemList,
    Note,
    Remark,
    ReportBlock,
    ReportPart,
    ReportTree,
    Role,
    Sides,
    Step,
    StepGroup,
    StepTable,
)
from il2report.reports.changes import wording
from il2report.reports.changes.families import (
    NONE,
    FamilyRow,
    brace,
    family,
    family_of,
    named,
    printed,
    with_unit,
)
from il2report.reports.changes.wording import Names
from il2report.results.patients import FAMILY as LISTING
from il2report.revisions.comparison import Crossing, Value, ValueChange
from il2report.revisions.corrections import CODEBOOK, Correction
from il2report.revisions.difference import BROKEN, ClaimChange, Difference, Turn
from il2report.study.configuration import FILE as CHOICES

TITLE = "What changed"
NOTHING = "Nothing printed has changed."
NO_NUMBER = "No printed number has changed."
LISTED = ("listed", "no longer listed"), ("not listed", "listed")


def change_report(
    difference: Difference, notes: Iterable[str] = (), names: Names | None = None, title: str = ""
) -> ReportTree:
    """Put a difference into words."""
    writer = _Writer(difference, names or Names())
    old, new = difference.old, difference.new
    opening: list[ReportBlock] = [Remark(Role.STUDY, title)] if title else []
    opening.append(Sides(old.title, new.title, old.detail, new.detail))
    opening.append(Remark(Role.SUMMARY, _summary(difference)))
    opening += [Remark(Role.NOTE, note) for note in notes]
    findings = (finding.line for finding in difference.review.findings)
    parts = (
        _list("first", "Look at these first", writer.alerts(), Form.URGENT, kinds=("alerts",)),
        _list(
            "corrections",
            "Corrections",
            map(writer.correction, difference.corrections or ()),
            Form.NUMBERED,
            kind="corrections",
        ),
        writer.numbers("printed", "Printed numbers that changed", difference.printed),
        _list("newly", "Newly printed", map(writer.placed, difference.newly_printed)),
        _list("no-longer", "No longer printed", map(writer.placed, difference.no_longer_printed)),
        _list("texts", "Templates and texts that changed", map(Item, difference.texts), Form.FILES),
        _list("log", "Correction log", map(Item, findings)),
        writer.numbers("beside", "Changed, but not printed", difference.beside),
        _list(
            "beyond",
            "Changed only beyond the printed precision",
            (_beyond(each) for each in difference.beyond_print if not _is_of_reasons(each)),
            kind="beyond",
            is_minor=True,
        ),
        _list(
            "reasons",
            "Without a value as before, for another reason",
            map(_reasons, filter(_is_of_reasons, difference.beyond_print)),
            kind="beyond",
            is_minor=True,
        ),
    )
    sides = f"{TITLE} from {old.title} to {new.title}"
    name = f"{sides}: {title}" if title else sides
    return ReportTree(name, TITLE, tuple(opening), tuple(part for part in parts if part))


def _list(
    key: str,
    title: str,
    items: Iterable[Item],
    form: Form = Form.PLAIN,
    kind: str = "",
    kinds: tuple[str, ...] = (),
    *,
    is_minor: bool = False,
) -> ReportPart | None:
    """Make a part of items; None where there are none."""
    listed = tuple(items)
    if not listed:
        return None
    block = ItemList(listed, form, kind, is_minor=is_minor)
    return ReportPart(key, title, (block,), str(len(listed)), kinds)


def _summary(difference: Difference) -> str:
    """Say in two sentences how many numbers and claims changed, and how many corrections were made.

    Changes in columns that nothing reads are counted apart from the corrections.
    """
    corrections = difference.corrections or ()
    n = sum(each.is_used for each in corrections)
    unused = len(corrections) - n
    beside = f"{unused} {plural(unused, 'change')} in columns that are not used"
    if difference.corrections is None:
        made = ""
    elif n:
        made = f"{n} {plural(n, 'correction')} {'has' if n == 1 else 'have'} been made"
        made += f", and {beside}." if unused else "."
    elif unused:
        made = f"The data have {beside}, and are the same otherwise."
    else:
        made = "The data and choices are the same."
    if difference.is_nothing_printed:
        # Words may be others although every number prints as before.
        tables = {each.rows[0].table for each in corrections}
        is_reworded = difference.texts or tables & {CHOICES, CODEBOOK}
        return f"{NO_NUMBER if is_reworded else NOTHING} {made}".strip()
    k, turned = len(difference.printed), len(difference.claims)
    numbers = f"{k} printed {plural(k, 'number')} {'has' if k == 1 else 'have'} changed"
    claims = f", and {turned} {plural(turned, 'claim')} with {'it' if k == 1 else 'them'}"
    return f"{numbers if k else NO_NUMBER[:-1]}{claims if turned else ''}. {made}".strip()


class _Writer:
    """Puts the parts of a difference into words that depend on causes."""

    def __init__(self, difference: Difference, names: Names) -> None:
        self.difference, self.names = difference, names
        self.by_number = {each.number: each for each in difference.corrections or ()}

    def alerts(self) -> Iterable[Item]:
        """List what is to be looked at first: the primary end point, crossed limits, changed sentences."""
        yield from self._primary()
        for crossing in sorted(self.difference.crossings, key=self._is_secondary):
            yield Item(wording.crossing_words(crossing), self._caused_by(crossing.ids))
        for change in self.difference.claims:
            state = change.new or change.old
            read = {key for side in (change.old, change.new) if side for key in side.reads}
            claim = f"claim {change.name}{f', {state.place}' if state else ''}"
            notes = (*_sentences(change), *self._caused_by(read), Note(Role.CLAIM, claim))
            yield Item(wording.TURNS[change.turn], notes)

    def _primary(self) -> Iterator[Item]:
        """Say what became of the primary end point, of all patients, wherever something printed changed."""
        primary = self.names.primary
        if primary is None or self.difference.is_nothing_printed:
            return
        changed = [
            each
            for each in self.difference.printed
            if primary.has(each.id) and each.topic and not (each.topic.by or each.topic.patient)
        ]
        said = f"Primary end point, {primary.label}"
        if changed:
            texts = "; ".join(row.in_words() for row in family(changed).rows)
            yield Item(f"{said}: {texts}", self._caused_by(each.id for each in changed))
        else:
            yield Item(f"{said}: no printed result of all patients has changed")

    def _is_secondary(self, crossing: Crossing) -> bool:
        primary = self.names.primary
        return primary is None or not any(map(primary.has, crossing.ids))

    def _caused_by(self, ids: Iterable[str]) -> tuple[Note, ...]:
        """Name the corrections that caused any of these changes, a single one with what it was."""
        attributions = self.difference.attributions
        known = (attributions[key].corrections for key in ids if key in attributions)
        numbers = sorted({number for corrections in known for number in corrections})
        if not numbers:
            return ()
        return (Note(Role.CAUSE, self._in_full(wording.numbers_words(numbers))),)

    def _in_full(self, cause: str) -> str:
        """Say of a cause that is a single correction what was corrected."""
        only = next((of for n, of in self.by_number.items() if cause == f"correction {n}"), None)
        return f"{cause} ({self.names.correction(only)})" if only else cause

    def numbers(self, key: str, title: str, changes: Iterable[ValueChange]) -> ReportPart | None:
        """Group changed numbers by family and cause, in the order in which they are printed."""
        families: dict[tuple[str, str], list[ValueChange]] = {}
        for change in changes:
            families.setdefault(family_of(change), []).append(change)
        if not families:
            return None
        causes = {self.cause(of.id) for changed in families.values() for of in changed}
        common = next(iter(causes)) if len(families) > 1 and len(causes) == 1 else ""
        groups = tuple(self._group(of, is_common=bool(common)) for of in families.values())
        table = StepTable(groups, self._in_full(common) if common else "")
        return ReportPart(key, title, (table,), str(sum(map(len, families.values()))))

    def _group(self, changes: list[ValueChange], *, is_common: bool) -> StepGroup:
        """Word one family; its cause is said once where it is one, and not where all families have it."""
        found = family(changes)
        causes = dict.fromkeys(self.cause(change.id) for change in changes)
        is_one = len(causes) == 1
        places = dict.fromkeys(
            place for change in changes for place in self.difference.places(change.id)
        )
        notes = [Note(Role.PLACES, "; ".join(places))] if places else []
        if is_one and not is_common:
            notes += [Note(Role.CAUSE, cause) for cause in causes if cause]
        steps = _listing_step(changes) or tuple(
            self._step(row, with_cause=not is_one) for row in found.rows
        )
        ids = brace(change.id for change in changes)
        return StepGroup(found.heading, ids, steps, tuple(notes))

    def _step(self, row: FamilyRow, *, with_cause: bool) -> Step:
        causes = list(dict.fromkeys(self.cause(change.id) for change in row.changes))
        cause = causes[0]
        if len(causes) > 1:
            first, second = (each or "nothing known" for each in causes)
            cause = f"{first}; {row.second}: {second}"
        return Step(
            what=row.what,
            old=row.text(lambda change: row.side(change.old)),
            new=row.text(lambda change: row.side(change.new)),
            alone=self._alone(row),
            cause=cause if with_cause else "",
        )

    def _alone(self, row: FamilyRow) -> str:
        """Say what each of several corrections alone would have made of a row."""
        found = [self.difference.attributions.get(change.id) for change in row.changes]
        numbers = sorted({number for each in found if each for number in each.corrections})
        if not 1 < len(numbers) <= wording.MOST_CAUSES:
            return ""
        return "; ".join(
            f"only {number}: {row.text(partial(self._made_alone, row, number))}"
            for number in numbers
        )

    def _made_alone(self, row: FamilyRow, number: int, change: ValueChange) -> str:
        attribution = self.difference.attributions.get(change.id)
        causes = {each.correction: each for each in attribution.causes} if attribution else {}
        if number not in causes:  # alone it leaves this number as it was
            return row.side(change.old) or NONE
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

    def placed(self, value: Value) -> Item:
        """Say where a number is printed that has not changed."""
        places = Note(Role.PLACES, "; ".join(self.difference.places(value.id)))
        return Item(f"{named(value)}: {printed(value) or ''}", (places,), id=value.id)

    def correction(self, correction: Correction) -> Item:
        """Word one correction: what it is, where it was made, what it changes, and why."""
        number = correction.number
        entries = self.difference.review.entries.get(number, ())
        effect = _effect(self.difference, correction)
        where = Note(Role.DETAIL, f"{wording.correction_place(correction)}; {effect}")
        reasons = dict.fromkeys(map(wording.log_words, entries))
        return Item(
            self.names.correction(correction),
            (where, *(Note(Role.REASON, reason) for reason in reasons)),
            detail=wording.correction_detail(correction),
            number=number,
            anchor=f"correction-{number}",
        )


def _listing_step(changes: list[ValueChange]) -> tuple[Step, ...]:
    """Say of a patient who was added or removed that the listing has the patient or not."""
    topic = changes[0].topic
    if topic is None or topic.family != LISTING:
        return ()
    for is_new, (old, new) in enumerate(LISTED):
        if all((change.old if is_new else change.new) is None for change in changes):
            return (Step("", old, new),)
    return ()


def _sentences(change: ClaimChange) -> list[Note]:
    """Quote the sentence before and now; a part of a sentence behind an ellipsis."""
    sides = [("Before", change.old), ("Now", change.new)]
    if change.turn is Turn.BROKE and change.new:
        sides = [("Now false", change.new)]
    found = [(label, state.sentence) for label, state in sides if state and state.sentence]
    return [
        Note(Role.QUOTATION, text if text == bare else f"… {bare}", label)
        for label, text in found
        for bare in [text.lstrip(" ,:;")]
    ]


def _is_of_reasons(change: ValueChange) -> bool:
    """Whether a result has no value on either side, and prints the same: only the reason differs."""
    sides = (change.old, change.new)
    has_no_value = all(side is not None and side.value is None for side in sides)
    return has_no_value and not change.prints_differently


def _beyond(change: ValueChange) -> Item:
    text = f"{named(change)}: still printed as {printed(change.old) or ''}"
    return Item(text, (Note(Role.FULL, _in_full(change)),), id=change.id)


def _reasons(change: ValueChange) -> Item:
    return Item(f"{named(change)}: {_in_full(change)}", id=change.id)


def _in_full(change: ValueChange) -> str:
    """Write both sides in full precision, or the reasons why there is no value."""
    return wording.arrow(*(side.full if side else None for side in (change.old, change.new)))


def _effect(difference: Difference, correction: Correction) -> str:
    """Say how many numbers a correction has changed, in print and otherwise."""
    if not correction.is_used:
        return "not used: no declaration names this column, so it changes no number"
    number = correction.number
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
