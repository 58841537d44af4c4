"""All that differs between two states of a study: data, results, claims, text, and what caused what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from il2report.revisions.attribution import Attribution
from il2report.revisions.comparison import Crossing, Value, ValueChange
from il2report.revisions.corrections import Correction
from il2report.revisions.log_review import Reviewed

HOLDS, BROKEN = "holds", "broken"
"""Two of the outcomes of a claim; any other is that another wording is printed."""


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What became of one claim in one state: its outcome, the sentence printed, and its values' ids.

    `wording` distinguishes the wordings of a template; None where it is not known.
    """

    name: str
    place: str
    outcome: str
    sentence: str
    reads: tuple[str, ...] = ()
    wording: int | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states compared.

    `title` names it within a sentence, "draft 2"; `detail` adds when it was issued or the like.
    `values` are its results by id, `facts` the texts of literature and constants by id, `places` where
    each of either is printed, in reading order, `templates` a digest of each text that the team
    edits, by name.
    """

    title: str
    detail: str
    values: Mapping[str, Value]
    facts: Mapping[str, Value]
    places: Mapping[str, tuple[str, ...]]
    claims: Mapping[str, ClaimState]
    templates: Mapping[str, str]


class Turn(StrEnum):
    """What happened to a claim between two states."""

    BROKE = "broke"
    GAVE_WAY = "gave_way"
    HOLDS_AGAIN = "holds_again"
    CAME = "came"
    WENT = "went"


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim whose outcome differs; None on the side that does not make it."""

    name: str
    turn: Turn
    old: ClaimState | None
    new: ClaimState | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The whole difference between two states.

    `corrections` is None where the data of a side are not available. `by_program` are results that
    today's program computes differently from the old data than the old state has them.
    """

    old: Side
    new: Side
    changes: tuple[ValueChange, ...]
    crossings: tuple[Crossing, ...]
    claims: tuple[ClaimChange, ...]
    corrections: tuple[Correction, ...] | None = None
    attributions: Mapping[str, Attribution] = field(default_factory=dict)
    by_program: frozenset[str] = frozenset()
    review: Reviewed = field(default_factory=lambda: Reviewed({}, ()))

    def places(self, result_id: str) -> tuple[str, ...]:
        """Where a number is printed on either side, in the order of the text."""
        sides = (self.new.places, self.old.places)
        return tuple(dict.fromkeys(place for side in sides for place in side.get(result_id, ())))

    @property
    def printed(self) -> tuple[ValueChange, ...]:
        """The numbers that print differently somewhere in the manuscript, in its order."""
        ranks = {key: rank for rank, key in enumerate((*self.new.places, *self.old.places))}
        printed = (each for each in self.changes if self._prints(each))
        return tuple(sorted(printed, key=lambda each: ranks[each.id]))

    @property
    def beside(self) -> tuple[ValueChange, ...]:
        """The numbers whose text differs but that neither manuscript prints."""
        changes = (each for each in self.changes if not self._prints(each))
        return tuple(each for each in changes if each.prints_differently)

    @property
    def newly_printed(self) -> tuple[Value, ...]:
        """The numbers that are as they were, and are printed now where they were not before."""
        return self._printed_only_in(self.new, self.old)

    @property
    def no_longer_printed(self) -> tuple[Value, ...]:
        """The numbers that are as they were, and are printed no longer."""
        return self._printed_only_in(self.old, self.new)

    def _printed_only_in(self, one: Side, other: Side) -> tuple[Value, ...]:
        changed = {change.id for change in self.changes if change.prints_differently}
        keys = (key for key in one.places if key not in other.places and key not in changed)
        values = {**one.facts, **one.values}
        return tuple(values[key] for key in keys if key in values)

    @property
    def beyond_print(self) -> tuple[ValueChange, ...]:
        """The numbers that differ only beyond the precision with which they are printed."""
        return tuple(each for each in self.changes if not each.prints_differently)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that the team edits and that differ, by name, where both sides have theirs."""
        old, new = self.old.templates, self.new.templates
        names = dict.fromkeys((*old, *new)) if old and new else ()
        return tuple(name for name in names if old.get(name) != new.get(name))

    @property
    def is_nothing_printed(self) -> bool:
        """Whether every number prints where and as it did, and every claim has the same outcome."""
        return not (self.printed or self.newly_printed or self.no_longer_printed or self.claims)

    def _prints(self, change: ValueChange) -> bool:
        return change.prints_differently and bool(self.places(change.id))


def claim_changes(
    old: Mapping[str, ClaimState], new: Mapping[str, ClaimState]
) -> tuple[ClaimChange, ...]:
    """Compare claims by name: those that became false first."""
    found = []
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name), new.get(name)
        turn = _turn(before, after)
        if turn is not None:
            found.append(ClaimChange(name, turn, before, after))
    return tuple(sorted(found, key=lambda change: list(Turn).index(change.turn)))


def _turn(before: ClaimState | None, after: ClaimState | None) -> Turn | None:
    if before is None or after is None:
        return Turn.CAME if before is None else Turn.WENT
    if before.outcome == after.outcome:
        known = {before.wording, after.wording} - {None}
        return Turn.GAVE_WAY if len(known) == 2 else None
    if after.outcome == BROKEN:
        return Turn.BROKE
    return Turn.HOLDS_AGAIN if after.outcome == HOLDS else Turn.GAVE_WAY
